"""An update replaces exactly what changed, and a comparison names the components that it concerns."""

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finopsguard.prices.diff import differences
from finopsguard.prices.update.summary import verify_lines
from finopsguard.prices.update.uses import components, concerned, plain, shape
from tests.prices.update.aws_shapes import Row, as_csv, documents, known_machines, machine, meter
from tests.prices.update.conftest import Bench
from tests.prices.update.official import Official
from tools.write_uses import table

PLACE = ("aws", "AmazonEC2", "eu-central-1")
TYPES = ("m5.large", "c5.xlarge", "t3.micro", "r5.2xlarge")
NEW = "m99.large"
"""A type that is not in the shipped book."""


def key_of(type_: str) -> str:
    return f"{type_}/linux/shared/on-demand"


@st.composite
def lists(draw: st.DrawFn) -> dict[str, str]:
    """For some types what a list has otherwise: a factor of the shipped price, ``gone``, or what is no price."""
    fates = st.sampled_from(["1", "1.25", "0.5", "0.01", "gone", "-1", "NaN"])
    return draw(st.dictionaries(st.sampled_from((*TYPES, NEW)), fates))


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(lists(), min_size=1, max_size=3))
def test_updates_replace_exactly_what_changed(official: Official, changes: list[dict[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        bench = Bench(Path(folder), official)
        rows = known_machines(bench.shipped)
        shipped = {row.attributes["instanceType"]: Decimal(row.price) for row in rows} | {NEW: Decimal(1)}
        expected: dict[str, Decimal] = {}
        for changed in changes:
            official.documents = documents(as_csv(_listed(rows, shipped, changed)))
            assert bench.update("aws", "AmazonEC2", "eu-central-1", afresh=True).failed == []
            _expect(expected, shipped, changed)
            found = {d.key: d.new and d.new.unit_price for d in differences(bench.shipped, bench.book)}
            assert found == {key_of(t): price for t, price in expected.items() if t == NEW or price != shipped[t]}


def _listed(rows: list[Row], shipped: dict[str, Decimal], changed: dict[str, str]) -> list[Row]:
    kept = [row for row in rows if row.attributes["instanceType"] not in changed]
    for type_, fate in changed.items():
        if fate in ("-1", "NaN"):
            kept.append(machine(type_, fate))
        elif fate != "gone":
            kept.append(machine(type_, f"{shipped[type_] * Decimal(fate):f}"))
    return kept


def _expect(expected: dict[str, Decimal], shipped: dict[str, Decimal], changed: dict[str, str]) -> None:
    """What counts afterwards: a plausible price does, else what counted before."""
    for type_, base in shipped.items():
        before = expected.get(type_, None if type_ == NEW else base)
        fate = changed.get(type_, "gone" if type_ == NEW else "1")
        if fate not in ("gone", "-1", "NaN"):
            listed = base * Decimal(fate)
            if before is None or abs(listed - before) < before * Decimal("0.9"):
                expected[type_] = listed


def test_a_comparison_names_components_also_after_the_update(bench: Bench) -> None:
    rows = known_machines(bench.shipped)
    disk = meter("EBS:VolumeUsage.gp3", "0.5", "GB-Mo", productFamily="Storage", volumeApiName="gp3")
    changed = [row for row in rows if row.sku not in ("SKUM5LARGE", "SKUC5XLARGE", "SKUM5XLARGE")]
    changed += [machine("m5.large", "0.12"), machine("m5.xlarge", "0.2"), machine("m5.xlarge", "0.3", "SECOND"), disk]
    bench.official.documents = documents(as_csv(changed))
    said = verify_lines(bench.update(*PLACE, dry_run=True, afresh=True), everything=True)
    text = "\n".join(said[0])
    assert said[1]
    instance = next(line for line in said[0] if "aws_instance" in line and ": Instance usage: " in line)
    assert instance.startswith("  aws/AmazonEC2 aws_")
    assert "1 moved" in instance
    assert "1 with several SKUs" in instance
    assert f"{'/'.join(PLACE)} {key_of('c5.xlarge')}" in text
    assert "aws_ebs_volume" in text
    bench.update(*PLACE)
    after, differs = verify_lines(bench.update(*PLACE, dry_run=True, afresh=True), everything=True)
    assert differs
    assert f"{'/'.join(PLACE)} {key_of('c5.xlarge')}" in "\n".join(after)
    assert not any("m5.large" in line for line in after)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("m5.large/linux/shared/on-demand", "*/linux/shared/on-demand"),
        ("ebs/gp3/iops", "ebs/*/iops"),
        ("nat-gateway/hour", "nat-gateway/hour"),
    ],
)
def test_sizes_and_generations_are_no_part_of_a_shape(key: str, expected: str) -> None:
    assert shape(key) == expected


def test_names_of_lines() -> None:
    assert plain("root_block_device: Storage (general purpose SSD, gp3)") == "Storage"


def test_prices_that_no_plan_had_name_the_types_of_the_service_or_say_that_none_is_known() -> None:
    found = components(("aws", "AmazonDynamoDB", "eu-central-1"), "something/new")
    assert [component.name for component in found] == ["something of AmazonDynamoDB"]
    assert "aws_dynamodb_table" in found[0].types
    assert list(concerned([("moved", ("aws", "Unheard", "eu-central-1"), "x")])) == [
        "  aws/Unheard no component known: 1 moved"
    ]


def test_the_table_is_what_the_fixtures_are_billed_by() -> None:
    from finopsguard.prices.update.uses import PATH

    assert PATH.read_text(encoding="utf-8") == table()
