"""What is paid for and attached to nothing: by the state, which Terraform has just refreshed, or by metrics that stay away."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

Referred = Callable[[str, str], bool]
"""``(type, attribute)`` -> whether a resource of the plan refers to this one by it."""


class Stated(msgspec.Struct, frozen=True):
    """A type whose state says what it is attached to."""

    empty: tuple[str, ...]
    """Attributes that are all there and all empty where it is attached to nothing."""
    joined_by: tuple[tuple[str, str], ...] = ()
    """Types and their attributes that attach it, perhaps with this very plan."""
    note: str = "attached to nothing"


class Silent(msgspec.Struct, frozen=True):
    """A type that has no metrics, or only zeros, while nothing uses it."""

    cloud: str
    kind: str
    named_by: tuple[str, ...]
    metrics: tuple[str, ...]
    note: str
    joined_by: tuple[tuple[str, str], ...] = ()
    only: tuple[str, str] = ("", "")
    """An attribute and the value it must have."""


STATED: Final[Mapping[str, Stated]] = {
    "aws_eip": Stated(
        ("association_id", "instance", "network_interface"),
        (("aws_eip_association", "allocation_id"), ("aws_nat_gateway", "allocation_id"), ("aws_lb", "subnet_mapping")),
        "the address is attached to nothing",
    ),
    "google_compute_address": Stated(("users",), note="the address is reserved and not in use"),
    "google_compute_disk": Stated(
        ("users",), (("google_compute_attached_disk", "disk"), ("google_compute_instance", "attached_disk"))
    ),
    "google_compute_global_address": Stated(("users",), note="the address is reserved and not in use"),
    "openstack_blockstorage_volume_v3": Stated(("attachment",), (("openstack_compute_volume_attach_v2", "volume_id"),)),
    "openstack_networking_floatingip_v2": Stated(
        ("port_id", "fixed_ip"),
        (("openstack_networking_floatingip_associate_v2", "floating_ip"),),
        "the address is attached to nothing",
    ),
}

_BALANCER: Final = Silent(
    "aws",
    "alb",
    ("arn",),
    ("RequestCount", "ActiveConnectionCount"),
    "no request came",
    only=("load_balancer_type", "application"),
)
SILENT: Final[Mapping[str, Silent]] = {
    "aws_alb": _BALANCER,
    # CloudWatch has no point of a volume that is attached to no instance (Amazon EBS User Guide, "CloudWatch metrics for Amazon EBS")
    "aws_ebs_volume": Silent(
        "aws",
        "ebs",
        ("id",),
        ("VolumeReadOps", "VolumeWriteOps"),
        "attached to nothing, or never read or written",
        (("aws_volume_attachment", "volume_id"),),
    ),
    "aws_elb": Silent(
        "aws", "elb", ("name",), ("HealthyHostCount", "RequestCount"), "no target is healthy, no request came"
    ),
    "aws_lb": _BALANCER,
}


def unattached(stated: Stated, values: Mapping[str, Any], referred: Referred) -> bool:
    """Whether the state says that it is attached to nothing, and nothing in the plan attaches it."""
    known = [values[name] for name in stated.empty if name in values and values[name] is not None]
    if not known or any(known) or (len(stated.empty) == 1 and stated.empty[0] not in values):
        return False
    return not any(referred(type_, attribute) for type_, attribute in stated.joined_by)
