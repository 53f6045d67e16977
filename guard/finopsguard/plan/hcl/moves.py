"""``moved`` and ``import`` blocks: where a resource stood before, and what exists already (Terraform's pages "Refactor modules" and
"Import existing resources").
"""

from collections.abc import Iterable

from finopsguard.plan.hcl.links import path_of, path_text
from finopsguard.plan.hcl.records import Instance
from finopsguard.plan.hcl.scan import Attribute, Block, tree
from finopsguard.plan.hcl.scope import Scope, scopes
from finopsguard.plan.hcl.tokens import TokenError

_MOST = 20
"""Addresses that one resource may have had."""


def earlier_addresses(root: Scope, instances: Iterable[Instance]) -> dict[str, tuple[str, ...]]:
    """By address: those that the resource may have had before, the latest first."""
    moves = [
        (f"{scope.address}." if scope.address else "", origin, target)
        for scope in scopes(root)
        for block in scope.module.moved
        if block.type == "moved" and (origin := _address(block, "from")) and (target := _address(block, "to"))
    ]
    if not moves:
        return {}
    found = {instance.address: _chain(instance.address, moves) for instance in instances if instance.mode == "managed"}
    return {address: earlier for address, earlier in found.items() if earlier}


def imported(root: Scope, instances: Iterable[Instance]) -> set[str]:
    """Addresses of resources that an ``import`` block takes over. Only root modules may hold them."""
    blocks = [block for block in root.module.moved if block.type == "import"]
    targets = [address for block in blocks if (address := _address(block, "to"))]
    return {
        instance.address
        for instance in instances
        if any(_rest(instance.address, target) is not None for target in targets)
    }


def _chain(address: str, moves: list[tuple[str, str, str]]) -> tuple[str, ...]:
    """A resource may have moved several times, and with its module."""
    found: dict[str, None] = {}
    waiting = [address]
    while waiting and len(found) < _MOST:
        here = waiting.pop(0)
        for prefix, origin, target in moves:
            if here.startswith(prefix) and (rest := _rest(here[len(prefix) :], target)) is not None:
                before = prefix + origin + rest
                if before != address and before not in found:
                    found[before] = None
                    waiting.append(before)
    return tuple(found)


def _rest(address: str, start: str) -> str | None:
    """What of an address lies below another; ``None`` where it does not."""
    rest = address[len(start) :]
    return rest if address.startswith(start) and rest[:1] in ("", ".", "[") else None


def _address(block: Block, name: str) -> str:
    """The address that an argument names; empty where it is none, or follows from something."""
    attribute: Attribute | None = block.body.attributes.get(name)
    try:
        found = path_of(tree(attribute.expression)) if attribute is not None else None
    except TokenError:
        return ""
    if found is None:
        return ""
    path, keys = found
    # import { for_each = ... to = aws_x.a[each.key] }: all of the resource's instances.
    return path_text(path) if not keys or block.type == "import" else ""
