"""Quantities that a plan cannot know: requests, gigabytes, hours.

:class:`UsageFile` is what ``--usage-file`` gives; the mutable records of the public Python API join it with the usage adapters.
"""

from collections.abc import Mapping
from typing import Any, Protocol


class UsageLookup(Protocol):
    """What the catalogue is handed."""

    def of(self, address: str, type_: str) -> Mapping[str, Any]:
        """Usage keys of one resource, most specific last applied: type default, wildcard, exact address. Empty when nothing is said."""
