"""What stands in which section, in which order, and what it adds up to."""

import re
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.report import render
from finopsguard.report.apart import blocks
from finopsguard.report.changes import by_project, unchanged_projects
from finopsguard.report.detail import detail
from finopsguard.report.rollup import rollups, tag_keys
from finopsguard.report.unpriced import assumptions, unpriced
from finopsguard.types.discount import DiscountKind
from finopsguard.types.result import Conversion, Drifted, ProjectLine, Unsupported
from tests.report.reports import D, component, discount, driver, report, resource
from tests.report.rich import BATCH, DATABASE, VOLUME, WORKERS, rich_report

EUR = Conversion(source="EUR", target="USD", rate=D(2), date="", origin="")


def changes(address: str, delta: str | None, **fields: Any) -> Any:
    return resource(address, "update", "10", None if delta is None else str(D(10) + D(delta)), **fields)


def test_the_largest_first_then_by_address_then_what_is_not_known() -> None:
    lines = [
        changes("a_b.small", "1"),
        changes("a_b.unknown", None, status="no_price"),
        changes("a_b.z", "-5"),
        changes("a_b.y", "5"),
        changes("a_b.euro", "3", currency="EUR"),  # 6 dollars
        changes("a_b.other", "1000", currency="PLN"),  # no rate: after those that can be compared
        changes("a_b.also_unknown", None, status="unsupported"),
        resource("a_b.same", "update", "7", "7"),
        resource("a_b.untouched", "no-op", "7", None, status="no_price"),
    ]
    (table,) = by_project(report(lines, conversions=(EUR,)), 10, 30)
    names = [row.address.removeprefix("a_b.") for row in table.rows]
    assert names == ["euro", "y", "z", "small", "other", "also_unknown", "unknown"]
    assert [row.after for row in table.rows[-2:]] == ["unsupported", "no price"]
    assert table.quiet == "1 changed without a change in cost"


@given(st.lists(st.integers(min_value=-1000, max_value=1000), max_size=40))
@settings(max_examples=50, deadline=None)
def test_rows_and_rest_make_the_whole(deltas: list[int]) -> None:
    made = report([changes(f"a_b.c[{index}]", str(delta)) for index, delta in enumerate(deltas)])
    for table in by_project(made, 10, 30):
        shown = sum((row.delta_amount or D(0) for row in table.rows), D(0))
        rest = re.search(r"together ([-+]?)\$([\d,.]+)/mo", table.rest)
        left = D(rest[2].replace(",", "")) * (-1 if rest[1] == "-" else 1) if rest else D(0)
        assert shown + left == sum(deltas) == made.delta_monthly_cost
        sizes = [abs(row.delta_amount or D(0)) for row in table.rows]
        assert sizes == sorted(sizes, reverse=True)


def test_many_projects_share_the_rows() -> None:
    lines = [
        changes(f"a_b.c[{row}]", str(row), project=f"p{project:02}") for project in range(6) for row in range(1, 20)
    ]
    tables = by_project(report(lines), 10, 30)
    assert [len(table.rows) for table in tables] == [5] * 6
    assert [table.name for table in tables] == [f"p{project:02}" for project in range(6)]
    assert tables[0].rest == "14 more changes, together +$105.00/mo"  # 1 + ... + 14


def test_projects_without_a_change_have_a_line_each() -> None:
    lines = [changes("a_b.c", "1", project="one"), resource("a_b.d", "no-op", "5", "5", project="two")]
    assert [(project.name, text) for project, text in unchanged_projects(report(lines))] == [
        ("two", "no change in cost → $5.00/mo, 0 of 1 resource changed")
    ]


def test_what_stands_apart() -> None:
    found = {block.name: block for block in blocks(rich_report(), 10)}
    assert list(found) == ["Forgotten", "Imported", "Moved", "Drifted"]
    assert [(item.address, item.amount) for item in found["Forgotten"].items] == [("aws_instance.legacy", "$70.08/mo")]
    assert found["Forgotten"].meaning.endswith("Known: $70.08/mo.")
    assert [(item.address, item.amount) for item in found["Imported"].items] == [("aws_instance.bastion", "$70.08/mo")]
    assert [(item.address, item.previous_address) for item in found["Moved"].items] == [
        ("aws_s3_bucket.logs", "aws_s3_bucket.log")
    ]
    assert [(item.address, item.amount) for item in found["Drifted"].items] == [("aws_instance.web", "+$35.04/mo")]


def test_forgotten_things_without_a_price_say_so() -> None:
    lines = [
        resource("a_b.priced", "forget", "0", "0", forgotten_monthly_cost=D(5)),
        resource("a_b.no_price", "forget", None, "0", status="no_price"),
        resource("a_b.old", "create-forget", "5", "5", status="depends_on_usage"),
    ]
    (block,) = blocks(report(lines), 2)
    assert [(item.address, item.amount) for item in block.items] == [
        ("a_b.no_price", "no price"),
        ("a_b.old", "depends on usage"),
    ]
    assert block.more == "and 1 more"


def test_drift_of_a_value_that_was_not_there_shows_both_sides() -> None:
    drift = Drifted(
        project="p", address="a_b.c", type="a_b", delta=None, currency="USD", drivers=(driver("size", None, "9"),)
    )
    text = render(report([resource("a_b.c", "no-op")], drift=(drift,)), "text")
    assert "- a_b.c: not known" in re.sub(" +", " ", text)
    assert "size – → 9" in text


def test_modules_and_tags_are_added_up() -> None:
    lines = [
        resource("a_b.root", "create", "0", "1", tags={"team": "x", "Name": "1"}),
        resource("module.a.a_b.c", "update", "5", "9", module="module.a", tags={"team": "x", "Name": "2"}),
        resource("module.a.a_b.d", "create", "0", None, module="module.a", status="no_price", tags={"team": "y"}),
        resource("module.b.a_b.e", "create", "0", None, module="module.b", status="unsupported"),
        resource("module.b.a_b.f", "no-op", "3", "3", module="module.b", currency="EUR"),
    ]
    modules, team = rollups(report(lines, conversions=(EUR,)), 10)
    assert [(row.name, row.resources, row.monthly, row.delta, row.partial) for row in modules.rows] == [
        ("module.a", 2, "$9.00", "+$4.00", True),
        ("module.b", 2, "$6.00", "$0.00", True),
        ("(root module)", 1, "$1.00", "+$1.00", False),
    ]
    assert [(row.name, row.monthly) for row in team.rows] == [
        ("x", "$10.00"),
        ("(no such tag)", "$6.00"),
        ("y", "not known"),
    ]


@given(st.lists(st.tuples(st.integers(0, 999), st.sampled_from("abc"), st.sampled_from(["USD", "EUR"])), min_size=2))
@settings(max_examples=50, deadline=None)
def test_every_roll_up_adds_up_to_the_total(drawn: list[tuple[int, str, str]]) -> None:
    lines = [
        resource(f"a_b.c[{index}]", "create", "0", str(amount), module=name, tags={"team": name}, currency=currency)
        for index, (amount, name, currency) in enumerate(drawn)
    ]
    made = report(lines, conversions=(EUR,))
    for rollup in rollups(made, 10):
        assert sum((row.monthly_amount for row in rollup.rows), D(0)) == made.total_monthly_cost
        assert sum(row.resources for row in rollup.rows) == len(lines)


def test_tags_worth_adding_up() -> None:
    tags = [{"Name": str(index), "env": "prod", "team": "x", "a": "1", "b": "1"} for index in range(4)] + [
        {"once": "1"}
    ]
    assert tag_keys([resource(f"a_b.c[{index}]", tags=tag) for index, tag in enumerate(tags)]) == ["a", "b", "env"]


def test_each_kind_of_unpriced_has_its_own_group_and_count() -> None:
    groups = {group.status: group for group in unpriced(rich_report(), 10)}
    assert [group.title for group in groups.values()] == [
        "Unsupported: 1 resource",
        "No price: 1 resource",
        "Depends on usage: 2 resources, and a part of 1 more",
    ]
    (row,) = groups["no_price"].rows
    assert row.reason == "Compute (Standard_D96ads_v7): no published price in westeurope"
    usage = {row.what: row for row in groups["depends_on_usage"].rows}
    assert usage["aws_nat_gateway"].keys == ("monthly_data_processed_gb",)
    assert usage["aws_lambda_function"].prices == (
        "Requests: $0.20 per 1M requests",
        "Duration: $0.0000166667 per GB-seconds",
    )


def test_the_same_reason_is_given_once() -> None:
    lines = [
        resource(f"a_b.c[{index}]", "create", "0", None, status="no_price", notes=("No list.",)) for index in range(5)
    ]
    made = report(lines, unsupported=(Unsupported(type="x_y", count=2000, addresses=("x_y.a",)),))
    unsupported, no_price = unpriced(made, 10)
    assert unsupported.title == "Unsupported: 2,000 resources"
    assert [(row.reason, row.count, row.addresses) for row in no_price.rows] == [
        ("No list.", 5, ("a_b.c[0]", "a_b.c[1]", "a_b.c[2]"))
    ]
    assert assumptions(made, 10) == ([], "")


def test_assumptions_are_counted_and_an_assumed_region_is_one() -> None:
    lines = [resource(f"a_b.c[{index}]", notes=("Linux.",), region_source="default", region="r1") for index in range(3)]
    lines.append(
        resource("a_b.d", notes=("Linux.",), components=(component("x", "h", "1", "1", note="Runs all day."),))
    )
    found, more = assumptions(report(lines), 2)
    assert [(assumption.note, assumption.count) for assumption in found] == [
        ("Linux.", 4),
        ("Region r1: nothing in the plan says where the resource is.", 3),
    ]
    assert more == "and 1 more"


@pytest.mark.parametrize(
    ("line", "equation", "discounts"),
    [
        (BATCH, "730 hours × $0.76 = $554.80", "list $554.80 − 30 % sustained use = $388.36"),
        (DATABASE, "730 hours × $0.45 = $328.50", "list $328.50 − 5 % negotiated (Acme EDP 2026) = $312.08"),
        (WORKERS, "1,460 hours × $0.096 = $140.16", ""),
    ],
)
def test_where_an_amount_comes_from(line: Any, equation: str, discounts: str) -> None:
    (shown,) = detail(line, several=False).components
    assert (shown.equation, shown.discounts) == (equation, discounts)


def test_several_discounts_show_their_amounts() -> None:
    cut = (discount("", DiscountKind.COMMITTED_USE, "0.2", "20"), discount("", DiscountKind.FLAT, "0.1", "8"))
    line = resource("a_b.c", "create", "0", "72", components=(component("x", "h", "100", "1", discounts=cut),))
    (shown,) = detail(line, several=False).components
    assert shown.discounts == "list $100.00 − 20 % committed use ($20.00) − 10 % flat ($8.00) = $72.00"


def test_tiered_prices_are_no_product() -> None:
    tiered = component("Data out", "GB", "50000", "0.09", monthly_cost=D("4394.8"))
    assert detail(resource("a_b.c", components=(tiered,)), several=False).components[0].equation == (
        "50,000 GB, tiered, the first at $0.09 = $4,394.80"
    )


def test_a_deleted_resource_shows_what_it_cost() -> None:
    assert detail(VOLUME, several=False).cost == "was $40.00"


AMOUNT = re.compile(r"[-+]?[$€]\d[\d,]*\.\d\d\b")


def test_the_same_numbers_in_every_format() -> None:
    made = rich_report()
    text, markdown, html = (render(made, format_) for format_ in ("text", "markdown", "html"))
    assert set(AMOUNT.findall(text)) <= set(AMOUNT.findall(markdown))
    assert set(AMOUNT.findall(text)) <= set(AMOUNT.findall(html))
    exact = {abs(amount).quantize(Decimal("0.01")) for line in made.resources for amount in (line.delta,) if amount}
    shown = {D(re.sub(r"[^\d.]", "", amount)) for amount in AMOUNT.findall(text)}
    assert {amount for amount in exact if amount not in shown} <= {D("147.82")}  # 147.825 rounds half up, not to even


def test_what_else_to_know_about_an_amount() -> None:
    lines = [
        changes("a_b.ranged", "9", monthly_cost_min=D(5)),
        changes("a_b.partial", "8", complete=False),
        changes("a_b.imported", "7", importing=True),
        changes("a_b.odd", "6"),
        changes("a_b.plain", "5"),
    ]
    lines[3] = resource("a_b.odd", "not-understood", "10", "16")
    (table,) = by_project(report(lines), 10, 30)
    assert [row.marks for row in table.rows] == [
        ("$5.00 or more",),
        ("partial",),
        ("imported",),
        ("action not understood",),
        (),
    ]
    assert [row.symbol for row in table.rows] == ["~", "~", "~", "?", "~"]


@pytest.mark.parametrize(
    ("deltas", "currency", "rest"),
    [
        (["5", "4", None], "USD", "2 more changes, together +$4.00/mo (1 of them not known)"),
        (["5", None, None], "USD", "2 more changes, amounts not known"),
        (["5", "4"], "PLN", "1 more change"),  # no rate: no sum
    ],
)
def test_what_is_left_out_is_added_up_where_it_can_be(deltas: list[str | None], currency: str, rest: str) -> None:
    lines = [changes(f"a_b.c[{index}]", delta, currency=currency) for index, delta in enumerate(deltas)]
    (table,) = by_project(report(lines), 1, 3)
    assert table.rest == rest


def test_a_project_whose_amounts_are_not_known_says_so() -> None:
    lines = [changes("a_b.c", None, project=name, status="unsupported") for name in ("one", "two")]
    made = report(lines)
    projects = tuple(
        ProjectLine(name=line.name, path="", verdict=line.verdict, total_monthly_cost=None, delta_monthly_cost=None)
        for line in made.projects
    )
    tables = by_project(msgspec.structs.replace(made, projects=projects), 10, 30)
    assert {table.summary for table in tables} == {"change not known → total not known, no resources"}
