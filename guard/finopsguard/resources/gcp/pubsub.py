"""Pub/Sub (Google: "Pub/Sub pricing")."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource

PUBSUB = "pub-sub"


@about(
    components=(("Message ingestion data", "TiB"),),
    services=(PUBSUB,),
    usage=(("monthly_message_data_tb", "TiB published"),),
    assumptions=("The free 10 GiB a month of an account are not deducted.",),
)
def topic(resource: Resource, bill: Bill) -> None:
    """``google_pubsub_topic``."""
    bill.use("Message ingestion data", "TiB", resource.price(PUBSUB, "throughput"), key="monthly_message_data_tb")


@about(
    components=(
        ("Message delivery data", "TiB"),
        ("Retained acknowledged message storage", "GiB"),
        ("Snapshot message backlog storage", "GiB"),
    ),
    services=(PUBSUB,),
    usage=(
        ("monthly_message_data_tb", "TiB delivered"),
        ("storage_gb", "GiB of retained acknowledged messages"),
        ("snapshot_storage_gb", "GiB of snapshot backlog"),
    ),
)
def subscription(resource: Resource, bill: Bill) -> None:
    """``google_pubsub_subscription``."""
    bill.use("Message delivery data", "TiB", resource.price(PUBSUB, "delivery"), key="monthly_message_data_tb")
    retained = resource.price(PUBSUB, "retained-messages")
    bill.use("Retained acknowledged message storage", "GiB", retained, key="storage_gb")
    backlog = resource.price(PUBSUB, "snapshot-backlog")
    bill.use("Snapshot message backlog storage", "GiB", backlog, key="snapshot_storage_gb")
