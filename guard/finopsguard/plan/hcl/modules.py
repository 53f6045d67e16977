"""Where a called module's files are: beside the caller, or where ``terraform init`` put them."""

from pathlib import Path

from finopsguard.plan.hcl.boundary import AbsentError, OutsideError, inside
from finopsguard.plan.hcl.manifest import manifest, same_source
from finopsguard.plan.hcl.module_files import Loader, Module, module_files
from finopsguard.plan.hcl.records import Kind, Problem
from finopsguard.plan.hcl.scan import Block
from finopsguard.plan.hcl.scope import Scope
from finopsguard.plan.limits import printable

MAX_NESTED = 32
"""Modules inside one another. Each costs Python stack frames when a value is handed down; people nest two or three."""
INIT = "Run `terraform init -backend=false` in that directory first: it downloads modules and needs no credentials of the cloud."

LIMIT = "The repository is the folder above that holds .git; without one, the directory itself."


class MissingError(Exception):
    """A module that cannot be had."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Modules:
    """Finds the modules of a project."""

    def __init__(self, loader: Loader, root: Path, data_directory: str) -> None:
        self._loader = loader
        self._root = root
        self._installed = manifest(root, loader.boundary, data_directory)

    def find(self, scope: Scope, block: Block) -> Module | MissingError:
        """The module that a call means."""
        try:
            return self._find(scope, block)
        except MissingError as missing:
            return missing

    def _find(self, scope: Scope, block: Block) -> Module:
        attribute = block.body.attributes.get("source")
        source = scope.evaluate(attribute.expression, scope.names) if attribute is not None else None
        if not isinstance(source, str) or not source:
            raise _missing(scope, block, "has a source that is not known", "Write the source as a plain text.")
        if source.startswith(("./", "../", ".\\", "..\\")) or source in (".", "..") or Path(source).is_absolute():
            directory = self._local(scope, block, source)
        else:
            directory = self._downloaded(scope, block, source)
        ancestor: Scope | None = scope
        while ancestor is not None:
            if ancestor.module.directory == directory:
                raise _problem(Kind.CYCLE, scope, block, f"calls a module that it lies in, {printable(source)}")
            ancestor = ancestor.parent
        if len(scope.path) >= MAX_NESTED:
            raise _problem(
                Kind.REFUSED, scope, block, f"lies more than {MAX_NESTED} modules deep, which is not followed"
            )
        return self._loader.load(directory)

    def _local(self, scope: Scope, block: Block, source: str) -> Path:
        try:
            directory = inside(scope.module.directory / source.replace("\\", "/"), self._loader.boundary)
        except OutsideError as error:
            kind = Kind.MISSING_MODULE if isinstance(error, AbsentError) else Kind.REFUSED
            hint = "" if kind is Kind.MISSING_MODULE else LIMIT
            raise _problem(kind, scope, block, f"has the source {printable(source)}, which {error}", hint) from None
        if not directory.is_dir() or not module_files(directory):
            raise _problem(
                Kind.MISSING_MODULE, scope, block, f"has the source {printable(source)}, which holds no Terraform"
            )
        return directory

    def _downloaded(self, scope: Scope, block: Block, source: str) -> Path:
        key = ".".join((*scope.path, block.labels[0]))
        entry = self._installed.get(key)
        if entry is None:
            raise _missing(scope, block, f"is not initialised: its source is {printable(source)}", INIT)
        if not same_source(entry.source, source):
            raise _missing(scope, block, f"was initialised from another source than {printable(source)}", INIT)
        try:
            directory = inside(self._root / entry.directory, self._loader.boundary)
        except OutsideError as error:
            if isinstance(error, AbsentError):
                raise _missing(scope, block, "was initialised, but its files are gone", INIT) from None
            raise _problem(
                Kind.REFUSED,
                scope,
                block,
                f"is said by .terraform/modules/modules.json to lie in a folder that {error}",
            ) from None
        if not module_files(directory):
            raise _missing(scope, block, "was initialised, but its files are gone", INIT)
        return directory


def _missing(scope: Scope, block: Block, what: str, hint: str) -> MissingError:
    return _problem(Kind.MISSING_MODULE, scope, block, what, hint)


def _problem(kind: Kind, scope: Scope, block: Block, what: str, hint: str = "") -> MissingError:
    inner = ".".join(f"module.{name}" for name in (*scope.path, printable(block.labels[0])))
    message = f"{inner} {what}, so its resources are not in the total"
    return MissingError(Problem(kind=kind, message=message, hint=hint, address=inner, file=block.file, line=block.line))
