"""AWS: usage keys and the CloudWatch metrics behind them (each service's user guide, "Monitoring with Amazon CloudWatch")."""

from collections.abc import Mapping
from typing import Final

from finopsguard.compare.usage.measures import GIB, Condition, Measure, Source, Statistic

_STORAGE: Final = (
    ("standard", "StandardStorage"),
    ("intelligent_tiering.frequent_access", "IntelligentTieringFAStorage"),
    ("intelligent_tiering.infrequent_access", "IntelligentTieringIAStorage"),
    ("intelligent_tiering.archive_access", "IntelligentTieringAAStorage"),
    ("intelligent_tiering.deep_archive_access", "IntelligentTieringDAAStorage"),
    ("standard_infrequent_access", "StandardIAStorage"),
    ("one_zone_infrequent_access", "OneZoneIAStorage"),
    ("glacier_flexible_retrieval", "GlacierStorage"),
    ("glacier_deep_archive", "DeepArchiveStorage"),
)
"""Block of the usage file, storage class of BucketSizeBytes."""


def _bytes(key: str, *metrics: str) -> Measure:
    return Measure(key=key, metrics=metrics, divisor=GIB)


def _count(key: str, *metrics: str) -> Measure:
    return Measure(key=key, metrics=metrics)


_BALANCER: Final = Source(
    cloud="aws",
    kind="alb",
    named_by=("arn",),
    measures=(
        Measure(key="new_connections", metrics=("NewConnectionCount",), statistic=Statistic.PER_SECOND),
        Measure(key="active_connections", metrics=("ActiveConnectionCount",), statistic=Statistic.PER_MINUTE),
        _bytes("processed_bytes_gb", "ProcessedBytes"),
        Measure(key="rule_evaluations", metrics=("RuleEvaluations",), statistic=Statistic.PER_SECOND),
    ),
    only=Condition("load_balancer_type", ("application",), "application"),
)

SOURCES: Final[Mapping[str, Source]] = {
    "aws_alb": _BALANCER,
    "aws_api_gateway_rest_api": Source(
        cloud="aws", kind="rest_api", named_by=("name",), measures=(_count("monthly_requests", "Count"),)
    ),
    "aws_apigatewayv2_api": Source(
        cloud="aws",
        kind="http_api",
        named_by=("id",),
        measures=(_count("monthly_requests", "Count"),),
        only=Condition("protocol_type", ("HTTP",)),
    ),
    "aws_cloudwatch_log_group": Source(
        cloud="aws",
        kind="log_group",
        named_by=("name",),
        measures=(_bytes("monthly_data_ingested_gb", "IncomingBytes"),),
    ),
    "aws_db_instance": Source(
        cloud="aws",
        kind="rds",
        named_by=("identifier",),
        measures=(
            Measure(
                key="monthly_standard_io_requests", metrics=("ReadIOPS", "WriteIOPS"), statistic=Statistic.MONTHLY_RATE
            ),
        ),
        only=Condition("storage_type", ("standard",)),
    ),
    "aws_dynamodb_table": Source(
        cloud="aws",
        kind="dynamodb",
        named_by=("name", "id"),
        measures=(
            _count("monthly_read_request_units", "ConsumedReadCapacityUnits"),
            _count("monthly_write_request_units", "ConsumedWriteCapacityUnits"),
        ),
        only=Condition("billing_mode", ("PAY_PER_REQUEST",), "PROVISIONED"),
    ),
    "aws_ebs_volume": Source(
        cloud="aws",
        kind="ebs",
        named_by=("id",),
        measures=(_count("monthly_standard_io_requests", "VolumeReadOps", "VolumeWriteOps"),),
        only=Condition("type", ("standard",), "gp2"),
    ),
    "aws_elb": Source(
        cloud="aws",
        kind="elb",
        named_by=("name",),
        measures=(_bytes("monthly_data_processed_gb", "EstimatedProcessedBytes"),),
    ),
    "aws_kinesis_firehose_delivery_stream": Source(
        cloud="aws",
        kind="firehose",
        named_by=("name",),
        measures=(_bytes("monthly_data_ingested_gb", "IncomingBytes"),),
    ),
    "aws_kinesis_stream": Source(
        cloud="aws",
        kind="kinesis",
        named_by=("name",),
        measures=(
            _bytes("monthly_on_demand_data_in_gb", "IncomingBytes"),
            _bytes("monthly_on_demand_data_out_gb", "GetRecords.Bytes"),
        ),
        only=Condition("stream_mode_details.0.stream_mode", ("ON_DEMAND",)),
    ),
    "aws_lambda_function": Source(
        cloud="aws",
        kind="lambda",
        named_by=("function_name",),
        measures=(
            _count("monthly_requests", "Invocations"),
            Measure(key="request_duration_ms", metrics=("Duration",), statistic=Statistic.MEAN, weight="Invocations"),
        ),
    ),
    "aws_lb": _BALANCER,
    "aws_nat_gateway": Source(
        cloud="aws",
        kind="nat_gateway",
        named_by=("id",),
        # what clients send out, and what comes back to them: each byte is processed once on its way
        measures=(_bytes("monthly_data_processed_gb", "BytesOutToDestination", "BytesOutToSource"),),
    ),
    "aws_s3_bucket": Source(
        cloud="aws",
        kind="s3",
        named_by=("bucket", "id"),
        measures=tuple(
            Measure(
                key=f"{block}{'_storage_gb' if '.' in block else '.storage_gb'}",
                metrics=("BucketSizeBytes",),
                statistic=Statistic.LATEST,
                divisor=GIB,
                dimension=("StorageType", class_),
            )
            for block, class_ in _STORAGE
        ),
    ),
}
