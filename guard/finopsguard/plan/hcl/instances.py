"""Every instance of every resource of a project, with the values that are known."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec

from finopsguard.plan.hcl.expansion import Copy
from finopsguard.plan.hcl.module_files import ResourceKey
from finopsguard.plan.hcl.operations import Names
from finopsguard.plan.hcl.project import Project, key_text, name_of
from finopsguard.plan.hcl.provider_blocks import default_tags
from finopsguard.plan.hcl.records import Instance, Kind, Problem, unknown_count
from finopsguard.plan.hcl.scan import Block, Body
from finopsguard.plan.hcl.scope import Scope, scopes
from finopsguard.plan.hcl.sensitive import Sensitivity
from finopsguard.plan.hcl.values import NOTHING_KNOWN, UNKNOWN, mark_in, settle

META_ARGUMENTS = frozenset(("count", "for_each", "provider", "depends_on", "lifecycle", "connection", "provisioner"))
"""Arguments and blocks that Terraform itself reads; they are no attributes."""
_TIMEOUTS = "timeouts"
_ABSENT = object()
_SAFE_INTEGER = 2**63


class _Values(msgspec.Struct):
    """Attributes of a body: known ones, and marks over those that are not or may not be shown."""

    known: dict[str, Any]
    unknown: dict[str, Any]
    sensitive: dict[str, Any]


def instances_of(project: Project) -> list[Instance]:
    """All instances, module by module from the root down. Raises ``TooMuchError`` and ``RecursionError``."""
    sensitivity = Sensitivity(project.root, frozenset())
    found: list[Instance] = []
    for scope in scopes(project.root):
        for key, block in scope.module.resources.items():
            found += _instances(scope, key, block, sensitivity)
        for block in scope.module.calls.values():
            if scope.expansion(block).copies is None:
                _unknown_count(scope, block)
    return found


def _instances(scope: Scope, key: ResourceKey, block: Block, sensitivity: Sensitivity) -> Iterator[Instance]:
    mode, type_, name = key
    expansion = scope.expansion(block)
    if expansion.copies is None:
        if mode == "managed":
            _unknown_count(scope, block)
        return
    if not expansion.kind and expansion.copies and not scope.project.allowed(block, 1):
        return
    prefix = f"{scope.address}." if scope.address else ""
    address = f"{prefix}{'data.' if mode == 'data' else ''}{type_}.{name}"
    tags = default_tags(scope, type_, block) if mode == "managed" else None
    for copy in expansion.copies:
        values = _values(
            block.body, scope, scope.names_in(copy, expansion.kind), sensitivity, (block, copy, expansion.kind)
        )
        if tags is not None:
            _add_default_tags(values, type_, tags)
        values.unknown.setdefault("id", True)
        if values.known.get("id") is not None:
            del values.unknown["id"]
        yield Instance(
            address=address + key_text(copy.key),
            mode=mode,
            type=type_,
            name=name,
            module_address=scope.address,
            index=copy.key,
            values=values.known,
            unknown=values.unknown,
            sensitive=values.sensitive,
            file=block.file,
            line=block.line,
            end_line=block.end_line,
        )


def _unknown_count(scope: Scope, block: Block) -> None:
    what = "for_each" if "for_each" in block.body.attributes else "count"
    address = f"{scope.address}.{name_of(block)}" if scope.address else name_of(block)
    attribute = block.body.attributes.get(what)
    message, hint = unknown_count(address, what)
    scope.project.add(
        Problem(
            kind=Kind.UNKNOWN_COUNT,
            message=message,
            hint=hint,
            address=address,
            file=block.file,
            line=attribute.line if attribute else block.line,
        )
    )


def _values(
    body: Body, scope: Scope, names: Names, sensitivity: Sensitivity, of: "tuple[Block, Copy, str] | None" = None
) -> _Values:
    """What a body holds. ``of`` is the resource whose own body it is: others may have asked for its attributes already."""
    found = _Values({}, {}, {})
    for name, attribute in body.attributes.items():
        if name in META_ARGUMENTS and of is not None:
            continue
        value = settle(scope.evaluate(attribute.expression, names))
        known, unknown = split(value)
        if known is not _ABSENT and known is not None:
            found.known[name] = known
        if unknown:
            found.unknown[name] = unknown
        if sensitivity.any and (mark := sensitivity.marks(attribute.expression, scope)):
            found.sensitive[name] = mark
    for block, inner_names in scope.nested(body, names):
        if block is None:
            found.unknown[inner_names] = True
        elif block.type not in META_ARGUMENTS and block.type != _TIMEOUTS:
            inner = _values(block.body, scope, inner_names, sensitivity)
            _append(found, block.type, inner)
    for name, mark in found.unknown.items():
        if mark is True:
            found.known.pop(name, None)
    return found


def _append(found: _Values, type_: str, inner: _Values) -> None:
    """One more nested block of a type. The marks keep step with the blocks."""
    found.known.setdefault(type_, []).append(inner.known)
    for marks, of_inner in ((found.unknown, inner.unknown), (found.sensitive, inner.sensitive)):
        if marks.get(type_) is True:
            continue
        if of_inner or type_ in marks:
            listed = marks.setdefault(type_, [])
            listed += [{}] * (len(found.known[type_]) - 1 - len(listed))
            listed.append(of_inner)


def split(value: Any) -> tuple[Any, Any]:
    """A settled value as what is known of it and marks over what is not, in the shapes of plan JSON."""
    if value in NOTHING_KNOWN:
        return _ABSENT, True
    if isinstance(value, list):
        if mark_in(value) is None:
            return [_plain(item) for item in value], False
        pairs = [split(item) for item in value]
        return [None if known is _ABSENT else known for known, _ in pairs], [mark for _, mark in pairs]
    if isinstance(value, dict):
        pairs_by_key = {key: split(item) for key, item in value.items()}
        known = {key: one for key, (one, _) in pairs_by_key.items() if one is not _ABSENT}
        return known, {key: mark for key, (_, mark) in pairs_by_key.items() if mark}
    return _plain(value), False


def _plain(value: Any) -> Any:
    """A known value that JSON can hold."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _SAFE_INTEGER:
        return Decimal(value)
    if isinstance(value, str) and not value.isascii():
        return value.encode(errors="replace").decode()
    return value


def _add_default_tags(values: _Values, type_: str, tags: Any) -> None:
    """The provider's default tags with the resource's own on top, as the plan would show them."""
    aws = type_.startswith("aws_")
    own = "tags" if aws else "labels"
    all_ = ("tags_all",) if aws else ("effective_labels", "terraform_labels")
    if tags is UNKNOWN or values.unknown.get(own) is True:
        values.unknown |= dict.fromkeys(all_, True)
        return
    known, unknown = split(tags)
    merged = known | (values.known.get(own) or {})
    marks = (unknown or {}) | (values.unknown.get(own) or {})
    for name in all_:
        values.known[name] = merged
        if marks:
            values.unknown[name] = {
                key: mark for key, mark in marks.items() if key not in (values.known.get(own) or {})
            }
