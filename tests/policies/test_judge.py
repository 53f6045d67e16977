"""Policies on real plan JSON, through the program's own reader and prices."""

from pathlib import Path
from typing import Any

from finopsguard.config import Config, Project
from finopsguard.judge import judge
from finopsguard.plan import Limits, read_plan
from finopsguard.policies import Outcome
from finopsguard.prices import Rates
from finopsguard.pricing import Pricing
from finopsguard.totals import joined, per_currency
from finopsguard.types.policy import Budget
from tests.plans import change, plan

DISK = {"size": 100, "type": "gp2", "availability_zone": "us-east-1a", "tags": {"Environment": "dev"}}


def judged(folder: Path, content: dict[str, Any], config: Config | None = None, **more: Any) -> Outcome:
    import json

    file = folder / "plan.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    config = config or Config()
    pricing = Pricing(config, Limits(), {}, lambda _step: None)
    read = read_plan(str(file), limits=Limits(), environ={})
    lines = pricing.price(read, Project(name=str(file), path=str(file))).lines
    rates = Rates(pricing.book.fx(), ())
    sums = joined(per_currency(lines), "USD", rates, complete=all(line.complete for line in lines))
    return judge(config, [read], [lines], sums, "USD", rates, **more)


def results(outcome: Outcome) -> dict[str, str]:
    return {row.id: str(row.result) for row in outcome.results}


def test_a_volume(tmp_path: Path) -> None:
    said = results(judged(tmp_path, plan(change("aws_ebs_volume.data", ["create"], None, DISK))))
    assert said["gp2-to-gp3"] == "fail"
    assert said["unattached-volume"] == "fail"
    assert said["unknown-region"] == "pass"
    assert "budget-total" not in said


def test_a_volume_with_an_attachment_in_the_configuration(tmp_path: Path) -> None:
    content = plan(
        change("aws_ebs_volume.data", ["create"], None, {**DISK, "type": "gp3"}, unknown={"id": True}),
        change(
            "aws_volume_attachment.data",
            ["create"],
            None,
            {"device_name": "/dev/sdf"},
            unknown={"volume_id": True, "instance_id": True},
        ),
    )
    references = {"volume_id": {"references": ["aws_ebs_volume.data.id", "aws_ebs_volume.data"]}}
    blocks = [
        {
            "address": "aws_ebs_volume.data",
            "mode": "managed",
            "type": "aws_ebs_volume",
            "name": "data",
            "expressions": {},
        },
        {
            "address": "aws_volume_attachment.data",
            "mode": "managed",
            "type": "aws_volume_attachment",
            "name": "data",
            "expressions": references,
        },
    ]
    content["configuration"]["root_module"] = {"resources": blocks}
    said = results(judged(tmp_path, content))
    assert said["unattached-volume"] == "pass"
    assert said["gp2-to-gp3"] == "pass"


def test_a_budget_from_the_configuration(tmp_path: Path) -> None:
    config = Config(budgets=(Budget(name="all", limit=5),))  # 100 GB of gp2 are $10 a month
    outcome = judged(tmp_path, plan(change("aws_ebs_volume.data", ["create"], None, DISK)), config)
    (row,) = [row for row in outcome.results if row.id == "budget-total"]
    assert (row.result, row.action, row.observed, row.limit) == ("fail", "block", "$10.00", "$5.00")


def test_a_secret_is_not_in_any_message(tmp_path: Path) -> None:
    secret = {"size": "very-secret", "type": "very-secret", "tags": {"Owner": "very-secret"}}
    marks = {"size": True, "type": True, "tags": {"Owner": True}}
    config = Config(only_policy=("gp2-to-gp3", "required-tags", "unattached-volume"))
    outcome = judged(
        tmp_path, plan(change("aws_ebs_volume.data", ["create"], None, secret, after_sensitive=marks)), config
    )
    assert "very-secret" not in repr(outcome)
    assert results(outcome)["gp2-to-gp3"] == "unknown"


def test_a_plan_of_nothing_passes(tmp_path: Path) -> None:
    assert set(results(judged(tmp_path, plan())).values()) == {"pass"}
