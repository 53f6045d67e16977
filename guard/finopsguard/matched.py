"""The table that ``finopsguard match`` shows."""

import os
from collections.abc import Sequence
from decimal import Decimal

import msgspec

from finopsguard.actuals import planned_of
from finopsguard.config import Config
from finopsguard.inputs import projects
from finopsguard.plan import Limits
from finopsguard.pricing import Pricing
from finopsguard.report.escape import visible
from finopsguard.types.bill import Bill, BillSummary


class Row(msgspec.Struct, frozen=True):
    """A planned resource and a charge, or one of them alone."""

    project: str
    address: str
    resource_id: str
    method: str
    confidence: Decimal | None
    service: str
    currency: str
    cost: Decimal | None
    reason: str = ""


class Table(msgspec.Struct, frozen=True):
    """One bill against all plans."""

    source: BillSummary
    rows: tuple[Row, ...]
    matched: int
    planned: int
    """Resources that exist already and cost something."""


def matched(paths: Sequence[str], bills: Sequence[Bill], config: Config, limits: Limits) -> tuple[Table, ...]:
    """Match every plan's resources with each bill. Raises :class:`FinOpsGuardError`."""
    from finopsguard.compare import match  # noqa: PLC0415  only this command needs it
    from finopsguard.compare.unmatched import COSTS  # noqa: PLC0415  as above

    pricing = Pricing(config, limits, os.environ, lambda _step: None)
    planned = []
    for project in projects(paths, config):
        for plan in pricing.read(project):
            priced = pricing.price(plan, project, keep=True).priced
            planned += planned_of(plan, [(change, each.line, each.before) for change, each in priced])
    tables = []
    for bill in bills:
        found = match(planned, bill.resources())
        rows = [
            Row(
                each.line.project,
                each.address,
                one.resource.resource_id or one.resource.resource_name or one.resource.key,
                one.match.method,
                one.match.confidence,
                one.resource.service,
                one.resource.currency,
                one.resource.cost,
            )
            for position, charges in found.found.items()
            for each in [planned[position]]
            for one in charges
        ]
        rows += [
            Row(each.line.project, each.address, "", "", None, "", "", None, "not found" if each.exists else "new")
            for position in found.planned
            for each in [planned[position]]
            if each.line.status in COSTS
        ]
        rows += [
            Row("", "", charge.resource_id, "", None, charge.service, charge.currency, charge.cost, "not in the plan")
            for charge in found.billed
            if charge.resource_id
        ]
        billable = sum(each.exists and each.line.status in COSTS for each in planned)
        tables.append(Table(bill.summary, tuple(rows), len(found.found), billable))
    return tuple(tables)


def as_json(tables: Sequence[Table]) -> str:
    """The tables, field for field; amounts are numbers."""
    encoder = msgspec.json.Encoder(decimal_format="number")
    return msgspec.json.format(encoder.encode({"bills": tables}), indent=2).decode() + "\n"


def as_text(tables: Sequence[Table]) -> str:
    """The tables for people."""
    return "\n".join(line for table in tables for line in _text(table)) + "\n"


MOST_BILLED = 20


def _text(table: Table) -> list[str]:
    summary = table.source
    head = f"{summary.name} · {summary.start} to {summary.end} (excluded) · {summary.basis} cost"
    lines = [f"{head} · {table.matched} of {table.planned} resources found"]
    lines += [f"  {message}" for message in summary.messages]
    found = [row for row in table.rows if row.method]
    width = max((len(row.address) for row in table.rows), default=0)
    for row in found:
        sure = f"{row.method} {row.confidence:.0%}" if row.confidence is not None else row.method
        lines.append(f"  {row.address:<{width}}  {sure:<12}  {row.resource_id}  {row.cost:,.2f} {row.currency}")
    lines += [f"  {row.address:<{width}}  {row.reason}" for row in table.rows if row.address and not row.method]
    billed = [row for row in table.rows if not row.address]
    if billed:
        lines.append(f"Billed and not in the plan: {len(billed)}")
        lines += [f"  {row.resource_id}  {row.service}  {row.cost:,.2f} {row.currency}" for row in billed[:MOST_BILLED]]
        if len(billed) > MOST_BILLED:
            lines.append(f"  and {len(billed) - MOST_BILLED:,} more")
    return [visible(line) for line in lines]
