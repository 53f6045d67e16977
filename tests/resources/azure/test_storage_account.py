"""Storage accounts: East US blob prices of 2026-10, West Europe of 2026-08 and 2026-09."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.types.cost import Status
from tests.resources.harness import cents, estimate, line

ACCOUNT = "azurerm_storage_account"
HOT = {"account_kind": "StorageV2", "account_tier": "Standard", "account_replication_type": "LRS", "access_tier": "Hot"}


def account(usage=None, region="eastus", **values):
    return estimate(ACCOUNT, {**HOT, **values}, region, usage=usage)


def test_an_account_costs_what_is_used_of_it():
    found = account()
    assert [(c.name, c.unit) for c in found.components] == [
        ("Capacity", "GB"),
        ("Write operations", "10k operations"),
        ("List and create container operations", "10k operations"),
        ("Read operations", "10k operations"),
        ("All other operations", "10k operations"),
    ]
    assert (found.status, found.monthly_cost) == (Status.DEPENDS_ON_USAGE, None)
    assert line(found, "Capacity").unit_price == Decimal("0.0208")
    assert line(found, "Write").unit_price == Decimal("0.05")
    assert found.usage_keys[0] == "storage_gb"


def test_usage_in_the_first_tier():
    used = account({"storage_gb": 1000, "monthly_write_operations": 100_000, "monthly_read_operations": 1_000_000})
    # 1,000 GB x $0.0208 + 10 x $0.05 + 100 x $0.004
    assert cents(used.monthly_cost) == "21.70"


def test_capacity_by_tier():
    found = account({"storage_gb": 600_000})
    # 51,200 x $0.0208 + 460,800 x $0.019968 + 88,000 x $0.019136
    assert [(c.name, cents(c.monthly_cost)) for c in found.components[:3]] == [
        ("Capacity (first 50TB)", "1064.96"),
        ("Capacity (next 450TB)", "9201.25"),
        ("Capacity (over 500TB)", "1683.97"),
    ]


@pytest.mark.parametrize(
    ("kind", "price"),
    [("ZRS", "0.026"), ("GRS", "0.0458"), ("RAGRS", "0.0589"), ("GZRS", "0.0468"), ("RAGZRS", "0.0585")],
)
def test_redundancy(kind, price):
    assert line(account(account_replication_type=kind), "Capacity").unit_price == Decimal(price)


def test_cool_accounts_pay_for_what_is_read():
    found = account({"storage_gb": 100, "monthly_data_retrieval_gb": 50}, region="westeurope", access_tier="Cool")
    # 100 GB x $0.01 + 50 GB x $0.01
    assert cents(found.monthly_cost) == "1.50"
    early = account({"early_deletion_gb": 10, "blob_index_tags": 20_000}, region="westeurope", access_tier="Cool")
    # 10 GB x $0.01 + 2 x $0.039
    assert cents(early.monthly_cost) == "0.18"


@pytest.mark.parametrize(
    "values",
    [{"is_hns_enabled": True}, {"account_tier": "Premium", "account_kind": "FileStorage"}, {"account_kind": "Storage"}],
)
def test_other_kinds_are_not_given_the_price_of_blobs(values):
    found = account({"storage_gb": 10}, **values)
    assert line(found, "Capacity").status is Status.NO_PRICE
    assert not found.complete
    assert account(**values).components[0].unit_price is None


def test_premium_block_blobs_and_a_hierarchical_namespace():
    values = {"account_tier": "Premium", "account_kind": "BlockBlobStorage"}
    found = account({"storage_gb": 100, "monthly_write_operations": 1_000_000}, **values)
    # 100 GB x $0.15 + 100 x $0.0175
    assert cents(found.monthly_cost) == "16.75"
    lake = account({"monthly_write_operations": 100_000}, region="westeurope", is_hns_enabled=True)
    assert line(lake, "Write operations").price.key == "blob-hierarchical/hot/LRS/write-operations"


def test_an_unknown_tier_has_no_price():
    values = {key: value for key, value in HOT.items() if key != "access_tier"}
    found = estimate(
        ACCOUNT, values, "eastus", usage={"storage_gb": 1}, unknown={"access_tier": True}, configured=("access_tier",)
    )
    assert "access_tier is known only after apply" in line(found, "Capacity").note
    default = estimate(ACCOUNT, values, "eastus", unknown={"access_tier": True}, configured=())
    assert line(default, "Capacity").unit_price == Decimal("0.0208")


@given(gb=st.integers(0, 10**6), more=st.integers(0, 10**6))
def test_more_data_never_costs_less(gb, more):
    assert 0 <= account({"storage_gb": gb}).monthly_cost <= account({"storage_gb": gb + more}).monthly_cost


@given(st.dictionaries(st.sampled_from(["name", "min_tls_version", "tags"]), st.text(max_size=5)))
def test_unrelated_attributes_change_nothing(more):
    assert account({"storage_gb": 5}, **more) == account({"storage_gb": 5})
