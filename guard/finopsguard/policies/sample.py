"""A small plan out of a policy's example: attribute values written in YAML, with words for what YAML cannot say.

``(unknown)`` is a value known only after apply, ``(sensitive)`` one that is never shown, and ``ref(aws_s3_bucket.logs)`` an attribute that
refers to another resource of the example and, as in a real plan, has no known value yet.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from finopsguard.types.paths import at, every
from finopsguard.types.plan import Action, Region, Related, ResourceChange, Side, Values

UNKNOWN = "(unknown)"
SENSITIVE = "(sensitive)"
_REFERENCE = re.compile(r"ref\((.+)\)")
_PROVIDERS = ("aws", "azurerm", "google", "openstack")


class SampleContext:
    """:class:`finopsguard.types.plan.PlanContext` over an example's values."""

    def __init__(self) -> None:
        self._sides: dict[tuple[str, Side], Any] = {}
        self._changes: dict[str, ResourceChange] = {}

    def add(self, change: ResourceChange, before: Any, after: Any) -> None:
        """Knows one resource with its written values; ``None`` where it does not exist."""
        self._changes[change.address] = change
        self._sides[change.address, Side.BEFORE] = before
        self._sides[change.address, Side.AFTER] = after

    def values(self, change: ResourceChange, side: Side) -> Values | None:
        """Values without what is not known."""
        written = self._sides.get((change.address, side))
        return None if written is None else _plain(written)

    def unknown(self, change: ResourceChange) -> Any:
        """Marks on what is not known."""
        return _marks(
            self._sides.get((change.address, Side.AFTER)),
            lambda text: text == UNKNOWN or bool(_REFERENCE.fullmatch(text)),
        )

    def sensitive(self, change: ResourceChange, side: Side) -> Any:
        """Marks on what is sensitive."""
        return _marks(self._sides.get((change.address, side)), lambda text: text == SENSITIVE)

    def region(self, change: ResourceChange, values: Values) -> Region:
        """Not asked: the example's line says where it is."""
        return Region("", "default")

    def follow(
        self, change: ResourceChange, attribute: str, *, side: Side = Side.AFTER, types: Collection[str] = ()
    ) -> Sequence[Related]:
        """The resource that ``ref(...)`` names."""
        written = every(self._sides.get((change.address, side)), attribute)
        targets = [one for text in written if (one := self._target(text)) is not None]
        return [self._related(one) for one in targets if not types or one.type in types]

    def referrers(
        self, change: ResourceChange, type_: str, attribute: str, *, side: Side = Side.AFTER
    ) -> Sequence[Related]:
        """Resources whose ``ref(...)`` names this one."""
        return [
            self._related(other)
            for other in self._changes.values()
            if other.type == type_ and any(one.address == change.address for one in self.follow(other, attribute))
        ]

    def configured(self, change: ResourceChange, path: str) -> bool | None:
        """All that an example writes is configured."""
        return at(self._sides.get((change.address, Side.AFTER)), path) is not None

    def provider_setting(self, change: ResourceChange, name: str) -> str | None:
        """Nothing is known of providers."""
        return None

    def _target(self, text: Any) -> ResourceChange | None:
        found = _REFERENCE.fullmatch(text) if isinstance(text, str) else None
        return self._changes.get(found[1]) if found else None

    def _related(self, change: ResourceChange) -> Related:
        return Related(
            change.address,
            change.type,
            self.values(change, Side.AFTER) or {},
            self.unknown(change),
            configured=lambda path: self.configured(change, path),
            sensitive=self.sensitive(change, Side.AFTER),
            follow=lambda attribute: self.follow(change, attribute),
        )


def sample_change(entry: Mapping[str, Any], how: Mapping[str, Any]) -> ResourceChange:
    """The change of one written resource."""
    address = str(entry["address"])
    name = address.rpartition(".")[2].partition("[")[0]
    type_ = str(entry.get("type") or address.rpartition(".")[0].rpartition(".")[2])
    return ResourceChange(
        address=address,
        type=type_,
        name=str(entry.get("name") or name),
        provider=str(entry.get("provider") or provider_of(type_)),
        module_address=str(entry.get("module") or ""),
        action=Action(how.get("action", "create")),
        action_reason=str(how.get("reason") or ""),
        importing=how.get("importing") is True,
        file=str(entry.get("file") or ""),
        line=entry.get("line"),
    )


def provider_of(type_: str) -> str:
    """The provider by a type's first word."""
    word = type_.partition("_")[0]
    return word if word in _PROVIDERS else ""


def _plain(written: Any) -> Any:
    if isinstance(written, Mapping):
        return {key: _plain(value) for key, value in written.items() if not _is_unknown(value)}
    if isinstance(written, list):
        return [None if _is_unknown(value) else _plain(value) for value in written]
    return written


def _is_unknown(value: Any) -> bool:
    return isinstance(value, str) and (value == UNKNOWN or _REFERENCE.fullmatch(value) is not None)


def _marks(written: Any, marked: Any) -> Any:
    if isinstance(written, Mapping):
        return {key: mark for key, value in written.items() if (mark := _marks(value, marked))}
    if isinstance(written, list):
        marks = [_marks(value, marked) for value in written]
        return marks if any(marks) else []
    return isinstance(written, str) and marked(written)
