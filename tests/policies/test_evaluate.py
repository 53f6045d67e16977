"""What comes out of a judgement: rows, waivers, baselines, and what they mean for the verdict."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from finopsguard.config import Config, load
from finopsguard.errors import BaselineError, ConfigError, PolicyError
from finopsguard.policies import evaluate, reasons, select
from finopsguard.policies.baseline import baseline_text, read_baseline
from finopsguard.policies.environments import Environments
from finopsguard.policies.load import shipped
from finopsguard.policies.waivers import without_keys
from finopsguard.types.policy import Budget, PolicyChoice, Waiver
from tests.policies.judged import facts, policy, with_config

ALWAYS = "true"


def waiver(**fields: Any) -> Waiver:
    given: dict[str, Any] = {
        "policies": ("rule",),
        "reason": "moves in spring",
        "owner": "@shop",
        "expires": "2026-06-30",
        "addresses": ("aws_ebs_volume.*",),
        "file": "finopsguard.yml",
        "line": 3,
    }
    return Waiver(**{**given, **fields})


def results(*, waivers: tuple[Waiver, ...] = (), **more: Any) -> Any:
    return evaluate([policy(ALWAYS)], facts(), waivers=waivers, **more)


def test_a_finding_says_what_where_and_how() -> None:
    (row,) = evaluate([policy(ALWAYS)], facts(resource={"file": "main.tf", "line": 7})).results
    assert (row.id, row.result, row.action, row.severity) == ("rule", "fail", "block", "medium")
    assert (row.address, row.file, row.line, row.observed, row.limit) == (
        "aws_ebs_volume.data",
        "main.tf",
        7,
        "seen",
        "allowed",
    )
    assert row.fix == "nothing = true"


def test_a_policy_that_finds_nothing_is_one_row() -> None:
    (row,) = evaluate([policy("false")], facts(others=[{"address": f"aws_ebs_volume.v{n}"} for n in range(5)])).results
    assert (row.result, row.address) == ("pass", "")


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        ("{types: [aws_ebs_volume]}", "fail"),
        ("{types: ['aws_*']}", "fail"),
        ("{types: [aws_instance]}", "pass"),
        ("{actions: [delete]}", "pass"),
        ("{modules: ['module.shop*']}", "fail"),
        ("{modules: ['module.other']}", "pass"),
        ("{tags: {Team: [shop, platform]}}", "fail"),
        ("{tags: {Team: other}}", "pass"),
        ("{environments: [development]}", "fail"),
        ("{environments: [production]}", "pass"),
    ],
)
def test_match(match: str, expected: str) -> None:
    about = {"module": "module.shop[0]", "values": {"tags": {"Team": "shop", "Env": "dev-3"}}}
    (row,) = evaluate(
        [policy(ALWAYS, match=match)], facts("module.shop[0].aws_ebs_volume.data", resource=about)
    ).results
    assert row.result == expected


def test_an_environment_that_nothing_tells_is_said_once() -> None:
    found = facts(others=[{"address": f"aws_ebs_volume.v{n}", "action": "create"} for n in range(20)])
    (row,) = evaluate([policy(ALWAYS, match="{environments: [development]}")], found).results
    assert (row.result, row.address) == ("unknown", "")
    assert "and 18 more" in row.message


def test_many_unknowns_are_ten_rows_and_one() -> None:
    others = [
        {"address": f"aws_ebs_volume.v{n}", "action": "create", "values": {"size": "(unknown)"}} for n in range(30)
    ]
    rows = evaluate(
        [policy("resource.values.size > 1")], facts(resource={"values": {"size": "(unknown)"}}, others=others)
    ).results
    assert [row.result for row in rows] == ["unknown"] * 11
    assert "21 more" in rows[-1].message


@pytest.mark.parametrize(
    ("action", "when", "expected"),
    [
        ("block", "true", ["fail"]),
        ("block", "resource.values.size > 1", ["incomplete"]),
        ("block", "false", []),
        ("warn", "true", []),
        ("info", "true", []),
        ("warn", "resource.values.size > 1", []),
    ],
)
def test_only_blocking_findings_are_reasons(action: str, when: str, expected: list[str]) -> None:
    outcome = evaluate([policy(when, action=action)], facts(resource={"values": {"size": "(unknown)"}}))
    assert [str(reason.verdict) for reason in reasons(outcome.results)] == expected


def test_a_waiver_that_counts() -> None:
    outcome = results(waivers=(waiver(),))
    (row,) = outcome.results
    assert row.result == "waived"
    assert row.waiver == "moves in spring, @shop, until 2026-06-30 (finopsguard.yml:3)"
    assert [(use.status, use.address, use.where) for use in outcome.waivers] == [
        ("used", "aws_ebs_volume.data", "finopsguard.yml:3")
    ]
    assert list(reasons(outcome.results)) == []


@pytest.mark.parametrize(("expires", "counts"), [("2026-01-01", True), ("2025-12-31", False), ("", False)])
def test_a_waiver_counts_to_its_last_day(expires: str, counts: bool) -> None:
    outcome = results(waivers=(waiver(expires=expires),))
    assert (outcome.results[0].result == "waived") is counts
    if not counts:
        assert "does not count" in (outcome.results[0].waiver or "")
        assert outcome.waivers[0].status == "expired"
        assert [str(reason.verdict) for reason in reasons(outcome.results)] == ["fail"]


def test_a_waiver_that_the_change_adds_does_not_count() -> None:
    known, new = waiver(line=9), waiver(reason="added just now")
    moved = replace(known, line=40)
    assert results(waivers=(moved,), base_waivers=[known]).results[0].result == "waived"
    outcome = results(waivers=(new,), base_waivers=[known])
    assert outcome.results[0].result == "fail"
    assert "this very change adds it" in (outcome.results[0].waiver or "")
    assert outcome.waivers[0].status == "new"


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({"block_type": "aws_ebs_volume", "block_name": "data"}, True),
        ({"block_type": "aws_ebs_volume", "block_name": "other"}, False),
        ({"block_type": "aws_instance", "block_name": "data"}, False),
        ({"block_type": "aws_ebs_volume", "block_name": "data", "module": "module.shop"}, True),
        ({"block_type": "aws_ebs_volume", "block_name": "data", "module": "module.other"}, False),
        ({"block_type": "module", "block_name": "shop"}, True),
        ({"block_type": "module", "block_name": "sho"}, False),
    ],
)
def test_inline_waivers_are_about_their_block(fields: dict[str, str], counts: bool) -> None:
    about = {"module": 'module.shop["a.b]"]', "file": "shop/main.tf"}
    found = facts('module.shop["a.b]"].aws_ebs_volume.data', resource=about)
    outcome = evaluate([policy(ALWAYS)], found, waivers=[waiver(addresses=(), **{"file": "shop/main.tf", **fields})])
    assert (outcome.results[0].result == "waived") is counts


@given(
    st.lists(st.sampled_from(["module.a", 'module.b["x]"]', "module.c[0]", 'module.d["\\"]"]']), min_size=1, max_size=4)
)
def test_module_addresses_without_keys(steps: list[str]) -> None:
    assert without_keys(".".join(steps)) == ".".join(step.partition("[")[0] for step in steps)


def test_waivers_of_nothing_are_warned_of() -> None:
    outcome = evaluate(
        [policy("false")], facts(), waivers=[waiver(expires="2020-01-01"), waiver(policies=("nonsense",))]
    )
    assert len(outcome.warnings) == 2
    assert "remove it" in outcome.warnings[0]
    assert "nonsense" in outcome.warnings[1]


def test_baseline(tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    first = results()
    file.write_text(baseline_text(first.results), encoding="utf-8")
    known = read_baseline(str(file))
    again = results(baseline=known)
    assert again.results[0].result == "waived"
    assert baseline_text(again.results) == file.read_text(encoding="utf-8"), "written again it is the same"
    other = evaluate([policy(ALWAYS)], facts("aws_ebs_volume.new"), baseline=known)
    assert other.results[0].result == "fail"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": 2, "findings": []}', '{"version": 1, "findings": [{}]}', "[" * 5000]
)
def test_a_baseline_that_is_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "known.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BaselineError):
        read_baseline(str(file))


def test_fingerprints_tell_findings_apart() -> None:
    rows = evaluate([policy(ALWAYS)], facts(others=[{"address": "aws_ebs_volume.b", "action": "create"}])).results
    assert len({row.fingerprint for row in rows}) == 2
    assert rows[0].fingerprint == results().results[0].fingerprint


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        ({"limit": 99}, "fail"),
        ({"limit": 100}, "pass"),
        ({"limit": 99, "module": "module.shop"}, "fail"),
        ({"limit": 99, "module": "module.sho"}, "pass"),
        ({"limit": 99, "project": "plan*"}, "fail"),
        ({"limit": 99, "project": "other"}, "pass"),
        ({"limit": 99, "tags": {"Env": "d*"}}, "fail"),
        ({"limit": 99, "tags": {"Env": "p*"}}, "pass"),
        ({"limit": 99, "team": "SHOP"}, "fail"),
        ({"limit": 99, "team": "shopping"}, "pass"),
    ],
)
def test_what_a_budget_covers(budget: dict[str, Any], expected: str) -> None:
    (rule,) = [one for one in shipped() if one.id == "budget-total"]
    about = {"module": "module.shop[1].module.db", "values": {"tags": {"Owner": "shop", "Env": "dev"}}}
    found = facts("module.shop[1].module.db.aws_ebs_volume.data", resource=about)
    limit = Decimal(budget.pop("limit"))
    outcome = evaluate([rule], with_config(found, budgets=(Budget(name="b", limit=limit, **budget),)))
    assert outcome.results[0].result == expected


def test_a_budget_may_only_warn() -> None:
    (rule,) = [one for one in shipped() if one.id == "budget-total"]
    outcome = evaluate([rule], with_config(facts(), budgets=(Budget(name="b", limit=Decimal(1), action="warn"),)))
    assert (outcome.results[0].result, outcome.results[0].action) == ("fail", "warn")
    assert list(reasons(outcome.results)) == []


def test_inputs_that_nobody_asked_for() -> None:
    (rule,) = [one for one in shipped() if one.id == "prediction-off"]
    assert evaluate([rule], facts()).results == (), "on by default: not in play"
    (row,) = evaluate([replace(rule, named=True)], facts()).results
    assert (row.result, row.fix) == ("unknown", "Add --actuals SOURCE.")


def chosen(**fields: Any) -> dict[str, Any]:
    return {one.id: one for one in select(shipped(), Config(**fields))}


def test_selection() -> None:
    assert "gp2-to-gp3" in chosen()
    assert "required-tags" not in chosen()
    assert "required-tags" in chosen(policies=(PolicyChoice(id="required-tags"),))
    assert "gp2-to-gp3" not in chosen(policies=(PolicyChoice(id="gp2-to-gp3", enabled=False),))
    assert list(chosen(only_policy=("gp2-to-gp3", "log-retention"))) == ["gp2-to-gp3", "log-retention"]
    assert "gp2-to-gp3" not in chosen(skip_policy=("gp2-to-gp3",))
    assert chosen(policies=(PolicyChoice(id="gp2-to-gp3", action="block"),))["gp2-to-gp3"].action == "block"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"only_policy": ("gp2-to-gp4",)}, "gp2-to-gp3"),
        ({"skip_policy": ("gp2",)}, "gp2-to-gp3"),
        ({"policies": (PolicyChoice(id="resource-limit"),)}, "needs the setting limit"),
        ({"policies": (PolicyChoice(id="resource-limit", settings={"limits": 5}),)}, "limit"),
        ({"policies": (PolicyChoice(id="log-retention", settings={"days": "many"}),)}, "a number"),
    ],
)
def test_selection_refuses_what_does_not_exist(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        select(shipped(), Config(**fields))
    assert said in str(caught.value)


CONFIG = """\
policies: {gp2-to-gp3: block, required-tags: on, cheaper-family: off, resource-limit: {action: warn, settings: {limit: 500}}}
budgets:
  - {name: shop, limit: 500, max_increase: 10%, tags: {Team: shop}}
waivers:
  - {policy: resource-limit, address: ["module.a.*", aws_x.y], reason: why, owner: me, expires: 2027-01-31}
environments: {production: [prod], development: [dev, "sandbox*"]}
policy_dirs: [rules]
baseline: known.json
environment: dev
"""


def test_configuration(tmp_path: Path) -> None:
    file = tmp_path / "finopsguard.yml"
    file.write_text(CONFIG, encoding="utf-8")
    config = load(str(file), tmp_path)
    assert [(one.id, one.enabled, one.action) for one in config.policies] == [
        ("gp2-to-gp3", True, "block"),
        ("required-tags", True, ""),
        ("cheaper-family", False, ""),
        ("resource-limit", True, "warn"),
    ]
    assert config.policies[3].settings == {"limit": 500}
    (budget,) = config.budgets
    assert (budget.limit, budget.max_increase, budget.percent, budget.line) == (500, 10, True, 3)
    (found,) = config.waivers
    assert (found.policies, found.addresses, found.expires, found.line) == (
        ("resource-limit",),
        ("module.a.*", "aws_x.y"),
        "2027-01-31",
        5,
    )
    assert config.policy_dirs == (str(tmp_path / "rules"),)
    assert config.environments == (("production", ("prod",)), ("development", ("dev", "sandbox*")))


@pytest.mark.parametrize(
    "text",
    [
        "policies: [a]",
        "policies: {a: maybe}",
        "policies: {a: {sevrity: low}}",
        "budgets: {a: 1}",
        "budgets: [{limit: 3}]",
        "budgets: [{name: a}]",
        "budgets: [{name: a, limit: x}]",
        "budgets: [{name: a, limit: 1}, {name: a, limit: 2}]",
        "waivers: [{policy: a, address: b, reason: c, owner: d}]",
        "waivers: [{policy: a, address: b, reason: c, expires: 2027-01-31}]",
        "waivers: [{policy: a, address: b, reason: c, owner: d, expires: soon}]",
        "environments: [a]",
    ],
)
def test_configuration_that_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "finopsguard.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError):
        load(str(file), tmp_path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("envs/prod/plan.json", "production"),
        ("prod/envs/dev/plan.json", "development"),
        ("devices/plan.json", ""),
        ("shop-dev", "development"),
        ("Sandbox", "development"),
        ("eu_qa", "test"),
        ("", ""),
    ],
)
def test_environments_by_words(text: str, expected: str) -> None:
    assert Environments((), "").of_text(text) == expected
