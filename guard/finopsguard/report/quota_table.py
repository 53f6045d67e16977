"""Quotas as plain tables and as JSON, for ``finopsguard quota``."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from finopsguard.report.escape import shortened, visible
from finopsguard.types.quota import AnswerStatus, Place, Quota, QuotaLine, QuotaStatus, ServiceAnswer

DASH = "–"
UNLIMITED = "unlimited"


def quotas_text(place: Place, answers: Mapping[str, ServiceAnswer]) -> str:
    """Every quota of a project with what is used; a service that did not answer says why."""
    rows = [(service.replace("_", " "), quota.name, *_cells(quota)) for service, quota in _listed(answers)]
    said = [_trouble(answer) for answer in answers.values()]
    head = f"Quotas of {_where(place.cloud, place.project, place.region)}"
    table = _table(("service", "quota", "used", "limit", "free"), rows, right=(2, 3, 4)) if rows else ""
    return "\n".join([head, "", *([table, ""] if table else []), *filter(None, said)]).rstrip() + "\n"


def quotas_json(place: Place, answers: Mapping[str, ServiceAnswer]) -> str:
    """The same as ``{cloud, project, region, quotas[] {service, name, used, limit, unlimited}, services[] {service, status, ...}}``."""
    return _json(
        {
            "cloud": place.cloud,
            "project": place.project,
            "region": place.region,
            "quotas": [
                {
                    "service": service,
                    "name": quota.name,
                    "used": quota.used,
                    "reserved": quota.reserved,
                    "limit": quota.limit,
                    "unlimited": quota.unlimited,
                }
                for service, quota in _listed(answers)
            ],
            "services": [
                {
                    "service": answer.service,
                    "status": answer.status,
                    "offered": answer.offered,
                    "status_code": answer.status_code,
                    "error": answer.error,
                    "missing": answer.missing,
                }
                for name, answer in answers.items()
                if name == answer.service
            ],
        }
    )


def lines_text(lines: Sequence[QuotaLine]) -> str:
    """What plans do to quotas: a table per project and region, what does not fit first."""
    if not lines:
        return "The plans touch no quota.\n"
    parts: list[str] = []
    for where in dict.fromkeys(_where(line.cloud, line.project, line.region) for line in lines):
        own = [line for line in lines if _where(line.cloud, line.project, line.region) == where]
        own.sort(key=lambda line: URGENT.index(line.status))
        rows = [
            (
                line.status.value,
                line.name,
                *map(_count, (line.used,)),
                _signed(line.plan),
                *map(_count, (line.peak, line.after)),
                UNLIMITED if line.status is QuotaStatus.UNLIMITED else _count(line.limit),
                _count(line.headroom),
            )
            for line in own
        ]
        header = ("status", "quota", "used", "plan", "peak", "after", "limit", "headroom")
        parts += [f"Quotas of {where}", "", _table(header, rows, right=range(2, 8)), ""]
        notes = dict.fromkeys(f"{line.name}: {visible(shortened(line.note))}" for line in own if line.note)
        parts += [f"  {note}" for note in notes] + ([""] if notes else [])
    return "\n".join(parts).rstrip() + "\n"


def lines_json(lines: Sequence[QuotaLine], verdict: str, reasons: Sequence[Any]) -> str:
    """``{verdict, reasons[], quotas[]}`` with the fields of the report's own ``reasons`` and ``quotas``."""
    return _json({"verdict": verdict, "reasons": reasons, "quotas": lines})


URGENT = (QuotaStatus.EXCEEDED, QuotaStatus.UNKNOWN, QuotaStatus.TIGHT, QuotaStatus.FITS, QuotaStatus.UNLIMITED)


def _listed(answers: Mapping[str, ServiceAnswer]) -> list[tuple[str, Quota]]:
    return [(answer.service, quota) for answer in answers.values() for quota in answer.quotas.values()]


def _cells(quota: Quota) -> tuple[str, str, str]:
    free = None if quota.limit is None or quota.used is None else quota.limit - quota.used
    return _count(quota.used), UNLIMITED if quota.unlimited else _count(quota.limit), _count(free)


def _trouble(answer: ServiceAnswer) -> str:
    name = answer.service.replace("_", " ")
    if not answer.offered:
        return f"{name}: the cloud does not offer it."
    if answer.status is AnswerStatus.ERROR:
        return f"{name}: not known, {visible(answer.error)}."
    if answer.status is AnswerStatus.PARTIAL:
        return f"{name}: partial, without {visible(', '.join(answer.missing))}."
    return ""


def _where(cloud: str, project: str, region: str) -> str:
    named = f"project {visible(shortened(project))}" if project else "the project"
    return (
        named
        + (f" in {visible(shortened(region))}" if region else "")
        + (f" (cloud {visible(shortened(cloud))})" if cloud else "")
    )


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], right: Iterable[int]) -> str:
    """Columns as wide as what is in them, figures to the right."""
    numbers = set(right)
    shown = [[visible(shortened(cell)) for cell in row] for row in (header, *rows)]
    widths = [max(len(row[column]) for row in shown) for column in range(len(header))]
    lines = []
    for row in shown:
        cells = [
            cell.rjust(width) if column in numbers else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  " + "  ".join(cells).rstrip())
    return "\n".join(lines)


def _count(value: int | None) -> str:
    return DASH if value is None else f"{value:,}"


def _signed(value: int | None) -> str:
    return DASH if value is None else f"{value:+,}" if value else "0"


def _json(content: Any) -> str:
    return json.dumps(msgspec.to_builtins(content), indent=2, ensure_ascii=False) + "\n"
