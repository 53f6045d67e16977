"""What can go wrong with an official list, and what the book has afterwards."""

import multiprocessing
import os
import signal
from decimal import Decimal
from pathlib import Path

import pytest

from finopsguard.errors import UsageError
from finopsguard.prices.book import PriceBook
from finopsguard.prices.place import fetched
from finopsguard.prices.update.lock import locked
from finopsguard.prices.update.records import UpdateError
from finopsguard.prices.update.run import accept
from finopsguard.prices.update.store import State, Store
from tests.prices.update.aws_shapes import Row, as_csv, documents, known_machines, machine
from tests.prices.update.conftest import Bench

PLACE = ("aws", "AmazonEC2", "eu-central-1")
M5 = "m5.large/linux/shared/on-demand"
SHIPPED = Decimal("0.115")
FILE = "/offers/v1.0/aws/AmazonEC2/20261101000000/eu-central-1/index.csv"


@pytest.fixture
def rows(bench: Bench) -> list[Row]:
    return known_machines(bench.shipped)


def offer(bench: Bench, rows: list[Row], *changed: Row, drop: str = "") -> None:
    skus = {row.sku for row in changed} | {drop}
    bench.official.documents = documents(as_csv([*(row for row in rows if row.sku not in skus), *changed]))


def price(bench: Bench, key: str = M5) -> Decimal:
    found = bench.book.exact(*PLACE, key)
    assert found is not None
    return found.unit_price


def update(bench: Bench, **options: object):  # what Bench.update gives
    return bench.update("aws", "AmazonEC2", "eu-central-1", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("listed", "why"),
    [
        ("-0.1", "negative"),
        ("99999999999", "absurd"),
        ("NaN", "price of NaN"),
        ("free", "price of NaN"),
        ("0", "price of 0"),
    ],
)
def test_implausible_prices_are_refused_by_name(bench: Bench, rows, listed: str, why: str) -> None:
    offer(bench, rows, machine("m5.large", listed))
    outcome = update(bench)
    assert [problem.where for problem in outcome.problems if why in problem.why] == [f"aws/AmazonEC2/eu-central-1 {M5}"]
    assert price(bench) == SHIPPED


def test_a_price_in_another_currency_is_refused(bench: Bench, rows) -> None:
    offer(bench, rows, machine("m5.large", "0.7")._replace(currency="CNY"))
    assert [problem.why for problem in update(bench).problems] == ["listed in CNY"]
    assert price(bench) == SHIPPED


def test_several_skus_with_different_prices_are_no_price(bench: Bench, rows) -> None:
    offer(bench, rows, machine("m5.large", "0.115"), machine("m5.large", "0.2", "SECOND"))
    assert "matches several SKUs" in update(bench).problems[0].why
    assert price(bench) == SHIPPED


@pytest.mark.parametrize("listed", ["0.0115", "0.2185", "1.15"])
def test_a_price_that_moved_by_90_percent_waits_for_a_person(bench: Bench, rows, listed: str) -> None:
    offer(bench, rows, machine("m5.large", listed))
    outcome = update(bench)
    assert [(held.new.key, held.new.unit_price) for held in outcome.held] == [(M5, Decimal(listed))]
    assert price(bench) == SHIPPED
    assert accept(bench.folder, "azure/*", "2026-11-23", bench.shipped) == []
    assert [held.new.key for held in accept(bench.folder, "aws/* m5.*", "2026-11-23", bench.shipped)] == [M5]
    assert price(bench) == Decimal(listed)
    assert accept(bench.folder, "*", "2026-11-23", bench.shipped) == []


def test_confirming_beforehand_holds_nothing_back(bench: Bench, rows) -> None:
    offer(bench, rows, machine("m5.large", "0.01"))
    assert update(bench, confirm=True).held == []
    assert price(bench) == Decimal("0.01")


def test_a_price_that_moved_by_less_counts(bench: Bench, rows) -> None:
    offer(bench, rows, machine("m5.large", "0.0116"))
    assert update(bench).held == []
    assert price(bench) == Decimal("0.0116")


def test_what_the_list_no_longer_has_is_kept_and_marked(bench: Bench, rows) -> None:
    offer(bench, rows, drop="SKUM5LARGE")
    outcome = update(bench)
    assert (PLACE, M5) in outcome.gone
    found = bench.book.exact(*PLACE, M5)
    assert found is not None
    assert found.unit_price == SHIPPED
    assert found.note.startswith("no longer in the official list (2026-11-22)")
    offer(bench, rows)
    bench.official.documents = {path.replace("20261101", "20261102"): d for path, d in bench.official.documents.items()}
    index = documents(b"")["/offers/v1.0/aws/AmazonEC2/current/region_index.json"](None)
    index["regions"]["eu-central-1"]["currentVersionUrl"] = FILE.replace("20261101", "20261102").replace("csv", "json")
    bench.official.documents["/offers/v1.0/aws/AmazonEC2/current/region_index.json"] = lambda _query: index
    update(bench)
    back = bench.book.exact(*PLACE, M5)
    assert back is not None
    assert back.note == ""


def test_a_list_that_lacks_most_of_what_it_had_is_left_out_whole(bench: Bench, rows) -> None:
    bench.official.documents = documents(as_csv([machine("m5.large", "0.12")]))
    outcome = update(bench)
    assert "the list has changed" in outcome.problems[0].why
    assert outcome.gone == []
    assert price(bench) == SHIPPED


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda data: data.replace(b'"PricePerUnit"', b'"Price"'), "no column PricePerUnit"),
        (lambda data: data.replace(b'"v1.0"', b'"v2.0"'), "in format v2.0"),
        (lambda data: data.replace(b'"OfferCode","AmazonEC2"', b'"OfferCode","AmazonRDS"'), "one of AmazonRDS"),
        (lambda _data: b"<html>Please log in</html>", "no header"),
        (lambda data: data[: data.rindex(b'"USD"')], "cells in line"),
        (lambda data: data.replace(b'"Instance Type"', b'"Instance"'), "none of the prices"),
    ],
)
def test_a_changed_schema_is_said_and_nothing_is_taken(bench: Bench, rows, wrong, said: str) -> None:
    bench.official.documents = documents(wrong(as_csv(rows)))
    outcome = update(bench)
    assert [said in problem.why for problem in outcome.failed] == [True]
    assert fetched(bench.folder) is None


def test_a_truncated_download_goes_on_where_it_ended(bench: Bench, rows) -> None:
    offer(bench, rows, machine("m5.large", "0.12"))
    size = len(bench.official.documents[FILE])

    def cut(_seconds: float) -> None:
        pass

    bench.official.cut = [10**9, 10**9, size // 2, size // 4]
    outcome = bench.update("aws", "AmazonEC2", "eu-central-1", wait=cut)
    assert not outcome.failed
    assert price(bench) == Decimal("0.12")
    ranges = [headers.get("range") for path, _query, headers in bench.official.requests if path == FILE]
    assert ranges == [None, f"bytes={size // 2}-", f"bytes={size // 2 + size // 4}-"]


def test_a_run_that_was_ended_goes_on_in_the_next(bench: Bench, rows) -> None:
    offer(bench, rows, machine("m5.large", "0.12"))
    size = len(bench.official.documents[FILE])
    bench.official.cut = [10**9, 10**9, size // 2]

    def stop(_seconds: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bench.update("aws", "AmazonEC2", "eu-central-1", wait=stop)
    assert fetched(bench.folder) is None
    assert not update(bench).failed
    assert [h["range"] for p, _q, h in bench.official.requests if p == FILE and "range" in h] == [f"bytes={size // 2}-"]
    assert price(bench) == Decimal("0.12")


def test_a_document_that_changed_in_between_is_fetched_from_its_start(bench: Bench, rows) -> None:
    offer(bench, rows)
    bench.official.cut = [10**9, 10**9, 1_000]

    def changes(_seconds: float) -> None:
        offer(bench, rows, machine("m5.large", "0.13"))

    assert not bench.update("aws", "AmazonEC2", "eu-central-1", wait=changes).failed
    assert price(bench) == Decimal("0.13")


def test_an_unchanged_list_is_not_fetched_again_and_its_prices_are_of_today(bench: Bench, rows) -> None:
    offer(bench, rows, machine("m5.large", "0.12"))
    update(bench)
    before = len(bench.official.requests)
    outcome = update(bench, today="2026-12-01")
    assert outcome.unchanged == 1
    assert [path for path, *_ in bench.official.requests[before:] if path == FILE] == []
    found = bench.book.exact(*PLACE, M5)
    assert found is not None
    assert (found.unit_price, found.date) == (Decimal("0.12"), "2026-12-01")


def test_an_address_without_a_version_is_asked_by_its_tag(bench: Bench, rows) -> None:
    found = documents(as_csv(rows))
    current = {path.replace("20261101000000", "current"): data for path, data in found.items()}
    index = {"regions": {"eu-central-1": {"currentVersionUrl": FILE.replace("20261101000000", "current")}}}
    current["/offers/v1.0/aws/AmazonEC2/current/region_index.json"] = lambda _query: index
    bench.official.documents = current
    update(bench)
    assert update(bench).unchanged == 1
    assert "if-none-match" in bench.official.requests[-1][2]


def test_a_busy_server_is_waited_for_as_long_as_it_says(bench: Bench, rows) -> None:
    offer(bench, rows)
    bench.official.failures = [(429, {"Retry-After": "7"}), (503, {})]
    assert not update(bench).failed
    assert bench.waits[0] == 7
    assert 0 < bench.waits[1] <= 2


def test_a_server_that_stays_busy_is_given_up_and_the_book_stays(bench: Bench, rows) -> None:
    offer(bench, rows)
    bench.official.failures = [(503, {})] * 50
    outcome = update(bench)
    assert "status 503" in outcome.failed[0].why
    assert bench.book is bench.shipped


def test_a_dry_run_writes_no_prices(bench: Bench, rows) -> None:
    offer(bench, rows, machine("m5.large", "0.12"))
    outcome = update(bench, dry_run=True)
    assert [change.key for change in outcome.changes] == [M5]
    assert fetched(bench.folder) is None


def test_two_runs_at_once_are_refused(bench: Bench, rows) -> None:
    offer(bench, rows)
    with locked(bench.folder), pytest.raises(UpdateError, match="Another finopsguard prices update"):
        update(bench)


def _update_and_die(folder: str, step: str) -> None:
    """In a process of its own: commits a price and is killed at ``step``."""
    from finopsguard.prices.update import store

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(store, step, die)
    shipped = PriceBook.shipped()
    old = shipped.exact(*PLACE, M5)
    assert old is not None
    with locked(Path(folder)):
        book = Store(Path(folder), shipped)
        book.commit({PLACE: [old]}, book.state(), ())


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills a process")
@pytest.mark.parametrize("step", ["_save", "_replace", "table"])
def test_a_run_that_is_killed_leaves_the_old_book_whole_and_no_lock(bench: Bench, rows, step: str) -> None:
    offer(bench, rows, machine("m5.large", "0.12"))
    update(bench)
    process = multiprocessing.get_context("spawn").Process(target=_update_and_die, args=(str(bench.folder), step))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert price(bench) == Decimal("0.12")
    assert update(bench, today="2026-12-01").unchanged == 1
    assert price(bench) == Decimal("0.12")


def test_older_generations_go(bench: Bench, rows) -> None:
    for listed in ("0.12", "0.13", "0.14"):
        offer(bench, rows, machine("m5.large", listed))
        if fetched(bench.folder):
            store = Store(bench.folder, bench.shipped)
            store.commit({}, State(), ())  # it forgets that it knows the list
        update(bench)
    assert len(list(bench.folder.glob("book-*"))) == 2
    assert price(bench) == Decimal("0.14")


def test_names_that_are_none_are_refused(bench: Bench) -> None:
    with pytest.raises(UsageError, match="no official list of 'acme'"):
        bench.update("acme")
    with pytest.raises(UsageError, match="no service 'EC2'"):
        bench.update("aws", "EC2")


def test_a_newer_shipped_price_comes_before_an_older_fetched_one(bench: Bench, rows) -> None:
    offer(bench, rows, machine("m5.large", "0.12"))
    update(bench, today="2025-01-01")
    assert price(bench) == SHIPPED


def test_an_unchanged_list_confirms_neither_what_it_holds_otherwise_nor_what_it_lost(bench: Bench, rows) -> None:
    gone = "m5.xlarge/linux/shared/on-demand"
    offer(bench, rows, machine("m5.large", "0.001"), drop="SKUM5XLARGE")
    update(bench)
    assert update(bench, today="2026-12-01").unchanged == 1
    dates = {key: bench.book.exact(*PLACE, key).date for key in (M5, gone, "m5.2xlarge/linux/shared/on-demand")}  # type: ignore[union-attr]
    assert dates["m5.2xlarge/linux/shared/on-demand"] == "2026-12-01"
    assert dates[M5] < "2026"
    assert dates[gone] < "2026"
