"""The files of one module's directory, merged as Terraform merges them (its page "Override Files").

Of ``main.tf`` and ``main.tofu`` OpenTofu's counts. ``override.tf`` and ``*_override.tf`` replace arguments of what the others declare.
"""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from finopsguard.plan.hcl.boundary import OutsideError, read
from finopsguard.plan.hcl.records import Kind, Problem
from finopsguard.plan.hcl.scan import Attribute, Block, Scanned, scan
from finopsguard.plan.limits import printable

SUFFIXES = (".tf", ".tofu", ".tf.json", ".tofu.json")
MAX_FILES = 2_000
"""Files of one directory; Terraform loads all of them."""
MAX_TOTAL = 64 * 1024 * 1024
"""Bytes of all files of a project."""

_LABELS = {
    "resource": 2,
    "data": 2,
    "module": 1,
    "variable": 1,
    "output": 1,
    "provider": 1,
    "locals": 0,
    "terraform": 0,
}
ResourceKey = tuple[str, str, str]
"""Mode (``managed``, ``data``), type and name."""


class Module(msgspec.Struct):
    """The blocks of one directory."""

    directory: Path
    """Its real path."""
    shown: str
    """How messages call it: as the user can open it."""
    resources: dict[ResourceKey, Block] = {}
    calls: dict[str, Block] = {}
    variables: dict[str, Block] = {}
    outputs: dict[str, Block] = {}
    local_values: dict[str, Attribute] = {}
    providers: list[Block] = []
    settings: list[Block] = []
    """``terraform`` blocks."""
    moved: list[Block] = []
    """``moved`` and ``import`` blocks."""


class Loader:
    """Reads directories, each once. Problems of all of them are collected."""

    def __init__(self, boundary: Path, root: Path, shown_root: str) -> None:
        self.boundary = boundary
        self.problems: list[Problem] = []
        self.digest = hashlib.sha256(usedforsecurity=False)
        self._root = root
        self._shown_root = shown_root
        self.mentions_sensitive = False
        """Whether the word stands in any file: elsewhere nobody needs to look for what is sensitive."""
        self._loaded: dict[Path, Module] = {}
        self._bytes = 0

    def shown(self, path: Path) -> str:
        """A path as the user can open it."""
        relative = os.path.relpath(path, self._root)
        return printable(os.path.normpath(Path(self._shown_root) / relative), 300)

    def load(self, directory: Path) -> Module:
        """The module in a directory, which is inside the boundary."""
        known = self._loaded.get(directory)
        if known is None:
            known = self._loaded[directory] = Module(directory, self.shown(directory), {}, {}, {}, {}, {}, [], [], [])
            self._read(known)
        return known

    def _read(self, module: Module) -> None:
        names = module_files(module.directory)
        if len(names) > MAX_FILES:
            message = f"The directory holds {len(names):,} Terraform files; the first {MAX_FILES:,} are read"
            self._problem(Kind.REFUSED, message, module.shown)
            names = names[:MAX_FILES]
        for name in (*(name for name in names if not is_override(name)), *filter(is_override, names)):
            scanned = self._scan(module, name)
            for block in scanned.body.blocks if scanned else ():
                wanted = _LABELS.get(block.type, len(block.labels))
                if len(block.labels) == wanted:
                    self._place(module, block, override=is_override(name))
                    continue
                message = f"A {block.type} block needs {wanted} labels, not {len(block.labels)}"
                self._problem(Kind.SYNTAX, message, block.file, block.line)

    def _scan(self, module: Module, name: str) -> Scanned | None:
        path = module.directory / name
        shown = self.shown(path)
        try:
            data = read(path, self.boundary)
        except OutsideError as error:
            self._problem(Kind.REFUSED, f"The file is not read: it {error}", shown)
            return None
        self._bytes += len(data)
        if self._bytes > MAX_TOTAL:
            self._problem(
                Kind.REFUSED, f"The file is not read: the project is larger than {MAX_TOTAL >> 20} MiB", shown
            )
            return None
        self.digest.update(f"{os.path.relpath(path, self._root)}\0{len(data)}\0".encode(errors="replace") + data)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            column = error.start - data.rfind(b"\n", 0, error.start)
            self.problems.append(
                Problem(kind=Kind.SYNTAX, message="The file is not UTF-8 text", file=shown, line=line, column=column)
            )
            return None
        self.mentions_sensitive = self.mentions_sensitive or "sensitive" in text
        if name.endswith(".json"):
            from finopsguard.plan.hcl.scan_json import scan_json  # noqa: PLC0415  few directories have such files

            scanned = scan_json(text, shown)
        else:
            scanned = scan(text, shown)
        if scanned.error is not None:
            error_ = scanned.error
            self.problems.append(
                Problem(
                    kind=Kind.SYNTAX,
                    message=f"The file cannot be read further: {printable(error_.message)}",
                    hint="Run `terraform validate` there; what stands before it is priced.",
                    file=shown,
                    line=error_.line,
                    column=error_.column,
                )
            )
        return scanned

    def _place(self, module: Module, block: Block, *, override: bool) -> None:
        place: dict[Any, Block]
        key: Any
        match block.type, block.labels:
            case ("resource" | "data", (type_, name)):
                mode = "managed" if block.type == "resource" else "data"
                place, key = module.resources, (mode, type_, name)
            case ("module", (name,)):
                place, key = module.calls, name
            case ("variable", (name,)):
                place, key = module.variables, name
            case ("output", (name,)):
                place, key = module.outputs, name
            case ("provider", (_,)):
                self._place_provider(module, block, override=override)
                return
            case ("locals", ()):
                module.local_values |= block.body.attributes
                return
            case ("terraform", ()):
                module.settings.append(block)
                return
            case ("moved" | "import", ()):
                module.moved.append(block)
                return
            case _:
                return  # check, removed, ephemeral: nothing that is billed
        if key not in place:
            place[key] = block
        elif override:
            _merge(place[key], block)
        else:
            first = place[key]
            message = f"{block.type} {'.'.join(block.labels)} is declared twice, first in {first.file}:{first.line}"
            self._problem(Kind.SYNTAX, message, block.file, block.line)

    def _place_provider(self, module: Module, block: Block, *, override: bool) -> None:
        if override:
            alias = block.body.attributes.get("alias")
            for known in module.providers:
                other = known.body.attributes.get("alias")
                if known.labels == block.labels and _text(alias) == _text(other):
                    _merge(known, block)
                    return
        module.providers.append(block)

    def _problem(self, kind: Kind, message: str, file: str, line: int | None = None) -> None:
        self.problems.append(Problem(kind=kind, message=message, file=file, line=line))


def module_files(directory: Path) -> list[str]:
    """Names of the files that Terraform or OpenTofu would load, in its order. Empty where the directory cannot be listed."""
    try:
        with os.scandir(directory) as entries:
            names = [entry.name for entry in entries if is_module_file(entry.name)]
    except OSError:
        return []
    present = set(names)
    return sorted(name for name in names if not _replaced(name, present))


def is_module_file(name: str) -> bool:
    """Whether a name is that of a file of a module; editors' backups and hidden files are not."""
    return name.endswith(SUFFIXES) and not name.startswith((".", "#")) and not name.endswith("~")


def _replaced(name: str, present: Iterable[str]) -> bool:
    """Whether OpenTofu's file of the same name stands in its place."""
    for terraform, tofu in ((".tf.json", ".tofu.json"), (".tf", ".tofu")):
        if name.endswith(terraform):
            return name.removesuffix(terraform) + tofu in present
    return False


def is_override(name: str) -> bool:
    stem = name.removesuffix(".json").removesuffix(".tf").removesuffix(".tofu")
    return stem == "override" or stem.endswith("_override")


def _merge(first: Block, later: Block) -> None:
    """Arguments replace those of the same name; nested blocks replace all of the same type."""
    first.body.attributes.update(later.body.attributes)
    types = {block.type for block in later.body.blocks}
    first.body.blocks = [block for block in first.body.blocks if block.type not in types] + later.body.blocks


def _text(attribute: Attribute | None) -> str:
    return attribute.expression.text if attribute else ""
