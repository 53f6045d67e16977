"""Which book counts: pinned, fetched over shipped, or shipped alone; and what exporting and comparing books gives."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.errors import PriceError, UsageError
from finopsguard.prices.age import today, warning
from finopsguard.prices.book import PriceBook
from finopsguard.prices.diff import difference_lines, differences
from finopsguard.prices.export import export
from finopsguard.prices.place import data_folder, fetched, open_book
from finopsguard.prices.rows import encoded, merged, place_of
from finopsguard.prices.shelf import find_lines
from finopsguard.prices.update.store import State, Store
from finopsguard.types.price import Price, Source, Tier

SHIPPED = PriceBook.shipped()
PLACE = ("aws", "AmazonEC2", "eu-central-1")
KEY = "m5.large/linux/shared/on-demand"
LISTED = Source("list", "An official list", "high")


def price(key: str, amount: str, date: str = "2026-11-22") -> Price:
    return Price(*PLACE, key, "hour", (Tier(Decimal(0), Decimal(amount)),), "USD", date, "list")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder in which one price was fetched, and one that the shipped book lacks."""
    Store(tmp_path, SHIPPED).commit(
        {PLACE: [price(KEY, "0.11"), price("x9.large/linux/shared/on-demand", "9")]}, State(), (LISTED,)
    )
    return tmp_path


def test_fetched_prices_lie_over_the_shipped_ones_row_by_row(folder: Path) -> None:
    book = open_book("", {"FINOPSGUARD_DATA": str(folder)})
    found = [
        book.find(*PLACE, key) for key in (KEY, "x9.large/linux/shared/on-demand", "m5.xlarge/linux/shared/on-demand")
    ]
    assert [p and p.unit_price for p in found] == [Decimal("0.11"), Decimal(9), Decimal("0.23")]
    assert book.date == "2026-11-22"
    assert book.hash != SHIPPED.hash
    listed = next(p for p in book.partitions() if place_of(p) == PLACE)
    shipped = next(p for p in SHIPPED.partitions() if place_of(p) == PLACE)
    assert listed.rows == shipped.rows + 1
    assert "x9.large/linux/shared/on-demand" in book.keys(*PLACE)
    assert book.source("list") == LISTED
    assert book.facts("aws", "instance_types", "m5.large") == SHIPPED.facts("aws", "instance_types", "m5.large")
    assert book.fx() == SHIPPED.fx()


def test_without_an_update_the_shipped_book_counts(tmp_path: Path) -> None:
    assert open_book("", {"FINOPSGUARD_DATA": str(tmp_path)}).hash == SHIPPED.hash
    assert open_book("shipped", {}).hash == SHIPPED.hash


def test_a_fetched_book_that_went_missing_is_an_error(folder: Path) -> None:
    (folder / "current").write_text("book-7")
    with pytest.raises(PriceError, match="book-7 is missing"):
        open_book("", {"FINOPSGUARD_DATA": str(folder)})
    (folder / "current").write_text("../../etc")
    with pytest.raises(PriceError, match="missing"):
        fetched(folder)


@pytest.mark.skipif(__import__("sys").platform != "linux", reason="the XDG folders")
def test_the_data_folder_is_that_of_the_platform() -> None:
    assert data_folder({"HOME": "/home/me"}) == Path("/home/me/.local/share/finopsguard")
    assert data_folder({"HOME": "/home/me", "XDG_DATA_HOME": "/data"}) == Path("/data/finopsguard")
    assert data_folder({"HOME": "/home/me", "XDG_DATA_HOME": "data"}) == Path("/home/me/.local/share/finopsguard")


@pytest.mark.parametrize("name", ["book.zip", "book"])
def test_a_pinned_book_answers_as_what_it_was_made_of(folder: Path, name: str, tmp_path: Path) -> None:
    current = open_book("", {"FINOPSGUARD_DATA": str(folder)})
    made = export(current, tmp_path / name, lambda provider, _service, _region: provider in ("aws", "ovh"))
    pinned = open_book(str(tmp_path / name), {"FINOPSGUARD_DATA": str(tmp_path / "nothing")})
    assert pinned.hash == made.hash
    for place in (PLACE, ("ovh", "instances", "eu")):
        assert list(merged(pinned, place)) == list(merged(current, place))
    assert pinned.find("gcp", "compute-engine", "europe-west3", "snapshot") is None
    assert pinned.facts("aws", "instance_types", "m5.large") == SHIPPED.facts("aws", "instance_types", "m5.large")
    assert pinned.source("list") == LISTED


def test_the_same_prices_make_the_same_archive(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        export(SHIPPED, tmp_path / name, lambda _p, service, _r: service == "AWSLambda")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_pinned_book_that_was_changed_is_refused(tmp_path: Path) -> None:
    export(SHIPPED, tmp_path / "book", lambda _p, service, _r: service == "AWSLambda")
    table = tmp_path / "book" / "aws" / "AWSLambda" / "eu-central-1.tsv"
    table.write_text(table.read_text().replace("0.0000002", "0.0000001"))
    with pytest.raises(PriceError, match="not the one in its table of hashes"):
        open_book(str(tmp_path / "book"), {}).find("aws", "AWSLambda", "eu-central-1", "x86/requests")


def test_a_pinned_archive_that_is_damaged_is_refused(tmp_path: Path) -> None:
    (tmp_path / "book.zip").write_bytes(b"PK but no archive")
    with pytest.raises(PriceError, match="cannot be read"):
        open_book(str(tmp_path / "book.zip"), {})
    with pytest.raises(PriceError, match="There is no price book"):
        open_book(str(tmp_path / "none.zip"), {})


def test_nothing_is_exported_over_something_else(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="something else"):
        export(SHIPPED, tmp_path, lambda *_: True)
    with pytest.raises(UsageError, match="nothing to export"):
        export(SHIPPED, tmp_path / "a.zip", lambda *_: False)
    with pytest.raises(UsageError, match="no name of a book"):
        export(SHIPPED, tmp_path / "a.txt", lambda *_: True)


def test_two_books_are_compared_key_by_key(folder: Path) -> None:
    current = open_book("", {"FINOPSGUARD_DATA": str(folder)})
    found = list(differences(SHIPPED, current))
    assert [(d.key, d.share) for d in found] == [
        (KEY, (Decimal("0.11") - Decimal("0.115")) / Decimal("0.115")),
        ("x9.large/linux/shared/on-demand", None),
    ]
    text = "\n".join(difference_lines(found))
    assert f"{'/'.join(PLACE)} {KEY}: 0.115 -> 0.11 USD per hour (-4.3 %)" in text
    assert "1 moved" in text
    assert "1 new" in text
    assert "0 gone" in text
    assert list(differences(current, current)) == []


def test_old_prices_are_warned_of_by_place() -> None:
    day = today({"SOURCE_DATE_EPOCH": "1795219200"})
    assert day.isoformat() == "2026-11-21"
    prices = [price("a", "1", "2026-11-20"), price("b", "1", "2024-01-02"), price("c", "1", "2024-01-02")]
    said = warning(prices, 365, day)
    assert said.startswith("Prices older than 365 days were used: aws AmazonEC2 in eu-central-1 (2024-01-02).")
    assert warning(prices, 0, day) == ""
    assert warning(prices[:1], 365, day) == ""


KEYS = st.text(st.characters(exclude_characters="\t\n\r", exclude_categories=("Cs", "Cc")), min_size=1, max_size=6)


@given(st.dictionaries(KEYS, st.integers(1, 3), max_size=12), KEYS)
def test_every_key_of_a_partition_is_found_by_halving_and_no_other(tiers: dict[str, int], other: str) -> None:
    prices = []
    for key in sorted(tiers, key=str.encode):
        steps = tuple(Tier(Decimal(n), Decimal(1)) for n in range(tiers[key]))
        prices.append(Price(*PLACE, key, "hour", steps, "USD", "2026-01-01", "list"))
    data = encoded(prices)
    start = data.index(b"\n") + 1
    for key, count in tiers.items():
        lines = find_lines(data, start, key.encode())
        assert len(lines) == count
        assert all(line.startswith(key.encode() + b"\t") for line in lines)
    if other not in tiers:
        assert find_lines(data, start, other.encode()) == []
