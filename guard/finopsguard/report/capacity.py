"""What is used and what there is room for: utilisation of resources with what to make of it, and quotas of a cloud."""

from collections.abc import Iterable
from decimal import Decimal

import msgspec

from finopsguard.report.amounts import ABSENT
from finopsguard.report.days import text as days_text
from finopsguard.report.format import NOT_KNOWN, money, percent, plural, quantity
from finopsguard.types.actual import Suggestion, UtilisationLine
from finopsguard.types.money import ZERO
from finopsguard.types.quota import QuotaLine, QuotaStatus
from finopsguard.types.result import Driver, Report

_UNITS = {"ram_mb": "MiB", "gigabytes": "GiB", "backup_gigabytes": "GiB", "per_volume_gigabytes": "GiB"}
_URGENT = (QuotaStatus.EXCEEDED, QuotaStatus.UNKNOWN, QuotaStatus.TIGHT, QuotaStatus.FITS, QuotaStatus.UNLIMITED)
_NAMED = 3
_WORTH_NAMING = frozenset({QuotaStatus.EXCEEDED, QuotaStatus.UNKNOWN, QuotaStatus.TIGHT})
_TONES = {QuotaStatus.EXCEEDED: 1, QuotaStatus.UNKNOWN: 1, QuotaStatus.FITS: -1, QuotaStatus.UNLIMITED: -1}


class UsageRow(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One metric of one resource."""

    address: str
    project: str
    metric: str
    p50: str
    p95: str
    max: str
    suggestion: tuple[Driver, ...]
    """An attribute, its value and the one suggested; empty where nothing is."""
    saving: str
    """``$140.16/mo``, or ``not known``; empty without a suggestion."""
    notes: tuple[str, ...]
    amounts: tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]
    """p50, p95, max and saving, for sorting on the page."""


class Utilisation(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The section; without rows nothing was measured."""

    rows: tuple[UsageRow, ...]
    more: str


class QuotaRow(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One quota."""

    name: str
    place: str
    """Cloud, project and region, where the report has more than one; else empty."""
    used: str
    plan: str
    peak: str
    after: str
    limit: str
    headroom: str
    status: str
    direction: int
    """1 where the plan does not fit or nobody knows, -1 where it fits, 0 for tight."""
    resources: str
    note: str
    full: int | None
    """How full it is at the peak, in %, at most 100; ``None`` where that is not known."""
    full_before: int | None
    amounts: tuple[int | None, ...]
    """As the six figures, for sorting on the page."""


class Quotas(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The section; without rows the plan touches no quota."""

    place: str
    """Cloud, project and region, where all rows share them."""
    rows: tuple[QuotaRow, ...]
    more: str


def utilisation(report: Report, limit: int) -> Utilisation | None:
    """The largest savings first, then by address; ``None`` when nobody asked."""
    if report.utilisation is None:
        return None
    several = len(report.projects) > 1
    lines = sorted(report.utilisation, key=_by_saving)
    return Utilisation(
        rows=tuple(_usage(line, several=several) for line in lines[:limit]),
        more=f"and {plural(len(lines) - limit, 'more measurement')}" if len(lines) > limit else "",
    )


def quotas(report: Report, limit: int) -> Quotas | None:
    """Those that do not fit first, then by name; ``None`` when nobody asked."""
    if report.quotas is None:
        return None
    lines = sorted(report.quotas, key=lambda line: (_URGENT.index(line.status), *_place(line), line.name))
    places = {_place(line) for line in lines}
    alone = len(places) == 1
    return Quotas(
        place=", ".join(filter(None, places.pop())) if alone else "",
        rows=tuple(_quota(line, alone=alone) for line in lines[:limit]),
        more=f"and {plural(len(lines) - limit, 'more quota')}" if len(lines) > limit else "",
    )


def _by_saving(line: UtilisationLine) -> tuple[bool, bool, Decimal, str, str, str]:
    saving = line.suggestion.monthly_saving if line.suggestion else None
    return (line.suggestion is None, saving is None, -(saving or ZERO), line.address, line.project, line.metric)


def _usage(line: UtilisationLine, *, several: bool) -> UsageRow:
    def known(value: Decimal | None) -> str:
        if value is None:
            return NOT_KNOWN
        return percent(value) if line.unit == "%" else f"{quantity(value)} {line.unit}".strip()

    hint = line.suggestion
    saving = hint.monthly_saving if hint else None
    return UsageRow(
        address=line.address,
        project=line.project if several else "",
        metric=line.metric,
        p50=known(line.p50),
        p95=known(line.p95),
        max=known(line.max),
        suggestion=(Driver(attribute=hint.attribute, before=hint.before, after=hint.after),) if hint else (),
        saving=_saving(hint) if hint else "",
        notes=tuple(_usage_notes(line)),
        amounts=(line.p50, line.p95, line.max, saving),
    )


def _saving(hint: Suggestion) -> str:
    return NOT_KNOWN if hint.monthly_saving is None else f"{money(hint.monthly_saving, hint.currency)}/mo"


def _usage_notes(line: UtilisationLine) -> Iterable[str]:
    yield plural(line.samples, "sample") + (f" from {days_text(line.period)}" if line.period else "")
    if line.suggestion and line.suggestion.note:
        yield line.suggestion.note


def _place(line: QuotaLine) -> tuple[str, str, str]:
    return (line.cloud, line.project, line.region)


def _quota(line: QuotaLine, *, alone: bool) -> QuotaRow:
    unlimited = line.status is QuotaStatus.UNLIMITED
    unit = _UNITS.get(line.name) or ("GiB" if line.name.startswith("gigabytes_") else "")
    named = line.resources[:_NAMED] if line.status in _WORTH_NAMING else ()
    left = len(line.resources) - len(named)
    return QuotaRow(
        name=f"{line.name} ({unit})" if unit else line.name,
        place="" if alone else ", ".join(filter(None, _place(line))),
        used=_count(line.used),
        plan=_count(line.plan, signed=True),
        peak=_count(line.peak),
        after=_count(line.after),
        limit="unlimited" if unlimited else _count(line.limit),
        headroom=ABSENT if unlimited else _count(line.headroom),
        status=line.status.value,
        direction=_TONES.get(line.status, 0),
        resources=", ".join(named) + (f" and {left:,} more" if named and left > 0 else ""),
        note=line.note,
        full=_share(line.peak, line.limit),
        full_before=_share(line.used, line.limit),
        amounts=(line.used, line.plan, line.peak, line.after, line.limit, line.headroom),
    )


def _count(value: int | None, *, signed: bool = False) -> str:
    if value is None:
        return NOT_KNOWN
    return f"{value:+,}" if signed and value else f"{value:,}"


def _share(part: int | None, whole: int | None) -> int | None:
    if part is None or whole is None or whole < 0:
        return None
    return 100 if part >= whole else max(0, 100 * part // whole)
