"""The metering view of the seeded project, by an operator's rates: 0.01 a vCPU-hour, 0.004 a GB of memory and hour; 0.10 a GB of volume and
month, 3 a floating IP and month, 1 a GB of objects. 730 hours.
"""

import json
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from finopsguard.adapters.openstack import OpenStackUsageClient
from finopsguard.check import check
from finopsguard.config import Config
from finopsguard.metering import openstack_metering
from finopsguard.report.metering_text import metering_json, metering_text
from finopsguard.types.result import Verdict
from tests.adapters.openstack.cloud import Cloud, client
from tests.compare.clouds import new
from tests.plans import plan

RATES = """provider,service,region,key,unit,price,currency
my-cloud,instances,*,vcpu,hour,0.01,EUR
my-cloud,instances,*,ram-gb,hour,0.004,EUR
my-cloud,block-storage,*,storage,GB-month,0.10,EUR
my-cloud,network,*,floating-ip,month,3,EUR
my-cloud,object-storage,*,storage,GB-month,1,EUR
"""


def settings(folder: Path, rows: str = RATES) -> Config:
    file = folder / "rates.csv"
    file.write_text(rows, encoding="utf-8")
    return Config(prices=(str(file),), openstack_cloud="my-cloud")


def test_what_is_there_and_what_it_costs(cloud: Cloud, tmp_path: Path) -> None:
    view = openstack_metering("demo", settings(tmp_path), client=client(cloud))
    found = {group.name: (group.count, group.cost.amount, group.cost.currency) for group in view.groups}
    # 11 vCPU x 7.30 + 19 GB x 2.92, of a server whose flavor is deleted too
    assert found["servers"] == (7, Decimal("135.78"), "EUR")
    assert found["volumes attached"] == (2, Decimal("2.5"), "EUR")  # 25 GB
    assert found["volumes unattached"] == (6, Decimal("2.9"), "EUR")  # 29 GB
    assert found["floating IPs in use"] == (1, Decimal(3), "EUR")
    assert found["floating IPs idle"] == (2, Decimal(6), "EUR")
    assert found["object storage"] == (7, Decimal("0.000056"), "EUR")
    assert view.missing == ()
    text = metering_text(view)
    assert "11 vCPU, 19 GB RAM, 162 GB disk" in text
    assert "Paid for and not in use: volumes unattached €2.90/mo; floating IPs idle €6.00/mo" in text
    content = json.loads(metering_json(view))
    assert content["groups"][0]["figures"] == {"vcpus": 11, "ram_gb": 19, "disk_gb": 162}


def test_what_fails_is_missing_and_what_has_no_price_is_not_known(cloud: Cloud, tmp_path: Path) -> None:
    cloud.stop("volume")
    view = openstack_metering("demo", settings(tmp_path, RATES.partition("my-cloud,network")[0]), client=client(cloud))
    found = {group.name: group.cost for group in view.groups}
    assert "volumes attached" not in found
    assert (found["floating IPs idle"].amount, found["floating IPs idle"].unknown) == (None, 2)
    text = metering_text(view)
    assert "Missing: block storage: it cannot be reached" in text
    assert "Not known: the price book has no price for floating-ip" in text


def test_a_plan_s_flavor_is_measured_by_the_cloud_where_it_is_asked(
    cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """m1.medium has 2 vCPUs and 4 GB: 730 x (0.02 + 0.016)."""
    server = new("openstack_compute_instance_v2.web", {"flavor_name": "m1.medium", "network": [{"name": "n"}]})
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan(server)), encoding="utf-8")
    base = settings(tmp_path)
    assert check([str(file)], base, environ={}).total_monthly_cost is None
    monkeypatch.setattr(OpenStackUsageClient, "from_cloud", lambda _name: client(cloud))
    report = check([str(file)], msgspec.structs.replace(base, quotas="openstack:demo"), environ={})
    assert report.total_monthly_cost == Decimal("26.28")
    assert report.verdict is Verdict.PASS
    assert {line.name: line.plan for line in report.quotas or ()} == {
        "instances": 1,
        "cores": 2,
        "ram_mb": 4096,
        "ports": 1,
    }
