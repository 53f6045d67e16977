"""``explain`` shows for every component the attribute, the price row with source and date, the quantity and the maths."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from finopsguard.cli import run
from finopsguard.report.format import money

ROOT = Path(__file__).parents[2]
PLANS = sorted(path for path in (ROOT / "fixtures/plans").rglob("*.json") if path.parent.name != "derived")
DEMO = ROOT / "fixtures/plans/demo.json"


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def told(capsys, *arguments):
    code = run(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize("plan", PLANS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_component_of_every_resource_is_explained(plan, capsys):
    run(["check", str(plan), "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    for resource in report["resources"]:
        if resource["deposed"]:
            continue  # shares its address with the current object, which is the one explained
        code, text, _error = told(capsys, "explain", str(plan), resource["address"])
        assert code == 0
        for part in resource["components"]:
            assert part["name"] in text
            if part["price"]:
                assert part["price"]["date"] in text
                assert part["price"]["key"] in text
                assert "source" in text
            if part["monthly_cost"] is not None:
                assert f"{money(Decimal(str(part['monthly_cost'])), part['currency'])} a month" in text
            else:
                assert "depends on usage" in text or "no amount" in text or "? x" in text


def test_the_maths_of_one_line(capsys):
    _code, text, _error = told(capsys, "explain", str(DEMO), "aws_instance.web[0]")
    assert "instance_type: m5.large → m5.2xlarge" in text
    assert "maths       730 x $0.384 = $280.32 a month" in text


def test_an_address_that_is_not_there_names_the_nearest(capsys):
    code, out, error = told(capsys, "explain", str(DEMO), "aws_instance.wbe[0]")
    assert (code, out) == (3, "")
    assert "aws_instance.web[0]" in error
