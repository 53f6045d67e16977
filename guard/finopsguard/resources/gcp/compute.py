"""Compute Engine machines, alone or as nodes and group members (Google: "VM instance pricing", "GPU pricing").

A predefined machine is priced by its type, a custom one by vCPU and memory. Sustained use discounts are shown apart from the list price.
"""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.gcp import disks, licenses, sustained_use
from finopsguard.resources.gcp.machine_types import CustomType, base_name, custom, plain, series
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number, Text, Unknown
from finopsguard.types.money import ONE

COMPUTE = "compute-engine"

GPU_NAMES = {
    "nvidia-tesla-k80": "NVIDIA Tesla K80",
    "nvidia-tesla-p4": "NVIDIA Tesla P4",
    "nvidia-tesla-p100": "NVIDIA Tesla P100",
    "nvidia-tesla-t4": "NVIDIA Tesla T4",
    "nvidia-tesla-v100": "NVIDIA Tesla V100",
    "nvidia-tesla-a100": "NVIDIA Tesla A100",
    "nvidia-a100-80gb": "NVIDIA A100 80GB",
    "nvidia-h100-80gb": "NVIDIA H100 80GB",
    "nvidia-l4": "NVIDIA L4",
}
BOOT_GB = {"windows": 50, "rhel": 20, "rhel-sap": 20}
"""Size of the public images of a system, which a boot disk has where none is given; 10 GB for the others."""

DEFAULT_BOOT_GB = 10
DEFAULT_BOOT_TYPE = "pd-standard"


@about(
    components=(
        ("Instance usage (Linux/UNIX, purchase, type)", "hours"),
        ("Custom instance CPU (Linux/UNIX, purchase, series vCPUs)", "hours"),
        ("Custom Instance RAM (Linux/UNIX, purchase, series GB)", "hours"),
        ("Custom Instance Extended RAM (Linux/UNIX, purchase, series GB)", "hours"),
        ("NVIDIA model (purchase)", "hours"),
        ("License (system)", "hours"),
        ("Standard provisioned storage (pd-standard)", "GB"),
        ("Local SSD provisioned storage", "GB"),
    ),
    services=(COMPUTE,),
    usage=(("monthly_hrs", "hours"), ("monthly_hours", "hours")),
    assumptions=(
        "On demand unless scheduling says preemptible or SPOT.",
        "A boot disk of 10 GB pd-standard where none is given (50 GB for Windows, 20 GB for RHEL images).",
        "Sustained use discounts follow from the hours; commitments, egress and external addresses are not counted.",
        "GPUs of a2, a3, g2 and later machines are in the machine's price.",
    ),
)
def instance(resource: Resource, bill: Bill) -> None:
    """``google_compute_instance``. Attached disks are ``google_compute_disk`` resources of their own."""
    spot = is_spot(resource)
    boot = resource.block("boot_disk")
    parameters = boot.block("initialize_params") if boot else None
    image = parameters.text("image") if parameters else ""
    if resource.text("desired_status") == "TERMINATED":
        bill.note(
            "stopped (desired_status is TERMINATED): the machine, its GPUs, licences and local SSDs are not billed"
        )
    else:
        machine(resource, resource, bill, image=image, spot=spot, hours=hours(resource))
        scratch_disks(resource, bill, spot=spot)
    if boot and _existing(resource, boot, parameters):
        bill.note("boots from an existing disk, which is billed by itself")
    else:
        _boot_disk(resource, bill, parameters, licenses.operating_system(image))


def machine(
    resource: Resource, block: Block, bill: Bill, *, image: Text, spot: bool, hours: Number, default_type: str = ""
) -> None:
    """Machine, GPU and licence hours of what ``block`` describes: an instance, a template or a node configuration."""
    named = block.text("machine_type", default_type)
    inputs = (block.where("machine_type"), *scheduling_inputs(block))
    if isinstance(named, Unknown):
        bill.add(_usage_name(named, spot=spot), "hours", hours, resource.price(COMPUTE, named), inputs=inputs)
        return
    type_ = base_name(named)
    size = custom(type_)
    if size is None:
        _predefined(resource, bill, type_, spot=spot, hours=hours, inputs=inputs)
    else:
        _custom(resource, bill, size, spot=spot, hours=hours, inputs=inputs)
    gpus(resource, block, bill, type_, spot=spot, hours=hours)
    system = licenses.operating_system(image)
    licenses.license_fee(resource, bill, system, type_, hours, image=image, inputs=inputs)


def gpus(resource: Resource, block: Block, bill: Bill, type_: str, *, spot: bool, hours: Number) -> None:
    """The lines for GPUs attached to a machine; none where they are part of the machine type."""
    attached = block.blocks("guest_accelerator")
    if attached and resource.facts("machine_types", type_).get("gpu"):
        bill.note(f"{type_} includes its GPUs: they are not charged again")
        return
    discount = None if spot else sustained_use.rebate(_discounted_gpu(type_), hours, resource.settings.hours)
    for gpu in attached:
        kind, count = gpu.text("type"), gpu.number("count", 1)
        model = base_name(kind) if isinstance(kind, str) else kind
        if count == 0:
            continue
        name = f"{GPU_NAMES.get(model, model) if isinstance(model, str) else 'GPU'} ({_purchase(spot=spot)})"
        on_demand = resource.price(COMPUTE, "gpu", model, "on-demand")
        price = resource.price(COMPUTE, "gpu", model, "spot") if spot else on_demand
        bill.add(
            name,
            "hours",
            hours * count,
            price,
            inputs=(gpu.where("type"), gpu.where("count"), *scheduling_inputs(block)),
            rebate=discount,
            at_most=on_demand if spot else None,
        )


def scratch_disks(resource: Resource, bill: Bill, *, spot: bool) -> None:
    """Local SSDs of an instance; those that a machine type bundles are in its price."""
    scratch = resource.blocks("scratch_disk")
    type_ = resource.text("machine_type")
    if not scratch:
        return
    if isinstance(type_, str) and resource.facts("machine_types", base_name(type_)).get("local_ssd_gb"):
        bill.note(f"{base_name(type_)} includes its local SSDs: they are not charged again")
        return
    size: Number = Decimal(0)
    for disk in scratch:
        size = disk.number("size", disks.LOCAL_SSD_GB) + size
    disks.local_ssd(resource, bill, ONE, spot=spot, inputs=("scratch_disk",), size=size)


def is_spot(block: Block) -> bool:
    """Whether a machine is preemptible: ``scheduling`` of instances and templates, flags of node configurations."""
    if block.flag("preemptible") or block.flag("spot"):
        return True
    scheduling = block.block("scheduling")
    return scheduling is not None and (
        scheduling.flag("preemptible") or scheduling.text("provisioning_model", "STANDARD") == "SPOT"
    )


def scheduling_inputs(block: Block) -> tuple[str, ...]:
    """Attributes that decide on demand or preemptible."""
    return (
        block.where("scheduling.0.preemptible"),
        block.where("scheduling.0.provisioning_model"),
        block.where("preemptible"),
        block.where("spot"),
    )


def hours(resource: Resource) -> Number:
    """Hours a month, under either name that usage files have for it."""
    return resource.hours("monthly_hours" if resource.said("monthly_hrs") is None else "monthly_hrs")


def _predefined(
    resource: Resource, bill: Bill, type_: str, *, spot: bool, hours: Number, inputs: tuple[str, ...]
) -> None:
    on_demand = resource.price(COMPUTE, type_, "linux", "on-demand")
    discount = None if spot else sustained_use.rebate(series(type_), hours, resource.settings.hours)
    bill.add(
        _usage_name(type_, spot=spot),
        "hours",
        hours,
        resource.price(COMPUTE, type_, "linux", "spot") if spot else on_demand,
        inputs=inputs,
        rebate=discount,
        at_most=on_demand if spot else None,
    )


def _custom(
    resource: Resource, bill: Bill, size: CustomType, *, spot: bool, hours: Number, inputs: tuple[str, ...]
) -> None:
    discount = None if spot else sustained_use.rebate(size.series, hours, resource.settings.hours)
    lines = [
        ("Custom instance CPU", "vCPUs", "vcpu", size.vcpus),
        ("Custom Instance RAM", "GB", "ram", size.memory_gb),
        ("Custom Instance Extended RAM", "GB", "ram-extended", size.extended_gb),
    ]
    for name, unit, key, amount in lines:
        if not amount:
            continue
        on_demand = resource.price(COMPUTE, "custom", size.series, key, "on-demand")
        price = resource.price(COMPUTE, "custom", size.series, key, "spot") if spot else on_demand
        bill.add(
            f"{name} (Linux/UNIX, {_purchase(spot=spot)}, {size.series.upper()} {plain(amount)} {unit})",
            "hours",
            hours,
            price,
            scale=amount,
            inputs=inputs,
            rebate=discount,
            at_most=on_demand if spot else None,
        )


def _boot_disk(resource: Resource, bill: Bill, parameters: Block | None, system: str) -> None:
    block = parameters or Block({}, {}, resource.trial, "boot_disk.0.initialize_params.0")
    default = BOOT_GB.get(system, DEFAULT_BOOT_GB)
    type_ = block.text("type", disks.default_type(resource.text("machine_type"), DEFAULT_BOOT_TYPE))
    if isinstance(type_, str):
        type_ = base_name(type_)
    inputs = (block.where("type"), block.where("size"))
    size = block.number("size", default)
    disks.storage(resource, bill, type_, size, inputs=inputs)
    disks.performance(resource, bill, type_, block)
    if size == default and not block.values.get("size"):
        bill.note(f"boot disk: {default} GB assumed, the image decides")


def _existing(resource: Resource, boot: Block, parameters: Block | None) -> bool:
    """Whether the boot disk is a resource of its own. Once created, every boot disk has a ``source``: the configuration tells."""
    configured = resource.trial.configured(boot.where("source"))
    if configured is not None:
        return configured
    return parameters is None and bool(boot.values.get("source"))


def _usage_name(type_: Text, *, spot: bool) -> str:
    return f"Instance usage (Linux/UNIX, {_purchase(spot=spot)}, {type_})"


def _purchase(*, spot: bool) -> str:
    return "preemptible" if spot else "on-demand"


def _discounted_gpu(type_: str) -> str:
    return series(type_) if series(type_) == sustained_use.GPU_SERIES else ""
