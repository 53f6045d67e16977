"""Lambda functions. Prices of us-east-1: 0.20 per million requests; x86 0.0000166667 per GB-second (0.000015 from 6 billion, 0.0000133334
from 15 billion), arm 0.0000133334; ephemeral storage 0.0000000309 per GB-second.
"""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line


def function(
    values: dict[str, Any] | None = None, requests: Any = None, duration: Any = None, **options: Any
) -> Estimate:
    said = {"monthly_requests": requests, "request_duration_ms": duration}
    return estimate(
        "aws_lambda_function",
        values or {},
        usage={key: value for key, value in said.items() if value is not None},
        **options,
    )


def test_without_usage_everything_is_open() -> None:
    found = function()
    assert (found.status, found.monthly_cost) == (Status.DEPENDS_ON_USAGE, None)
    assert [(part.name, part.unit, part.unit_price) for part in found.components] == [
        ("Requests", "1M requests", Decimal("0.2")),
        ("Duration (first 6B)", "GB-seconds", Decimal("0.0000166667")),
    ]
    assert found.usage_keys == ("monthly_requests", "request_duration_ms")


def test_requests_alone_leave_the_duration_open() -> None:
    found = function(requests=1_000_000)
    assert cents(found.monthly_cost) == "0.20"
    assert found.usage_keys == ("request_duration_ms",)


def test_usage_of_the_default_function() -> None:
    found = function(requests=1_000_000, duration=500)
    # 1 x 0.20 + 1,000,000 x 0.5 s x 128 / 1,024 GB = 62,500 GB-s x 0.0000166667
    assert line(found, "Duration").quantity == 62_500
    assert cents(found.monthly_cost) == "1.24"


def test_memory_and_architecture() -> None:
    found = function({"memory_size": "2048", "architectures": ["arm64"]}, requests="3000000", duration="200")
    # 3 x 0.20 + 3,000,000 x 0.2 s x 2 GB = 1,200,000 GB-s x 0.0000133334
    assert cents(found.monthly_cost) == "16.60"
    assert line(found, "Duration").name == "Duration (first 7.5B)"


def test_the_duration_has_tiers() -> None:
    found = function({"memory_size": 1024}, requests=20_000_000_000, duration=1000)
    # 6 billion x 0.0000166667 + 9 billion x 0.000015 + 5 billion x 0.0000133334
    durations = {part.name: part.monthly_cost for part in found.components if part.name.startswith("Duration")}
    assert {name: cents(cost) for name, cost in durations.items()} == {
        "Duration (first 6B)": "100000.20",
        "Duration (next 9B)": "135000.00",
        "Duration (over 15B)": "66667.00",
    }


def test_ephemeral_storage_above_512_megabytes() -> None:
    found = function({"ephemeral_storage": [{"size": 10240}]}, requests=1_000_000, duration=1000)
    storage = line(found, "Ephemeral storage")
    assert storage.quantity == 9_500_000  # 1,000,000 s x (10,240 - 512) / 1,024 GB
    assert cents(storage.monthly_cost) == "0.29"
    assert "Ephemeral storage" not in [
        part.name for part in function({"ephemeral_storage": [{"size": 512}]}).components
    ]


def test_unknown_values() -> None:
    memory = function(
        {"memory_size": None}, unknown={"memory_size": True}, configured=["memory_size"], requests=10**6, duration=100
    )
    assert line(memory, "Duration").status is Status.NO_PRICE
    assert "memory_size" in line(memory, "Duration").note
    filled = function({"architectures": None}, unknown={"architectures": True}, configured=[])
    assert line(filled, "Duration").unit_price == Decimal("0.0000166667")


def test_a_region_that_the_book_lacks() -> None:
    found = function(region="mars-north-1", requests=1)
    assert "mars-north-1" in line(found, "Requests").note
    assert line(found, "Requests").status is Status.NO_PRICE


@given(st.integers(0, 10**9), st.integers(1, 900_000), st.sampled_from((128, 512, 1024, 3008)))
@settings(max_examples=40)
def test_twice_the_requests_cost_twice_within_a_tier(requests: int, duration: int, memory: int) -> None:
    def cost(count: int) -> Decimal:
        found = function({"memory_size": memory}, requests=count, duration=duration)
        assert found.monthly_cost is not None
        assert found.monthly_cost >= 0
        return found.monthly_cost

    if 2 * requests * duration * memory <= 6 * 10**9 * 1000 * 1024:
        assert cost(2 * requests) == 2 * cost(requests)
    else:
        assert cost(2 * requests) <= 2 * cost(requests)
