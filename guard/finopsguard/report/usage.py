"""What clouds say of usage and bills, as text for a terminal."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from finopsguard.report.escape import visible
from finopsguard.types.usage import CloudCalls, CostUsageRecord, ResourceUsage, UsageSummary


def resources_text(usages: Sequence[ResourceUsage]) -> str:
    """One line a resource and metric: how many points, their mean, the largest, the last."""
    rows: list[tuple[str, ...]] = [("RESOURCE", "METRIC", "UNIT", "POINTS", "MEAN", "MAX", "LAST")]
    for usage in usages:
        together: dict[tuple[str, str], list[float]] = {}
        for metric in usage.metrics:
            together.setdefault((metric.metric_name, metric.unit), []).append(metric.value)
        if not together:
            rows.append((usage.resource_id, "no data", "", "0", "", "", ""))
        rows += [
            (
                usage.resource_id,
                name,
                unit,
                str(len(values)),
                *map(_number, (sum(values) / len(values), max(values), values[-1])),
            )
            for (name, unit), values in together.items()
        ]
    return _table(rows)


def costs_text(records: Sequence[CostUsageRecord]) -> str:
    """One line a record, and a total for each currency."""
    if not records:
        return "Nothing was billed.\n"
    rows = [("DATE", "SERVICE", "OF", "COST", "")]
    for record in records:
        of = ", ".join(
            f"{name}={value}" for name, value in record.dimensions.items() if value not in (record.service, "")
        )
        state = "estimated" if record.metadata.get("estimated") else ""
        rows.append((record.date, record.service, of, f"{record.cost:,.2f} {record.currency}", state))
    return _table(rows) + "".join(f"Total {amount:,.2f} {code}\n" for code, amount in totals(records).items())


def totals(records: Iterable[CostUsageRecord]) -> dict[str, Decimal]:
    """Currency -> sum: currencies are never added together."""
    sums: dict[str, Decimal] = {}
    for record in records:
        sums[record.currency] = sums.get(record.currency, Decimal(0)) + Decimal(str(record.cost))
    return sums


def summary_text(summary: UsageSummary) -> str:
    """The figures that are known, how complete they are, and what is missing."""
    currency = next((record.currency for record in summary.records), "")
    rows = [
        ("cloud", summary.cloud_provider),
        ("type", summary.resource_type),
        ("region", summary.region or "all"),
        ("resources", str(summary.total_resources)),
        ("total cost", _amount(summary.total_cost, currency)),
        ("cost per resource", _amount(summary.average_cost_per_resource, currency)),
        (
            "mean CPU",
            f"{summary.avg_cpu_utilization:.1f} %" if summary.avg_cpu_utilization is not None else "not known",
        ),
        ("complete", f"{summary.data_completeness:.0%}, confidence {summary.confidence}"),
        *(("missing", problem) for problem in summary.problems),
    ]
    return _table(rows)


def calls_text(calls: Sequence[CloudCalls]) -> str:
    """Requests and their list price."""
    if not calls:
        return "Nothing is asked, or how much is not known before.\n"
    rows = [("SERVICE", "OPERATION", "CALLS", "ITEMS", "PRICE", "")]
    rows += [
        (
            call.service,
            call.operation,
            str(call.calls),
            str(call.items or ""),
            f"{call.price:f} USD" if call.price is not None else "not known",
            call.note,
        )
        for call in calls
    ]
    return _table(rows)


def _amount(value: float | None, currency: str) -> str:
    return f"{value:,.2f} {currency}".rstrip() if value is not None else "not known"


def _number(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell. Cells come from clouds and tags, and may hold what a terminal would obey."""
    cells = [[visible(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells)
    return "".join(f"{line.rstrip()}\n" for line in lines)
