"""Further AWS services priced by the site's own files."""

import re

from price_book.aws_metered import TB, compile_metered, rule
from price_book.draft import Draft
from price_book.rows import Reader

_M = 10**6
_B = 10**9
_CAPACITY = "capacity-unit-hour"
DYNAMODB = {
    "Data Storage Indexed GB-Mo": rule("standard/storage", "GB-month"),
    "Data Storage Indexed - IA GB-Mo": rule("standard-ia/storage", "GB-month"),
    "PayPerRequest Read Request Units": rule("standard/on-demand/read", "request-unit"),
    "PayPerRequest Write Request Units": rule("standard/on-demand/write", "request-unit"),
    "PayPerRequest Replicated Write Request Units": rule("standard/on-demand/replicated-write", "request-unit"),
    "PayPerRequest Read Request Units IA": rule("standard-ia/on-demand/read", "request-unit"),
    "PayPerRequest Write Request Units IA": rule("standard-ia/on-demand/write", "request-unit"),
    "PayPerRequest Replicated Write Request Units IA": rule("standard-ia/on-demand/replicated-write", "request-unit"),
    "Provisioned Read Units": rule("standard/provisioned/read", _CAPACITY),
    "Provisioned Write Units": rule("standard/provisioned/write", _CAPACITY),
    "Provisioned Replicated Write Units": rule("standard/provisioned/replicated-write", _CAPACITY),
    "Provisioned Read Units IA": rule("standard-ia/provisioned/read", _CAPACITY),
    "Provisioned Write Units IA": rule("standard-ia/provisioned/write", _CAPACITY),
    "Provisioned Replicated Write Units IA": rule("standard-ia/provisioned/replicated-write", _CAPACITY),
    "On-Demand Backup Storage GB-Month": rule("backup/on-demand", "GB-month"),
    "PITR Backup Storage GB-Mo": rule("backup/point-in-time", "GB-month"),
    "Restore Data Size": rule("restore", "GB"),
    "Export Data Size per GB": rule("export", "GB"),
    "Import Data Size": rule("import", "GB"),
    "Streams Read Requests": rule("streams/read", "request-unit"),
    "Change Data Capture Units for Kinesis Data Streams": rule("kinesis-streams/change-data-capture", "unit"),
}
ECS = {
    "perCPU per hour": rule("fargate/linux/x86/vcpu", "vCPU-hour"),
    "perGB per hour": rule("fargate/linux/x86/memory", "GB-hour"),
    "ARM perCPU per hour": rule("fargate/linux/arm/vcpu", "vCPU-hour"),
    "ARM perGB per hour": rule("fargate/linux/arm/memory", "GB-hour"),
    "perCPU per hour Windows": rule("fargate/windows/x86/vcpu", "vCPU-hour"),
    "perGB per hour Windows": rule("fargate/windows/x86/memory", "GB-hour"),
    "perCPU OS License Fee per hour Windows": rule("fargate/windows/x86/licence", "vCPU-hour"),
    "Storage per GB-Hours": rule("fargate/ephemeral-storage", "GB-hour", note="beyond the 20 GB included in each task"),
}
EKS = {
    "Compute per Hours": rule("cluster/hour", "hour"),
    "Compute per hours": rule("cluster/hour", "hour"),
    "Compute ExtendedSupport per Hours": rule(
        "cluster/extended-support-surcharge", "hour", note="on top of cluster/hour: 0.10 + 0.50 = 0.60 in extended support"
    ),
    "Fargate perCPU per hours": rule("fargate/vcpu", "vCPU-hour"),
    "Fargate perGB per hours": rule("fargate/memory", "GB-hour"),
}
EFS = {
    "General Purpose Storage GB Mo": rule("standard/storage", "GB-month"),
    "Infrequent Access Storage GB Mo": rule("standard-ia/storage", "GB-month"),
    "Archive Storage GB Mo": rule("archive/storage", "GB-month"),
    "One Zone General Purpose Storage GB Mo": rule("one-zone/storage", "GB-month"),
    "One Zone Infrequent Access Storage GB Mo": rule("one-zone-ia/storage", "GB-month"),
    "Infrequent Access Requests Read per GB": rule("standard-ia/read", "GB"),
    "Infrequent Access Requests Write per GB": rule("standard-ia/write", "GB"),
    "Archive Storage Read Read GB": rule("archive/read", "GB"),
    "Archive Storage Write Write GB": rule("archive/write", "GB"),
    "EFS Storage Requests Read per GB": rule("elastic-throughput/read", "GB"),
    "EFS Storage Requests Write per GB": rule("elastic-throughput/write", "GB"),
    "Throughput Provisioned": rule("provisioned-throughput", "MiBps-month"),
}
KMS = {
    "Encryption Key": rule("key", "key-month"),
    "API request - Non Free Tier": rule("requests/symmetric", "request", note="the account's free 20,000 a month are not deducted"),
    "Asymmetric Requests RSA_2048": rule("requests/rsa-2048", "request"),
    "Asymmetric Requests except RSA_2048API": rule("requests/asymmetric", "request"),
    "API Requests GenerateDatakeyPair ECC": rule("requests/data-key-pair-ecc", "request"),
    "API Requests GenerateDatakeyPair RSA": rule("requests/data-key-pair-rsa", "request"),
}
_NO_FREE_TIER = "the free allowance of each month is not deducted"
SNS = {
    "Amazon SNS API Requests": rule("standard/requests", "request", note=_NO_FREE_TIER),
    "HTTP 100000 to Inf": rule("standard/notifications/http", "notification", note=_NO_FREE_TIER),
    "SMTP 1000 to Inf": rule("standard/notifications/email", "notification", note=_NO_FREE_TIER),
    "SMTP 0 to Inf": rule("standard/notifications/email", "notification"),
    "Amazon SQS Notifications": rule("standard/notifications/sqs", "notification", zero=True),
    "AWS Lambda Notifications": rule("standard/notifications/lambda", "notification", zero=True),
    "Amazon Kinesis Data Firehose Messages": rule("standard/notifications/firehose", "notification"),
    "Google Cloud Messaging for Android GCM Notifications": rule("standard/notifications/mobile-push", "notification", note=_NO_FREE_TIER),
    "Apple Push Notification Service APNS iOS Notifications": rule("standard/notifications/mobile-push", "notification", note=_NO_FREE_TIER),
    "Amazon SNS FIFO API Requests per Requests": rule("fifo/requests", "request"),
    "SNS FIFO Publish Payload per GB": rule("fifo/publish-payload", "GB"),
    "Amazon SNS FIFO Subscription Messages per Messages": rule("fifo/notifications", "notification"),
    "Amazon SNS FIFO Subscription Messages Payload per GB": rule("fifo/notification-payload", "GB"),
    "Amazon SNS Standard Payload Scanned Filtered per GB": rule("standard/payload-filtering", "GB"),
}
KINESIS = {
    "Provisioned shard hour per ShardHour": rule("provisioned/shard", "shard-hour"),
    "Payload Units per PutRequest": rule("provisioned/put-payload-units", "unit"),
    "Addon shard hour per ShardHour": rule("provisioned/extended-retention", "shard-hour"),
    "Enhanced fan out per ConsumerShardHour": rule("provisioned/fan-out/consumer-shard", "consumer-shard-hour"),
    "Enhanced fan out GB of data retrieved per GB": rule("provisioned/fan-out/retrieval", "GB"),
    "Long term Data Retention GB-month per GB-month": rule("provisioned/long-term-retention", "GB-month"),
    "Long term Data Retrieval GB per GB": rule("long-term-retrieval", "GB"),
    "OnDemandStreamHr per StreamHr": rule("on-demand/stream", "hour"),
    "OnDemandDataIngested per GB": rule("on-demand/ingested", "GB"),
    "OnDemandDataRetrieval per GB": rule("on-demand/retrieved", "GB"),
    "OnDemandEFODataRetrieval per GB": rule("on-demand/fan-out/retrieval", "GB"),
    "OnDemandExtendedRetentionByteHrs per GB month": rule("on-demand/extended-retention", "GB-month"),
    "OnDemandLongTermRetentionByteHrs per GB month": rule("on-demand/long-term-retention", "GB-month"),
}
_CACHES = {"0 5": "0.5", "1 6": "1.6", "6 1": "6.1", "13 5": "13.5", "28 4": "28.4", "58 2": "58.2", "118": "118", "237": "237"}
API_GATEWAY = {
    "API Calls Number of up to 333 million": rule("rest/requests", "request", note="the list ends at the second tier (1 billion a month)"),
    "API Calls Number of Request Next 667 million": rule("rest/requests", "request", 333 * _M),
    "ApiGatewayHttpApi First 300 million": rule("http/requests", "request"),
    "ApiGatewayHttpApi more than 300 million": rule("http/requests", "request", 300 * _M),
    "WebSocket Connection Minutes": rule("websocket/connection", "minute"),
    **{f"Caching Memory Size {words}": rule(f"cache/{size}-gb", "hour") for words, size in _CACHES.items()},
}
_FREE_10M = "the first 10 million requests a month are free and not deducted"
WAF = {
    "Web ACL Activated per Month": rule("v2/web-acl", "month"),
    "Rule Activated per Month": rule("v2/rule", "month"),
    "Request Processed Tier1 per Request": rule("v2/requests", "request"),
    "AMR Bot Control Activated per Month": rule("v2/bot-control", "month"),
    "AMR Bot Control Request Processed per Request from 10000000 to Inf": rule("v2/bot-control/requests", "request", note=_FREE_10M),
    "Captcha Attempts processed per Request": rule("v2/captcha-attempts", "request"),
    "WebACL per month": rule("classic/web-acl", "month"),
    "Rules added per WebACL per month": rule("classic/rule", "month"),
    "Web Requests received per Request": rule("classic/requests", "request"),
}
CONFIG = {
    "Config": rule("configuration-items", "item"),
    "Config Custom": rule("configuration-items/custom", "item"),
    "Config configurationItemRecordedDaily": rule("configuration-items/daily", "item"),
    "Config Rules first 100000": rule("rule-evaluations", "evaluation"),
    "Config Rules next 400000": rule("rule-evaluations", "evaluation", 100_000),
    "Config Rules 500001 and more": rule("rule-evaluations", "evaluation", 500_000),
    "Config Conformance Packs first 100000": rule("conformance-pack-evaluations", "evaluation"),
    "Config Conformance Packs next 400000": rule("conformance-pack-evaluations", "evaluation", 100_000),
    "Config Conformance Packs 500001 and more": rule("conformance-pack-evaluations", "evaluation", 500_000),
}
GLUE = {
    "Data catalog requests": rule("catalog/requests", "request", note=_NO_FREE_TIER),
    "Data catalog storage": rule("catalog/objects", "object-month", note=_NO_FREE_TIER),
    "Data catalog crawler run": rule("crawler", "DPU-hour"),
    "ETL Job run": rule("job", "DPU-hour"),
    "ETL Job run Flex": rule("job/flex", "DPU-hour"),
    "ETL Interactive Session": rule("interactive-session", "DPU-hour"),
    "ETL Development endpoint": rule("development-endpoint", "DPU-hour"),
    "Data Brew Interactive session": rule("databrew/session", "session"),
    "Data Brew Job run": rule("databrew/job", "node-hour"),
}
CLOUDTRAIL = {
    "Management Paid Events Recorded": rule("management-events/additional-copies", "event"),
    "Data Events Recorded": rule("data-events", "event"),
    "Insights Events": rule("insights-events", "event"),
    "Ingestion Bytes First 5TB": rule("lake/ingestion/seven-year", "GB"),
    "Ingestion Bytes Next 20TB": rule("lake/ingestion/seven-year", "GB", 5 * TB),
    "Ingestion Bytes Over 25TB": rule("lake/ingestion/seven-year", "GB", 25 * TB),
    "Ingestion Bytes-1yearstore": rule("lake/ingestion/one-year", "GB"),
    "QueryScanned Bytes": rule("lake/queries", "GB"),
}
_FREE_HANDLER = "1,000 operations a month are free and not deducted"
CLOUDFORMATION = {
    "CloudFormation-ResourceProvider-Invocation per Operations": rule("resource-provider/operations", "operation", note=_FREE_HANDLER),
    "CloudFormation-ResourceProvider-Duration per Second": rule("resource-provider/duration", "second", note="above 30 seconds an operation"),
    "CloudFormation-ResourceProvider-Duration per seconds": rule("resource-provider/duration", "second", note="above 30 seconds an operation"),
    "CloudFormation-Hook-Invocation per Operations": rule("hook/operations", "operation", note=_FREE_HANDLER),
    "CloudFormation-Hook-Duration per seconds": rule("hook/duration", "second", note="above 30 seconds an operation"),
}
NEPTUNE = {
    "Storage Rate": rule("standard/storage", "GB-month"),
    "IO Rate": rule("standard/io-requests", "request"),
    "IO optimized Storage Rate General Purpose-Aurora": rule("io-optimized/storage", "GB-month"),
    "Storage Snapshot Rate": rule("backup", "GB-month"),
    "Serverless": rule("standard/serverless", "NCU-hour"),
    "IO optimized Serverless General Purpose-Aurora": rule("io-optimized/serverless", "NCU-hour"),
}
_NEPTUNE_TYPES = (
    (re.compile(r"Neptune (?:General purpose|Memory Optimized) Current Generation db (\w+\.\w+)"), rule(r"db.\1/standard", "hour")),
    (
        re.compile(r"Neptune IO optimized (?:General purpose|Memory Optimized) Current Generation db (\w+\.\w+) General Purpose-Aurora"),
        rule(r"db.\1/io-optimized", "hour"),
    ),
)
MSK = {
    "RunVolume GP2": rule("storage/gp2", "GB-month"),
    "RunVolume General": rule("storage/provisioned-throughput", "MBps-month"),
    "TieredStorage Tiered storage": rule("storage/tiered", "GB-month"),
    "TieredStorage Tiered storage-DataRetrieval": rule("storage/tiered/retrieval", "GB"),
    "RunConnect": rule("connect/mcu", "MCU-hour"),
    "RunReplicator": rule("replicator", "hour"),
    "Serverless Cluster-hours": rule("serverless/cluster", "hour"),
    "Serverless Partition-hours": rule("serverless/partition", "partition-hour"),
    "Serverless Per-GB data ingressed": rule("serverless/in", "GB"),
    "Serverless Per-GB data egressed": rule("serverless/out", "GB"),
}
_MSK_TYPES = ((re.compile(r"RunBroker-computefamily-(\w+\.\w+)"), rule(r"broker/kafka.\1", "hour")),)
REDSHIFT = {"Redshift Serverless compute charges per RPU-Hr": rule("serverless", "RPU-hour")}
_REDSHIFT_TYPES = (
    (re.compile(r"(\w+) (\w+) OnDemand Compute Instance Current Generation"), rule(r"node/\1.\2", "hour")),
    (re.compile(r"(ra3) (\w+) Redshift Concurrency Scaling Current Generation RA3"), rule(r"concurrency-scaling/\1.\2", "node-second")),
    (
        re.compile(r"(dc2) (\w+) Redshift Concurrency Scaling Current Generation Dense Compute"),
        rule(r"concurrency-scaling/\1.\2", "node-second"),
    ),
)
ATHENA = {"Athena Queries": rule("queries", "TB")}
CLOUDHSM = {"CloudHSM Hourly": rule("hsm", "hour")}
TIMESTREAM = {
    "Timestream Ingestion per GB": rule("ingestion", "GB"),
    "Timestream Memory Store per GB-Hours": rule("memory-store", "GB-hour"),
    "Timestream Magnetic Store per GB-Mo": rule("magnetic-store", "GB-month"),
    "Timestream Query per GB": rule("query", "GB"),
    "Query TCU-hours per TCU-hour": rule("query/tcu", "TCU-hour"),
}
_INFLUX = (
    (
        re.compile(r"Database Instance InfluxDB No license required (db influx\.\w+) (Single-AZ|Multi-AZ)".replace("db ", "db[ .]")),
        rule(r"\1/\2", "hour"),
    ),
)
CODEPIPELINE = {
    "Active Pipeline Inf": rule("v1/pipeline", "pipeline-month", note="free in the first 30 days of a pipeline"),
    "Action Execution Minutes Inf": rule("v2/action-minutes", "minute", note=_NO_FREE_TIER),
}
CODEARTIFACT = {"Storage from 0 to Inf": rule("storage", "GB-month"), "Request from 0 to Inf": rule("requests", "request")}
DATASYNC = {"Data transferred": rule("transferred", "GB")}
SHIELD = {"Advanced Monthly Fee": rule("advanced/month", "month")}
CLOUDFRONT = {
    "Charge for using an SSL certificate with a CloudFront alternate domain name": rule("dedicated-ip-certificate", "month"),
    "CloudFront Request-Origin-Shield Origin Shield Requests": rule("origin-shield/requests", "request"),
}


def compile_more(reader: Reader, draft: Draft) -> None:
    """All of this module, and ElastiCache."""
    for name, service, rules, patterns in (
        ("aws_dynamodb.csv", "AmazonDynamoDB", DYNAMODB, ()),
        ("aws_ecs.csv", "AmazonECS", ECS, ()),
        ("aws_eks.csv", "AmazonEKS", EKS, ()),
        ("aws_efs.csv", "AmazonEFS", EFS, ()),
        ("aws_kms.csv", "awskms", KMS, ()),
        ("aws_sns.csv", "AmazonSNS", SNS, ()),
        ("aws_kinesis.csv", "AmazonKinesis", KINESIS, ()),
        ("aws_apigateway.csv", "AmazonApiGateway", API_GATEWAY, ()),
        ("aws_waf.csv", "awswaf", WAF, ()),
        ("aws_config.csv", "AWSConfig", CONFIG, ()),
        ("aws_glue.csv", "AWSGlue", GLUE, ()),
        ("aws_cloudtrail.csv", "AWSCloudTrail", CLOUDTRAIL, ()),
        ("aws_cloudformation.csv", "AWSCloudFormation", CLOUDFORMATION, ()),
        ("aws_neptune.csv", "AmazonNeptune", NEPTUNE, _NEPTUNE_TYPES),
        ("aws_msk.csv", "AmazonMSK", MSK, _MSK_TYPES),
        ("aws_redshift.csv", "AmazonRedshift", REDSHIFT, _REDSHIFT_TYPES),
        ("aws_athena.csv", "AmazonAthena", ATHENA, ()),
        ("second/aws_cloudhsm.csv", "CloudHSM", CLOUDHSM, ()),
        ("second/aws_timestream.csv", "AmazonTimestream", TIMESTREAM, _INFLUX),
        ("aws_codepipeline.csv", "AWSCodePipeline", CODEPIPELINE, ()),
        ("aws_codeartifact.csv", "AWSCodeArtifact", CODEARTIFACT, ()),
        ("aws_datasync.csv", "AWSDataSync", DATASYNC, ()),
        ("aws_shield.csv", "AWSShield", SHIELD, ()),
        ("aws_cloudfront.csv", "AmazonCloudFront", CLOUDFRONT, ()),
    ):
        compile_metered(reader, draft, name, service, rules, patterns)
    _elasticache(reader, draft)


def _elasticache(reader: Reader, draft: Draft) -> None:
    for row in reader.rows("aws_elasticache.csv"):
        a = row.attributes
        engine = (a.get("engine") or a.get("CacheEngine") or "").lower()
        if row.sku.startswith("cache.") and engine in {"redis", "memcached"}:
            draft.add(row, "AmazonElastiCache", f"{row.sku}/{engine}", "hour", sku=a.get("sku", ""))
        elif a.get("family") == "Storage Snapshot":
            draft.add(row, "AmazonElastiCache", "backup", "GB-month", sku=a.get("sku", ""))
        else:
            draft.drop("aws/AmazonElastiCache", "no key")
