"""Markdown is read by a parser that obeys: what the data says must stay text, and nothing may be cut."""

import re
from collections import Counter

from hypothesis import example, given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from finopsguard.report import RenderOptions, gfm, render
from finopsguard.types.result import Report
from tests.report.hostile import everywhere, hostile_texts
from tests.report.reports import component, report, resource
from tests.report.rich import HOSTILE, rich_report

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
GITHUB = 65_536


def markdown(made: Report, **options: object) -> str:
    return render(made, "markdown", options=RenderOptions(**options))  # type: ignore[arg-type]  # names checked by msgspec


def tokens(text: str) -> list[Token]:
    """All tokens of a document, inline ones among them."""
    return [token for block in PARSER.parse(text) for token in (block, *(block.children or ()))]


def structure(text: str) -> Counter[str]:
    """What the parser sees in a document, apart from its words and how many of them are code."""
    found: Counter[str] = Counter()
    for token in tokens(text):
        if token.type in {"html_block", "html_inline"}:
            found.update(re.findall(r"<!--|</?\w*", token.content))
        elif token.type not in {"text", "code_inline", "inline"}:
            found[f"{token.type} {token.tag}"] += 1
    return found


def said(text: str) -> list[str]:
    """What is neither code nor markup in each paragraph or cell: there a forge looks for mentions and links."""
    blocks = [block.children or () for block in PARSER.parse(text) if block.type == "inline"]
    seen = {"text": str, "html_inline": lambda _: " "}
    return ["".join(seen[token.type](token.content) for token in block if token.type in seen) for block in blocks]


@given(hostile_texts)
@example("@everyone")
@example("1. ")
@example("\\")
@example("` `")
@example("www.x.test")
@example("0123456789abcdef0123456789abcdef01234567")
@example("!5 %7")
@settings(max_examples=60, deadline=None)
def test_no_text_changes_the_structure(text: str) -> None:
    rendered = markdown(everywhere(text), details=True)
    assert structure(rendered) == structure(markdown(everywhere("plain"), details=True))
    for words in said(rendered):
        assert not re.search(r"[@<>`\\*\[\]|]|#\d|://|www\.\w|[!%]\d|\b[0-9a-f]{7,40}\b", words)
        assert words.count("$") < 2  # two would be a formula


@given(hostile_texts)
@settings(max_examples=30, deadline=None)
def test_every_row_has_as_many_cells_as_its_table_has_columns(text: str) -> None:
    rendered = markdown(everywhere(text), details=True)
    tables = re.findall(r"(?:^\|.*\n)+", rendered, re.MULTILINE)
    assert tables
    for table in tables:
        rows = [len(re.split(r"(?<!\\)\|", row)) for row in table.strip().splitlines()]
        assert len(set(rows)) == 1


def test_a_hostile_address_is_shown_whole_in_code() -> None:
    shown = [token.content for token in tokens(markdown(rich_report())) if token.type == "code_inline"]
    assert HOSTILE.replace("\u202e", "\\u202e").replace("\x1b", "\\x1b") in shown


def test_a_fix_that_can_be_pasted_is_a_block_of_terraform() -> None:
    fences = [token for token in tokens(markdown(rich_report())) if token.type == "fence"]
    assert [fence.info for fence in fences] == ["hcl", "hcl"]
    assert fences[0].content == 'resource "aws_instance" "web" {\n  instance_type = "m5.xlarge"\n}\n'
    assert fences[1].content == 'instance_type = "m5.large"\n'


def test_it_fits_by_leaving_parts_out_in_order() -> None:
    whole = markdown(rich_report(), details=True)
    left_out_before: list[str] = []
    for limit in range(len(whole), 1950, -250):
        text = markdown(rich_report(), details=True, max_chars=limit)
        assert len(text) <= limit
        left_out = re.findall(r"^Left out.*characters: (.*)\. The JSON", text, re.MULTILINE)
        parts = left_out[0].split(", ") if left_out else []
        assert len(parts) >= len(left_out_before) - 1  # a part that is gone altogether replaces what was less of it
        left_out_before = parts
        assert structure(text)["table_open table"] == len(re.findall(r"^\|:--", text, re.MULTILINE))
        assert len([line for line in text.splitlines() if line.startswith(("<details>", "</details>"))]) % 2 == 0
        must = ("FAIL", "`+$866.33/mo`", "above the budget", "larger than m5.xlarge", "$4,011.88", "exit code 1")
        assert all(word in text for word in must)


def test_what_must_stay_stays_when_nothing_fits() -> None:
    text = markdown(rich_report(), max_chars=10)
    assert text.startswith("### ❌ FAIL")
    assert "above the budget" in text
    assert "#### Totals" in text
    assert "Left out to keep within 10 characters: component detail, " in text


@given(hostile_texts)
@settings(max_examples=20, deadline=None)
def test_even_long_hostile_texts_fit_the_smallest_forge(text: str) -> None:
    assert len(markdown(everywhere(text * 400), max_chars=32_000)) <= 32_000


def test_a_large_plan_stays_short() -> None:
    lines = [resource(f"aws_instance.web[{index}]", "create", "0", str(index)) for index in range(3000)]
    text = markdown(report(lines), details=True, max_chars=GITHUB)
    assert len(text) < 5000
    assert "the 10 largest of 2,999" in text
    assert "2,989 more changes, together `+$4,468,555.00/mo`" in text  # 0 + ... + 2989


def test_prose_leaves_plain_words_plain_and_their_punctuation_outside() -> None:
    assert gfm.prose("No price for (m5.large): see https://x.test, or ask @ops!") == (
        "No price for (m5.large): see `https://x.test`, or ask `@ops`!"
    )
    assert gfm.prose("   ") == "(blank)"
    assert gfm.prose("1. #") == "`1`. `#`"
    assert gfm.prose(":tada:") == "`:tada`:"


def test_a_code_span_holds_backticks_and_nothing() -> None:
    assert gfm.code("a`b``c") == "```a`b``c```"
    assert gfm.code("`") == "`` ` ``"
    assert gfm.code("") == "(empty)"


def test_details_that_cannot_fit_are_not_even_tried() -> None:
    lines = [
        resource(f"a_b.c[{index}]", "no-op", "1", "1", components=(component("x", "h", "1", "1"),))
        for index in range(99)
    ]
    assert "Left out to keep within 3,900 characters: component detail" in markdown(
        report(lines), details=True, max_chars=3900
    )
