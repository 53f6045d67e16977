"""DynamoDB tables (AWS: "Pricing for provisioned capacity" and "Pricing for on-demand capacity" of Amazon DynamoDB)."""

from collections.abc import Sequence
from typing import NamedTuple

from finopsguard.resources.about import about
from finopsguard.resources.aws.dynamodb_scaling import Capacity, capacities
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Text, Unknown
from finopsguard.types.price import Price

DYNAMODB = "AmazonDynamoDB"
PROVISIONED, ON_DEMAND = "PROVISIONED", "PAY_PER_REQUEST"
CLASSES = {"STANDARD": "standard", "STANDARD_INFREQUENT_ACCESS": "standard-ia"}
WRITES, READS = "monthly_write_request_units", "monthly_read_request_units"
STORAGE = "storage_gb"


class Place(NamedTuple):
    """Where a table or a replica stands: its region, the mode it is billed in, and the price key of its table class."""

    region: str
    mode: Text
    class_: Text

    def price(self, resource: Resource, *key: str) -> Price | Missing:
        """A price of the table class in this region."""
        if not self.region:
            return Missing("the replica's region is known only after apply")
        return resource.price(DYNAMODB, self.class_, *key, region=self.region)

    def plain(self, resource: Resource, key: str) -> Price | Missing:
        """A price that is the same for every table class."""
        if not self.region:
            return Missing("the replica's region is known only after apply")
        return resource.price(DYNAMODB, key, region=self.region)


@about(
    components=(
        ("Write capacity unit (WCU)", "WCU"),
        ("Read capacity unit (RCU)", "RCU"),
        ("Write request unit (WRU)", "WRUs"),
        ("Read request unit (RRU)", "RRUs"),
        ("Data storage", "GB"),
        ("Point-In-Time Recovery (PITR) backup storage", "GB"),
        ("On-demand backup storage", "GB"),
        ("Table data restored", "GB"),
        ("Streams read request unit (sRRU)", "sRRUs"),
        ("Global table (REGION): Replicated write capacity unit (rWCU)", "rWCU"),
        ("Global table (REGION): Replicated write request unit (rWRU)", "rWRU"),
    ),
    services=(DYNAMODB,),
    usage=(
        (WRITES, "write request units (on demand)"),
        (READS, "read request units (on demand)"),
        (STORAGE, "GB"),
        ("pitr_backup_storage_gb", "GB"),
        ("on_demand_backup_storage_gb", "GB"),
        ("monthly_data_restored_gb", "GB"),
        ("monthly_streams_read_request_units", "request units"),
    ),
    assumptions=(
        "Provisioned unless billing_mode says otherwise; the price of a capacity unit is that of a month.",
        "Where an aws_appautoscaling_target scales, its least capacity is priced, or the usage file's capacity of the target.",
        "A replica holds what the table holds, takes all of its writes, and has its read capacity in provisioned mode.",
        "The account's free 25 GB and free capacity units are not deducted.",
    ),
)
def table(resource: Resource, bill: Bill) -> None:
    """``aws_dynamodb_table`` with its global secondary indexes and replicas."""
    mode = resource.text("billing_mode", PROVISIONED, unknown=(PROVISIONED, ON_DEMAND))
    table_class = resource.text("table_class", "STANDARD", unknown=tuple(CLASSES))
    class_ = table_class if isinstance(table_class, Unknown) else CLASSES.get(table_class, table_class)
    home = Place(resource.region, mode, class_)
    scaled = capacities(resource) if mode == PROVISIONED else []
    _throughput(resource, bill, home, scaled)
    recovery = resource.block("point_in_time_recovery")
    protected = recovery is not None and recovery.flag("enabled")
    _storage(resource, bill, home, protected=protected)
    bill.use(
        "On-demand backup storage", "GB", home.plain(resource, "backup/on-demand"), key="on_demand_backup_storage_gb"
    )
    bill.use("Table data restored", "GB", home.plain(resource, "restore"), key="monthly_data_restored_gb")
    streams = "monthly_streams_read_request_units"
    if resource.flag("stream_enabled") or resource.said(streams) is not None:
        price = home.plain(resource, "streams/read")
        bill.use("Streams read request unit (sRRU)", "sRRUs", price, key=streams, inputs=("stream_enabled",))
    for replica in resource.blocks("replica"):
        _replica(resource, bill, replica, home, scaled)


def _throughput(resource: Resource, bill: Bill, place: Place, scaled: Sequence[Capacity]) -> None:
    """Capacity units of the table and its indexes, or the requests that they take together."""
    inputs = ("billing_mode", "table_class")
    if place.mode == PROVISIONED:
        for capacity in scaled:
            within = bill.within(capacity.path) if capacity.path else bill
            _units(resource, within, place, capacity, "write", "Write capacity unit (WCU", "WCU")
            _units(resource, within, place, capacity, "read", "Read capacity unit (RCU", "RCU")
    elif place.mode == ON_DEMAND:
        write, read = (place.price(resource, "on-demand", what) for what in ("write", "read"))
        bill.use("Write request unit (WRU)", "WRUs", write, key=WRITES, inputs=inputs)
        bill.use("Read request unit (RRU)", "RRUs", read, key=READS, inputs=inputs)
    else:
        why = place.mode.why if isinstance(place.mode, Unknown) else f"billing mode {place.mode} is not known"
        bill.add("Capacity", "units", Unknown(why), Missing(why), inputs=inputs)


def _units(
    resource: Resource,
    bill: Bill,
    place: Place,
    capacity: Capacity,
    what: str,
    name: str,
    unit: str,
    *,
    price: str = "",
) -> None:
    """A line for provisioned capacity units: those of the configuration, or the least that autoscaling allows."""
    scaling = capacity.write if what == "write" else capacity.read
    bill.add(
        f"{name}, autoscaling)" if scaling.automatic else f"{name})",
        unit,
        scaling.units,
        place.price(resource, "provisioned", price or what),
        inputs=("billing_mode", "table_class", *scaling.inputs),
        scale=resource.settings.hours,
        note=scaling.note,
    )


def _storage(resource: Resource, bill: Bill, place: Place, *, protected: bool) -> None:
    bill.use("Data storage", "GB", place.price(resource, "storage"), key=STORAGE, inputs=("table_class",))
    if protected:
        price = place.plain(resource, "backup/point-in-time")
        name, inputs = "Point-In-Time Recovery (PITR) backup storage", ("point_in_time_recovery.0.enabled",)
        bill.use(name, "GB", price, key="pitr_backup_storage_gb", inputs=inputs)


def _replica(resource: Resource, bill: Bill, block: Block, home: Place, scaled: Sequence[Capacity]) -> None:
    """A replica in another region: replicated writes, its own reads, storage and backups.

    Read requests to a replica on demand are not in the usage file's keys: they are part of the table's.
    """
    region = block.text("region_name")
    place = home._replace(region="" if isinstance(region, Unknown) else region)
    view = bill.within(f"Global table ({region})")
    if place.mode == PROVISIONED:
        for capacity in scaled:
            within = view.within(capacity.path) if capacity.path else view
            name = "Replicated write capacity unit (rWCU"
            _units(resource, within, place, capacity, "write", name, "rWCU", price="replicated-write")
            _units(resource, within, place, capacity, "read", "Read capacity unit (RCU", "RCU")
    elif place.mode == ON_DEMAND:
        price = place.price(resource, "on-demand", "replicated-write")
        view.use(
            "Replicated write request unit (rWRU)", "rWRU", price, key=WRITES, inputs=(block.where("region_name"),)
        )
    _storage(resource, view, place, protected=block.flag("point_in_time_recovery"))
