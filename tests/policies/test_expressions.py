"""Conditions: what is refused, what is unknown, and what can never be false by mistake."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.errors import PolicyError
from finopsguard.policies.evaluate import evaluate
from finopsguard.policies.expressions.compare import COMPARISONS
from finopsguard.policies.expressions.unknown import AtLeast, Unknown
from tests.policies.judged import facts, policy

REFUSED = [
    "''.__class__",
    "''['__class__']",
    "resource.values.__class__",
    "resource.__init__.__globals__",
    "resource.values['__class__'].__mro__[1].__subclasses__()",
    "self.__init__",
    "cycler.__init__.__globals__.os",
    "lipsum()",
    "lipsum.__globals__",
    "range(999999999)",
    "joiner()",
    "namespace()",
    "resource.address.format(1)",
    "resource.address | attr('__class__')",
    "resource.address | format(1)",
    "['a'] | map('upper')",
    "resource | pprint",
    "'a' * 300000000",
    "'%999999999d' % 1",
    "'a' ~ 'b'",
    "9 ** 9 ** 9",
    "10 // 3",
    "10 % 3",
    "1e999999",
    "99999999999999999999999999999999999999999",
    "{'a': 1}",
    "resource.address[0:3]",
    "resource.address | center(999999999)",
    "resource.address | replace('a', 'b' )",
    "true }}{% for x in range(9) %}{{ x }}{% endfor %}{{ true",
    "true }}{% include '/etc/passwd' %}{{ true",
    "(" * 200 + "1" + ")" * 200,
    "-" * 1500 + "1",
    "not " * 450 + "true",
    "1" + " + 1" * 400,
    "resource.values" + ".a" * 900,
    "[" * 31 + "]" * 31,
    "x" * 3000,
    "{{",
    "",
    "resource.values is divisibleby(2)",
    "estimate",
    "loop.index",
    "caller()",
    "super()",
    # Known ways out of Jinja's own sandbox, spelt so that a list of words would not see them.
    r"resource['\x5f\x5fclass\x5f\x5f']",
    r"resource.values['\x5f\x5fclass\x5f\x5f']",
    r"resource.values['_x']",
    "\uff52esource.__class__",
    "request.application.__globals__",
    "config.__class__.__init__.__globals__['os']",
    "config.items()",
    "get_flashed_messages.__globals__",
    "url_for.__globals__",
    "dict(a=1)",
    "varargs",
    "kwargs",
    "resource.values.a()",
    "resource.values.pop('a')",
    "(resource.values.a)()",
    "[].append(1)",
    "''.join(['a'])",
    "().__class__.__base__.__subclasses__()",
    "[''.__class__]",
    "namespace(a=1).a",
    "x | map(attribute='__class__') | list",
    "['a'] | map('attr', '__class__') | first",
    "resource.values | xmlattr",
    "resource.values | tojson",
    "resource.values | list",
    "resource.values.a | string",
    "resource.values.a | safe",
    "resource.values.a | urlize",
    "resource.values.a | wordwrap(1)",
    "resource.values.a | indent(999999999)",
    "[1] | batch(99999999)",
    "[1] | slice(99999999)",
    "['a'] | groupby('a')",
    "['a'] | selectattr('__class__')",
    "resource.values.a is callable",
    "resource.values.a is sameas(1)",
    "lambda: 1",
    "[x for x in [1]]",
    "resource.values.a := 1",
    "resource.values.a; 1",
    "import os",
    "__import__('os')",
    "1 if",
    "true {# hidden #}",
    "true {% raw %}{% endraw %}",
    "true\n# line",
    "resource.values.a | lower" * 60,
    "true" + " and true" * 300,
    "1 if true else " * 200 + "1",
    "resource.values.a" + " | lower" * 300,
    "true\x00",
    "'a' 'b' * 3",
    "resource.values[resource.values[resource.values" + "]" * 2 + "]",
    "0x" + "f" * 500,
    "1_000_000_000_000_000_000_000_000",
    "9" * 400,
    "resource.values.a[::1]",
    "loop",
    "self",
    "true ~ false",
    "1 // 0",
    "-(-(-(" * 50 + "1" + ")))" * 50,
    "joiner",
    "cycler('a')",
    "lipsum(5)",
    "range(9)",
    "resource.address | join('a' * 10)",
    "resource.values.a | default(''.__class__)",
    "{{ 7*7 }}",
    "${7*7}",
    "resource.address.__len__",
    "resource.values['a'].__class__",
    "settings.__class__",
    "plan.__dict__",
    "totals.currency.upper()",
]


@pytest.mark.parametrize("when", REFUSED)
def test_escapes_and_blow_ups_are_refused(when: str) -> None:
    with pytest.raises(PolicyError):
        policy(when).compile()


@pytest.mark.parametrize(
    "message",
    [
        "{% for x in resource.tags %}{{ x }}{% endfor %}",
        "{% macro a() %}{% endmacro %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% set x = 1 %}",
        "{{ ''.__class__ }}",
        "{% extends 'x' %}",
        "{% filter upper %}{% endfilter %}",
    ],
)
def test_messages_are_held_to_less_than_templates(message: str) -> None:
    with pytest.raises(PolicyError):
        policy("true", message=message).compile()


@pytest.mark.parametrize(
    ("when", "hint"),
    [
        ("resource.valuse.type == 'gp2'", "values"),
        ("resuorce.type == 'a'", "resource"),
        ("resource.address | lenght > 3", "length"),
        ("resource.address is lik('a')", "like"),
        ("settings.limmit > 3", "limit"),
        ("quota.used > 3", ""),
    ],
)
def test_unknown_names_give_file_line_and_the_nearest(when: str, hint: str) -> None:
    with pytest.raises(PolicyError) as caught:
        policy(when, settings="{limit: 1}").compile()
    assert str(caught.value).startswith("rule.yaml:8: when: ")
    assert hint in caught.value.hint


CASES = [
    ("resource.values.type == 'gp2'", {"type": "gp2"}, "fail"),
    ("resource.values.type == 'gp2'", {"type": "gp3"}, "pass"),
    ("resource.values.type == 'gp2'", {}, "pass"),
    ("resource.values.type == 'gp2'", {"type": "(unknown)"}, "unknown"),
    ("resource.values.type == 'gp2'", {"type": "(sensitive)"}, "unknown"),
    ("resource.values.type != 'gp2'", {"type": "(unknown)"}, "unknown"),
    ("resource.values.size > 10", {}, "unknown"),
    ("resource.values.size > 10", {"size": "100"}, "unknown"),
    ("resource.values.size == '100'", {"size": 100}, "unknown"),
    ("resource.values.size > 10 and resource.values.type == 'gp2'", {"size": "(unknown)", "type": "gp3"}, "pass"),
    ("resource.values.size > 10 or resource.values.type == 'gp2'", {"size": "(unknown)", "type": "gp2"}, "fail"),
    ("resource.values.size > 10 or resource.values.type == 'gp2'", {"size": "(unknown)", "type": "gp3"}, "unknown"),
    ("not resource.values.encrypted", {"encrypted": "(unknown)"}, "unknown"),
    ("not resource.values.encrypted", {}, "fail"),
    ("resource.values.a.b.c.d == 1", {}, "pass"),
    ("'gp2' in resource.values.disk | pluck('type')", {"disk": [{"type": "gp3"}, {"type": "(unknown)"}]}, "unknown"),
    ("'gp2' in resource.values.disk | pluck('type')", {"disk": [{"type": "gp2"}, {"type": "(unknown)"}]}, "fail"),
    ("'gp2' in resource.values.disk | pluck('type')", {}, "pass"),
    ("resource.values.size is known", {"size": "(unknown)"}, "pass"),
    ("resource.values.size is set", {"size": "(unknown)"}, "unknown"),
    ("resource.values.size / 0 > 1", {"size": 4}, "unknown"),
    ("0.1 + 0.2 == 0.3", {}, "fail"),
    ("1 < resource.values.size <= 4", {"size": 4}, "fail"),
    (
        "resource.values.size - 4 * 2 > 0 if resource.values.type == 'gp2' else false",
        {"size": 9, "type": "gp2"},
        "fail",
    ),
]


@pytest.mark.parametrize(("when", "values", "expected"), CASES)
def test_three_answers(when: str, values: dict[str, Any], expected: str) -> None:
    (row,) = evaluate([policy(when)], facts(resource={"values": values})).results
    assert row.result == expected


def test_a_sensitive_value_is_not_told() -> None:
    found = policy("true", message="{{ resource.values.password }} {{ resource.values.all }}")
    (row,) = evaluate([found], facts(resource={"values": {"password": "(sensitive)", "all": ["(sensitive)"]}})).results
    assert row.message == "(sensitive) (sensitive)"


def test_what_the_provider_fills_in_is_not_set() -> None:
    """An attribute that nobody configured is unknown in a plan, and its documented default counts."""
    from finopsguard.policies.expressions.view import View

    view = View({}, {"type": True, "size": True}, configured=lambda path: path == "size")
    assert view.step("type") is None
    assert isinstance(view.step("size"), Unknown)


values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.decimals(allow_nan=False, allow_infinity=False), st.text(max_size=5)
)
doubtful = st.one_of(
    values, st.just(Unknown("not known")), st.decimals(0, 100).map(lambda number: AtLeast(number, "partial"))
)


@given(st.sampled_from(sorted(COMPARISONS)), doubtful, st.one_of(st.just(Unknown("not known"))))
def test_nothing_definite_follows_from_the_unknown(operation: str, left: Any, unknown: Unknown) -> None:
    for pair in ((left, unknown), (unknown, left)):
        answer = COMPARISONS[operation](*pair)
        assert isinstance(answer, Unknown) or (operation in ("in", "notin") and None in pair)


@given(st.decimals(0, 1000), st.decimals(0, 1000), st.decimals(0, 1000))
def test_a_partial_sum_only_says_what_the_whole_would(known: Decimal, rest: Decimal, limit: Decimal) -> None:
    partial, whole = AtLeast(known, "partial"), known + rest
    for operation in ("lt", "gt", "lteq", "gteq"):
        answer = COMPARISONS[operation](partial, limit)
        assert isinstance(answer, Unknown) or answer == COMPARISONS[operation](whole, limit)


@given(st.text(min_size=1, max_size=100))
def test_names_in_messages_stay_what_they_are(name: str) -> None:
    """Names come from a plan; escaping is the report's work, and nothing in them is ever a template."""
    found = policy("true", message="<{{ resource.values.name }}>")
    (row,) = evaluate([found], facts(resource={"values": {"name": name}})).results
    assert row.message == f"<{name}>" or name in ("(unknown)", "(sensitive)") or name.startswith("ref(")


@given(st.text(max_size=200))
def test_any_text_is_a_condition_or_an_error(text: str) -> None:
    from finopsguard.policies.expressions.compile import compile_condition
    from finopsguard.policies.expressions.parse import Where
    from finopsguard.policies.names import names_for

    try:
        compile_condition(text, names_for("resource", {}), Where("rule.yaml", 1, "when"))
    except PolicyError:
        return


@given(st.text("ab[.*", max_size=8), st.text("ab[.", max_size=10))
def test_patterns_are_as_shells_read_them_but_for_brackets(pattern: str, text: str) -> None:
    from fnmatch import fnmatchcase

    from finopsguard.policies.expressions.patterns import like

    assert like(text, pattern) == fnmatchcase(text, pattern.replace("[", "[[]"))
