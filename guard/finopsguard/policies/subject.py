"""What one policy is judged on at a time: a resource, a budget, a quota or the whole run. Worked out as far as somebody asks."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from finopsguard.policies.environments import TAGS, Environments
from finopsguard.policies.expressions.unknown import AtLeast, Unknown
from finopsguard.policies.expressions.view import Unseen, View
from finopsguard.policies.facts import Facts, Project
from finopsguard.types.actual import ActualLine, UtilisationLine
from finopsguard.types.paths import at, every
from finopsguard.types.plan import PlanContext, Related, ResourceChange, Side
from finopsguard.types.quota import QuotaLine
from finopsguard.types.result import ResourceLine

TAG_ATTRIBUTES = ("tags_all", "effective_labels", "tags", "labels", "metadata")
"""Where providers keep tags, what they will really apply first."""
GONE = frozenset(("delete", "forget"))


class Run:
    """What all subjects of a run share."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.environments = Environments(facts.config.environments, facts.config.environment)
        self.projects = [ProjectFacts(project, self) for project in facts.projects]

    @cached_property
    def actuals(self) -> Mapping[tuple[str, str], ActualLine]:
        """Bills by project and address."""
        return {(line.project, line.address): line for line in self.facts.actuals or ()}

    @cached_property
    def utilisation(self) -> Mapping[tuple[str, str], list[UtilisationLine]]:
        """Metrics by project and address."""
        found: dict[tuple[str, str], list[UtilisationLine]] = defaultdict(list)
        for line in self.facts.utilisation or ():
            found[line.project, line.address].append(line)
        return found

    no_base = "nothing tells what was there before; --compare-to REV does"

    @cached_property
    def stateless(self) -> frozenset[str]:
        """Projects of which nobody knows what was there before: directories, with nothing to compare them with."""
        return frozenset(project.plan.name for project in self.projects if project.plan.stateless)

    def lacking(self, name: str) -> Unknown:
        """Why there is no sum."""
        return Unknown(self.no_base if self.stateless else f"{name} is not priced")

    def partial(self, amount: Decimal | None, name: str) -> Any:
        """A sum as expressions see it."""
        if amount is None:
            return self.lacking(name)
        return amount if self.facts.totals.complete else AtLeast(amount, f"a part of {name} is not priced")


class ProjectFacts:
    """One plan, with answers that several of its resources ask for."""

    def __init__(self, project: Project, run: Run) -> None:
        self.plan = project.plan
        self.lines = project.lines
        self.context: PlanContext = project.plan.context
        self.run = run
        self._of_type: dict[str, list[Other]] = {}
        self._untraceable: dict[tuple[str, str], bool] = {}

    @cached_property
    def environment(self) -> str:
        """What the project's path or the workspace says; empty if nothing."""
        return self.run.environments.of_project(self.plan.name)

    @cached_property
    def by_type(self) -> Mapping[str, list[ResourceChange]]:
        """Managed resources that will exist, by type."""
        found: dict[str, list[ResourceChange]] = defaultdict(list)
        for change in self.plan.changes:
            if change.mode == "managed" and change.action not in GONE and not change.deposed:
                found[change.type].append(change)
        return found

    def pairs(self) -> Iterator[tuple[ResourceChange, ResourceLine]]:
        """Managed resources with their lines."""
        return zip((change for change in self.plan.changes if change.mode == "managed"), self.lines, strict=True)

    def of_type(self, type_: str) -> "list[Other]":
        """All resources of a type, as they will be."""
        if type_ not in self._of_type:
            self._of_type[type_] = [self.other(change) for change in self.by_type.get(type_, ())]
        return self._of_type[type_]

    def other(self, change: ResourceChange) -> "Other":
        """A resource as seen from another."""
        data = {"address": change.address, "type": change.type, "values": self.view(change, Side.AFTER)}
        return Other(data, lambda attribute: [related(one) for one in self.context.follow(change, attribute)])

    def view(self, change: ResourceChange, side: Side) -> View | None:
        """One side's values under their marks; ``None`` where the resource does not exist."""
        if side is Side.BEFORE and change.before_unseen:
            return Unseen()
        values = self.context.values(change, side)
        if values is None:
            return None
        sensitive = self.context.sensitive(change, side)
        if side is Side.BEFORE:
            return View(values, None, sensitive)
        return View(
            values,
            self.context.unknown(change),
            sensitive,
            configured=lambda path: self.context.configured(change, path),
        )

    def untraceable(self, type_: str, attribute: str) -> bool:
        """Whether a resource of a type refers to something that cannot be told: then nobody can say that none refers here."""
        key = (type_, attribute)
        if key not in self._untraceable:
            self._untraceable[key] = any(
                any(mark is True for mark in every(self.context.unknown(change), attribute))
                and self.configures(change, attribute)
                and not self.context.follow(change, attribute)
                for change in self.by_type.get(type_, ())
            )
        return self._untraceable[key]

    def configures(self, change: ResourceChange, attribute: str) -> bool:
        """Whether somebody may have written the attribute. What nobody wrote is filled in by the provider, and refers to nothing new."""
        first, _, rest = attribute.partition(".")
        blocks = at(self.context.unknown(change), first)
        paths = (
            [f"{first}.{position}.{rest}" for position in range(len(blocks))]
            if rest and isinstance(blocks, list)
            else [attribute]
        )
        return any(self.context.configured(change, path) is not False for path in paths)


class Other(View):
    """Another resource: ``address``, ``type`` and ``values``."""

    __slots__ = ("_follow",)

    def __init__(self, data: Mapping[str, Any], follow: Any) -> None:
        super().__init__(dict(data))
        self._follow = follow

    def follows(self, attribute: str) -> list["Other"]:
        """Resources that one of its attributes refers to."""
        found: list[Other] = self._follow(attribute) if self._follow is not None else []
        return found


def related(one: Related) -> Other:
    """A resource that a reference led to."""
    values = View(one.values, one.unknown, one.sensitive, configured=one.configured)
    follow = one.follow
    onward = None if follow is None else lambda attribute: [related(other) for other in follow(attribute)]
    return Other({"address": one.address, "type": one.type, "values": values}, onward)


class Subject:
    """What the run as a whole is judged on, and what every other subject knows too."""

    address = ""
    project_name = ""
    file: str | None = None
    line_number: int | None = None

    @property
    def called(self) -> str:
        """How a sentence begins that is about it."""
        return self.address or "This run"

    def __init__(self, run: Run) -> None:
        self.run = run
        self.memo: dict[object, Any] = {}
        """What ``let:`` of a policy came to."""


class QuotaSubject(Subject):
    """One quota."""

    def __init__(self, run: Run, quota: QuotaLine) -> None:
        super().__init__(run)
        self.quota = quota
        self.detail = quota.name
        self.address = next(iter(quota.resources), "")

    @property
    def called(self) -> str:
        """The quota's name."""
        return f"The quota {self.quota.name}"


class ResourceSubject(Subject):
    """One resource and its change."""

    def __init__(self, run: Run, project: ProjectFacts, change: ResourceChange, line: ResourceLine) -> None:
        super().__init__(run)
        self.project = project
        self.change = change
        self.line = line
        self.address = line.address
        self.project_name = line.project
        self.file = line.file
        self.line_number = line.line

    @cached_property
    def side(self) -> Side:
        """Which values are the resource's: those it will have, or had if it goes."""
        return Side.BEFORE if self.change.action in GONE or self.change.deposed else Side.AFTER

    @cached_property
    def values(self) -> View:
        """The resource's values."""
        found = self.before if self.side is Side.BEFORE else self.after
        return View({}) if found is None else found

    @cached_property
    def before(self) -> View | None:
        """Values before the change."""
        return self.project.view(self.change, Side.BEFORE)

    @cached_property
    def after(self) -> View | None:
        """Values after the change."""
        return self.project.view(self.change, Side.AFTER)

    @cached_property
    def tags(self) -> Any:
        """Tags or labels as they will be applied."""
        doubt = None
        for name in TAG_ATTRIBUTES:
            found = self.values.step(name)
            if isinstance(found, View) and found:
                return found
            doubt = doubt or (found if isinstance(found, Unknown) else None)
        return doubt if doubt is not None and not self.line.tags else View(dict(self.line.tags))

    @cached_property
    def taggable(self) -> bool:
        """Whether its type has tags or labels."""
        if self.line.tags:
            return True
        marks = self.values.unknown if isinstance(self.values.unknown, dict) else {}
        return any(name in self.values.data or name in marks for name in TAG_ATTRIBUTES)

    @cached_property
    def environment(self) -> Any:
        """``production`` and the like; unknown where nothing tells."""
        tags = self.tags
        if isinstance(tags, View) and tags:
            for name in tags.keys():  # noqa: SIM118  a view is no mapping
                if name.lower() in TAGS:
                    value = tags.step(name)
                    if isinstance(value, Unknown):
                        return value
                    if isinstance(value, str) and value.strip():
                        return self.run.environments.of_tag(value)
        return self.project.environment or Unknown(
            f"the environment of {self.address} is not known: it has no tag Environment, and the project's name does not tell"
        )

    @cached_property
    def actual(self) -> ActualLine | None:
        """What was billed for it."""
        return self.run.actuals.get((self.project_name, self.address))

    @cached_property
    def metrics(self) -> Sequence[UtilisationLine]:
        """How much of it was used."""
        return self.run.utilisation.get((self.project_name, self.address), ())

    def follows(self, attribute: str) -> list[Other]:
        """Resources that an attribute refers to."""
        return [related(one) for one in self.project.context.follow(self.change, attribute, side=self.side)]

    def referrers(self, type_: str, attribute: str) -> Any:
        """Resources of a type that refer to this one by an attribute; unknown where one of them might."""
        found = [related(one) for one in self.project.context.referrers(self.change, type_, attribute, side=self.side)]
        if not found and self.project.untraceable(type_, attribute):
            return Unknown(f"which resource the {attribute} of {type_} refers to cannot be told from this plan")
        return found

    def resources(self, type_: str) -> list[Other]:
        """All resources of a type in the same plan."""
        return self.project.of_type(type_)
