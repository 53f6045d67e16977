"""References between resources that change a price, read off a directory: forwards and backwards, with worked figures."""

from decimal import Decimal
from pathlib import Path

import pytest

from finopsguard.plan.hcl.directory import read_directory
from tests.plan.hcl.directories import cost, lines, plan_of, write

AWS = 'provider "aws" {\n  region = "us-east-1"\n}\n'
GROUP = 'resource "azurerm_resource_group" "rg" {\n  name = "rg"\n  location = "West Europe"\n}\n'
IN_GROUP = "  resource_group_name = azurerm_resource_group.rg.name\n  location = azurerm_resource_group.rg.location\n"


def names_of(line: object) -> list[str]:
    return [component.name for component in line.components]  # type: ignore[attr-defined]


@pytest.mark.parametrize("through", ["aws_launch_template.t.id", "local.id", "module.t.id", "var.given"])
def test_an_autoscaling_group_has_the_machines_of_its_launch_template(tmp_path: Path, through: str) -> None:
    """2 m5.large at 0.096 USD an hour, 730 hours: 140.16; the template may stand beside it, behind a local value or in a module."""
    template = 'resource "aws_launch_template" "t" {\n  image_id = "ami-1"\n  instance_type = "m5.large"\n}\n'
    group = (
        'resource "aws_autoscaling_group" "g" {\n  min_size = 2\n  max_size = 4\n  desired_capacity = 2\n'
        "  launch_template {\n    id = %s\n  }\n}\n"
    )
    main = {
        "aws_launch_template.t.id": template + group % through,
        "local.id": template
        + "locals {\n  x = { id = aws_launch_template.t.id }\n  id = local.x.id\n}\n"
        + group % through,
        "module.t.id": 'module "t" {\n  source = "./t"\n}\n' + group % through,
        "var.given": template + 'module "g" {\n  source = "./g"\n  given = aws_launch_template.t.id\n}\n',
    }[through]
    write(
        tmp_path,
        {
            "t/main.tf": template + 'output "id" {\n  value = aws_launch_template.t.id\n}\n',
            "g/main.tf": 'variable "given" {}\n' + group % "var.given",
        },
    )
    found = lines(plan_of(tmp_path, AWS + main))
    (group_line,) = (line for line in found.values() if line.type == "aws_autoscaling_group")
    machines = next(component for component in group_line.components if "m5.large" in component.name)
    assert machines.monthly_cost == Decimal("140.16")


def test_a_launch_configuration(tmp_path: Path) -> None:
    main = (
        'resource "aws_launch_configuration" "c" {\n  image_id = "ami-1"\n  instance_type = "c5.large"\n}\n'
        'resource "aws_autoscaling_group" "g" {\n  min_size = 1\n  max_size = 1\n'
        "  launch_configuration = aws_launch_configuration.c.name\n}\n"
    )
    found = lines(plan_of(tmp_path, AWS + main))
    assert any("c5.large" in name for name in names_of(found["aws_autoscaling_group.g"]))


def test_a_snapshot_knows_its_volume(tmp_path: Path) -> None:
    main = (
        'resource "aws_ebs_volume" "v" {\n  availability_zone = "us-east-1a"\n  size = 100\n}\n'
        'resource "aws_ebs_snapshot" "s" {\n  volume_id = aws_ebs_volume.v.id\n}\n'
    )
    found = lines(plan_of(tmp_path, AWS + main))
    assert any(
        "100 GB of aws_ebs_volume.v" in (component.note or "") for component in found["aws_ebs_snapshot.s"].components
    )


def test_an_aurora_instance_is_priced_as_its_cluster_is_stored(tmp_path: Path) -> None:
    main = (
        'resource "aws_rds_cluster" "r" {\n  engine = "aurora-mysql"\n  storage_type = "aurora-iopt1"\n}\n'
        'resource "aws_rds_cluster_instance" "i" {\n  cluster_identifier = aws_rds_cluster.r.id\n'
        '  engine = aws_rds_cluster.r.engine\n  instance_class = "db.r6g.large"\n}\n'
    )
    found = lines(plan_of(tmp_path, AWS + main))
    assert "io-optimized" in (found["aws_rds_cluster_instance.i"].components[0].note or "")


def test_a_service_has_the_size_of_its_task_definition(tmp_path: Path) -> None:
    """2 tasks of 1 vCPU: 2 x 0.04048 x 730 = 59.10."""
    main = (
        'resource "aws_ecs_task_definition" "t" {\n  family = "f"\n  cpu = 1024\n  memory = 2048\n'
        '  requires_compatibilities = ["FARGATE"]\n  container_definitions = jsonencode([{ name = "a" }])\n}\n'
        'resource "aws_ecs_service" "s" {\n  name = "s"\n  launch_type = "FARGATE"\n  desired_count = 2\n'
        "  task_definition = aws_ecs_task_definition.t.arn\n}\n"
    )
    found = lines(plan_of(tmp_path, AWS + main))
    cpu = next(component for component in found["aws_ecs_service.s"].components if "vCPU" in component.name)
    assert cpu.monthly_cost is not None
    assert cpu.monthly_cost.quantize(Decimal("0.01")) == Decimal("59.10")


def test_a_function_app_and_a_database_are_where_their_plan_and_server_are(tmp_path: Path) -> None:
    main = (
        f'{GROUP}resource "azurerm_service_plan" "p" {{\n  name = "p"\n{IN_GROUP}  os_type = "Linux"\n  sku_name = "P1v3"\n}}\n'
        f'resource "azurerm_linux_function_app" "f" {{\n  name = "f"\n{IN_GROUP}  service_plan_id = azurerm_service_plan.p.id\n}}\n'
        f'resource "azurerm_mssql_server" "s" {{\n  name = "s"\n{IN_GROUP}  version = "12.0"\n}}\n'
        'resource "azurerm_mssql_database" "d" {\n  name = "d"\n  server_id = azurerm_mssql_server.s.id\n  sku_name = "GP_Gen5_2"\n}\n'
    )
    found = lines(plan_of(tmp_path, main))
    assert found["azurerm_service_plan.p"].region == "westeurope"
    database = found["azurerm_mssql_database.d"]
    assert (database.region, database.region_source) == ("westeurope", "parent")
    assert found["azurerm_linux_function_app.f"].status == "free"


def test_a_cosmos_database_is_billed_in_each_place_of_its_account(tmp_path: Path) -> None:
    places = "".join(
        f'  geo_location {{\n    location = "{place}"\n    failover_priority = {priority}\n  }}\n'
        for priority, place in enumerate(("westeurope", "northeurope"))
    )
    main = (
        f'{GROUP}resource "azurerm_cosmosdb_account" "a" {{\n  name = "acc"\n{IN_GROUP}  offer_type = "Standard"\n{places}}}\n'
        'resource "azurerm_cosmosdb_sql_database" "d" {\n  name = "d"\n  account_name = azurerm_cosmosdb_account.a.name\n'
        "  resource_group_name = azurerm_resource_group.rg.name\n  throughput = 400\n}\n"
    )
    found = lines(plan_of(tmp_path, main))
    throughput = [name for name in names_of(found["azurerm_cosmosdb_sql_database.d"]) if "throughput" in name]
    assert len(throughput) == 2


def test_google_groups_and_pools_have_the_machines_and_places_of_what_they_name(tmp_path: Path) -> None:
    main = (
        'provider "google" {\n  region = "us-central1"\n}\n'
        'resource "google_compute_instance_template" "t" {\n  machine_type = "n2-standard-4"\n}\n'
        'resource "google_compute_instance_group_manager" "m" {\n  name = "m"\n  zone = "us-central1-a"\n  base_instance_name = "a"\n'
        "  target_size = 3\n  version {\n    instance_template = google_compute_instance_template.t.self_link_unique\n  }\n}\n"
        'resource "google_container_cluster" "c" {\n  name = "c"\n  location = "europe-west1"\n  remove_default_node_pool = true\n}\n'
        'resource "google_container_node_pool" "p" {\n  cluster = google_container_cluster.c.id\n  node_count = 2\n'
        '  node_config {\n    machine_type = "e2-standard-4"\n  }\n}\n'
    )
    found = lines(plan_of(tmp_path, main))
    assert any("n2-standard-4" in name for name in names_of(found["google_compute_instance_group_manager.m"]))
    assert found["google_container_node_pool.p"].region == "europe-west1"


@pytest.mark.parametrize("name", ["aws_dynamodb_table.t.name", "aws_dynamodb_table.t.id"])
def test_a_table_scales_as_the_target_that_names_it_says(tmp_path: Path, name: str) -> None:
    main = (
        'resource "aws_dynamodb_table" "t" {\n  name = "t"\n  billing_mode = "PROVISIONED"\n  read_capacity = 5\n  write_capacity = 5\n}\n'
        f'resource "aws_appautoscaling_target" "r" {{\n  resource_id = "table/${{{name}}}"\n  service_namespace = "dynamodb"\n'
        '  scalable_dimension = "dynamodb:table:ReadCapacityUnits"\n  min_capacity = 10\n  max_capacity = 20\n}\n'
    )
    found = lines(plan_of(tmp_path, AWS + main))
    reads = next(
        component for component in found["aws_dynamodb_table.t"].components if "Read capacity" in component.name
    )
    assert reads.quantity == 10


REDIS = 'replication_group_id = "g"\n  description = "g"\n  node_type = "cache.m5.large"\n  num_node_groups = 2'
KAFKA = (
    'cluster_name = "m"\n  number_of_broker_nodes = 3\n  kafka_version = "3.6.0"\n  broker_node_group_info {\n'
    '    instance_type = "kafka.m5.large"\n  }'
)


@pytest.mark.parametrize(
    ("parent", "attributes", "resource_id", "dimension"),
    [
        (
            "aws_elasticache_replication_group",
            REDIS,
            "replication-group/${aws_elasticache_replication_group.x.id}",
            "elasticache:replication-group:NodeGroups",
        ),
        ("aws_msk_cluster", KAFKA, "${aws_msk_cluster.x.arn}", "kafka:broker-storage:VolumeSize"),
    ],
)
def test_targets_of_other_services_are_found_from_what_they_scale(
    tmp_path: Path, parent: str, attributes: str, resource_id: str, dimension: str
) -> None:
    main = (
        f'resource "{parent}" "x" {{\n  {attributes}\n}}\n'
        f'resource "aws_appautoscaling_target" "r" {{\n  resource_id = "{resource_id}"\n'
        f'  service_namespace = "{dimension.partition(":")[0]}"\n'
        f'  scalable_dimension = "{dimension}"\n  min_capacity = 4\n  max_capacity = 400\n}}\n'
    )
    plan = plan_of(tmp_path, AWS + main)
    scaled = next(change for change in plan.changes if change.type == parent)
    (target,) = plan.context.referrers(scaled, "aws_appautoscaling_target", "resource_id")
    assert target.address == "aws_appautoscaling_target.r"


def test_a_bucket_has_the_storage_classes_of_its_lifecycle(tmp_path: Path) -> None:
    main = (
        'resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n'
        'resource "aws_s3_bucket_lifecycle_configuration" "l" {\n  bucket = aws_s3_bucket.b.id\n'
        '  rule {\n    id = "x"\n    status = "Enabled"\n'
        '    transition {\n      days = 30\n      storage_class = "GLACIER"\n    }\n  }\n}\n'
    )
    found = lines(plan_of(tmp_path, AWS + main))
    assert any(name.startswith("Glacier flexible retrieval") for name in names_of(found["aws_s3_bucket.b"]))


def test_instances_of_one_key_refer_to_instances_of_the_same_key(tmp_path: Path) -> None:
    main = (
        "locals {\n  sizes = { a = 10, b = 20 }\n}\n"
        'resource "aws_ebs_volume" "v" {\n  for_each = local.sizes\n  availability_zone = "us-east-1a"\n  size = each.value\n}\n'
        'resource "aws_ebs_snapshot" "s" {\n  for_each = aws_ebs_volume.v\n  volume_id = each.value.id\n}\n'
    )
    found = lines(plan_of(tmp_path, AWS + main))
    assert cost(found['aws_ebs_volume.v["b"]']) == Decimal("2.00")
    notes = {address: line.components[0].note for address, line in found.items() if line.type == "aws_ebs_snapshot"}
    assert "10 GB" in (notes['aws_ebs_snapshot.s["a"]'] or "")
    assert "20 GB" in (notes['aws_ebs_snapshot.s["b"]'] or "")


@pytest.mark.parametrize("engine", ["tfparse", "plain"])
def test_a_provider_for_each_region_is_not_taken_for_the_default_one(tmp_path: Path, engine: str) -> None:
    main = (
        'provider "aws" {\n  region = "eu-west-1"\n}\n'
        'provider "aws" {\n  alias    = "by"\n  for_each = toset(["us-east-2"])\n  region   = each.value\n}\n'
        'resource "aws_nat_gateway" "n" {\n  for_each = toset(["us-east-2"])\n  provider = aws.by[each.key]\n}\n'
    )
    plan = read_directory(str(write(tmp_path, {"main.tofu": main})), engine=engine)
    assert lines(plan)['aws_nat_gateway.n["us-east-2"]'].region != "eu-west-1"
