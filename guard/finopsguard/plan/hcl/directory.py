"""A directory of Terraform in, a :class:`Plan` out: what it would create, for there is no state to compare with."""

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from finopsguard.errors import PlanError
from finopsguard.plan.changes import provider_short_name
from finopsguard.plan.context import JsonContext
from finopsguard.plan.hcl import tfparse_engine
from finopsguard.plan.hcl.boundary import find_boundary
from finopsguard.plan.hcl.configure import configuration, provider_sources
from finopsguard.plan.hcl.instances import split
from finopsguard.plan.hcl.module_files import module_files
from finopsguard.plan.hcl.moves import earlier_addresses, imported
from finopsguard.plan.hcl.provider_blocks import reference
from finopsguard.plan.hcl.records import Evaluation, Inputs, Instance, Kind, Problem
from finopsguard.plan.hcl.scope import scopes
from finopsguard.plan.hcl.sensitive import mask_environment
from finopsguard.plan.hcl.tfparse_engine import Read, no_oracle, project_of
from finopsguard.plan.hcl.values import TooMuchError
from finopsguard.plan.limits import Limits, printable
from finopsguard.types.plan import Action, Plan, ResourceChange

ENGINES = ("tfparse", "plain")
NOT_THE_WHOLE = (Kind.SYNTAX, Kind.LOST, Kind.UNKNOWN_COUNT, Kind.MISSING_MODULE, Kind.CYCLE, Kind.REFUSED)
"""Problems that make a total partial; a variable without a value is a warning, and what depends on it is unknown."""
_MOST_SAID = 20
"""Sentences about one directory; the rest are counted."""
_JSON = msgspec.json.Encoder(decimal_format="number")
_DEFAULT_LIMITS = Limits()
_NO_INPUTS = Inputs()


def read_directory(
    path: str,
    inputs: Inputs = _NO_INPUTS,
    *,
    limits: Limits = _DEFAULT_LIMITS,
    environ: Mapping[str, str] | None = None,
    engine: str = "",
) -> Plan:
    """The root module in a directory as a plan.

    ``environ`` is where regions are looked up that nothing in the directory states. ``engine`` forces one of :data:`ENGINES`.
    Raises :class:`PlanError` where nothing of the directory can be read.
    """
    root = Path(path)
    if not root.is_dir():
        raise PlanError(f"{printable(path, 300)} is not a folder.", hint="Name a folder that holds *.tf files.")
    if not module_files(root):
        raise PlanError(
            f"{printable(path, 300)} holds no Terraform (*.tf, *.tofu, *.tf.json).",
            hint="Name a folder that does, or a plan file.",
        )
    boundary = find_boundary(root)
    read = _evaluated(root, boundary, inputs, limits, engine)
    _refuse_empty(read.evaluation)
    mask_environment(read.project.root, read.given.secret, read.evaluation.instances)
    instances = read.evaluation.instances
    root_scope = read.project.root
    sources, taken = _provider_names(read), imported(root_scope, instances)
    changes = tuple(_change(instance, sources, importing=instance.address in taken) for instance in instances)
    incomplete, warnings = _sentences(read)
    context = JsonContext(changes, None, _configuration(read, incomplete), _variables(read.evaluation), environ or {})
    return Plan(
        name=path,
        path=path,
        changes=context.changes,
        context=context,
        sha256=read.project.loader.digest.hexdigest(),
        incomplete=tuple(incomplete),
        warnings=tuple(warnings),
        stateless=True,
        earlier=earlier_addresses(root_scope, instances),
    )


def _evaluated(root: Path, boundary: Path, inputs: Inputs, limits: Limits, engine: str) -> Read:
    chosen = engine or ("tfparse" if tfparse_engine.available() else "plain")
    if chosen == "tfparse":
        return tfparse_engine.read(root, boundary, inputs, limits=limits)
    plain: Any = importlib.import_module("finopsguard.plan.hcl.plain_engine")  # slow to import, and seldom needed
    evaluation: Evaluation = plain.evaluate(root, boundary, inputs)
    project, given = project_of(root, boundary, inputs, no_oracle, limits)
    # References are read by the other reader: what only that one stumbles over counts too.
    places = {(problem.kind, problem.file) for problem in evaluation.problems}
    lost = [problem for problem in project.loader.problems if (problem.kind, problem.file) not in places]
    evaluation.problems.extend(lost)
    return Read(evaluation, project, given)


def _refuse_empty(evaluation: Evaluation) -> None:
    """Where nothing at all could be read there is no plan to speak of."""
    worst = next((problem for problem in evaluation.problems if problem.kind in (Kind.SYNTAX, Kind.REFUSED)), None)
    if worst is not None and not evaluation.instances:
        raise PlanError(_sentence(worst, hinted=False), hint=worst.hint or "Mend it, or give a plan file instead.")


def _change(instance: Instance, providers: Mapping[str, str], *, importing: bool) -> ResourceChange:
    read = instance.mode == "data"
    return ResourceChange(
        address=instance.address,
        type=instance.type,
        name=instance.name,
        provider=providers.get(f"{instance.mode} {instance.module_address} {instance.type}.{instance.name}")
        or provider_short_name(None, instance.type),
        mode=instance.mode,
        module_address=instance.module_address,
        index=instance.index,
        action=Action.READ if read else Action.CREATE,
        actions=("read",) if read else ("create",),
        importing=importing,
        after=_raw(instance.values),
        after_unknown=_raw(instance.unknown),
        after_sensitive=_raw(instance.sensitive),
        file=instance.file,
        line=instance.line,
    )


def _raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(_JSON.encode(value))


def _provider_names(read: Read) -> dict[str, str]:
    """Short names of providers that a resource's type does not tell: ``google`` of google-beta, or a local name of one's own."""
    found: dict[str, str] = {}
    for scope in scopes(read.project.root):
        sources = provider_sources(scope.module)
        for (mode, type_, name), block in scope.module.resources.items():
            attribute = block.body.attributes.get("provider")
            local = reference(attribute)[0] if attribute is not None else type_.partition("_")[0]
            source = sources.get(local, "")
            short = provider_short_name(f"registry.terraform.io/{source}" if source else local, type_)
            found[f"{mode} {scope.address} {type_}.{name}"] = short
    return found


def _configuration(read: Read, incomplete: list[str]) -> msgspec.Raw | None:
    try:
        return _raw(configuration(read.project))
    except (TooMuchError, RecursionError):
        incomplete.append("The references of the directory are too many to be followed.")
        return None


def _variables(evaluation: Evaluation) -> msgspec.Raw:
    return _raw({name: {"value": _jsonable(value)} for name, value in evaluation.variables.items()})


def _jsonable(value: Any) -> Any:
    return split(value)[0]


def _sentences(read: Read) -> tuple[list[str], list[str]]:
    """Why the total is partial, and what else a reader should know."""
    problems = read.evaluation.problems
    incomplete = _few([_sentence(problem) for problem in problems if problem.kind in NOT_THE_WHOLE])
    warnings = [f"Evaluated without a plan ({read.evaluation.engine}): nothing is known of what exists already."]
    warnings += read.given.warnings
    warnings += _few([_sentence(problem) for problem in problems if problem.kind not in NOT_THE_WHOLE])
    return incomplete, warnings


def _few(sentences: list[str]) -> list[str]:
    rest = len(sentences) - _MOST_SAID
    return [*sentences[:_MOST_SAID], f"And {rest:,} more problems of this kind."] if rest > 0 else sentences


def _sentence(problem: Problem, *, hinted: bool = True) -> str:
    """``main.tf:3:5: What is wrong. What to do.``"""
    place = problem.file
    if place and problem.line is not None:
        place += f":{problem.line}" + (f":{problem.column}" if problem.column is not None else "")
    said = problem.message if problem.message.endswith(".") else f"{problem.message}."
    return " ".join(part for part in (f"{place}:" if place else "", said, problem.hint if hinted else "") if part)
