"""Every Python example of docs/usage-integration.md runs, in order, against the loopback AWS."""

import re

import pytest

from finopsguard.adapters.usage import aws_usage, usage_factory
from tests.e2e.program import ROOT

PAGE = (ROOT / "docs/usage-integration.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def switched_on(aws, monkeypatch):
    monkeypatch.setenv("USAGE_INTEGRATION_ENABLED", "true")
    monkeypatch.setenv("AWS_USAGE_ENABLED", "true")
    monkeypatch.setattr(usage_factory, "_usage_factory", None)
    monkeypatch.setattr(aws_usage, "_aws_usage_adapter", None)


def test_the_examples_run_and_print_answers(switched_on, capsys):
    names = {}
    printed = []
    for number, block in enumerate(BLOCKS):
        exec(compile(block, f"example {number + 1}", "exec"), names)
        printed.append(capsys.readouterr().out)
    assert len(BLOCKS) == 5
    assert all(printed)
    assert "no answer" not in "".join(printed)
    assert "Amazon Elastic Compute Cloud - Compute" in printed[0]
    assert printed[1].startswith("10.0 % CPU")
    assert "get_metric_data" in printed[3]


def test_every_variable_is_on_the_page():
    from finopsguard.adapters.usage.settings import NAMES

    assert [name for name in sorted(NAMES) if f"`{name}`" not in PAGE] == []
