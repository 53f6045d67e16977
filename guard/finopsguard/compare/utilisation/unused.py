"""What is paid for and attached to nothing: by the state, which Terraform has just refreshed, or by metrics that stay away."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from finopsguard.types.paths import is_marked


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


_ADDRESS: Final = "the address is attached to nothing"
_RESERVED: Final = "the address is reserved and not in use"
_FIRST: Final = range(4)
"""Repeated blocks are looked through as far as this."""

STATED: Final[Mapping[str, Stated]] = {
    "aws_eip": Stated(
        ("association_id", "instance", "network_interface"),
        (
            ("aws_eip_association", "allocation_id"),
            ("aws_nat_gateway", "allocation_id"),
            *(("aws_lb", f"subnet_mapping.{at}.allocation_id") for at in _FIRST),
        ),
        _ADDRESS,
    ),
    "google_compute_address": Stated(
        ("users",),
        (
            ("google_compute_forwarding_rule", "ip_address"),
            ("google_compute_instance", "network_interface.0.access_config.0.nat_ip"),
            ("google_compute_instance", "network_interface.0.network_ip"),
            ("google_compute_router_nat", "nat_ips"),
        ),
        _RESERVED,
    ),
    "google_compute_disk": Stated(
        ("users",),
        (
            ("google_compute_attached_disk", "disk"),
            ("google_compute_instance", "boot_disk.0.source"),
            *(("google_compute_instance", f"attached_disk.{at}.source") for at in _FIRST),
        ),
    ),
    "google_compute_global_address": Stated(
        ("users",), (("google_compute_global_forwarding_rule", "ip_address"),), _RESERVED
    ),
    "openstack_blockstorage_volume_v3": Stated(("attachment",), (("openstack_compute_volume_attach_v2", "volume_id"),)),
    "openstack_networking_floatingip_v2": Stated(
        ("port_id", "fixed_ip"),
        (("openstack_networking_floatingip_associate_v2", "floating_ip"),),
        _ADDRESS,
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


def unattached(stated: Stated, before: Mapping[str, Any], after: Mapping[str, Any], unknown: Any) -> bool:
    """Whether the state (``before``) says that it is attached to nothing, and the plan does not attach it by its own attributes."""
    known = [before[name] for name in stated.empty if before.get(name) is not None]
    if not known or any(known):
        return False
    return not any(after.get(name) or is_marked(unknown, name) for name in stated.empty)
