"""What EC2 instances are launched with, whichever resource says it: the instance itself, a launch template or a launch configuration."""

from collections.abc import Callable

from finopsguard.resources.aws.ebs import DEFAULT_SIZE
from finopsguard.resources.resource import Related, Resource
from finopsguard.resources.values import Block, Number, Text, Unknown, exact

ROOT = "root_block_device"
ROOT_DEVICES = ("/dev/xvda", "/dev/sda1")
"""Device names of the root volume in nearly all AMIs (AWS: "Device names for volumes on Amazon EC2 instances")."""
TEMPLATE_ABSENT = "the launch template is not in the plan"


class Volume:
    """An EBS volume of an instance: the path it is billed under, its attributes, its device, and what counts where they say nothing."""

    __slots__ = ("block", "default_kind", "default_size", "device", "is_root", "path", "size_name")

    def __init__(self, path: str, block: Block, device: Text = "", *, is_root: bool = False) -> None:
        self.path = path
        self.block = block
        self.device = device
        self.is_root = is_root
        """True for the volume that the instance boots from."""
        self.default_size: Number = DEFAULT_SIZE
        self.default_kind: str = "gp2"
        self.size_name = "volume_size"
        """The attribute that gives its gigabytes."""


class Launch:
    """What one instance is launched with."""

    __slots__ = ("credits", "ebs_optimized", "inputs", "monitored", "spot", "spot_limit", "tenancy", "type", "volumes")

    def __init__(self, type_: Text, inputs: tuple[str, ...] = ()) -> None:
        self.type = type_
        self.inputs = inputs
        """Paths of the attributes that its hours follow from."""
        self.tenancy: Text = "default"
        self.spot = False
        self.spot_limit: Text = ""
        """Most that is paid for an hour of a spot instance, in USD; empty: the on-demand price."""
        self.monitored = False
        self.ebs_optimized: Callable[[], bool] = bool
        """Asked only where it costs something: it is unknown in many plans."""
        self.credits: Text = ""
        """``standard`` or ``unlimited``; empty: the family's default."""
        self.volumes: list[Volume] | None = None
        """Those that are stated; ``None`` where nothing in the plan says which there are."""


def launch_of_instance(resource: Resource, template: Related | None, image: Block | None) -> Launch:
    """``aws_instance``: its own arguments over those of its launch template. ``image`` is its AMI, where the plan has read it."""
    absent = template is None and resource.block("launch_template") is not None
    under = launch_of_template(template) if template else Launch(Unknown(TEMPLATE_ABSENT) if absent else "")
    launch = Launch(_over(resource, "instance_type", under.type), ("instance_type", "tenancy", *under.inputs))
    launch.volumes = None if absent else _volumes(resource, under.volumes or [], image)
    launch.tenancy = "host" if resource.has("host_id") else _over(resource, "tenancy", under.tenancy)
    launch.spot, launch.spot_limit = _market(resource)
    if not launch.spot:
        launch.spot, launch.spot_limit = under.spot, under.spot_limit
    launch.monitored = resource.flag("monitoring", default=under.monitored)
    launch.ebs_optimized = lambda: resource.flag("ebs_optimized", default=under.ebs_optimized())
    launch.credits = _credits(resource) or under.credits
    return launch


def launch_of_template(template: Related) -> Launch:
    """``aws_launch_template``."""
    block = template.block
    launch = Launch(_type(block), (block.where("instance_type"),))
    if block.block("instance_requirements"):
        launch.type = Unknown("EC2 chooses the instance type by instance_requirements")
    placement = block.block("placement")
    launch.tenancy = placement.text("tenancy", "default") if placement else "default"
    launch.spot, launch.spot_limit = _market(block)
    monitoring = block.block("monitoring")
    launch.monitored = monitoring is not None and monitoring.flag("enabled")
    launch.ebs_optimized = lambda: block.flag("ebs_optimized")
    launch.credits = _credits(block)
    launch.volumes = _mappings(block)
    return launch


def launch_of_configuration(configuration: Related) -> Launch:
    """``aws_launch_configuration``: detailed monitoring is on unless it says otherwise (Terraform's documentation)."""
    block = configuration.block
    launch = Launch(_type(block), (block.where("instance_type"),))
    launch.tenancy = block.text("placement_tenancy", "default")
    launch.spot_limit = block.text("spot_price")
    launch.spot = launch.spot_limit != ""
    launch.monitored = block.flag("enable_monitoring", default=True)
    launch.ebs_optimized = lambda: block.flag("ebs_optimized")
    launch.volumes = _volumes(block, [], None)
    return launch


def template_of(resource: Resource, path: str, *, prefix: str = "") -> Related | None:
    """The launch template that the block at ``path`` refers to by ``id`` or ``name`` (with ``prefix``: ``launch_template_id``)."""
    by_id = resource.follow(f"{path}.{prefix}id", "aws_launch_template")
    return by_id or resource.follow(f"{path}.{prefix}name", "aws_launch_template")


def _over(block: Block, name: str, under: Text) -> Text:
    """An argument of the instance; where it is not set, the template's."""
    if isinstance(under, Unknown) and not block.has(name):
        return under
    return block.text(name, "" if isinstance(under, Unknown) else under)


def _type(block: Block) -> Text:
    type_ = block.text("instance_type")
    return Unknown(f"{block.where('instance_type')} is not given") if type_ == "" else type_


def _credits(block: Block) -> Text:
    specification = block.block("credit_specification")
    return specification.text("cpu_credits") if specification else ""


def _market(block: Block) -> tuple[bool, Text]:
    """Whether ``instance_market_options`` asks for spot, and the most it pays for an hour."""
    options = block.block("instance_market_options")
    if options is None or options.text("market_type") != "spot":
        return False, ""
    spot = options.block("spot_options")
    return True, spot.text("max_price") if spot else ""


def _mappings(template: Block) -> list[Volume]:
    """EBS volumes of a template's ``block_device_mappings``; instance store and ``no_device`` cost nothing."""
    volumes: list[Volume] = []
    for position, mapping in enumerate(template.blocks("block_device_mappings")):
        ebs, device = mapping.block("ebs"), mapping.text("device_name")
        if ebs is not None:
            path = f"block_device_mapping[{position}]"
            volumes.append(Volume(path, ebs, device, is_root=device in ROOT_DEVICES))
    return volumes


def _volumes(block: Block, under: list[Volume], image: Block | None) -> list[Volume]:
    """Root and further volumes of an instance or launch configuration, over those of a template with the same device name."""
    volumes: list[Volume] = []
    of_image = _root_of(image) if image else None
    root = block.block(ROOT)
    if root is not None:
        volumes.append(Volume(ROOT, root, is_root=True))
        if of_image:
            _defaults_from(of_image, volumes[0])
    for position, found in enumerate(block.blocks("ebs_block_device")):
        device = found.text("device_name")
        is_root = of_image is not None and device == of_image.device
        volumes.append(Volume(f"ebs_block_device[{position}]", found, device, is_root=is_root))
    taken = {str(volume.device) for volume in volumes}
    volumes += [volume for volume in under if volume.device not in taken and not (root and volume.is_root)]
    if of_image and not any(volume.is_root for volume in volumes):
        volumes.insert(0, of_image)
    return volumes


def _root_of(image: Block) -> Volume | None:
    """The root volume as an AMI that the plan has read describes it."""
    device = image.text("root_device_name")
    for mapping in image.blocks("block_device_mappings"):
        ebs = mapping.block("ebs")
        if ebs is not None and mapping.text("device_name") == device:
            return Volume(ROOT, ebs, device, is_root=True)
    return None


def _defaults_from(image_root: Volume, volume: Volume) -> None:
    size = exact(image_root.block.values.get("volume_size"), "volume_size")
    kind = image_root.block.text("volume_type", "gp2")
    if not isinstance(size, Unknown) and not isinstance(kind, Unknown):
        volume.default_size, volume.default_kind = size, kind
