"""EC2 instances, alone or as copies of a launch template (AWS: "Amazon EC2 On-Demand Pricing", "Burstable performance instances")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.aws import ebs
from finopsguard.resources.bill import Bill, Missing, together
from finopsguard.resources.resource import Resource, decimal_of
from finopsguard.resources.values import Block, Text, Unknown
from finopsguard.types.price import Price

EC2 = "AmazonEC2"
CLOUDWATCH = "AmazonCloudWatch"

SYSTEMS = {"linux": "Linux/UNIX", "windows": "Windows", "rhel": "RHEL", "suse": "SUSE"}
"""Operating system as usage files write it -> as AWS bills write it."""

PLATFORMS = {"Windows": "windows", "Red Hat": "rhel", "SUSE": "suse"}
"""How ``platform_details`` of an AMI begins -> operating system."""

UNLIMITED_BY_DEFAULT = ("t3", "t3a", "t4g")
BURSTABLE = ("t2", *UNLIMITED_BY_DEFAULT)
DETAILED_METRICS = Decimal(7)
"""Metrics that detailed monitoring of one instance is billed as."""


@about(
    components=(
        ("Instance usage (OS, purchase, type)", "hours"),
        ("EBS-optimized usage", "hours"),
        ("EC2 detailed monitoring", "metrics"),
        ("CPU credits", "vCPU-hours"),
        ("root_block_device: Storage (type)", "GB"),
        ("ebs_block_device[n]: Storage (type)", "GB"),
        ("root_block_device: Provisioned IOPS", "IOPS"),
        ("root_block_device: Provisioned throughput", "Mbps"),
        ("root_block_device: I/O requests", "1M request"),
    ),
    services=(EC2, CLOUDWATCH),
    usage=(
        ("monthly_hrs", "hours"),
        ("operating_system", "linux, windows, rhel or suse"),
        ("monthly_cpu_credit_hrs", "hours of surplus CPU credits per vCPU"),
        ("vcpu_count", "vCPUs, where the book does not know them"),
        ("reserved_instance_type", "standard or convertible: reserved rates are not in the book"),
    ),
    assumptions=(
        "Linux unless the usage file or the AMI's platform says otherwise; shared tenancy; on demand.",
        "A root volume of 8 GB gp2 where none is given; the AMI decides.",
        "t3, t3a and t4g run in unlimited mode, t2 in standard mode, unless credit_specification says otherwise.",
    ),
)
def instance(resource: Resource, bill: Bill) -> None:
    """``aws_instance``; what it leaves out is taken from its launch template."""
    template = None
    if resource.block("launch_template"):
        related = resource.follow("launch_template.0.id", "aws_launch_template") or resource.follow(
            "launch_template.0.name", "aws_launch_template"
        )
        template = related.block if related else None
    if resource.text("tenancy", "default") == "host":
        bill.note("runs on a dedicated host, which is billed as aws_ec2_host: no instance hours")
    else:
        machine(resource, resource, template, bill)
    root = resource.block("root_block_device")
    ebs.volume(resource, root or Block({}, {}, resource.trial, "root_block_device.0"), bill.within("root_block_device"))
    if root is None:
        bill.note("root volume: 8 GB gp2 assumed, the AMI decides")
    for position, block in enumerate(resource.blocks("ebs_block_device")):
        prefix = f"ebs_block_device[{position}]."
        ebs.volume(resource, block, bill.within(f"ebs_block_device[{position}]"), usage_prefix=prefix)


def machine(resource: Resource, block: Block, template: Block | None, bill: Bill) -> None:
    """Instance hours, EBS optimisation, detailed monitoring and CPU credits of one machine that ``block`` describes."""
    source = block if template is None or block.text("instance_type") != "" else template
    type_ = source.text("instance_type")
    inputs = (source.where("instance_type"), block.where("tenancy"))
    system = operating_system(resource, block)
    hours = resource.hours()
    spot = _is_spot(block)
    if resource.said("reserved_instance_type"):
        price: Price | Missing = Missing("reserved rates are not in the price book; give yours with --prices")
        purchase = "reserved"
    elif spot:
        price = Missing("spot prices move all day and are not in the price book; it costs at most the on-demand price")
        purchase = "spot"
    else:
        price = hourly(resource, type_, system, tenancy(block))
        purchase = "on-demand"
    bill.add(
        f"Instance usage ({SYSTEMS[system]}, {purchase}, {type_})",
        "hours",
        hours,
        price,
        inputs=inputs,
        at_most=hourly(resource, type_, system, tenancy(block)) if spot else None,
    )
    if isinstance(type_, Unknown):
        return
    if source.flag("ebs_optimized"):
        surcharge = resource.price(EC2, "ebs-optimized", type_)
        if isinstance(surcharge, Price):
            bill.add("EBS-optimized usage", "hours", hours, surcharge, inputs=(block.where("ebs_optimized"),))
    if _monitored(block):
        metrics = resource.price(CLOUDWATCH, "metrics")
        bill.add("EC2 detailed monitoring", "metrics", DETAILED_METRICS, metrics, inputs=(block.where("monitoring"),))
    _cpu_credits(resource, block, bill, type_)


def hourly(resource: Resource, type_: Text, system: str, tenancy_: Text) -> Price | Missing:
    """The on-demand price of an hour; other systems than Linux as Linux plus their licence."""
    direct = resource.price(EC2, type_, system, tenancy_, "on-demand")
    if isinstance(direct, Price) or system == "linux" or isinstance(type_, Unknown):
        return direct
    linux = resource.price(EC2, type_, "linux", tenancy_, "on-demand")
    if system == "windows":
        return together(linux, resource.price(EC2, "windows-uplift", type_))
    cores = resource.facts("instance_types", type_).get("vcpu")
    if not cores:
        return Missing(
            f"the book does not know how many vCPUs {type_} has, which its {SYSTEMS[system]} price depends on"
        )
    return together(linux, resource.price(EC2, f"{system}-uplift", f"{cores}-vcpu"))


def operating_system(resource: Resource, block: Block) -> str:
    """From the usage file, else from the AMI's platform, else Linux."""
    said = resource.said("operating_system")
    if isinstance(said, str) and said.lower() in SYSTEMS:
        return said.lower()
    if block is resource:
        ami = resource.follow("ami", "aws_ami")
        platform = ami.block.text("platform_details") if ami else ""
        for beginning, system in PLATFORMS.items():
            if not isinstance(platform, Unknown) and platform.startswith(beginning):
                return system
    return "linux"


def tenancy(block: Block) -> Text:
    """``shared`` or ``dedicated``, as the price list writes it."""
    placement = block.block("placement")
    said = placement.text("tenancy", "default") if placement else block.text("tenancy", "default")
    return "shared" if said == "default" else said


def _is_spot(block: Block) -> bool:
    if block.text("spot_price") != "":
        return True
    options = block.block("instance_market_options")
    return options is not None and options.text("market_type") == "spot"


def _monitored(block: Block) -> bool:
    nested = block.block("monitoring")
    return nested.flag("enabled") if nested else block.flag("monitoring")


def _cpu_credits(resource: Resource, block: Block, bill: Bill, type_: str) -> None:
    family = type_.partition(".")[0]
    if family not in BURSTABLE:
        return
    specification = block.block("credit_specification")
    default = "unlimited" if family in UNLIMITED_BY_DEFAULT else "standard"
    mode = specification.text("cpu_credits", default) if specification else default
    if mode != "unlimited":
        return
    hours = resource.usage("monthly_cpu_credit_hrs")
    cores = resource.usage("vcpu_count") or decimal_of(resource.facts("instance_types", type_), "vcpu")
    quantity = None if hours is None or cores is None else hours * cores
    bill.use_amount(
        "CPU credits",
        "vCPU-hours",
        quantity,
        resource.price(EC2, "cpu-credits", family),
        keys=("monthly_cpu_credit_hrs", "vcpu_count") if cores is None else ("monthly_cpu_credit_hrs",),
        inputs=(block.where("credit_specification"),),
    )
