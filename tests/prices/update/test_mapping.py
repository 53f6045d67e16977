"""The mapping tables: every price that a resource can look up has a line, and each line is well made."""

import subprocess
import sys
from collections.abc import Mapping as Names
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.config import Config, Project
from finopsguard.plan import Limits
from finopsguard.prices.book import PriceBook
from finopsguard.prices.update.mapping import COMPUTED, FOLDER, Mapping
from finopsguard.prices.update.registry import PROVIDERS
from finopsguard.prices.update.rules import BY_SKU, UNMAPPED, key_pattern, parse_rule
from finopsguard.prices.update.units import same_price
from finopsguard.pricing import Pricing
from finopsguard.types.price import Price, Source

BOOK = PriceBook.shipped()
TABLES = {provider: Mapping.of(provider, BOOK) for provider in {p.provider for p in BOOK.partitions()}}
ROOT = Path(__file__).parents[3]


def test_every_key_of_the_book_is_mapped_or_says_why_not() -> None:
    missing, keyless = set(), {}
    for partition in BOOK.partitions():
        table = TABLES[partition.provider]
        for line in BOOK.text(partition.provider, partition.service, partition.region).decode().splitlines()[1:]:
            key, *_, sku, note = line.split("\t")
            place = (partition.provider, partition.service, key)
            if place in keyless:
                keyless[place] |= bool(sku) and not note.startswith(COMPUTED)
                continue
            rule = table.rule_of(partition.service, key)
            if rule is None:
                missing.add(place)
            elif rule.filter == BY_SKU:
                keyless[place] = bool(sku) and not note.startswith(COMPUTED)
            elif rule.filter == UNMAPPED:
                assert rule.note, f"{place} is not mapped, and no reason is given"
    assert missing == set()
    assert {place for place, known in keyless.items() if not known} == set()


class Recorder:
    """A price book that remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: set[tuple[str, str, str]] = set()

    def find(self, provider: str, service: str, region: str, key: str) -> Price | None:
        self.asked.add((provider, service, key))
        return BOOK.find(provider, service, region, key)

    def facts(self, provider: str, kind: str, name: str) -> Names[str, str] | None:
        return BOOK.facts(provider, kind, name)

    def source(self, source_id: str) -> Source | None:
        return BOOK.source(source_id)


def test_whatever_plans_look_up_is_mapped_or_says_why_not(tmp_path: Path) -> None:
    recorder = Recorder()
    drawn = tmp_path / "drawn.json"
    subprocess.run([sys.executable, str(ROOT / "benchmarks" / "make_plan.py"), "2000", str(drawn)], check=True)
    for plan in (*sorted((ROOT / "fixtures" / "plans").glob("*.json")), drawn):
        pricing = Pricing(Config(), Limits(), {}, lambda _step: None)
        pricing.__dict__["prices"] = recorder
        project = Project(name=str(plan), path=str(plan))
        for read in pricing.read(project):
            pricing.price(read, project)
    assert len(recorder.asked) > 100
    unknown = {
        (provider, service, key)
        for provider, service, key in recorder.asked
        if provider in PROVIDERS and TABLES[provider].rule_of(service, key) is None
    }
    assert unknown == set()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.tsv")), ids=lambda path: path.stem)
def test_each_line_names_a_service_of_the_book_and_a_unit(path: Path) -> None:
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    services = {info.service for info in BOOK.services() if info.provider == path.stem} | {"*"}
    for line in lines:
        rule = parse_rule(dict(zip(header.split("\t"), line.split("\t"), strict=True)))
        assert rule.service in services, line
        if rule.conditions:
            assert rule.unit, line
            assert all(rule.units), line
            assert rule.official, line
            assert rule.per > 0, line


@given(st.text("abz019./-", min_size=1, max_size=12), st.text("abz019.-", min_size=1, max_size=8))
def test_a_name_in_a_key_stands_for_one_part(kind: str, name: str) -> None:
    pattern = key_pattern(kind + "/{name}/x")
    assert pattern.fullmatch(f"{kind}/{name}/x")
    assert not pattern.fullmatch(f"{kind}/{name}/y/x")


@pytest.mark.parametrize(
    ("price", "official", "ours", "expected"),
    [
        ("0.4", "10K", "10K-operations", "0.4"),
        ("0.4", "1M", "query", "0.0000004"),
        ("5", "1/Month", "month", "5"),
        ("2", "100 Hours", "hour", "0.02"),
        ("0.02", "1 GB/Month", "GB-month", "0.02"),
        ("3", "1/Day", "day", "3"),
        ("0.02", "1 GB/Month", "GB", None),
        ("0.02", "1 Hour", "month", None),
        ("0.02", "1 GB", "hour", None),
    ],
)
def test_azure_units_are_counted_and_not_mixed(price: str, official: str, ours: str, expected: str | None) -> None:
    found = same_price(Decimal(price), official, ours, strict=True)
    assert found == (Decimal(expected) if expected else None)
