"""A terminal obeys escapes and shows columns."""

import re
import unicodedata

import pytest
from hypothesis import given, settings

from finopsguard.report import RenderOptions, render
from finopsguard.report.terminal import fitted, width_of
from tests.report.hostile import everywhere, hostile_texts
from tests.report.reports import report, resource
from tests.report.rich import rich_report

ANSI = re.compile(r"\x1b\[[\d;]*m")


def text_of(**options: object) -> str:
    return render(rich_report(), "text", options=RenderOptions(**options))  # type: ignore[arg-type]  # names checked by msgspec


@given(hostile_texts)
@settings(max_examples=60, deadline=None)
def test_nothing_but_line_breaks_steers_the_terminal(text: str) -> None:
    rendered = render(everywhere(text), "text", options=RenderOptions(details=True))
    assert {char for char in rendered if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}} == {"\n"}
    plain = render(everywhere("plain"), "text", options=RenderOptions(details=True))
    assert rendered.count("\n") == plain.count("\n") or not text.strip()


@given(hostile_texts)
@settings(max_examples=50, deadline=None)
def test_colour_is_only_ours(text: str) -> None:
    rendered = render(everywhere(text), "text", options=RenderOptions(color=True))
    assert "\x1b" not in ANSI.sub("", rendered)


def test_without_colour_there_is_no_escape_and_the_words_are_the_same() -> None:
    assert "\x1b" not in text_of()
    assert "\x1b[1;31mFAIL\x1b[0m" in text_of(color=True)
    assert ANSI.sub("", text_of(color=True)) == text_of()


def test_the_verdict_is_the_first_and_the_last_line() -> None:
    lines = text_of().splitlines()
    assert lines[0] == lines[-1]
    assert lines[0].startswith(
        "FAIL · +$866.33/mo (+22 %), partial → at least $4,878.21/mo plus usage · 1 policy failed"
    )


@pytest.mark.parametrize("width", [60, 80, 120])
def test_tables_fit_the_terminal(width: int) -> None:
    changes = text_of(width=width).partition("Totals a month")[0]
    rows = [line for line in changes.splitlines() if re.match(r"  ([+~-]|-/\+) .*\d$", line)]
    assert len(rows) == 8
    assert {width_of(row) for row in rows} == {max(map(width_of, rows))}  # all end in the same column
    assert max(map(width_of, rows)) <= width


def test_a_long_address_keeps_both_its_ends() -> None:
    line = resource(f'module.{"very_" * 30}long.aws_instance.web["last"]', "create", "0", "5")
    (row,) = [row for row in render(report([line]), "text", options=RenderOptions(width=80)).splitlines() if "…" in row]
    assert row.startswith("  +   module.very_")
    assert 'web["last"]' in row
    assert width_of(row) <= 80


def test_wide_characters_take_two_columns() -> None:
    assert width_of("データ") == 6
    assert width_of("e\u0301a") == 2
    assert fitted("データベース", 7) == "デ…ース"
    assert width_of(fitted("aデータベース", 8)) <= 8


def test_component_detail_is_there_when_asked_for() -> None:
    assert "Component detail" not in text_of()
    detail = text_of(details=True)
    assert "- Compute (on-demand, m5.2xlarge): 730 hours × $0.384 = $280.32 (aws-bulk, 2026-04-28)" in detail
    assert "list $554.80 − 30 % sustained use = $388.36" in detail


def test_the_hard_marks_of_html_stay_as_they_are() -> None:
    line = resource("aws_instance.web", "create", "0", "5", notes=('R&D\'s <first> "try"',))
    assert 'R&D\'s <first> "try"' in render(report([line]), "text")


def test_a_large_plan_stays_short() -> None:
    lines = [resource(f"aws_instance.web[{index}]", "create", "0", str(index)) for index in range(3000)]
    assert len(render(report(lines), "text").splitlines()) < 40
