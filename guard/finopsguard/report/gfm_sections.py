"""Rows of the sections on bills, usage, quotas and policies as pieces of markdown, each already escaped."""

from collections.abc import Callable

from finopsguard.report import gfm
from finopsguard.report.actual_sources import Source
from finopsguard.report.actual_sums import Cause, Sides, SumRow
from finopsguard.report.actuals import ActualRow
from finopsguard.report.capacity import QuotaRow, UsageRow
from finopsguard.report.findings import Finding
from finopsguard.report.verdict import Why
from finopsguard.report.waived import Waiver

BREAK = "<br>"
LONGEST_NAME = 100
LONGEST_VALUE = 60


def _joined(*lines: str) -> str:
    return BREAK.join(filter(None, lines))


def _resource(address: str, project: str) -> str:
    return _joined(gfm.code(address), gfm.code(project, LONGEST_NAME) if project else "")


def billed(row: ActualRow) -> str:
    """A resource on the bill, what its difference is made of, and what to know about the match."""
    return _joined(_resource(row.address, row.project), *map(_cause, row.causes), gfm.prose(", ".join(row.marks)))


def _cause(found: Cause) -> str:
    """``size drift +$69.12: m5.xlarge billed``; two bare dollar signs would make a formula."""
    said = f"{gfm.prose(found.word)} {gfm.code(found.amount)}"
    return f"{said}: {gfm.prose(found.note)}" if found.note else said


def added(row: SumRow) -> str:
    """A sum, and what its difference is made of."""
    matched = f"{row.matched} matched" if row.matched else ""
    return _joined(f"**{gfm.prose(row.name)}**", *map(_cause, row.causes), matched)


def difference(sides: Sides) -> str:
    """The difference with its share of the list price."""
    amount = f"**{gfm.amount(sides.difference)}**" if any(map(str.isdigit, sides.difference)) else sides.difference
    return f"{amount} ({gfm.amount(sides.percent)})" if sides.percent else amount


def source(found: Source) -> str:
    """Where actual costs came from, and what is missing."""
    said = [part for part in (found.facts, found.message) if part]
    status = f"**{gfm.prose(found.status)}**" if found.status != "ok" else gfm.prose(found.status)
    return f"{gfm.code(found.name, LONGEST_NAME)}: {status}" + "".join(f"; {gfm.prose(part)}" for part in said)


def leftover(item: tuple[str, str, str]) -> str:
    """What found no counterpart: its name, its amount, and why."""
    name, amount, reason = item
    return f"{gfm.code(name)}: {gfm.amount(amount)}" + (f" ({gfm.prose(reason)})" if reason else "")


def measured(row: UsageRow, suggestion: str) -> str:
    """A resource whose use was measured, what to change in it, and from what that follows."""
    return _joined(_resource(row.address, row.project), suggestion, *map(gfm.prose, row.notes))


def quota(row: QuotaRow) -> str:
    """A quota, where it is, what asks most of it, and what was assumed."""
    return _joined(
        gfm.code(row.name, LONGEST_NAME),
        gfm.prose(row.place),
        f"by {gfm.code(row.resources)}" if row.resources else "",
        gfm.prose(row.note),
    )


def finding(found: Finding) -> str:
    """An item for a finding that does not block; the fix if it is one line."""
    word = f" ({gfm.prose(found.word)})" if found.word else ""
    warns = found.action != "info"
    parts = (
        f"{gfm.code(found.rule, LONGEST_NAME)}{word}"
        + (f": {gfm.prose(found.message, 3 * LONGEST_NAME)}" if found.message else ""),
        ", ".join(f"{name} {gfm.code(value, LONGEST_VALUE)}" for name, value in found.figures) if warns else "",
        also(found),
        ", ".join(gfm.code(value) for value in (found.place, found.about, found.project) if value),
        f"Waiver: {gfm.prose(found.waiver)}" if found.waiver else "",
        f"Fix: {gfm.code(found.fix)}" if warns and found.fix and "\n" not in found.fix.strip() else "",
    )
    return f"- {_joined(*parts)}"


def also(found: Finding | Why) -> str:
    """Other resources of which the same is said, with what differs."""
    named = [
        gfm.code(other.address)
        + (
            f" ({differs})"
            if (differs := ", ".join(map(gfm.code, filter(None, (other.observed, other.project)))))
            else ""
        )
        for other in found.also
    ]
    return f"Also {', '.join(named)} {found.also_more}".rstrip() if named else ""


def waiver(item: Waiver) -> str:
    """A waiver: what for, by whom, until when and why."""
    what = ", ".join(gfm.code(value, LONGEST_NAME) for value in (item.rule, *item.addresses))
    terms = gfm.prose(f"{item.terms}: {item.reason}" if item.reason else item.terms)
    more = f" {item.more}" if item.more else ""
    return f"{what}{more}: {terms}" + (f" ({gfm.code(item.where, LONGEST_NAME)})" if item.where else "")


FILTERS: tuple[Callable[..., str], ...] = (
    billed,
    added,
    difference,
    source,
    leftover,
    measured,
    quota,
    finding,
    waiver,
)
