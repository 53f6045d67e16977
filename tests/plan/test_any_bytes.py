"""Whatever the bytes are: a plan whose every value can be asked for, or one sentence. Never another error."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.errors import PlanError
from finopsguard.types.plan import Side
from tests.plan.shapes import (
    FIXTURES,
    block,
    configuration,
    document,
    in_state,
    provider,
    read,
    refers,
    resource,
    says,
    state,
)

WHOLE = json.dumps(
    document(
        resource(
            "aws_autoscaling_group",
            "web",
            ["update"],
            {"launch_template": [{"id": "lt-1"}]},
            {"launch_template": [{"id": "lt-1"}]},
        ),
        resource(
            "aws_launch_template",
            "web",
            ["create"],
            None,
            {"size": 1.5, "tags": {"a": "ü"}},
            unknown={"id": True},
            index='a"b',
        ),
        resource("azurerm_mssql_database", "x", ["delete"], {"server_id": "/s"}, None, module='module.a["x.y"]'),
        configuration=configuration(
            block(
                "aws_autoscaling_group",
                "web",
                launch_template=[{"id": refers("aws_launch_template.web.id", "aws_launch_template.web")}],
            ),
            providers={"aws": provider(region=says("eu-west-1"))},
            module_calls={"a": {"module": {"resources": []}}},
        ),
        prior_state=state(in_state("azurerm_resource_group", "g", {"name": "g", "location": "westeurope"})),
        resource_drift=[resource("aws_x", "y", ["update"], {}, {})],
        variables={"region": {"value": "x"}},
    ),
    ensure_ascii=False,
).encode()
DEMO = (FIXTURES / "demo.json").read_bytes()


def ask_everything(data):
    """Reads and asks; ``PlanError`` is an answer."""
    try:
        ask(read(data))
    except PlanError as error:
        refused = error
    else:
        return
    assert refused.message
    assert str(refused).isprintable()
    assert len(str(refused)) < 1000


def ask(plan):
    context = plan.context
    for change in (*plan.changes, *plan.drift):
        for side in Side:
            values = context.values(change, side)
            context.sensitive(change, side)
            if values is not None:
                context.region(change, values)
            context.follow(change, "launch_template.0.id", side=side)
            context.referrers(change, "aws_autoscaling_group", "launch_template.0.id", side=side)
        context.unknown(change)
        context.configured(change, "launch_template.0.id")
        context.provider_setting(change, "region")


@given(st.binary(max_size=200))
def test_garbage(data):
    ask_everything(data)


@given(st.text(max_size=200))
def test_text(text):
    ask_everything(text.encode("utf-8", "replace"))


def test_a_plan_cut_at_any_point():
    for end in range(0, len(WHOLE), 7):
        ask_everything(WHOLE[:end])
    for end in range(0, len(DEMO), 9973):
        ask_everything(DEMO[:end])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.binary(min_size=0, max_size=3)), min_size=1, max_size=4))
def test_a_plan_with_bytes_changed(edits):
    data = WHOLE
    for position, piece in edits:
        data = data[:position] + piece + data[position + 1 :]
    ask_everything(data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_plan_with_any_json_in_any_place(data):
    plan = json.loads(WHOLE)
    node = plan
    for _ in range(data.draw(st.integers(1, 7))):
        keys = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        parent, node = node, node[key]
    parent[key] = data.draw(json_values)
    ask_everything(json.dumps(plan).encode())
