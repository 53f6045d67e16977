"""One drawn resource, as each section of a plan shows it."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from plans.catalogue import Cloud, Mix
from plans.modules import MODULES, ModulePath, address, instance_key
from plans.shape import Draw, Drawn, Shape, Values

TERRAFORM_REGISTRY = "registry.terraform.io"
TOFU_REGISTRY = "registry.opentofu.org"

ACTIONS = (("create",), ("no-op",), ("update",), ("delete",), ("delete", "create"), ("create", "delete"), ("read",))
ACTION_WEIGHTS = (55, 25, 10, 4, 4, 1, 1)
REASONS = {2: "replace_because_cannot_update", 1: "delete_because_no_resource_config"}

CONFIGURED_ATTRIBUTES = 12
"""How many arguments the configuration of one resource sets: people write far fewer than a schema has."""

# What the provider fills in where a computed attribute is not a string.
COMPUTED_BLOCKS: Mapping[str, Any] = {
    "all_metadata": {},
    "attachment": [],
    "certificate_authority": [{"data": "LS0t"}],
    "disk_iops_read_write": 500,
    "identity": [{"oidc": [{"issuer": "https://oidc.example"}]}],
    "kube_config": [],
    "master_auth": [],
    "network_interface_ids": [],
    "resources": [],
    "users": [],
    "versioning": [],
}


class Planned(NamedTuple):
    """One resource in the words of each section; ``None`` where the section does not list it."""

    module: ModulePath
    change: Values
    planned: Values | None
    prior: Values | None
    configuration: Values


class Sides(NamedTuple):
    """The values before and after a change, and what is unknown of the latter."""

    before: Values | None
    after: Values | None
    unknown: Values


def draw_resources(count: int, mix: Mix, draw: Draw, registry: str) -> Iterator[Planned]:
    """The resources of a plan, one at a time."""
    for number in range(count):
        cloud, shape = draw.choices(mix.shapes, mix.weights)[0]
        yield draw_resource(number, cloud, shape, draw, registry)


def draw_resource(number: int, cloud: Cloud, shape: Shape, draw: Draw, registry: str) -> Planned:
    """The ``number``-th resource of a plan."""
    actions = draw.choices(ACTIONS, ACTION_WEIGHTS)[0]
    drawn = shape.draw(draw)
    sides = sides_of(actions, drawn, shape.earlier, draw)
    module = draw.choice(MODULES)
    index = draw.pick(None, None, None, number % 7, f"k-{number % 97}")
    identity = identify(shape.type, f"r{number}", actions, module, index)
    identity["provider_name"] = f"{registry}/{cloud.source}"
    managed = identity["mode"] == "managed"
    return Planned(
        module,
        change_record(identity, module, actions, sides, shape.earlier),
        state_record(identity, sides.after) if sides.after is not None and managed else None,
        state_record(identity, sides.before) if sides.before is not None else None,
        configuration_record(identity, cloud, drawn.values),
    )


def identify(
    type_: str, name: str, actions: tuple[str, ...], module: ModulePath, index: int | str | None
) -> dict[str, Any]:
    """The keys that name a resource in every section."""
    mode = "data" if actions == ("read",) else "managed"
    inside = f"{'data.' if mode == 'data' else ''}{type_}.{name}{instance_key(index)}"
    identity: dict[str, Any] = {
        "address": f"{address(module)}.{inside}" if module else inside,
        "mode": mode,
        "type": type_,
        "name": name,
    }
    if index is not None:
        identity["index"] = index
    return identity


def sides_of(actions: tuple[str, ...], drawn: Drawn, earlier: Mapping[str, Any], draw: Draw) -> Sides:
    """What the change does to the drawn values; what exists already has no unknown values."""
    if actions in {("create",), ("read",)}:
        return Sides(None, drawn.values, drawn.unknown)
    existing = settled(drawn.values, drawn.unknown, draw)
    if actions == ("no-op",):
        return Sides(existing, existing, {})
    if actions == ("delete",):
        return Sides(existing, None, {})
    before = {**existing, **earlier}
    return Sides(before, existing, {}) if actions == ("update",) else Sides(before, drawn.values, drawn.unknown)


def settled(values: Values, unknown: Values, draw: Draw) -> Values:
    """The values after an apply: what was unknown is filled in."""
    filled = dict(values)
    for name, mark in unknown.items():
        if isinstance(mark, list):
            filled[name] = [settled(block, inner, draw) for block, inner in zip(values[name], mark, strict=True)]
        else:
            filled[name] = COMPUTED_BLOCKS[name] if name in COMPUTED_BLOCKS else draw.hex(20)
    return filled


def change_record(
    identity: Values, module: ModulePath, actions: tuple[str, ...], sides: Sides, earlier: Mapping[str, Any]
) -> Values:
    """An entry of ``resource_changes``."""
    change: Values = {
        "actions": actions,
        "before": sides.before,
        "after": sides.after,
        "after_unknown": sides.unknown,
        "before_sensitive": False if sides.before is None else sensitive(sides.before),
        "after_sensitive": False if sides.after is None else sensitive(sides.after),
    }
    record = {**identity, "change": change}
    if module:
        record["module_address"] = address(module)
    if len(actions) == 2:
        change["replace_paths"] = [[attribute] for attribute in earlier]
    if len(actions) == 2 or actions == ("delete",):
        record["action_reason"] = REASONS[len(actions)]
    return record


def sensitive(values: Values) -> Values:
    """Which values are secret: the password where there is one, and empty shapes of what is nested."""
    marks: Values = {"password": True} if "password" in values else {}
    return {**marks, **{name: {} for name in ("tags", "labels") if isinstance(values.get(name), dict)}}


def state_record(identity: Values, values: Values) -> Values:
    """An entry of ``planned_values`` and of ``prior_state``."""
    return {**identity, "schema_version": 1, "values": values, "sensitive_values": sensitive(values)}


def configuration_record(identity: Values, cloud: Cloud, values: Values) -> Values:
    """An entry of ``configuration``: what the files say, without instance keys."""
    inside = f"{identity['type']}.{identity['name']}"
    record: Values = {
        "address": f"data.{inside}" if identity["mode"] == "data" else inside,
        "mode": identity["mode"],
        "type": identity["type"],
        "name": identity["name"],
        "provider_config_key": cloud.name,
        "expressions": {name: expression(name, value) for name, value in list(values.items())[:CONFIGURED_ATTRIBUTES]},
        "schema_version": 1,
    }
    match identity.get("index"):
        case int():
            record["count_expression"] = {"constant_value": 7}
        case str():
            record["for_each_expression"] = {"references": ["var.keys"]}
    return record


def expression(name: str, value: Any) -> Any:
    """A scalar is written out, a block is a list of its own expressions, anything else comes from a variable."""
    if isinstance(value, list) and value and all(isinstance(block, dict) for block in value):
        return [{inner: expression(inner, part) for inner, part in block.items()} for block in value]
    if isinstance(value, (dict, list)):
        return {"references": [f"var.{name}"]}
    return {"constant_value": value}
