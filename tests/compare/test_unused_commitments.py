"""What bills show to be committed to and unused."""

from collections.abc import Collection, Sequence
from decimal import Decimal

from finopsguard.compare.unused_commitments import unused
from finopsguard.types.bill import BilledLine, BilledResource, BillSummary


class Stated:
    """A bill of 30 days."""

    daily = ()

    def __init__(self, *resources: BilledResource, usage_type: str = "") -> None:
        self._resources = resources
        self._usage_type = usage_type
        self.summary = BillSummary(
            name="focus:bill.csv",
            kind="focus",
            basis="amortized",
            start="2026-09-01",
            end="2026-10-01",
            days=30,
            through="2026-09-30",
            complete=True,
            currencies=("USD",),
        )

    def resources(self) -> Sequence[BilledResource]:
        return self._resources

    def lines(self, keys: Collection[str]) -> Sequence[BilledLine]:
        return [
            BilledLine(key=key, currency="USD", billed=Decimal(0), effective=Decimal(0), usage_type=self._usage_type)
            for key in keys
        ]

    def services(self) -> tuple[()]:
        return ()


def row(cost: str, **fields: str) -> BilledResource:
    given = {
        "key": "k",
        "resource_id": "arn:aws:ec2:eu-west-1:1:reserved-instances/1",
        "category": "unused_commitment",
        **fields,
    }
    return BilledResource(currency="USD", cost=Decimal(cost), **given)


def test_a_reservation_of_a_family_scaled_to_a_month() -> None:
    (found,) = unused(
        [Stated(row("72", service="Amazon EC2", region="eu-west-1"), usage_type="HeavyUsage:m5.large")], Decimal(730)
    )
    assert (found.kind, found.provider, found.family, found.region) == ("reservation", "aws", "m5", "eu-west-1")
    assert found.amount == Decimal(73)  # $72 in 720 hours is $73 in 730


def test_a_savings_plan_covers_every_family() -> None:
    (found,) = unused([Stated(row("30", resource_id="arn:aws:savingsplans::1:savingsplan/x"))], Decimal(720))
    assert (found.kind, found.family, found.amount) == ("savings_plan", "", Decimal(30))


def test_what_is_used_or_costs_nothing_is_none() -> None:
    assert unused([Stated(row("30", category="usage"), row("0"))], Decimal(730)) == ()
