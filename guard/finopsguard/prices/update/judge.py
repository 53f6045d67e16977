"""What of an official list goes into the book: whole prices, plausible, in the book's unit; the rest is refused, held back or marked."""

from collections.abc import Iterable
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from finopsguard.prices.book import PriceBook
from finopsguard.prices.rows import Place, number
from finopsguard.prices.update.records import Change, Held, Hit, Problem
from finopsguard.types.money import ZERO
from finopsguard.types.price import Price, Tier

FAR = Decimal("0.9")
"""A price that moved by this share or more waits for a person: a list in another unit looks like that too."""
MOST = Decimal(10_000_000)
"""No published price of one unit comes near it."""
FEWEST = Decimal("0.5")
"""Of the keys that a list had: where fewer are found, the list has changed its shape, and nothing of it counts."""
GONE = "no longer in the official list"
SHOWN = 5


class Verdict(msgspec.Struct):
    """What became of the prices of one partition."""

    place: Place
    prices: list[Price]
    """All that the fetched book has to say of the partition, sorted by key; empty: nothing is to be written."""
    changes: list[Change]
    held: list[Held]
    problems: list[Problem]
    gone: list[str]
    """Keys that are marked, for the list does not have them any more."""


def judge(
    place: Place,
    hits: Iterable[Hit],
    book: PriceBook,
    expected: frozenset[str],
    *,
    source: str,
    today: str,
    confirm: bool,
) -> Verdict:
    """Compares what a list has for a partition with ``book``, the one that counts now.

    ``expected``: the keys that the mapping should find.
    """
    verdict = Verdict(place, [], [], [], [], [])
    by_key: dict[str, list[Hit]] = {}
    for hit in hits:
        by_key.setdefault(hit.key, []).append(hit)
    if expected and len(expected & by_key.keys()) < len(expected) * FEWEST:
        found = len(expected & by_key.keys())
        why = f"{found} of the {len(expected)} prices that the book has were found: the list has changed, all of it is left out"
        verdict.problems.append(Problem("/".join(place), why))
        return verdict
    for key, group in sorted(by_key.items()):
        old = book.exact(*place, key)
        new = _price(place, key, group, old, verdict.problems, source, today)
        if new is not None:
            _weigh(place, key, old, new, verdict, confirm=confirm)
        elif old is not None:
            verdict.prices.append(old)  # what an earlier update fetched stays, not what was shipped
    for key in sorted(expected - by_key.keys()):
        if (old := book.exact(*place, key)) is not None:
            verdict.gone.append(key)
            note = old.note if GONE in old.note else "; ".join(text for text in (f"{GONE} ({today})", old.note) if text)
            verdict.prices.append(replace(old, note=note))
    verdict.prices.sort(key=lambda price: price.key.encode())
    return verdict


def _weigh(place: Place, key: str, old: Price | None, new: Price, verdict: Verdict, *, confirm: bool) -> None:
    if old is not None and not confirm and _far(old, new):
        verdict.held.append(Held(old, new))
        verdict.prices.append(old)
        return
    verdict.prices.append(new)
    if old is None or old.tiers != new.tiers or old.currency != new.currency:
        verdict.changes.append(Change(place, key, old, new))


def _far(old: Price, new: Price) -> bool:
    before, after = old.unit_price, new.unit_price
    return abs(after - before) >= FAR * before if before else after != before


def _price(
    place: Place, key: str, group: list[Hit], old: Price | None, problems: list[Problem], source: str, today: str
) -> Price | None:
    where = f"{'/'.join(place)} {key}"
    why = next((reason for hit in group if (reason := _implausible(hit))), "")
    tiers, note = _tiers(group)
    if not why and tiers is None:
        why = note
    if not why and len({hit.currency for hit in group}) > 1:
        why = "listed in several currencies"
    if not why and old is not None and (old.unit, old.currency) != (group[0].unit, group[0].currency):
        why = f"listed in {group[0].currency} per {group[0].unit}, in the book in {old.currency} per {old.unit}"
    if why or tiers is None:
        problems.append(Problem(where, why))
        return None
    first = group[0]
    notes = "; ".join(text for text in (note, first.note) if text)
    return Price(*place, key, first.unit, tiers, first.currency, today, source, _one_line(first.sku), notes)


def _implausible(hit: Hit) -> str:
    if not hit.price.is_finite():
        return f"a price of {hit.price}"
    if hit.price < 0:
        return f"a negative price, {number(hit.price)} {hit.currency}"
    if hit.price > MOST:
        return f"an absurd price, {number(hit.price)} {hit.currency} per {hit.unit}"
    if any(mark in hit.key + hit.unit for mark in "\t\n\r"):
        return "a key with a tab or line break"
    return ""


def _tiers(group: list[Hit]) -> tuple[tuple[Tier, ...] | None, str]:
    """Tiers with the free ones left out, and a note that says so; or ``None`` and what is wrong with them."""
    by_start: dict[Decimal, set[Decimal]] = {}
    for hit in group:
        by_start.setdefault(hit.start, set()).add(hit.price)
    if unclear := next((prices for prices in by_start.values() if len(prices) > 1), None):
        skus = sorted({hit.sku for hit in group})
        listed = ", ".join(number(price) for price in sorted(unclear)[:SHOWN])
        return None, f"matches several SKUs with different prices ({listed}): {', '.join(skus[:SHOWN])}"
    tiers = [Tier(start, prices.pop()) for start, prices in sorted(by_start.items())]
    if tiers[0].start != 0:
        return None, f"tiers from {number(tiers[0].start)} on, without the first one"
    paid = next((at for at, tier in enumerate(tiers) if tier.price), None)
    if paid is None:
        return None, "a price of 0, which is an allowance and no price"
    note = f"the first {number(tiers[paid].start)} a month are free and not deducted" if paid else ""
    return (Tier(ZERO, tiers[paid].price), *tiers[paid + 1 :]), note


def _one_line(text: str) -> str:
    return " ".join(text.split())
