"""Values and the marks over them: what is unknown, and what may not be shown."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.errors import PlanError
from finopsguard.plan.values import at, decode, holds_mark, is_marked, is_sensitive, marked_paths, merged
from finopsguard.types.plan import Side
from tests.plan.shapes import document, only, read, resource

VALUES = {"name": "db", "disk": [{"size": 20}, {"size": 30}], "single": {"iops": 5}, "tags": {"a.b": "c"}}
MARKS = {"id": True, "disk": [{"volume_id": True}, True], "tags": {"secret": True}, "name": False, "empty": {}}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name", "db"),
        ("disk.0.size", 20),
        ("disk.1.size", 30),
        ("disk.2.size", None),
        ("disk.x", None),
        ("single.0.iops", 5),
        ("single.iops", 5),
        ("name.0", None),
        ("nothing.at.all", None),
    ],
)
def test_a_value_by_its_path(path, value):
    assert at(VALUES, path) == value


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("id", True),
        ("id.anything.under.it", True),
        ("disk.0.volume_id", True),
        ("disk.0.size", False),
        ("disk.1.size", True),
        ("tags", False),
        ("tags.secret", True),
        ("name", False),
        ("empty", False),
        ("other", False),
    ],
)
def test_a_mark_covers_what_lies_under_it(path, marked):
    assert is_marked(MARKS, path) is marked
    assert is_marked(True, path)


def test_a_value_that_holds_a_secret_may_not_be_shown():
    assert holds_mark(MARKS, "tags")
    assert holds_mark(MARKS, "disk")
    assert not holds_mark(MARKS, "empty")
    plan = read(
        document(
            {
                **resource(
                    "aws_db_instance", "db", ["update"], {"password": "old"}, {"password": "new", "tags": {"a": "b"}}
                ),
                "change": {
                    "actions": ["update"],
                    "before": {"password": "old", "size": 1},
                    "after": {"password": "new", "tags": {"a": "b"}},
                    "before_sensitive": {"password": True},
                    "after_sensitive": {"password": True, "tags": {"a": True}},
                },
            }
        )
    )
    change = only(plan)
    assert is_sensitive(change, Side.BEFORE, "password")
    assert is_sensitive(change, Side.AFTER, "tags")
    assert not is_sensitive(change, Side.BEFORE, "size")
    assert plan.context.sensitive(change, Side.AFTER) == {"password": True, "tags": {"a": True}}


@pytest.mark.parametrize("marks", [False, None, {}])
def test_no_marks_are_empty(marks):
    written = resource("aws_x", "y", ["create"], None, {"a": 1})
    written["change"] |= {"after_unknown": marks, "after_sensitive": marks}
    plan = read(document(written))
    assert not plan.context.unknown(only(plan))
    assert not plan.context.sensitive(only(plan), Side.AFTER)
    assert not is_sensitive(only(plan), Side.AFTER, "a")


def test_marked_paths():
    assert list(marked_paths(MARKS)) == ["id", "disk.0.volume_id", "disk.1", "tags.secret"]
    assert list(marked_paths(True)) == [""]


def test_unknown_values_are_put_where_they_belong():
    assert merged(VALUES, MARKS, "?") == {
        "name": "db",
        "id": "?",
        "disk": [{"size": 20, "volume_id": "?"}, "?"],
        "single": {"iops": 5},
        "tags": {"a.b": "c", "secret": "?"},
    }
    assert merged({"subnets": [None, "b"]}, {"subnets": [True, False]}, "?") == {"subnets": ["?", "b"]}
    assert merged(None, True, "?") == "?"
    assert merged({}, {"block": [{"a": True}]}, "?") == {"block": [{"a": "?"}]}


trees = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc0", min_size=1, max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)
marks = st.recursive(
    st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc0", min_size=1, max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(trees, marks, st.text("abc0.", max_size=6))
def test_questions_about_any_shape_have_an_answer(values, marks, path):
    at(values, path)
    is_marked(marks, path)
    holds_mark(marks, path)
    list(marked_paths(marks))
    unknown = object()
    assert (merged(values, marks, unknown) is unknown) == (marks is True)


@given(trees)
def test_nothing_unknown_changes_nothing(values):
    assert merged(values, {}, "?") == values


@pytest.mark.parametrize(
    "text",
    [
        b"1e400",
        b"1e999999999",
        b"0e999999999",
        b"-1e-999999999",
        b"[1",
        b'"\xff"',
        b"1e99999999999999999999",
        b"9" * 5000,
    ],
)
def test_damaged_values_are_one_sentence_however_late(text):
    with pytest.raises(PlanError, match="cannot be read"):
        decode(msgspec.Raw(text))
