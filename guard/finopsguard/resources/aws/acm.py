"""Certificates (AWS: "AWS Certificate Manager pricing")."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.types.money import ONE

ACM = "AWSCertificateManager"


@about(
    components=(("Certificate (tier)", "requests"),),
    services=(ACM,),
    usage=(("monthly_requests", "certificates issued"),),
    assumptions=("Public certificates are free. One from a private authority is billed each time it is issued.",),
)
def certificate(resource: Resource, bill: Bill) -> None:
    """``aws_acm_certificate``: free unless a private authority issues it."""
    if not resource.has("certificate_authority_arn"):
        bill.free("public certificates cost nothing")
        return
    price = resource.price(ACM, "private-ca/certificates")
    inputs = ("certificate_authority_arn",)
    bill.use("Certificate", "requests", price, key="monthly_requests", inputs=inputs, name_first_tier=True)


@about(
    components=(
        ("Private certificate authority", "months"),
        ("Private certificate authority (short-lived certificate mode)", "months"),
        ("Certificates (tier)", "requests"),
        ("Certificates (short-lived)", "requests"),
    ),
    services=(ACM,),
    usage=(("monthly_requests", "certificates issued"),),
    assumptions=("General purpose unless usage_mode says otherwise; tiers start at the authority's own certificates.",),
)
def authority(resource: Resource, bill: Bill) -> None:
    """``aws_acmpca_certificate_authority``: the authority, and the certificates it issues."""
    short = resource.text("usage_mode", "GENERAL_PURPOSE") == "SHORT_LIVED_CERTIFICATE"
    inputs = ("usage_mode",)
    name = "Private certificate authority"
    if short:
        price = resource.price(ACM, "private-ca/short-lived")
        bill.add(f"{name} (short-lived certificate mode)", "months", ONE, price, inputs=inputs)
        price = resource.price(ACM, "private-ca/certificates/short-lived")
        bill.use("Certificates (short-lived)", "requests", price, key="monthly_requests", inputs=inputs)
        return
    bill.add(name, "months", ONE, resource.price(ACM, "private-ca"), inputs=inputs)
    price = resource.price(ACM, "private-ca/certificates")
    bill.use("Certificates", "requests", price, key="monthly_requests", inputs=inputs, name_first_tier=True)
