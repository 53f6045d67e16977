"""What holds for every type in the registry, shown on the plans in fixtures/: documented, priced without a silent zero, and lawful."""

import json
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from finopsguard.check import check
from finopsguard.config import Config
from finopsguard.resources.about import about_of
from finopsguard.resources.free import free_types
from finopsguard.resources.registry import PRICED, estimator

ROOT = Path(__file__).parents[2]
PLANS = sorted(path for path in (ROOT / "fixtures/plans").rglob("*.json") if path.parent.name != "derived")
SHARING = {"azurerm_function_app", "azurerm_linux_function_app", "azurerm_windows_function_app"}
"""Copies that share what is billed: several apps on one Elastic Premium plan cost one plan."""
UNRELATED = {"description_of_nothing": "x", "timeouts": None}


@cache
def stated() -> dict[str, dict]:
    """A resource of each type, as some plan in fixtures/ states it, with the plan it stands in."""
    found = {}
    for path in PLANS:
        plan = json.loads(path.read_text(encoding="utf-8"))
        for position, change in enumerate(plan.get("resource_changes") or []):
            if change.get("mode") == "managed" and change["change"].get("after"):
                found.setdefault(change["type"], (plan, position))
    return found


def lines(tmp_path, plan):
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan), encoding="utf-8")
    return check([str(file)], Config(), environ={}).resources


def amounts(line):
    return [(part.name, part.quantity, part.unit_price, part.monthly_cost, part.status) for part in line.components]


def with_change(plan, position, edit):
    copied = json.loads(json.dumps(plan))
    edit(copied["resource_changes"][position])
    return copied


def located(value, where):
    """A value in which every ``location`` is ``where``: on Azure a resource can stand where its group, server or account does."""
    if isinstance(value, list):
        return [located(item, where) for item in value]
    if isinstance(value, dict):
        return {name: where if name == "location" else located(item, where) for name, item in value.items()}
    return value


def test_no_type_is_both_priced_and_free():
    assert not set(PRICED) & free_types()


def test_the_registry_is_in_order():
    by_cloud: dict[str, list[str]] = {}
    for type_ in PRICED:
        by_cloud.setdefault(type_.partition("_")[0], []).append(type_)
    for types in by_cloud.values():
        assert types == sorted(types)


@pytest.mark.parametrize("type_", PRICED)
def test_every_type_says_what_it_is_billed_for(type_):
    declared = about_of(estimator(type_))
    assert declared is not None
    assert declared.components or declared.assumptions
    assert declared.services


@pytest.mark.parametrize("type_", PRICED)
def test_every_type_stands_in_a_plan_of_the_fixtures(type_):
    assert type_ in stated(), f"no plan in fixtures/plans has a {type_}"


@pytest.mark.parametrize("type_", [type_ for type_ in PRICED if type_ in stated()])
def test_no_silent_zero(type_, tmp_path):
    """What is known is not negative; a resource without an amount says which of the other words it is."""
    plan, position = stated()[type_]
    line = lines(tmp_path, plan)
    address = plan["resource_changes"][position]["address"]
    (mine,) = [one for one in line if one.address == address and not one.deposed]
    if mine.monthly_cost is None:
        assert mine.status in {"no_price", "depends_on_usage"}
        assert all(part.note for part in mine.components if part.status == "no_price")
    elif mine.monthly_cost == 0 and mine.action not in {"delete", "forget"}:
        assert mine.status == "free" or mine.components
        assert mine.notes or mine.components
    assert mine.monthly_cost is None or mine.monthly_cost >= 0
    assert mine.monthly_cost == (
        sum(part.monthly_cost for part in mine.components if part.monthly_cost is not None) or mine.monthly_cost
    )


@pytest.mark.parametrize("type_", [type_ for type_ in PRICED if type_ in stated()])
def test_attributes_that_nothing_is_billed_for_change_nothing(type_, tmp_path):
    plan, position = stated()[type_]
    before = lines(tmp_path, plan)
    after = lines(tmp_path, with_change(plan, position, lambda change: change["change"]["after"].update(UNRELATED)))
    assert [amounts(line) for line in before] == [amounts(line) for line in after]


@pytest.mark.parametrize("type_", [type_ for type_ in PRICED if type_ in stated() and type_ not in SHARING])
def test_three_copies_cost_three_times_as_much(type_, tmp_path):
    plan, position = stated()[type_]
    change = plan["resource_changes"][position]
    found = lines(tmp_path, plan)
    (one,) = [line for line in found if line.address == change["address"] and not line.deposed]
    base = change["address"].removesuffix(f"[{json.dumps(change.get('index'))}]")
    copied = json.loads(json.dumps(plan))
    copied["resource_changes"][position : position + 1] = [
        {**change, "address": f"{base}[{json.dumps(f'copy {number}')}]", "index": f"copy {number}"}
        for number in range(3)
    ]
    copies = [line for line in lines(tmp_path, copied) if line.address.startswith(f'{base}["copy ')]
    assert [line.monthly_cost for line in copies] == [one.monthly_cost] * 3


@pytest.mark.parametrize("type_", [type_ for type_ in PRICED if type_ in stated()])
def test_values_of_any_kind_never_break_an_estimate(type_, tmp_path):
    """A plan can come from anybody: every attribute in turn holds something it never would."""
    plan, position = stated()[type_]
    attributes = list(plan["resource_changes"][position]["change"]["after"])
    for odd in ("", "x" * 300, -1, 10**40, 1.5, True, None, [], {}, [{}], [[1]], ["x"], {"a": {"b": []}}):

        def spoil(change, odd=odd):
            change["change"]["after"] = dict.fromkeys(attributes, odd)

        found = lines(tmp_path, with_change(plan, position, spoil))
        assert len(found) == len([one for one in plan["resource_changes"] if one.get("mode") == "managed"])


@pytest.mark.parametrize("type_", [type_ for type_ in PRICED if type_ in stated()])
def test_a_region_that_the_book_does_not_have_gives_no_price_and_names_it(type_, tmp_path):
    """Only what a provider lists at one price for all regions may still be priced."""
    plan, position = stated()[type_]
    after = plan["resource_changes"][position]["change"]["after"]
    where = {
        "aws": {"region": "eu-narnia-1"},
        "azurerm": {"location": "narnia"},
        "google": {"zone": "narnia1-a", "region": "narnia1"},
    }
    provider = type_.partition("_")[0]
    if provider not in where or not {"region", "location", "zone"} & (set(after) | set(where["aws"])):
        pytest.skip("placed by another resource")
    if provider == "azurerm":
        moved = {**plan, "resource_changes": located(plan["resource_changes"], "narnia")}
    else:
        moved = with_change(plan, position, lambda change: change["change"]["after"].update(where[provider]))
    found = lines(tmp_path, moved)
    (mine,) = [one for one in found if one.address == plan["resource_changes"][position]["address"] and not one.deposed]
    for part in mine.components:
        if part.price is not None and mine.region in {"eu-narnia-1", "narnia", "narnia1"}:
            # A part in another region, such as a replica, says in its name where it stands.
            assert part.price.region in {"all", "global"} or part.price.region in part.name
        elif part.status == "no_price" and "narnia" in mine.region:
            assert part.note
    assert isinstance(mine.monthly_cost, Decimal | None)


def test_one_plan_with_a_resource_of_every_type(tmp_path):
    """Together, away from what they refer to: each has an amount, or says which of the other words it is."""
    changes = []
    for type_ in PRICED:
        plan, position = stated()[type_]
        changes.append(
            {
                **plan["resource_changes"][position],
                "address": f"{type_}.it",
                "name": "it",
                "module_address": "",
                "index": None,
            }
        )
    found = lines(tmp_path, {"format_version": "1.2", "resource_changes": changes})
    assert [line.type for line in found] == list(PRICED)
    for line in found:
        if line.monthly_cost is None:
            assert line.status in {"no_price", "depends_on_usage"}
        elif line.monthly_cost == 0:
            assert line.status == "free" or line.components or line.action in {"delete", "forget"}
            assert line.notes or line.components
