"""EKS managed node groups: instances of one's own account (AWS: "Amazon EKS pricing", "Managed node groups")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.aws.ec2 import ASSUMPTIONS, CLOUDWATCH, EC2, LINES, USAGE, machines, operating_system
from finopsguard.resources.aws.launch import (
    ROOT,
    TEMPLATE_ABSENT,
    Launch,
    Volume,
    launch_of_template,
    template_of,
)
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Related, Resource
from finopsguard.resources.values import Block, Number, Text, Unknown

DEFAULT_TYPE = "t3.medium"
DISK = Decimal(20)
WINDOWS_DISK = Decimal(50)
FIRST_TYPE = "the first of instance_types is assumed throughout; EKS takes others when it lacks capacity"


@about(
    components=(
        *((name.removeprefix("root_block_device: "), unit) for name, unit in LINES),
        ("TEMPLATE ADDRESS: Instance usage (OS, on-demand | spot | reserved, type)", "hours"),
        ("TEMPLATE ADDRESS: block_device_mapping[n]: Storage (type)", "GB"),
    ),
    services=(EC2, CLOUDWATCH),
    usage=(("instances", "instances that run on average"), ("monthly_hrs", "hours that each runs"), *USAGE),
    assumptions=(
        "desired_size instances, min_size where it is not set: scaling is not foreseen.",
        "t3.medium with 20 GB gp2 (Windows: 50 GB) unless the group or its launch template says otherwise.",
        "All instances are of the first of instance_types.",
        *ASSUMPTIONS[:1],
        *ASSUMPTIONS[2:],
    ),
)
def node_group(resource: Resource, bill: Bill) -> None:
    """``aws_eks_node_group``, with or without a launch template."""
    count = _count(resource)
    system: Text = operating_system(resource)
    windows = str(resource.text("ami_type")).startswith("WINDOWS")
    if windows and not resource.said("operating_system"):
        system = "windows"
    launch, path = _launch(resource, bill, WINDOWS_DISK if windows else DISK)
    # EKS refuses templates that ask for spot instances: the group itself does.
    launch.spot = resource.text("capacity_type", "ON_DEMAND", unknown=("ON_DEMAND", "SPOT")) == "SPOT"
    machines(resource, launch, bill.within(path), system=system, on_demand=count)


def _count(resource: Resource) -> Number:
    given = resource.usage("instances")
    if given is not None:
        return given
    scaling = resource.block("scaling_config")
    if scaling is None:
        return Unknown("scaling_config is not given")
    return scaling.number("desired_size") if scaling.has("desired_size") else scaling.number("min_size")


def _launch(resource: Resource, bill: Bill, disk: Decimal) -> tuple[Launch, str]:
    """What the nodes are launched with, and where it is said."""
    types = resource.texts("instance_types")
    own: Text = ""
    if isinstance(types, Unknown):
        own = types
    elif types:
        own = types[0]
        if len(types) > 1:
            bill.note(FIRST_TYPE)
    if resource.block("launch_template") is None:
        launch = Launch(own or DEFAULT_TYPE, ("instance_types",))
        launch.volumes = [_root("", resource, disk)]
        launch.volumes[0].size_name = "disk_size"
        return launch, ""
    template = template_of(resource, "launch_template.0")
    launch = launch_of_template(template) if template else Launch(Unknown(TEMPLATE_ABSENT))
    if own:
        launch.type, launch.inputs = own, ("instance_types",)
    elif template is not None and template.block.text("instance_type") == "":
        launch.type, launch.inputs = _of_template(template), ("instance_types",)
    if launch.volumes is not None and not any(found.is_root for found in launch.volumes):
        launch.volumes = [_root(ROOT, Block({}, {}, resource.trial, f"{ROOT}.0"), disk), *launch.volumes]
    return launch, template.address if template else "launch_template"


def _of_template(template: Related) -> Text:
    """Type of the nodes where neither the group nor its template names one."""
    if template.block.block("instance_requirements"):
        return Unknown("EC2 chooses the instance type by instance_requirements")
    return DEFAULT_TYPE


def _root(path: str, block: Block, size: Decimal) -> Volume:
    """The root volume of the AMIs for EKS, where nothing else is said."""
    volume = Volume(path, block, is_root=True)
    volume.default_size = size
    return volume
