"""Waivers as reports list them: used, expired, and those that a change adds."""

from collections.abc import Iterable, Iterator

import msgspec

from finopsguard.report.format import plural
from finopsguard.types.policy import WaiverUse

_STATUSES = (
    ("used", "Used", "These findings do not count."),
    ("expired", "Expired", "These no longer count: renew them or mend the finding."),
    ("new", "New", "Added by this change itself: they count once they are merged."),
)


class WaiverGroup(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Waivers that are alike: used, expired, or new."""

    name: str
    meaning: str
    items: tuple["Waiver", ...]
    more: str


class Waiver(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One waiver as it is shown, with the resources that it met."""

    rule: str
    addresses: tuple[str, ...]
    more: str
    terms: str
    """``owner data-team, until 2026-12-31``."""
    reason: str
    where: str


def waiver_groups(waivers: Iterable[WaiverUse], limit: int, alike: int) -> Iterator[WaiverGroup]:
    """Waivers by what became of them."""
    ordered = sorted(waivers, key=lambda waiver: (waiver.policy, waiver.address, waiver.expires, waiver.where))
    for status, name, meaning in _STATUSES:
        met: dict[tuple[str, ...], list[WaiverUse]] = {}
        for waiver in ordered:
            if waiver.status == status:
                key = (waiver.policy, waiver.reason, waiver.owner, waiver.expires, waiver.where)
                met.setdefault(key, []).append(waiver)
        if met:
            members = list(met.values())
            yield WaiverGroup(
                name=f"{name}: {plural(len(members), 'waiver')}",
                meaning=meaning,
                items=tuple(_waiver(uses, alike + 1) for uses in members[:limit]),
                more=_more(len(members) - limit),
            )


def _waiver(uses: list[WaiverUse], limit: int) -> Waiver:
    first = uses[0]
    return Waiver(
        rule=first.policy,
        addresses=tuple(use.address for use in uses[:limit] if use.address),
        more=_more(len(uses) - limit),
        terms=terms(first),
        reason=first.reason,
        where=first.where,
    )


def terms(waiver: WaiverUse) -> str:
    """Who answers for a waiver, and until when it counts."""
    until = "expired on" if waiver.status == "expired" else "until"
    return ", ".join(
        (
            f"owner {waiver.owner}" if waiver.owner else "no owner",
            f"{until} {waiver.expires}" if waiver.expires else "no expiry",
        )
    )


def _more(count: int) -> str:
    return f"and {count:,} more" if count > 0 else ""
