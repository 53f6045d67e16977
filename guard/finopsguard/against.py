"""What stood there before, where no state tells: the directory at another revision, or an earlier report (``--compare-to``)."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import msgspec

from finopsguard.errors import InputError
from finopsguard.files import MEBIBYTE, read_text
from finopsguard.resources import Priced
from finopsguard.resources.drivers import State, drivers
from finopsguard.resources.states import came, stayed, went
from finopsguard.types.plan import Plan, ResourceChange, Side
from finopsguard.types.result import Driver, ResourceLine

LARGEST_REPORT = 512 * MEBIBYTE
GONE = {"delete", "forget"}


class Now(msgspec.Struct, frozen=True):
    """A resource with what it was priced from; of a report only its line is left."""

    line: ResourceLine
    change: ResourceChange | None = None
    priced: Priced | None = None
    plan: Plan | None = None


Base = Mapping[str, Mapping[str, Now]]
"""Project name -> address -> what stood there."""


def of_plan(plan: Plan, priced: Sequence[tuple[ResourceChange, Priced]]) -> dict[str, Now]:
    """A priced plan by address."""
    return {change.address: Now(found.line, change, found, plan) for change, found in priced}


def of_report(path: str) -> Base:
    """The resources of an earlier JSON report, by project. Raises :class:`InputError` where it is none."""
    text = read_text(path, f"The report {path}", LARGEST_REPORT, InputError, hint="Check --compare-to.")
    try:
        report = msgspec.json.decode(text, type=_Earlier)
    except (msgspec.MsgspecError, ValueError) as error:
        raise InputError(
            f"{path} is no JSON report of finopsguard: {str(error).splitlines()[0][:150]}.",
            hint="Write one with: finopsguard check infra/ --out json=report.json",
        ) from None
    found: dict[str, dict[str, Now]] = {}
    for line in report.resources:
        if line.action not in GONE and line.deposed is None:
            found.setdefault(line.project, {})[line.address] = Now(line)
    return found


class _Earlier(msgspec.Struct):
    """What is read of a report; the rest may be of another version."""

    resources: list[ResourceLine]
    total_monthly_cost: Decimal | None


def compared(project: str, now: Iterable[Now], then: Mapping[str, Now]) -> list[ResourceLine]:
    """The lines of a project with what they cost before, and one for each resource that is gone."""
    lines = []
    left = dict(then)
    for resource in now:
        line = resource.line
        before = left.pop(line.address, None) or (
            left.pop(line.previous_address, None) if line.previous_address else None
        )
        lines.append(came(line) if before is None else _stayed(resource, before))
    return [*lines, *(went(gone.line, project) for gone in left.values())]


def _stayed(now: Now, then: Now) -> ResourceLine:
    same = now.change is not None and then.change is not None and _values(now.change) == _values(then.change)
    return stayed(
        now.line, then.line, same=same or (then.change is None and _alike(now, then)), drivers=_drivers(now, then)
    )


def _alike(now: Now, then: Now) -> bool:
    """As far as a report tells."""
    return now.line.components == then.line.components and now.line.tags == then.line.tags


def _values(change: ResourceChange) -> tuple[bytes, bytes]:
    return bytes(change.after or b""), bytes(change.after_unknown or b"")


def _drivers(now: Now, then: Now) -> tuple[Driver, ...]:
    """Attributes behind the difference, where both states are at hand."""
    if now.line.monthly_cost == then.line.monthly_cost:
        return ()
    was, will = _state(then), _state(now)
    return drivers(was, will) if was is not None and will is not None else ()


def _state(resource: Now) -> State | None:
    if resource.priced is None or resource.priced.after is None or resource.plan is None or resource.change is None:
        return None
    context = resource.plan.context
    return State(
        resource.priced.after,
        context.values(resource.change, Side.AFTER) or {},
        context.sensitive(resource.change, Side.AFTER),
        context.unknown(resource.change),
    )


def projects_gone(base: Base, names: Iterable[str]) -> list[str]:
    """Projects of the base that are no longer there."""
    kept = set(names)
    return [name for name in base if name not in kept]


def same_file(text: str) -> bool:
    """Whether ``--compare-to`` names a file rather than a revision."""
    return Path(text).is_file()
