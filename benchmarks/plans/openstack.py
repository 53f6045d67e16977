"""OpenStack: resource types of its provider with the attributes that its schema gives them."""

from uuid import UUID

from plans.shape import Draw, Drawn, Shape, Values, unknown

REGION = "GRA11"


def compute_instance(draw: Draw) -> Drawn:
    """``openstack_compute_instance_v2``, booting from a volume."""
    values: Values = {
        "admin_pass": None,
        "availability_zone": "nova",
        "block_device": [
            {
                "boot_index": 0,
                "delete_on_termination": True,
                "destination_type": "volume",
                "source_type": "image",
                "uuid": str(UUID(int=draw.getrandbits(128))),
                "volume_size": draw.pick(10, 40),
            }
        ],
        "config_drive": None,
        "flavor_name": draw.pick("m1.small", "m1.large", "b3-8", "c3-16", "s1-2"),
        "image_name": "ubuntu-24.04",
        "key_pair": "ops",
        "metadata": draw.tags(),
        "name": f"vm-{draw.hex(4)}",
        "network": [{"name": "private"}],
        "power_state": "active",
        "region": REGION,
        "security_groups": ["default"],
        "stop_before_destroy": False,
        "user_data": None,
    }
    return Drawn(values, unknown("id", "access_ip_v4", "all_metadata", "flavor_id"))


def volume(draw: Draw) -> Drawn:
    """``openstack_blockstorage_volume_v3``."""
    values: Values = {
        "description": "",
        "enable_online_resize": None,
        "metadata": {},
        "name": f"vol-{draw.hex(4)}",
        "region": REGION,
        "size": draw.pick(10, 100, 500),
        "volume_type": draw.pick("classic", "high-speed", None),
    }
    return Drawn(values, unknown("id", "attachment"))


def floating_ip(_draw: Draw) -> Drawn:
    """``openstack_networking_floatingip_v2``."""
    return Drawn({"pool": "Ext-Net", "region": REGION, "tags": []}, unknown("id", "address"))


def load_balancer(draw: Draw) -> Drawn:
    """``openstack_lb_loadbalancer_v2``."""
    values: Values = {
        "admin_state_up": True,
        "flavor_id": None,
        "name": f"lb-{draw.hex(4)}",
        "region": REGION,
        "vip_subnet_id": draw.hex(32),
    }
    return Drawn(values, unknown("id", "vip_address"))


SHAPES = (
    Shape("openstack_compute_instance_v2", 8, compute_instance, {"flavor_name": "m1.tiny"}),
    Shape("openstack_blockstorage_volume_v3", 5, volume, {"size": 5}),
    Shape("openstack_networking_floatingip_v2", 4, floating_ip, {"pool": "public"}),
    Shape("openstack_lb_loadbalancer_v2", 1, load_balancer, {"admin_state_up": False}),
)
