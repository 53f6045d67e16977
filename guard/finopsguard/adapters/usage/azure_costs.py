"""Asks Cost Management for cost by day or month: span by span, page by page, columns by name."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import msgspec

from finopsguard.adapters.usage.azure_catalogue import COLUMNS, GROUPS
from finopsguard.adapters.usage.azure_client import call_options
from finopsguard.adapters.usage.azure_failures import COSTS, failure, translated
from finopsguard.adapters.usage.deadline import Deadline
from finopsguard.adapters.usage.failures import FailureKind
from finopsguard.adapters.usage.periods import months, next_month, step_end
from finopsguard.types.usage import CostUsageRecord

PERMISSION: Final = "Microsoft.CostManagement/query/action"
COST_TYPES: Final = ("ActualCost", "AmortizedCost")
MOST_GROUPS: Final = 2
ALL_SERVICES: Final = "All services"
FINAL_AFTER: Final = timedelta(days=3)
"""Charges of a month are final 72 hours after it ends: "Understand Cost Management data"."""


class CostQuery(msgspec.Struct, frozen=True):
    """What is asked for each of the spans (exclusive ends)."""

    scope: str
    spans: tuple[tuple[datetime, datetime], ...]
    granularity: str
    cost_type: str
    groups: tuple[str, ...]
    filters: dict[str, list[str]]

    @property
    def service(self) -> str:
        """What records are called that are not grouped by service."""
        only = self.filters.get("ServiceName", [])
        return only[0] if len(only) == 1 else ALL_SERVICES


def query_of(
    scope: str,
    period: tuple[datetime, datetime],
    granularity: str,
    group_by: Sequence[str] | None,
    filters: Mapping[str, Any] | None,
) -> CostQuery:
    """The query checked. Raises ``ValueError`` with the choices for what Cost Management does not have."""
    if granularity == "HOURLY":
        raise ValueError("Azure has no hourly costs: choose DAILY or MONTHLY")
    groups = tuple(dict.fromkeys([group_by] if isinstance(group_by, str) else group_by or ()))
    for word in groups:
        if word not in GROUPS and not _is_tag(word):
            raise ValueError(f"Unknown group_by {word!r} on Azure: choose {', '.join(GROUPS)} or tag:NAME")
    if len(groups) > MOST_GROUPS:
        raise ValueError(f"Azure groups by {MOST_GROUPS} words at most, not by {', '.join(groups)}")
    if sum(map(_is_tag, groups)) > 1:
        raise ValueError("Azure groups by one tag at most")
    wanted = dict(filters or {})
    cost_type = str(wanted.pop("cost_type", COST_TYPES[0]))
    if cost_type not in COST_TYPES:
        raise ValueError(f"Unknown cost_type {cost_type!r}: choose {', '.join(COST_TYPES)}")
    spans = months(*period) if granularity == "DAILY" else _years(*period)
    return CostQuery(scope, tuple(spans), granularity, cost_type, groups, _filters(wanted))


def run(client: Any, query: CostQuery, deadline: Deadline) -> list[CostUsageRecord]:
    """The records, by date. Raises :class:`CloudFailure`."""
    records: list[CostUsageRecord] = []
    now = datetime.now(UTC)
    with translated(COSTS, PERMISSION, deadline):
        for span in query.spans:
            body = _body(query, span)
            for columns, rows in _pages(client, query.scope, body, deadline):
                records += [_record(dict(zip(columns, row, strict=True)), query, span, now) for row in rows]
    return sorted(records, key=lambda record: record.date)


def _body(query: CostQuery, span: tuple[datetime, datetime]) -> bytes:
    """At most two aggregations and two groupings are taken. A daily query is cut at 31 days in silence, so spans are months."""
    grouping = [
        {"type": "TagKey", "name": word.removeprefix("tag:")}
        if _is_tag(word)
        else {"type": "Dimension", "name": GROUPS[word]}
        for word in query.groups
    ]
    dataset: dict[str, Any] = {
        "granularity": query.granularity.capitalize(),
        "aggregation": {"totalCost": {"name": "Cost", "function": "Sum"}},
    }
    if grouping:
        dataset["grouping"] = grouping
    conditions = [
        {
            "tags" if _is_tag(word) else "dimensions": {
                "name": word.removeprefix("tag:"),
                "operator": "In",
                "values": values,
            }
        }
        for word, values in query.filters.items()
    ]
    if conditions:
        dataset["filter"] = conditions[0] if len(conditions) == 1 else {"and": conditions}
    last = span[1] - timedelta(seconds=1)
    period = {"from": span[0].strftime("%Y-%m-%dT%H:%M:%SZ"), "to": last.strftime("%Y-%m-%dT%H:%M:%SZ")}
    return json.dumps(
        {"type": query.cost_type, "timeframe": "Custom", "timePeriod": period, "dataset": dataset}
    ).encode()


def _pages(client: Any, scope: str, body: bytes, deadline: Deadline) -> Iterator[tuple[list[str], list[list[Any]]]]:
    """Column names and rows. The next page is the same body with the token of ``nextLink``: the SDK has no pager for it."""
    token = ""
    while True:
        parameters = {"$skiptoken": token} if token else {}

        def ask(parameters: dict[str, str] = parameters) -> Any:
            return client.query.usage(scope, body, params=parameters, **call_options(deadline))

        answer = deadline.run(ask, COSTS)
        if answer is None:  # 204: nothing was billed
            return
        properties = getattr(answer, "properties", None) or answer
        yield [column.name for column in properties.columns or ()], properties.rows or []
        following = _token(properties.next_link)
        if not following:
            return
        if following == token:
            raise failure(FailureKind.API, "the same page is named as the next one", service=COSTS)
        token = following


def _token(next_link: str | None) -> str:
    if not next_link:
        return ""
    values = parse_qs(urlsplit(next_link).query).get("$skiptoken", [])
    return values[0] if values else ""


def _record(
    row: Mapping[str, Any], query: CostQuery, span: tuple[datetime, datetime], now: datetime
) -> CostUsageRecord:
    start = _start(row, query.granularity)
    if not (span[0] <= start < span[1]) and query.granularity == "DAILY":
        message = f"the answer has the day {start:%Y-%m-%d}, which was not asked for"
        raise failure(FailureKind.API, message, service=COSTS)
    group = {word: _cell(row, word) for word in query.groups}
    month_is_open = next_month(start) + FINAL_AFTER > now
    return CostUsageRecord(
        date=start.date().isoformat(),
        start_time=start,
        end_time=step_end(start, query.granularity),
        cost=float(_named(row, COLUMNS["cost"])),
        currency=str(row["Currency"]),
        usage_amount=0.0,
        usage_unit="N/A",
        service=group.get("service") or query.service,
        resource_id=group.get("resource"),
        resource_type=group.get("resource_type"),
        region=group.get("region"),
        dimensions={word: value for word, value in group.items() if value and not _is_tag(word)},
        tags={word.removeprefix("tag:"): value for word, value in group.items() if value and _is_tag(word)},
        metadata={"cost_type": query.cost_type, "estimated": month_is_open},
    )


def _start(row: Mapping[str, Any], granularity: str) -> datetime:
    """``UsageDate`` is an integer, 20240131; months are in ``BillingMonth``, 2024-01-01T00:00:00."""
    if granularity == "MONTHLY":
        return datetime.fromisoformat(str(row["BillingMonth"])).replace(tzinfo=UTC)
    return datetime.strptime(str(row["UsageDate"]), "%Y%m%d").replace(tzinfo=UTC)


def _cell(row: Mapping[str, Any], word: str) -> str | None:
    """Tags come in two columns, TagKey and TagValue."""
    names = ("TagValue",) if _is_tag(word) else COLUMNS.get(word, (GROUPS[word],))
    value = _named(row, names)
    return str(value) if value else None


def _named(row: Mapping[str, Any], names: Sequence[str]) -> Any:
    for name in names:
        if name in row:
            return row[name]
    raise failure(FailureKind.API, f"the answer has no column {names[0]}, but {', '.join(row)}", service=COSTS)


def _filters(filters: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word, value in filters.items():
        if word == "tags" and isinstance(value, Mapping):
            found |= {f"tag:{name}": _texts(texts) for name, texts in value.items()}
        elif word in GROUPS:
            found[GROUPS[word]] = _texts(value)
        elif _is_tag(word):
            found[word] = _texts(value)
        else:
            raise ValueError(
                f"Unknown filter {word!r} on Azure: choose {', '.join(GROUPS)}, tags, tag:NAME or cost_type"
            )
    return found


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(item) for item in value]


def _is_tag(word: str) -> bool:
    return word.startswith("tag:") and len(word) > len("tag:")


def _years(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Monthly queries may span a year."""
    every = list(months(start, end))
    for first in range(0, len(every), 12):
        part = every[first : first + 12]
        yield part[0][0], part[-1][1]
