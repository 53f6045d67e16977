"""EC2 instances, alone or as copies of a launch template (AWS: "Amazon EC2 On-Demand Pricing", "Burstable performance instances")."""

from decimal import Decimal

from msgspec.structs import replace

from finopsguard.resources.about import about
from finopsguard.resources.aws import ebs
from finopsguard.resources.aws.instance_types import BURSTABLE, UNLIMITED_BY_DEFAULT, family, vcpus
from finopsguard.resources.aws.launch import ROOT, Launch, Volume, launch_of_instance, template_of
from finopsguard.resources.bill import Bill, Missing, together
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number, Text, Unknown, exact
from finopsguard.types.money import ONE, ZERO
from finopsguard.types.price import Price, Tier

EC2 = "AmazonEC2"
CLOUDWATCH = "AmazonCloudWatch"

SYSTEMS = {"linux": "Linux/UNIX", "windows": "Windows", "rhel": "RHEL", "suse": "SUSE"}
"""Operating system as usage files write it -> as AWS bills write it."""

PLATFORMS = {
    "Linux/UNIX": "linux",
    "Red Hat BYOL Linux": "linux",
    "Red Hat Enterprise Linux": "rhel",
    "SUSE Linux": "suse",
    "Windows": "windows",
    "Windows BYOL": "linux",
}
"""``platform_details`` of an AMI -> system it is billed as (AWS: "AMI billing information fields"); others hold more licences."""

EBS_OPTIMIZED_EXTRA = frozenset(
    {
        *("c1.xlarge", "c3.xlarge", "c3.2xlarge", "c3.4xlarge", "g2.2xlarge", "i2.xlarge", "i2.2xlarge", "i2.4xlarge"),
        *("m1.large", "m1.xlarge", "m2.2xlarge", "m2.4xlarge", "m3.xlarge", "m3.2xlarge"),
        *("r3.xlarge", "r3.2xlarge", "r3.4xlarge"),
    }
)
"""Types that are EBS-optimized only when asked to, for an extra charge (AWS: "Amazon EBS-optimized instance types")."""

DETAILED_METRICS = Decimal(7)
"""Metrics that detailed monitoring of one instance is billed as."""
RESERVED_KEYS = ("reserved_instance_type", "reserved_instance_term", "reserved_instance_payment_option")
NO_RESERVED = "reserved rates are not in the price book: it costs at most the on-demand price; give yours with --prices"
NO_SPOT = "spot prices move all day and are not in the price book: it costs at most the on-demand price"
NO_VOLUMES = "the launch template is not in the plan: its volumes are not known"

LINES = (
    ("Instance usage (OS, on-demand | spot | reserved, type)", "hours"),
    ("EBS-optimized usage", "hours"),
    ("EC2 detailed monitoring", "metrics"),
    ("CPU credits", "vCPU-hours"),
    ("root_block_device: Storage (type)", "GB"),
    ("root_block_device: Provisioned IOPS", "IOPS"),
    ("root_block_device: Provisioned throughput", "Mbps"),
    ("root_block_device: I/O requests", "1M request"),
)
USAGE = (
    ("operating_system", "linux, windows, rhel or suse"),
    ("monthly_cpu_credit_hrs", "hours of surplus CPU credits per vCPU"),
    ("vcpu_count", "vCPUs, where the book does not know them"),
    ("reserved_instance_type", "standard or convertible: reserved rates are not in the book"),
    ("reserved_instance_term", "1_year or 3_year, the same"),
    ("reserved_instance_payment_option", "no_upfront, partial_upfront or all_upfront, the same"),
)
ASSUMPTIONS = (
    "Linux unless the usage file or the AMI's platform says otherwise; shared tenancy; on demand.",
    "A root volume of 8 GB gp2 where neither the resource nor the AMI in the plan describes one.",
    "t3, t3a and t4g run in unlimited mode, t2 in standard mode, unless credit_specification says otherwise.",
    "Spot and reserved instances have no price in the book; the range goes up to the on-demand price (or the stated maximum).",
)


@about(
    components=(*LINES, ("ebs_block_device[n]: Storage (type)", "GB")),
    services=(EC2, CLOUDWATCH),
    usage=(("monthly_hrs", "hours"), *USAGE, ("ebs_block_device[n].monthly_standard_io_requests", "requests")),
    assumptions=ASSUMPTIONS,
)
def instance(resource: Resource, bill: Bill) -> None:
    """``aws_instance``; what it leaves out is taken from its launch template."""
    image = resource.follow("ami", "aws_ami")
    of_image = image.block if image else None
    launch = launch_of_instance(resource, template_of(resource, "launch_template.0"), of_image)
    machines(resource, launch, bill, system=operating_system(resource, of_image))


def machines(
    resource: Resource, launch: Launch, bill: Bill, *, system: Text, on_demand: Number = ONE, spot: Number = ZERO
) -> None:
    """Lines of ``on_demand + spot`` instances that are launched alike, with their volumes."""
    count = on_demand + spot
    if launch.tenancy == "host":
        bill.note("runs on a dedicated host, which is billed as aws_ec2_host: no instance hours")
    elif launch.spot:
        _hours(resource, launch, bill, system, "spot", count)
    else:
        reserved = any(resource.said(key) for key in RESERVED_KEYS)
        if on_demand != 0 or spot == 0:
            _hours(resource, launch, bill, system, "reserved" if reserved else "on-demand", on_demand)
        if spot != 0:
            _hours(resource, launch, bill, system, "spot", spot)
    if not isinstance(launch.type, Unknown):
        if launch.type in EBS_OPTIMIZED_EXTRA and launch.ebs_optimized():
            price = resource.price(EC2, "ebs-optimized", launch.type)
            bill.add("EBS-optimized usage", "hours", resource.hours() * count, price, inputs=("ebs_optimized",))
        _monitoring(resource, launch, bill, count)
        _cpu_credits(resource, launch, bill, system, count)
    _volumes(resource, launch, bill, count)


def hourly(resource: Resource, type_: Text, system: Text, tenancy: Text) -> Price | Missing:
    """The on-demand price of an hour; other systems than Linux as Linux plus their licence."""
    hardware: Text = "shared" if tenancy == "default" else tenancy
    direct = resource.price(EC2, type_, system, hardware, "on-demand")
    if isinstance(direct, Price) or isinstance(type_, Unknown) or isinstance(system, Unknown) or system == "linux":
        return direct
    linux = resource.price(EC2, type_, "linux", hardware, "on-demand")
    if system == "windows":
        return together(linux, resource.price(EC2, "windows-uplift", type_))
    cores = vcpus(resource, type_)
    if cores is None:
        return Missing(f"the number of vCPUs of {type_} is not known, which its {SYSTEMS[system]} price depends on")
    return together(linux, resource.price(EC2, f"{system}-uplift", f"{cores}-vcpu"))


def operating_system(resource: Resource, image: Block | None = None) -> Text:
    """From the usage file, else from the AMI's platform, else Linux."""
    said = resource.said("operating_system")
    if said:
        return _said_system(str(said).lower())
    if image is None:
        return "linux"
    platform = image.text("platform_details")
    if platform == "" or isinstance(platform, Unknown):
        return "windows" if image.text("platform") == "windows" else "linux"
    return PLATFORMS.get(platform) or Unknown(f"the price book has no licence price of {platform}")


def _said_system(said: str) -> Text:
    return (
        said
        if said in SYSTEMS
        else Unknown(f"operating_system {said} of the usage file is none of {', '.join(SYSTEMS)}")
    )


def _hours(resource: Resource, launch: Launch, bill: Bill, system: Text, purchase: str, count: Number) -> None:
    listed = hourly(resource, launch.type, system, launch.tenancy)
    price: Price | Missing = listed
    at_most: Price | Missing | None = None
    if purchase != "on-demand":
        price = Missing(NO_SPOT if purchase == "spot" else NO_RESERVED)
        at_most = _capped(listed, launch.spot_limit) if purchase == "spot" else listed
    shown = "unknown licence" if isinstance(system, Unknown) else SYSTEMS[system]
    name = f"Instance usage ({shown}, {purchase}, {launch.type})"
    bill.add(name, "hours", resource.hours() * count, price, inputs=launch.inputs, at_most=at_most)


def _capped(listed: Price | Missing, limit: Text) -> Price | Missing:
    """The on-demand price, or the most that the configuration pays for a spot hour where that is less."""
    if isinstance(listed, Missing) or isinstance(limit, Unknown) or limit == "":
        return listed
    most = exact(limit, "the most that a spot hour may cost")
    if isinstance(most, Unknown) or most <= 0:
        return listed
    return replace(listed, tiers=(Tier(ZERO, min(most, listed.unit_price)),))


def _monitoring(resource: Resource, launch: Launch, bill: Bill, count: Number) -> None:
    if launch.monitored:
        metrics = resource.price(CLOUDWATCH, "metrics")
        bill.add("EC2 detailed monitoring", "metrics", DETAILED_METRICS * count, metrics, inputs=("monitoring",))


def _cpu_credits(resource: Resource, launch: Launch, bill: Bill, system: Text, count: Number) -> None:
    """Surplus credits of burstable instances in unlimited mode; those of Windows instances cost more."""
    name = family(str(launch.type))
    mode = launch.credits or ("unlimited" if name in UNLIMITED_BY_DEFAULT else "standard")
    if name not in BURSTABLE or mode == "standard":
        return
    hours = resource.usage("monthly_cpu_credit_hrs")
    cores = resource.usage("vcpu_count") or vcpus(resource, launch.type)
    kind = "cpu-credits/windows" if system == "windows" else "cpu-credits"
    bill.use_amount(
        "CPU credits",
        "vCPU-hours",
        None if hours is None or cores is None else hours * cores * count,
        resource.price(EC2, kind, name),
        keys=("monthly_cpu_credit_hrs", "vcpu_count") if cores is None else ("monthly_cpu_credit_hrs",),
        inputs=("credit_specification",),
    )


def _volumes(resource: Resource, launch: Launch, bill: Bill, count: Number) -> None:
    if launch.volumes is None:
        bill.add("Storage", "GB", Unknown(NO_VOLUMES), Missing(NO_VOLUMES))
        return
    volumes = launch.volumes
    if not any(volume.is_root for volume in volumes):
        bill.note("root volume: 8 GB gp2 assumed, the AMI decides")
        volumes = [Volume(ROOT, Block({}, {}, resource.trial, f"{ROOT}.0"), is_root=True), *volumes]
    for volume in volumes:
        ebs.volume(
            resource,
            volume.block,
            bill.within(volume.path, count),
            size=volume.size_name,
            default_kind=volume.default_kind,
            default_size=volume.default_size,
            usage_prefix=f"{volume.path}." if volume.path else "",
        )
