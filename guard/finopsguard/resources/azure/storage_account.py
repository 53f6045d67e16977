"""Storage accounts: blobs by access tier and redundancy (Azure: "Azure Blob Storage pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.azure.disk import STORAGE
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Number, Text, Unknown
from finopsguard.types.price import Price

REDUNDANCY = {
    "lrs": "LRS",
    "zrs": "ZRS",
    "grs": "GRS",
    "ragrs": "RA-GRS",
    "gzrs": "GZRS",
    "ragzrs": "RA-GZRS",
}
TEN_THOUSAND = Decimal(10_000)
OPERATIONS = (
    ("Write operations", "write-operations", "monthly_write_operations"),
    ("List and create container operations", "list-operations", "monthly_list_and_create_container_operations"),
    ("Read operations", "read-operations", "monthly_read_operations"),
    ("All other operations", "other-operations", "monthly_other_operations"),
)


@about(
    components=(
        ("Capacity", "GB"),
        *((name, "10k operations") for name, _, _ in OPERATIONS),
        ("Data retrieval", "GB"),
        ("Data write", "GB"),
        ("Early deletion", "GB"),
        ("Blob index", "10k tags"),
    ),
    services=(STORAGE,),
    usage=(
        ("storage_gb", "GB stored"),
        *((key, "operations") for _, _, key in OPERATIONS),
        ("monthly_data_retrieval_gb", "GB (cool and cold)"),
        ("monthly_data_write_gb", "GB (cool and cold)"),
        ("early_deletion_gb", "GB (cool and cold)"),
        ("blob_index_tags", "tags"),
    ),
    assumptions=(
        "General purpose v2, hot, unless the plan says otherwise.",
        "Blobs; file shares, queues and tables are types of their own.",
    ),
)
def account(resource: Resource, bill: Bill) -> None:
    """``azurerm_storage_account``: nothing by itself, everything by use."""
    kind = _kind(resource)
    tier = "Premium" if kind.startswith("premium") else resource.text("access_tier", "Hot")
    redundancy = resource.text("account_replication_type", "LRS")
    inputs = ("account_kind", "account_tier", "account_replication_type", "access_tier", "is_hns_enabled")

    def rate(part: str) -> Price | Missing:
        return _rate(resource, kind, tier, redundancy, part)

    bill.use("Capacity", "GB", rate("storage"), key="storage_gb", inputs=inputs)
    for name, part, key in OPERATIONS:
        _per_ten_thousand(resource, bill, name, "10k operations", rate(part), key)
    cool = not isinstance(tier, Unknown) and tier.lower() in {"cool", "cold"}
    if cool:
        bill.use("Data retrieval", "GB", rate("data-retrieval"), key="monthly_data_retrieval_gb", inputs=inputs)
        if resource.usage("monthly_data_write_gb") is not None:
            bill.use("Data write", "GB", rate("data-write"), key="monthly_data_write_gb", inputs=inputs)
        if resource.usage("early_deletion_gb") is not None:
            bill.use("Early deletion", "GB", rate("early-delete"), key="early_deletion_gb", inputs=inputs)
    if resource.usage("blob_index_tags") is not None:
        _per_ten_thousand(resource, bill, "Blob index", "10k tags", rate("index-tags"), "blob_index_tags")


def _kind(resource: Resource) -> str:
    """What the account holds, as the book's key begins."""
    kind = str(resource.text("account_kind", "StorageV2")).lower()
    premium = str(resource.text("account_tier", "Standard")).lower() == "premium"
    if premium and kind != "blockblobstorage":
        return f"premium-{kind}"
    name = "premium-block-blob" if premium else "blob" if kind in {"storagev2", "blobstorage"} else kind
    return f"{name}-hierarchical" if resource.flag("is_hns_enabled") else name


def _rate(resource: Resource, kind: str, tier: Text, redundancy: Text, part: str) -> Price | Missing:
    if isinstance(tier, Unknown) or isinstance(redundancy, Unknown):
        why = tier.why if isinstance(tier, Unknown) else redundancy.why if isinstance(redundancy, Unknown) else ""
        return Missing(why)
    name = REDUNDANCY.get(redundancy.lower(), redundancy)
    return resource.price(STORAGE, kind, tier.lower(), name, part)


def _per_ten_thousand(resource: Resource, bill: Bill, name: str, unit: str, price: Price | Missing, key: str) -> None:
    given = resource.usage(key)
    quantity: Number | None = None if given is None else given / TEN_THOUSAND
    bill.use_amount(name, unit, quantity, price, keys=(key,), inputs=("access_tier", "account_replication_type"))
