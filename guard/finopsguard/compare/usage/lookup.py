"""Measured quantities as the catalogue asks for them."""

from collections.abc import Mapping, Sequence
from typing import Any

from finopsguard.compare.usage.measures import Quantity

NOTHING: Mapping[str, Any] = {}


class LiveQuantities:
    """Quantities by address, in the shape of a usage file."""

    def __init__(self, measured: Mapping[str, Sequence[Quantity]]) -> None:
        self.measured = measured
        self._nested = {address: nested(found) for address, found in measured.items() if found}

    def of(self, address: str, type_: str) -> Mapping[str, Any]:  # noqa: ARG002  the protocol's signature
        """Usage keys of one resource; empty where nothing was measured of it."""
        return self._nested.get(address, NOTHING)


def nested(found: Sequence[Quantity]) -> Mapping[str, Any]:
    """``{"standard": {"storage_gb": 12}}`` for the key ``standard.storage_gb``."""
    result: dict[str, Any] = {}
    for quantity in found:
        *path, last = quantity.key.split(".")
        inside = result
        for step in path:
            inside = inside.setdefault(step, {})
        inside[last] = quantity.value
    return result
