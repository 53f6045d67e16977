"""Which resource an attribute refers to, in both directions, through modules, for_each and count, before and after."""

import pytest

from finopsguard.types.plan import Side
from tests.plan.shapes import block, configuration, document, find, in_state, read, refers, resource, says, state

AFTER, BEFORE = Side.AFTER, Side.BEFORE
TEMPLATE = ("aws_launch_template.web.id", "aws_launch_template.web")


def group(name="web", version=None, **keys):
    """An auto scaling group that is created; its template's id is known only after apply."""
    values = {"name": name, "launch_template": [{"version": version}]}
    return resource(
        "aws_autoscaling_group", name, ["create"], None, values, unknown={"launch_template": [{"id": True}]}, **keys
    )


def template(name="web", size="m5.large", **keys):
    return resource(
        "aws_launch_template", name, ["create"], None, {"instance_type": size}, unknown={"id": True}, **keys
    )


def group_block(*references, **meta):
    return block(
        "aws_autoscaling_group",
        "web",
        launch_template=[{"id": refers(*references), "version": says("$Latest")}],
        **meta,
    )


def followed(plan, address, attribute="launch_template.0.id", side=AFTER):
    return [related.address for related in plan.context.follow(find(plan, address), attribute, side=side)]


def test_a_reference_leads_to_the_resource_and_its_values():
    plan = read(
        document(
            group(),
            template(),
            configuration=configuration(group_block(*TEMPLATE), block("aws_launch_template", "web")),
        )
    )
    (related,) = plan.context.follow(find(plan, "aws_autoscaling_group.web"), "launch_template.0.id")
    assert (related.address, related.type) == ("aws_launch_template.web", "aws_launch_template")
    assert related.values == {"instance_type": "m5.large"}
    assert related.unknown == {"id": True}


@pytest.mark.parametrize(
    "attribute", ["launch_template.0.version", "launch_template.1.id", "launch_template.0.name", "vpc_zone_identifier"]
)
def test_what_refers_to_nothing_leads_nowhere(attribute):
    plan = read(document(group(), template(), configuration=configuration(group_block(*TEMPLATE))))
    assert followed(plan, "aws_autoscaling_group.web", attribute) == []


def test_terraform_0_12_lists_only_the_resource():
    plan = read(document(group(), template(), configuration=configuration(group_block("aws_launch_template.web"))))
    assert followed(plan, "aws_autoscaling_group.web") == ["aws_launch_template.web"]


def test_a_block_that_is_nested_singly_or_given_by_one_expression():
    single = block("aws_autoscaling_group", "web", launch_template={"id": refers(*TEMPLATE)})
    whole = block("aws_autoscaling_group", "web", launch_template=refers(*TEMPLATE))
    for written in (single, whole):
        assert followed(
            read(document(group(), template(), configuration=configuration(written))), "aws_autoscaling_group.web"
        ) == ["aws_launch_template.web"]


@pytest.mark.parametrize(
    ("references", "found"),
    [
        (
            ("aws_launch_template.web[0].id", "aws_launch_template.web[0]", "aws_launch_template.web"),
            ["aws_launch_template.web[0]"],
        ),
        (("aws_launch_template.web", "count.index"), ["aws_launch_template.web[1]"]),
        (("aws_launch_template.web",), [f"aws_launch_template.web[{index}]" for index in range(3)]),
    ],
)
def test_count(references, found):
    written = configuration(group_block(*references, count=says(2)))
    templates = [template(index=index) for index in range(3)]
    plan = read(document(group(index=0), group(index=1), *templates, configuration=written))
    assert followed(plan, "aws_autoscaling_group.web[1]") == found


@pytest.mark.parametrize(
    ("references", "for_each"),
    [
        (("aws_launch_template.web", "each.key"), says(["a.b", "c"])),
        (("each.value.id", "each.value"), refers("aws_launch_template.web")),
        (
            ('aws_launch_template.web["a.b"].id', 'aws_launch_template.web["a.b"]', "aws_launch_template.web"),
            says(["a.b"]),
        ),
    ],
)
def test_for_each(references, for_each):
    written = configuration(group_block(*references, for_each=for_each))
    plan = read(
        document(
            group(index="a.b"), template(index="a.b"), template(index="c"), template(index=0), configuration=written
        )
    )
    assert followed(plan, 'aws_autoscaling_group.web["a.b"]') == ['aws_launch_template.web["a.b"]']


def test_an_index_of_0_is_not_the_key_0():
    written = configuration(group_block("aws_launch_template.web", "each.key", for_each=says(["0"])))
    plan = read(document(group(index="0"), template(index="0"), template(index=1), configuration=written))
    assert followed(plan, 'aws_autoscaling_group.web["0"]') == ['aws_launch_template.web["0"]']


def test_a_resource_in_a_module_refers_to_its_own_module_instance():
    module = {"module": {"resources": [group_block(*TEMPLATE)]}, "for_each_expression": says(["a.b", "c"])}
    places = ['module.site["a.b"]', 'module.site["c"]', ""]
    plan = read(
        document(
            *(group(module=place) for place in places if place),
            *(template(module=place) for place in places),
            configuration=configuration(module_calls={"site": module}),
        )
    )
    assert followed(plan, 'module.site["c"].aws_autoscaling_group.web') == ['module.site["c"].aws_launch_template.web']


def test_a_variable_is_what_the_caller_gives():
    inner = {"module": {"resources": [group_block("var.template")]}, "expressions": {"template": refers("var.outer")}}
    outer = {"module": {"module_calls": {"inner": inner}}, "expressions": {"outer": refers(*TEMPLATE)}}
    plan = read(
        document(
            group(module="module.outer[0].module.inner"),
            template(),
            template(module="module.outer[0]"),
            configuration=configuration(module_calls={"outer": outer}),
        )
    )
    assert followed(plan, "module.outer[0].module.inner.aws_autoscaling_group.web") == ["aws_launch_template.web"]


def test_a_variable_given_by_each_value_is_the_instance_of_the_same_key():
    module = {
        "module": {"resources": [group_block("var.template")]},
        "expressions": {"template": refers("each.value.id", "each.value")},
        "for_each_expression": refers("aws_launch_template.web"),
    }
    plan = read(
        document(
            group(module='module.m["x"]'),
            template(index="x"),
            template(index="y"),
            configuration=configuration(module_calls={"m": module}),
        )
    )
    assert followed(plan, 'module.m["x"].aws_autoscaling_group.web') == ['aws_launch_template.web["x"]']


def test_an_output_is_what_the_called_module_refers_to():
    module = {
        "module": {
            "outputs": {
                "id": {"expression": refers("aws_launch_template.web.id", "aws_launch_template.web")},
                "none": {},
            },
            "resources": [block("aws_launch_template", "web")],
        }
    }
    written = configuration(group_block("module.t.id", "module.t"), module_calls={"t": module})
    plan = read(document(group(), template(module="module.t"), template(), configuration=written))
    assert followed(plan, "aws_autoscaling_group.web") == ["module.t.aws_launch_template.web"]


@pytest.mark.parametrize(
    ("references", "found"),
    [
        (('module.t["x"].id', 'module.t["x"]', "module.t"), ["x"]),
        (("module.t", "each.key"), []),  # which output of the module is meant is not in the plan
        (("module.t.id", "module.t"), ["x", "y"]),
        (("module.t.nothing", "module.t"), []),
        (("module.nothing.id", "module.nothing"), []),
    ],
)
def test_outputs_of_module_instances(references, found):
    module = {
        "module": {
            "outputs": {"id": {"expression": refers(*TEMPLATE)}},
            "resources": [block("aws_launch_template", "web")],
        }
    }
    written = configuration(group_block(*references, for_each=says(["x", "y"])), module_calls={"t": module})
    templates = [template(module=f'module.t["{key}"]') for key in ("x", "y")]
    plan = read(document(group(index="x"), *templates, configuration=written))
    assert followed(plan, 'aws_autoscaling_group.web["x"]') == [
        f'module.t["{key}"].aws_launch_template.web' for key in found
    ]


@pytest.mark.parametrize(
    "references", [("local.template",), ("path.module",), ("terraform.workspace",), ("self.id",), ("",), ("a..b[",)]
)
def test_references_that_cannot_be_followed_lead_nowhere(references):
    assert (
        followed(
            read(document(group(), template(), configuration=configuration(group_block(*references)))),
            "aws_autoscaling_group.web",
        )
        == []
    )


def test_a_circle_of_modules_ends():
    module = {
        "module": {"outputs": {"o": {"expression": refers("var.v")}}, "resources": []},
        "expressions": {"v": refers("module.m.o", "module.m")},
    }
    written = configuration(group_block("module.m.o", "module.m"), module_calls={"m": module})
    plan = read(document(group(), template(module="module.m"), configuration=written))
    assert followed(plan, "aws_autoscaling_group.web") == []


def test_a_data_source_is_looked_up_in_the_state():
    written = configuration(group_block("data.aws_launch_template.old.id", "data.aws_launch_template.old"))
    prior = state(in_state("aws_launch_template", "old", {"id": "lt-1", "instance_type": "c5.large"}, mode="data"))
    plan = read(document(group(), configuration=written, prior_state=prior))
    (related,) = plan.context.follow(find(plan, "aws_autoscaling_group.web"), "launch_template.0.id")
    assert (related.address, related.values["instance_type"]) == ("data.aws_launch_template.old", "c5.large")


def running(name, identifier, size, after=None):
    before = {"id": identifier, "name": name, "instance_type": size}
    actions = ["no-op"] if after is None else ["update"]
    return resource(
        "aws_launch_template", name, actions, before, {**before, **({"instance_type": after} if after else {})}
    )


def attached(before, after):
    """A group that changes its template; ``None`` is known only after apply."""
    sides = [{"launch_template": [{"id": identifier} if identifier else {}]} for identifier in (before, after)]
    return resource("aws_autoscaling_group", "web", ["update"], *sides)


def sizes(plan, side):
    return [
        found.values["instance_type"]
        for found in plan.context.follow(find(plan, "aws_autoscaling_group.web"), "launch_template.0.id", side=side)
    ]


def test_before_is_the_referred_resource_s_own_past():
    written = configuration(group_block("aws_launch_template.a.id", "aws_launch_template.a"))
    plan = read(
        document(attached("lt-a", "lt-a"), running("a", "lt-a", "m5.large", "m5.xlarge"), configuration=written)
    )
    assert (sizes(plan, BEFORE), sizes(plan, AFTER)) == (["m5.large"], ["m5.xlarge"])


def test_before_follows_the_id_of_then_and_after_the_configuration_of_now():
    written = configuration(group_block("aws_launch_template.b.id", "aws_launch_template.b"))
    plan = read(
        document(
            attached("lt-a", None),
            running("a", "lt-a", "m5.large"),
            running("b", "lt-b", "c5.large"),
            configuration=written,
        )
    )
    assert (sizes(plan, BEFORE), sizes(plan, AFTER)) == (["m5.large"], ["c5.large"])


def test_a_template_that_is_replaced():
    new = resource(
        "aws_launch_template",
        "a",
        ["create", "delete"],
        {"id": "lt-a", "instance_type": "m5.large"},
        {"instance_type": "c5.large"},
    )
    written = configuration(group_block("aws_launch_template.a.id", "aws_launch_template.a"))
    plan = read(document(attached("lt-a", None), new, configuration=written))
    assert (sizes(plan, BEFORE), sizes(plan, AFTER)) == (["m5.large"], ["c5.large"])


def test_a_resource_that_the_plan_does_not_speak_of_is_looked_up_in_the_state():
    prior = state(in_state("aws_launch_template", "a", {"id": "lt-a", "instance_type": "m5.large"}))
    plan = read(document(attached("lt-a", "lt-a"), prior_state=prior))
    assert (sizes(plan, BEFORE), sizes(plan, AFTER)) == (["m5.large"], ["m5.large"])


def test_what_does_not_exist_on_a_side_is_not_there():
    gone = resource("aws_launch_template", "a", ["delete"], {"id": "lt-a", "instance_type": "m5.large"}, None)
    plan = read(document(attached("lt-a", "lt-a"), gone))
    assert (sizes(plan, BEFORE), sizes(plan, AFTER)) == (["m5.large"], [])


def test_a_deposed_object_is_not_what_its_address_means():
    old = resource("aws_launch_template", "a", ["delete"], {"id": "lt-a", "instance_type": "old"}, None, deposed="00")
    plan = read(document(attached("lt-a", "lt-a"), old, running("a", "lt-a", "m5.large")))
    assert sizes(plan, BEFORE) == ["m5.large"]


def test_a_name_counts_only_where_one_resource_of_its_type_bears_it():
    def database(name, identifier):
        return resource("aws_rds_cluster", name, ["create"], None, {"cluster_identifier": identifier, "engine": "x"})

    member = resource("aws_rds_cluster_instance", "i", ["create"], None, {"cluster_identifier": "main"})
    attribute = "cluster_identifier"
    plan = read(document(member, database("a", "main"), database("b", "other")))
    assert followed(plan, "aws_rds_cluster_instance.i", attribute) == ["aws_rds_cluster.a"]
    plan = read(document(member, database("a", "main"), database("b", "main")))
    assert followed(plan, "aws_rds_cluster_instance.i", attribute) == []


def test_the_last_part_of_a_compound_id_is_a_name():
    target = resource("aws_appautoscaling_target", "t", ["create"], None, {"resource_id": "table/orders"})
    table = resource("aws_dynamodb_table", "orders", ["create"], None, {"name": "orders"})
    assert followed(read(document(target, table)), "aws_appautoscaling_target.t", "resource_id") == [
        "aws_dynamodb_table.orders"
    ]
    foreign = resource(
        "aws_appautoscaling_target", "t", ["create"], None, {"resource_id": "arn:aws:dynamodb:us-east-1:1:table/orders"}
    )
    assert followed(read(document(foreign, table)), "aws_appautoscaling_target.t", "resource_id") == []


def test_referrers_are_the_other_direction():
    written = configuration(
        *(
            block(
                "aws_appautoscaling_target",
                name,
                resource_id=refers(f"aws_dynamodb_table.{name}.name", f"aws_dynamodb_table.{name}"),
            )
            for name in "ab"
        ),
    )
    targets = [
        resource("aws_appautoscaling_target", name, ["create"], None, {"max_capacity": size})
        for name, size in (("a", 10), ("b", 20))
    ]
    tables = [resource("aws_dynamodb_table", name, ["create"], None, {"billing_mode": "PROVISIONED"}) for name in "abc"]
    plan = read(document(*targets, *tables, configuration=written))

    def ask(name, type_="aws_appautoscaling_target", side=AFTER):
        found = plan.context.referrers(find(plan, f"aws_dynamodb_table.{name}"), type_, "resource_id", side=side)
        return [related.values["max_capacity"] for related in found]

    assert (ask("a"), ask("b"), ask("c")) == ([10], [20], [])
    assert ask("a", side=BEFORE) == []
    assert ask("a", "aws_other") == []


def test_referrers_of_before_are_those_of_before():
    prior = state(in_state("aws_appautoscaling_target", "a", {"resource_id": "table/orders", "max_capacity": 5}))
    table = resource(
        "aws_dynamodb_table",
        "orders",
        ["no-op"],
        {"id": "orders", "name": "orders"},
        {"id": "orders", "name": "orders"},
    )
    gone = resource(
        "aws_appautoscaling_target", "old", ["delete"], {"resource_id": "table/orders", "max_capacity": 7}, None
    )
    plan = read(document(table, gone, prior_state=prior))

    def ask(side):
        found = plan.context.referrers(
            find(plan, "aws_dynamodb_table.orders"), "aws_appautoscaling_target", "resource_id", side=side
        )
        return sorted(related.values["max_capacity"] for related in found)

    assert (ask(BEFORE), ask(AFTER)) == ([5, 7], [5])


@pytest.mark.parametrize(
    ("path", "configured"),
    [
        ("ami", True),
        ("root_block_device.0.volume_size", True),
        ("root_block_device.0.iops", False),
        ("root_block_device.1.volume_size", False),
        ("ebs_block_device.0.volume_size", None),  # made by a dynamic block: in the values, not in the configuration
        ("network_interface.0.id", False),
        ("tenancy", False),
        ("key_name", False),
    ],
)
def test_whether_the_configuration_sets_an_attribute(path, configured):
    written = configuration(
        block(
            "aws_instance",
            "web",
            ami=refers("var.ami"),
            root_block_device=[{"volume_size": refers("var.size")}],
            key_name=says(None),
        )
    )
    web = resource(
        "aws_instance", "web", ["create"], None, {"ami": "a", "ebs_block_device": [{"device_name": "/dev/sdf"}]}
    )
    plan = read(document(web, configuration=written))
    assert plan.context.configured(find(plan, "aws_instance.web"), path) is configured


def test_without_a_configuration_nobody_can_tell():
    plan = read(document(resource("aws_instance", "web", ["create"], None, {})))
    assert plan.context.configured(find(plan, "aws_instance.web"), "ami") is None


@pytest.mark.parametrize(
    "broken",
    ["x", [], 7, {"root_module": []}, {"root_module": {"resources": [1]}}, {"provider_config": {"aws": 1}}, None],
)
def test_a_configuration_that_is_none_is_as_if_there_were_none(broken):
    plan = read(document(group(), template(), configuration=broken, variables=broken))
    assert followed(plan, "aws_autoscaling_group.web") == []
    assert plan.context.provider_setting(find(plan, "aws_autoscaling_group.web"), "region") is None
    assert plan.context.region(find(plan, "aws_autoscaling_group.web"), {}).source == "default"


def test_a_reference_can_be_followed_a_step_further():
    """A policy leads to its group, and the group that was found leads on to its template."""
    policy = block("aws_autoscaling_policy", "up", autoscaling_group_name=refers("aws_autoscaling_group.web.name"))
    plan = read(
        document(
            group(),
            template(),
            resource("aws_autoscaling_policy", "up", ["create"], None, {"name": "up"}),
            configuration=configuration(group_block(*TEMPLATE), block("aws_launch_template", "web"), policy),
        )
    )
    (found,) = plan.context.follow(find(plan, "aws_autoscaling_policy.up"), "autoscaling_group_name")
    assert [related.address for related in found.follow("launch_template.0.id")] == ["aws_launch_template.web"]
    assert found.follow("nothing") == []


def test_values_handed_on_twice_at_every_level_are_followed_once():
    """Followed each time, twenty levels of two variables would be a million ways to the same template."""
    inner = {"resources": [block("aws_autoscaling_group", "web", launch_template=[{"id": refers("var.a", "var.b")}])]}
    for _ in range(19):
        given = {name: refers("var.a", "var.b") for name in ("a", "b", "c")}
        inner = {"module_calls": {"m": {"expressions": given, "module": inner}}}
    plan = read(document(group(module=".".join(["module.m"] * 19)), template(), configuration={"root_module": inner}))
    assert followed(plan, plan.changes[0].address) == []


def test_a_for_each_that_refers_to_itself_ends():
    selves = refers("each.value.a", "each.value.b", "each.value.c", "aws_launch_template.web")
    plan = read(
        document(
            group(),
            template(),
            configuration=configuration(group_block("each.value.a", "each.value.b", for_each=selves)),
        )
    )
    assert followed(plan, "aws_autoscaling_group.web") == ["aws_launch_template.web"]


def test_what_refers_to_everything_is_followed_to_the_first_hundred():
    groups = [group(index=number) for number in range(300)]
    templates = [template(index=number) for number in range(300)]
    names = [f"aws_launch_template.other{number}" for number in range(5_000)]
    plan = read(
        document(*groups, *templates, configuration=configuration(group_block("aws_launch_template.web", *names)))
    )
    for change in plan.changes[:300]:
        assert len(plan.context.follow(change, "launch_template.0.id")) == 100


def test_a_name_that_thousands_bear_names_nobody():
    groups = [
        resource(
            "aws_autoscaling_group", "a", ["create"], None, {"name": "web", "launch_configuration": "web"}, index=number
        )
        for number in range(3_000)
    ]
    named = [
        resource("aws_launch_configuration", "b", ["create"], None, {"name": "web"}, index=number)
        for number in range(3_000)
    ]
    plan = read(document(*groups, *named))
    assert not any(plan.context.follow(change, "launch_configuration") for change in plan.changes)
    one = read(document(*groups, named[0]))
    assert {related.address for related in one.context.follow(one.changes[5], "launch_configuration")} == {
        "aws_launch_configuration.b[0]"
    }
