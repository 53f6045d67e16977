"""One resource as its estimate sees it: attributes, region, usage, prices, and the way to resources it refers to."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from finopsguard.resources.bill import Missing
from finopsguard.resources.settings import Settings
from finopsguard.resources.values import NOTHING, Block, Number, Text, Trial, Unknown, exact, watched
from finopsguard.types import plan
from finopsguard.types.money import ZERO
from finopsguard.types.plan import PlanContext, Region, ResourceChange, Side
from finopsguard.types.price import Price, PriceLookup
from finopsguard.types.usage import UsageLookup


class Resource(Block):
    """What an estimate function is handed beside the bill."""

    __slots__ = (
        "_book",
        "_change",
        "_context",
        "_side",
        "_usage",
        "_usages",
        "address",
        "provider",
        "region",
        "settings",
        "type",
    )

    def __init__(
        self,
        change: ResourceChange,
        side: Side,
        values: Mapping[str, Any],
        unknown: Any,
        trial: Trial,
        *,
        sensitive: Any = None,
        provider: str,
        region: Region,
        context: PlanContext,
        book: PriceLookup,
        usage: Mapping[str, Any],
        usages: UsageLookup,
        settings: Settings,
    ) -> None:
        super().__init__(watched(values, sensitive, trial), unknown, trial)
        self.address = change.address
        self.type = change.type
        self.provider = provider
        self.region = region.name
        self.settings = settings
        self._change = change
        self._side = side
        self._context = context
        self._book = book
        self._usage = usage
        self._usages = usages

    def price(
        self, service: str, *key: Text, region: str | None = None, provider: str | None = None
    ) -> Price | Missing:
        """The book's price in this resource's region, by the parts of its key; why there is none otherwise."""
        for part in key:
            if isinstance(part, Unknown):
                return Missing(part.why)
        name = "/".join(key)  # type: ignore[arg-type]  # no part is Unknown here
        provider = provider or self.provider
        region = self.region if region is None else region
        return self._book.find(provider, service, region, name) or Missing(
            f"the price book has no price for {name} ({provider} {service}) in {region or 'an unknown region'}"
        )

    def facts(self, kind: str, name: Text) -> Mapping[str, str]:
        """What the price lists say of a machine type besides its price (``vcpu``, ``memory_gb``); empty when nothing."""
        if isinstance(name, Unknown):
            return NOTHING
        return self._book.facts(self.provider, kind, name) or NOTHING

    def usage(self, key: str) -> Number | None:
        """A quantity from the usage file, by dotted key; ``None`` where it says nothing."""
        value = self.said(key)
        return None if value is None else exact(value, f"usage {key}")

    def said(self, key: str) -> Any:
        """Whatever the usage file says under a dotted key, ``None`` where nothing."""
        value: Any = self._usage
        if not value:
            return None
        for part in key.split("."):
            if not isinstance(value, dict):
                return None
            value = value.get(part)
        return value

    def usage_of(self, related: "Related", key: str) -> Number | None:
        """A quantity from another resource's entry in the usage file; ``None`` where it says nothing."""
        value = self._usages.of(related.address, related.type).get(key)
        return None if value is None else exact(value, f"usage {key} of {related.address}")

    def hours(self, key: str = "monthly_hrs") -> Number:
        """Hours a month that the resource runs: the usage file's, else the configured month."""
        given = self.usage(key)
        return self.settings.hours if given is None else given

    def follow(self, attribute: str, *types: str) -> "Related | None":
        """The first resource of one of ``types`` that ``attribute`` refers to."""
        return next(iter(self.follow_all(attribute, *types)), None)

    def follow_all(self, attribute: str, *types: str) -> "Sequence[Related]":
        """Every resource of one of ``types`` that ``attribute`` refers to."""
        found = self._context.follow(self._change, attribute, side=self._side, types=types)
        related = [Related(one, self.trial) for one in found]
        self.trial.refers = self.trial.refers or bool(related)
        return related

    def length(self, attribute: str, *types: str) -> Number:
        """How many elements a list has. Where apply will tell: how many resources of ``types`` the configuration puts in it."""
        value = self.values.get(attribute)
        if isinstance(value, list) and value:
            return Decimal(len(value))
        where = self.where(attribute)
        if not self.is_unknown(attribute) or self.trial.configured(where) is False:
            return ZERO
        named = self.follow_all(attribute, *types)
        return (
            Decimal(len(named))
            if 0 < len(named) < plan.MOST_FOLLOWED
            else Unknown(f"{where} is known only after apply")
        )

    def referrers(self, type_: str, attribute: str) -> "Sequence[Related]":
        """Resources of ``type_`` whose ``attribute`` refers to this one."""
        found = self._context.referrers(self._change, type_, attribute, side=self._side)
        self.trial.refers = self.trial.refers or bool(found)
        return [Related(one, self.trial) for one in found]

    def referrers_to(self, related: "Related", type_: str, attribute: str) -> "Sequence[Related]":
        """Resources of ``type_`` whose ``attribute`` refers to ``related``: those that share it with this one, which may be among them."""
        change = ResourceChange(
            address=related.address, type=related.type, name="", provider=related.type.partition("_")[0]
        )
        found = self._context.referrers(change, type_, attribute, side=self._side)
        return [Related(one, self.trial) for one in found]

    def provider_setting(self, name: str) -> str | None:
        """An argument of the provider configuration that manages this resource."""
        return self._context.provider_setting(self._change, name)


class Related:
    """A referred resource: its address and its attributes, whose paths begin with the address."""

    __slots__ = ("_follow", "_trial", "address", "block", "type")

    def __init__(self, found: plan.Related, trial: Trial) -> None:
        self.address = found.address
        self.type = found.type
        tells = found.configured
        start = len(found.address) + 1
        configured = None if tells is None else lambda path: tells(path[start:])
        values = watched(found.values, found.sensitive, trial)
        self.block = Block(values, found.unknown, trial.elsewhere(configured), found.address)
        self._follow = found.follow
        self._trial = trial

    def follow(self, attribute: str, *types: str) -> "Related | None":
        """The first resource of one of ``types`` that ``attribute`` refers to, a step further on."""
        found = self._follow(attribute) if self._follow else ()
        return next((Related(one, self._trial) for one in found if one.type in types), None)


def decimal_of(facts: Mapping[str, str], name: str) -> Decimal | None:
    """A numeric fact, ``None`` where it is not known."""
    value = facts.get(name)
    return Decimal(value) if value else None
