"""Sync writes into the text of a usage file and leaves the rest of it as it stands."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.compare.usage.edit import edited, marker
from finopsguard.compare.usage.measures import Quantity
from finopsguard.compare.usage.nodes import quoted
from finopsguard.errors import UsageFileError
from finopsguard.text import load_yaml


def q(key, value, with_data=30):
    return Quantity(
        key=key,
        value=Decimal(value),
        metric="AWS Invocations",
        start="2026-10-02",
        end="2026-10-31",
        days=30,
        with_data=with_data,
    )


MARK = "AWS Invocations, 2026-10-02..2026-10-31"
FILE = f"""\
# agreed with the team
version: 0.1
resource_usage:

  # the importer
  aws_lambda_function.hand:
    monthly_requests: 100000  # what we expect
  aws_lambda_function.synced:
    request_duration_ms: 5  # synced 5: {MARK}
    monthly_requests: 70   # synced 80: {MARK}
# the end
"""


def test_a_new_file():
    assert edited("", {"aws_lambda_function.a": [q("monthly_requests", "1200000", 4)]}, "f").text == (
        "version: 0.1\n"
        "resource_usage:\n"
        "  aws_lambda_function.a:\n"
        f"    monthly_requests: 1200000  # synced 1200000: {MARK}, data on 4 of 30 days\n"
    )


def test_hand_written_values_stay_and_synced_ones_follow():
    done = edited(
        FILE,
        {
            "aws_lambda_function.hand": [q("monthly_requests", 5), q("request_duration_ms", "12.5")],
            "aws_lambda_function.synced": [q("request_duration_ms", 6), q("monthly_requests", 90)],
            'aws_s3_bucket.b["x"]': [q("standard.storage_gb", 7)],
        },
        "f",
    )
    assert (
        done.text
        == f"""\
# agreed with the team
version: 0.1
resource_usage:

  # the importer
  aws_lambda_function.hand:
    monthly_requests: 100000  # what we expect
    request_duration_ms: 12.5  # synced 12.5: {MARK}
  aws_lambda_function.synced:
    request_duration_ms: 6  # synced 6: {MARK}
    monthly_requests: 70   # synced 80: {MARK}
  'aws_s3_bucket.b["x"]':
    standard:
      storage_gb: 7  # synced 7: {MARK}
# the end
"""
    )
    assert [(kept.key, kept.stands, kept.why) for kept in done.kept] == [
        ("monthly_requests", "100000", "it was written by hand"),
        ("monthly_requests", "70", "it was changed by hand since 80 was synced"),
    ]
    assert done.written == 3


def test_overwrite_replaces_them_and_keeps_their_comments():
    done = edited(FILE, {"aws_lambda_function.hand": [q("monthly_requests", 5)]}, "f", overwrite=True)
    assert f"    monthly_requests: 5  # synced 5: {MARK}  # what we expect\n" in done.text
    assert done.kept == ()
    again = edited(done.text, {"aws_lambda_function.hand": [q("monthly_requests", 6)]}, "f")
    assert f"    monthly_requests: 6  # synced 6: {MARK}  # what we expect\n" in again.text


def test_what_an_entry_with_a_star_says_counts_as_written_by_hand():
    done = edited(
        FILE, {"m.a": [q("standard.storage_gb", 5)]}, "f", by_pattern=lambda _address: {"standard": {"storage_gb": 9}}
    )
    assert (done.text, done.kept[0].why) == (FILE, "an entry with * states it")


@pytest.mark.parametrize(
    "text",
    [
        "resource_usage: {}\n",
        "{version: 0.1, resource_usage: {a.b: {monthly_requests: 1}}}\n",
        "resource_usage: {a.b: {monthly_requests: 1}}\n",
    ],
)
def test_braces_are_refused_by_name(text):
    with pytest.raises(UsageFileError, match=r"f is written in braces.*indented blocks"):
        edited(text, {"a.c": [q("monthly_requests", 1)]}, "f")


@pytest.mark.parametrize(
    "entry",
    [
        "  a.b: {monthly_requests: 1}\n",
        "  x.y: &shared\n    other: 1\n  a.b: *shared\n",
        "  x.y: &shared\n    other: 1\n  a.b: &more\n    other: 1\n",
        "  a.b:\n    monthly_requests: >-\n      5\n",
        "  a.b:\n    monthly_requests: [1]\n",
    ],
)
def test_what_is_not_an_indented_block_of_plain_numbers_is_left_alone(entry):
    text = f"resource_usage:\n{entry}"
    done = edited(text, {"a.b": [q("monthly_requests", 2)]}, "f")
    assert done.text == text
    assert [kept.address for kept in done.kept] == ["a.b"]


def test_line_ends_and_a_missing_last_one_stay():
    text = "resource_usage:\r\n  a.b:\r\n    monthly_requests: 1\r\n  c.d:\r\n    x: 2"
    done = edited(text, {"a.b": [q("storage_gb", 3)], "c.d": [q("storage_gb", 4)], "e.f": [q("storage_gb", 5)]}, "f")
    assert done.text == (
        "resource_usage:\r\n  a.b:\r\n    monthly_requests: 1\r\n"
        f"    storage_gb: 3  # synced 3: {MARK}\r\n  c.d:\r\n    x: 2\r\n"
        f"    storage_gb: 4  # synced 4: {MARK}\r\n  e.f:\r\n    storage_gb: 5  # synced 5: {MARK}\r\n"
    )


def test_an_empty_entry_and_an_indentation_of_four():
    text = "resource_usage:\n    a.b:\n    # nothing yet\n    c.d:\n        x: 1\n"
    done = edited(text, {"a.b": [q("standard.storage_gb", 3)]}, "f")
    assert done.text == (
        f"resource_usage:\n    a.b:\n        standard:\n            storage_gb: 3  # synced 3: {MARK}\n"
        "    # nothing yet\n    c.d:\n        x: 1\n"
    )


names = st.text("abé_[]\"'.-* 0#:{&\n\t\x85\u2028\\", min_size=1, max_size=8).filter(lambda text: text.strip() == text)
keys = st.sampled_from(
    ["monthly_requests", "storage_gb", "standard.storage_gb", "standard.other", "glacier.storage_gb"]
)
numbers = st.decimals("0", "1e9", places=2).map(lambda value: value.normalize() + 0)
measured = st.dictionaries(names, st.dictionaries(keys, numbers, min_size=1), max_size=4)


def quantities(found):
    return {address: [q(key, value) for key, value in values.items()] for address, values in found.items()}


def file_of(entries, comments):
    lines = ["# top", "resource_usage:"]
    for address, values in entries.items():
        lines.append(f"  {quoted(address)}:{comments}")
        flat = {key: value for key, value in values.items() if "." not in key}
        lines += [f"    {key}: {value:f}{comments}" for key, value in flat.items()]
        nested = {key: value for key, value in values.items() if key.startswith("standard.")}
        lines += ["    standard:"] if nested else []
        lines += [f"      {key.partition('.')[2]}: {value:f}{comments}" for key, value in nested.items()]
        lines += ["    other: 0"] if not flat and not nested else []
    return "\n".join([*lines, "# bottom", ""])


@given(measured, measured, st.sampled_from(["", "  # by hand", " # synced 12345678901: x"]))
def test_no_line_that_was_there_is_changed_or_moved(entries, found, comments):
    text = file_of(entries, comments)
    done = edited(text, quantities(found), "f")
    rest = iter(done.text.splitlines())
    assert all(line in rest for line in text.splitlines())  # each, and in this order
    for address, values in entries.items():
        for key, value in values.items():
            if not key.startswith("glacier."):
                assert _value(load_yaml(done.text, "f", UsageFileError)["resource_usage"][address], key) == value


@given(measured, measured)
def test_twice_is_once_and_the_newest_figures_win_over_those_of_sync(first, second):
    once = edited("", quantities(first), "f").text
    assert edited(once, quantities(first), "f").text == once
    later = edited(once, quantities(second), "f")
    assert later.kept == ()
    data = (load_yaml(later.text, "f", UsageFileError) or {}).get("resource_usage") or {}
    for address, values in second.items():
        for key, value in values.items():
            assert _value(data[address], key) == value


def _value(entry, key):
    for step in key.split("."):
        entry = entry[step]
    return entry


@pytest.mark.parametrize("key", [".0", "null", "true", "1.5", ".inf", "a.b[0]", "a b", "-", "x.y"])
def test_keys_are_read_back_as_the_texts_that_they_are(key):
    assert list(load_yaml(f"{quoted(key)}: 1", "f", UsageFileError)) == [key]


def test_the_comment_says_where_a_number_comes_from():
    assert marker(q("monthly_requests", "0.5", 1)) == f"# synced 0.5: {MARK}, data on 1 of 30 days"
