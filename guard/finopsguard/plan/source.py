"""File and line of a plan's resources (``--source``): plan JSON has none, so they are looked up in the configuration it was made from."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from finopsguard.errors import UsageError
from finopsguard.plan.configuration import module_names
from finopsguard.plan.hcl.boundary import find_boundary
from finopsguard.plan.hcl.expansion import Copy
from finopsguard.plan.hcl.module_files import module_files
from finopsguard.plan.hcl.records import Inputs
from finopsguard.plan.hcl.scan import Block
from finopsguard.plan.hcl.scope import Scope
from finopsguard.plan.hcl.tfparse_engine import no_oracle, project_of
from finopsguard.plan.limits import Limits, printable
from finopsguard.types.plan import Plan

Key = tuple[tuple[str, ...], str, str, str]
"""Names of module calls from the root down, mode, type and name: instances of a block share its place."""


def with_places(plan: Plan, folder: str, limits: Limits) -> Plan:
    """The plan with the file and line of every resource whose block stands in ``folder`` or in a module that it calls.

    Raises :class:`UsageError` where the folder holds no Terraform. A resource whose block is not found has no place: none is invented.
    """
    root = Path(folder)
    if not root.is_dir() or not module_files(root):
        raise UsageError(
            f"--source {printable(folder, 200)} holds no Terraform (*.tf, *.tofu, *.tf.json).",
            hint="Name the folder that the plan was made in.",
        )
    places = blocks(root, limits)
    changes = tuple(
        change
        if (block := places.get((module_names(change.module_address), change.mode, change.type, change.name))) is None
        else msgspec.structs.replace(change, file=block.file, line=block.line)
        for change in plan.changes
    )
    return msgspec.structs.replace(plan, changes=changes)


def blocks(root: Path, limits: Limits) -> Mapping[Key, Block]:
    """Every ``resource`` and ``data`` block of a root module and of the modules it calls."""
    project, _given = project_of(root, find_boundary(root), Inputs(), no_oracle, limits)
    found: dict[Key, Block] = {}
    _collect(project.root, found)
    return found


def _collect(scope: Scope, found: dict[Key, Block]) -> None:
    for (mode, type_, name), block in scope.module.resources.items():
        found[scope.path, mode, type_, name] = block
    for call in scope.module.calls.values():
        child = scope.child(call, Copy(None))
        if child is not None:
            _collect(child, found)
