"""``--actuals gcp`` and ``gcp+resources``: a plan beside the billing export, through the unmodified BigQuery client."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import process
from tests.plans import change, plan

Run = Callable[..., tuple[int, str, str]]
ZONE = "projects/my-project/zones/europe-west1-b"


@pytest.fixture
def shop(tmp_path: Path) -> None:
    """An instance that the bill knows by number, and a disk that is on no bill."""
    web: dict[str, Any] = {
        "id": f"{ZONE}/instances/web",
        "self_link": f"https://www.googleapis.com/compute/v1/{ZONE}/instances/web",
        "instance_id": "111",
        "name": "web",
        "machine_type": "e2-medium",
        "zone": "europe-west1-b",
        "labels": {"team": "web", "env": "prod"},
        "terraform_labels": {"team": "web", "env": "prod"},
    }
    disk = {
        "id": f"{ZONE}/disks/data",
        "name": "data",
        "type": "pd-ssd",
        "size": 10,
        "zone": "europe-west1-b",
        "labels": {"team": "data"},
    }
    content = plan(
        change("google_compute_instance.web", ["no-op"], web, web),
        change("google_compute_disk.data", ["no-op"], disk, disk),
    )
    (tmp_path / "plan.json").write_text(json.dumps(content))


@pytest.fixture
def run(warehouse: str, key: Path, shop: None, tmp_path: Path) -> Run:
    def started(*arguments: str, **environ: str) -> tuple[int, str, str]:
        known = {
            "HOME": str(tmp_path),
            "BIGQUERY_EMULATOR_HOST": warehouse,
            "GOOGLE_APPLICATION_CREDENTIALS": str(key),
            "GCP_PROJECT_ID": "my-project",
            "GCP_BILLING_ACCOUNT_ID": "012345-6789AB-CDEF01",
            **environ,
        }
        result = process(*arguments, cwd=tmp_path, **known)
        return result.returncode, result.stdout.decode(), result.stderr.decode()

    return started


@pytest.mark.parametrize(("source", "method", "confidence"), [("gcp+resources", "self_link", 1), ("gcp", "tag", 0.8)])
def test_an_instance_by_number_or_by_labels(run: Run, source: str, method: str, confidence: float) -> None:
    code, out, err = run("check", "plan.json", "--actuals", source, "--format", "json")
    assert (code, err) == (0, "")
    report = json.loads(out)
    (row,) = report["actuals"]
    assert (row["address"], row["match"]) == (
        "google_compute_instance.web",
        {"method": method, "confidence": confidence},
    )
    # 10 less credits of 1 and 2, and 6 the day after
    assert (row["actual"], row["basis"], row["currency"]) == (13, "net", "USD")
    assert sum(cause["amount"] for cause in row["causes"]) == pytest.approx(row["difference"])
    (answered,) = report["actual_sources"]
    assert (answered["status"], answered["matched"], answered["planned"]) == ("partial", 1, 2)
    assert "2 of 30 days" in answered["message"]
    assert {line["name"]: line["amount"] for line in report["unmatched"]["billed"]}["Cloud SQL"] == 2
    assert {line["currency"] for line in report["unmatched"]["billed"]} == {"USD", "EUR"}


def test_match_says_how_it_was_found(run: Run) -> None:
    code, out, _ = run("match", "plan.json", "--actuals", "gcp")
    assert code == 0
    assert "tag 80%" in out


def test_an_export_that_is_not_there(run: Run) -> None:
    code, out, err = run("check", "plan.json", "--actuals", "gcp", GCP_BILLING_ACCOUNT_ID="FFFFFF-FFFFFF-FFFFFF")
    assert (code, err) == (4, "")
    assert "Not found" in out or "not found" in out


def test_without_credentials(run: Run) -> None:
    code, out, err = run("check", "plan.json", "--actuals", "gcp", GOOGLE_APPLICATION_CREDENTIALS="/nowhere.json")
    assert (code, err) == (4, "")
    assert "/nowhere.json" in out


def test_without_the_billing_account(run: Run) -> None:
    code, out, _ = run("check", "plan.json", "--actuals", "gcp+resources", GCP_BILLING_ACCOUNT_ID="")
    assert code == 4
    assert "GCP_BILLING_ACCOUNT_ID" in out
