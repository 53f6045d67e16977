"""Usage files in the format that Infracost users already have (its documentation: "Usage-based resources").

``resource_type_default_usage`` holds quantities by type, ``resource_usage`` by address, in which ``*`` stands for any text. More specific
entries win key by key: exact address over wildcard over type.
"""

from collections.abc import Mapping
from typing import Any

from finopsguard.errors import UsageFileError
from finopsguard.files import MEBIBYTE, read_text
from finopsguard.text import load_yaml
from finopsguard.types.usage import UsageLookup

DEFAULTS = "resource_type_default_usage"
RESOURCES = "resource_usage"
KNOWN = {"version", DEFAULTS, RESOURCES}
NOTHING: Mapping[str, Any] = {}
MAX_WILDCARDS = 1_000
"""Each is tried on every resource."""
MAX_BYTES = 16 * MEBIBYTE


class UsageFile:
    """Quantities from one file; see the module for which entry wins."""

    def __init__(self, defaults: Mapping[str, Any], resources: Mapping[str, Any]) -> None:
        self._defaults = defaults
        self._exact = {address: keys for address, keys in resources.items() if "*" not in address}
        self._wildcards = [(Wildcard(address), keys) for address, keys in resources.items() if keys and "*" in address]
        self._used: set[str] = set()

    def of(self, address: str, type_: str) -> Mapping[str, Any]:
        """Usage keys of one resource; empty when the file says nothing of it."""
        found = self.by_pattern(address, self.default(type_))
        return merged(found, exact) if (exact := self.exact(address)) else found

    def exact(self, address: str) -> Mapping[str, Any]:
        """What the entry of this very address says."""
        found: Mapping[str, Any] | None = self._exact.get(address)
        if not found:
            return NOTHING
        self._used.add(address)
        return found

    def default(self, type_: str) -> Mapping[str, Any]:
        """What holds for a type."""
        found: Mapping[str, Any] | None = self._defaults.get(type_)
        return found or NOTHING

    def by_pattern(self, address: str, under: Mapping[str, Any] = NOTHING) -> Mapping[str, Any]:
        """What the entries with ``*`` say of an address, on top of ``under``."""
        found = under
        for pattern, keys in self._wildcards:
            if pattern.matches(address):
                found = merged(found, keys)
        return found

    def unmatched(self) -> list[str]:
        """Exact addresses in the file that no resource asked for: probably misspelt or gone."""
        return [address for address in self._exact if address not in self._used]


class LayeredUsage:
    """What was measured of a resource: under what a usage file says of its address, over what it says of its type."""

    def __init__(self, file: "UsageFile | NoUsage", live: UsageLookup) -> None:
        self._file = file
        self._live = live

    def of(self, address: str, type_: str) -> Mapping[str, Any]:
        """Usage keys of one resource: exact address, wildcard, measured, type, key by key."""
        measured = self._live.of(address, type_)
        if not measured:
            return self._file.of(address, type_)
        stated = merged(self._file.by_pattern(address), self._file.exact(address))
        return merged(merged(self._file.default(type_), measured), stated)


class NoUsage:
    """Where no usage file was given."""

    def of(self, address: str, type_: str) -> Mapping[str, Any]:  # noqa: ARG002  the protocol's signature
        """Nothing is known of any resource's usage."""
        return NOTHING

    def exact(self, address: str) -> Mapping[str, Any]:  # noqa: ARG002  as above
        """Nothing."""
        return NOTHING

    def default(self, type_: str) -> Mapping[str, Any]:  # noqa: ARG002  as above
        """Nothing."""
        return NOTHING

    def by_pattern(self, address: str, under: Mapping[str, Any] = NOTHING) -> Mapping[str, Any]:  # noqa: ARG002  as above
        """Nothing more than is known."""
        return under


def read_usage_file(path: str) -> UsageFile:
    """Read a usage file. Raises :class:`UsageFileError` that names the place and the fix."""
    text = read_text(path, f"The usage file {path}", MAX_BYTES, UsageFileError, hint="Check --usage-file.")
    content = load_yaml(text, path, error=UsageFileError)
    if content is None:
        return UsageFile({}, {})
    if not isinstance(content, Mapping):
        raise UsageFileError(
            f"{path} is not a usage file: its top level is no mapping.", hint=f"It holds {RESOURCES}: and {DEFAULTS}:."
        )
    unknown = sorted(str(key) for key in content if key not in KNOWN)
    if unknown:
        raise UsageFileError(
            f"{path} has a key that usage files do not have: {unknown[0]}.",
            hint=f"Known keys: {', '.join(sorted(KNOWN))}.",
        )
    return UsageFile(_section(content, DEFAULTS, path), _section(content, RESOURCES, path))


def merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> Mapping[str, Any]:
    """``over`` on top of ``under``, key by key, also inside nested mappings."""
    result = dict(under)
    for key, value in over.items():
        below = result.get(key)
        result[key] = merged(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return result


def _section(content: Mapping[str, Any], name: str, path: str) -> Mapping[str, Any]:
    section = content.get(name)
    if section is None:
        return {}
    if not isinstance(section, Mapping):
        raise UsageFileError(f"{path}: {name} is no mapping.", hint="It maps addresses or types to usage keys.")
    for address, keys in section.items():
        if keys is not None and not isinstance(keys, Mapping):
            raise UsageFileError(
                f"{path}: {name}.{address} is no mapping.", hint="Write usage keys below it, such as monthly_hrs: 200."
            )
    wildcards = sum("*" in str(address) for address in section)
    if wildcards > MAX_WILDCARDS:
        raise UsageFileError(
            f"{path}: {name} has {wildcards:,} addresses with *; {MAX_WILDCARDS:,} are read.",
            hint=f"Use {DEFAULTS} for what holds for a type.",
        )
    return {str(address): keys for address, keys in section.items()}


class Wildcard:
    """An address in which ``*`` stands for any text. Every part is looked for once, so that no pattern and address take long together."""

    __slots__ = ("_first", "_last", "_middle")

    def __init__(self, address: str) -> None:
        self._first, *self._middle, self._last = address.split("*")

    def matches(self, address: str) -> bool:
        """Whether the whole of ``address`` is the parts in their order, with anything between."""
        if not (address.startswith(self._first) and address.endswith(self._last)):
            return False
        position, end = len(self._first), len(address) - len(self._last)
        for part in self._middle:
            found = address.find(part, position, end)
            if found < 0:
                return False
            position = found + len(part)
        return position <= end
