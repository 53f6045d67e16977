"""The least that reading a plan can cost: one typed decode of the whole file with every resource's values left as they are.

Run as ``python floor.py PLAN``; ``run.py`` measures the process. Nothing is priced, checked or printed.
"""

import gc
import sys
from pathlib import Path

import msgspec


class Change(msgspec.Struct, gc=False):
    """One change, its values undecoded."""

    actions: tuple[str, ...]
    before: msgspec.Raw = msgspec.Raw()
    after: msgspec.Raw = msgspec.Raw()
    after_unknown: msgspec.Raw = msgspec.Raw()
    before_sensitive: msgspec.Raw = msgspec.Raw()
    after_sensitive: msgspec.Raw = msgspec.Raw()


class Resource(msgspec.Struct, gc=False):
    """One entry of ``resource_changes``."""

    address: str
    type: str
    name: str
    provider_name: str
    change: Change
    mode: str = "managed"
    module_address: str = ""
    index: int | str | None = None


class Plan(msgspec.Struct, gc=False):
    """A plan document; the sections not named here are only skipped over."""

    resource_changes: list[Resource]
    configuration: msgspec.Raw = msgspec.Raw()
    prior_state: msgspec.Raw = msgspec.Raw()


gc.disable()
msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Plan)
