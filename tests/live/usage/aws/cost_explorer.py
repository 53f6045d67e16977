"""Cost Explorer on loopback: filters, groups and pages for real, and refuses what the real one refuses.

Requests and answers are held against botocore's own service model, so that neither side can drift from the API.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal

import botocore.session
from botocore.validate import ParamValidator

_MODEL = botocore.session.get_session().get_service_model("ce")
_COSTS = {"UnblendedCost": Decimal(1), "AmortizedCost": Decimal("0.8"), "NetUnblendedCost": Decimal("0.9")}
"""Each kind of cost is told apart by its amount."""


class RefusedError(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class CostExplorer:
    page = 5
    """(step, group) pairs on a page."""

    def __init__(self, lines, now):
        self.lines = lines
        self.now = now
        self.opted_in = True
        self.requests = []

    def answer(self, operation, request):
        model = _MODEL.operation_model(operation)
        report = ParamValidator().validate(request, model.input_shape)
        if report.has_errors():
            raise RefusedError("ValidationException", report.generate_report())
        self.requests.append((operation, request))
        answer = self.forecast(request) if operation == "GetCostForecast" else self.costs(operation, request)
        report = ParamValidator().validate(answer, model.output_shape)
        assert not report.has_errors(), report.generate_report()
        return answer

    def costs(self, operation, request):
        granularity, groups = request["Granularity"], request.get("GroupBy", [])
        first, last = self._period(operation, request)
        if len(groups) > 2:
            raise RefusedError("ValidationException", "You can group by at most 2 keys")
        by_resource = operation == "GetCostAndUsageWithResources"
        if by_resource and "SERVICE" not in str(request.get("Filter")):
            raise RefusedError("ValidationException", "Filter must contain SERVICE")
        if not by_resource and "RESOURCE_ID" in str(groups) + str(request.get("Filter")):
            raise RefusedError("ValidationException", "RESOURCE_ID is not supported here")
        chosen = [line for line in self.lines if first <= line.start < last and matches(request.get("Filter"), line)]
        rows = list(rows_of(chosen, steps(first, last, granularity), groups))
        at = int(request.get("NextPageToken") or 0)
        results = []
        for start, end, keys, some in rows[at : at + self.page]:
            period = {"Start": moment(start, granularity), "End": moment(end, granularity)}
            if not results or results[-1]["TimePeriod"] != period:
                estimated = end > self.now - timedelta(days=2)
                results.append({"TimePeriod": period, "Total": {}, "Groups": [], "Estimated": estimated})
            figures = figures_of(some, request["Metrics"])
            if keys is None:
                results[-1]["Total"] = figures
            elif keys:
                results[-1]["Groups"].append({"Keys": list(keys), "Metrics": figures})
        answer = {"ResultsByTime": results, "DimensionValueAttributes": []}
        if groups:
            answer["GroupDefinitions"] = groups
        if at + self.page < len(rows):
            answer["NextPageToken"] = str(at + self.page)
        return answer

    def forecast(self, request):
        first, last = (datetime.fromisoformat(request["TimePeriod"][name]) for name in ("Start", "End"))
        if first < self.now.replace(hour=0, minute=0, second=0, microsecond=0):
            raise RefusedError("ValidationException", "Start date must be today or later")
        results = [
            {
                "TimePeriod": {"Start": moment(start, "DAILY"), "End": moment(end, "DAILY")},
                "MeanValue": "7.7",
                "PredictionIntervalLowerBound": "7",
                "PredictionIntervalUpperBound": "8.5",
            }
            for start, end in steps(first, last, request["Granularity"])
        ]
        return {
            "Total": {"Amount": str(Decimal("7.7") * len(results)), "Unit": "USD"},
            "ForecastResultsByTime": results,
        }

    def _period(self, operation, request):
        texts = [request["TimePeriod"][name] for name in ("Start", "End")]
        hourly = request["Granularity"] == "HOURLY"
        if any(("T" in text) != hourly for text in texts):
            raise RefusedError("ValidationException", f"Wrong date format for {request['Granularity']}")
        first, last = (datetime.fromisoformat(text.removesuffix("Z")) for text in texts)
        if first >= last:
            raise RefusedError("ValidationException", "Start date (and hour) should be before end date (and hour)")
        if (hourly or operation == "GetCostAndUsageWithResources") and first < self.now - timedelta(days=15):
            raise RefusedError("ValidationException", "Start date is more than 14 days ago")
        if operation == "GetCostAndUsageWithResources" and not self.opted_in:
            raise RefusedError(
                "DataUnavailableException", "Data is not available. Enable resource-level data in settings"
            )
        return first, last


def rows_of(lines, spans, groups):
    """``(start, end, keys, lines)``: keys are ``None`` without groups, and empty for a step in which there is nothing."""
    for start, end in spans:
        inside = [line for line in lines if start <= line.start < end]
        together = defaultdict(list)
        for line in inside:
            together[tuple(key_of(group, line) for group in groups)].append(line)
        if not groups:
            yield start, end, None, inside
        elif not together:
            yield start, end, (), []
        else:
            yield from ((start, end, keys, some) for keys, some in sorted(together.items()))


def steps(first, last, granularity):
    while first < last:
        if granularity == "MONTHLY":
            after = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        else:
            after = first + (timedelta(hours=1) if granularity == "HOURLY" else timedelta(days=1))
        yield first, min(after, last)
        first = after


def moment(value, granularity):
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if granularity == "HOURLY" else f"{value:%Y-%m-%d}"


def matches(expression, line):
    if not expression:
        return True
    (kind, inner), *more = expression.items()
    if more:
        raise RefusedError("ValidationException", "Expression must have exactly one root")
    if kind in ("And", "Or"):
        if len(inner) < 2:
            raise RefusedError("ValidationException", f"{kind} needs two expressions at least")
        return (all if kind == "And" else any)(matches(part, line) for part in inner)
    if kind == "Not":
        return not matches(inner, line)
    known = {"Dimensions": line.dimensions, "Tags": line.tags}[kind]
    return known.get(inner["Key"], "") in inner["Values"]


def key_of(group, line):
    if group["Type"] == "TAG":
        return f"{group['Key']}${line.tags.get(group['Key'], '')}"
    missing = "NoResourceId" if group["Key"] == "RESOURCE_ID" else f"No {group['Key']}"
    return line.dimensions.get(group["Key"], missing)


def figures_of(lines, metrics):
    units, currencies = {line.unit for line in lines}, {line.currency for line in lines} or {"USD"}
    figures = {}
    for name in metrics:
        if name == "UsageQuantity":
            unit = units.pop() if len(units) == 1 else "N/A"
            figures[name] = {"Amount": str(sum((line.usage for line in lines), Decimal(0))), "Unit": unit}
        else:
            amount = sum((line.cost for line in lines), Decimal(0)) * _COSTS.get(name, Decimal(1))
            figures[name] = {"Amount": str(amount), "Unit": min(currencies)}
    return figures
