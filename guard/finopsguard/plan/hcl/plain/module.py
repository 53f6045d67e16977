"""One instance of a module: what names mean in it. Everything is evaluated when first asked for, and once."""

from collections.abc import Callable, Mapping
from typing import Any

from finopsguard.plan.hcl.plain import calls, providers
from finopsguard.plan.hcl.plain.body import resource_values
from finopsguard.plan.hcl.plain.config import Config
from finopsguard.plan.hcl.plain.conversion import ANY, Type, constraint, convert
from finopsguard.plan.hcl.plain.evaluate import evaluate
from finopsguard.plan.hcl.plain.expand import Expansion, InstanceKey, expand, keyed_address
from finopsguard.plan.hcl.plain.inputs import constant
from finopsguard.plan.hcl.plain.nodes import Assignment, Block, Literal
from finopsguard.plan.hcl.plain.scope import Namespace, Scope
from finopsguard.plan.hcl.plain.session import Session
from finopsguard.plan.hcl.plain.values import UNKNOWN, EvaluationError, Resource, Unknown, mark, plain, weight
from finopsguard.plan.hcl.records import Kind

NOT_GIVEN = object()
"""What the giver of variables answers for one to which nobody gave a value."""
Reference = tuple[str, str, str]
"""Mode, type and name of a resource block."""


class Module:
    """An instance of a module in its place in the tree."""

    def __init__(
        self,
        session: Session,
        config: Config,
        give: Callable[[str, Block], Any],
        *,
        address: str = "",
        path: tuple[str, ...] = (),
        parent: "Module | None" = None,
        call: Block | None = None,
    ) -> None:
        self.session = session
        self.config = config
        self.address = address
        self.path = path
        """Names of the calls that lead here, without keys: modules.json knows modules by them."""
        self.parent = parent
        self.call = call
        self.scope = Scope(self._root, session.budget, session.files)
        self._give = give

    def inside(self, address: str) -> str:
        """The address of something in this module."""
        return f"{self.address}.{address}" if self.address else address

    def once(self, key: tuple[Any, ...], label: str, compute: Callable[[], Any]) -> Any:
        """As :meth:`Session.once`, for something of this module."""
        return self.session.once((self.address, *key), self.inside(label), compute)

    def _root(self, name: str) -> Any:
        """What a name means at the start of a reference."""
        found = _ROOTS.get(name)
        if found is not None:
            return found(self)
        if any(type_ == name for mode, type_, _ in self.config.resources if mode == "managed"):
            return self._resources("managed", name)
        if name in ("each", "count"):
            raise EvaluationError(f"{name} is used where there is no {'for_each' if name == 'each' else 'count'}")
        raise EvaluationError(f"nothing named {name!r} is declared here")

    def _resources(self, mode: str, type_: str) -> Namespace:
        """The resources of a type, or data sources."""
        return Namespace(lambda name: self.resource((mode, type_, name)), _no_value)

    def variable(self, name: str) -> Any:
        """The value of a variable, converted to its type."""
        block = self.config.variables.get(name)
        if block is None:
            raise EvaluationError(f"there is no variable {name!r}")
        return self.once(("var", name), f"var.{name}", lambda: self._variable(name, block))

    def _variable(self, name: str, block: Block) -> Any:
        """What is given, or else the default."""
        attributes = block.body.attributes
        with self.session.at(self.inside(f"var.{name}"), block.file, block.line):
            value = self._give(name, block)
            default = attributes.get("default")
            type_ = self._type(attributes.get("type"))
            nullable = not _says(attributes.get("nullable"), default=False, value=False)
            if value is NOT_GIVEN or (plain(value) is None and not nullable and default is not None):
                if default is None:
                    self.session.report(
                        Kind.NO_VALUE,
                        f"Variable {name} has no value.",
                        hint=f"Give it with --var {name}=... or a .tfvars file.",
                    )
                    value = UNKNOWN
                else:
                    value = self.session.known_or_unknown(lambda: constant(default.value, self.session))
            self.session.budget.take(weight(value))
            value = self.session.known_or_unknown(lambda: convert(value, type_))
            return mark(value, sensitive=_says(attributes.get("sensitive"), default=False, value=True))

    def _type(self, given: Assignment | None) -> Type:
        """The type constraint of a variable."""
        if given is None:
            return ANY
        try:
            return constraint(given.value, lambda node: constant(node, self.session))
        except EvaluationError:
            return ANY

    def local(self, name: str) -> Any:
        """The value of a local."""
        if name not in self.config.locals:
            raise EvaluationError(f"there is no local value {name!r}")
        file, given = self.config.locals[name]

        def compute() -> Any:
            with self.session.at(self.inside(f"local.{name}"), file, given.line):
                return self.session.known_or_unknown(lambda: evaluate(given.value, self.scope))

        return self.once(("local", name), f"local.{name}", compute)

    def output(self, name: str) -> Any:
        """The value of an output."""
        block = self.config.outputs.get(name)
        if block is None:
            raise EvaluationError(f"the module has no output {name!r}")
        given = block.body.attributes.get("value")

        def compute() -> Any:
            if given is None:
                return UNKNOWN
            with self.session.at(self.inside(f"output.{name}"), block.file, given.line):
                value = self.session.known_or_unknown(lambda: evaluate(given.value, self.scope))
            return mark(value, sensitive=_says(block.body.attributes.get("sensitive"), default=False, value=True))

        return self.once(("output", name), f"output.{name}", compute)

    def expansion(self, kind: Any, label: str, block: Block) -> Expansion:
        """The instances of one of the module's blocks."""

        def compute() -> Expansion:
            with self.session.at(self.inside(label), block.file, block.line):
                return expand(block, self.scope, self.session)

        found = self.once(("expansion", kind), label, compute)
        return found if isinstance(found, Expansion) else Expansion((), "", (), known=False)

    def resource(self, reference: Reference) -> Any:
        """A resource's or data source's object, or the tuple or object of its instances."""
        block = self.config.resources.get(reference)
        if block is None:
            raise EvaluationError(f"there is no {label_of(reference)}")
        expansion = self.expansion(reference, label_of(reference), block)
        if not expansion.known:
            return UNKNOWN
        found = [_seen(reference[1], self.instance(reference, key)) for key in expansion.keys]
        if expansion.by == "count":
            return tuple(found)
        return dict(zip(map(str, expansion.keys), found, strict=True)) if expansion.by else found[0]

    def instance(self, reference: Reference, key: InstanceKey) -> Any:
        """What the configuration sets on one instance; unknown in a cycle."""
        block = self.config.resources[reference]
        label = keyed_address(label_of(reference), key)
        expansion = self.expansion(reference, label_of(reference), block)
        names = expansion.names[expansion.keys.index(key)]

        def compute() -> Resource:
            self.session.count()
            with self.session.at(self.inside(label), block.file, block.line):
                values = resource_values(
                    block.body, self.scope.binding({**names, "self": UNKNOWN}), self.session, file=block.file
                )
                return providers.with_defaults(self, reference[1], block, values)

        return self.once(("instance", reference, key), label, compute)

    def children(self, name: str) -> "dict[InstanceKey, Module]":
        """Instances of a called module by key; none where it cannot be had."""
        return calls.children(self, name)


def label_of(reference: Reference) -> str:
    """``aws_instance.web``, ``data.aws_ami.base``"""
    mode, type_, name = reference
    return f"{type_}.{name}" if mode == "managed" else f"data.{type_}.{name}"


def _seen(type_: str, values: Any) -> Any:
    """The object as references see it. Of terraform_data, the one type that belongs to Terraform itself, all attributes are known."""
    if type_ != "terraform_data" or isinstance(values, Unknown):
        return values
    return {"input": None, "triggers_replace": None, **values, "id": UNKNOWN, "output": UNKNOWN}


def _says(given: Assignment | None, *, default: bool, value: bool) -> bool:
    """Whether an argument is the constant ``value``."""
    return given.value.value is value if given is not None and isinstance(given.value, Literal) else default


def _no_value() -> Any:
    raise EvaluationError("this reference is not complete")


def _path(module: Module) -> Mapping[str, Any]:
    """``path.module`` and ``path.root`` are relative to where Terraform runs."""
    from os.path import relpath  # noqa: PLC0415  one use

    root = module.session.root
    return {
        "module": relpath(module.config.directory, root) if module.config.directory != root else ".",
        "root": ".",
        "cwd": str(root),
    }


def _locals(module: Module) -> Any:
    return {name: module.local(name) for name in module.config.locals}


_ROOTS: dict[str, Callable[[Module], Any]] = {
    "var": lambda module: Namespace(
        module.variable, lambda: {name: module.variable(name) for name in module.config.variables}
    ),
    "local": lambda module: Namespace(module.local, lambda: _locals(module)),
    "module": lambda module: Namespace(lambda name: calls.Calls(module, name), _no_value),
    "data": lambda module: Namespace(lambda type_: module._resources("data", type_), _no_value),  # noqa: SLF001  of this very class
    "path": _path,
    "terraform": lambda module: {"workspace": module.session.workspace},
    "tofu": lambda module: {"workspace": module.session.workspace},
    "ephemeral": lambda _module: UNKNOWN,
    "self": lambda _module: UNKNOWN,
}
