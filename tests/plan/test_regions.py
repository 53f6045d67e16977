"""Where a resource is billed, by each cloud's rules, and how the report says that it was found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.plan.places import aws_region, aws_region_of_arn, aws_region_of_zone, azure_region, google_region
from tests.plan.shapes import (
    block,
    configuration,
    document,
    find,
    in_state,
    only,
    provider,
    read,
    refers,
    region_of,
    resource,
    says,
    state,
)

VM = "azurerm_linux_virtual_machine"


def created(type_, values, *, region=None, environ=None, **keys):
    """The region of a resource that is created, with a provider configuration if ``region`` is given."""
    providers = {} if region is None else {"aws": provider(region=region)}
    keys.setdefault("configuration", configuration(block(type_, "x"), providers=providers))
    plan = read(document(resource(type_, "x", ["create"], None, values), **keys), environ=environ or {})
    found = region_of(plan)
    return found.name, found.source


PLACES = {"variables": {"places": {"value": {"main": "eu-west-3"}}, "list": {"value": ["eu-west-1", "eu-west-2"]}}}
ARN = "arn:aws:ec2:eu-west-1:111122223333:instance/i-1"


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"region": "eu-north-1", "arn": ARN}, ("eu-north-1", "region")),
        ({"arn": ARN, "availability_zone": "us-west-2a"}, ("eu-west-1", "arn")),
        ({"id": "arn:aws:sns:eu-west-3:111122223333:alarms"}, ("eu-west-3", "arn")),
        ({"arn": "arn:aws-us-gov:ec2:us-gov-west-1:1:instance/i"}, ("us-gov-west-1", "arn")),
        ({"arn": "arn:aws-cn:ec2:cn-north-1:1:instance/i"}, ("cn-north-1", "arn")),
        ({"arn": "arn:aws:s3:::bucket"}, ("eu-central-1", "provider")),
        ({"arn": "arn:aws:iam::111122223333:role/x"}, ("eu-central-1", "provider")),
        ({"arn": "", "id": "i-1"}, ("eu-central-1", "provider")),
        ({"availability_zone": "ap-southeast-2c"}, ("ap-southeast-2", "availability_zone")),
        ({"availability_zones": ["sa-east-1a", "sa-east-1b"]}, ("sa-east-1", "availability_zone")),
        ({"availability_zone": "us-west-2-lax-1a"}, ("us-west-2", "availability_zone")),
        ({"availability_zone": "us-east-1-wl1-bos-wlz-1"}, ("us-east-1", "availability_zone")),
        ({"availability_zone": None, "availability_zones": []}, ("eu-central-1", "provider")),
        ({"region": "somewhere"}, ("eu-central-1", "provider")),
        ({}, ("eu-central-1", "provider")),
    ],
)
def test_aws_values(values, found):
    assert created("aws_instance", values, region=says("eu-central-1"), environ={"AWS_REGION": "us-west-1"}) == found


def test_a_local_zone_is_remarked_on():
    plan = read(document(resource("aws_instance", "x", ["create"], None, {"availability_zone": "us-west-2-lax-1a"})))
    assert "local" in region_of(plan).note


@pytest.mark.parametrize(
    ("argument", "keys", "environ", "found"),
    [
        (None, {}, {}, ("us-east-1", "default")),
        (None, {}, {"AWS_REGION": "eu-west-2", "AWS_DEFAULT_REGION": "eu-west-1"}, ("eu-west-2", "environment")),
        (None, {}, {"AWS_DEFAULT_REGION": "eu-west-1"}, ("eu-west-1", "environment")),
        (None, {}, {"AWS_REGION": "nonsense"}, ("us-east-1", "default")),
        (says(""), {}, {"AWS_REGION": "eu-west-2"}, ("eu-west-2", "environment")),
        (refers("var.region"), {"variables": {"region": {"value": "eu-west-3"}}}, {}, ("eu-west-3", "provider")),
        (refers("var.places.main", "var.places"), PLACES, {}, ("eu-west-3", "provider")),
        (refers('var.places["main"]', "var.places"), PLACES, {}, ("eu-west-3", "provider")),
        (refers("var.list[1]", "var.list"), PLACES, {}, ("eu-west-2", "provider")),
        # What a value is made into is not in the plan: only a whole region is believed.
        (refers("var.region"), {"variables": {"region": {"value": "eu"}}}, {"AWS_REGION": "eu-west-2"}, ("us-east-1", "default")),
        (refers("var.a", "var.b"), {"variables": {"a": {"value": "eu-west-3"}, "b": {"value": "eu-west-2"}}}, {}, ("us-east-1", "default")),
        (refers("local.region"), {}, {"AWS_REGION": "eu-west-2"}, ("us-east-1", "default")),
        (refers("data.aws_region.here.name", "data.aws_region.here"), {}, {"AWS_REGION": "eu-west-2"}, ("us-east-1", "default")),
    ],
)  # fmt: skip
def test_aws_provider_and_environment(argument, keys, environ, found):
    arguments = {} if argument is None else {"region": argument}
    written = configuration(block("aws_instance", "x"), providers={"aws": provider(**arguments)})
    assert created("aws_instance", {}, configuration=written, environ=environ, **keys) == found


def test_a_variable_s_default_counts_where_the_plan_gives_no_value():
    written = configuration(
        block("aws_instance", "x"),
        providers={"aws": provider(region=refers("var.region"))},
        variables={"region": {"default": "eu-west-3"}},
    )
    assert created("aws_instance", {}, configuration=written) == ("eu-west-3", "provider")


@pytest.mark.parametrize(
    "reference",
    [("data.aws_region.here.name", "data.aws_region.here"), ("data.aws_region.here",)],
    ids=["now", "before 0.14"],
)
def test_a_data_source_that_the_state_holds_is_known(reference):
    prior = state(in_state("aws_region", "here", {"id": "ca-central-1", "name": "ca-central-1"}, mode="data"))
    assert created("aws_instance", {}, region=refers(*reference), prior_state=prior) == ("ca-central-1", "provider")


def test_a_resource_is_where_its_alias_is():
    written = configuration(
        block("aws_instance", "x", key="aws.us"),
        providers={
            "aws": provider(region=says("eu-west-1")),
            "aws.us": provider(region=says("us-west-2"), alias=says("us")),
        },
    )
    assert created("aws_instance", {}, configuration=written) == ("us-west-2", "provider")


def in_module(key, providers, *, module='module.net["a.b"].module.web[0]', inner=None, call=None):
    """The region of an instance two modules deep."""
    web = {"module": {"resources": [block("aws_instance", "x", key=key)], **(inner or {})}, **(call or {})}
    net = {"module": {"module_calls": {"web": web}}}
    written = configuration(providers=providers, module_calls={"net": net})
    plan = read(
        document(
            resource("aws_instance", "x", ["create"], None, {}, module=module),
            configuration=written,
            variables={"r": {"value": "eu-west-2"}},
        )
    )
    return region_of(plan)


TWO = {"aws": provider(region=says("eu-west-1")), "aws.us": provider(region=says("us-west-2"))}


def test_what_a_module_is_passed_is_resolved_by_terraform_since_1_1():
    assert in_module("aws.us", TWO).name == "us-west-2"
    assert in_module("aws", TWO).name == "eu-west-1"
    assert in_module("aws", TWO).note == ""


def test_a_configuration_inside_of_a_module_takes_its_variables():
    inner = {**provider(region=refers("var.place")), "module_address": "module.net.module.web"}
    found = in_module(
        "module.net.module.web:aws",
        {**TWO, "module.net.module.web:aws": inner},
        call={"expressions": {"place": refers("var.up")}},
        inner={"variables": {"place": {}}},
    )
    assert (found.name, found.source) == ("us-east-1", "default")  # var.up is given nowhere
    found = in_module(
        "module.net.module.web:aws",
        {**TWO, "module.net.module.web:aws": inner},
        call={"expressions": {"place": says("ap-south-1")}},
    )
    assert (found.name, found.source) == ("ap-south-1", "provider")
    found = in_module(
        "module.net.module.web:aws",
        {**TWO, "module.net.module.web:aws": inner},
        inner={"variables": {"place": {"default": "il-central-1"}}},
    )
    assert (found.name, found.source) == ("il-central-1", "provider")


def test_before_1_1_a_module_inherits_and_the_report_says_so():
    found = in_module("web:aws", TWO)
    assert (found.name, found.source) == ("eu-west-1", "provider")
    assert "before 1.1" in found.note
    assert in_module("web:aws", {"aws": TWO["aws"]}).note == ""


def test_a_mention_of_a_provider_in_a_module_is_no_configuration():
    mention = {"name": "aws", "version_constraint": ">= 3", "module_address": "module.net.module.web"}
    assert in_module("web:aws", {"aws": TWO["aws"], "module.net.module.web:aws": mention}).name == "eu-west-1"


def test_an_alias_that_leads_nowhere_is_only_known_where_all_agree():
    assert (in_module("web:aws.edge", TWO).name, in_module("web:aws.edge", TWO).source) == ("us-east-1", "default")
    same = {"aws": provider(region=says("eu-west-1")), "aws.b": provider(region=says("eu-west-1"))}
    assert in_module("web:aws.edge", same).name == "eu-west-1"


def test_a_deleted_resource_is_where_its_arn_was():
    plan = read(
        document(
            resource("aws_instance", "x", ["delete"], {"arn": ARN}, None), configuration=configuration(providers=TWO)
        )
    )
    assert (region_of(plan).name, region_of(plan).source) == ("eu-west-1", "arn")


def test_a_deleted_resource_without_an_arn_is_taken_to_be_the_default_provider_s():
    plan = read(
        document(
            resource("aws_nat_gateway", "x", ["delete"], {"id": "nat-1"}, None),
            configuration=configuration(providers=TWO),
        )
    )
    found = region_of(plan)
    assert (found.name, found.source) == ("eu-west-1", "provider")
    assert "no longer in the configuration" in found.note


def test_the_other_side_of_a_change_is_asked_where_this_one_is_silent():
    plan = read(
        document(resource("aws_instance", "x", ["delete", "create"], {"arn": ARN}, {"instance_type": "m5.large"}))
    )
    assert (region_of(plan).name, region_of(plan).source) == ("eu-west-1", "arn")


def test_resources_of_the_same_provider_tell_the_region_where_nothing_else_does():
    other = resource("aws_vpc", "main", ["no-op"], {"arn": ARN}, {"arn": ARN})
    new = resource("aws_nat_gateway", "x", ["create"], None, {})
    plan = read(document(other, new))
    assert (region_of(plan, "aws_nat_gateway.x").name, region_of(plan, "aws_nat_gateway.x").source) == (
        "eu-west-1",
        "arn",
    )
    elsewhere = resource("aws_vpc", "two", ["no-op"], {"arn": ARN.replace("eu-west-1", "eu-west-2")}, {})
    assert region_of(read(document(other, elsewhere, new)), "aws_nat_gateway.x").source == "default"
    assert (
        region_of(read(document(other, new), environ={"AWS_REGION": "us-west-1"}), "aws_nat_gateway.x").source
        == "environment"
    )


def azure(*changes, of=f"{VM}.x", **keys):
    found = region_of(read(document(*changes, **keys)), of)
    return found.name, found.source


GROUP = resource("azurerm_resource_group", "main", ["create"], None, {"name": "rg-main", "location": "West Europe"})


def test_azure_location_in_either_spelling():
    assert azure(resource(VM, "x", ["create"], None, {"location": "East US 2"})) == ("eastus2", "location")
    assert azure(resource(VM, "x", ["create"], None, {"location": "eastus2"})) == ("eastus2", "location")


def test_azure_resource_group_by_reference():
    written = configuration(
        block(
            "azurerm_mssql_server",
            "x",
            resource_group_name=refers("azurerm_resource_group.main.name", "azurerm_resource_group.main"),
        )
    )
    change = resource("azurerm_mssql_server", "x", ["create"], None, {})
    assert azure(change, GROUP, of="azurerm_mssql_server.x", configuration=written) == ("westeurope", "resource_group")


@pytest.mark.parametrize(
    "values",
    [
        {"resource_group_name": "RG-Main"},
        {"id": "/subscriptions/1/resourceGroups/rg-main/providers/Microsoft.Sql/servers/s"},
    ],
)
def test_azure_resource_group_by_name(values):
    assert azure(resource(VM, "x", ["create"], None, values), GROUP) == ("westeurope", "resource_group")
    read_group = state(
        in_state("azurerm_resource_group", "main", {"name": "rg-main", "location": "westeurope"}, mode="data")
    )
    assert azure(resource(VM, "x", ["create"], None, values), prior_state=read_group) == (
        "westeurope",
        "resource_group",
    )


def test_azure_parents_and_their_resource_groups():
    written = configuration(
        block("azurerm_mssql_database", "x", server_id=refers("azurerm_mssql_server.s.id", "azurerm_mssql_server.s")),
        block(
            "azurerm_mssql_server",
            "s",
            resource_group_name=refers("azurerm_resource_group.main.name", "azurerm_resource_group.main"),
        ),
    )
    database = resource("azurerm_mssql_database", "x", ["create"], None, {"sku_name": "S0"})
    server = resource("azurerm_mssql_server", "s", ["create"], None, {"location": "North Europe"})
    of = "azurerm_mssql_database.x"
    assert azure(database, server, of=of, configuration=written) == ("northeurope", "parent")
    vague = resource("azurerm_mssql_server", "s", ["create"], None, {})
    assert azure(database, vague, GROUP, of=of, configuration=written) == ("westeurope", "resource_group")
    known = {"id": "/s/1", "location": "uksouth"}
    by_id = resource("azurerm_mssql_database", "x", ["delete"], {"server_id": "/s/1"}, None)
    assert azure(by_id, resource("azurerm_mssql_server", "s", ["no-op"], known, known), of=of) == ("uksouth", "parent")


def test_azure_without_any_place():
    assert azure(resource(VM, "x", ["create"], None, {})) == ("eastus", "default")


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"zone": "europe-west1-b", "region": "us-east1"}, ("europe-west1", "zone")),
        ({"zone": "https://www.googleapis.com/compute/v1/projects/p/zones/asia-east1-a"}, ("asia-east1", "zone")),
        ({"zone": "us-central1-ai1a"}, ("us-central1", "zone")),
        ({"region": "northamerica-northeast1"}, ("northamerica-northeast1", "region")),
        ({"location": "EUROPE-WEST3"}, ("europe-west3", "location")),
        ({"location": "europe-west3-a"}, ("europe-west3", "location")),
        ({"location": "US"}, ("us", "location")),
        ({"location": "EU"}, ("eu", "location")),
        ({"location": "NAM4"}, ("nam4", "location")),
        ({"location": "global"}, ("global", "location")),
        (
            {"self_link": "https://www.googleapis.com/compute/v1/projects/p/regions/us-west1/addresses/a"},
            ("us-west1", "self_link"),
        ),
        ({"id": "projects/p/locations/us-west4/services/s"}, ("us-west4", "self_link")),
        (
            {"self_link": "https://www.googleapis.com/compute/v1/projects/p/global/networks/n"},
            ("us-central1", "default"),
        ),
        ({}, ("us-central1", "default")),
    ],
)
def test_google_values(values, found):
    assert created("google_compute_instance", values) == found


@pytest.mark.parametrize(
    ("arguments", "environ", "found"),
    [
        ({"region": says("europe-west4"), "zone": says("us-east1-b")}, {}, ("europe-west4", "provider")),
        ({"zone": says("us-east1-b")}, {"GOOGLE_REGION": "europe-west6"}, ("us-east1", "provider")),
        ({}, {"GOOGLE_REGION": "europe-west6"}, ("europe-west6", "environment")),
        ({}, {"CLOUDSDK_COMPUTE_REGION": "europe-west6"}, ("europe-west6", "environment")),
        ({}, {"CLOUDSDK_COMPUTE_ZONE": "europe-west6-c"}, ("europe-west6", "environment")),
        ({"region": refers("local.region")}, {"GOOGLE_REGION": "europe-west6"}, ("us-central1", "default")),
    ],
)
@pytest.mark.parametrize("name", ["google", "google-beta"])
def test_google_provider_and_environment(name, arguments, environ, found):
    written = configuration(
        block("google_compute_address", "x", key=name), providers={name: provider(name, **arguments)}
    )
    assert created("google_compute_address", {}, configuration=written, environ=environ) == found


@pytest.mark.parametrize(
    ("values", "arguments", "environ", "found"),
    [
        ({"region": "GRA11"}, {"region": says("SBG5")}, {}, ("GRA11", "region")),
        ({}, {"region": says("SBG5")}, {"OS_REGION_NAME": "DE1"}, ("SBG5", "provider")),
        ({}, {}, {"OS_REGION_NAME": "DE1"}, ("DE1", "environment")),
        ({"region": None}, {}, {}, ("", "default")),
    ],
)
def test_openstack(values, arguments, environ, found):
    written = configuration(
        block("openstack_compute_instance_v2", "x"), providers={"openstack": provider("openstack", **arguments)}
    )
    assert created("openstack_compute_instance_v2", values, configuration=written, environ=environ) == found


def test_a_provider_s_arguments_can_be_asked_for():
    written = configuration(
        block("openstack_compute_instance_v2", "x"),
        providers={
            "openstack": provider(
                "openstack", auth_url=refers("var.url"), user_name=says("bob"), token=refers("local.token")
            )
        },
    )
    plan = read(
        document(
            resource("openstack_compute_instance_v2", "x", ["create"], None, {}),
            configuration=written,
            variables={"url": {"value": "https://auth.example.com/v3"}},
        )
    )
    ask = plan.context.provider_setting
    assert ask(only(plan), "auth_url") == "https://auth.example.com/v3"
    assert ask(only(plan), "user_name") == "bob"
    assert ask(only(plan), "token") is None
    assert ask(only(plan), "region") is None


def test_only_what_is_assumed_is_called_assumed():
    plan = read(
        document(
            resource("aws_instance", "x", ["create"], None, {}),
            resource("aws_instance", "y", ["create"], None, {"arn": ARN}),
        )
    )
    assert not plan.context.region(find(plan, "aws_instance.y"), {"arn": ARN}).assumed
    assert region_of(read(document(resource("aws_instance", "x", ["create"], None, {})))).assumed


@given(st.text() | st.none() | st.integers() | st.lists(st.text()))
def test_any_value_can_stand_where_a_place_should(value):
    assert isinstance(aws_region(value), str)
    assert isinstance(aws_region_of_zone(value)[0], str)
    assert isinstance(aws_region_of_arn(value), str)
    assert isinstance(azure_region(value), str)
    assert isinstance(google_region(value), str)


def test_disks_that_are_all_part_of_each_other_have_the_default_region():
    """Followed along every way, three levels of a hundred would be a million."""
    names = ("virtual_machine_id", "managed_disk_id", "server_id", "workspace_id", "cluster_id", "account_id")
    disks = [resource("azurerm_managed_disk", "a", ["create"], None, {}, index=number) for number in range(200)]
    everything = {name: refers("azurerm_managed_disk.a") for name in names}
    plan = read(document(*disks, configuration=configuration(block("azurerm_managed_disk", "a", **everything))))
    assert {plan.context.region(change, {}).source for change in plan.changes} == {"default"}
