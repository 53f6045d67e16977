"""``configuration`` of plan JSON, written from a project: references, regions and providers are then found as in plans.

It says more than Terraform's own: references through local values are followed, and blocks made by ``dynamic`` are in it.
"""

from typing import Any

from finopsguard.plan.hcl.instances import META_ARGUMENTS, split
from finopsguard.plan.hcl.links import Links
from finopsguard.plan.hcl.module_files import Module
from finopsguard.plan.hcl.project import Project
from finopsguard.plan.hcl.provider_blocks import used_by
from finopsguard.plan.hcl.scan import Attribute, Block, Body
from finopsguard.plan.hcl.scope import Scope, scopes
from finopsguard.plan.hcl.values import settle

_CALL_ARGUMENTS = frozenset(("source", "version", "providers", "depends_on", "count", "for_each"))


def configuration(project: Project) -> dict[str, Any]:
    """The document, of one module instance for each call: they share their blocks."""
    by_path: dict[tuple[str, ...], Scope] = {}
    for scope in scopes(project.root):
        by_path.setdefault(scope.path, scope)
    providers: dict[str, Any] = {}
    for scope in by_path.values():
        _providers(scope, providers)
    return {"provider_config": providers, "root_module": _module(project.root, by_path)}


def provider_sources(module: Module) -> dict[str, str]:
    """Sources in ``required_providers`` by local name."""
    found: dict[str, str] = {}
    for settings in module.settings:
        for block in settings.body.blocks:
            if block.type == "required_providers":
                for name, attribute in block.body.attributes.items():
                    source = Links(module).constant_at(attribute.expression, "source")
                    if isinstance(source, str):
                        found[name] = source
    return found


def _providers(scope: Scope, found: dict[str, Any]) -> None:
    """Configurations that stand in a module, with what their arguments are worth there."""
    prefix = "".join(f"module.{name}." for name in scope.path).removesuffix(".")
    for block in scope.module.providers:
        name = block.labels[0]
        expressions: dict[str, Any] = {}
        alias = ""
        for argument, attribute in block.body.attributes.items():
            known, unknown = split(settle(scope.evaluate(attribute.expression, scope.names)))
            if argument == "alias":
                alias = known if isinstance(known, str) else ""
            elif unknown:
                expressions[argument] = {"references": Links(scope.module).of(attribute.expression)}
            else:
                expressions[argument] = {"constant_value": known}
        local = f"{name}.{alias}" if alias else name
        entry: dict[str, Any] = {"name": name, "expressions": expressions}
        if alias:
            entry["alias"] = alias
        if prefix:
            entry["module_address"] = prefix
        found[f"{prefix}:{local}" if prefix else local] = entry


def _module(scope: Scope, by_path: dict[tuple[str, ...], Scope]) -> dict[str, Any]:
    links = Links(scope.module)
    resources = [
        _resource(scope, mode, type_, name, block, links)
        for (mode, type_, name), block in scope.module.resources.items()
    ]
    calls = {name: _call(scope, block, by_path, links) for name, block in scope.module.calls.items()}
    outputs = {
        name: {"expression": links.expression(block.body.attributes["value"])}
        for name, block in scope.module.outputs.items()
        if "value" in block.body.attributes
    }
    return {"resources": resources, "module_calls": calls, "outputs": outputs}


def _resource(scope: Scope, mode: str, type_: str, name: str, block: Block, links: Links) -> dict[str, Any]:
    found: dict[str, Any] = {
        "mode": mode,
        "type": type_,
        "name": name,
        "provider_config_key": used_by(scope, type_, block).key,
        "expressions": _expressions(block.body, links),
    }
    return found | _repetition(block, links)


def _call(scope: Scope, block: Block, by_path: dict[tuple[str, ...], Scope], links: Links) -> dict[str, Any]:
    arguments = block.body.attributes
    found: dict[str, Any] = {
        "expressions": {
            name: links.expression(attribute) for name, attribute in arguments.items() if name not in _CALL_ARGUMENTS
        }
    }
    inner = by_path.get((*scope.path, block.labels[0]))
    if inner is not None:
        found["module"] = _module(inner, by_path)
    return found | _repetition(block, links)


def _repetition(block: Block, links: Links) -> dict[str, Any]:
    return {
        f"{name}_expression": links.expression(block.body.attributes[name])
        for name in ("count", "for_each")
        if name in block.body.attributes
    }


def _expressions(body: Body, links: Links) -> dict[str, Any]:
    """Arguments and nested blocks of a body."""
    found: dict[str, Any] = {
        name: links.expression(attribute) for name, attribute in body.attributes.items() if name not in META_ARGUMENTS
    }
    dynamic: dict[str, list[Any]] = {}
    for block in body.blocks:
        if block.type == "dynamic" and len(block.labels) == 1:
            dynamic.setdefault(block.labels[0], []).append(_dynamic(block, links))
        elif block.type not in META_ARGUMENTS and isinstance(found.setdefault(block.type, []), list):
            found[block.type].append(_expressions(block.body, links))
    for type_, made in dynamic.items():
        # How many there will be is not in the text: one expression stands for all of them, wherever a path leads.
        references = [text for one in made for text in one]
        before = found.get(type_)
        if not isinstance(before, list) or not before:
            found[type_] = {"references": references}
    return found


def _dynamic(block: Block, links: Links) -> list[str]:
    found: list[str] = []
    waiting = [block.body]
    while waiting:
        body = waiting.pop()
        found += (text for attribute in body.attributes.values() for text in _texts(attribute, links))
        waiting += [inner.body for inner in body.blocks]
    return list(dict.fromkeys(found))


def _texts(attribute: Attribute, links: Links) -> list[str]:
    return links.of(attribute.expression)
