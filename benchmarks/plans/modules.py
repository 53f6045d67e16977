"""The module calls that resources are spread over: nested one to three deep, with count and for_each keys."""

import json
from collections.abc import Iterable
from typing import NamedTuple


class Call(NamedTuple):
    """One instance of a module call; ``key`` is its count index or for_each key."""

    name: str
    key: int | str | None = None

    @property
    def address(self) -> str:
        """``module.net[0]``."""
        return f"module.{self.name}{instance_key(self.key)}"


ModulePath = tuple[Call, ...]
CallPath = tuple[str, ...]
"""Names of the calls alone, as the configuration knows them: it has one ``net`` for all of its instances."""

ROOT: ModulePath = ()
_EUROPE = Call("svc", "eu")
_ODD_KEY = Call("svc", "a.b/c")

# Four of ten resources are in the root module.
MODULES: tuple[ModulePath, ...] = (
    *([ROOT] * 4),
    (Call("app"),),
    (Call("app"), Call("db")),
    (_EUROPE,),
    (_EUROPE, Call("net", 0)),
    (_ODD_KEY, Call("net", 1), Call("x")),
    (Call("workers", 3),),
)


def instance_key(key: int | str | None) -> str:
    """How an address ends: ``[0]``, ``["eu"]`` or nothing."""
    return "" if key is None else f"[{json.dumps(key)}]"


def address(path: ModulePath) -> str:
    """A module's address: empty for the root module."""
    return ".".join(call.address for call in path)


def calls(path: ModulePath) -> CallPath:
    """The path without its instance keys."""
    return tuple(call.name for call in path)


def children(path: ModulePath, modules: Iterable[ModulePath]) -> list[ModulePath]:
    """The modules directly inside ``path``, among them those that only hold other modules."""
    depth = len(path)
    inside = {module[: depth + 1] for module in modules if len(module) > depth and module[:depth] == path}
    return sorted(inside, key=address)


def called(path: CallPath, modules: Iterable[CallPath]) -> list[CallPath]:
    """The calls written directly inside the module that ``path`` names."""
    depth = len(path)
    return sorted({module[: depth + 1] for module in modules if len(module) > depth and module[:depth] == path})


def key_kind(name: str) -> type | None:
    """Whether a call has ``count`` (int), ``for_each`` (str) or neither."""
    return next(
        (type(call.key) for path in MODULES for call in path if call.name == name and call.key is not None), None
    )
