"""The AWS site's own price files: region -> description -> price. ``tables/aws_metered.tsv`` says which key a
description is.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from price_book.draft import Draft
from price_book.rows import Reader, SourceRow
from price_book.tables import table

UNCLEAR = "no key: no resource type is billed for it, or its description is not clear"
_S3 = "AmazonS3"
# What AWS charges at the rate of another meter, by its own pricing page: parts uploaded to Glacier are staged in S3
# Standard and billed as Standard PUT requests; the archive tiers of Intelligent-Tiering cost what the Glacier classes
# cost.
_STANDARD_PUT = (
    "CopyPart to Glacier per Requests",
    "PUT COPY/POST or LIST requests to Intelligent Tiering per Requests",
)
_ARCHIVE_PAIR = ("IntelligentTieringArchiveAccess", "Glacier Storage per GB Mo")
_DEEP_ARCHIVE = "IntelligentTieringDeepArchiveAccess"


class Rule:
    """What a description stands for."""

    def __init__(self, cells: dict[str, str]) -> None:
        self.key, self.unit, self.note = cells["key"], cells["unit"], cells["note"]
        self.start = Decimal(cells["from"] or 0)
        """Where the tier begins."""
        self.free = bool(cells["free"])
        """A listed price of 0 is what everyone pays, not an allowance."""
        self.pattern = re.compile(cells["description"]) if cells["match"] == "regex" else None


class Rules:
    """The rules of one file."""

    def __init__(self) -> None:
        self._exact: dict[str, Rule] = {}
        self._patterns: list[Rule] = []

    def add(self, cells: dict[str, str]) -> None:
        rule = Rule(cells)
        if rule.pattern:
            self._patterns.append(rule)
        else:
            self._exact[cells["description"]] = rule

    def find(self, description: str) -> tuple[Rule, str] | None:
        """The rule for a description and its key."""
        if rule := self._exact.get(description):
            return rule, rule.key
        for rule in self._patterns:
            if rule.pattern and (match := rule.pattern.fullmatch(description)):
                return rule, match.expand(rule.key).lower()
        return None


def compile_metered(reader: Reader, draft: Draft) -> None:
    """Every file that the table names; rows without a rule are counted."""
    files: dict[tuple[str, str], Rules] = defaultdict(Rules)
    for cells in table("aws_metered.tsv"):
        files[cells["file"], cells["service"]].add(cells)
    for (name, service), rules in files.items():
        for row in reader.rows(name):
            found = rules.find(row.description)
            if found is None:
                draft.drop(f"aws/{service}", UNCLEAR)
                continue
            rule, key = found
            code = row.attributes.get("rateCode", row.sku)
            draft.add(row, service, key, rule.unit, start=rule.start, zero=rule.free, sku=code, note=rule.note)
    _s3_computed(reader.rows("aws_s3.csv"), draft)


def _s3_computed(rows: Iterable[SourceRow], draft: Draft) -> None:
    """Standard PUT requests and Deep Archive storage, which the site's file lacks, from meters that AWS bills at the
    same rate.
    """
    by_region: dict[str, dict[str, SourceRow]] = {}
    for row in rows:
        if row.description in {*_STANDARD_PUT, *_ARCHIVE_PAIR, _DEEP_ARCHIVE}:
            by_region.setdefault(row.region, {})[row.description] = row
    for meters in by_region.values():
        copy_part, tiering = (meters.get(words) for words in _STANDARD_PUT)
        if copy_part and tiering and copy_part.price == tiering.price:
            note = "computed: the rate of CopyPart to Glacier and Intelligent-Tiering PUT, billed as Standard PUT"
            _add_computed(draft, copy_part, "standard/put", "request", note)
        else:
            draft.drop(f"aws/{_S3}", "standard/put: the meters it is computed from differ")
        archive, glacier = (meters.get(words) for words in _ARCHIVE_PAIR)
        deep = meters.get(_DEEP_ARCHIVE)
        if archive and glacier and deep and archive.price == glacier.price:
            note = "computed: the rate of Intelligent-Tiering Deep Archive Access, which costs the same"
            _add_computed(draft, deep, "deep-archive/storage", "GB-month", note)
        else:
            draft.drop(f"aws/{_S3}", "deep-archive/storage: the archive meters differ")


def _add_computed(draft: Draft, row: SourceRow, key: str, unit: str, note: str) -> None:
    draft.add(row, _S3, key, unit, sku=row.attributes["rateCode"], note=note)
