"""``count`` and ``for_each``: which instances a block has."""

from typing import Any

import msgspec

from finopsguard.plan.hcl.plain.conversion import to_number
from finopsguard.plan.hcl.plain.evaluate import evaluate
from finopsguard.plan.hcl.plain.limits import MOST_PER_BLOCK
from finopsguard.plan.hcl.plain.nodes import Block, Node
from finopsguard.plan.hcl.plain.scope import Scope
from finopsguard.plan.hcl.plain.session import Session
from finopsguard.plan.hcl.plain.values import EvaluationError, Resource, Set, Unknown, is_unknown, kind, plain
from finopsguard.plan.hcl.records import Kind, unknown_count

InstanceKey = str | int | None


class Expansion(msgspec.Struct, frozen=True, gc=False):
    """The instances of a block, in order; none where how many there are is not known."""

    keys: tuple[InstanceKey, ...] = (None,)
    by: str = ""
    """``count``, ``for_each``, or empty for a single instance."""
    names: tuple[dict[str, Any], ...] = ({},)
    """What each instance binds: ``count`` or ``each``."""
    known: bool = True


UNKNOWN_EXPANSION = Expansion(keys=(), names=(), known=False)


def expand(block: Block, scope: Scope, session: Session) -> Expansion:
    """The instances of a ``resource``, ``data`` or ``module`` block. An unknown or refused count is reported, and has none."""
    for name, read in (("count", _count), ("for_each", _for_each)):
        given = block.body.attributes.get(name)
        if given is not None:
            with session.at(session.address, block.file, given.line):
                found = read(given.value, scope)
                if isinstance(found, Expansion):
                    return found
                kind_of_problem, why = found
                message, hint = unknown_count(session.address, why or name)
                if kind_of_problem is Kind.REFUSED:
                    message, hint = f"{session.address}: {why}", ""
                session.report(kind_of_problem, message, hint=hint)
                return UNKNOWN_EXPANSION
    return Expansion()


_UNKNOWN = (Kind.UNKNOWN_COUNT, "")
"""A problem's kind, and why there is one where that is more than an unknown value."""


def _count(node: Node, scope: Scope) -> Any:
    """Whole and not negative."""
    try:
        value = plain(evaluate(node, scope))
        if isinstance(value, Unknown):
            return _UNKNOWN
        number = to_number(value)
    except EvaluationError as error:
        return Kind.UNKNOWN_COUNT, f"count is not valid: {error}"
    if not isinstance(number, int) or number < 0:
        return Kind.UNKNOWN_COUNT, "count is not a whole number from 0"
    if number > MOST_PER_BLOCK:
        return (
            Kind.REFUSED,
            f"count asks for {number:,} instances; a block may have {MOST_PER_BLOCK:,}, and none was made.",
        )
    keys = tuple(range(number))
    return Expansion(keys, "count", tuple({"count": {"index": key}} for key in keys))


def _for_each(node: Node, scope: Scope) -> Any:
    """A map, an object or a set of strings."""
    try:
        value = plain(evaluate(node, scope))
    except EvaluationError as error:
        return Kind.UNKNOWN_COUNT, f"for_each is not valid: {error}"
    if isinstance(value, Unknown | Resource):
        return _UNKNOWN
    if isinstance(value, dict):
        pairs = [(key, value[key]) for key in sorted(value)]
    elif isinstance(value, Set) and all(isinstance(plain(item), str) or is_unknown(item) for item in value):
        if any(is_unknown(item) for item in value):
            return _UNKNOWN
        pairs = [(plain(item), item) for item in value]
    else:
        return Kind.UNKNOWN_COUNT, f"for_each is a {kind(value)}, not a map or a set of strings"
    if len(pairs) > MOST_PER_BLOCK:
        return (
            Kind.REFUSED,
            f"for_each has {len(pairs):,} items; a block may have {MOST_PER_BLOCK:,}, and none was made.",
        )
    return Expansion(
        tuple(key for key, _ in pairs), "for_each", tuple({"each": {"key": key, "value": item}} for key, item in pairs)
    )


def keyed_address(address: str, key: InstanceKey) -> str:
    """``aws_instance.web`` -> ``aws_instance.web["a"]``, with the key quoted as Terraform does."""
    if key is None:
        return address
    if isinstance(key, int):
        return f"{address}[{key}]"
    quoted = msgspec.json.encode(key).decode().replace("${", "$${").replace("%{", "%%{")
    return f"{address}[{quoted}]"
