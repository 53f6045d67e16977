"""Azure: resource types of ``azurerm`` with the attributes that its schema gives them."""

from plans.shape import Draw, Drawn, Shape, unknown

LOCATIONS = ("westeurope", "eastus", "northeurope", "germanywestcentral")
SQL_SERVER = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Sql/servers/s"


def linux_virtual_machine(draw: Draw) -> Drawn:
    """``azurerm_linux_virtual_machine``."""
    values = {
        "admin_username": "azureuser",
        "allow_extension_operations": True,
        "boot_diagnostics": [],
        "computer_name": f"vm{draw.hex(4)}",
        "disable_password_authentication": True,
        "location": draw.pick(*LOCATIONS),
        "name": f"vm-{draw.hex(4)}",
        "os_disk": [
            {
                "caching": "ReadWrite",
                "diff_disk_settings": [],
                "disk_size_gb": draw.pick(30, 128, None),
                "name": f"os{draw.hex(4)}",
                "storage_account_type": draw.pick("Standard_LRS", "StandardSSD_LRS", "Premium_LRS"),
                "write_accelerator_enabled": False,
            }
        ],
        "priority": "Regular",
        "resource_group_name": "rg",
        "size": draw.pick("Standard_B2s", "Standard_D4s_v5", "Standard_E8s_v5", "Standard_F4s_v2"),
        "source_image_reference": [
            {
                "offer": "0001-com-ubuntu-server-jammy",
                "publisher": "Canonical",
                "sku": "22_04-lts-gen2",
                "version": "latest",
            }
        ],
        "tags": draw.tags(),
        "zone": draw.pick("1", "2", "3", None),
    }
    return Drawn(
        values, unknown("id", "private_ip_address", "public_ip_address", "virtual_machine_id", "network_interface_ids")
    )


def managed_disk(draw: Draw) -> Drawn:
    """``azurerm_managed_disk``."""
    values = {
        "create_option": "Empty",
        "disk_size_gb": draw.pick(32, 64, 512, 1024),
        "location": draw.pick(*LOCATIONS),
        "name": f"d{draw.hex(4)}",
        "resource_group_name": "rg",
        "storage_account_type": draw.pick("Premium_LRS", "StandardSSD_LRS", "UltraSSD_LRS"),
        "tags": draw.tags(),
    }
    return Drawn(values, unknown("id", "disk_iops_read_write"))


def kubernetes_cluster(draw: Draw) -> Drawn:
    """``azurerm_kubernetes_cluster``."""
    values = {
        "automatic_upgrade_channel": None,
        "default_node_pool": [
            {
                "auto_scaling_enabled": True,
                "max_count": 5,
                "min_count": 1,
                "name": "default",
                "node_count": 3,
                "os_disk_size_gb": 128,
                "vm_size": draw.pick("Standard_D4s_v5", "Standard_B4ms"),
            }
        ],
        "dns_prefix": "aks",
        "location": draw.pick(*LOCATIONS),
        "name": f"aks-{draw.hex(4)}",
        "resource_group_name": "rg",
        "sku_tier": draw.pick("Free", "Standard"),
        "tags": draw.tags(),
    }
    return Drawn(values, unknown("id", "fqdn", "kube_config", "kube_config_raw"))


def public_ip(draw: Draw) -> Drawn:
    """``azurerm_public_ip``."""
    values = {
        "allocation_method": "Static",
        "location": draw.pick(*LOCATIONS),
        "name": f"pip{draw.hex(4)}",
        "resource_group_name": "rg",
        "sku": draw.pick("Basic", "Standard"),
        "tags": draw.tags(),
        "zones": None,
    }
    return Drawn(values, unknown("id", "ip_address", "fqdn"))


def storage_account(draw: Draw) -> Drawn:
    """``azurerm_storage_account``."""
    values = {
        "access_tier": "Hot",
        "account_kind": "StorageV2",
        "account_replication_type": draw.pick("LRS", "GRS", "ZRS"),
        "account_tier": "Standard",
        "location": draw.pick(*LOCATIONS),
        "min_tls_version": "TLS1_2",
        "name": f"sa{draw.hex(8)}",
        "resource_group_name": "rg",
        "tags": draw.tags(),
        "network_rules": [],
        "blob_properties": [],
    }
    return Drawn(values, unknown("id", "primary_access_key", "primary_blob_endpoint"))


def mssql_database(draw: Draw) -> Drawn:
    """``azurerm_mssql_database``: its location is its server's."""
    values = {
        "collation": "SQL_Latin1_General_CP1_CI_AS",
        "license_type": "LicenseIncluded",
        "max_size_gb": draw.pick(32, 250),
        "name": f"db{draw.hex(4)}",
        "server_id": SQL_SERVER,
        "sku_name": draw.pick("S0", "GP_Gen5_2", "GP_S_Gen5_2", "BC_Gen5_4"),
        "tags": draw.tags(),
        "zone_redundant": False,
    }
    return Drawn(values, unknown("id"))


def service_plan(draw: Draw) -> Drawn:
    """``azurerm_service_plan``."""
    values = {
        "location": draw.pick(*LOCATIONS),
        "name": f"asp{draw.hex(4)}",
        "os_type": "Linux",
        "resource_group_name": "rg",
        "sku_name": draw.pick("B1", "P1v3", "S1", "Y1"),
        "tags": draw.tags(),
        "worker_count": draw.pick(1, 2, 3),
    }
    return Drawn(values, unknown("id", "kind"))


SHAPES = (
    Shape("azurerm_linux_virtual_machine", 8, linux_virtual_machine, {"size": "Standard_B1s"}),
    Shape("azurerm_managed_disk", 6, managed_disk, {"disk_size_gb": 10}),
    Shape("azurerm_kubernetes_cluster", 1, kubernetes_cluster, {"sku_tier": "Premium"}),
    Shape("azurerm_public_ip", 5, public_ip, {"allocation_method": "Dynamic"}),
    Shape("azurerm_storage_account", 5, storage_account, {"account_replication_type": "RAGRS"}),
    Shape("azurerm_mssql_database", 3, mssql_database, {"max_size_gb": 10}),
    Shape("azurerm_service_plan", 3, service_plan, {"worker_count": 4}),
)
