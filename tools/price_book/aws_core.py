"""AWS services priced by the site's own files that the most used resource types need."""

import re

from price_book.aws_metered import TB, compile_metered, rule
from price_book.draft import Draft
from price_book.rows import Reader

_CLASSES = {
    "Standard Infrequent Access": "standard-ia",
    "One Zone Infrequent Access": "onezone-ia",
    "Glacier Instant Retrieval": "glacier-instant",
    "Intelligent Tiering": "intelligent-tiering",
    "Express One Zone": "express-onezone",
}
_LIFECYCLE = {
    **{words: name for words, name in _CLASSES.items() if name != "express-onezone"},
    "Glacier Deep Archive": "deep-archive",
    "Glacier": "glacier-flexible",
}
S3_RULES = {
    "Standard Storage First 50 TB per GB Mo": rule("standard/storage", "GB-month"),
    "Standard Storage Next 450 TB per GB Mo": rule("standard/storage", "GB-month", 50 * TB),
    "Standard Storage Over 500 TB per GB Mo": rule("standard/storage", "GB-month", 500 * TB),
    "GET and all other requests per Requests": rule("standard/get", "request"),
    "Data Scanned by S3 Select in Standard per GB": rule("standard/select-scanned", "GB"),
    "Data Returned by S3 Select in Standard per GB": rule("standard/select-returned", "GB"),
    "Intelligent Tiering Frequent Access First 50 TB per GB Mo": rule("intelligent-tiering/frequent/storage", "GB-month"),
    "Intelligent Tiering Frequent Access Next 450 TB per GB Mo": rule("intelligent-tiering/frequent/storage", "GB-month", 50 * TB),
    "Intelligent Tiering Frequent Access Over 500 TB per GB Mo": rule("intelligent-tiering/frequent/storage", "GB-month", 500 * TB),
    "Intelligent Tiering Infrequent Access per GB Mo": rule("intelligent-tiering/infrequent/storage", "GB-month"),
    "Intelligent Tiering Infrequent Access From 0 to Inf per GB-Mo": rule("intelligent-tiering/infrequent/storage", "GB-month"),
    "Intelligent Tiering Archive Instant Access": rule("intelligent-tiering/archive-instant/storage", "GB-month"),
    "IntelligentTieringArchiveAccess": rule("intelligent-tiering/archive/storage", "GB-month"),
    "IntelligentTieringDeepArchiveAccess": rule("intelligent-tiering/deep-archive/storage", "GB-month"),
    "Per object per month monitoring and automation fee for objects in Intelligent Tiering": rule(
        "intelligent-tiering/monitoring", "object-month"
    ),
    "Standard Infrequent Access Storage per GB-Mo": rule("standard-ia/storage", "GB-month"),
    "One Zone Infrequent Access Storage Inf per GB-Mo": rule("onezone-ia/storage", "GB-month"),
    "Glacier Instant Retrieval Storage": rule("glacier-instant/storage", "GB-month"),
    "Express One Zone Storage Inf per GB Mo": rule("express-onezone/storage", "GB-month"),
    "Object Upload in Express One Zone per GB": rule("express-onezone/upload", "GB"),
    "Glacier Storage per GB Mo": rule("glacier-flexible/storage", "GB-month"),
    "Glacier Staging Storage per GB Mo": rule("glacier-flexible/staging-storage", "GB-month"),
    "PUT requests to Glacier per Requests": rule("glacier-flexible/put", "request"),
    "GET and all other requests to GLACIER per Requests": rule("glacier-flexible/get", "request"),
    "Glacier S3 API Tier 3 RestoreObject": rule("glacier-flexible/retrieval-requests/standard", "request"),
    "Glacier Expedited Glacier Restore Requests": rule("glacier-flexible/retrieval-requests/expedited", "request"),
    "Bulk Glacier Restore Requests": rule("glacier-flexible/retrieval-requests/bulk", "request", zero=True),
    "Fee for Standard Retrieval of data stored": rule("glacier-flexible/retrieval/standard", "GB"),
    "Glacier S3 Expedited Retrieval": rule("glacier-flexible/retrieval/expedited", "GB"),
    "Fee for Bulk Retrieval of data stored": rule("glacier-flexible/retrieval/bulk", "GB", zero=True),
    "GET and all other requests to GDA per Requests": rule("deep-archive/get", "request"),
    "Fee for Standard Retrieval of data stored from Glacier Deep Archive": rule("deep-archive/retrieval/standard", "GB"),
    "Fee for Bulk Retrieval of data stored from Glacier Deep Archive": rule("deep-archive/retrieval/bulk", "GB"),
    "Tags Storage per Tag Mo": rule("object-tagging", "tag-month"),
    "Per object fee for objects included in Analytics": rule("analytics/objects", "object-month"),
    "Per object fee for objects listed in an Inventory": rule("inventory/objects", "object"),
    "Per job fee for Batch Operations jobs": rule("batch-operations/jobs", "job"),
    "Per object fee for object operations performed by Batch Operations": rule("batch-operations/objects", "object"),
    "Per object fee for objects included in Storage Lens 0 25000000000": rule("storage-lens/objects", "object-month"),
    "Per object fee for objects included in Storage Lens 25000000000 100000000000": rule("storage-lens/objects", "object-month", 25 * 10**9),
    "Per object fee for objects included in Storage Lens 100000000000 Inf": rule("storage-lens/objects", "object-month", 10**11),
    "Bytes Returned by OL APs per GB": rule("object-lambda/returned", "GB"),
    **{f"PUT COPY/POST or LIST requests to {words} per Requests": rule(f"{name}/put", "request") for words, name in _CLASSES.items()},
    **{f"GET and all other requests to {words} per Requests": rule(f"{name}/get", "request") for words, name in _CLASSES.items()},
    **{f"Data Scanned by S3 Select in {words} per GB": rule(f"{name}/select-scanned", "GB") for words, name in _CLASSES.items()},
    **{f"Data Returned by S3 Select in {words} per GB": rule(f"{name}/select-returned", "GB") for words, name in _CLASSES.items()},
    **{f"Object Retrieval in {words} per GB": rule(f"{name}/retrieval", "GB") for words, name in _CLASSES.items()},
    **{
        f"Lifecycle Transition Requests into {words} per Requests": rule(f"{name}/lifecycle-transition", "request")
        for words, name in _LIFECYCLE.items()
    },
}
# What AWS charges at the rate of another meter, by its own pricing page: parts uploaded to Glacier are staged in S3 Standard
# and billed as Standard PUT requests; the archive tiers of Intelligent-Tiering cost what the Glacier classes cost.
_STANDARD_PUT = ("CopyPart to Glacier per Requests", "PUT COPY/POST or LIST requests to Intelligent Tiering per Requests")
_DEEP_ARCHIVE = "IntelligentTieringDeepArchiveAccess"
_DEEP_ARCHIVE_PUT = "Lifecycle Transition Requests into Glacier Deep Archive per Requests"
_ARCHIVE_PAIR = ("IntelligentTieringArchiveAccess", "Glacier Storage per GB Mo")

_X86_TIERS = (0, 6 * 10**9, 15 * 10**9)
_ARM_TIERS = (0, 7_500_000_000, 18_750_000_000)
LAMBDA_RULES = {
    "Lambda Requests": rule("x86/requests", "request"),
    "Lambda Requests-ARM": rule("arm/requests", "request"),
    "Lambda Duration": rule("x86/duration", "GB-second", _X86_TIERS[0]),
    "Lambda Duration Tier2": rule("x86/duration", "GB-second", _X86_TIERS[1]),
    "Lambda Duration Tier3": rule("x86/duration", "GB-second", _X86_TIERS[2]),
    "Lambda Duration-ARM": rule("arm/duration", "GB-second", _ARM_TIERS[0]),
    "Lambda Duration-ARM Tier2": rule("arm/duration", "GB-second", _ARM_TIERS[1]),
    "Lambda Duration-ARM Tier3": rule("arm/duration", "GB-second", _ARM_TIERS[2]),
    "Lambda Provisioned-Concurrency": rule("x86/provisioned-concurrency", "GB-second"),
    "Lambda Provisioned-Concurrency-ARM": rule("arm/provisioned-concurrency", "GB-second"),
    "Lambda Duration-Provisioned": rule("x86/provisioned-duration", "GB-second"),
    "Lambda Duration-Provisioned-ARM": rule("arm/provisioned-duration", "GB-second"),
    "Lambda Storage-Duration": rule("x86/ephemeral-storage", "GB-second"),
    "Lambda Storage-Duration-ARM": rule("arm/ephemeral-storage", "GB-second"),
    "Lambda Processed-Bytes": rule("x86/response-streaming", "GB"),
    "Lambda Processed-Bytes-ARM": rule("arm/response-streaming", "GB"),
    "Lambda Edge-Requests": rule("edge/requests", "request"),
    "Lambda Edge-Duration": rule("edge/duration", "GB-second"),
}

_LOG_TIERS = {"first 10TB": 0, "next 20TB": 10 * TB, "next next 20 TB": 30 * TB, "over 50TB": 50 * TB}
_VENDED = {"First 10TB": 0, "Next 20TB": 10 * TB, "Next Next 20TB": 30 * TB, "over 50TB": 50 * TB}
CLOUDWATCH_RULES = {
    "Metric for the first 10000": rule("metrics", "metric-month"),
    "Metric for the next 240000": rule("metrics", "metric-month", 10_000),
    "Metric for the next 750000": rule("metrics", "metric-month", 250_000),
    "Metric for over 1000000": rule("metrics", "metric-month", 1_000_000),
    "Alarm Standard": rule("alarm/standard", "alarm-metric-month"),
    "Alarm High Resolution": rule("alarm/high-resolution", "alarm-metric-month"),
    "Alarm Composite": rule("alarm/composite", "alarm-month"),
    "Metrics Insights Alarms Standard": rule("alarm/metrics-insights", "metric-month"),
    "Dashboard Basic Dashboard": rule("dashboard", "dashboard-month"),
    "Dashboard Extended Dashboard": rule("dashboard", "dashboard-month"),
    "API Request": rule("api-requests", "request"),
    "API Request GetMetricData": rule("api-requests/get-metric-data", "metric"),
    "API Request GetMetricWidgetImage": rule("api-requests/get-metric-widget-image", "metric"),
    "API Request GetInsightRuleReport": rule("api-requests/get-insight-rule-report", "metric"),
    "Canaries per Runs": rule("synthetics/canary-runs", "run"),
    "Contributor Insights CloudWatchLogs": rule("contributor-insights/logs/rule", "rule-month"),
    "Contributor Insights DynamoDB": rule("contributor-insights/dynamodb/rule", "rule-month"),
    "Event CloudWatchLog": rule("contributor-insights/logs/events", "event"),
    "Event DynamoDB": rule("contributor-insights/dynamodb/events", "event"),
    "Metric Streams MetricUpdate": rule("metric-streams/updates", "metric-update"),
    "Logs Collected Data Ingestion": rule("logs/standard/ingestion", "GB"),
    "IA Custom ingested Logs from 0 upto Inf": rule("logs/infrequent-access/ingestion", "GB"),
    "Stored Data": rule("logs/storage", "GB-month"),
    "Queried Logs Insights": rule("logs/insights-queries", "GB"),
    "DataProtection LogsCloudWatch Logs Data Protection": rule("logs/data-protection", "GB"),
    **{f"Delivered Logs for {words}": rule("logs/delivery/s3", "GB", start) for words, start in _LOG_TIERS.items()},
    **{
        f"Amazon Kinesis Data Firehose Delivered Logs for {words}": rule("logs/delivery/firehose", "GB", start)
        for words, start in _LOG_TIERS.items()
    },
    **{f"Vended Logs {words}": rule("logs/delivery/cloudwatch", "GB", start) for words, start in _VENDED.items()},
}

_PB = 1_048_576
VPC_RULES = {
    "Hourly charge for In use Public IPv4 Addresses per Hrs": rule("public-ipv4/in-use", "hour"),
    "Hourly charge for Idle Public IPv4 Addresses per Hrs": rule("public-ipv4/idle", "hour"),
    "Hourly charge for IPv4 address in a contiguous block of IPv4 address per Hrs": rule("public-ipv4/contiguous-block", "hour"),
    "Hourly charge for Active IP Addresses per hours": rule("ipam/active-address", "hour"),
    "Hourly charge for VPC Endpoints per Hrs": rule("interface-endpoint/hour", "hour"),
    "Charge for per GB data processed by VPC Endpoints per GB from 0 to 1048576": rule("interface-endpoint/gb", "GB"),
    "Charge for per GB data processed by VPC Endpoints per GB from 1048576 to 5242880": rule("interface-endpoint/gb", "GB", _PB),
    "Charge for per GB data processed by VPC Endpoints per GB from 5242880 to Inf": rule("interface-endpoint/gb", "GB", 5 * _PB),
    "Hourly charge for AWS Gateway Load Balancer VPC Endpoint per Hrs": rule("gwlb-endpoint/hour", "hour"),
    "Charge for per GB data processed by AWS Gateway Load Balancer VPC Endpoint per GB": rule("gwlb-endpoint/gb", "GB"),
    "Hourly charge for Transit Gateway VPC Attachments per hour": rule("transit-gateway/vpc/hour", "hour"),
    "Hourly charge for Transit Gateway Site to-Site VPN attachments per hour": rule("transit-gateway/vpn/hour", "hour"),
    "Hourly charge for Transit Gateway AWS Direct Connect Gateway attachments per hour": rule("transit-gateway/direct-connect/hour", "hour"),
    "Hourly charge for Transit Gateway Peering Attachments per hour": rule("transit-gateway/peering/hour", "hour"),
    "Hourly charge for Transit Gateway Connect attachments per hour": rule("transit-gateway/connect/hour", "hour"),
    "Charge for per GB data processed by AWS Transit Gateways for VPC attachments per GigaBytes": rule("transit-gateway/vpc/gb", "GB"),
    "Charge for per GB data processed by AWS Transit Gateways for Site to-Site VPN attachments per GigaBytes": rule(
        "transit-gateway/vpn/gb", "GB"
    ),
    "Charge for per GB data processed by AWS Transit Gateways for AWS Direct Connect Gateway attachments per GigaBytes": rule(
        "transit-gateway/direct-connect/gb", "GB"
    ),
    "Charge for per GB data processed by AWS Transit Gateway for Multicast receivers per GigaBytes": rule("transit-gateway/multicast/gb", "GB"),
    "CreateVpnConnection per Hrs": rule("vpn-connection/hour", "hour"),
    "CreateVpnConnection per hours": rule("vpn-connection/hour", "hour"),
    "Hourly charge for Client VPN Endpoints per Hourly": rule("client-vpn/endpoint/hour", "hour"),
    "Hourly charge for Client VPN connections per Hourly": rule("client-vpn/connection/hour", "hour"),
    "Hourly charge for Traffic Mirroring Source per hour": rule("traffic-mirroring/hour", "hour"),
    "Charge per Hour per VPC Lattice Service per Hrs": rule("lattice/service/hour", "hour"),
    "Charge per GB Data Processed by VPC Lattice Service per GB": rule("lattice/gb", "GB"),
    "Charge per analysis processed by VPC Reachability Analyzer per ReachabilityAnalyses": rule("reachability-analyzer/analysis", "analysis"),
    "Charge per ENI processed by VPC Access Analyzer per NetworkInterface Assessment": rule("network-access-analyzer/eni", "ENI"),
}
NAT_RULES = {
    "Hourly charge for NAT Gateways": rule("nat-gateway/hour", "hour"),
    "Charge for per GB data processed by NatGateways": rule("nat-gateway/gb", "GB"),
}
_B = 10**9
ROUTE53_RULES = {
    "DNS Zone first 25": rule("hosted-zone", "zone-month"),
    "DNS Zone": rule("hosted-zone", "zone-month", 25),
    "Route53 RRSets per Mo": rule("record-sets", "record-month", note="beyond the 10,000 records included in each hosted zone"),
    "Basic Traffic Flow Routing per Mo": rule("traffic-policy-record", "record-month"),
    "Query ENI": rule("resolver/endpoint-eni", "hour"),
    "DNS Query DNS Firewall per Queries": rule("dns-firewall/queries", "query"),
    "DNS Query DNS Firewall per Queries over 1B": rule("dns-firewall/queries", "query", _B),
    "DNS Domain Names DNS Firewall per Mo": rule("dns-firewall/domains", "domain-month"),
}


def compile_core(reader: Reader, draft: Draft) -> None:
    """S3, Lambda, CloudWatch, VPC, NAT gateways and Route 53."""
    compile_metered(reader, draft, "aws_s3.csv", "AmazonS3", S3_RULES)
    _compile_s3_computed(reader, draft)
    compile_metered(reader, draft, "aws_lambda.csv", "AWSLambda", LAMBDA_RULES)
    compile_metered(reader, draft, "aws_cloudwatch.csv", "AmazonCloudWatch", CLOUDWATCH_RULES)
    compile_metered(reader, draft, "aws_vpc.csv", "AmazonVPC", VPC_RULES)
    compile_metered(reader, draft, "aws_natgateway.csv", "AmazonEC2", NAT_RULES)
    compile_metered(reader, draft, "aws_route53.csv", "AmazonRoute53", ROUTE53_RULES)


def _compile_s3_computed(reader: Reader, draft: Draft) -> None:
    """Standard PUT requests and Deep Archive storage, which the site's file lacks, from meters that AWS bills at the same rate."""
    by_region: dict[str, dict[str, list]] = {}
    for row in reader.rows("aws_s3.csv"):
        if row.description in {*_STANDARD_PUT, *_ARCHIVE_PAIR, _DEEP_ARCHIVE, _DEEP_ARCHIVE_PUT}:
            by_region.setdefault(row.region, {})[row.description] = row
    for meters in by_region.values():
        copy_part, tiering = (meters.get(words) for words in _STANDARD_PUT)
        if copy_part and tiering and copy_part.price == tiering.price:
            note = "computed: the rate of CopyPart to Glacier and of Intelligent-Tiering PUT, which are billed as Standard PUT"
            draft.add(copy_part, "AmazonS3", "standard/put", "request", sku=copy_part.attributes["rateCode"], note=note)
        else:
            draft.drop("aws/AmazonS3", "standard/put: the meters it is computed from differ")
        archive, glacier = (meters.get(words) for words in _ARCHIVE_PAIR)
        deep = meters.get(_DEEP_ARCHIVE)
        if archive and glacier and deep and archive.price == glacier.price:
            note = "computed: the rate of Intelligent-Tiering Deep Archive Access, which costs what Glacier Deep Archive costs"
            draft.add(deep, "AmazonS3", "deep-archive/storage", "GB-month", sku=deep.attributes["rateCode"], note=note)
        else:
            draft.drop("aws/AmazonS3", "deep-archive/storage: the archive meters differ")
