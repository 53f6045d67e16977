"""Calls of modules: where they lie, what they are given, what they answer."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finopsguard.plan.hcl.boundary import AbsentError, OutsideError, inside
from finopsguard.plan.hcl.manifest import Installed, manifest, same_source
from finopsguard.plan.hcl.plain.config import Config, load
from finopsguard.plan.hcl.plain.evaluate import evaluate
from finopsguard.plan.hcl.plain.expand import Expansion, InstanceKey, keyed_address
from finopsguard.plan.hcl.plain.limits import DEEPEST_MODULE
from finopsguard.plan.hcl.plain.nodes import Block
from finopsguard.plan.hcl.plain.scope import Lazy
from finopsguard.plan.hcl.plain.values import UNKNOWN, EvaluationError, plain
from finopsguard.plan.hcl.records import Kind

if TYPE_CHECKING:
    from finopsguard.plan.hcl.plain.module import Module

_META = frozenset({"source", "version", "providers", "count", "for_each", "depends_on"})
_INIT = "Run `terraform init -backend=false` first."


class Calls(Lazy):
    """``module.name``: one instance, or several by key."""

    def __init__(self, module: "Module", name: str) -> None:
        if name not in module.config.calls:
            raise EvaluationError(f"there is no module {name!r}")
        self._module = module
        self._name = name

    def attribute(self, name: str) -> Any:
        """An output, or with for_each the instance of that key."""
        expansion = _expansion(self._module, self._name)
        if expansion.by == "for_each":
            return self.item(name)
        if expansion.by == "count":
            raise EvaluationError(f"module.{self._name} has instances, so it needs an index")
        return _Outputs(_child(self._module, self._name, None)).attribute(name)

    def item(self, key: Any) -> Any:
        """The outputs of one instance."""
        expansion = _expansion(self._module, self._name)
        if not expansion.by or not expansion.known:
            return UNKNOWN if not expansion.known else None
        if not isinstance(key, str | int) or key not in expansion.keys:
            return None
        return _Outputs(_child(self._module, self._name, key))

    def value(self) -> Any:
        """All outputs of all instances."""
        expansion = _expansion(self._module, self._name)
        if not expansion.known:
            return UNKNOWN
        found = [_Outputs(_child(self._module, self._name, key)).value() for key in expansion.keys]
        if expansion.by == "count":
            return tuple(found)
        return dict(zip(map(str, expansion.keys), found, strict=True)) if expansion.by else found[0]


class _Outputs(Lazy):
    """The outputs of one instance; unknown where the module cannot be had."""

    def __init__(self, module: "Module | None") -> None:
        self._module = module

    def attribute(self, name: str) -> Any:
        """The value of an output."""
        return UNKNOWN if self._module is None else self._module.output(name)

    def value(self) -> Any:
        """All of them."""
        if self._module is None:
            return UNKNOWN
        return {name: self._module.output(name) for name in self._module.config.outputs}


def children(module: "Module", name: str) -> "dict[InstanceKey, Module]":
    """Instances of a called module by key; none where it cannot be had."""
    found = {key: _child(module, name, key) for key in _expansion(module, name).keys}
    return {key: child for key, child in found.items() if child is not None}


def _expansion(module: "Module", name: str) -> Expansion:
    return module.expansion(("module", name), f"module.{name}", module.config.calls[name])


def _child(module: "Module", name: str, key: InstanceKey) -> "Module | None":
    """One instance of a called module."""
    found: Any = module.once(
        ("child", name, key), keyed_address(f"module.{name}", key), lambda: _make(module, name, key)
    )
    return found if found is not UNKNOWN else None


def _make(module: "Module", name: str, key: InstanceKey) -> "Module | None":
    from finopsguard.plan.hcl.plain.module import NOT_GIVEN, Module  # noqa: PLC0415  modules call modules

    block = module.config.calls[name]
    session = module.session
    session.count()
    with session.at(module.inside(keyed_address(f"module.{name}", key)), block.file, block.line):
        config = _config(module, name, block)
        if config is None:
            return None
        for argument in sorted(block.body.attributes.keys() - _META - config.variables.keys()):
            session.report(Kind.INVALID, f"Module {name} has no variable {argument!r}.")
    expansion = _expansion(module, name)
    scope = module.scope.binding(expansion.names[expansion.keys.index(key)])

    def give(variable: str, _declared: Block) -> Any:
        given = block.body.attributes.get(variable)
        if given is None:
            return NOT_GIVEN
        with session.at(module.inside(keyed_address(f"module.{name}", key)), block.file, given.line):
            return session.known_or_unknown(lambda: evaluate(given.value, scope))

    address = module.inside(keyed_address(f"module.{name}", key))
    return Module(session, config, give, address=address, path=(*module.path, name), parent=module, call=block)


def _config(module: "Module", name: str, block: Block) -> Config | None:
    """The called module's files; ``None``, and reported, where they cannot be had."""
    session = module.session
    source = _source(module, block)
    try:
        directory = _directory(module, name, source)
        if directory is not None and not directory.is_dir():
            directory = None
    except AbsentError:
        directory = None
    except OutsideError:
        session.report(Kind.REFUSED, f"Module {name} lies outside of the repository and was not read.")
        return None
    if directory is None:
        session.report(Kind.MISSING_MODULE, f"Module {name} ({source or 'no source'}) is not there.", hint=_INIT)
        return None
    above = _above(module)
    if directory in above:
        session.report(Kind.CYCLE, f"Module {name} calls itself: its source {source!r} is a module that it lies in.")
        return None
    if len(above) > DEEPEST_MODULE:
        session.report(Kind.REFUSED, f"Modules are nested deeper than {DEEPEST_MODULE}; {name} was not read.")
        return None
    found: Config = session.once(("config", directory), f"module.{name}", lambda: load(directory, session))
    return found


def _above(module: "Module") -> list[Path]:
    """Directories of the modules from here up."""
    found = []
    above: Module | None = module
    while above is not None:
        found.append(above.config.directory)
        above = above.parent
    return found


def _source(module: "Module", block: Block) -> str:
    """Where the module is said to be; empty where that is no known text."""
    given = block.body.attributes.get("source")
    if given is None:
        return ""
    value = plain(module.session.known_or_unknown(lambda: evaluate(given.value, module.scope)))
    return value if isinstance(value, str) else ""


def _directory(module: "Module", name: str, source: str) -> Path | None:
    """A local module's directory, or where init put the module. Raises :class:`OutsideError` outside of the repository."""
    session = module.session
    if source in (".", "..") or source.startswith(("./", "../")):
        return inside(module.config.directory / source, session.boundary)
    installed: Mapping[str, Installed] = session.once(
        ("installed",), "modules.json", lambda: manifest(session.root, session.boundary)
    )
    entry = installed.get(".".join((*module.path, name)))
    if entry is None or not same_source(entry.source, source):
        return None
    return inside(session.root / entry.directory, session.boundary)
