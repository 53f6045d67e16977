"""Estimates one resource from values written in a test, with the shipped price book and a plan context that a test fills by hand."""

from collections.abc import Collection, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from finopsguard.prices.book import PriceBook
from finopsguard.resources.catalogue import Catalogue
from finopsguard.resources.settings import Settings
from finopsguard.types.cost import Component, Estimate
from finopsguard.types.plan import Action, Region, Related, ResourceChange, Side, Values


class Context:
    """A plan in which ``related`` says what each attribute path refers to."""

    def __init__(
        self,
        related: Mapping[str, Related | list[Related]] | None = None,
        settings: Mapping[str, str] | None = None,
        configured: Sequence[str] | None = None,
    ) -> None:
        self.related = {
            attribute: found if isinstance(found, list) else [found] for attribute, found in (related or {}).items()
        }
        self.settings = settings or {}
        self.set_paths = configured

    def values(self, change: ResourceChange, side: Side) -> Values | None:
        return None

    def unknown(self, change: ResourceChange) -> Any:
        return {}

    def sensitive(self, change: ResourceChange, side: Side) -> Any:
        return {}

    def region(self, change: ResourceChange, values: Values) -> Region:
        return Region("us-east-1", "default")

    def follow(
        self, change: ResourceChange, attribute: str, *, side: Side = Side.AFTER, types: Collection[str] = ()
    ) -> Sequence[Related]:
        return [found for found in self.related.get(attribute, []) if not types or found.type in types]

    def referrers(
        self, change: ResourceChange, type_: str, attribute: str, *, side: Side = Side.AFTER
    ) -> Sequence[Related]:
        return [found for several in self.related.values() for found in several if found.type == type_]

    def configured(self, change: ResourceChange, path: str) -> bool | None:
        return None if self.set_paths is None else path in self.set_paths

    def provider_setting(self, change: ResourceChange, name: str) -> str | None:
        return self.settings.get(name)


class Usage:
    def __init__(self, keys: Mapping[str, Any]) -> None:
        self.keys = keys

    def of(self, address: str, type_: str) -> Mapping[str, Any]:
        return self.keys


def related(type_: str, values: Mapping[str, Any], *, name: str = "main", unknown: Any = None) -> Related:
    return Related(f"{type_}.{name}", type_, values, unknown or {})


def estimate(
    type_: str,
    values: Mapping[str, Any],
    region: str = "us-east-1",
    *,
    unknown: Any = None,
    usage: Mapping[str, Any] | None = None,
    refers: Mapping[str, Any] | None = None,
    provider_settings: Mapping[str, str] | None = None,
    configured: Sequence[str] | None = None,
    settings: Settings | None = None,
) -> Estimate:
    """What a resource of ``type_`` with ``values`` costs a month. ``refers`` maps attribute paths to what they refer to."""
    context = Context(refers, provider_settings, configured)
    change = ResourceChange(
        address=f"{type_}.it", type=type_, name="it", provider=type_.partition("_")[0], action=Action.CREATE
    )
    catalogue = Catalogue(context, PriceBook.shipped(), Usage(usage or {}), settings or Settings())
    return catalogue.estimate(change, Side.AFTER, values, unknown or {}, Region(region, "region"))


def line(found: Estimate, beginning: str) -> Component:
    """The only component whose name begins so."""
    lines = [component for component in found.components if component.name.startswith(beginning)]
    assert len(lines) == 1, [component.name for component in found.components]
    return lines[0]


def cents(amount: Decimal | None) -> str:
    """An amount to the cent, as a report shows it."""
    assert amount is not None
    return f"{amount.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP)}"
