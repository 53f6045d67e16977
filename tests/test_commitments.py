"""What a change does to the plans that share a commitment, and the laws that hold for every plan."""

from decimal import Decimal
from pathlib import Path

import pytest

from finopsguard.check import check
from finopsguard.config import Config
from finopsguard.types.discount import Discount, DiscountKind
from finopsguard.types.result import ComponentLine, Report
from tests.plans import change, plan, report

PLANS = sorted(
    path for path in (Path(__file__).parents[1] / "fixtures/plans").rglob("*.json") if path.parent.name != "derived"
)
HALF = Discount(
    name="web",
    kind=DiscountKind.RESERVATION,
    rate=Decimal("0.5"),
    count=Decimal(1),
    keys=("m5.large/linux/*",),
    source="finopsguard.yml:2",
)
MACHINE, DISK = Decimal("70.08"), Decimal("0.8")
"""us-east-1: m5.large 730 h x $0.096; 8 GB of gp2 at $0.10."""
WEB = {"instance_type": "m5.large", "ami": "ami-1"}


def by_address(found: Report) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    return {line.address: (line.previous_monthly_cost, line.monthly_cost) for line in found.resources}


def test_what_a_removed_machine_leaves_goes_to_another_and_is_explained(tmp_path: Path) -> None:
    content = plan(
        change("aws_instance.a", ["delete"], WEB),
        change("aws_instance.b", ["no-op"], WEB, WEB),
        change("aws_instance.c", ["no-op"], WEB, WEB),
    )
    found = report(tmp_path, content, discounts=(HALF,))
    whole, half = MACHINE + DISK, MACHINE / 2 + DISK
    assert by_address(found) == {
        "aws_instance.a": (half, 0),
        "aws_instance.b": (whole, half),
        "aws_instance.c": (whole, whole),
    }
    assert found.delta_monthly_cost == -whole  # what is saved is a machine at its full price
    assert "commitments cover another part" in found.resources[1].notes[-1]
    assert not any("commitments" in note for note in found.resources[2].notes)


def test_a_new_machine_beside_a_used_commitment_costs_its_full_price(tmp_path: Path) -> None:
    content = plan(
        change("aws_instance.a", ["create"], None, WEB),
        change("aws_instance.b", ["no-op"], WEB, WEB),
    )
    found = report(tmp_path, content, discounts=(HALF,))
    assert found.delta_monthly_cost == MACHINE + DISK
    assert found.resources[1].delta == 0


def test_a_moved_machine_keeps_what_it_had(tmp_path: Path) -> None:
    content = plan(
        change("aws_instance.a", ["create"], None, WEB),
        change("aws_instance.z", ["no-op"], WEB, WEB, previous_address="aws_instance.b"),
    )
    found = report(tmp_path, content, discounts=(HALF,))
    assert (found.resources[1].delta, found.resources[1].monthly_cost) == (0, MACHINE / 2 + DISK)


def test_what_leaves_the_state_takes_nothing_of_a_commitment(tmp_path: Path) -> None:
    content = plan(
        change("aws_instance.a", ["forget"], WEB),
        change("aws_instance.b", ["no-op"], WEB, WEB),
    )
    found = report(tmp_path, content, discounts=(HALF,))
    assert (found.forgotten_monthly_cost, found.resources[1].delta) == (MACHINE + DISK, 0)
    assert found.resources[1].monthly_cost == MACHINE / 2 + DISK


EVERYTHING = (
    Discount(name="deal", kind=DiscountKind.NEGOTIATED, rate=Decimal("0.07"), source="a.yml:1"),
    Discount(name="flat", kind=DiscountKind.FLAT, rate=Decimal("0.1"), region="*e*", source="a.yml:2"),
    Discount(
        name="plan",
        kind=DiscountKind.SAVINGS_PLAN,
        rate=Decimal("0.3"),
        per_hour=Decimal("0.35"),
        currency="USD",
        keys=("*",),
        source="a.yml:3",
    ),
    Discount(
        name="two", kind=DiscountKind.RESERVATION, rate=Decimal("0.6"), count=Decimal(2), keys=("*",), source="a.yml:4"
    ),
    Discount(
        name="gift", kind=DiscountKind.CREDIT, rate=Decimal(0), per_month=Decimal(11), currency="USD", source="a.yml:5"
    ),
)


def close(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= Decimal("1e-12") * max(abs(one), abs(other), Decimal(1))


def list_of(part: ComponentLine) -> Decimal | None:
    if part.monthly_cost is None:
        return None
    return part.monthly_cost + sum((taken.amount for taken in part.discounts), Decimal(0))


@pytest.mark.parametrize("file", PLANS, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_laws_on_every_plan(file: Path) -> None:
    at_list = check([str(file)], Config(), environ={})
    found = check([str(file)], Config(discounts=EVERYTHING), environ={})
    for old, new in zip(at_list.resources, found.resources, strict=True):
        assert (old.address, old.status, old.complete) == (new.address, new.status, new.complete)
        for before, after in zip(old.components, new.components, strict=True):
            listed = list_of(before)
            assert (listed is None) is (after.monthly_cost is None)
            if listed is not None and after.monthly_cost is not None:
                assert 0 <= after.monthly_cost <= listed
                if after.price is not None:  # a sensitive line shows its amount alone
                    assert close(list_of(after) or Decimal(0), listed)
        if new.monthly_cost is not None and new.action not in ("delete", "forget", "create-forget"):
            known = [part.monthly_cost for part in new.components if part.monthly_cost is not None]
            assert close(new.monthly_cost, sum(known, Decimal(0)))
            if new.monthly_cost_min is not None:
                assert new.monthly_cost_min <= new.monthly_cost * (1 + Decimal("1e-20"))
            if new.monthly_cost_max is not None:
                assert new.monthly_cost <= new.monthly_cost_max
        if (
            new.delta is not None
            and None not in (new.monthly_cost, new.previous_monthly_cost)
            and new.action != "not-understood"
        ):
            assert close(new.delta, (new.monthly_cost or Decimal(0)) - (new.previous_monthly_cost or Decimal(0)))
    for total in found.discounts or ():
        assert close(total.list - total.discounts, total.net)
    for line in found.commitments:
        assert line.committed - line.used == line.unused >= 0
