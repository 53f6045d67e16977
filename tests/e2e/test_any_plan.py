"""Laws of the whole program over plans in which anything may stand anywhere."""

import contextlib
import io
import json
import tempfile
from copy import deepcopy
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finopsguard.cli import run
from tests.e2e.program import ALL, DEMO, ROOT

PLANS = {Path(name).stem: json.loads(Path(name).read_text(encoding="utf-8")) for name in (ALL, DEMO)}
SCHEMA = jsonschema.Draft202012Validator(json.loads((ROOT / "docs/report.schema.json").read_text(encoding="utf-8")))
CLOSE = Decimal("1e-20")

ODD = json.loads(
    r"""[null, true, false, 0, -1, -5, 1.5, 1e308, 10000000000000000000000000000000000000000, "", " ", "0", "-3", "1e999", "NaN", "²",
    "a|b`<b>@x\n#1", "\u001b[2J", "\u202e", "\ud800", [], {}, [null], [[]], [{}], {"": null}, {"0": 1}, [1, "a", null], "m5.large",
    "eu-west-1", "../../etc/passwd", ["no-op"], ["delete", "create"], ["create", "forget"], ["transmute"], ["update"], ["delete"],
    [{"a": true}], {"a": {"b": [true]}}]"""
)
ODD.append("x" * 400)
CHANGE = st.tuples(st.integers(0, 10**6), st.sampled_from(["set", "drop", "double", "text"]), st.sampled_from(ODD))
CHANGES = st.lists(CHANGE, min_size=1, max_size=4)
quick = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def places(value):
    """Every container of a document with every key into it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield value, key
            yield from places(inner)
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield value, position
            yield from places(inner)


def mutated(name, changes, part=None):
    plan = deepcopy(PLANS[name])
    for number, how, odd in changes:
        spots = list(places(plan if part is None else plan[part]))
        if not spots:
            break
        holder, key = spots[number % len(spots)]
        if how == "drop":
            del holder[key]
        elif how == "double" and isinstance(holder, list):
            holder.append(deepcopy(holder[key]))
        elif how == "text" and isinstance(holder[key], int | float):
            holder[key] = str(holder[key])
        else:
            holder[key] = deepcopy(odd)
    return plan


def checked(plan, *flags):
    """Exit code, standard output and standard error."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.json"
        file.write_text(json.dumps(plan), encoding="utf-8")
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), contextlib.chdir(folder):
            code = run(["check", str(file), *flags])
    return code, out.getvalue(), err.getvalue()


def hold(code, out, err):
    """What is true of every answer."""
    assert code in {0, 1, 3, 4}, err
    assert "Traceback" not in err
    if code == 3:
        assert out == ""
        assert err.startswith("Error: ")
        assert err.count("\n") == 1
        return
    report = json.loads(out, parse_float=Decimal)
    SCHEMA.validate(json.loads(out))
    assert {"pass": 0, "fail": 1, "incomplete": 4}[report["verdict"]] == code
    sums = {}
    for line in report["resources"]:
        assert_line(line)
        sums[line["currency"]] = sums.get(line["currency"], 0) + (line["monthly_cost"] or 0)
    for total in report["totals"]:
        assert same(total["monthly"], sums[total["currency"]])
    complete = all(line["complete"] for line in report["resources"])
    assert complete or not report["complete"]
    assert sum(
        report["coverage"][word] for word in ("priced", "free", "unsupported", "no_price", "depends_on_usage")
    ) == len(report["resources"])


def assert_line(line):
    cost, previous, delta = line["monthly_cost"], line["previous_monthly_cost"], line["delta"]
    for amount in (cost, previous, line["monthly_cost_min"], line["forgotten_monthly_cost"]):
        assert amount is None or amount >= 0
    if delta is not None:
        assert same(delta, (cost or 0) - (previous or 0))
    known = [part["monthly_cost"] for part in line["components"] if part["monthly_cost"] is not None]
    if known and cost is not None and line["action"] not in {"delete", "forget"}:
        assert same(cost, sum(known))
    if line["status"] in {"unsupported", "no_price"}:
        assert not line["complete"]
    if line["action"] in {"create", "update", "replace", "no-op"} and cost == 0 and not line["components"]:
        assert line["status"] in {"free", "unsupported"}


def same(left, right):
    left, right = Decimal(left), Decimal(right)
    return abs(left - right) <= CLOSE * max(1, abs(left), abs(right))


@quick
@given(st.sampled_from(sorted(PLANS)), CHANGES)
def test_anything_anywhere_in_a_plan(plan, changes):
    hold(*checked(mutated(plan, changes), "--format", "json"))


@quick
@given(st.sampled_from(sorted(PLANS)), CHANGES)
def test_anything_in_its_changes(plan, changes):
    hold(*checked(mutated(plan, changes, "resource_changes"), "--format", "json", "--strict", "--budget", "1000"))


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
@settings(quick, max_examples=15)
@given(plan=st.sampled_from(sorted(PLANS)), changes=CHANGES)
def test_every_format_can_be_written(form, plan, changes):
    code, out, err = checked(mutated(plan, changes, "resource_changes"), "--format", form, "--details")
    assert code in {0, 3, 4}, err
    assert "\x1b" not in out + err
    assert "\u202e" not in out + err


CANARY = "zq9x"


def with_secrets(plan, keep):
    """All values sensitive, all texts in them told apart from everything else, and provider arguments and variables as well."""

    def spoilt(value):
        if isinstance(value, dict):
            return {key: spoilt(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [spoilt(inner) for inner in value]
        if isinstance(value, str):
            return f"{value if keep else ''}{CANARY}"
        return 98_765 if type(value) is int else value

    plan = deepcopy(plan)
    for change in (one["change"] for one in plan["resource_changes"]):
        for side in ("before", "after"):
            if isinstance(change.get(side), dict):
                change[side] = spoilt(change[side])
            change[f"{side}_sensitive"] = True
    for name in ("planned_values", "prior_state"):
        plan.pop(name, None)
    plan["variables"] = {name: {"value": CANARY} for name in plan.get("variables", {})}
    return plan


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize(
    "name", sorted(file.name for file in (ROOT / "fixtures/plans").glob("*/*.json") if "derived" not in str(file))
)
def test_sensitive_values_are_nowhere(name, keep):
    (file,) = (ROOT / "fixtures/plans").glob(f"*/{name}")
    plan = with_secrets(json.loads(file.read_text(encoding="utf-8")), keep)
    said = "".join(
        "".join(checked(plan, "--format", form, "--details")[1:]) for form in ("json", "text", "markdown", "html")
    )
    assert CANARY not in said.casefold()
    assert "98765" not in said.replace(",", "")
