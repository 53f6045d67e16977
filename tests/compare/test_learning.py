"""What is learned from bills: discounts, accuracy, the month's forecast."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from finopsguard.compare import compare
from finopsguard.compare.discounts import learned, rate_of
from finopsguard.compare.forecast import forecasts
from finopsguard.compare.history import Past, accuracy, of_resource, recall, remember
from finopsguard.types.bill import BillDay
from tests.compare.worlds import HOURS, MemoryBill, line, planned_in, world

EC2 = "Amazon Elastic Compute Cloud"


def test_a_services_discount_is_what_was_paid_by_list() -> None:
    bill = MemoryBill(
        [
            line("a", "BoxUsage", HOURS, "Hrs", Decimal(100), Decimal(72)),
            line("b", "BoxUsage", HOURS, "Hrs", Decimal(100), Decimal(100)),
            line("c", "Requests", HOURS, "Requests", Decimal(10), Decimal(10), service="Amazon S3"),
        ]
    )
    (only,) = learned([bill])
    assert (only.service, only.rate, only.source) == (EC2, Decimal("0.14"), "focus:bill.csv, 2026-09-01 to 2026-10-01")
    assert rate_of([only], provider="aws", service="AmazonEC2", type_="aws_instance", region="") == Decimal("0.14")
    assert rate_of([only], provider="aws", service="AmazonRDS", type_="aws_db_instance", region="") == 0


def past(predicted: int, actual: int, **fields: str) -> Past:
    given = {
        "project": "p",
        "address": "a.b",
        "previous_address": "",
        "type": "aws_instance",
        "resource_id": "i",
        "source": "s",
    }
    return Past(
        **{**given, **fields},
        start="2026-09-01",
        end="2026-10-01",
        currency="USD",
        predicted=Decimal(predicted),
        actual=Decimal(actual),
    )


def test_accuracy_is_error_by_what_was_billed() -> None:
    (only,) = accuracy([past(90, 100), past(130, 100), past(5, 0)])
    # errors of +10 % and -30 %; what cost nothing has no error in %
    assert (only.mape, only.bias, only.samples) == (20, -10, 2)


def test_a_moved_resource_keeps_its_past() -> None:
    records = [past(1, 1, address="a.old"), past(1, 1, address="a.other")]
    assert len(of_resource(records, "p", "a.new", "a.old")) == 1


def test_history_is_kept_once_a_period_and_survives_damage(tmp_path: Path) -> None:
    made = world(3)
    compared = compare(planned_in(tmp_path, made.content), [made.bill]).compared
    folder = tmp_path / "history"
    assert recall(folder).records == ()
    remember(folder, compared)
    remember(folder, compared)
    (file,) = folder.iterdir()
    assert len(recall(folder).records) == len(made.causes)
    with file.open("ab") as opened:
        opened.write(b'{"half a line\n\xff\xfe\n{"project": 1}\n')
    (folder / "empty.jsonl").write_bytes(b"")
    found = recall(folder)
    assert (len(found.records), found.damaged) == (len(made.causes), 3)


@given(data=st.binary(max_size=300))
def test_any_bytes_are_no_error(data: bytes, tmp_path_factory) -> None:
    folder = tmp_path_factory.mktemp("history")
    (folder / "x.jsonl").write_bytes(data)
    assert recall(folder).records == ()


def days(costs: list[float], first: date = date(2026, 9, 1)) -> list[BillDay]:
    return [
        BillDay((first + timedelta(days=number)).isoformat(), "USD", Decimal(str(cost)))
        for number, cost in enumerate(costs)
    ]


def test_an_even_month_goes_on_evenly() -> None:
    (only,) = forecasts("s", days([10.0] * 20))
    assert (only.so_far, only.amount, only.low, only.high, only.days) == (200, 300, 300, 300, 20)
    assert only.month == "2026-09"


def test_a_rising_month_goes_on_rising() -> None:
    (only,) = forecasts("s", days([float(number) for number in range(1, 21)]))
    # 1 + 2 + ... + 30
    assert (only.amount, only.trend_per_day) == (465, 1)
    assert only.method.startswith("linear trend")


def test_weekends_stay_weekends() -> None:
    first = date(2026, 8, 17)
    (only,) = forecasts(
        "s", days([2.0 if (first + timedelta(days=n)).weekday() >= 5 else 10.0 for n in range(35)], first)
    )
    assert only.method.startswith("weekday means")
    # September 2026 has 22 working days
    assert only.amount == 22 * 10 + 8 * 2


def test_a_week_is_the_least() -> None:
    assert forecasts("s", days([1.0] * 6)) == ()


@given(st.lists(st.floats(0, 1e6), min_size=7, max_size=60))
def test_bounds_hold_the_forecast(costs: list[float]) -> None:
    for each in forecasts("s", days(costs)):
        assert each.so_far <= each.low <= each.amount <= each.high
