"""What is known of a directory, what is honestly not, and what may not be shown."""

from decimal import Decimal
from pathlib import Path

import pytest

from finopsguard.types.plan import Side
from tests.plan.hcl.directories import VOLUME, cost, lines, plan_of, unknown, values, write

BASE = 'resource "aws_instance" "base" {\n  instance_type = "t3.small"\n  ami = data.aws_ami.x.id\n}\ndata "aws_ami" "x" {}\n'


def value_of(tmp_path: Path, expression: str, before: str = "") -> object:
    """The known value of an argument; ``...`` where it is unknown."""
    plan = plan_of(tmp_path, f'{BASE}{before}\nresource "aws_instance" "x" {{\n  instance_type = {expression}\n}}\n')
    mark = unknown(plan, "aws_instance.x").get("instance_type")
    return ... if mark is True else values(plan)["aws_instance.x"].get("instance_type")


@pytest.mark.parametrize(
    "expression",
    [
        "data.aws_ami.x.id",
        'data.aws_ami.x.id == "" ? "t3.small" : "m5.large"',
        'var.none == "" ? "t3.small" : "m5.large"',
        '"t3.${var.none}"',
        "lower(aws_instance.base.id)",
        "data.terraform_remote_state.s.outputs.type",
        "timestamp()",
        "uuid()",
        'try(aws_instance.base.arn, "x")',
        'coalesce(var.none, "t3.small")',
        "local.made_of_unknown",
        "[for t in data.aws_ami.x.tags : t][0]",
        "each.value",
        "no_such_function(1)",
    ],
)
def test_what_follows_from_an_unknown_is_unknown(tmp_path: Path, expression: str) -> None:
    before = 'variable "none" {}\nlocals {\n  made_of_unknown = upper(var.none)\n}\n'
    assert value_of(tmp_path, expression, before) is ...


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("aws_instance.base.instance_type", "t3.small"),
        ("local.mixed.web.type", "m5.large"),
        ("lookup(local.mixed.web, \"type\", \"x\")", "m5.large"),
        ("[for name, server in local.mixed : server.type][0]", "m5.large"),
        ("values(local.mixed)[*].type", ["m5.large"]),
        ("length(slice(data.aws_availability_zones.z.names, 0, 3)) == 3 ? \"a\" : \"b\"", "a"),
        ("data.aws_ami.x.id == \"\" ? \"same\" : \"same\"", "same"),
        ("false && data.aws_ami.x.id == \"\" ? \"a\" : \"b\"", "b"),
        ("merge({ a = data.aws_ami.x.id }, { b = \"known\" }).b", "known"),
        ("try(local.mixed.missing, \"fallback\")", "fallback"),
        ("cidrsubnet(\"10.0.0.0/16\", 8, 3)", "10.0.3.0/24"),
        ("format(\"%s-%03d\", \"web\", 7)", "web-007"),
        ("title(lower(replace(\"A-B\", \"-\", \" \")))", "A B"),
        ("\"%{ if true }on%{ else }off%{ endif }\"", "on"),
        ("<<-EOT\n    t3.small\n  EOT\n", "t3.small\n"),
        ("jsondecode(file(\"type.json\")).type", "m5.large"),
        ("terraform.workspace", "default"),
        ("1 + 0.5", Decimal("1.5")),
    ],
)  # fmt: skip
def test_what_is_known_is_known(tmp_path: Path, expression: str, value: object) -> None:
    write(tmp_path, {"type.json": '{"type": "m5.large"}'})
    before = 'locals {\n  mixed = {\n    web = { type = "m5.large", subnet = aws_instance.base.id }\n  }\n}\n'
    assert value_of(tmp_path, expression, before) == value


@pytest.mark.parametrize(
    "repetition",
    [
        "count = length(data.aws_availability_zones.z.names)",
        "count = var.n",
        "count = null",
        "for_each = toset(data.aws_ami.x.tags)",
        'for_each = toset(["a", data.aws_ami.x.id])',
        "for_each = { for t in data.aws_ami.x.tags : t => t }",
    ],
)
def test_an_unknown_number_is_named_and_never_one_or_none(tmp_path: Path, repetition: str) -> None:
    plan = plan_of(
        tmp_path, f'{VOLUME}variable "n" {{}}\nresource "aws_ebs_volume" "x" {{\n  {repetition}\n  size = 1\n}}\n'
    )
    assert list(values(plan)) == ["aws_ebs_volume.ok"]
    assert "main.tf:7: How many instances aws_ebs_volume.x has is not known without a plan" in plan.incomplete[0]


def test_an_unknown_number_of_modules_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"m/main.tf": VOLUME})
    plan = plan_of(tmp_path, 'module "m" {\n  source = "./m"\n  count = length(data.x.y.names)\n}\n' + VOLUME)
    assert list(values(plan)) == ["aws_ebs_volume.ok"]
    assert "How many instances module.m has is not known" in plan.incomplete[0]


def test_keys_are_known_where_only_values_are_not(tmp_path: Path) -> None:
    main = (
        f'{BASE}locals {{\n  servers = {{ web = {{ size = 5, id = aws_instance.base.id }}, db = {{ size = 7, id = "i-1" }} }}\n}}\n'
        'resource "aws_ebs_volume" "v" {\n  for_each = local.servers\n  size = each.value.size\n  snapshot_id = each.value.id\n}\n'
    )
    plan = plan_of(tmp_path, main)
    assert plan.incomplete == ()
    assert values(plan)['aws_ebs_volume.v["web"]'] == {"size": 5}
    assert unknown(plan, 'aws_ebs_volume.v["web"]') == {"snapshot_id": True, "id": True}
    assert values(plan)['aws_ebs_volume.v["db"]'] == {"size": 7, "snapshot_id": "i-1"}


def test_nested_and_dynamic_blocks_are_lists(tmp_path: Path) -> None:
    main = (
        'resource "aws_instance" "x" {\n  root_block_device {\n    volume_size = 30\n  }\n'
        '  dynamic "ebs_block_device" {\n    for_each = { b = 10, a = 20 }\n    iterator = disk\n'
        "    content {\n      device_name = disk.key\n      volume_size = disk.value\n"
        "      snapshot_id = aws_ebs_snapshot.s.id\n    }\n  }\n"
        '  dynamic "network_interface" {\n    for_each = data.x.y.all\n    content {\n      device_index = 0\n    }\n  }\n'
        "  lifecycle {\n    create_before_destroy = true\n  }\n}\n"
    )
    plan = plan_of(tmp_path, main)
    assert values(plan)["aws_instance.x"] == {
        "root_block_device": [{"volume_size": 30}],
        "ebs_block_device": [{"device_name": "a", "volume_size": 20}, {"device_name": "b", "volume_size": 10}],
    }
    marks = unknown(plan, "aws_instance.x")
    assert marks["ebs_block_device"] == [{"snapshot_id": True}] * 2
    assert marks["network_interface"] is True


def test_variables_are_taken_in_terraforms_order(tmp_path: Path) -> None:
    names = ["environment", "tfvars", "json", "auto", "auto_json", "file", "flag", "default"]
    main = "".join(f'variable "{name}" {{\n  default = "default"\n}}\n' for name in names)
    main += (
        'resource "aws_instance" "x" {\n  tags = {\n'
        + "".join(f"    {name} = var.{name}\n" for name in names)
        + "  }\n}\n"
    )
    given = {
        "terraform.tfvars": names[1:7],
        "terraform.tfvars.json": names[2:7],
        "a.auto.tfvars": names[3:7],
        "b.auto.tfvars.json": names[4:7],
        "named.tfvars": names[5:7],
    }
    for file, of in given.items():
        lines_ = [f'"{name}": "{file}"' if file.endswith("json") else f'{name} = "{file}"' for name in of]
        write(tmp_path, {file: "{" + ", ".join(lines_) + "}" if file.endswith("json") else "\n".join(lines_) + "\n"})
    plan = plan_of(
        tmp_path,
        main,
        environ={f"TF_VAR_{name}": "environment" for name in names[:7]},
        var_files=(str(tmp_path / "named.tfvars"),),
        variables=(("flag", "flag"),),
    )
    assert values(plan)["aws_instance.x"]["tags"] == {
        "environment": "environment",
        "tfvars": "terraform.tfvars",
        "json": "terraform.tfvars.json",
        "auto": "a.auto.tfvars",
        "auto_json": "b.auto.tfvars.json",
        "file": "named.tfvars",
        "flag": "flag",
        "default": "default",
    }


def test_a_variable_without_a_value_is_a_warning(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, 'variable "size" {}\nresource "aws_ebs_volume" "x" {\n  size = var.size\n}\n')
    assert plan.incomplete == ()
    assert unknown(plan, "aws_ebs_volume.x")["size"] is True
    assert "main.tf:1: Variable size has no default and no value was given" in plan.warnings[1]
    assert plan.stateless


def test_typed_variables_and_optional_attributes(tmp_path: Path) -> None:
    main = (
        "variable \"disk\" {\n  type = object({ size = optional(number, 30), kind = optional(string), zones = set(string) })\n}\n"
        'resource "aws_ebs_volume" "x" {\n  for_each = var.disk.zones\n  availability_zone = each.key\n'
        "  size = var.disk.size\n  type = var.disk.kind\n}\n"
    )  # fmt: skip
    plan = plan_of(tmp_path, main, variables=(("disk", '{ zones = ["b", "a", "b"], ignored = 1 }'),))
    assert values(plan) == {
        f'aws_ebs_volume.x["{zone}"]': {"availability_zone": zone, "size": 30} for zone in ("a", "b")
    }


def test_what_is_sensitive_is_marked(tmp_path: Path) -> None:
    write(tmp_path, {"m/main.tf": 'variable "in" {}\noutput "out" {\n  value = "x-${var.in}"\n}\n'})
    main = (
        'variable "secret" {\n  sensitive = true\n  default = "hidden"\n}\nvariable "type" {}\nvariable "open" {\n  default = "o"\n}\n'
        'locals {\n  derived = "${var.secret}!"\n}\nmodule "m" {\n  source = "./m"\n  in = local.derived\n}\n'
        'resource "aws_instance" "x" {\n  user_data = module.m.out\n  instance_type = var.type\n  ami = var.open\n'
        '  tags = {\n    a = local.derived\n    b = "open"\n  }\n  root_block_device {\n    kms_key_id = sensitive("k")\n  }\n}\n'
    )
    plan = plan_of(tmp_path, main, environ={"TF_VAR_type": "t3.small"})
    (change,) = plan.changes
    assert plan.context.sensitive(change, Side.AFTER) == {
        "user_data": True,
        "instance_type": True,
        "tags": {"a": True},
        "root_block_device": [{"kms_key_id": True}],
    }
    assert cost(lines(plan)["aws_instance.x"]) is not None


def test_provider_aliases_regions_and_default_tags(tmp_path: Path) -> None:
    write(tmp_path, {"m/main.tf": VOLUME.replace('  availability_zone = "us-east-1a"\n', "  provider = aws.here\n")})
    main = (
        'variable "region" {\n  default = "eu-west-1"\n}\nlocals {\n  env = { Env = terraform.workspace }\n}\n'
        'provider "aws" {\n  region = var.region\n  default_tags {\n    tags = local.env\n  }\n}\n'
        'provider "aws" {\n  alias = "us"\n  region = "us-west-2"\n}\n'
        'resource "aws_ebs_volume" "eu" {\n  size = 1\n  tags = { Name = "x" }\n}\n'
        'resource "aws_ebs_volume" "us" {\n  provider = aws.us\n  size = 1\n}\n'
        'module "m" {\n  source = "./m"\n  providers = { aws.here = aws.us }\n}\n'
    )
    plan = plan_of(tmp_path, main, environ={"TF_WORKSPACE": "prod"})
    found = lines(plan)
    assert {address: (line.region, line.region_source) for address, line in found.items()} == {
        "aws_ebs_volume.eu": ("eu-west-1", "provider"),
        "aws_ebs_volume.us": ("us-west-2", "provider"),
        "module.m.aws_ebs_volume.ok": ("us-west-2", "provider"),
    }
    assert values(plan)["aws_ebs_volume.eu"]["tags_all"] == {"Env": "prod", "Name": "x"}
    assert "tags_all" not in values(plan)["aws_ebs_volume.us"]


def test_the_workspace_that_was_selected(tmp_path: Path) -> None:
    write(tmp_path, {".terraform/environment": "staging"})
    main = 'resource "aws_ebs_volume" "x" {\n  size = terraform.workspace == "staging" ? 5 : 50\n}\n'
    assert values(plan_of(tmp_path, main))["aws_ebs_volume.x"] == {"size": 5}
    assert values(plan_of(tmp_path, main, workspace="prod"))["aws_ebs_volume.x"] == {"size": 50}


def test_modules_with_outputs_and_those_that_init_downloaded(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            ".git/HEAD": "",
            "modules/app/main.tf": 'variable "size" {}\n'
            + VOLUME.replace("= 10", "= var.size * 2")
            + 'output "size" {\n  value = var.size\n}\n',
            "live/.terraform/modules/modules.json": '{"Modules": [{"Key": "net", '
            '"Source": "registry.terraform.io/a/net/aws", "Dir": ".terraform/modules/net"}]}',
            "live/.terraform/modules/net/main.tf": VOLUME,
        },
    )  # fmt: skip
    main = (
        'module "app" {\n  source = "../modules/app"\n  for_each = { a = 1, b = 2 }\n  size = each.value\n}\n'
        'module "net" {\n  source = "a/net/aws"\n  version = "1.0"\n}\n'
        'module "gone" {\n  source = "git::https://example.com/x.git"\n}\n'
        'resource "aws_ebs_volume" "x" {\n  size = module.app["b"].size\n}\n'
    )
    write(tmp_path, {"live/main.tf": main})
    plan = plan_of(tmp_path / "live")
    sizes = {address: value["size"] for address, value in values(plan).items()}
    assert sizes == {
        "aws_ebs_volume.x": 2,
        'module.app["a"].aws_ebs_volume.ok': 2,
        'module.app["b"].aws_ebs_volume.ok': 4,
        "module.net.aws_ebs_volume.ok": 10,
    }
    assert len(plan.incomplete) == 1
    assert "module.gone is not initialised" in plan.incomplete[0]
    assert "terraform init -backend=false" in plan.incomplete[0]
    files = {change.address: (Path(change.file), change.line) for change in plan.changes}
    assert files["module.net.aws_ebs_volume.ok"] == (tmp_path / "live/.terraform/modules/net/main.tf", 1)
    assert files['module.app["a"].aws_ebs_volume.ok'] == (tmp_path / "modules/app/main.tf", 2)


def test_overrides_tofu_json_and_byte_order_marks(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "main.tf": b"\xef\xbb\xbf" + VOLUME.encode(),
            "override.tf": 'resource "aws_ebs_volume" "ok" {\n  size = 20\n}\n',
            "last_override.tf": "",
            "twice.tf": VOLUME.replace('"ok"', '"terraform"'),
            "twice.tofu": VOLUME.replace('"ok"', '"tofu"'),
            "more.tf.json": '{"resource": {"aws_instance": {"j": {"count": "${1 + 1}", "instance_type": "t3.${local.s}", '
            '"tags": {"a": "b"}, '
            '"root_block_device": {"volume_size": 9}}}}, "locals": {"s": "micro"}, "variable": {"x": {"default": "${no}"}}}',
        },
    )
    plan = plan_of(tmp_path)
    assert values(plan) == {
        "aws_instance.j[0]": {
            "instance_type": "t3.micro",
            "tags": {"a": "b"},
            "root_block_device": [{"volume_size": 9}],
        },
        "aws_instance.j[1]": {
            "instance_type": "t3.micro",
            "tags": {"a": "b"},
            "root_block_device": [{"volume_size": 9}],
        },
        "aws_ebs_volume.ok": {"availability_zone": "us-east-1a", "size": 20},
        "aws_ebs_volume.tofu": {"availability_zone": "us-east-1a", "size": 10},
    }
    assert plan.incomplete == ()


def test_the_digest_is_that_of_the_files(tmp_path: Path) -> None:
    first = plan_of(tmp_path, VOLUME).sha256
    assert plan_of(tmp_path, VOLUME).sha256 == first
    assert plan_of(tmp_path, VOLUME + "\n").sha256 != first
