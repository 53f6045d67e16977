"""Totals of the folders under fixtures/hcl-priced, worked out by hand from list prices (`finopsguard prices show`); 730 hours a month."""

from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

import pytest

from finopsguard.check import check
from finopsguard.config import Config
from finopsguard.plan.hcl import tfparse_engine

PRICED = Path(__file__).parents[2] / "fixtures" / "hcl-priced"
REFERENCES = PRICED / "references"
HOURS = 730
AZURE_D2 = HOURS * Decimal("0.115")
"""Standard_D2s_v4 and Standard_D2as_v4 in West Europe."""

SUSTAINED = Decimal("0.8")
"""What is left of the price of an N2 that runs all month (Google: "Sustained use discounts")."""


def d(text):
    return Decimal(text)


TOTALS = {
    # two NAT gateways with an address each; two endpoints in two subnets each
    "aws-network": HOURS * (2 * d("0.045") + 2 * d("0.005") + 4 * d("0.01")),
    # 3 m5.large with 20 + 50 GB of gp3, 1 t3.medium with 20 GB, 2 load balancers
    "aws-web": HOURS * (3 * d("0.096") + d("0.0416") + 2 * d("0.0225")) + (3 * 70 + 20) * d("0.08"),
    # gp2 in us-east-1 and eu-west-1, gp3 in eu-west-1
    "aws-two-regions": 200 * d("0.10") + 200 * d("0.11") + 500 * d("0.088"),
    # PostgreSQL in two zones with 100 GB, MySQL in one with the 20 GB that are the default
    "aws-databases": HOURS * (d("0.156") + d("0.072")) + 100 * d("0.253") + 20 * d("0.127"),
    # the cluster; 3 t3.large and 2 t3.medium with 20 GB of gp2; 4 m5.large with 100 GB of gp3 from a launch template
    "aws-kubernetes": HOURS * (d("0.10") + 3 * d("0.0832") + 2 * d("0.0416") + 4 * d("0.096")) + 100 * d("0.10") + 400 * d("0.08"),
    # units an hour: 30 writes (three times 10, the least that scaling gives) and 20 reads; 5 and 5
    "aws-tables": HOURS * ((30 + 5) * d("0.00065") + (20 + 5) * d("0.00013")),
    # two machines with an S4 disk; P10 and P15 of the database
    "azure-machines": 2 * (AZURE_D2 + d("1.536")) + d("21.68") + d("41.811428"),
    # two P1v3 in East US; a standard cache is two nodes
    "azure-app": HOURS * (2 * d("0.155") + 2 * d("0.069")),
    # uptime SLA; 2 nodes with P10 disks; 2 + 1 nodes with P6 disks
    "azure-kubernetes": HOURS * d("0.10") + 2 * (AZURE_D2 + d("21.68")) + 3 * (AZURE_D2 + d("11.2272")),
    # 2 n2-standard-2 with 30 GB of pd-balanced; 100 GB of pd-ssd, 500 GB of pd-standard
    "gcp-machines": 2 * (HOURS * SUSTAINED * d("0.106834") + 30 * d("0.10")) + 100 * d("0.17") + 500 * d("0.04"),
    # management; 3 e2-standard-2 with the default 100 GB; 1 n2-standard-4 with 200 GB
    "gcp-kubernetes": HOURS * (d("0.10") + 3 * d("0.06701142") + SUSTAINED * d("0.194236")) + (3 * 100 + 200) * d("0.04"),
    # regional: 2 vCPU, 7.5 GiB, 50 GB; 4 GiB of cache
    "gcp-databases": HOURS * (2 * d("0.0826") + d("7.5") * d("0.014") + 4 * d("0.051")) + 50 * d("0.34"),
    # server.tofu and override.tf win: m5.large with 30 GB of gp3, and 50 GB of gp3
    "tofu-overrides": HOURS * d("0.096") + (30 + 50) * d("0.08"),
}  # fmt: skip


@pytest.fixture(params=["built-in evaluator", "python-hcl2"])
def evaluator(request, monkeypatch):
    """As where tfparse is installed, and as where it has no wheel."""
    monkeypatch.setattr(tfparse_engine, "available", lambda: request.param != "python-hcl2")
    return request.param


@pytest.mark.parametrize("folder", TOTALS)
def test_a_folder_costs_what_it_costs_by_hand(folder, evaluator):
    report = check([str(PRICED / folder)], Config(), environ={})
    assert report.total_monthly_cost == TOTALS[folder]
    assert report.exit_code == 0
    assert report.warnings[0].startswith(f"Evaluated without a plan ({evaluator}")
    assert report.complete or any(line.status == "depends_on_usage" for line in report.resources)
    assert not [line.address for line in report.resources if line.status in ("unsupported", "no_price")]


def test_a_folder_for_an_openstack_cloud():
    """Leafcloud, in euro: 3 cc1.medium, 2 cc1.large, 200 GB."""
    report = check([str(PRICED / "openstack-cluster")], Config(openstack_cloud="leafcloud"), environ={})
    machines = HOURS * (3 * d("0.06006") + 2 * d("0.120047"))
    assert (report.total_monthly_cost, report.currency) == (machines + 200 * d("0.0964184"), "EUR")


def test_the_provider_s_default_tags_and_labels_are_on_what_it_makes():
    tags = {
        line.address: dict(line.tags or {})
        for folder in ("aws-network", "aws-two-regions", "gcp-machines")
        for line in check([str(PRICED / folder)], Config(), environ={"TF_WORKSPACE": "prod"}).resources
    }
    assert tags["module.network.aws_nat_gateway.this[0]"] == {"Team": "platform", "Environment": "prod"}
    assert tags["module.us.aws_ebs_volume.data"] == {"CostCenter": "4711"}
    assert tags["module.eu.aws_ebs_volume.data"] == tags["aws_ebs_volume.backup"] == {}
    assert tags["google_compute_disk.data[1]"] == {"team": "shop"}


REFERRED = {
    # folder: total, the line that follows a reference, and what of it there would not be without
    "launch-template": (HOURS * 2 * d("0.096") + 16 * d("0.10"), "aws_autoscaling_group.web", "m5.large"),
    "launch-configuration": (
        HOURS * 3 * d("0.085") + 3 * 7 * d("0.30") + 24 * d("0.10"), "aws_autoscaling_group.web", "c5.large",
    ),
    "snapshot-of-volume": (100 * d("0.08"), "aws_ebs_snapshot.data", "at most the 100 GB of aws_ebs_volume.data"),
    "aurora-cluster": (HOURS * 2 * d("0.29"), "aws_rds_cluster_instance.busy", "io-optimized"),
    "task-definition": (HOURS * 2 * (d("0.04048") + 2 * d("0.004445")), "aws_ecs_service.web", "Per vCPU per hour"),
    "service-plan": (HOURS * d("0.017"), "azurerm_linux_function_app.jobs", "free"),
    "sql-server": (HOURS * 2 * d("0.163024") + 32 * d("0.1242"), "azurerm_mssql_database.shop", "indonesiacentral parent"),
    "cosmos-account": (2 * HOURS * 4 * d("0.008"), "azurerm_cosmosdb_sql_database.shop", "northeurope"),
    "instance-template": (
        3 * (HOURS * SUSTAINED * d("0.194236") + 50 * d("0.10")), "google_compute_instance_group_manager.web", "n2-standard-4",
    ),
    # a regional pool has its nodes in three zones
    "node-pool": (
        HOURS * (d("0.10") + 6 * d("0.14743092")) + 600 * d("0.04"), "google_container_node_pool.main", "europe-west1 parent",
    ),
    "table-scaling": (
        HOURS * (5 * d("0.00065") + 10 * d("0.00013")), "aws_dynamodb_table.orders", "aws_appautoscaling_target.reads scales",
    ),
    "cache-scaling": (HOURS * 4 * d("0.206"), "aws_elasticache_replication_group.sessions", "autoscaling"),
    "kafka-scaling": (HOURS * 3 * d("0.21") + 300 * d("0.10"), "aws_msk_cluster.events", "Storage (autoscaling)"),
    "bucket-lifecycle": (1000 * d("0.023") + 5000 * d("0.0036"), "aws_s3_bucket.logs", "Glacier flexible retrieval"),
}  # fmt: skip


@pytest.mark.usefixtures("evaluator")
@pytest.mark.parametrize("given", ["folder", "plan"])
@pytest.mark.parametrize("folder", REFERRED)
def test_a_reference_changes_the_price_alike_in_a_folder_and_in_its_plan(folder, given):
    total, address, follows = REFERRED[folder]
    path = REFERENCES / folder if given == "folder" else REFERENCES / folder / "plan.json"
    usage = REFERENCES / folder / "usage.yml"
    report = check([str(path)], Config(usage_file=str(usage) if usage.is_file() else ""), environ={})
    assert report.total_monthly_cost == total
    line = next(line for line in report.resources if line.address == address)
    said = [
        line.status,
        f"{line.region} {line.region_source}",
        *(f"{part.name} {part.note}" for part in line.components),
    ]
    assert any(follows in text for text in said), said


def test_every_folder_is_in_a_table():
    folders = {path.name for path in PRICED.iterdir() if path.is_dir()} - {"references", "modules"}
    assert folders == {*TOTALS, "openstack-cluster"}
    assert {path.name for path in REFERENCES.iterdir()} == set(REFERRED)


def test_the_report_says_which_evaluator_ran():
    """tfparse is asked for regular expressions, YAML, dates and the like only: without any it does not run."""
    said = [
        check([str(PRICED / folder)], Config(), environ={}).warnings[0] for folder in ("aws-tables", "aws-kubernetes")
    ]
    rest = "): nothing is known of what exists already."
    assert said[0] == f"Evaluated without a plan (built-in evaluator{rest}"
    assert said[1] == f"Evaluated without a plan (built-in evaluator with tfparse {version('tfparse')}{rest}"
