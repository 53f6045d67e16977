"""``finopsguard usage`` as a shell starts it, against the loopback AWS."""

import json
import stat

import pytest

from tests.e2e.program import process
from tests.live.usage.aws.conftest import TODAY

KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIALOOPBACK",
    "AWS_SECRET_ACCESS_KEY": "loopback-secret",
    "AWS_EC2_METADATA_DISABLED": "true",
}


@pytest.fixture
def run(aws, tmp_path):
    def started(*arguments, **environ):
        known = {"HOME": str(tmp_path), "AWS_ENDPOINT_URL": aws.url, **KEYS, **environ}
        result = process("usage", *arguments, cwd=tmp_path, **known)
        return result.returncode, result.stdout.decode(), result.stderr.decode()

    return started


def test_cost_by_service(run, aws, tmp_path):
    day = f"{TODAY.replace(day=1):%Y-%m-%d}" if TODAY.day > 1 else f"{TODAY:%Y-%m-%d}"
    code, out, err = run("cost", "aws", "--from", day, "--to", day, "--group-by", "service")
    assert (code, err) == (0, "")
    assert out.startswith("DATE")
    calls = aws.calls
    assert run("cost", "aws", "--from", day, "--to", day, "--group-by", "service")[1] == out
    assert aws.calls == calls  # the second run had it in the cache
    (kept,) = (tmp_path / ".cache/finopsguard/usage").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "loopback-secret" not in kept.read_text()
    assert "AKIALOOPBACK" not in kept.read_text()
    run("cost", "aws", "--from", day, "--to", day, "--group-by", "service", "--no-cache")
    assert aws.calls > calls


def test_json_of_metrics(run):
    code, out, _ = run("resource", "aws", "ec2", "i-1", "i-2", "--format", "json")
    usages = json.loads(out)
    assert (code, [usage["avg_cpu_utilization"] for usage in usages]) == (0, [10.0, 10.0])


def test_a_dry_run_asks_nothing(run, aws):
    code, out, _ = run("resource", "aws", "ec2", "i-1", "i-2", "--dry-run")
    assert (code, aws.calls) == (0, 0)
    assert "0.00006 USD" in out  # six metrics
    assert "0.01 USD" in run("cost", "aws", "--dry-run")[1]


def test_what_was_refused_is_said_once_and_incomplete(run, aws):
    aws.always = (400, "AccessDeniedException", "not authorized to perform: ce:GetCostAndUsage\x1b[31m", {})
    code, out, err = run("cost", "aws")
    assert (code, out) == (4, "")
    assert err.count("ce:GetCostAndUsage") == 2  # the cloud's words, and the permission that it needs
    assert err.count("\n") == 1
    assert "\x1b" not in err


def test_mistakes_are_wrong_usage(run, aws):
    assert run("resource", "aws", "lambada", "x")[0] == 2
    assert run("cost", "aws", "--group-by", "colour")[0] == 2
    assert run("cost", "aws", "--from", "yesterday")[0] == 2
    assert run("cost", "nimbus")[0] == 2
    assert aws.calls == 0


def test_an_explicit_false_wins_over_the_flag(run, aws):
    code, _, err = run("cost", "aws", USAGE_INTEGRATION_ENABLED="false")
    assert (code, aws.calls) == (4, 0)
    assert "USAGE_INTEGRATION_ENABLED" in err


def test_availability_names_the_reason(run, aws):
    assert run("availability", "aws", "--billing")[:2] == (0, "aws metrics: available\naws billing: available\n")
    aws.always = (400, "ExpiredTokenException", "The security token included in the request is expired", {})
    code, out, _ = run("availability", "aws")
    assert code == 4
    assert "Sign in again" in out


def test_summary_of_one_instance(run):
    code, out, _ = run("summary", "aws", "--type", "ec2", "--id", "i-one", "--format", "json")
    summary = json.loads(out)
    assert (code, summary["avg_cpu_utilization"], summary["confidence"]) == (0, 10.0, "medium")
    assert summary["total_cost"] == pytest.approx(2.4 * 7, abs=2.4)


def test_credentials_of_an_env_file(run, aws, tmp_path):
    (tmp_path / "keys.env").write_text(
        "AWS_ACCESS_KEY_ID=AKIAFILE\nAWS_SECRET_ACCESS_KEY=file-secret\nAWS_ENDPOINT_URL=http://evil\n"
    )
    without = dict.fromkeys(KEYS, "") | {"AWS_EC2_METADATA_DISABLED": "true"}
    assert run("availability", "aws", **without)[0] == 4
    assert run("availability", "aws", "--env-file", "keys.env", **without)[0] == 0
    (tmp_path / "keys.env").rename(tmp_path / ".env")
    assert run("availability", "aws", **without)[0] == 0
    assert run("availability", "aws", CI="true", **without)[0] == 4


def test_permissions_are_a_policy(run):
    code, out, _ = run("permissions", "aws")
    actions = [action for statement in json.loads(out)["Statement"] for action in statement["Action"]]
    assert (code, "ce:GetCostAndUsage" in actions, "cloudwatch:GetMetricData" in actions) == (0, True, True)
