"""EKS clusters (AWS: "Amazon EKS pricing")."""

from datetime import date

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing, together
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Text, Unknown

EKS = "AmazonEKS"
STANDARD_SUPPORT_ENDS = {
    24: date(2024, 1, 31),
    25: date(2024, 5, 1),
    26: date(2024, 6, 11),
    27: date(2024, 7, 24),
    28: date(2024, 11, 26),
    29: date(2025, 3, 23),
    30: date(2025, 7, 23),
    31: date(2025, 11, 26),
    32: date(2026, 3, 23),
    33: date(2026, 7, 29),
    34: date(2026, 12, 2),
    35: date(2027, 3, 27),
}
"""Minor version of Kubernetes 1 -> last day of standard support (AWS: "Understand the Kubernetes version lifecycle on EKS")."""
AUTO_MODE = "Auto Mode also charges for each instance that it runs; the instances are not in the plan"


@about(
    components=(
        ("EKS cluster", "hours"),
        ("EKS cluster (extended support)", "hours"),
        ("Control plane (tier)", "hours"),
    ),
    services=(EKS,),
    assumptions=(
        "Extended support is priced where the version's standard support has ended on the day of the check.",
        "The upgrade policy STANDARD keeps out of extended support; a cluster without a version has the newest.",
        "Instances of Auto Mode are not in a plan and not counted.",
    ),
)
def cluster(resource: Resource, bill: Bill) -> None:
    """``aws_eks_cluster``: its hours, in standard or extended support."""
    version = resource.text("version")
    policy = resource.block("upgrade_policy")
    support = policy.text("support_type", "EXTENDED") if policy else "EXTENDED"
    extended = support != "STANDARD" and is_extended(version, resource.settings.today)
    price = resource.price(EKS, "cluster", "hour")
    inputs = ("version", "upgrade_policy")
    if extended:
        price = together(price, resource.price(EKS, "cluster", "extended-support-surcharge"))
    name = "EKS cluster (extended support)" if extended else "EKS cluster"
    bill.add(name, "hours", resource.settings.hours, price, inputs=inputs)
    if isinstance(version, Unknown):
        bill.note("the version is known only after apply: standard support assumed")
    scaling = resource.block("control_plane_scaling_config")
    tier = scaling.text("tier", "standard") if scaling else "standard"
    if tier != "standard":
        hours = resource.settings.hours
        listed = Missing(tier.why) if isinstance(tier, Unknown) else resource.price(EKS, "control-plane", tier)
        bill.add(f"Control plane ({tier})", "hours", hours, listed, inputs=("control_plane_scaling_config.0.tier",))
    compute = resource.block("compute_config")
    if compute is not None and compute.flag("enabled"):
        bill.note(AUTO_MODE)


def is_extended(version: Text, today: date) -> bool:
    """Whether a version of Kubernetes is past its standard support; versions newer than the table are not."""
    if isinstance(version, Unknown):
        return False
    major, _, rest = version.partition(".")
    minor = rest.partition(".")[0]
    if major != "1" or not (minor.isascii() and minor.isdigit()):
        return False
    ends = STANDARD_SUPPORT_ENDS.get(int(minor))
    if ends is None:
        return int(minor) < min(STANDARD_SUPPORT_ENDS)
    return today > ends
