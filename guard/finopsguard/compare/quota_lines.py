"""One quota against what plans add to it: a line of the report."""

import re
from decimal import Decimal
from typing import Final

from finopsguard.compare.quota_tally import Tally
from finopsguard.types.quota import AnswerStatus, Place, Quota, QuotaLine, QuotaStatus, ServiceAnswer

NAMED: Final = 3
"""Reasons that a note gives; more are counted."""
_ADDRESSED = re.compile(r'((?:[^\s"\[]|\[\d+\]|\["[^"]*"\])+): (.+)')
"""A resource's address, and what is said of it."""
RACE: Final = "fits only where Terraform destroys before it creates: it runs changes that do not depend on each other side by side"


def line(
    place: Place, name: str, tally: Tally, answer: ServiceAnswer, tight: Decimal, *, alone: bool = False
) -> QuotaLine | None:
    """The line of one quota; ``None`` for one that the cloud need not have (a limit for each volume) and does not.

    ``alone``: the limit holds for each resource by itself, whatever is in use; nothing need stay free of it.
    """
    quota = answer.quotas.get(name)
    if quota is None and alone and answer.status is AnswerStatus.OK and answer.offered:
        return None
    used = 0 if alone else quota.used if quota else None
    known = not tally.unknown_added
    exact = known and not tally.unknown_given
    peak = used + tally.climb if used is not None and known else None
    least = used + tally.climb if used is not None else tally.climb
    """What the peak comes to at least: what is not known comes on top."""
    limit = quota.limit if quota else None
    status, note = _judged(name, tally, quota, answer, least, Decimal(0) if alone else tight)
    headroom = None if limit is None or (peak is None and status is not QuotaStatus.EXCEEDED) else limit - least
    return QuotaLine(
        cloud=place.cloud,
        project=place.project,
        region=place.region,
        name=name,
        used=used,
        plan=tally.net if exact else None,
        peak=peak,
        after=used + tally.net if used is not None and exact else None,
        limit=limit,
        headroom=headroom,
        status=status,
        resources=tally.resources,
        note=note,
    )


def _judged(
    name: str, tally: Tally, quota: Quota | None, answer: ServiceAnswer, least: int, tight: Decimal
) -> tuple[QuotaStatus, str]:
    assumed = _some(tally.notes)
    adds = tally.added > tally.swapped or bool(tally.unknown_added)
    if quota is None:
        return (QuotaStatus.UNKNOWN, _why_none(name, answer)) if adds else (QuotaStatus.FITS, "it gives back only")
    if quota.limit is None:
        return QuotaStatus.UNLIMITED, assumed
    if tally.climb and least > quota.limit:
        return QuotaStatus.EXCEEDED, _some(tally.unknown_added) or assumed
    if tally.unknown_added:
        return QuotaStatus.UNKNOWN, _some(tally.unknown_added)
    if quota.used is None and name != "per_volume_gigabytes" and adds:
        return QuotaStatus.UNKNOWN, "the cloud states the limit, and not how much of it is in use"
    if not tally.climb and not tally.worst:
        return QuotaStatus.FITS, _some(tally.unknown_given) or assumed
    return _room(tally, quota, least, tight, _some(tally.unknown_given) or assumed)


def _room(tally: Tally, quota: Quota, peak: int, tight: Decimal, note: str) -> tuple[QuotaStatus, str]:
    """What fits: comfortably, or with little room."""
    assert quota.limit is not None
    worst = peak - tally.climb + tally.worst
    if worst > quota.limit:
        return QuotaStatus.TIGHT, RACE
    if tally.climb and quota.limit - peak < quota.limit * tight:
        return QuotaStatus.TIGHT, note
    return QuotaStatus.FITS, note


def _why_none(name: str, answer: ServiceAnswer) -> str:
    """Why there is no figure, in the cloud's own words."""
    service = answer.service.replace("_", " ")
    if not answer.offered:
        return f"the cloud's catalogue has no {service} service"
    if answer.status is AnswerStatus.ERROR:
        code = (
            f" (HTTP {answer.status_code})"
            if answer.status_code and str(answer.status_code) not in answer.error
            else ""
        )
        return f"{service}: {answer.error}{code}"
    return f"{service} states no quota {name}"


def _some(reasons: dict[str, None]) -> str:
    """The first reasons; one that several resources share is said once."""
    shared: dict[str, list[str]] = {}
    for reason in reasons:
        found = _ADDRESSED.fullmatch(reason)
        shared.setdefault(found[2] if found else reason, []).append(reason)
    listed = [
        same[0] if len(same) == 1 else f"{same[0]} (and {len(same) - 1:,} more resources)" for same in shared.values()
    ]
    more = f"; and {len(listed) - NAMED} more" if len(listed) > NAMED else ""
    return "; ".join(listed[:NAMED]) + more
