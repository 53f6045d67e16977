"""``finopsguard match``, run as a shell runs it."""

import json

from tests.e2e.program import DEMO, ROOT, process

BILL = f"focus:{ROOT}/fixtures/billing/demo-focus.csv"


def test_text() -> None:
    done = process("match", DEMO, "--actuals", BILL)
    text = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert "5 of 5 resources found" in text
    assert "id 100%" in text
    assert "aws_db_instance.orders" in text
    assert "i-0b4d0000000000001" in text


def test_json() -> None:
    (bill,) = json.loads(process("match", DEMO, "--actuals", BILL, "--format", "json").stdout)["bills"]
    assert (bill["matched"], bill["planned"], bill["source"]["kind"]) == (5, 5, "focus")
    row = next(row for row in bill["rows"] if row["address"] == "aws_ebs_volume.scratch")
    assert (row["method"], row["confidence"], row["resource_id"]) == ("arn", 1, "vol-1522d95eb6a80a50a")
    assert round(row["cost"], 2) == 55


def test_sql_needs_no_plan() -> None:
    done = process("match", "--sql", "bigquery", "--table", "p.billing.gcp_billing_export_v1_X")
    assert done.returncode == 0
    assert b"`p.billing.gcp_billing_export_v1_X`" in done.stdout


def test_mistakes() -> None:
    assert process("match", DEMO).returncode == 2
    assert process("match", "--sql", "bigquery").returncode == 2
    missing = process("match", DEMO, "--actuals", "focus:nowhere.csv")
    assert missing.returncode == 3
    assert missing.stderr.decode().count("\n") == 1
    assert process("match", DEMO, "--actuals", BILL, "--actuals-period", "yesterday").returncode == 2
