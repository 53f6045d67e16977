"""What the documentation says of an estimate, declared beside the function that makes it (``finopsguard resources show TYPE``)."""

from collections.abc import Callable
from typing import TypeVar

import msgspec

from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource

Function = TypeVar("Function", bound=Callable[[Resource, Bill], None])


class About(msgspec.Struct, frozen=True):
    """Components (name, unit), usage keys (key, unit), the book's services it needs, and assumptions, each a sentence."""

    components: tuple[tuple[str, str], ...]
    services: tuple[str, ...]
    usage: tuple[tuple[str, str], ...] = ()
    assumptions: tuple[str, ...] = ()


_declared: dict[str, About] = {}


def about(
    *,
    components: tuple[tuple[str, str], ...],
    services: tuple[str, ...],
    usage: tuple[tuple[str, str], ...] = (),
    assumptions: tuple[str, ...] = (),
) -> Callable[[Function], Function]:
    """Declare what an estimate function bills for."""

    def declare(function: Function) -> Function:
        _declared[f"{function.__module__}:{function.__qualname__}"] = About(components, services, usage, assumptions)
        return function

    return declare


def about_of(function: Callable[[Resource, Bill], None]) -> About | None:
    """What was declared of an estimate function."""
    return _declared.get(f"{function.__module__}:{function.__qualname__}")
