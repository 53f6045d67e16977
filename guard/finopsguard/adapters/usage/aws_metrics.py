"""What CloudWatch measures of each resource type: namespace, dimension, metrics, and which statistic each metric wants."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any, Final, NamedTuple

from finopsguard.adapters.usage.periods import floor_day
from finopsguard.adapters.usage.steps import aligned, step_of
from finopsguard.types.usage import UsageMetric

S3_STORAGE: Final = (
    "StandardStorage",
    "IntelligentTieringFAStorage",
    "IntelligentTieringIAStorage",
    "IntelligentTieringAAStorage",
    "IntelligentTieringAIAStorage",
    "IntelligentTieringDAAStorage",
    "StandardIAStorage",
    "OneZoneIAStorage",
    "ReducedRedundancyStorage",
    "GlacierInstantRetrievalStorage",
    "GlacierStorage",
    "DeepArchiveStorage",
)
"""Storage classes under which BucketSizeBytes is kept (Amazon S3 User Guide, "Metrics and dimensions")."""

KEPT: Final = timedelta(days=455)
_AGES: Final = ((timedelta(days=15), 60), (timedelta(days=63), 300))
"""How long points that far apart (in seconds) are kept (Amazon CloudWatch User Guide, "Metrics concepts"); hours for :data:`KEPT`."""


class Family(NamedTuple):
    """Resources of one type."""

    namespace: str
    dimension: str
    arn: str
    """How the resource part of their ARN begins: ``arn:aws:ec2:REGION:ACCOUNT:instance/ID``."""
    metrics: tuple[str, ...]
    """Asked for when none is named."""
    services: tuple[str, ...]
    """Under which names Cost Explorer bills them."""


FAMILIES: Final[Mapping[str, Family]] = {
    "ec2": Family(
        "AWS/EC2",
        "InstanceId",
        "ec2:instance/",
        ("CPUUtilization", "NetworkIn", "NetworkOut"),
        ("Amazon Elastic Compute Cloud - Compute",),
    ),
    "rds": Family(
        "AWS/RDS",
        "DBInstanceIdentifier",
        "rds:db:",
        ("CPUUtilization", "DatabaseConnections", "ReadIOPS"),
        ("Amazon Relational Database Service",),
    ),
    "lambda": Family(
        "AWS/Lambda", "FunctionName", "lambda:function:", ("Invocations", "Duration", "Errors"), ("AWS Lambda",)
    ),
    "dynamodb": Family(
        "AWS/DynamoDB",
        "TableName",
        "dynamodb:table/",
        ("ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"),
        ("Amazon DynamoDB",),
    ),
    "s3": Family(
        "AWS/S3", "BucketName", "s3:", ("NumberOfObjects", "BucketSizeBytes"), ("Amazon Simple Storage Service",)
    ),
    "elb": Family(
        "AWS/ELB",
        "LoadBalancerName",
        "elasticloadbalancing:loadbalancer/",
        ("RequestCount", "HealthyHostCount"),
        ("Amazon Elastic Load Balancing",),
    ),
    "alb": Family(
        "AWS/ApplicationELB",
        "LoadBalancer",
        "elasticloadbalancing:loadbalancer/app/",
        ("RequestCount", "ActiveConnectionCount"),
        ("Amazon Elastic Load Balancing",),
    ),
    "nat_gateway": Family(
        "AWS/NATGateway",
        "NatGatewayId",
        "ec2:natgateway/",
        ("BytesOutToDestination", "BytesOutToSource"),
        ("EC2 - Other",),
    ),
    "ebs": Family("AWS/EBS", "VolumeId", "ec2:volume/", ("VolumeReadOps", "VolumeWriteOps"), ("EC2 - Other",)),
    "log_group": Family("AWS/Logs", "LogGroupName", "logs:log-group:", ("IncomingBytes",), ("AmazonCloudWatch",)),
    "kinesis": Family(
        "AWS/Kinesis", "StreamName", "kinesis:stream/", ("IncomingBytes", "GetRecords.Bytes"), ("Amazon Kinesis",)
    ),
    "firehose": Family(
        "AWS/Firehose",
        "DeliveryStreamName",
        "firehose:deliverystream/",
        ("IncomingBytes",),
        ("Amazon Kinesis Firehose",),
    ),
    # an ARN has the id of a REST API where CloudWatch has its name
    "rest_api": Family("AWS/ApiGateway", "ApiName", "", ("Count",), ("Amazon API Gateway",)),
    "http_api": Family("AWS/ApiGateway", "ApiId", "apigateway:/apis/", ("Count",), ("Amazon API Gateway",)),
}

_UNITS: Final = {
    "CPUUtilization": "Percent",
    "NetworkIn": "Bytes",
    "NetworkOut": "Bytes",
    "DiskReadBytes": "Bytes",
    "DiskWriteBytes": "Bytes",
    "EBSReadBytes": "Bytes",
    "EBSWriteBytes": "Bytes",
    "ReadIOPS": "Count/Second",
    "WriteIOPS": "Count/Second",
    "Duration": "Milliseconds",
    "BucketSizeBytes": "Bytes",
    "BytesOutToDestination": "Bytes",
    "BytesOutToSource": "Bytes",
    "EstimatedProcessedBytes": "Bytes",
    "GetRecords.Bytes": "Bytes",
    "IncomingBytes": "Bytes",
    "ProcessedBytes": "Bytes",
    "FreeableMemory": "Bytes",
}
"""GetMetricData answers without units. What is not listed counts something."""
_SUMS: Final = frozenset(
    {"ActiveConnectionCount", "ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits", "DiskReadBytes", "DiskReadOps"}
    | {"DiskWriteBytes", "DiskWriteOps", "EBSReadBytes", "EBSReadOps", "EBSWriteBytes", "EBSWriteOps", "Errors"}
    | {"HTTPCode_Target_2XX_Count", "HTTPCode_Target_5XX_Count", "Invocations", "NetworkIn", "NetworkOut"}
    | {
        "BytesOutToDestination",
        "BytesOutToSource",
        "Count",
        "EstimatedProcessedBytes",
        "GetRecords.Bytes",
        "IncomingBytes",
    }
    | {"RuleEvaluations", "VolumeReadOps", "VolumeWriteOps"}
    | {"NetworkPacketsIn", "NetworkPacketsOut", "NewConnectionCount", "ProcessedBytes", "RequestCount", "Throttles"}
)
"""Metrics of which only the sum of a period means something; of all others it is the average."""


class Series(NamedTuple):
    """One metric of one resource, over a window."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...]
    statistic: str
    unit: str
    start: datetime
    end: datetime
    step: int
    """Seconds between points."""

    def wire_dimensions(self) -> list[dict[str, str]]:
        """As the API takes them."""
        return [{"Name": name, "Value": value} for name, value in self.dimensions]


def family(resource_type: str) -> Family:
    """Raises ``ValueError`` that names the types there are."""
    found = FAMILIES.get(resource_type.lower())
    if found is None:
        raise ValueError(f"Unknown AWS resource type {resource_type}: choose {', '.join(FAMILIES)}.")
    return found


def identified(resource_type: str, resource_id: str) -> tuple[str, str]:
    """What stands in the dimension, and the region if the id is an ARN that has one. Raises ``ValueError`` for an id of something else."""
    known = family(resource_type)
    name, region = resource_id, ""
    if resource_id.startswith("arn:"):
        parts = resource_id.split(":", 5)
        begin = known.arn.partition(":")
        if len(parts) < 6 or parts[2] != begin[0] or not parts[5].startswith(begin[2]):
            raise ValueError(f"{resource_id} is not the ARN of a resource of type {resource_type}.")
        name, region = parts[5].removeprefix(begin[2]), parts[3]
        if resource_type.lower() == "alb":
            name = f"app/{name}"
        if resource_type.lower() in {"lambda", "log_group"}:
            name = name.partition(":")[0]
    if resource_type.lower() == "alb" and (not name.startswith("app/") or name.count("/") != 2):
        raise ValueError(f"{resource_id} does not name an alb for CloudWatch: give its ARN, or app/NAME/ID of it.")
    if not name or (resource_type.lower() == "elb" and "/" in name):
        raise ValueError(f"{resource_id or 'An empty text'} is no name of a resource of type {resource_type}.")
    return name, region


def series_of(
    resource_type: str, name: str, metrics: Sequence[str] | None, start: datetime, end: datetime, now: datetime
) -> list[Series]:
    """What to ask of one resource. ``name`` is as :func:`identified` has it; times are in UTC."""
    known = family(resource_type)
    asked = known.metrics if metrics is None else metrics
    window = _daily(start, end) if known.namespace == "AWS/S3" else _window(start, end, now)
    if window[0] >= window[1]:
        return []
    return [
        Series(known.namespace, metric, dimensions, statistic_of(metric), _UNITS.get(metric, "Count"), *window)
        for metric in dict.fromkeys(asked)
        for dimensions in _dimensions(known, name, metric)
    ]


def statistic_of(metric: str) -> str:
    """``Sum`` or ``Average``, whichever means something."""
    return "Sum" if metric in _SUMS else "Average"


def _dimensions(known: Family, name: str, metric: str) -> list[tuple[tuple[str, str], ...]]:
    base = (known.dimension, name)
    if known.namespace != "AWS/S3":
        return [(base,)]
    kinds = S3_STORAGE if metric == "BucketSizeBytes" else ("AllStorageTypes",)
    return [(base, ("StorageType", kind)) for kind in kinds]


def _daily(start: datetime, end: datetime) -> tuple[datetime, datetime, int]:
    """S3 measures once a day and is a day late: whole days, two at least."""
    return min(floor_day(start), floor_day(end) - timedelta(days=2)), end, 86_400


def _window(start: datetime, end: datetime, now: datetime) -> tuple[datetime, datetime, int]:
    """Whole minutes, and the shortest step that is still kept and makes no more than 1,440 points."""
    finest = next((step for age, step in _AGES if now - start < age), 3600)
    first = max(aligned(start, 60), aligned(now - KEPT, 3600))
    last = max(aligned(end, 60), aligned(start, 60) + timedelta(minutes=1))
    return first, last, max(step_of(last - first), finest)


def points_of(series: Series) -> int:
    """How many points the series has at most."""
    return max(1, -(-int((series.end - series.start).total_seconds()) // series.step))


def from_statistics(series: Series, answer: Mapping[str, Any]) -> list[UsageMetric]:
    """The points of a GetMetricStatistics answer, which come in no order, by time."""
    dimensions = dict(series.dimensions)
    points = [
        UsageMetric(
            timestamp=_utc(point["Timestamp"]),
            value=float(point[series.statistic]),
            unit=str(point.get("Unit") or series.unit),
            metric_name=series.name,
            dimensions=dimensions.copy(),
        )
        for point in answer["Datapoints"]  # botocore reads a body that is cut off as an answer without members
        if point.get(series.statistic) is not None
    ]
    return sorted(points, key=_time)


def from_data(series: Series, timestamps: Sequence[datetime], values: Sequence[float]) -> list[UsageMetric]:
    """The points of one GetMetricData result, by time. They share one mapping of dimensions: there may be a million of them."""
    unit, name, dimensions = series.unit, series.name, dict(series.dimensions)
    points = [
        UsageMetric(timestamp=_utc(stamp), value=value, unit=unit, metric_name=name, dimensions=dimensions)
        for stamp, value in zip(timestamps, map(float, values), strict=True)
    ]
    points.sort(key=_time)
    return points


_time: Final = attrgetter("timestamp")


def _utc(stamp: datetime) -> datetime:
    if stamp.tzinfo is UTC:
        return stamp
    return stamp.replace(tzinfo=UTC) if stamp.tzinfo is None else stamp.astimezone(UTC)
