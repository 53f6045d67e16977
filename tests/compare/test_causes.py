"""Single causes, worked out by hand."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from finopsguard.compare import Comparison, compare
from finopsguard.types.bill import BilledLine
from finopsguard.types.discount import Discount, DiscountKind
from tests.compare.worlds import HOURS, MemoryBill, instance, line, planned_in
from tests.plans import change, plan

KEY = f"i-{1:017x}"
LIST = Decimal("69.12")
"""720 h of an m5.large at 0.096."""


def machine(**fields: Any) -> dict[str, Any]:
    """An instance whose volume is not of interest."""
    return {**instance("web", 1, "m5.large"), "root_block_device": [], **fields}


def box(paid: str, listed: str | None = "69.12", hours: Decimal | None = HOURS, **more: Any) -> BilledLine:
    """The charge for its hours."""
    made = line(KEY, more.pop("usage_type", "BoxUsage:m5.large"), HOURS, "Hrs", LIST, Decimal(paid), **more)
    fields = {name: getattr(made, name) for name in made.__struct_fields__}
    return BilledLine(**{**fields, "list": None if listed is None else Decimal(listed), "quantity": hours})


def found(
    folder: Path, *lines: BilledLine, drift: list[dict[str, Any]] | None = None, values: Any = None, **options: Any
) -> Comparison:
    before = values or machine()
    content = plan(change("aws_instance.web", ["no-op"], before, before), resource_drift=drift or [])
    return compare(planned_in(folder, content), [MemoryBill(lines)], **options)


def causes(comparison: Comparison) -> dict[str, Decimal]:
    (only,) = comparison.actuals
    return {each.cause: each.amount for each in only.causes}


def disk(comparison: Comparison) -> Decimal:
    """What the list cost has besides the hours: the volume that every instance has, 8 GB where nothing is said."""
    (only,) = comparison.actuals
    assert only.list is not None
    return only.list - LIST


def test_thirty_days_are_720_hours(tmp_path: Path) -> None:
    comparison = found(tmp_path, box("69.12"))
    (only,) = comparison.actuals
    assert only.list is not None
    monthly = planned_in(tmp_path, plan(change("aws_instance.web", ["no-op"], machine(), machine())))[0].monthly
    assert monthly is not None
    assert only.list == (monthly * 720 / 730).quantize(Decimal("0.01"))


def test_what_changed_outside_terraform_is_size_drift(tmp_path: Path) -> None:
    applied, live = machine(), machine(instance_type="m5.xlarge")
    drift = [change("aws_instance.web", ["update"], applied, live)]
    comparison = found(tmp_path, box("138.24", "138.24", usage_type="BoxUsage:m5.xlarge"), drift=drift, values=live)
    told = causes(comparison)
    assert told["size_drift"] == Decimal("69.12")
    assert set(told) <= {"size_drift", "unexplained"}
    (only,) = comparison.actuals
    assert only.actual == Decimal("138.24")


def test_without_list_prices_a_known_discount_explains_its_share(tmp_path: Path) -> None:
    discount = Discount(name="deal", kind=DiscountKind.NEGOTIATED, rate=Decimal("0.1"), service="AmazonEC2")
    comparison = found(tmp_path, box("60.00", None), discounts=[discount])
    told = causes(comparison)
    assert told["discount"] == Decimal("-6.91")
    # 69.12 - 6.912 leaves 62.21; the bill has 60.00 and says no more
    assert abs(told["unexplained"] + Decimal("2.21") + disk(comparison)) <= Decimal("0.01")


def test_without_list_prices_or_discounts_it_is_unexplained(tmp_path: Path) -> None:
    comparison = found(tmp_path, box("60.00", None))
    assert set(causes(comparison)) == {"unexplained"}


def test_spot_is_a_discount(tmp_path: Path) -> None:
    comparison = found(tmp_path, box("20.00", None, pricing="spot", usage_type="SpotUsage:m5.large"))
    assert causes(comparison)["discount"] == Decimal("-49.12")
    assert "spot" in next(each.note for each in comparison.actuals[0].causes if each.cause == "discount")


def test_a_promotion_is_a_credit(tmp_path: Path) -> None:
    comparison = found(tmp_path, box("59.12", promotion=Decimal(-10)))
    assert causes(comparison)["credit"] == -10
    assert "discount" not in causes(comparison)


def test_another_currency_is_not_compared_without_a_rate(tmp_path: Path) -> None:
    euros = box("60.00", currency="EUR")
    (only,) = found(tmp_path, euros).actuals
    assert (only.list, only.difference, only.causes, only.actual) == (None, None, (), 60)
    (converted,) = found(tmp_path, euros, convert=lambda _source, _target: Decimal("0.9")).actuals
    assert converted.list is not None
    assert converted.difference == 60 - converted.list


def test_two_currencies_are_two_lines(tmp_path: Path) -> None:
    comparison = found(tmp_path, box("34.56", "34.56", HOURS / 2), box("30.00", currency="EUR"))
    assert {each.currency for each in comparison.actuals} == {"USD", "EUR"}
    assert {each.currency for each in comparison.totals if each.by == "total"} == {"USD", "EUR"}


def test_a_planned_resource_that_is_not_billed_is_unmatched(tmp_path: Path) -> None:
    one, two = machine(), {**machine(), "id": "i-00000000000000002", "arn": "", "tags": {}}
    content = plan(change("aws_instance.a", ["no-op"], one, one), change("aws_instance.b", ["no-op"], two, two))
    comparison = compare(planned_in(tmp_path, content), [MemoryBill([box("69.12")])])
    total = next(each for each in comparison.totals if each.by == "total")
    assert total.list is not None
    assert (total.matched, total.resources) == (1, 2)
    (left,) = (each.amount for each in total.causes if each.cause == "unmatched")
    assert abs(left + total.list / 2) <= Decimal("0.01")
    (missing,) = comparison.unmatched.planned
    assert (missing.name, missing.reason) == ("aws_instance.b", "not found")


def test_a_resource_without_an_estimate_is_not_modelled_in_the_total(tmp_path: Path) -> None:
    values = {"id": "i-00000000000000001"}
    content = plan(change("aws_made_up_thing.web", ["no-op"], values, values))
    comparison = compare(planned_in(tmp_path, content), [MemoryBill([box("69.12")])])
    (only,) = comparison.actuals
    assert (only.list, only.difference) == (None, None)
    (whole,) = (each for each in comparison.totals if each.by == "bill")
    assert [(each.cause, each.amount) for each in whole.causes] == [("not_modelled", LIST)]


def test_a_larger_volume_is_size_drift_and_the_calendar_is_not(tmp_path: Path) -> None:
    volume = {
        "id": "vol-00000000000000001",
        "size": 100,
        "type": "gp3",
        "iops": 3000,
        "throughput": 125,
        "availability_zone": "us-east-1a",
    }
    content = plan(change("aws_ebs_volume.data", ["no-op"], volume, volume))
    for billed, drift in ((100, "0"), (150, "4.00")):
        gigabytes = Decimal(billed)
        cost = gigabytes * Decimal("0.08")
        charge = line("vol-00000000000000001", "EBS:VolumeUsage.gp3", gigabytes, "GB-Mo", cost, cost)
        told = causes(compare(planned_in(tmp_path, content), [MemoryBill([charge])]))
        assert told.get("size_drift", Decimal(0)) == Decimal(drift)
        # 100 GB for the whole of September are billed as 100 GB-months; 720 of 730 hours were predicted: 8.00 - 7.89
        assert told["usage"] == Decimal("0.11")
