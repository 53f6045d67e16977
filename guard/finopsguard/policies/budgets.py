"""What each budget of ``finopsguard.yml`` covers, and what that costs. Upper ends of ranges are tested: a budget must hold at worst."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from finopsguard.policies.expressions.patterns import like
from finopsguard.policies.expressions.show import amount
from finopsguard.policies.expressions.unknown import AtLeast, Unknown
from finopsguard.policies.subject import Run, Subject
from finopsguard.policies.waivers import without_keys
from finopsguard.types.money import ZERO
from finopsguard.types.policy import Budget
from finopsguard.types.result import ResourceLine

TEAM_TAGS = ("team", "owner")
NAMED = 3
UNCHANGED = ("no-op", "read")


class BudgetSubject(Subject):
    """One budget with the resources it covers."""

    def __init__(self, run: Run, budget: Budget) -> None:
        super().__init__(run)
        self.budget = budget
        self.currency = budget.currency or run.facts.totals.currency
        self.detail = budget.name
        self.action = budget.action

    @property
    def called(self) -> str:
        """The budget's name."""
        return f"The budget {self.budget.name}"

    @cached_property
    def lines(self) -> Sequence[ResourceLine]:
        """Resources that it covers."""
        return [line for project in self.run.projects for line in project.lines if covered(self.budget, line)]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.lines)

    @cached_property
    def known_monthly_cost(self) -> Any:
        """Upper end of what is priced, after the change."""
        return self._sum(_highest)

    @cached_property
    def monthly_cost(self) -> Any:
        """The same; at least that, where a part is not priced."""
        known = self.known_monthly_cost
        if isinstance(known, Unknown) or all(line.complete for line in self.lines):
            return known
        return AtLeast(known, f"a part of what the budget {self.budget.name} covers is not priced")

    @cached_property
    def previous_monthly_cost(self) -> Any:
        """What is priced, before the change."""
        if why := self._no_base:
            return why
        return self._sum(lambda line: line.previous_monthly_cost)

    @cached_property
    def known_delta(self) -> Any:
        """Upper end of what the change adds, as far as it is priced."""
        if why := self._no_base:
            return why
        return self._sum(_rise)

    @cached_property
    def delta(self) -> Any:
        """The same; unknown where a changed resource that is covered has no complete price."""
        if why := self._no_base:
            return why
        open_ = [line for line in self.lines if line.action not in UNCHANGED and not line.complete]
        if not open_:
            return self.known_delta
        named = f"{open_[0].address} and {len(open_) - 1} more have" if len(open_) > 1 else f"{open_[0].address} has"
        return Unknown(f"{named} no complete price")

    @cached_property
    def _no_base(self) -> Unknown | None:
        """Of a directory by itself nobody can say what a change adds."""
        if any(line.project in self.run.stateless for line in self.lines):
            return Unknown(self.run.no_base)
        return None

    @cached_property
    def max_increase(self) -> Any:
        """The most that a change may add, as an amount; ``None`` without one."""
        budget = self.budget
        if budget.max_increase is None or not budget.percent:
            return budget.max_increase
        if why := self._no_base:
            return why
        before = self.previous_monthly_cost
        if isinstance(before, Unknown):
            return before
        if not before:
            return Unknown(
                f"nothing that the budget {budget.name} covers was billed before, so {budget.max_increase} % of it says nothing"
            )
        return before * budget.max_increase / 100

    @cached_property
    def largest(self) -> str:
        """What costs most."""
        return self._named(lambda line: line.monthly_cost)

    @cached_property
    def rising(self) -> str:
        """What the change makes dearer."""
        return self._named(lambda line: line.delta)

    def _sum(self, part: Callable[[ResourceLine], Decimal | None]) -> Any:
        total = ZERO
        for line in self.lines:
            value = part(line)
            if not value:
                continue
            rate = self.run.facts.rate(line.currency, self.currency)
            if rate is None:
                return Unknown(f"no exchange rate from {line.currency} to {self.currency} is known")
            total += value * rate
        return total

    def _named(self, part: Callable[[ResourceLine], Decimal | None]) -> str:
        costs = [(value, line) for line in self.lines if (value := part(line)) is not None and value > ZERO]
        costs.sort(key=lambda pair: (-pair[0], pair[1].address))
        return (
            ", ".join(f"{line.address} ({amount(value, line.currency)})" for value, line in costs[:NAMED]) or "nothing"
        )


def budget_subjects(run: Run) -> list[BudgetSubject]:
    """One for each budget."""
    return [BudgetSubject(run, budget) for budget in run.facts.config.budgets]


def covered(budget: Budget, line: ResourceLine) -> bool:
    """Whether a budget covers a resource: all that it names must match."""
    if budget.project and not like(line.project, budget.project):
        return False
    if budget.module and not _in_module(budget.module, line.module):
        return False
    if any(not like(line.tags.get(name, ""), pattern) for name, pattern in budget.tags.items()):
        return False
    teams = [value for name, value in line.tags.items() if name.lower() in TEAM_TAGS]
    return not budget.team or any(team.lower() == budget.team.lower() for team in teams)


def _in_module(pattern: str, module: str) -> bool:
    """A module or one that it calls, with or without instance keys."""
    return any(like(name, pattern) or like(name, f"{pattern}.*") for name in (module, without_keys(module)))


def _highest(line: ResourceLine) -> Decimal | None:
    return line.monthly_cost if line.monthly_cost_max is None else line.monthly_cost_max


def _rise(line: ResourceLine) -> Decimal | None:
    high = _highest(line)
    if line.delta is None or high is None or line.monthly_cost is None:
        return line.delta
    return line.delta + high - line.monthly_cost
