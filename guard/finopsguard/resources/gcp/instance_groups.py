"""Managed instance groups: copies of an instance template (Google: "Instance groups"; the group itself is free)."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.gcp import compute, disks, licenses
from finopsguard.resources.gcp.machine_types import base_name
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Number
from finopsguard.types.money import ONE, ZERO

COMPUTE = "compute-engine"
TEMPLATES = ("google_compute_instance_template", "google_compute_region_instance_template")
AUTOSCALERS = ("google_compute_autoscaler", "google_compute_region_autoscaler")
TEMPLATE_REFERENCES = ("version.0.instance_template", "instance_template")


@about(
    components=(
        ("Instance usage (Linux/UNIX, purchase, type)", "hours"),
        ("NVIDIA model (purchase)", "hours"),
        ("License (system)", "hours"),
        ("disk: SSD provisioned storage (pd-ssd)", "GB"),
        ("Local SSD provisioned storage", "GB"),
    ),
    services=(COMPUTE,),
    usage=(("monthly_hrs", "hours"),),
    assumptions=("target_size machines, else the least that an autoscaler of the plan allows, else one.",),
)
def manager(resource: Resource, bill: Bill) -> None:
    """``google_compute_instance_group_manager`` and ``google_compute_region_instance_group_manager``."""
    template = next(
        (found for path in TEMPLATE_REFERENCES if (found := resource.follow(path, *TEMPLATES)) is not None), None
    )
    if template is None:
        missing = Missing("its instance template is not in the plan")
        hours = _size(resource, bill) * compute.hours(resource)
        bill.add("Instance usage (Linux/UNIX, on-demand, instance template)", "hours", hours, missing)
        return
    member(resource, template.block, bill.within("", _size(resource, bill)))


def member(resource: Resource, template: Block, bill: Bill) -> None:
    """The lines of one machine made from ``template``; ``bill`` is a view for as many as there are."""
    spot = compute.is_spot(template)
    volumes = template.blocks("disk")
    image = next((volume.text("source_image") for volume in volumes if volume.values.get("source_image")), "")
    compute.machine(resource, template, bill, image=image, spot=spot, hours=compute.hours(resource))
    persistent = [volume for volume in volumes if volume.text("type", "PERSISTENT") != "SCRATCH"]
    scratch = [volume for volume in volumes if volume.text("type", "PERSISTENT") == "SCRATCH"]
    made = [volume for volume in persistent if not volume.values.get("source")]
    for position, volume in enumerate(made):
        path = "disk" if len(made) == 1 else f"disk[{position}]"
        _volume(resource, template, volume, bill.within(path), licenses.operating_system(image))
    machine = template.text("machine_type")
    bundled = isinstance(machine, str) and resource.facts("machine_types", base_name(machine)).get("local_ssd_gb")
    if scratch and not bundled:
        size: Number = ZERO
        for volume in scratch:
            size = volume.number("disk_size_gb", disks.LOCAL_SSD_GB) + size
        disks.local_ssd(resource, bill, ONE, spot=spot, inputs=(template.where("disk"),), size=size)


def _volume(resource: Resource, template: Block, volume: Block, bill: Bill, system: str) -> None:
    default = compute.BOOT_GB.get(system, compute.DEFAULT_BOOT_GB)
    type_ = volume.text("disk_type", disks.default_type(template.text("machine_type"), compute.DEFAULT_BOOT_TYPE))
    inputs = (volume.where("disk_type"), volume.where("disk_size_gb"))
    disks.storage(resource, bill, type_, volume.number("disk_size_gb", default), inputs=inputs)
    disks.performance(resource, bill, type_, volume)


def _size(resource: Resource, bill: Bill) -> Number:
    """Machines in the group."""
    for kind in AUTOSCALERS:
        for scaler in resource.referrers(kind, "target"):
            policy = scaler.block.block("autoscaling_policy")
            if policy is not None:
                bill.note(f"the least that {scaler.address} allows is counted")
                return policy.number("min_replicas", 1)
    if resource.values.get("target_size") is not None or resource.trial.configured("target_size") is True:
        return resource.number("target_size")
    bill.note("no target_size is stated: one machine assumed")
    return ONE
