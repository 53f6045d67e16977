"""The strict YAML reader."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.errors import ConfigError, PriceError
from finopsguard.text import MAX_DEPTH, Located, load_yaml


def load(text: str) -> object:
    return load_yaml(text, "file.yml", ConfigError)


def test_numbers_are_exact_and_dates_are_text() -> None:
    found = load("rate: 0.1\ncount: 3\nday: 2026-11-21\nflag: true\nname: '0.1'\nnothing:\n")
    assert found == {
        "rate": Decimal("0.1"),
        "count": 3,
        "day": "2026-11-21",
        "flag": True,
        "name": "0.1",
        "nothing": None,
    }
    assert isinstance(found, Located)
    assert isinstance(found["rate"], Decimal)


def test_mappings_know_their_line() -> None:
    found = load("a: 1\nb:\n  - c: 2\n  - d: 3\n")
    assert isinstance(found, Located)
    assert (found.line, found["b"][0].line, found["b"][1].line) == (1, 3, 4)


def test_an_empty_text_is_nothing() -> None:
    assert load("") is None
    assert load("# only a comment\n") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "file.yml, line 3: 'a' is given twice; first on line 1"),
        ("x: {a: 1, a: 2}\n", "'a' is given twice"),
        ("a: &a [*a]\n", "a value contains itself"),
        ("a: .inf\n", "'.inf' is not a number that can be used here"),
        ("a: [1, 2\n", "file.yml, line 2"),
        ("a: !!python/object:os.system x\n", "could not determine a constructor"),
        ("a: 1\n---\nb: 2\n", "file.yml, line 2"),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), f"nested deeper than {MAX_DEPTH} levels"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(text)
    assert message in caught.value.message


def test_a_text_that_expands_without_end_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(PriceError, match="expands to more than 1,000,000 values"):
        load_yaml("\n".join(lines), "prices.yml", PriceError)


def test_merge_keys_and_aliases_work() -> None:
    assert load("base: &b {x: 1, y: 2}\nmore: {<<: *b, y: 3}\n") == {"base": {"x": 1, "y": 2}, "more": {"x": 1, "y": 3}}


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ConfigError):
        load(text)


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 60_000 + "a", "{a: " * 50_000])
def test_nesting_that_would_end_the_process_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="nested deeper than"):
        load(text)
