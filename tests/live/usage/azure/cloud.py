"""An Azure on the loopback interface: Entra, Resource Manager, Monitor and Cost Management over https, in the documented shapes.

It filters, groups, cuts and pages for real, and refuses what Azure refuses: more than two groupings, more than 20 metric names, steps
that a metric does not have, times beyond 93 days.
"""

import json
import re
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

SECONDS = {"PT1M": 60, "PT5M": 300, "PT1H": 3600, "P1D": 86_400}
Answer = tuple[int, dict[str, str], Any]


class RefusedError(Exception):
    """An error in Azure's shape."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.answer: Answer = (status, {}, {"error": {"code": code, "message": message}})


@dataclass
class Metric:
    """The value of each step by aggregation; ``None`` for steps without one."""

    unit: str
    value: Callable[[datetime], dict[str, float] | None]
    aggregations: tuple[str, ...]
    steps: tuple[int, ...] = (60, 300, 3600, 86_400)


@dataclass
class Resource:
    id: str
    type: str
    location: str
    metrics: dict[str, Metric] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class Charge:
    """One line of the bill; ``dimensions`` by Cost Management's names."""

    day: date
    cost: float
    currency: str = "USD"
    dimensions: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    amortized: float | None = None


@dataclass
class Azure:
    """``now`` is what the 93 days are counted from; ``requests`` are (method, path, query, body)."""

    subscription: str
    address: str = ""
    resources: list[Resource] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    requests: list[tuple[str, str, dict[str, str], Any]] = field(default_factory=list)
    failures: list[Answer] = field(default_factory=list)
    token_failure: Answer | None = None
    hang: threading.Event | None = None
    page_rows: int = 1000

    def answer(self, method: str, target: str, body: Any) -> Answer:
        split = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(split.query).items()}
        path = split.path
        if "/oauth2/" in path or "openid-configuration" in path:
            return self._entra(path)
        self.requests.append((method, path, query, body))
        if self.hang is not None:
            self.hang.wait(30)
        if self.failures:
            return self.failures.pop(0)
        try:
            return self._route(method, path, query, body)
        except RefusedError as error:
            return error.answer

    def paths(self, ending: str) -> list[str]:
        """Paths asked for with that ending."""
        return [path for _, path, _, _ in self.requests if path.endswith(ending)]

    def _entra(self, path: str) -> Answer:
        if self.token_failure is not None and path.endswith("/token"):
            return self.token_failure
        if path.endswith("/token"):
            return 200, {}, {"token_type": "Bearer", "expires_in": 3600, "access_token": "loopback"}
        tenant = path.split("/")[1]
        base = f"{self.address}/{tenant}"
        return (
            200,
            {},
            {
                "token_endpoint": f"{base}/oauth2/v2.0/token",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "issuer": f"{base}/v2.0",
            },
        )

    def _route(self, method: str, path: str, query: dict[str, str], body: Any) -> Answer:
        if path.lower() == f"/subscriptions/{self.subscription}/resources":
            return self._list(query)
        if path.endswith("/providers/Microsoft.Insights/metrics") and method == "GET":
            return 200, {}, self._metrics(path.removesuffix("/providers/Microsoft.Insights/metrics"), query)
        if path.endswith("/metrics:getBatch") and method == "POST":
            return self._batch(query, body)
        if path.endswith("/providers/Microsoft.CostManagement/query") and method == "POST":
            return self._cost(path, query, body)
        raise RefusedError(404, "InvalidResourceType", f"No route for {path}")

    def _list(self, query: dict[str, str]) -> Answer:
        wanted = re.search(r"resourceType eq '([^']+)'", query.get("$filter", ""))
        found = [one for one in self.resources if wanted is None or one.type.lower() == wanted.group(1).lower()]
        start = int(query.get("$skiptoken", 0))
        value = [
            {
                "id": one.id,
                "name": one.id.rpartition("/")[2],
                "type": one.type,
                "location": one.location,
                "tags": one.tags,
            }
            for one in found[start : start + self.page_rows]
        ]
        answer: dict[str, Any] = {"value": value}
        if start + self.page_rows < len(found):
            link = f"/subscriptions/{self.subscription}/resources?api-version=2021-04-01&$skiptoken={start + self.page_rows}"
            answer["nextLink"] = self.address + link + "&$filter=" + quote(query.get("$filter", ""))
        return 200, {}, answer

    def _metrics(self, uri: str, query: dict[str, str]) -> dict[str, Any]:
        resource = next((one for one in self.resources if one.id.lower() == uri.lower()), None)
        if resource is None:
            raise RefusedError(404, "ResourceNotFound", f"The Resource '{uri}' was not found.")
        first, last = (datetime.fromisoformat(text) for text in query["timespan"].split("/"))
        names = query["metricnames"].split(",")
        values = _series(resource, names, query["aggregation"], query["interval"], first, last)
        return {
            "timespan": query["timespan"],
            "interval": query["interval"],
            "resourceregion": resource.location,
            "value": values,
        }

    def _batch(self, query: dict[str, str], body: Any) -> Answer:
        ids = body["resourceids"]
        if len(ids) > 50:
            raise RefusedError(400, "BadRequest", "Up to 50 resources in a batch")
        values = []
        for uri in ids:
            resource = next((one for one in self.resources if one.id.lower() == uri.lower()), None)
            if resource is None:
                continue
            first, last = (datetime.fromisoformat(query[name]) for name in ("starttime", "endtime"))
            series = _series(
                resource, query["metricnames"].split(","), query["aggregation"], query["interval"], first, last
            )
            values.append(
                {
                    "starttime": query["starttime"],
                    "endtime": query["endtime"],
                    "interval": query["interval"],
                    "namespace": query["metricnamespace"],
                    "resourceregion": resource.location,
                    "resourceid": resource.id,
                    "value": series,
                }
            )
        return 200, {}, {"values": values}

    def _cost(self, path: str, query: dict[str, str], body: Any) -> Answer:
        dataset = body["dataset"]
        grouping = dataset.get("grouping", [])
        if len(grouping) > 2 or len(dataset["aggregation"]) > 2:
            raise RefusedError(400, "BadRequest", "Invalid query definition: up to 2 groupings and 2 aggregations")
        if dataset["granularity"] not in {"Daily", "Monthly", "None"}:
            raise RefusedError(400, "BadRequest", f"Invalid granularity {dataset['granularity']}")
        first, last = (datetime.fromisoformat(body["timePeriod"][name]).date() for name in ("from", "to"))
        if dataset["granularity"] == "Daily":
            last = min(last, first + timedelta(days=30))  # cut in silence
        rows: dict[tuple[Any, ...], float] = defaultdict(float)
        for charge in self.charges:
            if first <= charge.day <= last and _accepted(charge, dataset.get("filter")):
                amortized = body["type"] == "AmortizedCost" and charge.amortized is not None
                rows[_key(charge, dataset["granularity"], grouping)] += charge.amortized if amortized else charge.cost  # type: ignore[operator]
        if not rows:
            return 204, {}, None
        ordered = [[*key, cost] for key, cost in sorted(rows.items(), key=lambda item: str(item[0]))]
        start = int(query.get("$skiptoken", 0))
        following = None
        if start + self.page_rows < len(ordered):
            following = f"{self.address}{path}?api-version=2025-03-01&$skiptoken={start + self.page_rows}"
        properties = {
            "nextLink": following,
            "columns": _columns(dataset["granularity"], grouping),
            "rows": ordered[start : start + self.page_rows],
        }
        return 200, {}, {"id": "q", "name": "q", "type": "Microsoft.CostManagement/query", "properties": properties}


def _series(
    resource: Resource, names: list[str], wanted: str, interval: str, first: datetime, last: datetime
) -> list[Any]:
    if len(names) > 20:
        raise RefusedError(400, "BadRequest", "Up to 20 metric names")
    if first < datetime.now(UTC) - timedelta(days=93):
        raise RefusedError(400, "BadRequest", "Start time cannot be more than 93 days in the past")
    step = SECONDS[interval]
    found = []
    for name in names:
        metric = resource.metrics.get(name)
        if metric is None:
            raise RefusedError(400, "BadRequest", f"Failed to find metric configuration for provider, metric: {name}")
        if step not in metric.steps:
            raise RefusedError(400, "BadRequest", f"Detected invalid time grain input {interval} for {name}")
        data = []
        at = first
        while at < last:
            values = metric.value(at) or {}
            point: dict[str, Any] = {"timeStamp": at.strftime("%Y-%m-%dT%H:%M:%SZ")}
            point |= {
                key.lower(): values[key] for key in wanted.split(",") if key in values and key in metric.aggregations
            }
            data.append(point)
            at += timedelta(seconds=step)
        found.append(
            {
                "id": f"{resource.id}/providers/Microsoft.Insights/metrics/{name}",
                "type": "Microsoft.Insights/metrics",
                "name": {"value": name, "localizedValue": name},
                "displayDescription": name,
                "unit": metric.unit,
                "errorCode": "Success",
                "timeseries": [{"metadatavalues": [], "data": data}],
            }
        )
    return found


def _accepted(charge: Charge, condition: Any) -> bool:
    if condition is None:
        return True
    if "and" in condition:
        if len(condition["and"]) < 2:
            raise RefusedError(400, "BadRequest", "'and' needs at least two expressions")
        return all(_accepted(charge, one) for one in condition["and"])
    kind = "dimensions" if "dimensions" in condition else "tags"
    one = condition[kind]
    values = {value.lower() for value in one["values"]}
    return str(getattr(charge, kind).get(one["name"], "")).lower() in values


def _key(charge: Charge, granularity: str, grouping: list[dict[str, str]]) -> tuple[Any, ...]:
    """Cells of a row but the cost, in the order of :func:`_columns`: not that of any example."""
    cells: list[Any] = [charge.currency]
    for group in grouping:
        if group["type"] == "TagKey":
            cells += [group["name"], charge.tags.get(group["name"], "")]
        else:
            cells.append(charge.dimensions.get(group["name"], ""))
    day = charge.day
    cells.append(int(day.strftime("%Y%m%d")) if granularity == "Daily" else f"{day:%Y-%m}-01T00:00:00")
    return tuple(cells)


def _columns(granularity: str, grouping: list[dict[str, str]]) -> list[dict[str, str]]:
    names = ["Currency"]
    for group in grouping:
        names += ["TagKey", "TagValue"] if group["type"] == "TagKey" else [group["name"]]
    names += ["UsageDate" if granularity == "Daily" else "BillingMonth", "Cost"]
    return [{"name": name, "type": "Number" if name in {"Cost", "UsageDate"} else "String"} for name in names]


def as_json(payload: Any) -> bytes:
    return b"" if payload is None else json.dumps(payload).encode()
