"""Cloud Key Management Service (Google: "Cloud KMS pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Unknown

KMS = "cloud-kms"
TEN_THOUSAND = Decimal(10_000)


@about(
    components=(("Key versions", "months"), ("Operations", "10k operations")),
    services=(KMS,),
    usage=(("key_versions", "active versions"), ("monthly_key_operations", "operations")),
    assumptions=("Software protection unless version_template says otherwise.",),
)
def crypto_key(resource: Resource, bill: Bill) -> None:
    """``google_kms_crypto_key``."""
    template = resource.block("version_template") or Block({}, {}, resource.trial, "version_template.0")
    stated = template.text("protection_level", "SOFTWARE")
    level = stated if isinstance(stated, Unknown) else stated.lower()
    inputs = (template.where("protection_level"), template.where("algorithm"))
    versions = resource.price(KMS, "key-version", level)
    bill.use("Key versions", "months", versions, key="key_versions", inputs=inputs)
    operations = resource.price(KMS, "operations", level)
    bill.use(
        "Operations", "10k operations", operations, key="monthly_key_operations", scale=TEN_THOUSAND, inputs=inputs
    )
