"""What stood there before, where no state tells: the folder at another revision, or an earlier report (``--compare-to``)."""

import os
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import msgspec

from finopsguard.commitments import settle
from finopsguard.config import Project
from finopsguard.errors import InputError, PlanError, UsageError
from finopsguard.files import MEBIBYTE, read_text
from finopsguard.inputs import place
from finopsguard.plan.revision import Renamed, at_revision
from finopsguard.pricing import Checked, Pricing
from finopsguard.resources import Priced
from finopsguard.resources.drivers import State, drivers
from finopsguard.resources.states import came, stayed, went
from finopsguard.types.plan import Action, Plan, ResourceChange, Side
from finopsguard.types.result import Driver, ResourceLine

LARGEST_REPORT = 512 * MEBIBYTE
GONE = {"delete", "forget"}


class Now(msgspec.Struct, frozen=True):
    """A resource with what it was priced from; of a report only its line is left."""

    line: ResourceLine
    change: ResourceChange | None = None
    priced: Priced | None = None
    plan: Plan | None = None


Base = Mapping[str, Mapping[str, Now]]
"""Project name -> address -> what stood there."""


def with_base(checked: Sequence[Checked], compare_to: str, pricing: Pricing) -> list[Checked]:
    """Every project with what its resources cost in the base, and the projects that are gone since."""
    if Path(compare_to).is_file():
        pricing.commitments = settle([(each.plan.name, each) for each in checked], pricing)[1]
        return _against_report(checked, of_report(compare_to))
    return _against_revision(checked, compare_to, pricing)


def _against_report(checked: Sequence[Checked], base: Base) -> list[Checked]:
    """Projects are found by name; where there is one on each side, they are the same."""
    if len(checked) == len(base) == 1:
        base = {checked[0].plan.name: next(iter(base.values()))}
    gone = [line for name, there in base.items() if name not in {each.plan.name for each in checked} for line in there]
    found = [_joined(each, base.get(each.plan.name, {})) for each in checked]
    if gone:
        names = ", ".join(sorted(set(base) - {each.plan.name for each in checked}))
        raise InputError(
            f"The report to compare with has projects that are not checked now: {names}.",
            hint="Check the same folders and plans, or compare with a revision.",
        )
    return found


def _against_revision(checked: Sequence[Checked], revision: str, pricing: Pricing) -> list[Checked]:
    """Folders only: a plan file already says what was there before."""
    files = [each.plan.path for each in checked if not each.plan.stateless]
    if files:
        raise UsageError(
            f"--compare-to {revision} is for folders: the plan {files[0]} says itself what it changes.",
            hint="Compare plans with an earlier report: --compare-to report.json.",
        )
    projects = {each.project.name: each.project for each in checked}
    now = {
        name: _by_root([each for each in checked if each.project.name == name], project)
        for name, project in projects.items()
    }
    then = {name: _at(revision, project, pricing) for name, project in projects.items()}
    shares, _lines = settle(_named(then), pricing)
    pricing.commitments = settle(_named(now), pricing, shares)[1]
    found = []
    for name, project in projects.items():
        for key, each in now[name].items():
            before = then[name].pop(key, None)
            base = {} if before is None else of_plan(before.plan, before.priced)
            found.append(_joined(each, base, before.plan if before is not None else None))
        for key, gone in then[name].items():
            found.append(_gone(project, Path(place(project)) / key, gone.plan, of_plan(gone.plan, gone.priced)))
    return found


def _by_root(checked: Iterable[Checked], project: Project) -> dict[str, Checked]:
    """Roots by their path below the project's folder."""
    folder = Path(place(project))
    return {_relative(each.plan.path, folder): each for each in checked}


def _named(roots: Mapping[str, Mapping[str, Checked]]) -> list[tuple[str, Checked]]:
    """Every root with a name that it has on both sides."""
    return [(f"{name}/{key}", each) for name, found in roots.items() for key, each in found.items()]


def _at(revision: str, project: Project, pricing: Pricing) -> dict[str, Checked]:
    with at_revision(revision, Path(place(project))) as there:
        return _priced_there(project, there, pricing)


def _priced_there(project: Project, there: Path, pricing: Pricing) -> dict[str, Checked]:
    """Roots at the revision by their path below the folder; none where there was no Terraform yet."""
    if not any(there.rglob("*.tf*")) and not any(there.rglob("*.tofu*")):
        return {}
    found = {}
    named = Renamed(there, place(project))
    try:
        for plan in pricing.read(msgspec.structs.replace(project, path=str(there), plan="")):
            found[_relative(plan.path, there)] = pricing.price(named.plan(plan), project, keep=True)
    except PlanError as error:
        raise PlanError(f"In the base: {named.text(error.message)}", hint=error.hint) from None
    return found


def _relative(path: str, folder: Path) -> str:
    return os.path.relpath(os.path.realpath(path), os.path.realpath(folder))


def _joined(each: Checked, then: Mapping[str, Now], before: Plan | None = None) -> Checked:
    """A project with what stood there; what was wrong there leaves the difference open too."""
    priced = {change.address: Now(found.line, change, found, each.plan) for change, found in each.priced}
    now = [priced.get(line.address) or Now(line) for line in each.lines]
    each.lines = compared(each.plan.name, now, then)
    earlier = before.incomplete if before is not None else ()
    wrong = tuple(f"In the base: {sentence}" for sentence in earlier if sentence not in each.plan.incomplete)
    each.plan = msgspec.structs.replace(
        each.plan,
        stateless=False,
        incomplete=(*each.plan.incomplete, *wrong),
        changes=_changes(each.plan, each.lines, priced, then),
    )
    return each


def _gone(project: Project, path: Path, plan: Plan, base: Mapping[str, Now]) -> Checked:
    """A root module that is in the base only."""
    name = str(path)
    lines = compared(name, (), base)
    gone = msgspec.structs.replace(
        plan,
        name=name,
        path=name,
        stateless=False,
        changes=_changes(plan, lines, {}, base),
        warnings=("It is in the base only.",),
    )
    return Checked(project=project, plan=gone, lines=lines, drift=[])


def _changes(
    plan: Plan, lines: Iterable[ResourceLine], now: Mapping[str, Now], then: Mapping[str, Now]
) -> tuple[ResourceChange, ...]:
    """The plan's changes with both states, in the order of the lines: what policies look at."""
    data = [change for change in plan.changes if change.mode != "managed"] if now else []
    return (*data, *(_change(line, now.get(line.address), then) for line in lines))


def _change(line: ResourceLine, now: Now | None, then: Mapping[str, Now]) -> ResourceChange:
    was = then.get(line.previous_address or "") or then.get(line.address)
    old = was.change if was is not None else None
    new = now.change if now is not None else None
    own = new or old or ResourceChange(address=line.address, type=line.type, name="", provider=line.provider)
    return msgspec.structs.replace(
        own,
        action=Action(line.action),
        actions=(line.action,),
        before=old.after if old is not None else None,
        before_unseen=was is not None and old is None,
        before_sensitive=old.after_sensitive if old is not None else None,
        after=new.after if new is not None else None,
        after_sensitive=new.after_sensitive if new is not None else None,
        after_unknown=new.after_unknown if new is not None else None,
    )


def of_plan(plan: Plan, priced: Sequence[tuple[ResourceChange, Priced]]) -> dict[str, Now]:
    """A priced plan by address."""
    return {change.address: Now(found.line, change, found, plan) for change, found in priced}


def of_report(path: str) -> Base:
    """The resources of an earlier JSON report, by project. Raises :class:`InputError` where it is none."""
    text = read_text(path, f"The report {path}", LARGEST_REPORT, InputError, hint="Check --compare-to.")
    try:
        report = msgspec.json.decode(text, type=_Earlier)
    except (msgspec.MsgspecError, ValueError) as error:
        raise InputError(
            f"{path} is no JSON report of finopsguard: {str(error).splitlines()[0][:150]}.",
            hint="Write one with: finopsguard check infra/ --out json=report.json",
        ) from None
    found: dict[str, dict[str, Now]] = {}
    for line in report.resources:
        if line.action not in GONE and line.deposed is None:
            found.setdefault(line.project, {})[line.address] = Now(line)
    return found


class _Earlier(msgspec.Struct):
    """What is read of a report; the rest may be of another version."""

    resources: list[ResourceLine]
    total_monthly_cost: Decimal | None


def compared(project: str, now: Iterable[Now], then: Mapping[str, Now]) -> list[ResourceLine]:
    """The lines of a project with what they cost before, and one for each resource that is gone.

    As Terraform does it, what has moved is found first: something new may stand at its old address.
    """
    every = list(now)
    left = dict(then)
    moved = {resource.line.address: _moved_from(resource, then) for resource in every}
    found = [
        left.pop(moved[resource.line.address], None)  # the first that claims an address has it
        for resource in every
    ]
    lines = []
    for resource, there in zip(every, found, strict=True):
        before = there or left.pop(resource.line.address, None)
        lines.append(came(resource.line) if before is None else _stayed(resource, before))
    return [*lines, *(went(gone.line, project) for gone in left.values())]


def _moved_from(now: Now, then: Mapping[str, Now]) -> str:
    """The address in the base that a resource has moved from, or nothing. Where ``count`` comes or goes it moves without a block."""
    line = now.line
    if line.address in then:
        return ""
    bare = line.address.removesuffix("[0]")
    counted = bare if bare != line.address else f"{line.address}[0]"
    earlier = now.plan.earlier.get(line.address, ()) if now.plan is not None else ()
    return next((one for one in (line.previous_address or "", *earlier, counted) if one in then), "")


def _stayed(now: Now, then: Now) -> ResourceLine:
    same = now.change is not None and then.change is not None and _values(now.change) == _values(then.change)
    return stayed(
        now.line, then.line, same=same or (then.change is None and _alike(now, then)), drivers=_drivers(now, then)
    )


def _alike(now: Now, then: Now) -> bool:
    """As far as a report tells."""
    return now.line.components == then.line.components and now.line.tags == then.line.tags


def _values(change: ResourceChange) -> tuple[bytes, bytes]:
    return bytes(change.after or b""), bytes(change.after_unknown or b"")


def _drivers(now: Now, then: Now) -> tuple[Driver, ...]:
    """Attributes behind the difference, where both states are at hand."""
    if now.line.monthly_cost == then.line.monthly_cost:
        return ()
    was, will = _state(then), _state(now)
    return drivers(was, will) if was is not None and will is not None else ()


def _state(resource: Now) -> State | None:
    if resource.priced is None or resource.priced.after is None or resource.plan is None or resource.change is None:
        return None
    context = resource.plan.context
    return State(
        resource.priced.after,
        context.values(resource.change, Side.AFTER) or {},
        context.sensitive(resource.change, Side.AFTER),
        context.unknown(resource.change),
    )
