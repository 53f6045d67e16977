"""Quota lines as reasons against a pass, as ``verdict.py`` gives them for budgets."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from finopsguard.types.quota import QuotaLine, QuotaStatus
from finopsguard.types.result import Reason, Verdict

NAMED = 3


def quota_reasons(lines: Iterable[QuotaLine]) -> tuple[Reason, ...]:
    """``fail`` for each quota that the plan exceeds, ``incomplete`` for what is not known: one reason per place and cause."""
    listed = list(lines)
    exceeded = (_exceeded(line) for line in listed if line.status is QuotaStatus.EXCEEDED)
    return (*exceeded, *_unknown([line for line in listed if line.status is QuotaStatus.UNKNOWN]))


def place_words(line: QuotaLine) -> str:
    """``project demo in RegionOne (cloud mycloud)``, without what is not known."""
    return "".join(
        (
            f"project {line.project}" if line.project else "the project",
            f" in {line.region}" if line.region else "",
            f" (cloud {line.cloud})" if line.cloud else "",
        )
    )


def _exceeded(line: QuotaLine) -> Reason:
    over = -(line.headroom or 0)
    peak = (line.limit or 0) + over
    least = " at least" if line.peak is None else ""
    needs = f"{peak}{least} while it is applied" if line.after is None or line.peak != line.after else f"{peak}"
    return Reason(
        code="quota",
        verdict=Verdict.FAIL,
        message=f"The plan does not fit the quota {line.name} of {place_words(line)}: it needs {needs}, {over} over the limit of "
        f"{line.limit} ({line.used} in use). Most is added by {_named(line.resources)}.",
        fix=f"Have {line.name} raised to {peak} or more, or plan less.",
        observed=str(peak),
        limit=str(line.limit),
        address=line.resources[0] if line.resources else "",
    )


def _unknown(lines: list[QuotaLine]) -> Iterator[Reason]:
    def cause(line: QuotaLine) -> tuple[str, str]:
        return place_words(line), line.note

    for (place, note), group in groupby(sorted(lines, key=cause), key=cause):
        same = list(group)
        names = ", ".join(line.name for line in same)
        yield Reason(
            code="quota",
            verdict=Verdict.INCOMPLETE,
            message=f"Whether the plan fits {names} of {place} is not known: {note}.",
            fix="Mend what is said there and run again; or leave out --quotas.",
            address=same[0].resources[0] if same[0].resources else "",
        )


def _named(addresses: tuple[str, ...]) -> str:
    more = f" and {len(addresses) - NAMED} more" if len(addresses) > NAMED else ""
    return ", ".join(addresses[:NAMED]) + more
