"""Reading of a price book: small books made by hand."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.errors import PriceError
from finopsguard.prices.book import HEADER, PriceBook, is_plain_name

SMALL = """\
disk/a\t\tGB-month\t0.1\tUSD\t2026-09-01\tlist\tD-1\t
disk/ab\t\tGB-month\t0.2\tUSD\t2026-09-01\tlist\t\t
key\t\tkey-month\t1\tUSD\t2026-09-02\tlist\t\t
requests\t\trequest\t0.0000004\tUSD\t2026-09-01\tlist\tR-1\tafter the free ones
requests\t1000000\trequest\t0.0000002\tUSD\t2026-09-01\tlist\tR-1\tafter the free ones
"""
EVERYWHERE = "zone\t\tzone-month\t0.5\tUSD\t2025-01-01\told\t\t\n"


@pytest.fixture
def book(tmp_path: Path) -> PriceBook:
    for region, rows in (("north", SMALL), ("global", EVERYWHERE), ("all", EVERYWHERE.replace("zone", "licence", 1))):
        folder = tmp_path / "acme" / "compute"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{region}.tsv").write_text(f"{HEADER}\n{rows}")
    facts = tmp_path / "acme" / "facts"
    facts.mkdir()
    (facts / "types.tsv").write_text("name\tgpu\tvcpu\nbig\t\t8\nsmall\tone\t2\n")
    (tmp_path / "sources.tsv").write_text("id\ttitle\ttrust\tlicence\tnote\nlist\tThe list\thigh\tMIT\t\n")
    (tmp_path / "fx.tsv").write_text("from\tto\trate\tdate\tsource\nEUR\tUSD\t1.1567\t2026-08-14\tECB\n")
    (tmp_path / "partitions.tsv").write_text(
        "provider\tservice\tregion\trows\toldest\tnewest\tsha256\tsources\n"
        "acme\tcompute\tnorth\t5\t2026-09-01\t2026-09-02\tabc\tlist\n"
        "acme\tcompute\tglobal\t1\t2025-01-01\t2025-01-01\tdef\told\n"
    )
    return PriceBook(tmp_path)


def test_a_price_is_read_with_everything_that_traces_it(book: PriceBook) -> None:
    price = book.find("acme", "compute", "north", "disk/a")
    assert price is not None
    assert (price.unit_price, price.unit, price.currency) == (Decimal("0.1"), "GB-month", "USD")
    assert (price.region, price.date, price.source, price.sku, price.note) == ("north", "2026-09-01", "list", "D-1", "")


def test_tiers_of_one_key_are_one_price(book: PriceBook) -> None:
    price = book.find("acme", "compute", "north", "requests")
    assert price is not None
    assert [(tier.start, tier.price) for tier in price.tiers] == [
        (Decimal(0), Decimal("0.0000004")),
        (Decimal(1_000_000), Decimal("0.0000002")),
    ]


def test_a_key_named_like_a_column_is_found(book: PriceBook) -> None:
    price = book.find("acme", "compute", "north", "key")
    assert price is not None
    assert price.unit_price == 1


@pytest.mark.parametrize("key", ["disk", "disk/", "isk/a", "0.1", "disk/a\t", "a\n", "", "requests\t1000000", "list"])
def test_nothing_but_a_whole_key_is_found(book: PriceBook, key: str) -> None:
    assert book.find("acme", "compute", "north", key) is None


def test_what_is_listed_for_all_regions_is_found_in_each(book: PriceBook) -> None:
    zone = book.find("acme", "compute", "north", "zone")
    assert zone is not None
    assert zone.region == "global"
    licence = book.find("acme", "compute", "south", "licence")
    assert licence is not None
    assert licence.region == "all"


def test_no_other_region_lends_its_price(book: PriceBook) -> None:
    assert book.find("acme", "compute", "south", "disk/a") is None


@pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1", "usgovvirginia", "chinaeast2"])
def test_china_and_governments_have_lists_of_their_own(book: PriceBook, region: str) -> None:
    assert book.find("acme", "compute", region, "licence") is None


def test_a_second_look_does_not_read_again(book: PriceBook, tmp_path: Path) -> None:
    first = book.find("acme", "compute", "north", "disk/a")
    missing = book.find("acme", "compute", "north", "tape")
    for file in tmp_path.rglob("*.tsv"):
        file.unlink()
    assert book.find("acme", "compute", "north", "disk/a") is first
    assert book.find("acme", "compute", "north", "tape") is missing is None


@pytest.mark.parametrize(
    "name", ["..", "../acme", "a/b", "/etc", "a\\b", "", ".hidden", "a\0b", "a..b", "ü", "x" * 101, "north\n"]
)
def test_names_from_a_plan_cannot_leave_the_folder(book: PriceBook, name: str) -> None:
    assert book.find(name, "compute", "north", "disk/a") is None
    assert book.find("acme", name, "north", "disk/a") is None
    assert book.find("acme", "compute", name, "disk/a") is None
    assert book.facts(name, "types", "big") is None
    assert book.facts("acme", name, "big") is None


@given(st.text())
def test_a_plain_name_is_one_path_segment(name: str) -> None:
    if is_plain_name(name):
        assert Path("/book", name).resolve().parent == Path("/book")
        assert Path(name).name == name


def test_facts_are_not_prices(book: PriceBook) -> None:
    assert book.find("acme", "facts", "types", "big") is None
    assert book.facts("acme", "types", "big") == {"vcpu": "8"}
    assert book.facts("acme", "types", "huge") is None
    assert book.facts("acme", "shapes", "big") is None


def test_keys_regions_sources_and_rates(book: PriceBook) -> None:
    assert book.keys("acme", "compute", "north") == ("disk/a", "disk/ab", "key", "requests")
    assert book.keys("acme", "compute", "south") == ()
    assert book.regions("acme", "compute") == ("north", "global")
    source = book.source("list")
    assert source is not None
    assert (source.title, source.trust) == ("The list", "high")
    assert book.source("other") is None
    (rate,) = book.fx()
    assert (rate.source, rate.target, rate.rate) == ("EUR", "USD", Decimal("1.1567"))
    assert book.date == "2026-09-02"
    assert len(book.hash) == 64


def test_a_damaged_table_is_an_error_and_not_a_missing_price(tmp_path: Path) -> None:
    folder = tmp_path / "acme" / "compute"
    folder.mkdir(parents=True)
    (folder / "north.tsv").write_text("something else\n")
    (folder / "south.tsv").write_text(f"{HEADER}\ndisk/a\t\tGB-month\tcheap\tUSD\t2026-09-01\tlist\t\t\n")
    (folder / "west.tsv").write_text(f"{HEADER}\ndisk/a\t\tGB-month\t0.1\n")
    book = PriceBook(tmp_path)
    for region in ("north", "south", "west"):
        with pytest.raises(PriceError, match=f"acme/compute/{region} is damaged"):
            book.find("acme", "compute", region, "disk/a")


def test_a_book_that_is_not_there_says_so(tmp_path: Path) -> None:
    book = PriceBook(tmp_path / "nowhere")
    with pytest.raises(PriceError, match=r"price book cannot be read.*partitions\.tsv"):
        book.partitions()
    with pytest.raises(PriceError, match=r"price book cannot be read.*partitions\.tsv"):
        book.find("acme", "compute", "north", "disk/a")


def test_a_table_that_the_book_lists_and_lacks_is_an_error_and_not_a_missing_price(book: PriceBook) -> None:
    (book.root / "acme" / "compute" / "north.tsv").unlink()
    with pytest.raises(PriceError, match="acme/compute/north is missing"):
        book.find("acme", "compute", "north", "zone")
