"""Loopback services of Google Cloud and an adapter that asks them through the unmodified SDKs."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("google.cloud.monitoring_v3")
pytest.importorskip("google.cloud.bigquery")

from finopsguard.adapters.usage.gcp_usage import GCPUsageAdapter
from finopsguard.adapters.usage.settings import UsageSettings
from tests.live.usage.gcp.bigquery_emulator import TokenServer, emulator, key_file
from tests.live.usage.gcp.metric_service import DELTA, DOUBLE, GAUGE, INT64, MetricService, Series, every, running

START = datetime(2024, 5, 1, tzinfo=UTC)
END = START + timedelta(days=2)
COMPUTE = "compute.googleapis.com/instance/"
STANDARD = "gcp_billing_export_v1_012345_6789AB_CDEF01"
DETAILED = "gcp_billing_export_resource_v1_012345_6789AB_CDEF01"


def settings() -> UsageSettings:
    return UsageSettings(gcp_enabled=True, gcp_project_id="my-project", gcp_billing_account_id="012345-6789AB-CDEF01")


@pytest.fixture
def service() -> MetricService:
    """Two instances, a database, a bucket with two storage classes, a container, in two days of May 2024."""
    series = [
        *instance("111", "web", cpu=0.2),
        *instance("222", "idle", cpu=0.0),
        *instance("333", "far", cpu=0.5, zone="europe-west10-a"),
    ]
    database = {"database_id": "my-project:orders", "region": "europe-west1"}
    for metric, value in (("cpu", 0.4), ("memory", 0.6)):
        name = f"cloudsql.googleapis.com/database/{metric}/utilization"
        series.append(Series(name, GAUGE, "cloudsql_database", database, every(60, START, END, value)))
    bucket = {"bucket_name": "logs", "location": "europe-west1"}
    for storage_class, size in (("STANDARD", 3e9), ("NEARLINE", 4e9)):
        name = "storage.googleapis.com/storage/total_bytes"
        points = every(86_400, START - timedelta(days=3, hours=-7), END, size)  # once a day, at seven
        series.append(Series(name, GAUGE, "gcs_bucket", bucket, points, {"storage_class": storage_class}))
    for code in ("OK", "NOT_FOUND"):
        name = "storage.googleapis.com/api/request_count"
        series.append(
            Series(
                name, DELTA, "gcs_bucket", bucket, every(60, START, END, 5), {"response_code": code}, value_type=INT64
            )
        )
    container = {
        "location": "europe-west1",
        "cluster_name": "main",
        "namespace_name": "shop",
        "pod_name": "cart-1",
        "container_name": "cart",
    }
    name = "kubernetes.io/container/cpu/core_usage_time"
    series.append(Series(name, DELTA, "k8s_container", container, every(60, START, END, 30.0)))  # half a core
    for kind in ("evictable", "non-evictable"):
        name = "kubernetes.io/container/memory/used_bytes"
        series.append(
            Series(
                name,
                GAUGE,
                "k8s_container",
                container,
                every(60, START, END, 1e6),
                {"memory_type": kind},
                value_type=INT64,
            )
        )
    return MetricService(series)


def instance(number: str, name: str, *, cpu: float, zone: str = "europe-west1-b", team: str = "web") -> list[Series]:
    """CPU each minute as a fraction; received bytes each minute, with and without a load balancer."""
    labels = {"instance_id": number, "zone": zone, "project_id": "my-project"}
    named, user = {"instance_name": name}, {"team": team}
    received = COMPUTE + "network/received_bytes_count"
    return [
        Series(
            COMPUTE + "cpu/utilization", GAUGE, "gce_instance", labels, every(60, START, END, cpu), named, user, DOUBLE
        ),
        *(
            Series(
                received,
                DELTA,
                "gce_instance",
                labels,
                every(60, START, END, 1e6),
                named | {"loadbalanced": flag},
                user,
                INT64,
            )
            for flag in ("true", "false")
        ),
    ]


@pytest.fixture
def adapter(service: MetricService) -> Iterator[GCPUsageAdapter]:
    with running(service) as client:
        adapter = GCPUsageAdapter(settings())
        adapter._monitoring = client
        adapter.deadline_seconds = 20
        yield adapter


@pytest.fixture
def tokens() -> Iterator[TokenServer]:
    server = TokenServer()
    yield server
    server.close()


@pytest.fixture
def key(tmp_path: Path, tokens: TokenServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = key_file(tmp_path / "key.json", tokens.uri)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(path))
    return path


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a BigQuery with both billing exports, filled with :func:`lines`."""
    folder = tmp_path_factory.mktemp("bigquery")
    server = TokenServer()
    with emulator(folder / "log") as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("BIGQUERY_EMULATOR_HOST", address)
        patch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(key_file(folder / "key.json", server.uri)))
        fill(lines())
        yield address
    server.close()


@pytest.fixture
def billing(warehouse: str, key: Path, monkeypatch: pytest.MonkeyPatch) -> GCPUsageAdapter:
    monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", warehouse)
    return GCPUsageAdapter(settings())


def day(ago: int) -> datetime:
    """Midnight so many days ago: the emulator's partitions are of today, so the bill has to be of these weeks."""
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=ago)


def lines() -> list[dict[str, Any]]:
    """Ten days ago: web 10 with credits of 1 and 2, disk 4; nine days ago: web 6; in euros: 3; a database 2."""
    web = "//compute.googleapis.com/projects/my-project/zones/europe-west1-b/instances/111"
    return [
        _line(
            10,
            "Compute Engine",
            10.0,
            credits=(-1.0, -2.0),
            resource=("web", web),
            labels={"team": "web", "env": "prod"},
        ),
        _line(
            10,
            "Compute Engine",
            4.0,
            unit="gibibyte month",
            resource=("disk", "//compute/disk"),
            labels={"team": "web"},
        ),
        _line(9, "Compute Engine", 6.0, resource=("web", web), labels={"team": "web", "env": "prod"}),
        _line(9, "Compute Engine", 3.0, currency="EUR", region=None),
        _line(9, "Cloud SQL", 2.0, project="other-project"),
    ]


def _line(
    ago: int,
    service: str,
    cost: float,
    *,
    credits: Sequence[float] = (),  # noqa: A002  the column's name
    unit: str = "hour",
    currency: str = "USD",
    region: str | None = "europe-west1",
    project: str = "my-project",
    resource: tuple[str, str] = ("", ""),
    labels: dict[str, str] | None = None,
) -> dict[str, Any]:
    start = day(ago) + timedelta(hours=5)
    return {
        "service": {"id": service.replace(" ", "-"), "description": service},
        "sku": {"id": "1", "description": f"{service} sku"},
        "usage_start_time": start.isoformat(),
        "usage_end_time": (start + timedelta(hours=1)).isoformat(),
        "project": {"id": project},
        "labels": [{"key": name, "value": value} for name, value in (labels or {}).items()],
        "location": {"location": region or "global", "region": region},
        "resource": {"name": resource[0], "global_name": resource[1]},
        "export_time": (start + timedelta(hours=9)).isoformat(),
        "cost": cost,
        "currency": currency,
        "usage": {"amount_in_pricing_units": 1.0, "pricing_unit": unit},
        "cost_type": "regular",
        "credits": [{"name": "discount", "amount": amount} for amount in credits],
    }


def fill(rows: list[dict[str, Any]]) -> None:
    """Both exports, with the columns of Google's schemas that are asked for; only the detailed one says which resource it was."""
    from google.cloud import bigquery

    def record(name: str, fields: str, mode: str = "NULLABLE") -> Any:
        parts = [bigquery.SchemaField(*pair.split(":")) for pair in fields.split()]
        return bigquery.SchemaField(name, "RECORD", mode, fields=parts)

    columns = [
        record("service", "id:STRING description:STRING"),
        record("sku", "id:STRING description:STRING"),
        bigquery.SchemaField("usage_start_time", "TIMESTAMP"),
        bigquery.SchemaField("usage_end_time", "TIMESTAMP"),
        record("project", "id:STRING"),
        record("labels", "key:STRING value:STRING", "REPEATED"),
        record("location", "location:STRING region:STRING"),
        bigquery.SchemaField("export_time", "TIMESTAMP"),
        bigquery.SchemaField("cost", "FLOAT64"),
        bigquery.SchemaField("currency", "STRING"),
        bigquery.SchemaField("cost_type", "STRING"),
        record("usage", "amount_in_pricing_units:FLOAT64 pricing_unit:STRING"),
        record("credits", "name:STRING amount:FLOAT64", "REPEATED"),
    ]
    with bigquery.Client("my-project") as client:
        client.create_dataset("billing_export")
        for name, extra in ((STANDARD, []), (DETAILED, [record("resource", "name:STRING global_name:STRING")])):
            table = bigquery.Table(f"my-project.billing_export.{name}", schema=columns + extra)
            table.time_partitioning = bigquery.TimePartitioning()
            client.create_table(table)
            kept = [{key: value for key, value in row.items() if extra or key != "resource"} for row in rows]
            assert client.insert_rows_json(table, kept) == []
