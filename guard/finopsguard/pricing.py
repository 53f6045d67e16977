"""From what is asked for to priced resources: reads each plan or folder, looks up prices and quantities, and prices both sides."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from finopsguard.config import Config, Project
from finopsguard.inputs import place, source_of
from finopsguard.plan import Inputs, Limits, read_any
from finopsguard.prices import PriceBook, Rates, open_book, parse_rate
from finopsguard.resources import (
    Catalogue,
    LayeredUsage,
    NoUsage,
    Priced,
    Settings,
    UsageFile,
    price_change,
    read_usage_file,
    without_base,
)
from finopsguard.types.cost import Estimate
from finopsguard.types.discount import Discount
from finopsguard.types.money import ZERO
from finopsguard.types.plan import Plan, ResourceChange
from finopsguard.types.price import PriceLookup
from finopsguard.types.result import CommitmentLine, Conversion, Drifted, PriceRef, ResourceLine
from finopsguard.types.usage import UsageLookup

if TYPE_CHECKING:
    from finopsguard.prices.overrides import PriceFile
    from finopsguard.resources.discounts import Discounts

Progress = Callable[[str], None]


class Checked(msgspec.Struct, kw_only=True):
    """One plan or folder, priced."""

    project: Project
    """What was asked for; several roots of one folder share it."""
    plan: Plan
    lines: list[ResourceLine]
    drift: list[Drifted]
    priced: list[tuple[ResourceChange, Priced]] = []
    """With both estimates, where something is to be compared with them."""
    applied: dict[str, Estimate | None] = {}
    """Likewise, of what has drifted since: its estimate as Terraform last made it, by address."""


class Flavors(Protocol):
    """A cloud that says what its flavors are."""

    def with_flavors(self, prices: PriceLookup) -> PriceLookup:
        """Prices that know the size of the cloud's own flavors."""


class Pricing:
    """What prices the plans of a run: the book with the user's own prices on top, and quantities by project."""

    def __init__(
        self,
        config: Config,
        limits: Limits,
        environ: Mapping[str, str],
        progress: Progress,
        cloud: Flavors | None = None,
    ) -> None:
        self.config = config
        self._limits = limits
        self._environ = environ
        self._progress = progress
        self._cloud = cloud
        self._usage: dict[str, UsageFile | NoUsage] = {}
        self.learned: Sequence[Discount] = ()
        """Rates read off bills (``--discounts bill``); to be set before anything is priced."""
        self.same_service: Callable[[str, str], bool] | None = None
        """Whether two names mean one service: bills have names of their own."""
        self._converted: Mapping[tuple[str, str], Conversion] = {}
        self.commitments: tuple[CommitmentLine, ...] = ()
        """How far commitments are used, once they are shared out."""
        self.live: Mapping[str, UsageLookup] = {}
        """Plan's name -> quantities that were measured (``live_usage``); set before plans are priced."""

    @cached_property
    def book(self) -> PriceBook:
        """The pinned book if one is named, else the shipped prices under what ``prices update`` fetched."""
        return open_book(self.config.price_book, self._environ)

    @cached_property
    def prices(self) -> PriceLookup:
        """The book with the user's own prices on top."""
        own = self._own_prices()
        return own if self._cloud is None else self._cloud.with_flavors(own)

    def _own_prices(self) -> PriceLookup:
        if not self.config.prices:
            return self.book
        from finopsguard.prices.overrides import OverriddenBook  # noqa: PLC0415  few runs have own prices

        rows = [row for file in self._price_files for row in file.prices]
        own = OverriddenBook(self.book, rows, Rates(self.book.fx(), map(parse_rate, self.config.fx)))
        self._converted = own.conversions
        return own

    def with_own(self, conversions: Sequence[Conversion]) -> tuple[Conversion, ...]:
        """Exchange rates of totals, and those that own prices were converted by."""
        return tuple({(rate.source, rate.target): rate for rate in (*self._converted.values(), *conversions)}.values())

    @cached_property
    def _price_files(self) -> "list[PriceFile]":
        """The user's own prices and discounts; names of discounts are told apart across files."""
        if not self.config.prices:
            return []
        from finopsguard.prices.overrides import read_price_file  # noqa: PLC0415  as above

        found: list[PriceFile] = []
        rules = self.config.discounts
        for file in self.config.prices:
            found.append(read_price_file(Path(file), rules))
            rules = (*rules, *found[-1].discounts)
        return found

    @property
    def _written(self) -> tuple[Discount, ...]:
        return (*self.config.discounts, *(rule for file in self._price_files for rule in file.discounts))

    @cached_property
    def discounts(self) -> "Discounts | None":
        """What is taken off list prices: the rules of finopsguard.yml, then those of price files; ``None`` where there are none."""
        written = self._written
        if not written and not self.learned:
            return None
        from finopsguard.resources.discounts import Discounts, same_name  # noqa: PLC0415  few runs have discounts

        return Discounts(written, self.learned, self.same_service or same_name)

    def age_warning(self, used: Iterable[PriceRef]) -> str:
        """One sentence about prices that are older than ``max_price_age``, else nothing."""
        from finopsguard.prices.age import today, warning  # noqa: PLC0415  few runs ask for it

        return warning(used, days, today(self._environ)) if (days := self.config.max_price_age) else ""

    @property
    def usage_files(self) -> Sequence[UsageFile]:
        """Those that were read."""
        return [usage for usage in self._usage.values() if isinstance(usage, UsageFile)]

    def read(self, project: Project) -> Iterator[Plan]:
        """The plan, or a plan for each root module of the folder."""
        self._progress(f"reading {place(project)}")
        inputs = Inputs(
            var_files=(*self.config.var_files, *project.var_files),
            variables=(*self.config.variables, *project.variables),
            environ=self._environ,
            workspace=project.workspace or self.config.workspace,
        )
        for plan in read_any(
            place(project),
            limits=self._limits,
            environ=self._environ,
            inputs=inputs,
            include_examples=self.config.include_examples,
        ):
            if not plan.stateless:
                plan = self._placed(plan, project)  # noqa: PLW2901
            alone = project.name not in (project.path, project.plan) and plan.name == place(project)
            yield msgspec.structs.replace(plan, name=project.name) if alone else plan

    def _placed(self, plan: Plan, project: Project) -> Plan:
        """A plan file's resources with their places in the configuration, where that is at hand."""
        folder = self.config.source or source_of(project)
        if not folder:
            return plan
        from finopsguard.plan.source import with_places  # noqa: PLC0415  most plans stand alone

        return with_places(plan, folder, self._limits)

    def price(self, plan: Plan, project: Project, *, keep: bool = False) -> Checked:
        """Prices a plan; ``keep`` keeps the estimates beside the lines."""
        self._progress(f"pricing {len(plan.changes)} resources of {plan.name}")
        catalogue = self.catalogue(plan, project)
        lines: list[ResourceLine] = []
        kept: list[tuple[ResourceChange, Priced]] = []
        for change in plan.changes:
            if change.mode == "managed":  # data sources cost nothing
                found = price_change(change, plan.name, catalogue, plan.context)
                lines.append(found.line)
                if keep:
                    kept.append((change, found))
        if plan.stateless:
            lines = [without_base(line) for line in lines]
        applied = _applied(plan, catalogue) if keep else {}
        return Checked(
            project=project, plan=plan, lines=lines, drift=drift(plan, catalogue), priced=kept, applied=applied
        )

    def strange_discounts(self) -> list[str]:
        """A sentence for each discount that names what the price book does not have."""
        written = self._written
        if not written:
            return []
        from finopsguard.prices.own_file import Checker  # noqa: PLC0415  as above

        checker = Checker(self.book, ())
        found = ((rule, checker.unknown_names(rule)) for rule in written)
        return [f"The discount {rule.name} ({rule.source}) is for nothing: {why}" for rule, why in found if why]

    @property
    def shares(self) -> bool:
        """Whether plans share commitments: then their estimates are kept until all are priced."""
        return self.discounts is not None and bool(self.discounts.pools)

    def catalogue(self, plan: Plan, project: Project) -> Catalogue:
        """The catalogue that prices a plan's resources."""
        usage: UsageLookup = self._quantities(project)
        if (live := self.live.get(plan.name)) is not None:
            usage = LayeredUsage(self._quantities(project), live)
        return Catalogue(plan.context, self.prices, usage, settings_of(self.config), self.discounts)

    def _quantities(self, project: Project) -> UsageFile | NoUsage:
        file = project.usage_file or self.config.usage_file
        if file not in self._usage:
            self._usage[file] = read_usage_file(file) if file else NoUsage()
        return self._usage[file]


def settings_of(config: Config) -> Settings:
    """What estimates need of the configuration."""
    return Settings(hours=config.hours_per_month, openstack_cloud=config.openstack_cloud)


def drift(plan: Plan, catalogue: Catalogue) -> list[Drifted]:
    """What changed outside Terraform, where it moved the cost or may have."""
    return [found for change in plan.drift if (found := _drifted(change, plan, catalogue)) is not None]


def _applied(plan: Plan, catalogue: Catalogue) -> dict[str, Estimate | None]:
    return {
        change.address: price_change(change, plan.name, catalogue, plan.context, drifted=True).before
        for change in plan.drift
        if change.mode == "managed"
    }


def _drifted(change: ResourceChange, plan: Plan, catalogue: Catalogue) -> Drifted | None:
    if change.mode != "managed":
        return None
    line = price_change(change, plan.name, catalogue, plan.context, drifted=True).line
    if line.delta == ZERO:
        return None
    return Drifted(plan.name, line.address, line.type, line.delta, line.currency, line.drivers)
