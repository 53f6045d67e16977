"""Which charge is whose: every cloud's names, what several resources claim, and what is only likely."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finopsguard.compare import match
from finopsguard.compare.identifiers import billed_keys, planned_keys
from finopsguard.types.bill import BilledResource
from tests.compare.worlds import instance, planned_in
from tests.plans import change, plan

UUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
VM = "/subscriptions/A/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/web"


def charge(id_: str = "", **fields: Any) -> BilledResource:
    given: dict[str, Any] = {
        "key": id_ or f"tags:{fields.get('tags', '')}",
        "resource_id": id_,
        "currency": "USD",
        "cost": Decimal(1),
    }
    return BilledResource(**{**given, **fields})


@pytest.mark.parametrize(
    ("provider", "type_", "state", "bill", "service"),
    [
        ("aws", "aws_instance", "i-0123456789abcdef0", "arn:aws:ec2:eu-west-1:1:instance/i-0123456789abcdef0", ""),
        ("aws", "aws_ebs_volume", "arn:aws:ec2:us-east-1:1:volume/vol-0123456789abcdef0", "vol-0123456789abcdef0", ""),
        ("aws", "aws_db_instance", "arn:aws:rds:us-east-1:1:db:orders", "arn:aws:rds:us-east-1:1:db:orders", ""),
        (
            "aws",
            "aws_cloudwatch_log_group",
            "arn:aws:logs:us-east-1:1:log-group:/app",
            "arn:aws:logs:us-east-1:1:log-group:/app:*",
            "",
        ),
        ("aws", "aws_s3_bucket", "arn:aws:s3:::logs", "logs", "AmazonS3"),
        (
            "aws",
            "aws_nat_gateway",
            "nat-0123456789abcdef0",
            "arn:aws-cn:ec2:cn-north-1:1:natgateway/nat-0123456789abcdef0",
            "",
        ),
        ("azurerm", "azurerm_linux_virtual_machine", VM, VM.upper(), ""),
        ("azurerm", "azurerm_linux_virtual_machine", VM, VM.lower() + "/", ""),
        (
            "google",
            "google_compute_instance",
            "https://www.googleapis.com/compute/v1/projects/p/zones/z/instances/web",
            "//compute.googleapis.com/projects/p/zones/z/instances/web",
            "",
        ),
        (
            "google",
            "google_compute_disk",
            "projects/p/zones/z/disks/d",
            "//compute.googleapis.com/projects/123/zones/z/disks/d",
            "",
        ),
        (
            "google",
            "google_sql_database_instance",
            "https://sqladmin.googleapis.com/sql/v1beta4/projects/p/instances/db",
            "//cloudsql.googleapis.com/projects/p/instances/db",
            "",
        ),
        (
            "google",
            "google_storage_bucket",
            "https://www.googleapis.com/storage/v1/b/logs",
            "//storage.googleapis.com/projects/_/buckets/logs",
            "",
        ),
        ("openstack", "openstack_compute_instance_v2", UUID, UUID.replace("-", "").upper(), ""),
    ],
)
def test_names_of_one_object_meet(provider: str, type_: str, state: str, bill: str, service: str) -> None:
    assert set(planned_keys(provider, type_, state)) & set(billed_keys(bill, service, "p"))


@pytest.mark.parametrize(
    ("provider", "type_", "state", "bill"),
    [
        ("aws", "aws_instance", "i-0123456789abcdef0", "i-0123456789abcdef1"),
        ("aws", "aws_db_instance", "arn:aws:rds:us-east-1:1:db:orders", "arn:aws:rds:us-east-1:2:db:orders"),
        (
            "google",
            "google_spanner_instance",
            "projects/p/instances/db",
            "//cloudsql.googleapis.com/projects/p/instances/db",
        ),
        ("azurerm", "azurerm_linux_virtual_machine", VM, VM.replace("/rg/", "/other/")),
    ],
)
def test_names_of_different_objects_do_not(provider: str, type_: str, state: str, bill: str) -> None:
    assert not set(planned_keys(provider, type_, state)) & set(billed_keys(bill))


def test_a_volume_of_its_own_is_not_a_part_of_the_instance(tmp_path: Path) -> None:
    machine = instance("web", 1, "m5.large")
    machine["ebs_block_device"] = [{"volume_id": "vol-00000000000000009", "volume_size": 5, "volume_type": "gp3"}]
    volume = {"id": "vol-00000000000000009", "size": 5, "type": "gp3", "availability_zone": "us-east-1a"}
    resources = planned_in(
        tmp_path,
        plan(
            change("aws_instance.web", ["no-op"], machine, machine),
            change("aws_ebs_volume.data", ["no-op"], volume, volume),
        ),
    )
    found = match(resources, [charge("vol-00000000000000009"), charge("vol-00000000000000001")])
    assert [(each.resource.resource_id, each.part) for each in found.found[1]] == [("vol-00000000000000009", "")]
    assert [(each.resource.resource_id, each.part) for each in found.found[0]] == [
        ("vol-00000000000000001", "root_block_device")
    ]


def test_a_bucket_is_billed_and_not_what_hangs_on_it(tmp_path: Path) -> None:
    bucket = {"id": "logs", "bucket": "logs", "arn": "arn:aws:s3:::logs"}
    versions = {"id": "logs", "bucket": "logs"}
    resources = planned_in(
        tmp_path,
        plan(
            change("aws_s3_bucket_versioning.a", ["no-op"], versions, versions),
            change("aws_s3_bucket.a", ["no-op"], bucket, bucket),
        ),
    )
    found = match(resources, [charge("logs", service="Amazon Simple Storage Service")])
    assert [resources[position].address for position in found.found] == ["aws_s3_bucket.a"]


def test_a_moved_resource_is_found_by_its_id(tmp_path: Path) -> None:
    values = instance("web", 1, "m5.large")
    moved = change("aws_instance.new", ["no-op"], values, values, previous_address="aws_instance.old")
    resources = planned_in(tmp_path, plan(moved))
    assert list(match(resources, [charge(values["id"])]).found) == [0]
    assert resources[0].line.previous_address == "aws_instance.old"


def test_an_imported_resource_exists_and_a_created_one_does_not(tmp_path: Path) -> None:
    values = instance("web", 1, "m5.large")
    imported = change("aws_instance.a", ["no-op"], values, values, importing={"id": values["id"]})
    created = change("aws_instance.b", ["create"], None, {"instance_type": "m5.large", "tags": {"Name": "new"}})
    resources = planned_in(tmp_path, plan(imported, created))
    assert [each.exists for each in resources] == [True, False]
    assert list(match(resources, [charge(values["arn"]), charge("", tags='{"Name": "new"}')]).found) == [0]


def test_tags_match_one_resource_only(tmp_path: Path) -> None:
    one, two, three = (instance(name, number, "m5.large", team="a") for number, name in enumerate("xyy", 1))
    for values in (one, two, three):
        del values["id"], values["arn"]
    resources = planned_in(
        tmp_path,
        plan(
            *(
                change(f"aws_instance.{name}", ["no-op"], values, values)
                for name, values in zip("abc", (one, two, three), strict=True)
            )
        ),
    )
    tags = ('{"Name": "x", "team": "a", "aws:createdBy": "me"}', '{"Name": "y", "team": "a"}', '{"team": "a"}')
    found = match(resources, [charge("", tags=text, service="AmazonEC2", region="us-east-1") for text in tags])
    ((position, (only,)),) = found.found.items()
    assert (position, only.match.method, only.match.confidence) == (0, "tag", Decimal("0.8"))
    assert len(found.billed) == 2


def test_google_labels_are_tags(tmp_path: Path) -> None:
    values = {
        "name": "web",
        "machine_type": "n2-standard-2",
        "zone": "europe-west1-b",
        "labels": {"app": "shop"},
        "effective_labels": {"app": "shop"},
    }
    resources = planned_in(tmp_path, plan(change("google_compute_instance.web", ["no-op"], values, values)))
    text = '[{"key": "app", "value": "shop"}, {"key": "goog-x", "value": "1"}]'
    found = match(resources, [charge("", tags=text, service="Compute Engine", region="europe-west1")])
    assert found.found[0][0].match.method == "tag"


def test_a_name_is_likely_and_another_region_is_not(tmp_path: Path) -> None:
    values = instance("web", 1, "m5.large")
    del values["id"], values["arn"]
    resources = planned_in(tmp_path, plan(change("aws_instance.web", ["no-op"], values, values)))
    here = charge("x/web", service="AmazonEC2", region="us-east-1")
    assert match(resources, [here]).found[0][0].match == match(resources, [here]).found[0][0].match
    assert match(resources, [here]).found[0][0].match.method == "name"
    assert match(resources, [here]).found[0][0].match.confidence < 1
    assert not match(resources, [charge("x/web", service="AmazonEC2", region="eu-west-1")]).found
    assert not match(resources, [charge("x/web", service="AmazonRDS", region="us-east-1")]).found
    assert not match(resources, [here, charge("y/web", service="AmazonEC2", region="us-east-1")]).found


def test_a_sensitive_id_is_not_used(tmp_path: Path) -> None:
    values = instance("web", 1, "m5.large")
    hidden = change(
        "aws_instance.web",
        ["no-op"],
        values,
        values,
        before_sensitive={"id": True, "arn": True, "tags": True},
        after_sensitive={"id": True, "arn": True, "tags": True},
    )
    resources = planned_in(tmp_path, plan(hidden))
    assert not match(resources, [charge(values["id"])]).found
