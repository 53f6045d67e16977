"""Actions, addresses and sides of changes, as the other rooms get them."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.plan.addresses import mode_of, module_path, parent_module, parse
from finopsguard.types.plan import Action, Side
from tests.plan.shapes import document, find, in_state, only, read, resource, state

SMALL = {"instance_type": "t3.small"}
LARGE = {"instance_type": "m5.large"}


@pytest.mark.parametrize(
    ("actions", "action"),
    [
        (["no-op"], Action.NO_OP),
        (["create"], Action.CREATE),
        (["read"], Action.READ),
        (["update"], Action.UPDATE),
        (["delete"], Action.DELETE),
        (["delete", "create"], Action.REPLACE),
        (["create", "delete"], Action.REPLACE),
        (["forget"], Action.FORGET),
        (["create", "forget"], Action.REPLACE_FORGET),
        (["archive"], Action.NOT_UNDERSTOOD),
        (["open"], Action.NOT_UNDERSTOOD),
        (["update", "delete"], Action.NOT_UNDERSTOOD),
        ([], Action.NOT_UNDERSTOOD),
    ],
)
def test_actions(actions, action):
    change = only(read(document(resource("aws_instance", "web", actions, SMALL, LARGE))))
    assert change.action is action
    assert change.actions == tuple(actions)


@pytest.mark.parametrize("change", [{"actions": None}, {}, None])
def test_a_change_without_actions_is_not_understood(change):
    assert only(read(document({**resource("aws_x", "y", []), "change": change}))).action is Action.NOT_UNDERSTOOD


def test_everything_that_is_stated_arrives():
    change = only(
        read(
            document(
                resource(
                    "aws_instance",
                    "web",
                    ["update"],
                    SMALL,
                    LARGE,
                    module='module.a["x"]',
                    index="k",
                    importing={"id": "i-1"},
                    previous_address="aws_instance.old",
                    action_reason="replace_by_request",
                )
            )
        )
    )
    assert (change.address, change.module_address, change.index) == (
        'module.a["x"].aws_instance.web["k"]',
        'module.a["x"]',
        "k",
    )
    assert (change.type, change.name, change.provider, change.mode) == ("aws_instance", "web", "aws", "managed")
    assert (change.previous_address, change.importing, change.action_reason) == (
        "aws_instance.old",
        True,
        "replace_by_request",
    )


@pytest.mark.parametrize("importing", [{"id": "i-1"}, {"unknown": True}, {"identity": {"id": "x"}}, {}])
def test_importing_is_told_by_its_presence(importing):
    assert only(read(document(resource("aws_x", "y", ["no-op"], SMALL, SMALL, importing=importing)))).importing


def test_importing_null_is_no_import():
    written = resource("aws_x", "y", ["no-op"], SMALL, SMALL)
    written["change"]["importing"] = None
    assert not only(read(document(written))).importing


@pytest.mark.parametrize(
    ("stated", "type_", "short"),
    [
        ("registry.terraform.io/hashicorp/aws", "aws_instance", "aws"),
        ("registry.opentofu.org/hashicorp/aws", "aws_instance", "aws"),
        ("mirror.example.com:8443/hashicorp/azurerm", "azurerm_lb", "azurerm"),
        ("registry.terraform.io/hashicorp/google-beta", "google_sql", "google"),
        ("registry.terraform.io/terraform-provider-openstack/openstack", "openstack_x", "openstack"),
        ("google-beta", "google_sql", "google"),
        ("aws", "aws_instance", "aws"),
        ("aws.east", "aws_instance", "aws"),
        ("provider.aws", "aws_instance", "aws"),
        ('provider["registry.terraform.io/hashicorp/aws"]', "aws_instance", "aws"),
        ("", "azurerm_linux_virtual_machine", "azurerm"),
        (None, "google_compute_disk", "google"),
    ],
)
def test_provider_short_names(stated, type_, short):
    assert (
        only(read(document({**resource(type_, "x", ["create"], None, {}), "provider_name": stated}))).provider == short
    )


@pytest.mark.parametrize(
    ("address", "module", "mode"),
    [
        ("aws_instance.web", "", "managed"),
        ("data.aws_ami.base", "", "data"),
        ("ephemeral.random_password.db", "", "ephemeral"),
        ('module.a["data.b"].aws_instance.web["data.x"]', 'module.a["data.b"]', "managed"),
        ('module.a["x"].data.aws_ami.base[0]', 'module.a["x"]', "data"),
        ('module.a["x"].data.aws_ami.base[0]', "", "data"),
        ('module.a["].data."].aws_instance.x', "", "managed"),
        ("module.data.aws_instance.x", "", "managed"),
    ],
)
def test_a_missing_mode_is_read_off_the_address(address, module, mode):
    written = {**resource("t", "n", ["create"], None, {}), "address": address, "module_address": module}
    del written["mode"]
    assert only(read(document(written))).mode == mode


def test_a_missing_address_is_put_together():
    written = resource("aws_instance", "web", ["create"], None, {}, module="module.a", index='a"b\\c')
    del written["address"]
    assert only(read(document(written))).address == 'module.a.aws_instance.web["a\\"b\\\\c"]'


@given(key=st.text(max_size=20), module_key=st.text(max_size=20))
def test_keys_of_any_text_survive(key, module_key):
    module = f"module.site[{json.dumps(module_key)}]"
    written = resource("aws_instance", "web", ["create"], None, {}, module=module, index=key)
    change = only(read(document(written)))
    assert (change.address, change.module_address, change.index) == (written["address"], module, key)
    assert [step.name for step in module_path(change.module_address)] == ["site"]


def as_written(key):
    """A key as Terraform writes it: as JSON does, and what begins a template doubled."""
    return json.dumps(key).replace("${", "$${").replace("%{", "%%{")


@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "module", "data"]), st.none() | st.integers(0, 99) | st.text(max_size=9)),
        max_size=4,
    )
)
def test_an_address_comes_apart_into_what_it_was_made_of(modules):
    steps = [f"module.{name}" + ("" if key is None else f"[{as_written(key)}]") for name, key in modules]
    parsed = parse(".".join([*steps, 'data.aws_ami.base["x.y[0]"]', "id"]))
    assert [(step.name, step.key) for step in parsed.module] == modules
    assert (parsed.mode, parsed.type, parsed.name, parsed.key) == ("data", "aws_ami", "base", "x.y[0]")
    assert [step.name for step in parsed.rest] == ["id"]
    assert parent_module(".".join(steps)) == ".".join(steps[:-1])


@given(st.text())
def test_any_text_can_be_asked_for_its_parts(text):
    parse(text)
    parent_module(text)
    assert mode_of(text, "") in ("managed", "data", "ephemeral")


@pytest.mark.parametrize("index", [0, "0", 10**25, -1, "", "ключ", 'a.b/c["x"]'])
def test_index_0_and_index_text_0_differ(index):
    found = only(read(document(resource("aws_x", "y", ["create"], None, {}, index=index)))).index
    assert (found, type(found)) == (index, type(index))


def test_deposed_objects_stand_beside_their_successor():
    plan = read(
        document(
            resource("aws_instance", "web", ["no-op"], LARGE, LARGE),
            resource("aws_instance", "web", ["delete"], SMALL, None, deposed="a1b2c3d4"),
            resource("aws_instance", "web", ["delete"], SMALL, None, deposed="00000000"),
        )
    )
    assert [(change.deposed, change.action) for change in plan.changes] == [
        ("", Action.NO_OP),
        ("a1b2c3d4", Action.DELETE),
        ("00000000", Action.DELETE),
    ]
    assert plan.warnings == ()
    assert plan.context.values(plan.changes[1], Side.BEFORE) == SMALL


def test_an_address_that_stands_twice_counts_once_and_is_said():
    plan = read(
        document(
            resource("aws_instance", "web", ["create"], None, SMALL),
            resource("aws_instance", "db", ["create"], None, SMALL),
            resource("aws_instance", "web", ["create"], None, LARGE),
        )
    )
    assert [change.address for change in plan.changes] == ["aws_instance.db", "aws_instance.web"]
    assert plan.context.values(plan.changes[1], Side.AFTER) == LARGE
    assert plan.warnings == ("1 resource_changes repeat an address; the last of each counts.",)


def test_drift_is_kept_apart_from_changes():
    drifted = resource("aws_instance", "web", ["update"], SMALL, LARGE)
    plan = read(document(resource("aws_instance", "web", ["no-op"], LARGE, LARGE), resource_drift=[drifted]))
    assert only(plan).action is Action.NO_OP
    assert [(change.address, change.action) for change in plan.drift] == [("aws_instance.web", Action.UPDATE)]
    assert plan.context.values(plan.drift[0], Side.BEFORE) == SMALL


@pytest.mark.parametrize(
    ("actions", "before", "after", "unknown", "sides"),
    [
        (["create"], None, LARGE, {}, (None, LARGE)),
        (["delete"], SMALL, None, {}, (SMALL, None)),
        (["update"], SMALL, LARGE, {}, (SMALL, LARGE)),
        (["create"], None, None, True, (None, {})),
        (["delete"], SMALL, None, True, (SMALL, None)),
        (["forget"], SMALL, None, {}, (SMALL, None)),
    ],
)
def test_sides_exist_where_the_object_does(actions, before, after, unknown, sides):
    plan = read(document(resource("aws_x", "y", actions, before, after, unknown=unknown)))
    assert tuple(plan.context.values(only(plan), side) for side in Side) == sides


def test_numbers_are_exact_and_texts_stay_texts():
    written = json.dumps(document(resource("aws_x", "y", ["create"], None, {"a": 1, "s": "1.50", "n": None})))
    written = written.replace('"a": 1', '"a": 12345678901234567890123, "f": 0.1, "e": 1E3, "t": 1.50')
    plan = read(written)
    values = plan.context.values(only(plan), Side.AFTER)
    assert values == {
        "a": 12345678901234567890123,
        "f": Decimal("0.1"),
        "e": Decimal(1000),
        "t": Decimal("1.50"),
        "s": "1.50",
        "n": None,
    }
    assert str(values["t"]) == "1.50"


def test_what_makes_a_plan_incomplete_is_said():
    deferred = [
        {"reason": "provider_config_unknown", "resource_change": resource("aws_instance", f"n{i}", ["create"])}
        for i in range(5)
    ]
    plan = read(document(errored=True, complete=False, deferred_changes=deferred))
    assert plan.incomplete == (
        "Terraform met an error while planning (errored: true), so changes are missing from the plan.",
        "Terraform deferred 5 changes to a later plan: aws_instance.n0, aws_instance.n1, aws_instance.n2 and 2 more.",
    )


@pytest.mark.parametrize(("complete", "said"), [(True, 0), (False, 1), (None, 0)])
def test_a_plan_that_calls_itself_not_complete_is_incomplete(complete, said):
    assert len(read(document(complete=complete)).incomplete) == said


def test_resources_of_the_state_that_a_targeted_plan_leaves_out_are_counted():
    prior = state(
        in_state("aws_instance", "web", SMALL),
        in_state("aws_instance", "moved", SMALL),
        in_state("aws_instance", "other", SMALL),
        in_state("aws_ami", "base", {}, mode="data"),
        in_state("aws_instance", "web", SMALL, deposed_key="0a"),
    )
    plan = read(
        document(
            resource("aws_instance", "web", ["update"], SMALL, LARGE),
            resource("aws_instance", "new", ["no-op"], SMALL, SMALL, previous_address="aws_instance.moved"),
            prior_state=prior,
        )
    )
    assert plan.warnings == (
        "1 resources of the state are not in the plan, as with -target, and in no total: aws_instance.other.",
    )
    assert plan.incomplete == ()


def test_a_destroy_plan_is_read_by_what_it_deletes():
    plan = read(
        document(
            resource("aws_instance", "web", ["delete"], SMALL, None),
            prior_state=state(in_state("aws_instance", "web", SMALL)),
        )
    )
    assert find(plan, "aws_instance.web").action is Action.DELETE
    assert plan.warnings == ()


@pytest.mark.parametrize(
    "actions", [["create"], ["update"], ["delete", "create"], ["create", "delete"], ["create", "forget"], ["no-op"]]
)
def test_a_change_that_lacks_what_it_leaves_behind_is_not_understood(actions):
    """As a deletion it would look like a saving."""
    before = None if actions == ["create"] else {"size": 1}
    assert only(read(document(resource("aws_instance", "web", actions, before, None)))).action is Action.NOT_UNDERSTOOD
    unknown = only(read(document(resource("aws_instance", "web", ["create"], None, None, unknown=True))))
    assert unknown.action is Action.CREATE
    assert only(read(document(resource("aws_instance", "web", ["delete"], {"size": 1}, None)))).action is Action.DELETE


@pytest.mark.parametrize("mode", ["Managed", "", "none", "data "])
def test_a_mode_that_does_not_exist_hides_no_cost(mode):
    written = resource("aws_instance", "web", ["create"], None, {})
    written["mode"] = mode
    assert only(read(document(written))).mode == "managed"
