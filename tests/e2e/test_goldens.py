"""The plan with every action, in every format, as files that a reviewer can read. ``pytest --update-goldens`` rewrites them.

What names the build rather than the plan (version, the book's hash) is replaced, so that a new book changes a golden only where an amount
changed.
"""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from finopsguard.check import check
from finopsguard.config import Config
from finopsguard.report import RenderOptions, render

ROOT = Path(__file__).parents[2]
ENDINGS = {"text": "txt", "markdown": "md", "html": "html", "json": "json"}
SCRUBBED = (
    (re.compile(r"FinOpsGuard \d+\.\d+\.\d+"), "FinOpsGuard VERSION"),
    (re.compile(r'("tool_version":\s*)"[^"]*"'), r'\1"VERSION"'),
    (re.compile(r"\b(book `?)[0-9a-f]{8}"), r"\1HASH"),
    (re.compile(r'("hash":\s*)"[0-9a-f]{64}"'), r'\1"HASH"'),
)


@pytest.mark.parametrize("format_", ENDINGS)
@pytest.mark.parametrize("name", ["all-actions", "demo"])
def test_every_format_of_a_whole_plan(name, format_, golden, monkeypatch):
    monkeypatch.chdir(ROOT)
    found = check([f"fixtures/plans/{name}.json"], Config(budget=Decimal(1000)), environ={})
    text = render(
        found, format_, options=RenderOptions(color=False, width=110 if format_ == "text" else None, details=True)
    )
    for pattern, replacement in SCRUBBED:
        text = pattern.sub(replacement, text)
    golden(f"plans/{name}.{ENDINGS[format_]}", text)
