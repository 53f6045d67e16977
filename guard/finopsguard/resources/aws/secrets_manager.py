"""Secrets Manager (AWS: "AWS Secrets Manager pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Unknown
from finopsguard.types.money import ONE
from finopsguard.types.price import Price

SECRETS = "AWSSecretsManager"
TEN_THOUSAND = Decimal(10_000)


@about(
    components=(("Secret", "months"), ("API requests", "10k requests"), ("replica[REGION]: Secret", "months")),
    services=(SECRETS,),
    usage=(("monthly_requests", "requests"),),
    assumptions=("A replica is billed as a secret of its region.",),
)
def secret(resource: Resource, bill: Bill) -> None:
    """``aws_secretsmanager_secret`` with its replicas."""
    bill.add("Secret", "months", ONE, resource.price(SECRETS, "secret"))
    requests = resource.price(SECRETS, "api-requests")
    bill.use("API requests", "10k requests", requests, key="monthly_requests", scale=TEN_THOUSAND)
    for replica in resource.blocks("replica"):
        region = replica.text("region")
        if isinstance(region, Unknown):
            price: Price | Missing = Missing(region.why)
        else:
            price = resource.price(SECRETS, "secret", region=region)
        bill.within(f"replica[{region}]").add("Secret", "months", ONE, price, inputs=(replica.where("region"),))
