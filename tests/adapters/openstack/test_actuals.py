"""``--actuals openstack``: a plan beside what CloudKitty has rated, and quotas of the same run, through the program itself."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.openstack.cloud import Cloud
from tests.e2e.program import process
from tests.plans import change, plan

SERVER = "5f0c4b1e-9d64-4c1d-8a55-0d3b7a6c2e11"
PRICES = """provider,service,region,key,unit,price,currency
mine,instances,*,m1.small,hour,0.05,CHF
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(cloud: Cloud, tmp_path: Path) -> Run:
    """Thirty days of a server at 1 a day, half of what its flavor costs by the hour."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = [
        {
            "begin": (today - timedelta(days=ago)).isoformat(),
            "end": (today - timedelta(days=ago) + timedelta(hours=1)).isoformat(),
            "qty": 24.0,
            "rate": 1.0,
            "type": "instance",
            "id": SERVER,
        }
        for ago in range(1, 31)
    ]
    cloud.reply("GET", "/v2/summary", {"total": len(rows), "results": rows})
    server: dict[str, Any] = {"id": SERVER, "name": "web", "flavor_name": "m1.small", "region": "RegionOne"}
    content = plan(change("openstack_compute_instance_v2.web", ["no-op"], server, server))
    content["resource_changes"][0]["provider_name"] = "registry.terraform.io/terraform-provider-openstack/openstack"
    (tmp_path / "plan.json").write_text(json.dumps(content))
    (tmp_path / "prices.csv").write_text(PRICES)
    (tmp_path / "finopsguard.yml").write_text("openstack: {cloud: mine}\n")

    def started(*arguments: str, **environ: str) -> tuple[int, str, str]:
        login = {
            "OS_AUTH_URL": f"{cloud.url}/identity/v3",
            "OS_USERNAME": "demo-user",
            "OS_PASSWORD": "demo-pw",
            "OS_PROJECT_NAME": "demo",
            "OS_USER_DOMAIN_NAME": "Default",
            "OS_PROJECT_DOMAIN_NAME": "Default",
            "OS_REGION_NAME": "RegionOne",
            "no_proxy": "127.0.0.1",
        }
        done = process(*arguments, cwd=tmp_path, **{"HOME": str(tmp_path), **login, **environ})
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return started


CHECK = ("check", "plan.json", "--prices", "prices.csv", "--currency", "CHF", "--actuals")


def test_a_server_by_its_uuid(run: Run) -> None:
    code, out, err = run(*CHECK, "openstack", "--format", "json", OPENSTACK_RATING_CURRENCY="CHF")
    assert (code, err) == (0, "")
    report = json.loads(out)
    (row,) = report["actuals"]
    # 720 hours at 0.05 are 36; 30 were rated, and a cloud that states no list prices cannot say why
    assert (row["match"]["method"], row["list"], row["actual"], row["difference"]) == ("uuid", 36, 30, -6)
    assert [(cause["cause"], cause["amount"]) for cause in row["causes"]] == [("unexplained", -6)]
    (source,) = report["actual_sources"]
    assert (source["status"], source["basis"], source["matched"]) == ("ok", "rated", 1)


def test_without_a_currency_nothing_is_compared(run: Run) -> None:
    code, out, _ = run(*CHECK, "openstack", "--format", "json")
    (row,) = json.loads(out)["actuals"]
    assert (code, row["currency"], row["difference"]) == (0, "XXX", None)
    assert "OPENSTACK_RATING_CURRENCY" in run(*CHECK, "openstack")[1]


def test_a_login_by_name_that_there_is_not(run: Run) -> None:
    code, out, err = run(*CHECK, "openstack:nowhere")
    assert (code, err) == (4, "")
    assert "nowhere" in out


def test_a_refusal_is_incomplete_with_the_cloud_s_words(run: Run, cloud: Cloud) -> None:
    cloud.rules.insert(0, lambda _verb, path, _query: (403, {"message": "not for you"}) if "summary" in path else None)
    code, out, err = run(*CHECK, "openstack")
    assert (code, err) == (4, "")
    assert "403" in out


def test_a_cloud_that_rates_nothing(run: Run, cloud: Cloud) -> None:
    cloud.rules.insert(0, lambda _verb, path, _query: (200, {"total": 0, "results": []}) if "summary" in path else None)
    code, out, _ = run(*CHECK, "openstack")
    assert code == 4
    assert "no costs" in out
