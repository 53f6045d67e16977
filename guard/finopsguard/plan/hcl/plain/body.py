"""The body of a resource or provider block as values: attributes, nested blocks, ``dynamic`` blocks."""

from typing import Any

from finopsguard.plan.hcl.plain.access import pairs
from finopsguard.plan.hcl.plain.evaluate import evaluate
from finopsguard.plan.hcl.plain.limits import check_items
from finopsguard.plan.hcl.plain.nodes import Block, Body, Name
from finopsguard.plan.hcl.plain.scope import Scope
from finopsguard.plan.hcl.plain.session import Session
from finopsguard.plan.hcl.plain.values import UNKNOWN, Resource, Sensitive, Unknown, mark, plain

META = frozenset({"count", "for_each", "provider", "depends_on", "lifecycle", "connection", "provisioner"})
"""Arguments that are Terraform's own, not the resource's."""


def resource_values(
    body: Body, scope: Scope, session: Session, *, file: str, without: frozenset[str] = META
) -> Resource:
    """What a block sets. A nested block is a list of objects; one that is made for unknown items is unknown."""
    found = Resource()
    for name, given in body.attributes.items():
        if name not in without:
            with session.at(session.address, file, given.line):
                found[name] = session.known_or_unknown(lambda given=given: evaluate(given.value, scope))  # type: ignore[misc]  # the default binds the loop's value
    for block in body.blocks:
        if block.type in without:
            continue
        name, made = (
            _dynamic(block, scope, session)
            if block.type == "dynamic"
            else (block.type, [_nested(block, scope, session)])
        )
        earlier = found.get(name, [])
        found[name] = UNKNOWN if isinstance(made, Unknown) or isinstance(earlier, Unknown) else [*earlier, *made]
        check_items(0 if isinstance(found[name], Unknown) else len(found[name]))
    return found


def _nested(block: Block, scope: Scope, session: Session) -> Resource:
    """One nested block; its arguments are all the provider's."""
    return resource_values(block.body, scope, session, file=block.file, without=frozenset())


def _dynamic(block: Block, scope: Scope, session: Session) -> tuple[str, Any]:
    """The blocks that a ``dynamic`` block makes, and their type."""
    name = block.labels[0] if block.labels else ""
    given = block.body.attributes.get("for_each")
    content = next((inner for inner in block.body.blocks if inner.type == "content"), None)
    if given is None or content is None:
        return name, UNKNOWN
    iterator = block.body.attributes.get("iterator")
    bound = iterator.value.name if iterator is not None and isinstance(iterator.value, Name) else name
    with session.at(session.address, block.file, given.line):
        items = session.known_or_unknown(lambda: evaluate(given.value, scope))
        marked = isinstance(items, Sensitive)
        items = plain(items)
        if isinstance(items, Unknown | Resource):
            return name, UNKNOWN
        rows = session.known_or_unknown(lambda: list(pairs(items)))
    if isinstance(rows, Unknown):
        return name, UNKNOWN
    return name, [
        _nested(content, scope.binding({bound: {"key": key, "value": mark(value, sensitive=marked)}}), session)
        for key, value in rows
    ]
