"""Runs the query over the billing export: first dry, to know what it would read and cost, then with that as its limit."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from finopsguard.adapters.usage.deadline import Deadline
from finopsguard.adapters.usage.failures import FailureKind
from finopsguard.adapters.usage.gcp_failures import BIGQUERY, failure, retrying, translated
from finopsguard.adapters.usage.gcp_sql import CostQuery
from finopsguard.adapters.usage.periods import next_month, step_end
from finopsguard.types.usage import CostUsageRecord

PERMISSION: Final = "bigquery.jobs.create"
GIBIBYTE: Final = 1 << 30
TEBIBYTE: Final = 1 << 40
DOLLARS_PER_TEBIBYTE: Final = Decimal("6.25")
"""On-demand analysis, "BigQuery pricing"; the first TiB of a month is free."""
LEAST_BYTES: Final = 10 << 20
"""Each query is charged for 10 MiB at least."""
MAX_BYTES: Final = 100 * GIBIBYTE
"""What one query may read unless the adapter's ``maximum_bytes_billed`` says otherwise: 61 cents."""
ARRIVES_WITHIN: Final = timedelta(days=2)
"""Usage is loaded some hours to over a day after it happened."""
INVOICED_AFTER: Final = timedelta(days=5)
"""A month's charges are final with its invoice, in the first days of the next."""


def price_of(read_bytes: int) -> Decimal:
    """US dollars for a query that reads so much, the free tier left out."""
    return max(read_bytes, LEAST_BYTES) * DOLLARS_PER_TEBIBYTE / TEBIBYTE


def run(
    client: Any, query: CostQuery, granularity: str, maximum_bytes: int, deadline: Deadline
) -> list[CostUsageRecord]:
    """The records of ``query``. Raises :class:`CloudFailure`, also when it would read more than ``maximum_bytes``."""
    read = dry_run(client, query, deadline)
    with translated(BIGQUERY, PERMISSION, deadline):
        if read > maximum_bytes:
            much = f"{read / GIBIBYTE:,.1f} GiB (${price_of(read):,.2f})"
            message = (
                f"the query would read {much}, more than the {maximum_bytes / GIBIBYTE:,.1f} GiB allowed."
                " Ask for a shorter period, or raise maximum_bytes_billed"
            )
            raise failure(FailureKind.API, message, service=BIGQUERY, code="bytesBilledLimitExceeded")
        rows = deadline.run(lambda: _rows(client, query, maximum_bytes, deadline), BIGQUERY)
    return _records(rows, query, granularity, read, datetime.now(UTC))


def _job_config(query: CostQuery, **options: Any) -> Any:
    from google.cloud import bigquery

    parameters = [
        bigquery.ArrayQueryParameter(name, kind, value)
        if isinstance(value, list)
        else bigquery.ScalarQueryParameter(name, kind, value)
        for name, (kind, value) in query.parameters.items()
    ]
    return bigquery.QueryJobConfig(query_parameters=parameters, use_legacy_sql=False, **options)


def dry_run(client: Any, query: CostQuery, deadline: Deadline) -> int:
    """Bytes that the query would read. Free; needs the same permissions as the query."""
    with translated(BIGQUERY, PERMISSION, deadline):
        return deadline.run(lambda: _dry_run(client, query, deadline), BIGQUERY)


def _dry_run(client: Any, query: CostQuery, deadline: Deadline) -> int:
    config = _job_config(query, dry_run=True, use_query_cache=False)
    job = client.query(
        query.sql, job_config=config, retry=retrying(deadline), timeout=deadline.for_call(), job_retry=None
    )
    return int(job.total_bytes_processed or 0)


def _rows(client: Any, query: CostQuery, maximum_bytes: int, deadline: Deadline) -> list[dict[str, Any]]:
    config = _job_config(query, maximum_bytes_billed=maximum_bytes)
    job = client.query(
        query.sql, job_config=config, retry=retrying(deadline), timeout=deadline.for_call(), job_retry=None
    )
    result = job.result(retry=retrying(deadline), timeout=deadline.remaining(), job_retry=None, page_size=10_000)
    return [dict(row.items()) for row in result]


def _records(
    rows: Iterable[dict[str, Any]], query: CostQuery, granularity: str, read: int, now: datetime
) -> list[CostUsageRecord]:
    records = []
    for row in rows:
        start = row["step"]
        end = step_end(start, granularity)
        group = {word: row[f"group_{index}"] for index, word in enumerate(query.groups)}
        one_unit = row["least_unit"] is not None and row["least_unit"] == row["greatest_unit"]
        gross, credited = Decimal(row["gross"] or 0), Decimal(row["credited"] or 0)
        records.append(
            CostUsageRecord(
                date=start.date().isoformat(),
                start_time=start,
                end_time=end,
                cost=float(gross + credited),
                currency=row["billed_in"],
                usage_amount=float(row["quantity"] or 0) if one_unit else 0.0,
                usage_unit=row["least_unit"] if one_unit else "N/A",
                service=group.get("service") or query.service,
                resource_id=group.get("resource"),
                region=group.get("region"),
                dimensions={word: value for word, value in group.items() if value is not None and word != "labels"},
                tags=_tags(group),
                metadata={
                    "cost_metric": "net",
                    "gross_cost": float(gross),
                    "credits": float(credited),
                    "estimated": next_month(start) + INVOICED_AFTER > now,
                    "complete": end + ARRIVES_WITHIN <= now,
                    "loaded_until": row["loaded"].isoformat() if row["loaded"] else None,
                    "query_bytes": read,
                },
            )
        )
    return records


def _tags(group: dict[str, Any]) -> dict[str, str]:
    """Labels that were grouped by: one by one, or all of them."""
    named = {word[6:]: value for word, value in group.items() if word.startswith("label:") and value is not None}
    together: dict[str, str] = json.loads(group["labels"]) if group.get("labels") else {}
    return together | named
