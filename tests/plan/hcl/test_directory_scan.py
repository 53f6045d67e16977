"""The scanner takes any text, and finds in good ones what stands there."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.plan.hcl.evaluate import Evaluator
from finopsguard.plan.hcl.parse import parse
from finopsguard.plan.hcl.questions import constant
from finopsguard.plan.hcl.scan import scan
from finopsguard.plan.hcl.scan_json import scan_json
from finopsguard.plan.hcl.tokens import TokenError

WORDS = [
    "a",
    "resource",
    '"x"',
    "var.x",
    "1.5e3",
    "for",
    "in",
    "if",
    "EOT\n",
    "<<EOT\n",
    "é",
    "\0",
    "\n",
    "\r\n",
    "\t",
    " ",
]
SIGNS = [*'"{}[]()=#?:\\~.*,-!', "${", "%{", "$${", "//", "/*", "*/", "...", "=>", "&&"]
PIECES = st.sampled_from([*WORDS, *SIGNS])
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def unanswered(name: str, arguments: list[object], names: object) -> object:
    raise AssertionError(name)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_text_is_read_or_has_one_error_with_a_place(text: str) -> None:
    scanned = scan(text, "a.tf")
    if scanned.error is not None:
        assert 1 <= scanned.error.line <= text.count("\n") + 1
        assert scanned.error.column >= 1
    with suppress(TokenError):
        parse(text)


@given(VALUES)
def test_a_constant_is_written_as_it_is_read(value: object) -> None:
    assert Evaluator(unanswered).value(parse(constant(value)), unanswered) == value  # type: ignore[arg-type]


@given(VALUES)
def test_json_files_hold_the_same_values(value: object) -> None:
    text = json.dumps({"variable": {"x": {"default": value}}})
    (block,) = scan_json(text, "a.tf.json").body.blocks
    attribute = block.body.attributes.get("default")
    assert attribute is not None
    assert attribute.expression.tree is not None
    assert Evaluator(unanswered).value(attribute.expression.tree, unanswered) == value  # type: ignore[arg-type]


def test_blocks_arguments_and_their_lines() -> None:
    text = (
        '# a comment with { and "\n'
        'resource "aws_instance" web {\n'
        '  user_data = <<-EOT\n    } not the end ${join("}", ["${var.a}"])}\n  EOT\n'
        "  /* } */ ami = var.x ? [\n    1,\n  ] : {} // }\n"
        '  dynamic "disk" {\n    for_each = local.disks\n    content { size = 1 }\n  }\n}\n'
        'variable "v" {}\n'
    )
    scanned = scan(text, "a.tf")
    assert scanned.error is None
    resource, variable = scanned.body.blocks
    assert (resource.type, resource.labels, resource.line, resource.end_line) == (
        "resource",
        ("aws_instance", "web"),
        2,
        13,
    )
    assert {name: attribute.line for name, attribute in resource.body.attributes.items()} == {"user_data": 3, "ami": 6}
    assert resource.body.attributes["ami"].expression.text == "var.x ? [\n    1,\n  ] : {}"
    (dynamic,) = resource.body.blocks
    assert (dynamic.labels, dynamic.line, dynamic.end_line) == (("disk",), 9, 12)
    assert (variable.line, variable.end_line) == (14, 14)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ('a {\n  b = "x\n}\n', 2, 7, 'a " is missing'),
        ("a {\n  b = [1\n}\n", 3, 1, "} closes nothing that is open"),
        ("a {\n", 1, 1, "a block is not closed"),
        ("a {\n b = <<X\n text\n", 2, 6, "no line holds X alone"),
        ("a = 1\na = 2\n", 2, 1, "a is set twice"),
        ("a =\n", 1, 1, "a has no value"),
        ("a b\n", 1, 1, "followed neither by = nor by a block"),
        ("/* a\n", 1, 1, "*/ is missing"),
        ('a = "${b"\n', 1, 9, 'a " is missing'),
    ],
)
def test_where_a_file_breaks(text: str, line: int, column: int, message: str) -> None:
    error = scan(text, "a.tf").error
    assert error is not None
    assert (error.line, error.column) == (line, column)
    assert message in error.message
