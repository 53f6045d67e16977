"""Cost Management through the unmodified SDK. The bill: virtual machines 2.0 a day, storage 0.5 a day, January and February 2024."""

from datetime import date, datetime

import pytest

from finopsguard.adapters.usage.azure_usage import AzureUsageAdapter
from tests.live.usage.azure.cloud import Azure, Charge

FIRST, LAST = datetime(2024, 1, 1), datetime(2024, 1, 31)  # noqa: DTZ001  naive is UTC


def test_january_is_31_days(adapter: AzureUsageAdapter) -> None:
    records = adapter.get_cost_usage(FIRST, LAST)
    assert [record.date for record in records] == [f"2024-01-{day:02}" for day in range(1, 32)]
    assert sum(record.cost for record in records) == 31 * 2.5
    assert records[0].metadata == {"cost_type": "ActualCost", "estimated": False}


def test_more_than_a_month_of_days_is_asked_month_by_month(adapter: AzureUsageAdapter, azure: Azure) -> None:
    records = adapter.get_cost_usage(FIRST, datetime(2024, 2, 29))  # noqa: DTZ001
    assert len(records) == 60
    assert len(azure.requests) == 2


def test_months_carry_their_first_day(adapter: AzureUsageAdapter, azure: Azure) -> None:
    records = adapter.get_cost_usage(FIRST, datetime(2024, 2, 29), "MONTHLY", ["service"])  # noqa: DTZ001
    assert [(record.date, record.service, record.cost) for record in records] == [
        ("2024-01-01", "Storage", 15.5),
        ("2024-01-01", "Virtual Machines", 62.0),
        ("2024-02-01", "Storage", 14.5),
        ("2024-02-01", "Virtual Machines", 58.0),
    ]
    assert len(azure.requests) == 1


def test_pages_are_followed_with_the_same_body(adapter: AzureUsageAdapter, azure: Azure) -> None:
    azure.page_rows = 20
    records = adapter.get_cost_usage(FIRST, LAST, group_by=["service", "resource_group"])
    assert len(records) == 62
    assert len(azure.requests) == 4
    assert all(body == azure.requests[0][3] for _, _, _, body in azure.requests)


def test_groups_filters_and_tags(adapter: AzureUsageAdapter) -> None:
    by_tag = adapter.get_cost_usage(FIRST, LAST, "MONTHLY", ["tag:team"])
    assert {(record.tags.get("team"), record.cost) for record in by_tag} == {("web", 62.0), (None, 15.5)}

    filters = {"resource_group": "shop", "tags": {"team": "web"}}
    assert [record.cost for record in adapter.get_cost_usage(FIRST, LAST, "MONTHLY", None, filters)] == [62.0]


def test_amortized_cost_on_request(adapter: AzureUsageAdapter) -> None:
    (record,) = adapter.get_cost_usage(FIRST, LAST, "MONTHLY", filters={"cost_type": "AmortizedCost"})
    assert record.cost == 31 * 1.25
    assert record.metadata["cost_type"] == "AmortizedCost"


def test_nothing_billed_is_an_empty_list(adapter: AzureUsageAdapter) -> None:
    assert adapter.get_cost_usage(datetime(2023, 1, 1), datetime(2023, 1, 31)) == []  # noqa: DTZ001


def test_currencies_stay_apart(adapter: AzureUsageAdapter, azure: Azure) -> None:
    azure.charges = [Charge(date(2024, 1, 1), 1.0, "USD"), Charge(date(2024, 1, 1), 2.0, "EUR")]
    records = adapter.get_cost_usage(FIRST, FIRST)
    assert {(record.currency, record.cost) for record in records} == {("USD", 1.0), ("EUR", 2.0)}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("HOURLY",), "no hourly costs: choose DAILY or MONTHLY"),
        (("WEEKLY",), "HOURLY, DAILY, MONTHLY"),
        (("DAILY", ["colour"]), "resource_group"),
        (("DAILY", ["service", "region", "resource_group"]), "2 words at most"),
        (("DAILY", None, {"colour": "red"}), "Unknown filter 'colour'"),
        (("DAILY", None, {"cost_type": "List"}), "ActualCost, AmortizedCost"),
    ],
)
def test_mistakes_name_the_choices(adapter: AzureUsageAdapter, azure: Azure, arguments: tuple, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        adapter.get_cost_usage(FIRST, LAST, *arguments)
    assert azure.requests == []
