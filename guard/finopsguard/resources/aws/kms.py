"""KMS keys (AWS: "AWS Key Management Service pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Unknown
from finopsguard.types.money import ONE

KMS = "awskms"
TEN_THOUSAND = Decimal(10_000)
REQUESTS = "monthly_requests"
ECC_PAIRS, RSA_PAIRS = "monthly_ecc_data_key_pair_requests", "monthly_rsa_data_key_pair_requests"
SYMMETRIC = "SYMMETRIC_DEFAULT"
ROTATION = "each of a key's first two rotations adds the price of a key"


@about(
    components=(
        ("Customer master key", "months"),
        ("Requests", "10k requests"),
        ("Requests (RSA 2048)", "10k requests"),
        ("Requests (asymmetric)", "10k requests"),
        ("ECC GenerateDataKeyPair requests", "10k requests"),
        ("RSA GenerateDataKeyPair requests", "10k requests"),
    ),
    services=(KMS,),
    usage=(
        (REQUESTS, "requests"),
        (ECC_PAIRS, "GenerateDataKeyPair requests for elliptic curves (symmetric keys)"),
        (RSA_PAIRS, "GenerateDataKeyPair requests for RSA (symmetric keys)"),
    ),
    assumptions=(
        "Symmetric unless the key says otherwise. A key that is rotated is billed as one; each of its first two rotations adds one.",
        "The account's free 20,000 requests a month are not deducted.",
    ),
)
def key(resource: Resource, bill: Bill) -> None:
    """``aws_kms_key``: the key itself and the requests that its kind takes."""
    _key(resource, bill)
    if resource.flag("enable_key_rotation"):
        bill.note(ROTATION)
    attribute = "key_spec" if resource.has("key_spec") else "customer_master_key_spec"
    spec = resource.text(attribute, SYMMETRIC)
    inputs = (attribute,)
    if isinstance(spec, Unknown):
        bill.use("Requests", "10k requests", Missing(spec.why), key=REQUESTS, scale=TEN_THOUSAND, inputs=inputs)
    elif spec == SYMMETRIC:
        _requests(resource, bill, "Requests", "symmetric", REQUESTS)
        _requests(resource, bill, "ECC GenerateDataKeyPair requests", "data-key-pair-ecc", ECC_PAIRS)
        _requests(resource, bill, "RSA GenerateDataKeyPair requests", "data-key-pair-rsa", RSA_PAIRS)
    elif spec == "RSA_2048":
        _requests(resource, bill, "Requests (RSA 2048)", "rsa-2048", REQUESTS)
    elif spec.startswith(("RSA_", "ECC_")):
        _requests(resource, bill, "Requests (asymmetric)", "asymmetric", REQUESTS)
    elif spec.startswith("HMAC_"):
        _requests(resource, bill, "Requests", "symmetric", REQUESTS)
    else:
        _requests(resource, bill, "Requests", spec.lower(), REQUESTS)


@about(
    components=(("Customer master key", "months"),),
    services=(KMS,),
    assumptions=("Requests are listed with aws_kms_key only.",),
)
def plain_key(resource: Resource, bill: Bill) -> None:
    """``aws_kms_external_key``, ``aws_kms_replica_key`` and ``aws_kms_replica_external_key``: each is billed as a key of its region."""
    _key(resource, bill)


def _key(resource: Resource, bill: Bill) -> None:
    bill.add("Customer master key", "months", ONE, resource.price(KMS, "key"))


def _requests(resource: Resource, bill: Bill, name: str, kind: str, usage: str) -> None:
    price = resource.price(KMS, "requests", kind)
    bill.use(
        name, "10k requests", price, key=usage, scale=TEN_THOUSAND, inputs=("customer_master_key_spec", "key_spec")
    )
