"""DynamoDB tables. Prices of us-east-1: provisioned 0.00065 per WCU-hour and 0.00013 per RCU-hour, on demand 0.000000625 per
write and 0.000000125 per read unit, storage 0.25 per GB, point-in-time recovery 0.20, on-demand backup 0.10, restored 0.15, streams
0.0000002 per read.
Infrequent access: 0.00081, 0.00016, 0.00000078, 0.000000155, storage 0.10.
"""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line, related

PROVISIONED = {"billing_mode": "PROVISIONED", "write_capacity": 30, "read_capacity": 20}
ON_DEMAND = {"billing_mode": "PAY_PER_REQUEST"}


def table(values: dict[str, Any], **options: Any) -> Estimate:
    return estimate("aws_dynamodb_table", values, **options)


def target(dimension: str, least: int, resource_id: str = "table/orders") -> Any:
    values = {"min_capacity": least, "max_capacity": 100, "resource_id": resource_id}
    return related("aws_appautoscaling_target", {**values, "scalable_dimension": f"dynamodb:{dimension}"})


def test_provisioned_capacity_is_billed_by_the_hour() -> None:
    found = table(PROVISIONED)
    # 30 x 730 h x 0.00065 + 20 x 730 h x 0.00013 = 14.235 + 1.898
    assert cents(found.monthly_cost) == "16.13"
    write = line(found, "Write capacity unit")
    assert (write.name, write.unit, write.quantity) == ("Write capacity unit (WCU)", "WCU", 30)
    assert write.unit_price == Decimal("0.4745")
    assert line(found, "Read capacity unit (RCU)").unit_price == Decimal("0.0949")
    assert [(part.name, part.unit_price) for part in found.components if part.usage_based] == [
        ("Data storage", Decimal("0.25")),
        ("On-demand backup storage", Decimal("0.1")),
        ("Table data restored", Decimal("0.15")),
    ]


def test_provisioned_is_the_default() -> None:
    assert table({"write_capacity": "30", "read_capacity": "20"}).monthly_cost == table(PROVISIONED).monthly_cost


def test_on_demand_depends_on_usage() -> None:
    found = table(ON_DEMAND)
    assert (found.status, found.monthly_cost) == (Status.DEPENDS_ON_USAGE, None)
    assert found.usage_keys == (
        "monthly_write_request_units",
        "monthly_read_request_units",
        "storage_gb",
        "on_demand_backup_storage_gb",
        "monthly_data_restored_gb",
    )
    usage = {"monthly_write_request_units": 3_000_000, "monthly_read_request_units": 8_000_000, "storage_gb": 230}
    found = table(ON_DEMAND, usage=usage)
    # 3,000,000 x 0.000000625 + 8,000,000 x 0.000000125 + 230 x 0.25 = 1.875 + 1 + 57.50
    assert cents(found.monthly_cost) == "60.38"


def test_backups_and_streams() -> None:
    values = {**ON_DEMAND, "point_in_time_recovery": [{"enabled": True}], "stream_enabled": True}
    usage = {
        "pitr_backup_storage_gb": 2300,
        "on_demand_backup_storage_gb": 460,
        "monthly_data_restored_gb": 230,
        "monthly_streams_read_request_units": 2_000_000,
    }
    found = table(values, usage=usage)
    # 2,300 x 0.20 + 460 x 0.10 + 230 x 0.15 + 2,000,000 x 0.0000002 = 460 + 46 + 34.50 + 0.40
    assert cents(found.monthly_cost) == "540.90"
    assert line(found, "Point-In-Time").name == "Point-In-Time Recovery (PITR) backup storage"
    names = [part.name for part in table(ON_DEMAND).components]
    assert not any(name.startswith(("Point", "Streams")) for name in names)


def test_infrequent_access_class() -> None:
    found = table({**PROVISIONED, "table_class": "STANDARD_INFREQUENT_ACCESS"}, usage={"storage_gb": 100})
    # 30 x 730 x 0.00081 + 20 x 730 x 0.00016 + 100 x 0.10 = 17.739 + 2.336 + 10
    assert cents(found.monthly_cost) == "30.08"


def test_indexes_have_capacity_of_their_own() -> None:
    indexes = [
        {"name": "by-email", "write_capacity": 10, "read_capacity": 5},
        {"name": "by-city", "write_capacity": 1, "read_capacity": 1},
    ]
    found = table({**PROVISIONED, "global_secondary_index": indexes})
    # 41 x 0.4745 + 26 x 0.0949 = 19.4545 + 2.4674
    assert cents(found.monthly_cost) == "21.92"
    assert line(found, "global_secondary_index[by-email]: Write").quantity == 10
    assert table({**ON_DEMAND, "global_secondary_index": indexes}).monthly_cost is None


def test_replicas_are_priced_in_their_own_region() -> None:
    found = table({**PROVISIONED, "replica": [{"region_name": "us-east-2"}, {"region_name": "us-west-1"}]})
    assert line(found, "Global table (us-east-2): Replicated").unit_price == Decimal("0.4745")
    west = line(found, "Global table (us-west-1): Replicated")
    assert west.name == "Global table (us-west-1): Replicated write capacity unit (rWCU)"
    assert west.unit_price == Decimal("0.000725") * 730
    # us-east-1 and us-east-2: 2 x (14.235 + 1.898); us-west-1: 30 x 730 x 0.000725 + 20 x 730 x 0.000145
    assert cents(found.monthly_cost) == cents(2 * Decimal("16.133") + Decimal("15.8775") + Decimal("2.117"))


def test_replicas_on_demand_take_all_writes_and_hold_all_data() -> None:
    values = {**ON_DEMAND, "replica": [{"region_name": "us-east-2", "point_in_time_recovery": True}]}
    usage = {"monthly_write_request_units": 1_000_000, "storage_gb": 100, "pitr_backup_storage_gb": 100}
    found = table(values, usage=usage)
    # 2 x 1,000,000 x 0.000000625 + 2 x 100 x 0.25 + 100 x 0.20
    assert cents(found.monthly_cost) == "71.25"
    assert line(found, "Global table (us-east-2): Replicated").unit == "rWRU"


def test_autoscaling_prices_the_least_capacity() -> None:
    refers = {"write": target("table:WriteCapacityUnits", 5)}
    found = table(PROVISIONED, refers=refers)
    write = line(found, "Write capacity unit")
    assert (write.name, write.quantity) == ("Write capacity unit (WCU, autoscaling)", 5)
    assert write.note == "aws_appautoscaling_target.main scales between 5 and 100 units"
    assert line(found, "Read capacity unit").name == "Read capacity unit (RCU)"


def test_autoscaling_of_an_index() -> None:
    refers = {"read": target("index:ReadCapacityUnits", 7, "table/orders/index/by-email")}
    index = {"name": "by-email", "write_capacity": 1, "read_capacity": 1}
    found = table({**PROVISIONED, "global_secondary_index": [index]}, refers=refers)
    assert line(found, "global_secondary_index[by-email]: Read").quantity == 7
    assert line(found, "Read").quantity == 20


def test_the_usage_file_may_say_what_a_target_makes_of_it() -> None:
    found = table(PROVISIONED, refers={"write": target("table:WriteCapacityUnits", 5)}, usage={"capacity": 40})
    assert line(found, "Write capacity unit").quantity == 40


def test_unknown_values() -> None:
    mode = table({**PROVISIONED, "billing_mode": None}, unknown={"billing_mode": True}, configured=["billing_mode"])
    assert mode.minimum == 0  # on demand
    assert cents(mode.maximum) == "16.13"
    writes = table({"read_capacity": 1}, unknown={"write_capacity": True}, configured=["write_capacity"])
    assert line(writes, "Write capacity unit").status is Status.NO_PRICE
    assert "write_capacity" in line(writes, "Write capacity unit").note
    replica = table(
        {**PROVISIONED, "replica": [{}]},
        unknown={"replica": [{"region_name": True}]},
        configured=["replica.0.region_name"],
    )
    assert "region" in line(replica, "Global table (known after apply): Replicated").note


def test_a_region_that_the_book_lacks() -> None:
    found = table(PROVISIONED, region="mars-north-1")
    assert found.status is Status.NO_PRICE
    assert "mars-north-1" in line(found, "Write capacity unit").note


@given(st.integers(1, 40_000), st.integers(1, 40_000))
@settings(max_examples=40)
def test_capacity_scales_and_other_attributes_change_nothing(write: int, read: int) -> None:
    one = table({"write_capacity": write, "read_capacity": read}).monthly_cost
    two = table({"write_capacity": 2 * write, "read_capacity": 2 * read, "hash_key": "id", "tags": {"a": "b"}})
    assert one is not None
    assert one > 0
    assert two.monthly_cost == 2 * one
