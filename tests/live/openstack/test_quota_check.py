"""A plan against the quotas of real services, through the command line."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import openstack
import pytest

from tests.compare.clouds import OPENSTACK
from tests.live.openstack.conftest import CLOUDS
from tests.plans import change

ROOT = Path(__file__).parents[3]
Inventory = dict[str, Any]


def volumes(folder: Path, *sizes: int) -> str:
    """A plan that makes volumes."""
    changes = [
        change(f"openstack_blockstorage_volume_v3.data{n}", ["create"], None, {"size": size}, provider_name=OPENSTACK)
        for n, size in enumerate(sizes)
    ]
    file = folder / "plan.json"
    file.write_text(json.dumps({"format_version": "1.2", "terraform_version": "1.9.8", "resource_changes": changes}))
    return str(file)


def finopsguard(*arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT / "guard"),
        "OS_CLIENT_CONFIG_FILE": str(CLOUDS),
        "no_proxy": "127.0.0.1",
        "NO_PROXY": "127.0.0.1",
    }
    return subprocess.run(
        [sys.executable, "-m", "finopsguard", *arguments], capture_output=True, text=True, env=environ, check=False
    )


@pytest.fixture
def gigabytes(inventory: Inventory) -> Any:
    """Sets the quota of gigabytes of the project demo, and puts it back."""

    def set_to(limit: int) -> None:
        with openstack.connect(cloud="admin") as connection:
            body = {"quota_set": {"gigabytes": limit}}
            response = connection.block_storage.put(f"/os-quota-sets/{inventory['projects']['demo']}", json=body)
            assert response.status_code == 200

    yield set_to
    set_to(inventory["demo"]["storage_quota"]["gigabytes"])


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::PendingDeprecationWarning")
def test_a_plan_over_quota_fails_and_fits_after_the_quota_is_raised(tmp_path: Path, gigabytes: Any) -> None:
    """74 GB of 500 are in use; the plan takes 450 in pieces of 150."""
    plan = volumes(tmp_path, 150, 150, 150)
    over = finopsguard("check", plan, "--quotas", "openstack:demo", "--format", "json")
    assert over.returncode == 1, over.stderr
    report = json.loads(over.stdout)
    (reason,) = report["reasons"]
    assert (report["verdict"], reason["code"]) == ("fail", "quota")
    assert "gigabytes" in reason["message"]
    assert "24 over the limit of 500" in reason["message"]
    assert "openstack_blockstorage_volume_v3.data0" in reason["message"]
    line = next(line for line in report["quotas"] if line["name"] == "gigabytes")
    assert (line["used"], line["plan"], line["peak"], line["limit"], line["headroom"]) == (74, 450, 524, 500, -24)
    shown = finopsguard("quota", "check", plan, "--quotas", "openstack:demo")
    assert shown.returncode == 1
    assert "exceeded  gigabytes" in shown.stdout
    gigabytes(600)
    fits = finopsguard("check", plan, "--quotas", "openstack:demo", "--format", "json")
    assert fits.returncode == 0, fits.stdout


def test_with_cinder_away_the_verdict_is_incomplete(tmp_path: Path, inventory: Inventory, stopped: Any) -> None:
    stopped("cinder")
    found = finopsguard("check", volumes(tmp_path, 1), "--quotas", "openstack:demo", "--format", "json")
    assert found.returncode == 4, found.stderr
    report = json.loads(found.stdout)
    assert report["verdict"] == "incomplete"
    assert "cannot be reached" in report["reasons"][0]["message"]
    assert {line["status"] for line in report["quotas"]} == {"unknown"}


def test_a_login_that_is_refused_is_incomplete(tmp_path: Path, inventory: Inventory) -> None:
    found = finopsguard("check", volumes(tmp_path, 1), "--quotas", "openstack:nowhere")
    assert found.returncode == 4
    assert "nowhere" in found.stdout


def test_show(inventory: Inventory) -> None:
    shown = finopsguard("quota", "show", "openstack:demo")
    assert shown.returncode == 0, shown.stderr
    rows = {line.split()[-4]: line.split()[-3:] for line in shown.stdout.splitlines() if len(line.split()) > 4}
    assert rows["instances"] == ["7", "20", "13"]
    assert rows["cores"] == ["11", "unlimited", "–"]
    assert rows["key_pairs"] == ["1", "7", "6"]
    content = json.loads(finopsguard("quota", "show", "openstack:demo", "--format", "json").stdout)
    gigabytes = next(quota for quota in content["quotas"] if quota["name"] == "gigabytes")
    assert (gigabytes["used"], gigabytes["limit"]) == (74, 500)
