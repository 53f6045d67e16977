"""``resources list|show`` and ``prices list|show``: what is inside, asked from the command line."""

import subprocess
import sys
from pathlib import Path

import pytest

from finopsguard.cli import run
from finopsguard.resources.registry import PRICED

ROOT = Path(__file__).parents[2]


def told(capsys, *arguments):
    code = run(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_list_names_every_priced_type_under_its_cloud(capsys):
    code, text, _error = told(capsys, "resources", "list")
    assert code == 0
    assert all(f"  {type_} " in text for type_ in PRICED)
    for cloud in ("AWS: ", "Azure: ", "Google Cloud: ", "OpenStack: "):
        assert cloud in text


def test_one_type_is_shown_with_components_usage_keys_assumptions_and_regions(capsys):
    code, text, _error = told(capsys, "resources", "show", "aws_lambda_function")
    assert code == 0
    for said in (
        "Requests",
        "1M requests",
        "monthly_requests",
        "request_duration_ms",
        "Assumptions:",
        "aws AWSLambda: 36 regions",
    ):
        assert said in text


@pytest.mark.parametrize("type_", PRICED)
def test_every_priced_type_can_be_shown(type_, capsys):
    code, text, _error = told(capsys, "resources", "show", type_)
    assert code == 0
    assert text.startswith(f"{type_}\n")


def test_a_free_type_says_that_it_is_free(capsys):
    assert told(capsys, "resources", "show", "aws_iam_role")[1].startswith("aws_iam_role: free.")


def test_an_unknown_type_names_the_nearest(capsys):
    code, out, error = told(capsys, "resources", "show", "aws_instances")
    assert (code, out) == (2, "")
    assert "aws_instance" in error


def test_the_documentation_is_what_would_be_written():
    done = subprocess.run([sys.executable, ROOT / "tools/write_docs.py", "--check"], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


def test_prices_list_says_what_is_inside_how_old_and_from_where(capsys):
    code, text, _error = told(capsys, "prices", "list", "aws")
    assert code == 0
    assert text.startswith("Price book of 20")
    assert "AmazonEC2" in text
    assert "Sources:" in text
    assert "azure" not in text.split("Sources:")[0]


def test_prices_show_gives_unit_date_and_source(capsys):
    code, text, _error = told(capsys, "prices", "show", "aws", "AmazonEC2", "us-east-1", "t3.medium/linux/*")
    assert code == 0
    (row,) = [line for line in text.splitlines() if line.startswith("t3.medium/linux/shared/on-demand")]
    assert "0.0416 USD" in row
    assert "hour" in row


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("prices", "list", "awss"), "aws"),
        (("prices", "show", "aws", "AmazonEC3"), "AmazonEC2"),
        (("prices", "show", "aws", "AmazonEC2", "eu-west-9"), "eu-west-"),
    ],
)
def test_what_is_not_there_names_the_nearest(arguments, said, capsys):
    code, out, error = told(capsys, *arguments)
    assert (code, out) == (2, "")
    assert said in error
