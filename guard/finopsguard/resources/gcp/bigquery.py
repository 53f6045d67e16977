"""BigQuery (Google: "BigQuery pricing", on-demand)."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block

BIGQUERY = "bigquery"
DEFAULT_LOCATION = "us"
TABLE_LINES = (
    ("Active storage", "GB", ("storage", "active"), "monthly_active_storage_gb"),
    ("Long-term storage", "GB", ("storage", "long-term"), "monthly_long_term_storage_gb"),
    ("Streaming inserts", "MB", ("streaming-inserts",), "monthly_streaming_inserts_mb"),
    ("Storage write API", "GB", ("storage-api", "write"), "monthly_storage_write_api_gb"),
    ("Storage read API", "TB", ("storage-api", "read"), "monthly_storage_read_api_tb"),
)


@about(
    components=(("Queries (on-demand)", "TB"),),
    services=(BIGQUERY,),
    usage=(("monthly_queries_tb", "TB scanned"),),
    assumptions=("On-demand queries; datasets without a location lie in the US multi-region.",),
)
def dataset(resource: Resource, bill: Bill) -> None:
    """``google_bigquery_dataset``."""
    price = resource.price(BIGQUERY, "queries", region=_location(resource))
    bill.use("Queries (on-demand)", "TB", price, key="monthly_queries_tb", inputs=("location",))


@about(
    components=tuple((name, unit) for name, unit, _, _ in TABLE_LINES),
    services=(BIGQUERY,),
    usage=tuple((key, unit) for _, unit, _, key in TABLE_LINES),
    assumptions=(
        "The location of its dataset; the provider's region where the plan does not have the dataset.",
        "Logical storage, unless the dataset is billed for physical storage, whose price the book does not have.",
    ),
)
def table(resource: Resource, bill: Bill) -> None:
    """``google_bigquery_table``."""
    found = resource.follow("dataset_id", "google_bigquery_dataset")
    if found is None:
        bill.note(f"its dataset is not in the plan: location {resource.region} assumed")
    where = resource.region if found is None else _location(found.block)
    physical = found is not None and found.block.text("storage_billing_model", "LOGICAL") == "PHYSICAL"
    for name, unit, parts, key in TABLE_LINES:
        parts_billed = (*parts, "physical") if physical and parts[0] == "storage" else parts
        bill.use(name, unit, resource.price(BIGQUERY, *parts_billed, region=where), key=key)


def _location(dataset: Block) -> str:
    place = dataset.values.get("location")
    return place.lower() if isinstance(place, str) and place else DEFAULT_LOCATION
