"""What Cost Explorer is asked, and its answers as records (AWS Billing and Cost Management API Reference: GetCostAndUsage)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from finopsguard.adapters.usage.aws_client import Caller
from finopsguard.adapters.usage.failures import CloudFailure, FailureKind
from finopsguard.types.usage import CostUsageRecord

COST_METRICS: Final = ("UnblendedCost", "AmortizedCost", "NetUnblendedCost", "NetAmortizedCost", "BlendedCost")
GROUPS: Final = frozenset(
    {"AZ", "BILLING_ENTITY", "CACHE_ENGINE", "DATABASE_ENGINE", "DEPLOYMENT_OPTION", "INSTANCE_TYPE"}
    | {
        "INSTANCE_TYPE_FAMILY",
        "INVOICING_ENTITY",
        "LEGAL_ENTITY_NAME",
        "LINKED_ACCOUNT",
        "OPERATING_SYSTEM",
        "OPERATION",
    }
    | {"PAYMENT_OPTION", "PLATFORM", "PURCHASE_TYPE", "RECORD_TYPE", "REGION", "RESERVATION_ID", "RESOURCE_ID"}
    | {"SAVINGS_PLANS_TYPE", "SAVINGS_PLAN_ARN", "SCOPE", "SERVICE", "SUBSCRIPTION_ID", "TENANCY", "USAGE_TYPE"}
    | {"USAGE_TYPE_GROUP"}
)
"""Dimensions to group by."""
FILTERS: Final = GROUPS | {"LINKED_ACCOUNT_NAME", "RIGHTSIZING_TYPE", "SERVICE_CODE"}
"""Dimensions to filter by."""
ALL_SERVICES: Final = "All services"
RECENT: Final = timedelta(days=14)
"""How far back figures by the hour and by resource reach."""
_RAW: Final = ("And", "Or", "Not", "Dimensions", "Tags", "CostCategories")
_CURRENCY: Final = "USD"


def cost_metric(word: str) -> str:
    """Cost Explorer's name of a cost, from that or from words such as ``amortized``. Raises ``ValueError`` that names the choices."""
    plain = word.lower().replace("_", "").replace("-", "").removesuffix("cost")
    for name in COST_METRICS:
        if name.lower().removesuffix("cost") == plain:
            return name
    raise ValueError(f"Unknown cost metric {word}: choose {', '.join(COST_METRICS)}.")


def request(
    first: datetime,
    last: datetime,
    granularity: str,
    group_by: Sequence[Any] | None,
    filters: Mapping[str, Any] | None,
    metric: str,
    now: datetime,
) -> tuple[str, dict[str, Any]]:
    """The operation (as boto3 names it) and its parameters. ``first`` and exclusive ``last`` are whole steps.

    Raises ``ValueError`` for what Cost Explorer has not: other dimensions, a third group, hours or resources of more than 14 days ago.
    """
    groups = [_group(word) for word in group_by or ()]
    if len(groups) > 2:
        raise ValueError(f"Cost Explorer groups by two keys at most, not by {len(groups)}.")
    expression = _expression(filters or {})
    by_resource = any(group["Key"] == "RESOURCE_ID" for group in groups) or _names_resource(expression)
    if (by_resource or granularity == "HOURLY") and first < now - RECENT - timedelta(days=1):
        what = "by resource" if by_resource else "by the hour"
        raise ValueError(f"Cost Explorer keeps costs {what} for 14 days, and {first:%Y-%m-%d} is longer ago.")
    if by_resource and not expression:
        raise ValueError("Costs by resource want a filter, such as SERVICE=Amazon Elastic Compute Cloud - Compute.")
    parameters: dict[str, Any] = {
        "TimePeriod": {"Start": _moment(first, granularity), "End": _moment(last, granularity)},
        "Granularity": granularity,
        "Metrics": [metric, "UsageQuantity"],
    }
    if groups:
        parameters["GroupBy"] = groups
    if expression:
        parameters["Filter"] = expression
    return "get_cost_and_usage_with_resources" if by_resource else "get_cost_and_usage", parameters


def forecast_request(
    first: datetime, last: datetime, granularity: str, filters: Mapping[str, Any] | None, metric: str
) -> dict[str, Any]:
    """Parameters of GetCostForecast, which names metrics in capitals: ``UNBLENDED_COST``."""
    parameters: dict[str, Any] = {
        "TimePeriod": {"Start": f"{first:%Y-%m-%d}", "End": f"{last:%Y-%m-%d}"},
        "Granularity": granularity,
        "Metric": "".join(f"_{char}" if char.isupper() else char for char in metric).lstrip("_").upper(),
        "PredictionIntervalLevel": 80,
    }
    if expression := _expression(filters or {}):
        parameters["Filter"] = expression
    return parameters


def _moment(moment: datetime, granularity: str) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if granularity == "HOURLY" else f"{moment:%Y-%m-%d}"


def _group(word: Any) -> dict[str, str]:
    """``service``, ``LINKED_ACCOUNT``, ``tag:team``, ``cost_category:Product``, or as the API takes it."""
    if isinstance(word, Mapping):
        return {"Type": str(word["Type"]), "Key": str(word["Key"])}
    kind, colon, key = str(word).partition(":")
    kind = kind.upper()
    if colon and key and kind in ("TAG", "COST_CATEGORY"):
        return {"Type": kind, "Key": key}
    if kind not in GROUPS or colon:
        choices = f"{', '.join(sorted(GROUPS))}, tag:KEY or cost_category:NAME"
        raise ValueError(f"Cost Explorer does not group by {word}: choose {choices}.")
    return {"Type": "DIMENSION", "Key": kind}


def _expression(filters: Mapping[str, Any]) -> dict[str, Any]:
    """Cost Explorer's filter: every key must hold, any of its values will do."""
    parts: list[dict[str, Any]] = []
    for key, value in filters.items():
        if key in _RAW:
            parts.append({key: value})
        elif key.lower() == "tags" and isinstance(value, Mapping):
            parts += [{"Tags": {"Key": name, "Values": _values(wanted)}} for name, wanted in value.items()]
        else:
            parts.append(_condition(key, value))
    return parts[0] if len(parts) == 1 else {"And": parts} if parts else {}


def _condition(key: str, value: Any) -> dict[str, Any]:
    kind, colon, name = key.partition(":")
    if colon and name and kind.upper() in ("TAG", "COST_CATEGORY"):
        return {"Tags" if kind.upper() == "TAG" else "CostCategories": {"Key": name, "Values": _values(value)}}
    if key.upper() not in FILTERS:
        choices = f"{', '.join(sorted(FILTERS))}, tag:KEY, cost_category:NAME or an expression of the API"
        raise ValueError(f"Cost Explorer does not filter by {key}: choose {choices}.")
    return {"Dimensions": {"Key": key.upper(), "Values": _values(value)}}


def _names_resource(expression: Any) -> bool:
    """Whether a filter, anywhere inside, is by resource."""
    if isinstance(expression, Mapping):
        return expression.get("Key") == "RESOURCE_ID" or any(_names_resource(part) for part in expression.values())
    return isinstance(expression, list) and any(_names_resource(part) for part in expression)


def _values(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(item) for item in value]


def pages(operation: str, parameters: Mapping[str, Any], region: str, call: Caller) -> Iterator[Mapping[str, Any]]:
    """Every page of an answer; boto3 has no paginator for them. Raises :class:`CloudFailure`: half a bill is a wrong bill."""
    token = ""
    while True:
        cursor = {"NextPageToken": token} if token else {}
        answer = call("ce", operation, region, **parameters, **cursor)
        yield answer
        following = answer.get("NextPageToken")
        if not following or not isinstance(following, str):
            return
        if following == token:
            message = "AWS ce sent the same page twice. Try again later."
            raise CloudFailure(FailureKind.API, message, cloud="aws", service="ce")
        token = following


def records(answer: Mapping[str, Any], parameters: Mapping[str, Any], metric: str) -> list[CostUsageRecord]:
    """One record for each group of each step; ungrouped answers have their figures in ``Total`` and no groups."""
    groups = parameters.get("GroupBy", [])
    found: list[CostUsageRecord] = []
    names = {item["Value"]: item.get("Attributes", {}) for item in answer.get("DimensionValueAttributes") or ()}
    for step in answer["ResultsByTime"]:  # botocore reads a body that is cut off as an answer without members
        if groups or step.get("Groups"):
            for group in step.get("Groups") or ():
                keys = _keys(groups, group.get("Keys", []))
                found.append(_record(step, group.get("Metrics", {}), keys, names, metric))
        elif step.get("Total"):
            found.append(_record(step, step["Total"], {"SERVICE": _only_service(parameters)}, names, metric))
    return found


def _keys(groups: Sequence[Mapping[str, str]], keys: Sequence[str]) -> dict[str, str]:
    """Group -> value. An answer to a question without groups has services."""
    known = [
        f"{group['Type']}:{group['Key']}" if group["Type"] != "DIMENSION" else group["Key"]
        for group in groups or [{"Type": "DIMENSION", "Key": "SERVICE"}]
    ]
    return {name: value.partition("$")[2] if ":" in name else value for name, value in zip(known, keys, strict=False)}


def _record(
    step: Mapping[str, Any],
    figures: Mapping[str, Mapping[str, str]],
    keys: Mapping[str, str],
    names: Mapping[str, Mapping[str, str]],
    metric: str,
) -> CostUsageRecord:
    period = step.get("TimePeriod", {})
    cost, usage = figures.get(metric, {}), figures.get("UsageQuantity", {})
    if not cost:
        raise KeyError(metric)
    metadata: dict[str, Any] = {"cost_metric": metric, "estimated": bool(step.get("Estimated"))}
    described = {value: dict(names[value]) for value in keys.values() if names.get(value)}
    if described:
        metadata["attributes"] = described
    return CostUsageRecord(
        date=period["Start"][:10],
        start_time=parse(period["Start"]),
        end_time=parse(period["End"]),
        cost=float(Decimal(cost["Amount"])),
        currency=cost.get("Unit") or _CURRENCY,
        usage_amount=float(Decimal(usage.get("Amount") or "0")),
        usage_unit=usage.get("Unit") or "N/A",
        service=keys.get("SERVICE", ALL_SERVICES),
        resource_id=keys.get("RESOURCE_ID"),
        region=keys.get("REGION"),
        dimensions=dict(keys),
        tags={name.removeprefix("TAG:"): value for name, value in keys.items() if name.startswith("TAG:")},
        metadata=metadata,
    )


def forecast_records(answer: Mapping[str, Any], metric: str) -> list[CostUsageRecord]:
    """What is expected, with the bounds of the 80 % interval in ``metadata``."""
    unit = answer.get("Total", {}).get("Unit") or _CURRENCY
    return [_expected(step, unit, metric) for step in answer["ForecastResultsByTime"]]


def _expected(step: Mapping[str, Any], unit: str, metric: str) -> CostUsageRecord:
    period, mean = step["TimePeriod"], step["MeanValue"]
    bounds = {
        "low": float(Decimal(step.get("PredictionIntervalLowerBound", mean))),
        "high": float(Decimal(step.get("PredictionIntervalUpperBound", mean))),
    }
    return CostUsageRecord(
        date=period["Start"][:10],
        start_time=parse(period["Start"]),
        end_time=parse(period["End"]),
        cost=float(Decimal(mean)),
        currency=unit,
        usage_amount=0.0,
        usage_unit="N/A",
        service=ALL_SERVICES,
        metadata={"cost_metric": metric, "forecast": True, **bounds},
    )


def parse(text: str) -> datetime:
    """A day or an instant as Cost Explorer writes it."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _only_service(parameters: Mapping[str, Any]) -> str:
    """The service that is filtered by, where it is the only one."""
    dimension = parameters.get("Filter", {}).get("Dimensions", {})
    values = dimension.get("Values", [])
    return str(values[0]) if dimension.get("Key") == "SERVICE" and len(values) == 1 else ALL_SERVICES
