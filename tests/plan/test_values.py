"""Values and the marks over them: what is unknown, and what may not be shown."""

import msgspec
import pytest

from finopsguard.errors import PlanError
from finopsguard.plan.values import decode
from finopsguard.types.paths import is_marked
from finopsguard.types.plan import Side
from tests.plan.shapes import document, only, read, resource


def test_a_value_that_holds_a_secret_may_not_be_shown():
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
    assert is_marked(plan.context.sensitive(change, Side.BEFORE), "password")
    assert is_marked(plan.context.sensitive(change, Side.AFTER), "tags")
    assert not is_marked(plan.context.sensitive(change, Side.BEFORE), "size")
    assert plan.context.sensitive(change, Side.AFTER) == {"password": True, "tags": {"a": True}}


@pytest.mark.parametrize("marks", [False, None, {}])
def test_no_marks_are_empty(marks):
    written = resource("aws_x", "y", ["create"], None, {"a": 1})
    written["change"] |= {"after_unknown": marks, "after_sensitive": marks}
    plan = read(document(written))
    assert not plan.context.unknown(only(plan))
    assert not plan.context.sensitive(only(plan), Side.AFTER)
    assert not is_marked(plan.context.sensitive(only(plan), Side.AFTER), "a")


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
