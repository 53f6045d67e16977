"""Expressions and functions give what ``terraform console`` gives."""

from pathlib import Path
from typing import Any

import pytest

from finopsguard.plan.hcl.plain.evaluate import evaluate
from finopsguard.plan.hcl.plain.expressions import parse_expression
from finopsguard.plan.hcl.plain.files import Files
from finopsguard.plan.hcl.plain.functions.every import FUNCTIONS
from finopsguard.plan.hcl.plain.limits import Budget, LimitReachedError
from finopsguard.plan.hcl.plain.scope import Scope
from finopsguard.plan.hcl.plain.special import SPECIAL
from finopsguard.plan.hcl.plain.values import UNKNOWN, EvaluationError, Sensitive, unmarked

HERE = Path(__file__).parent
ROWS = [
    tuple(line.split("  ==>  "))
    for line in (HERE / "console.txt").read_text(encoding="utf-8").split("\n")
    if line and not line.startswith("#")
]
NAMES = {"unknown": UNKNOWN, "secret": Sensitive("s"), "list": [1, UNKNOWN], "zones": ["a", "b"]}

YAML_BOMB = (
    'yamldecode("a0: &a0 [x]\\n'
    + "".join(f"a{n}: &a{n} [" + ",".join([f"*a{n - 1}"] * 9) + "]\\n" for n in range(1, 8))
    + '")'
)


def value_of(expression: str) -> Any:
    """The value in a place where nothing is declared but :data:`NAMES`."""

    def nothing(name: str) -> Any:
        raise EvaluationError(name)

    files = Files(HERE, HERE, lambda path, error: None)
    return evaluate(parse_expression(expression), Scope(nothing, Budget(200_000), files, NAMES))


@pytest.mark.parametrize(("expression", "answer"), ROWS, ids=[expression for expression, _ in ROWS])
def test_an_expression_gives_what_terraform_gives(expression: str, answer: str) -> None:
    if answer == "error":
        with pytest.raises(EvaluationError):
            value_of(expression)
    else:
        assert value_of(f"jsonencode({expression})") == answer


@pytest.mark.parametrize(
    "expression",
    [
        "unknown", "unknown.a.b", "unknown[0]", "unknown[*].a", '"x-${unknown}"', "unknown + 1", "unknown == null", "!unknown",
        "unknown ? 1 : 2", "upper(unknown)", 'join(",", ["a", unknown])', "[for v in unknown : v]", "timestamp()", "uuid()",
        'provider::aws::arn_parse("x")', 'no_such_function("x")', "max(unknown...)", "jsonencode({ a = unknown })", "true && unknown",
        "length(unknown)", "{ (unknown) = 1 }", "[for v in [1] : v if unknown]", "contains(list, 2)", 'pathexpand("~/x")',
        'bcrypt("x")', '"%{ if unknown }a%{ endif }"', '"%{ for v in unknown }a%{ endfor }"', "merge({ a = 1 }, unknown)",
        "try(unknown, 1)", "can(unknown)", "coalesce(unknown, 1)", "anytrue([false, unknown])", "toset([unknown])",
    ],
)  # fmt: skip
def test_what_needs_an_unknown_is_unknown(expression: str) -> None:
    assert value_of(expression) is UNKNOWN


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("length(list)", 2), ("length(slice(unknown, 1, 3))", 2),
        ("list[0]", 1), ("element(list, 0)", 1), ("false && unknown", False), ("true || unknown", True),
        ("unknown || true", True), ("anytrue([true, unknown])", True), ("alltrue([false, unknown])", False),
        ("contains(list, 1)", True), ("keys({ a = unknown })", ("a",)), ("lookup({ a = 1, b = unknown }, \"a\", 0)", 1),
        ("true ? 1 : unknown", 1), ("coalesce(1, unknown)", 1), ("concat(list, [3])[2]", 3), ("try(null.x, 3)", 3),
        ("merge({ a = 1 }, { b = unknown }).a", 1), ("[for v in list : 7]", (7, 7)),
    ],
)  # fmt: skip
def test_an_unknown_hides_only_what_depends_on_it(expression: str, value: Any) -> None:
    assert value_of(expression) == value


@pytest.mark.parametrize(
    "expression",
    ["secret", '"x${secret}"', "upper(secret)", 'secret == "s"', "[for k, v in { a = secret } : upper(v)][0]", "secret == \"s\" ? 1 : 2",
     "length(secret)", "sensitive(1)", "join(\"\", [secret])", "unknown == secret"],
)  # fmt: skip
def test_what_is_made_of_a_secret_is_one(expression: str) -> None:
    assert isinstance(value_of(expression), Sensitive)


def test_a_secret_in_a_collection_marks_only_itself() -> None:
    found = value_of('{ open = "a", hidden = secret }')
    assert (found["open"], isinstance(found["hidden"], Sensitive)) == ("a", True)
    assert unmarked(found) == ({"open": "a", "hidden": "s"}, True)
    assert value_of("nonsensitive(secret)") == "s"


@pytest.mark.parametrize(
    "expression",
    [
        "range(1000000000)", "range(0, 1, 0.0000000001)", 'format("%1000000000d", 1)',
        "[for a in range(3000) : [for b in range(3000) : 1]]",
        "setproduct(range(10000), range(10000))", 'indent(1000000000, "a\\nb")', "pow(10, 300) * pow(10, 300) * pow(1e400, 1)",
        'join("", [for a in range(90000) : join("", [for b in range(50) : "aaaaaaaaaaaaaaaaaaaaaaaaa"])])',
        YAML_BOMB,
        'replace("aaaaaaaaaaaaaaaaaaaa", "a", join("", [for n in range(60000) : "bbbbbbbbbb"]))',
    ],
)  # fmt: skip
def test_what_would_take_the_machine_is_ended(expression: str) -> None:
    with pytest.raises((LimitReachedError, EvaluationError)):
        value_of(expression)


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "((a*)*)*b", "(a|a)*b", "(.*)(.*)(.*)(.*)(.*)x", "(?:(?:a?){20}){20}", "\\\\pL+", "a(?-i:b)"]
)
def test_a_pattern_that_could_take_long_is_not_run(pattern: str) -> None:
    assert value_of(f'regexall("{pattern}", join("", [for n in range(4000) : "a"]))') is UNKNOWN


@pytest.mark.parametrize("pattern", ["(?=a)", "(?<!a)b", "(a)\\\\1", "(?>a)"])
def test_a_pattern_that_re2_does_not_know_is_an_error(pattern: str) -> None:
    with pytest.raises(EvaluationError):
        value_of(f'regex("{pattern}", "ab")')


def test_terraforms_functions_are_there() -> None:
    """The list of HashiCorp's "Built-in Functions", less those that answer differently each time or need a key."""
    named = [
        "abs",
        "ceil",
        "floor",
        "log",
        "max",
        "min",
        "parseint",
        "pow",
        "signum",
        "chomp",
        "endswith",
        "format",
        "formatlist",
        "indent",
        "join",
        "lower",
        "regex",
        "regexall",
        "replace",
        "split",
        "startswith",
        "strcontains",
        "strrev",
        "substr",
        "templatestring",
        "title",
        "trim",
        "trimprefix",
        "trimsuffix",
        "trimspace",
        "upper",
        "alltrue",
        "anytrue",
        "chunklist",
        "coalesce",
        "coalescelist",
        "compact",
        "concat",
        "contains",
        "distinct",
        "element",
        "flatten",
        "index",
        "keys",
        "length",
        "lookup",
        "matchkeys",
        "merge",
        "one",
        "range",
        "reverse",
        "setintersection",
        "setproduct",
        "setsubtract",
        "setunion",
        "slice",
        "sort",
        "sum",
        "transpose",
        "values",
        "zipmap",
        "base64decode",
        "base64encode",
        "csvdecode",
        "jsondecode",
        "jsonencode",
        "textdecodebase64",
        "textencodebase64",
        "urlencode",
        "yamldecode",
        "yamlencode",
        "abspath",
        "dirname",
        "basename",
        "file",
        "fileexists",
        "fileset",
        "filebase64",
        "templatefile",
        "formatdate",
        "timeadd",
        "timecmp",
        "base64sha256",
        "base64sha512",
        "filebase64sha256",
        "filebase64sha512",
        "filemd5",
        "filesha1",
        "filesha256",
        "filesha512",
        "md5",
        "sha1",
        "sha256",
        "sha512",
        "uuidv5",
        "cidrhost",
        "cidrnetmask",
        "cidrsubnet",
        "cidrsubnets",
        "can",
        "issensitive",
        "nonsensitive",
        "sensitive",
        "tobool",
        "tolist",
        "tomap",
        "tonumber",
        "toset",
        "tostring",
        "try",
        "ephemeralasnull",
    ]
    assert sorted(named) == sorted([*FUNCTIONS, *SPECIAL])
