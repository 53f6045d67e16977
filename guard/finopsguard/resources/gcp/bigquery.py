"""BigQuery (Google: "BigQuery pricing", on-demand)."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.gcp.storage import location
from finopsguard.resources.resource import Resource

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
    place = location(resource) if resource.values.get("location") else DEFAULT_LOCATION
    price = resource.price(BIGQUERY, "queries", region=place)
    bill.use("Queries (on-demand)", "TB", price, key="monthly_queries_tb", inputs=("location",))


@about(
    components=tuple((name, unit) for name, unit, _, _ in TABLE_LINES),
    services=(BIGQUERY,),
    usage=tuple((key, unit) for _, unit, _, key in TABLE_LINES),
    assumptions=("The location of its dataset.",),
)
def table(resource: Resource, bill: Bill) -> None:
    """``google_bigquery_table``."""
    found = resource.follow("dataset_id", "google_bigquery_dataset")
    place = found.block.values.get("location") if found else None
    where = (
        place.lower() if isinstance(place, str) and place else resource.region if found is None else DEFAULT_LOCATION
    )
    for name, unit, parts, key in TABLE_LINES:
        bill.use(name, unit, resource.price(BIGQUERY, *parts, region=where), key=key)
