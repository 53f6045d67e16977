"""Certificates (AWS: "AWS Certificate Manager pricing")."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource

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
