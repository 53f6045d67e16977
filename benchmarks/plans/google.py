"""Google Cloud: resource types of ``google`` with the attributes that its schema gives them."""

from plans.shape import Draw, Drawn, Shape, unknown

REGIONS = ("us-central1", "europe-west1", "europe-west3", "asia-east1")


def compute_instance(draw: Draw) -> Drawn:
    """``google_compute_instance``."""
    values = {
        "advanced_machine_features": [],
        "allow_stopping_for_update": True,
        "attached_disk": [],
        "boot_disk": [
            {
                "auto_delete": True,
                "initialize_params": [
                    {
                        "image": "debian-cloud/debian-12",
                        "size": draw.pick(10, 50, 200),
                        "type": draw.pick("pd-standard", "pd-ssd", "pd-balanced"),
                    }
                ],
                "mode": "READ_WRITE",
            }
        ],
        "can_ip_forward": False,
        "deletion_protection": False,
        "labels": draw.tags(),
        "machine_type": draw.pick("e2-medium", "n2-standard-4", "c3-standard-8", "n2-custom-4-8192"),
        "metadata": {"enable-oslogin": "TRUE"},
        "name": f"vm-{draw.hex(4)}",
        "network_interface": [{"access_config": [], "network": "default", "subnetwork": "s"}],
        "project": "proj-1",
        "scheduling": [{"automatic_restart": True, "preemptible": draw.flag(), "provisioning_model": "STANDARD"}],
        "tags": ["web"],
        "zone": draw.pick(*REGIONS) + "-b",
    }
    return Drawn(
        values,
        {
            **unknown("id", "self_link", "instance_id", "cpu_platform"),
            "boot_disk": [{"device_name": True, "source": True}],
        },
    )


def compute_disk(draw: Draw) -> Drawn:
    """``google_compute_disk``."""
    values = {
        "image": None,
        "labels": draw.tags(),
        "name": f"d-{draw.hex(4)}",
        "project": "proj-1",
        "size": draw.pick(10, 100, 500),
        "type": draw.pick("pd-ssd", "pd-standard", "pd-balanced", "hyperdisk-balanced"),
        "zone": draw.pick(*REGIONS) + "-b",
    }
    return Drawn(values, unknown("id", "self_link"))


def sql_database_instance(draw: Draw) -> Drawn:
    """``google_sql_database_instance``."""
    values = {
        "database_version": draw.pick("POSTGRES_16", "MYSQL_8_0"),
        "deletion_protection": True,
        "name": f"sql-{draw.hex(4)}",
        "project": "proj-1",
        "region": draw.pick(*REGIONS),
        "settings": [
            {
                "activation_policy": "ALWAYS",
                "availability_type": draw.pick("ZONAL", "REGIONAL"),
                "backup_configuration": [{"enabled": True}],
                "disk_autoresize": True,
                "disk_size": draw.pick(10, 100),
                "disk_type": "PD_SSD",
                "tier": draw.pick("db-f1-micro", "db-custom-2-7680", "db-n1-standard-4"),
                "user_labels": draw.tags(),
            }
        ],
    }
    return Drawn(values, unknown("id", "connection_name", "first_ip_address"))


def container_cluster(draw: Draw) -> Drawn:
    """``google_container_cluster``."""
    values = {
        "enable_autopilot": None,
        "initial_node_count": 3,
        "location": draw.pick(*REGIONS),
        "name": f"gke-{draw.hex(4)}",
        "node_config": [{"disk_size_gb": 100, "disk_type": "pd-balanced", "machine_type": "e2-standard-4"}],
        "project": "proj-1",
        "remove_default_node_pool": True,
        "resource_labels": draw.tags(),
    }
    return Drawn(values, unknown("id", "endpoint", "master_auth"))


def storage_bucket(draw: Draw) -> Drawn:
    """``google_storage_bucket``."""
    values = {
        "force_destroy": False,
        "labels": draw.tags(),
        "location": draw.pick("EU", "US", "EUROPE-WEST1"),
        "name": f"b-{draw.hex(8)}",
        "project": "proj-1",
        "storage_class": draw.pick("STANDARD", "NEARLINE"),
        "uniform_bucket_level_access": True,
        "versioning": [],
    }
    return Drawn(values, unknown("id", "self_link", "url"))


def compute_address(draw: Draw) -> Drawn:
    """``google_compute_address``."""
    values = {
        "address_type": "EXTERNAL",
        "name": f"a-{draw.hex(4)}",
        "project": "proj-1",
        "region": draw.pick(*REGIONS),
        "network_tier": "PREMIUM",
    }
    return Drawn(values, unknown("id", "address", "users"))


SHAPES = (
    Shape("google_compute_instance", 8, compute_instance, {"machine_type": "e2-small"}),
    Shape("google_compute_disk", 5, compute_disk, {"size": 5}),
    Shape("google_sql_database_instance", 2, sql_database_instance, {"deletion_protection": False}),
    Shape("google_container_cluster", 1, container_cluster, {"initial_node_count": 1}),
    Shape("google_storage_bucket", 5, storage_bucket, {"storage_class": "COLDLINE"}),
    Shape("google_compute_address", 4, compute_address, {"network_tier": "STANDARD"}),
)
