"""Evaluates directories with python-hcl2 and nothing else: where tfparse has no wheel, and as its check."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TypeVar

from finopsguard.errors import PlanError
from finopsguard.plan.hcl.boundary import OutsideError, inside
from finopsguard.plan.hcl.plain.config import Config, load
from finopsguard.plan.hcl.plain.expand import InstanceKey, keyed_address
from finopsguard.plan.hcl.plain.inputs import Given, given_values, meant
from finopsguard.plan.hcl.plain.limits import LimitReachedError
from finopsguard.plan.hcl.plain.marks import parts
from finopsguard.plan.hcl.plain.module import NOT_GIVEN, Module, Reference, label_of
from finopsguard.plan.hcl.plain.nodes import Block
from finopsguard.plan.hcl.plain.providers import provider_of
from finopsguard.plan.hcl.plain.session import Session
from finopsguard.plan.hcl.plain.values import Resource, Unknown, weight
from finopsguard.plan.hcl.records import Evaluation, Inputs, Instance, Kind
from finopsguard.plan.hcl.workspace import selected

_STACK = 512 * 1024 * 1024
"""Bytes of address space; only what deep references use becomes memory."""
_FRAMES = 60_000
_Answer = TypeVar("_Answer")


def evaluate(root: Path, boundary: Path, inputs: Inputs) -> Evaluation:
    """Evaluates the root module in ``root``. Nothing outside ``boundary`` (the repository) is read.

    Raises ``PlanError`` where nothing at all can be said: ``root`` is no directory, or a file of ``--var-file`` cannot be read.
    """
    session = Session(root, boundary, selected(inputs, root))
    if not session.root.is_dir():
        raise PlanError(f"{root} is not a directory.", hint="Name a directory of Terraform or OpenTofu files.")
    try:
        inside(session.root, session.boundary)
    except OutsideError:
        raise PlanError(f"{root} lies outside of {boundary}.", hint="Name a directory of the repository.") from None
    return _with_room(lambda: _Walk(session, inputs).evaluation())


@lru_cache(maxsize=1)
def engine_name() -> str:
    """``python-hcl2 8.1.4``"""
    try:
        return f"python-hcl2 {version('python-hcl2')}"
    except PackageNotFoundError:
        return "python-hcl2"


def _with_room(run: Callable[[], _Answer]) -> _Answer:
    """Runs with a deep stack: a chain of a thousand locals is legal, and each takes some frames."""
    answers: list[_Answer] = []
    errors: list[BaseException] = []

    def target() -> None:
        try:
            answers.append(run())
        except BaseException as error:  # noqa: BLE001  raised again below, in the caller's thread
            errors.append(error)

    size, frames = threading.stack_size(_STACK), sys.getrecursionlimit()
    sys.setrecursionlimit(max(_FRAMES, frames))
    try:
        thread = threading.Thread(target=target, name="finopsguard-hcl")
        thread.start()
        thread.join()
    finally:
        sys.setrecursionlimit(frames)
        threading.stack_size(size)
    if errors:
        raise errors[0]
    return answers[0]


class _Walk:
    """Goes through all modules and collects their instances."""

    def __init__(self, session: Session, inputs: Inputs) -> None:
        self._session = session
        self._inputs = inputs
        self._instances: list[Instance] = []
        self._variables: dict[str, Any] = {}

    def evaluation(self) -> Evaluation:
        """What there is, up to a limit if one is reached."""
        try:
            self._run()
        except LimitReachedError as error:
            with self._session.at(*(self._session.ended or ("", "", 0))):
                self._session.report(Kind.REFUSED, str(error))
        except RecursionError:
            self._session.report(Kind.REFUSED, "Expressions or references nest too deeply; the rest was not evaluated.")
        return Evaluation(
            engine=engine_name(),
            instances=self._instances,
            problems=self._session.problems,
            variables=self._variables,
        )

    def _run(self) -> None:
        session = self._session
        config: Config = load(session.root, session)
        given = given_values(self._inputs, session)
        root = Module(session, config, lambda name, block: _given(name, block, given, session))
        for name in sorted({name for name, _ in self._inputs.variables} - config.variables.keys()):
            session.report(Kind.INVALID, f"--var gives {name!r} a value, and there is no such variable.")
        for name in config.variables:
            value = root.variable(name)
            session.budget.take(weight(value))
            known, unknown, _ = parts({name: value})
            if name in known and not unknown:
                self._variables[name] = known[name]
        pending = [root]
        while pending:
            module = pending.pop()
            self._instances.extend(_module_instances(module))
            _visit(module)
            calls = [child for name in module.config.calls for child in module.children(name).values()]
            pending.extend(reversed(calls))


def _given(name: str, block: Block, given: dict[str, Given], session: Session) -> Any:
    """The value of a root variable, or that there is none."""
    if name not in given:
        return NOT_GIVEN
    type_ = block.body.attributes.get("type")
    return session.known_or_unknown(lambda: meant(given[name], type_.value if type_ is not None else None, session))


def _visit(module: Module) -> None:
    """Evaluates what no resource may have asked for, so that what is wrong with it is reported."""
    for name in module.config.variables:
        module.variable(name)
    for name in module.config.locals:
        module.local(name)
    for name in module.config.outputs:
        module.output(name)


def _module_instances(module: Module) -> Iterator[Instance]:
    """Instances of the resources and data sources of one module."""
    for reference, block in module.config.resources.items():
        for key in module.expansion(reference, label_of(reference), block).keys:
            yield _instance(module, reference, key, block)


def _instance(module: Module, reference: Reference, key: InstanceKey, block: Block) -> Instance:
    """One instance as the record that other parts read."""
    mode, type_, name = reference
    values = module.instance(reference, key)
    module.session.budget.take(weight(values))
    known, unknown, sensitive = ({}, True, False) if isinstance(values, Unknown) else parts(values)
    provider = provider_of(module, type_, block)
    settings, _, hidden = parts(Resource(provider.values))
    return Instance(
        address=module.inside(keyed_address(label_of(reference), key)),
        mode=mode,
        type=type_,
        name=name,
        module_address=module.address,
        index=key,
        values=known,
        unknown=unknown,
        sensitive=sensitive or False,
        file=os.fspath(block.file),
        line=block.line or None,
        end_line=block.end_line or None,
        provider=provider.name,
        provider_values={setting: value for setting, value in settings.items() if setting not in hidden},
    )
