"""Takes official lists into the fetched book, list by list: each counts as soon as it is whole."""

from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec
from msgspec.structs import replace

from finopsguard.errors import UsageError
from finopsguard.prices.book import PriceBook
from finopsguard.prices.rows import Place, prices_in
from finopsguard.prices.update import gcp
from finopsguard.prices.update.client import Client
from finopsguard.prices.update.judge import GONE, Verdict, judge
from finopsguard.prices.update.lock import locked
from finopsguard.prices.update.mapping import Mapping as Table
from finopsguard.prices.update.records import Change, Held, Hit, Known, PriceList, Problem, Provider, Scope, UpdateError
from finopsguard.prices.update.registry import PROVIDERS, SPOKEN
from finopsguard.prices.update.rules import BY_SKU
from finopsguard.prices.update.setup import Setup
from finopsguard.prices.update.store import State, Store
from finopsguard.types.price import Price


class Outcome(msgspec.Struct):
    """What an update came to."""

    lists: int = 0
    unchanged: int = 0
    prices: int = 0
    changes: list[Change] = []
    held: list[Held] = []
    gone: list[tuple[Place, str]] = []
    problems: list[Problem] = []
    failed: list[Problem] = []
    """Lists that could not be had or read; the book has what it had of them."""


class Updater:
    """One run of ``prices update``."""

    def __init__(
        self,
        folder: Path,
        environ: Mapping[str, str],
        client: Client,
        today: str,
        progress: Callable[[str], None],
        *,
        shipped: PriceBook | None = None,
        confirm: bool = False,
        dry_run: bool = False,
        afresh: bool = False,
    ) -> None:
        self.shipped = shipped or PriceBook.shipped()
        self._store = Store(folder, self.shipped)
        self._environ = environ
        self._client = client
        self._today = today
        self._progress = progress
        self._confirm = confirm
        self._dry_run = dry_run
        self._afresh = afresh
        """Read lists that have not changed since the last update too."""
        self.outcome = Outcome()

    def run(self, scope: Scope) -> Outcome:
        """Fetches what is asked for. Raises :class:`UpdateError` if another run is at work, :class:`UsageError` for unknown names."""
        names = self._names(scope)
        with locked(self._store.folder):
            for name in names:
                table = Table.of(name, self.shipped)
                downloads = self._store.folder / "downloads" / name
                setup = Setup(self._client, downloads, self._environ, self.shipped, table, self._refuse)
                provider = PROVIDERS[name](setup)
                try:
                    for found in provider.lists(scope):
                        self._take(found, provider, setup, scope)
                except UpdateError as error:
                    self.outcome.failed.append(Problem(name, str(error)))
        return self.outcome

    def _names(self, scope: Scope) -> list[str]:
        names = [SPOKEN.get(name, name) for name in scope.providers] or list(PROVIDERS)
        if unknown := next((name for name in names if name not in PROVIDERS), None):
            raise UsageError(
                f"There is no official list of {unknown!r} to fetch.", hint=f"There are {', '.join(PROVIDERS)}."
            )
        services = {info.service for info in self.shipped.services() if info.provider in names}
        if wrong := next((service for service in scope.services if service not in services), None):
            raise UsageError(
                f"The price book has no service {wrong!r} of {', '.join(names)}.", hint="See finopsguard prices list."
            )
        return names

    def _refuse(self, where: str, why: str) -> None:
        self.outcome.problems.append(Problem(where, why))

    def _take(self, found: PriceList, provider: Provider, setup: Setup, scope: Scope) -> None:
        """One list, whole or not at all: what goes wrong with one leaves the others alone."""
        self._progress(f"fetching {found.name}")
        state = self._store.state()
        known = state.lists.get(found.name)
        if known and (self._afresh or known.mapping != setup.mapping.digest):
            known = None
        try:
            changed = found.open(known)
            groups = self._groups(found, provider, setup, scope) if changed else {}
        except UpdateError as error:
            self.outcome.failed.append(Problem(found.name, str(error)))
            return
        self.outcome.lists += 1
        if not changed:
            assert known is not None
            self.outcome.unchanged += 1
            self._date_anew(known, state, provider)
            return
        self._progress(f"comparing {found.name}")
        verdicts = [self._judge(place, hits, provider, setup) for place, hits in sorted(groups.items())]
        self._add(verdicts)
        if not self._dry_run:
            places = {verdict.place: verdict.prices for verdict in verdicts if verdict.prices}
            state.lists[found.name] = Known(found.etag, found.version, setup.mapping.digest, tuple(places))
            state.held = [h for h in state.held if _place(h.new) not in places]
            state.held += [h for verdict in verdicts for h in verdict.held]
            self._store.commit(places, state, (provider.source,))
        found.close()

    def _groups(self, found: PriceList, provider: Provider, setup: Setup, scope: Scope) -> dict[Place, list[Hit]]:
        hits = self._hits(found, provider, setup)
        only = getattr(found, "service", "")
        groups: dict[Place, list[Hit]] = {}
        for hit in gcp.machines(hits, setup) if setup.mapping.provider == "gcp" else hits:
            service, region = hit.place[1:]
            if scope.wants(service, region) and only in ("", service):
                groups.setdefault(hit.place, []).append(hit)
        if not groups:
            raise UpdateError(
                f"The list {found.name} has none of the prices that it should have.",
                hint="Look for a newer finopsguard.",
            )
        return groups

    def _hits(self, found: PriceList, provider: Provider, setup: Setup) -> Iterator[Hit]:
        for offer in found.offers():
            for hit in setup.mapping.match(found.official, offer):
                if isinstance(hit, Problem):
                    self.outcome.problems.append(hit)
                elif hit.currency not in provider.currencies:
                    self._refuse(f"{'/'.join(hit.place)} {hit.key}", f"listed in {hit.currency or 'no currency'}")
                else:
                    yield hit

    def _judge(self, place: Place, hits: list[Hit], provider: Provider, setup: Setup) -> Verdict:
        book = self._store.book
        expected = expected_keys(setup, place, book)
        return judge(place, hits, book, expected, source=provider.source.id, today=self._today, confirm=self._confirm)

    def _add(self, verdicts: list[Verdict]) -> None:
        for verdict in verdicts:
            self.outcome.prices += len(verdict.prices)
            self.outcome.changes += verdict.changes
            self.outcome.held += verdict.held
            self.outcome.problems += verdict.problems
            self.outcome.gone += [(verdict.place, key) for key in verdict.gone]

    def _date_anew(self, known: Known, state: State, provider: Provider) -> None:
        """An unchanged list confirms its prices today; not those that it no longer has, or that it has otherwise."""
        book = self._store.book
        if self._dry_run or book.below is None:
            return
        otherwise = {name_of(held.new) for held in state.held}
        confirmed: dict[Place, list[Price]] = {}
        for place in known.places:
            confirmed[place] = [
                price
                if price.source != provider.source.id or GONE in price.note or name_of(price) in otherwise
                else replace(price, date=self._today)
                for price in prices_in(book, place)
            ]
        self._store.commit(confirmed, state, (provider.source,))


def accept(folder: Path, pattern: str, today: str, shipped: PriceBook) -> list[Held]:
    """Lets prices count that were held back and whose ``provider/service/region key`` matches ``pattern``; empty if none does."""
    with locked(folder):
        store = Store(folder, shipped)
        state = store.state()
        accepted = [held for held in state.held if fnmatchcase(name_of(held.new), pattern or "*")]
        if accepted:
            state.held = [held for held in state.held if held not in accepted]
            book = store.book
            places: dict[Place, dict[str, Price]] = {}
            for held in accepted:
                place = _place(held.new)
                rows = places.setdefault(place, {price.key: price for price in prices_in(book, place)})
                rows[held.new.key] = replace(held.new, date=today)
            changes = {place: [rows[key] for key in sorted(rows, key=str.encode)] for place, rows in places.items()}
            store.commit(changes, state, ())
        return accepted


def name_of(price: Price) -> str:
    """How listings name a price: ``aws/AmazonEC2/eu-central-1 m5.large/linux/shared/on-demand``."""
    return f"{price.provider}/{price.service}/{price.region} {price.key}"


def expected_keys(setup: Setup, place: Place, book: PriceBook) -> frozenset[str]:
    """The keys of a partition of ``book``, the one that counts now, that the mapping should find in the official list."""
    by_sku = {listed.key for known in setup.mapping.by_sku.values() for listed in known if listed.place == place}
    found = set(by_sku)
    for key in book.keys(*place):
        rule = setup.mapping.rule_of(place[1], key)
        if rule is not None and rule.conditions and rule.filter != BY_SKU:
            found.add(key)
    return frozenset(found)


def _place(price: Price) -> Place:
    return price.provider, price.service, price.region
