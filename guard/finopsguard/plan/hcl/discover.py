"""Which directories below a path are root modules: each is a project of its own."""

import os
from pathlib import Path

from finopsguard.errors import PlanError
from finopsguard.plan.hcl.boundary import OutsideError, find_boundary, inside, read
from finopsguard.plan.hcl.module_files import MAX_FILES, is_module_file, module_files
from finopsguard.plan.hcl.scan import scan, tree
from finopsguard.plan.hcl.syntax import Literal
from finopsguard.plan.hcl.tokens import TokenError
from finopsguard.plan.limits import printable
from finopsguard.plan.load import SHOW

_NEVER = frozenset(("node_modules", "__pycache__", "venv"))
_EXAMPLES = frozenset(("example", "examples", "test", "tests", "testdata", "fixtures"))
_CDKTF = "cdktf.out"
MAX_FOLDERS = 50_000
"""Folders that are looked into."""
_LARGEST = 4 * 1024 * 1024


def find_projects(path: str, *, include_examples: bool = False) -> list[str]:
    """Root modules in a directory and below it, as paths the user can open, in order.

    A directory that itself holds Terraform is the one project that is meant. Otherwise all below it count that no other one calls as a
    module; hidden folders never, folders of examples and tests only when asked. Raises :class:`PlanError` when there is none.
    """
    root = Path(path)
    if not root.is_dir():
        raise PlanError(f"{printable(path, 300)} does not exist.", hint=SHOW)
    if module_files(root):
        return [path]
    candidates, left_out = _candidates(root, include_examples=include_examples)
    called = _called(candidates)
    found = [str(folder) for folder in candidates if os.path.realpath(folder) not in called]
    if found:
        return found
    if left_out:
        hint = "Give --include-examples to check them, or name one of these folders."
        raise PlanError(
            f"{printable(path, 300)} holds Terraform only in folders of examples and tests, such as {printable(left_out)}.",
            hint=hint,
        )
    if candidates:
        raise PlanError(
            f"{printable(path, 300)} holds only modules that call one another.",
            hint="Name the folder that is to be checked.",
        )
    raise PlanError(
        f"{printable(path, 300)} holds no Terraform (*.tf, *.tofu, *.tf.json), nor does any folder below it.",
        hint=f"Name the folder that does, or a plan file. {SHOW}",
    )


def _candidates(root: Path, *, include_examples: bool) -> tuple[list[Path], str]:
    """Directories with Terraform in them, and one that was left out."""
    found: list[Path] = []
    left_out = ""
    looked_at = 0
    for directory, folders, files in os.walk(root):  # links to folders are not followed
        looked_at += 1
        if looked_at > MAX_FOLDERS:
            raise PlanError(
                f"{printable(str(root), 300)} holds more than {MAX_FOLDERS:,} folders.",
                hint="Name the folder that is to be checked.",
            )
        here = Path(directory)
        synthesised = here.name == "stacks" and here.parent.name == _CDKTF
        folders[:] = sorted(name for name in folders if _is_open(name) or (synthesised and not name.startswith(".")))
        if not any(map(is_module_file, files)):
            continue
        relative = here.relative_to(root).parts
        if not include_examples and _EXAMPLES.intersection(relative):
            left_out = left_out or str(here)
        else:
            found.append(here)
    return found, left_out


def _is_open(name: str) -> bool:
    return not name.startswith(".") and name not in _NEVER


def _called(candidates: list[Path]) -> set[str]:
    """Real paths of directories that another one calls as a module. By convention those under ``modules`` are no roots either."""
    found: set[str] = set()
    for directory in candidates:
        boundary = find_boundary(directory)
        for name in module_files(directory)[:MAX_FILES]:
            for source in _sources(directory / name, boundary):
                try:
                    real = inside(directory / source, boundary)
                except OutsideError:
                    continue
                if real != Path(os.path.realpath(directory)):
                    found.add(str(real))
        if "modules" in directory.parts[-2:-1]:
            found.add(os.path.realpath(directory))
    return found


def _sources(path: Path, boundary: Path) -> list[str]:
    """Local sources of the modules that a file calls."""
    try:
        data = read(path, boundary, limit=_LARGEST)
    except OutsideError:
        return []
    if b"module" not in data:
        return []
    text = data.decode("utf-8-sig", errors="replace")
    if path.name.endswith(".json"):
        from finopsguard.plan.hcl.scan_json import scan_json  # noqa: PLC0415  few directories have such files

        body = scan_json(text, path.name).body
    else:
        body = scan(text, path.name).body
    found = []
    for block in body.blocks:
        source = block.body.attributes.get("source") if block.type == "module" else None
        if source is not None:
            try:
                node = tree(source.expression)
            except TokenError:
                continue
            if isinstance(node, Literal) and isinstance(node.value, str) and node.value.startswith("."):
                found.append(node.value)
    return found
