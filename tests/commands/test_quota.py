"""``finopsguard quota`` and ``check --quotas`` as typed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from finopsguard.adapters.openstack import OpenStackUsageClient
from finopsguard.adapters.openstack.names import cloud_of
from finopsguard.cli import run
from finopsguard.config import ConfigError, load
from finopsguard.errors import UsageError
from finopsguard.prices.overrides import parse_overrides
from tests.adapters.openstack.cloud import Cloud, client, serving
from tests.compare.clouds import new
from tests.plans import plan

VOLUME = "openstack_blockstorage_volume_v3.data"


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """The seeded project, whichever cloud is named."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with serving("demo") as running:
        monkeypatch.setattr(OpenStackUsageClient, "from_cloud", lambda _name: client(running))
        yield running


def written(folder: Path, size: int) -> str:
    file = folder / "plan.json"
    file.write_text(json.dumps(plan(new(VOLUME, {"size": size}))), encoding="utf-8")
    return str(file)


def test_show(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["quota", "show"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Quotas of project demo in RegionOne")
    assert "compute         cores                      11  unlimited       –" in shown
    assert "load balancer: the cloud does not offer it." in shown


def test_show_with_a_service_away(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    cloud.stop("volume")
    assert run(["quota", "show", "--format", "json"]) == 4
    content = json.loads(capsys.readouterr().out)
    state = {service["service"]: service["status"] for service in content["services"]}
    assert (state["block_storage"], state["compute"]) == ("error", "ok")


def test_show_when_the_login_is_refused(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    cloud.fail("/auth/tokens", 401)
    assert run(["quota", "show", "openstack:demo"]) == 4
    assert "logging in failed: the credentials are refused" in capsys.readouterr().err


@pytest.mark.parametrize(("size", "code", "word"), [(100, 0, "fits"), (190, 0, "fits"), (201, 1, "exceeded")])
def test_check(
    cloud: Cloud, tmp_path: Path, capsys: pytest.CaptureFixture[str], size: int, code: int, word: str
) -> None:
    """A volume may have 200 GB."""
    assert run(["quota", "check", written(tmp_path, size)]) == code
    assert f"{word}" in capsys.readouterr().out


def test_check_of_too_much_says_which_quota_resource_and_headroom(
    cloud: Cloud, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["quota", "check", written(tmp_path, 427), "--format", "json"]) == 1
    content = json.loads(capsys.readouterr().out)
    gigabytes = next(line for line in content["quotas"] if line["name"] == "gigabytes")
    assert (gigabytes["headroom"], gigabytes["resources"]) == (-1, [VOLUME])
    assert content["verdict"] == "fail"
    assert any("gigabytes" in reason["message"] and VOLUME in reason["message"] for reason in content["reasons"])


def test_headroom_is_a_choice(cloud: Cloud, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["quota", "check", written(tmp_path, 100), "--headroom", "90%"]) == 0
    assert "tight   gigabytes" in capsys.readouterr().out
    assert run(["quota", "check", written(tmp_path, 100), "--headroom", "lots"]) == 2


def test_check_with_a_service_away_is_incomplete(
    cloud: Cloud, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.stop("volume")
    assert run(["quota", "check", written(tmp_path, 1)]) == 4
    assert "INCOMPLETE: Whether the plan fits" in capsys.readouterr().out


def test_a_plan_without_openstack_touches_no_quota(
    cloud: Cloud, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan()), encoding="utf-8")
    assert run(["quota", "check", str(file)]) == 0
    assert capsys.readouterr().out == "The plans touch no quota.\n"
    assert cloud.calls == []


def test_the_rates_of_the_documentation_are_a_price_file() -> None:
    text = (Path(__file__).parents[2] / "docs/openstack.md").read_text(encoding="utf-8")
    rows = parse_overrides(text.partition("```csv\n")[2].partition("```")[0], "docs.csv")
    assert {row.provider for row in rows} == {"my-cloud"}


def test_what_can_be_asked() -> None:
    assert (cloud_of("openstack"), cloud_of("openstack:prod")) == ("", "prod")
    for wrong in ("aws", "openstack:", "", "openstackx"):
        with pytest.raises(UsageError, match="no cloud whose quotas"):
            cloud_of(wrong)


def test_how_much_stays_free_stands_in_the_configuration(tmp_path: Path) -> None:
    file = tmp_path / "finopsguard.yml"
    file.write_text("quota_headroom: 25%\n", encoding="utf-8")
    assert str(load(str(file), tmp_path).quota_headroom) == "0.25"
    file.write_text("quota_headroom: 250%\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="more than the whole"):
        load(str(file), tmp_path)
