"""CloudWatch on loopback for what moto leaves out: limits, pages, points in no order. Every metric is 10 in every step, a sum 1,000."""

from datetime import UTC, datetime

import botocore.session
from botocore.validate import ParamValidator

_MODEL = botocore.session.get_session().get_service_model("cloudwatch")
MOST_QUERIES = 500
MOST_POINTS = 100_800
MOST_STATISTICS = 1_440


class CloudWatch:
    def __init__(self, refuse):
        self.refuse = refuse
        self.requests = []
        self.page_points = MOST_POINTS
        self.lose_pages_after = None
        """How many pages come before one that is broken off."""

    def answer(self, operation, request):
        model = _MODEL.operation_model(operation)
        typed = request | {name: datetime.fromtimestamp(request[name], UTC) for name in ("StartTime", "EndTime")}
        report = ParamValidator().validate(typed, model.input_shape)
        assert not report.has_errors(), report.generate_report()
        self.requests.append((operation, request))
        return {"GetMetricStatistics": self.statistics, "GetMetricData": self.data}[operation](request)

    def statistics(self, request):
        stamps = times(request, request["Period"])
        if len(stamps) > MOST_STATISTICS:
            raise self.refuse("InvalidParameterCombination", "You have requested up to 1,441 datapoints, over 1,440")
        points = [
            {"Timestamp": stamp, "Unit": "None", name: value(name)}
            for stamp in stamps
            for name in request["Statistics"]
        ]
        return {"Label": request["MetricName"], "Datapoints": points[1::2] + points[::2]}

    def data(self, request):
        queries = request["MetricDataQueries"]
        if len(queries) > MOST_QUERIES:
            raise self.refuse(
                "ValidationError", "The collection MetricDataQueries must not have a size greater than 500"
            )
        every = [(query, times(request, query["MetricStat"]["Period"])) for query in queries]
        at, left, results, token = int(request.get("NextToken") or 0), self.page_points, [], None
        while at < len(every) and left > 0:
            query, stamps = every[at]
            if len(stamps) > left and results:
                break
            name = query["MetricStat"]["Stat"]
            results.append(
                {
                    "Id": query["Id"],
                    "Label": "x",
                    "Timestamps": stamps,
                    "Values": [value(name)] * len(stamps),
                    "StatusCode": "Complete",
                }
            )
            left -= len(stamps)
            at += 1
        if at < len(every):
            token = str(at)
        if self.lose_pages_after is not None and len(self.requests) > self.lose_pages_after:
            results, token = [], None
        return {"MetricDataResults": results, "Messages": []} | ({"NextToken": token} if token else {})


def times(request, period):
    start, end = int(request["StartTime"]), int(request["EndTime"])
    return list(range(start, end, period))


def value(statistic):
    return 1000.0 if statistic == "Sum" else 10.0
