"""``finopsguard match``: which charges of a bill belong to which resources of a plan."""

from datetime import date
from typing import Any

import click

from finopsguard.commands.options import plan_options, settings_of
from finopsguard.console import one_line, progress, say, show
from finopsguard.errors import Exit, UsageError


@click.command()
@click.argument("plans", nargs=-1, metavar="PLAN...")
@click.option(
    "--actuals",
    multiple=True,
    metavar="KIND:FILE",
    help="A bill: focus:, cur:, azure:, gcp:, query: or file: and a path or pattern; or live aws, aws+resources, gcp, gcp+resources, "
    "azure, openstack. Repeatable.",
)
@click.option("--actuals-days", type=int, metavar="N", help="The last N complete days. Default: 30.")
@click.option("--actuals-period", default="", metavar="FROM..TO", help="These days instead, both included.")
@click.option("--env-file", metavar="FILE", help="Settings and credentials of the clouds that are asked.")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", help="Format of the table.")
@click.option(
    "--sql", metavar="DATABASE", help="Print the query over a bill in bigquery or athena, and do nothing else."
)
@click.option("--table", metavar="NAME", help="With --sql: the table, as project.dataset.table or database.table.")
@click.option("--sql-kind", default="", metavar="KIND", help="With --sql: gcp, gcp-standard, cur or focus.")
@plan_options
def match(
    plans: tuple[str, ...],
    actuals: tuple[str, ...],
    actuals_days: int | None,
    actuals_period: str,
    format_: str,
    sql: str | None,
    table: str | None,
    sql_kind: str,
    **flags: Any,
) -> int:
    """Show which charges of a bill belong to which resources of a plan, how that was found, and how sure it is.

    PLAN is the output of `terraform show -json PLANFILE`. With --sql no plan is needed: the printed query's answer, saved as CSV or
    Parquet, is a bill for --actuals query:FILE.

    Exit codes: 0 the bills were read, 2 wrong usage, 3 a plan or a bill's file cannot be read, 4 a cloud's bill could not be had.
    """
    from finopsguard.actuals import open_bills, sources_of, wanted
    from finopsguard.adapters.billing.live import CLOUDS

    days = wanted(days=actuals_days, period=actuals_period)
    if sql:
        from finopsguard.adapters.billing.sql import warehouse_query

        if not table:
            raise UsageError("--sql needs --table.", hint="Write --table project.dataset.table.")
        start, end = _period(days.start, days.end, days.today, days.days)
        show(warehouse_query(sql, table, start, end, kind=sql_kind))
        return Exit.PASS
    if not plans or not actuals:
        raise UsageError(
            "match needs a plan and --actuals.", hint="Write finopsguard match PLAN --actuals focus:bill.csv."
        )
    from finopsguard.live import bill_adapters
    from finopsguard.matched import as_json, as_text, matched

    config, limits = settings_of(flags)
    step = progress()
    step("reading bills")
    try:
        bills, failed = open_bills(sources_of(actuals, bill_adapters(actuals, config.env_file)), days)
        rows = matched(plans, bills, config, limits)
    finally:
        step("")
    if rows:
        show(as_json(rows) if format_ == "json" else as_text(rows), utf8=format_ == "json")
    for source in failed:
        say(f"Error: {one_line(source.message)}")
    if not failed:
        return Exit.PASS
    return Exit.INCOMPLETE if any(source.name.partition(":")[0] in CLOUDS for source in failed) else Exit.UNREADABLE


def _period(start: date | None, end: date | None, today: date, days: int) -> tuple[date, date]:
    from datetime import timedelta

    return (start, end) if start and end else (today - timedelta(days=days), today)
