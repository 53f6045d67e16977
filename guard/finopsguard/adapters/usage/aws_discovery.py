"""Which resources there are, for a summary that names none: those with tags by the tagging API, else those that CloudWatch measures."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from finopsguard.adapters.usage.aws_client import Caller
from finopsguard.adapters.usage.aws_metrics import FAMILIES, family, identified
from finopsguard.types.usage import UsageTarget

_TAGGED: Final = {
    "ec2": "ec2:instance",
    "rds": "rds:db",
    "lambda": "lambda:function",
    "dynamodb": "dynamodb:table",
    "s3": "s3",
    "elb": "elasticloadbalancing:loadbalancer",
    "alb": "elasticloadbalancing:loadbalancer/app",
    "nat_gateway": "ec2:natgateway",
    "ebs": "ec2:volume",
    "log_group": "logs:log-group",
    "kinesis": "kinesis:stream",
    "firehose": "firehose:deliverystream",
    "http_api": "apigateway",
}
"""Our type -> that of the Resource Groups Tagging API."""


def type_of(resource_id: str) -> str | None:
    """The type that an ARN or an instance id shows, ``None`` where it shows none."""
    if resource_id.startswith("i-"):
        return "ec2"
    for name in reversed(list(FAMILIES)):  # alb before elb, whose ARNs begin alike
        try:
            if resource_id.startswith("arn:") and identified(name, resource_id):
                return name
        except ValueError:
            continue
    return None


def discover(
    resource_type: str, region: str, tags: Mapping[str, str] | None, call: Caller, limit: int
) -> Iterator[UsageTarget]:
    """Resources of one type in a region, ``limit`` at most, each once. CloudWatch names those with data in the last two weeks."""
    found = _tagged(resource_type, region, tags, call) if tags else _measured(resource_type, region, call)
    seen: set[str] = set()
    for name in found:
        if name not in seen:
            seen.add(name)
            yield UsageTarget(resource_id=name, resource_type=resource_type, region=region)
            if len(seen) >= limit:
                return


def _measured(resource_type: str, region: str, call: Caller) -> Iterator[str]:
    known = family(resource_type)
    parameters: dict[str, Any] = {"Namespace": known.namespace, "MetricName": known.metrics[0]}
    for answer in _pages("cloudwatch", "list_metrics", region, call, "NextToken", parameters):
        for metric in answer["Metrics"]:
            for dimension in metric.get("Dimensions") or ():
                if dimension["Name"] == known.dimension:
                    yield dimension["Value"]


def _tagged(resource_type: str, region: str, tags: Mapping[str, str], call: Caller) -> Iterator[str]:
    if resource_type not in _TAGGED:
        raise ValueError(f"Resources of type {resource_type} cannot be found by tags: name them.")
    parameters: dict[str, Any] = {
        "TagFilters": [{"Key": key, "Values": [value]} for key, value in tags.items()],
        "ResourceTypeFilters": [_TAGGED[resource_type]],
    }
    service = "resourcegroupstaggingapi"
    for answer in _pages(service, "get_resources", region, call, "PaginationToken", parameters):
        for resource in answer["ResourceTagMappingList"]:
            if type_of(resource["ResourceARN"]) == resource_type:
                yield resource["ResourceARN"]


def _pages(
    service: str, operation: str, region: str, call: Caller, cursor: str, parameters: dict[str, Any]
) -> Iterator[Mapping[str, Any]]:
    token = ""
    while True:
        answer = call(service, operation, region, **parameters)
        yield answer
        following = answer.get(cursor)
        if not following or not isinstance(following, str) or following == token:
            return
        token = parameters[cursor] = following
