"""One side of a planned change as the quota check reads it: what is known, and what only apply will tell."""

from collections.abc import Mapping, Sequence
from typing import Any

from finopsguard.types.paths import at, is_marked
from finopsguard.types.plan import PlanContext, ResourceChange, Side, Values
from finopsguard.types.quota import Flavor, Place, QuotaSource, Stated, Unanswered

FLAVOR = "openstack_compute_flavor_v2"


class Item:
    """A resource before or after a change. ``leaving`` is true where it is about to be destroyed."""

    __slots__ = ("_change", "_context", "_place", "_side", "_source", "_unknown", "leaving", "type", "values")

    def __init__(
        self,
        change: ResourceChange,
        context: PlanContext,
        side: Side,
        values: Values,
        source: QuotaSource,
        place: Place,
        *,
        leaving: bool,
    ) -> None:
        self.type = change.type
        self.values = values
        self.leaving = leaving
        self._change = change
        self._context = context
        self._side = side
        self._source = source
        self._place = place
        self._unknown = context.unknown(change) if side is Side.AFTER else {}

    def is_unknown(self, path: str) -> bool:
        """Whether only apply tells the attribute. One that the configuration leaves out is not unknown: the cloud's default counts."""
        return is_marked(self._unknown, path) and self._context.configured(self._change, path) is not False

    def text(self, path: str) -> str | None:
        """A string; empty where it is not given, ``None`` where only apply tells."""
        value = at(self.values, path)
        if isinstance(value, str) and value:
            return value
        return None if self.is_unknown(path) else ""

    def count(self, path: str, *, default: int | None = None, least: int = 0) -> int | None:
        """A whole number; ``default`` where it is not given, ``None`` where only apply tells, or where it is below ``least``."""
        value = at(self.values, path)
        if isinstance(value, str) and value.isascii() and value.isdigit():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return value if value >= least else None
        return None if self.is_unknown(path) else default

    def blocks(self, name: str) -> list[Mapping[str, Any]]:
        """Blocks of a kind, as the plan lists them."""
        found = self.values.get(name)
        return [block if isinstance(block, dict) else {} for block in found] if isinstance(found, list) else []

    def given(self, path: str) -> bool:
        """Whether the configuration gives the attribute, if only as something that apply tells.

        An attribute that the provider fills by itself is unknown too; where the plan does not tell the two apart it is taken as not
        given, which counts what may be made.
        """
        if self._side is Side.AFTER and is_marked(self._unknown, path):
            said = self._context.configured(self._change, path)
            return bool(self.follow(path)) if said is None else said
        said = self._context.configured(self._change, path) if self._side is Side.AFTER else None
        return bool(at(self.values, path)) if said is None else said

    def follow(self, path: str) -> Sequence[Values]:
        """Values of the resources that an attribute refers to."""
        return [found.values for found in self._context.follow(self._change, path, side=self._side)]

    def flavor(self, name: str, id_: str, *, fallback: str = "") -> Flavor | str:
        """The flavor that two attributes name, or why it is not known: from the plan where it stands there, else from the cloud.

        The provider keeps the old ``flavor_id`` in a plan that changes ``flavor_name``, and the other way round: the one that the
        configuration sets counts.
        """
        chosen = self._chosen(name, id_)
        for related in self._context.follow(self._change, chosen, side=self._side, types=(FLAVOR,)) if chosen else ():
            if known := _flavor(related.values):
                return known
        said = self.text(chosen) if chosen else ""
        if said is None:
            return f"{chosen} is known only after apply"
        said = said or fallback
        if not said:
            return "the plan names no flavor"
        by_name = chosen == name
        answer = self._source.flavor(self._place, name=said if by_name else "", id_="" if by_name else said)
        return answer.why if isinstance(answer, Unanswered) else answer

    def _chosen(self, name: str, id_: str) -> str:
        if not name:
            return id_
        if self._side is Side.AFTER:
            for attribute, other in ((name, id_), (id_, name)):
                if self._context.configured(self._change, attribute) and not self._context.configured(
                    self._change, other
                ):
                    return attribute
            before = self._context.values(self._change, Side.BEFORE) or {}
            if before.get(id_) != self.values.get(id_) and before.get(name) == self.values.get(name):
                return id_
        return name if self.values.get(name) else id_


def stated(change: ResourceChange, context: PlanContext, values: Values) -> Stated:
    """Where the plan puts a resource: its own region and project, else those of its provider configuration."""

    def setting(*names: str) -> str:
        return next((found for name in names if (found := context.provider_setting(change, name))), "")

    named = [found for name in ("tenant_id", "project_id") if isinstance(found := values.get(name), str)]
    own = next(filter(None, named), "")
    return Stated(
        auth_url=setting("auth_url"),
        cloud=setting("cloud"),
        credential=setting("application_credential_id"),
        project=own or setting("tenant_id", "tenant_name"),
        region=context.region(change, values).name,
    )


def _flavor(values: Values) -> Flavor | None:
    """A flavor that stands in the plan, as a resource or a data source."""
    vcpus, ram = values.get("vcpus"), values.get("ram")
    if not isinstance(vcpus, int) or not isinstance(ram, int):
        return None
    disk = values.get("disk")
    return Flavor(
        name=str(values.get("name") or ""), vcpus=vcpus, ram_mb=ram, disk_gb=disk if isinstance(disk, int) else 0
    )
