"""``usage summary openstack``: which flags it takes, and the view it shows."""

import json
from decimal import Decimal

import pytest
from click.testing import CliRunner

from finopsguard import metering
from finopsguard.commands.usage import usage
from finopsguard.errors import FinOpsGuardError
from finopsguard.types.metering import Cost, Group, MeteringView

VIEW = MeteringView(
    cloud="work",
    project="demo",
    region="RegionOne",
    date="2026-11-01",
    groups=(Group(name="servers", count=2, cost=Cost(amount=Decimal("12.5"), currency="EUR")),),
)


@pytest.fixture
def run(monkeypatch, tmp_path):
    asked = []

    def view(cloud, config):
        asked.append((cloud, config.prices))
        return VIEW

    monkeypatch.setattr(metering, "openstack_metering", view)
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments):
        result = CliRunner().invoke(usage, ["summary", *arguments], standalone_mode=False)
        return result, asked

    return invoke


@pytest.mark.parametrize(("word", "cloud"), [("openstack", ""), ("openstack:work", "work"), ("OpenStack:work", "work")])
def test_a_project_is_shown(run, word, cloud):
    result, asked = run(word)
    assert asked == [(cloud, ())]
    assert "servers  2" in result.output
    assert "12.50" in result.output


def test_as_json(run):
    result, _ = run("openstack", "--format", "json")
    assert json.loads(result.output)["groups"][0]["cost"]["amount"] == 12.5


@pytest.mark.parametrize("arguments", [("openstack", "--type", "ec2"), ("openstack:",), ("oracle",)])
def test_what_it_does_not_take(run, arguments):
    result, asked = run(*arguments)
    assert isinstance(result.exception, FinOpsGuardError)
    assert asked == []
