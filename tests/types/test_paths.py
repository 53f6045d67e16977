"""Paths into values and into the marks that lie over them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.types.paths import any_mark, at, every, is_marked, readable

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
        ("disk", True),
        ("tags", True),
        ("tags.secret", True),
        ("tags.open", False),
        ("name", False),
        ("empty", False),
        ("other", False),
    ],
)
def test_a_mark_covers_what_lies_under_it_and_what_it_lies_in(path, marked):
    assert is_marked(MARKS, path) is marked
    assert is_marked(True, path)


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
    assert not is_marked(marks, path) or any_mark(marks)


def test_a_path_as_terraform_writes_it():
    assert readable("root_block_device.0.volume_size") == "root_block_device[0].volume_size"
    assert readable("name") == "name"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("disk.source", ["a", None, "b"]),
        ("disk.0.source", ["a"]),
        ("disk.9.source", [None]),
        ("zones", ["x", "y"]),
        ("nested.inner.ip", [1, 2]),
        ("nothing.at.all", [None]),
    ],
)
def test_every_value_at_a_path_without_positions(path: str, expected: list[object]) -> None:
    values = {
        "disk": [{"source": "a"}, {}, {"source": "b"}],
        "zones": ["x", "y"],
        "nested": {"inner": [{"ip": 1}, {"ip": 2}]},
    }
    assert every(values, path) == expected
