"""From what the user asks for (``--actuals focus:bill.csv``) to the comparison.

Joins plans, estimates and bills, whose rooms do not know each other.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from finopsguard.errors import FinOpsGuardError, UsageError
from finopsguard.types.actual import Accuracy, ActualLine, ActualSource, ActualTotal, BillDiscount, Forecast, Unmatched
from finopsguard.types.bill import Bill, BillSource, Wanted
from finopsguard.types.cost import Estimate
from finopsguard.types.discount import Discount
from finopsguard.types.money import HOURS_PER_MONTH
from finopsguard.types.plan import Plan, ResourceChange
from finopsguard.types.policy import UnusedCommitment
from finopsguard.types.result import ResourceLine

if TYPE_CHECKING:
    from finopsguard.adapters.usage.base import UsageAdapter
    from finopsguard.compare.planned import Planned

DAYS = 30
Adapter = Callable[[], "UsageAdapter"]


class Actuals(msgspec.Struct, frozen=True, kw_only=True):
    """What reports show; each field is the report's of the same name."""

    actuals: tuple[ActualLine, ...] = ()
    actual_totals: tuple[ActualTotal, ...] = ()
    actual_sources: tuple[ActualSource, ...] = ()
    unmatched: Unmatched = Unmatched()
    accuracy: tuple[Accuracy, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    bill_discounts: tuple[BillDiscount, ...] = ()
    """Read from the bills, where that was asked for."""
    commitments: tuple[UnusedCommitment, ...] | None = None
    """What the bills show to be committed to and unused; ``None`` where no bill could be had."""
    failures: tuple[str, ...] = ()
    """Bills that could not be had, each a sentence: the verdict is then incomplete."""
    warnings: tuple[str, ...] = ()


def today(environ: Mapping[str, str] = os.environ) -> date:
    """The day of the run in UTC; ``SOURCE_DATE_EPOCH`` stands in for the clock."""
    stated = environ.get("SOURCE_DATE_EPOCH", "")
    return (datetime.fromtimestamp(int(stated), UTC) if stated.isdigit() else datetime.now(UTC)).date()


def wanted(
    *, days: int | None = None, period: str = "", now: date | None = None, environ: Mapping[str, str] = os.environ
) -> Wanted:
    """The days to compare: the last ``days`` complete ones, or ``2026-09-01..2026-09-30`` (both included). Raises :class:`UsageError`."""
    current = now or today(environ)
    if not period:
        if days is not None and not 1 <= days <= 366:
            raise UsageError(f"--actuals-days is {days}.", hint="Give 1 to 366 days.")
        return Wanted(days=days or DAYS, today=current)
    first, dots, last = period.partition("..")
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1)
    except ValueError:
        dots = ""
    if not dots or start >= end:
        raise UsageError(f"--actuals-period {period} is no period.", hint="Write 2026-09-01..2026-09-30.")
    return Wanted(start=start, end=end, days=(end - start).days, today=current)


def sources_of(texts: Sequence[str], adapters: Mapping[str, Adapter]) -> list[BillSource]:
    """What ``--actuals`` names: files, or clouds that ``adapters`` has by name. Raises :class:`UsageError`."""
    from finopsguard.adapters.billing import parse_source  # noqa: PLC0415  few runs ask for bills
    from finopsguard.adapters.billing.live import CLOUDS, LiveSource  # noqa: PLC0415  as above

    found: list[BillSource] = []
    for text in texts:
        file = parse_source(text)
        if file is not None:
            found.append(file)
            continue
        word, colon, name = text.partition(":")
        adapter = adapters.get(text if name else text.partition("+")[0])
        if word not in CLOUDS or adapter is None or (colon and not name):
            known = ("focus:FILE", "cur:FILE", "azure:FILE", "gcp:FILE", "query:FILE", "file:FILE", *CLOUDS)
            raise UsageError(f"--actuals {text} is no source of bills.", hint=f"Known: {', '.join(known)}.")
        found.append(LiveSource(text, adapter, cloud=word))
    return found


def open_bills(sources: Iterable[BillSource], days: Wanted) -> tuple[list[Bill], list[ActualSource]]:
    """The bills that could be had, and a source with status ``error`` for each that could not."""
    bills: list[Bill] = []
    failed: list[ActualSource] = []
    for source in sources:
        try:
            bills.append(source.open(days))
        except FinOpsGuardError as problem:
            failed.append(ActualSource(name=source.name, status="error", message=str(problem)))
    return bills, failed


def planned_of(
    plan: Plan,
    priced: Iterable[tuple[ResourceChange, ResourceLine, Estimate | None]],
    applied: Mapping[str, Estimate | None] | None = None,
) -> "list[Planned]":
    """What bills are compared with: each change with its line and the estimate of its state before, and by address the estimate of the
    state as Terraform last made it for what has drifted since.
    """
    from finopsguard.compare.planned import planned  # noqa: PLC0415  as above

    drifted = applied or {}
    return [
        planned(change, line, before, plan.context, applied=None if change.deposed else drifted.get(change.address))
        for change, line, before in priced
    ]


def actuals(
    planned: "Sequence[Planned]",
    sources: Iterable[BillSource],
    days: Wanted,
    *,
    hours_per_month: Decimal = HOURS_PER_MONTH,
    discounts: Sequence[Discount] = (),
    from_bill: bool = False,
    history: Path | None = None,
    convert: Callable[[str, str], Decimal | None] | None = None,
) -> Actuals:
    """Compare. ``from_bill`` also learns each service's discount; ``history`` is the folder to read past accuracy from and to write to."""
    from finopsguard.compare import compare  # noqa: PLC0415  as above
    from finopsguard.compare.compare import no_rates  # noqa: PLC0415  as above
    from finopsguard.compare.discounts import learned  # noqa: PLC0415  as above
    from finopsguard.compare.forecast import forecasts  # noqa: PLC0415  as above
    from finopsguard.compare.unused_commitments import unused  # noqa: PLC0415  as above

    bills, failed = open_bills(sources, days)
    read = learned(bills) if from_bill else ()
    found = compare(
        planned, bills, hours_per_month=hours_per_month, discounts=(*discounts, *read), convert=convert or no_rates
    )
    past, warnings = _history(history, found.compared)
    return Actuals(
        actuals=found.actuals,
        actual_totals=found.totals,
        actual_sources=(*found.sources, *failed),
        unmatched=found.unmatched,
        accuracy=past,
        forecasts=tuple(each for bill in bills for each in forecasts(bill.summary.name, bill.daily)),
        bill_discounts=tuple(BillDiscount(service=each.service, rate=each.rate, source=each.source) for each in read),
        commitments=unused(bills, hours_per_month) if bills else None,
        failures=tuple(source.message for source in failed),
        warnings=warnings,
    )


def _history(folder: Path | None, compared: Sequence[object]) -> tuple[tuple[Accuracy, ...], tuple[str, ...]]:
    """Accuracy of the past, before this run is added to it."""
    if folder is None:
        return (), ()
    from finopsguard.compare.history import accuracy, recall, remember  # noqa: PLC0415  as above
    from finopsguard.compare.totals import Compared  # noqa: PLC0415  as above

    history = recall(folder)
    remember(folder, [each for each in compared if isinstance(each, Compared)])
    said = (
        (f"The history in {folder} has {history.damaged} damaged lines, which are skipped.",) if history.damaged else ()
    )
    return accuracy(history.records), said
