"""AWS prices that only documents quoting the official list have: one region each."""

from decimal import Decimal

from price_book.draft import Draft
from price_book.rows import Reader

_FREE = "the free allowance of each month is not deducted"
_US_EAST_1 = {
    # (service, usage metric) of the list: service, key, unit, units the price is for, note.
    ("amazonecr", "ECR-Storage"): ("AmazonECR", "storage", "GB-month", 1, ""),
    ("amazoneventbridge", "EventBridge-CustomEvent"): ("AWSEvents", "custom-events", "event", 1, ""),
    ("amazoneventbridge", "EventBridge-ArchiveReplay"): ("AWSEvents", "archive/replay", "event", 1, ""),
    ("amazonsqs", "SQS-Standard-Request"): ("AWSQueueService", "standard/requests", "request", 1, _FREE),
    ("amazonsqs", "SQS-FIFO-Request"): ("AWSQueueService", "fifo/requests", "request", 1, _FREE),
    ("awssecretsmanager", "SecretsManager-Secret"): ("AWSSecretsManager", "secret", "secret-month", 1, ""),
    ("awssecretsmanager", "SecretsManager-API-Call"): ("AWSSecretsManager", "api-requests", "request", 10_000, ""),
    ("awsdatatransfer", "DataTransfer-InterAZ-GB"): (
        "AWSDataTransfer",
        "intra-region",
        "GB",
        1,
        "charged in each direction",
    ),
}
_EU_WEST_2 = {
    ("ecr", "storage"): ("AmazonECR", "storage", "GB-month", 1, ""),
    ("secretsmanager", "secret"): ("AWSSecretsManager", "secret", "secret-month", 1, ""),
    ("secretsmanager", "api-requests"): ("AWSSecretsManager", "api-requests", "request", 10_000, ""),
    ("ssm", "advanced-parameter"): ("AWSSystemsManager", "parameter-store/advanced", "parameter-month", 1, ""),
    ("ssm", "api-interactions"): (
        "AWSSystemsManager",
        "parameter-store/api-interactions/advanced",
        "interaction",
        10_000,
        "",
    ),
    ("eventbridge_scheduler", "invocations"): ("AWSEvents", "scheduler/invocations", "invocation", 1_000_000, _FREE),
    ("cloudfront", "http-requests-europe"): ("AmazonCloudFront", "requests/http/europe-israel", "request", 10_000, ""),
    ("cloudfront", "https-requests-europe"): (
        "AmazonCloudFront",
        "requests/https/europe-israel",
        "request",
        10_000,
        "",
    ),
    ("cloudfront", "functions"): ("AmazonCloudFront", "functions", "invocation", 1_000_000, _FREE),
}


def compile_quoted(reader: Reader, draft: Draft) -> None:
    """All of this module. Whatever better lists cover as well is not taken from here."""
    for name, table in (("second/aws_us-east-1_seed.csv", _US_EAST_1), ("second/aws_eu-west-2_facts.csv", _EU_WEST_2)):
        for row in reader.rows(name):
            entry = table.get((row.service, row.sku))
            if entry is None:
                if not row.service.startswith("rds"):
                    draft.drop("aws/quoted", "figure of a document that better lists cover, or without a key")
                continue
            service, key, unit, per, note = entry
            region = "global" if service == "AmazonCloudFront" else row.region
            draft.add(
                row,
                service,
                key,
                unit,
                region=region,
                price=row.price / Decimal(per),
                sku=row.attributes.get("usageType", ""),
                note=note,
            )
