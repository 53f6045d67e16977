"""App Service plans and function apps at East US prices of 2026-10."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.types.cost import Status
from tests.resources.harness import cents, estimate, line, related

PLAN = "azurerm_service_plan"
APP = "azurerm_linux_function_app"


@pytest.mark.parametrize(
    ("sku", "system", "workers", "cost"),
    [
        ("B1", "Linux", 1, "12.41"),  # 730 h x $0.017
        ("B1", "Windows", 1, "54.75"),  # 730 h x $0.075
        ("S1", "Windows", 2, "146.00"),  # 2 x 730 h x $0.10
        ("P1v3", "Linux", "3", "339.45"),  # 3 x 730 h x $0.155
        ("p1v2", "Linux", None, "73.73"),  # 730 h x $0.101
        ("I1v2", "Windows", 1, "399.31"),  # 730 h x $0.547
        ("SHARED", "Windows", 1, "9.49"),  # 730 h x $0.013
        ("D1", "Windows", 1, "9.49"),
    ],
)
def test_a_plan_is_billed_by_the_hours_of_its_workers(sku, system, workers, cost):
    found = estimate(PLAN, {"sku_name": sku, "os_type": system, "worker_count": workers}, "eastus")
    assert (found.components[0].name, cents(found.monthly_cost)) == (f"Instance usage ({sku})", cost)


@pytest.mark.parametrize("sku", ["F1", "Y1"])
def test_free_and_consumption_plans(sku):
    assert estimate(PLAN, {"sku_name": sku, "os_type": "Linux"}, "eastus").status is Status.FREE


def test_a_plan_without_a_price_is_named():
    found = estimate(PLAN, {"sku_name": "P1v3", "os_type": "Linux"}, "brazilsouth")
    assert found.status is Status.NO_PRICE
    assert "linux/P1v3 (azure app-service) in brazilsouth" in found.components[0].note


def test_the_older_plan():
    sku = [{"tier": "Standard", "size": "S1", "capacity": 2}]
    assert (
        cents(estimate("azurerm_app_service_plan", {"kind": "Windows", "sku": sku}, "eastus").monthly_cost) == "146.00"
    )
    linux = estimate("azurerm_app_service_plan", {"kind": "Linux", "reserved": True, "sku": sku}, "eastus")
    assert cents(linux.monthly_cost) == "138.70"  # 2 x 730 h x $0.095
    first = estimate("azurerm_app_service_plan", {"sku": [{"tier": "Premium", "size": "P1", "capacity": 1}]}, "eastus")
    assert (first.components[0].name, cents(first.monthly_cost)) == ("Instance usage (P1v1)", "219.00")  # 730 h x $0.30
    dynamic = [{"tier": "Dynamic", "size": "Y1"}]
    assert estimate("azurerm_app_service_plan", {"sku": dynamic}, "eastus").status is Status.FREE


def app(plan=None, usage=None, region="eastus", type_=APP):
    refers = {"service_plan_id": related(PLAN, plan)} if plan else None
    return estimate(type_, {}, region, usage=usage, refers=refers)


def test_a_function_app_in_a_consumption_plan():
    found = app({"sku_name": "Y1", "os_type": "Linux"})
    assert [(c.name, c.unit, c.status) for c in found.components] == [
        ("Execution time", "GB-seconds", Status.DEPENDS_ON_USAGE),
        ("Executions", "1M requests", Status.DEPENDS_ON_USAGE),
    ]
    used = app({"sku_name": "Y1"}, {"monthly_executions": 3_000_000, "execution_duration_ms": 500, "memory_mb": 200})
    # 200 MB rounds up to 256: 3,000,000 x 0.5 s x 0.25 GB = 375,000 GB-s x $0.000016 = 6.00; 3 x $0.20 = 0.60
    assert cents(used.monthly_cost) == "6.60"
    short = app({"sku_name": "Y1"}, {"monthly_executions": 1_000_000, "execution_duration_ms": 10, "memory_mb": 128})
    # at least 100 ms: 1,000,000 x 0.1 s x 0.125 GB = 12,500 GB-s x $0.000016 = 0.20; 0.20
    assert cents(short.monthly_cost) == "0.40"


def test_a_function_app_in_an_elastic_premium_plan():
    found = app({"sku_name": "EP2", "os_type": "Linux", "worker_count": 2})
    # 2 x 2 vCPU x $0.173 x 730 + 2 x 7 GB x $0.0123 x 730
    assert cents(found.monthly_cost) == "630.87"
    assert [(c.name, c.unit, c.quantity) for c in found.components] == [
        ("vCPU (EP2)", "vCPU", 4),
        ("Memory (EP2)", "GB", 14),
    ]
    assert line(app({"sku_name": "EP1"}, {"instances": 3}), "vCPU (EP1)").quantity == 3


def test_an_elastic_premium_plan_is_billed_with_its_app_or_by_itself():
    plan = {"sku_name": "EP1", "os_type": "Linux"}
    one = {"app": related(APP, {})}
    assert estimate(PLAN, plan, "eastus", refers=one).status is Status.FREE
    # 730 h x ($0.173 + 3.5 GB x $0.0123)
    assert cents(estimate(PLAN, plan, "eastus").monthly_cost) == "157.72"


@pytest.mark.parametrize(
    ("plan_type", "app_type", "attribute", "plan"),
    [
        (PLAN, APP, "service_plan_id", {"sku_name": "EP1", "os_type": "Linux"}),
        ("azurerm_app_service_plan", "azurerm_function_app", "app_service_plan_id", {"sku": [{"size": "EP1"}]}),
    ],
)
def test_apps_that_share_an_elastic_premium_plan_are_billed_once(plan_type, app_type, attribute, plan):
    both = {name: related(app_type, {}, name=name) for name in ("one", "two")}
    shared = estimate(plan_type, plan, "eastus", refers=both)
    assert [c.name for c in shared.components] == ["vCPU (EP1)", "Memory (EP1)"]
    assert cents(shared.monthly_cost) == "157.72"
    found = estimate(app_type, {}, "eastus", refers={attribute: related(plan_type, plan), **both})
    assert found.status is Status.FREE


def test_a_function_app_in_a_dedicated_plan_costs_nothing_more():
    assert app({"sku_name": "S1", "os_type": "Linux"}).status is Status.FREE


def test_an_app_whose_plan_is_elsewhere():
    found = app()
    assert any("consumption plan is assumed" in note for note in found.notes)


@given(st.integers(0, 10**7), st.integers(1, 10**4), st.integers(1, 1536))
def test_more_executions_never_cost_less(executions, duration, memory):
    def cost(count):
        usage = {"monthly_executions": count, "execution_duration_ms": duration, "memory_mb": memory}
        return app({"sku_name": "Y1"}, usage).monthly_cost

    assert 0 <= cost(executions) <= cost(executions + 1)


@given(workers=st.integers(1, 100))
def test_cost_scales_with_workers(workers):
    def cost(count):
        return estimate(PLAN, {"sku_name": "P1v3", "os_type": "Linux", "worker_count": count}, "eastus").monthly_cost

    assert cost(workers) == workers * cost(1)
