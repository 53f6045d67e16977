"""Bills that are asked of the clouds, through the usage adapters' own interface."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from finopsguard.adapters.billing import BillError
from finopsguard.adapters.billing.live import CLOUDS, LiveSource
from finopsguard.adapters.usage.base import UsageAdapter
from finopsguard.adapters.usage.failures import CloudFailure, FailureKind
from finopsguard.types.bill import Wanted
from finopsguard.types.usage import CostUsageRecord, ResourceUsage, UsageQuery, UsageSummary

TODAY = date(2026, 11, 21)


class Adapter(UsageAdapter):
    """Answers with a dollar and ten cents a day for each resource."""

    def __init__(self, *resources: str, failure: Exception | None = None) -> None:
        super().__init__("aws")
        self.resources = resources
        self.failure = failure
        self.asked: tuple[datetime, datetime, Sequence[str] | None] | None = None

    def get_cost_usage(
        self,
        start_time: datetime,
        end_time: datetime,
        granularity: str = "DAILY",
        group_by: Sequence[str] | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> list[CostUsageRecord]:
        self.asked = start_time, end_time, group_by
        if self.failure:
            raise self.failure
        span = (end_time - start_time).days + 1
        return [
            CostUsageRecord(
                date=f"{start_time + timedelta(days=number):%Y-%m-%d}",
                start_time=start_time + timedelta(days=number),
                end_time=start_time + timedelta(days=number + 1),
                cost=1.1,
                usage_amount=24,
                usage_unit="Hrs",
                service="AmazonEC2",
                resource_id=name or None,
                metadata={"estimated": number == span - 1, "cost_metric": "NetUnblendedCost"},
            )
            for number in range(span)
            for name in self.resources
        ]

    def get_resource_usage(self, *_args: Any, **_named: Any) -> ResourceUsage:
        raise NotImplementedError

    def get_usage_summary(self, query: UsageQuery) -> UsageSummary:
        raise NotImplementedError

    def is_available(self) -> bool:
        return True


def test_thirty_days_by_service() -> None:
    adapter = Adapter("")
    bill = LiveSource("aws", lambda: adapter).open(Wanted(today=TODAY))
    assert adapter.asked is not None
    assert adapter.asked[:2] == (datetime(2026, 10, 22, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC))
    assert (bill.summary.days, bill.summary.basis, bill.summary.estimated) == (30, "net-unblended", True)
    (only,) = bill.resources()
    # 30 x 1.1 exactly: floats are read as the shortest number that they can be
    assert (only.cost, only.resource_id, bill.lines([only.key])) == (33, "", [])


def test_aws_names_resources_for_fourteen_days() -> None:
    adapter = Adapter("i-1", "i-2")
    bill = LiveSource("aws+resources", lambda: adapter).open(Wanted(today=TODAY))
    assert (bill.summary.start, bill.summary.end, bill.summary.days) == ("2026-11-07", "2026-11-21", 14)
    assert {each.resource_id: each.cost for each in bill.resources()} == {
        "i-1": Decimal("15.4"),
        "i-2": Decimal("15.4"),
    }
    (line,) = bill.lines(["i-1"])
    assert (line.effective, line.list, line.quantity, line.days) == (Decimal("15.4"), None, None, 14)


@pytest.mark.parametrize(
    "failure", [CloudFailure(FailureKind.FORBIDDEN, "no ce:GetCostAndUsage"), ValueError("not enabled")]
)
def test_failures_say_why(failure: Exception) -> None:
    with pytest.raises(BillError, match=str(failure)):
        LiveSource("azure", lambda: Adapter(failure=failure)).open(Wanted(today=TODAY))


@pytest.mark.parametrize("name", CLOUDS)
def test_an_empty_answer_is_no_bill_of_nothing(name: str) -> None:
    with pytest.raises(BillError, match="no costs"):
        LiveSource(name, Adapter).open(Wanted(today=TODAY))
