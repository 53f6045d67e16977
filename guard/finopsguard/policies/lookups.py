"""How the values of the context are got from a subject. What is not known is :class:`Unknown` with the reason, never ``None``."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from finopsguard.policies.expressions.unknown import AtLeast, Unknown

Get = Callable[[Any], Any]


def amount(field: str, what: str) -> Get:
    """An amount of the resource's line: unknown, not unset, where it is not priced."""

    def get(subject: Any) -> Any:
        value = getattr(subject.line, field)
        return (
            Unknown(f"{what} of {subject.address} is not priced ({subject.line.status.replace('_', ' ')})")
            if value is None
            else value
        )

    return get


def priced(field: str, what: str) -> Get:
    """The same for the whole of a resource: where a part has no price the amount is not known either."""
    known = amount(field, what)

    def get(subject: Any) -> Any:
        if subject.line.complete:
            return known(subject)
        value = getattr(subject.line, field)
        why = f"a part of {subject.address} has no price"
        return (
            AtLeast(value, why)
            if value is not None and field == "monthly_cost"
            else known(subject)
            if value is None
            else Unknown(why)
        )

    return get


def highest(subject: Any) -> Any:
    """Upper end of what the resource costs."""
    line = subject.line
    return (
        line.monthly_cost_max
        if line.complete and line.monthly_cost_max is not None
        else priced("monthly_cost", "the cost")(subject)
    )


def highest_delta(subject: Any) -> Any:
    """Upper end of what the change adds."""
    line = subject.line
    if not line.complete or line.delta is None or line.monthly_cost is None or line.monthly_cost_max is None:
        return priced("delta", "the change in cost")(subject)
    return line.delta + line.monthly_cost_max - line.monthly_cost


def line_field(field: str) -> Get:
    """A field of the line that the report has of the resource."""
    return lambda subject: getattr(subject.line, field)


def change_field(field: str) -> Get:
    """A field of the change as the plan states it."""
    return lambda subject: getattr(subject.change, field)


def billed(field: str) -> Get:
    """An amount of the bill; unknown for what is on none."""

    def get(subject: Any) -> Any:
        if subject.actual is None:
            return Unknown(f"{subject.address} is on no bill that was read")
        value = getattr(subject.actual, field)
        return Unknown(f"the {field} cost of {subject.address} is not known") if value is None else value

    return get


def off_percent(subject: Any) -> Any:
    """Actual against expected cost, in % of expected."""
    if subject.actual is None:
        return Unknown(f"{subject.address} is on no bill that was read")
    expected = subject.actual.expected if subject.actual.expected is not None else subject.actual.list
    if not expected:
        return Unknown(f"nothing was expected for {subject.address}")
    return (subject.actual.actual - expected) / expected * 100


def largest_cause(subject: Any) -> Any:
    """The largest cause of a difference between bill and list."""
    if subject.actual is None:
        return None
    largest = max(subject.actual.causes, key=lambda line: abs(line.amount), default=None)
    return largest and str(largest.cause)


def metric(word: str) -> Get:
    """The metric whose name holds a word: clouds call the same thing ``CPUUtilization`` and ``Percentage CPU``."""

    def get(subject: Any) -> Any:
        return next(
            (record(line) for line in subject.metrics if word in line.metric.lower() and line.unit == "%"), None
        )

    return get


def record(struct: Any) -> dict[str, Any]:
    """A record as a mapping; what it does not know is unknown, not unset."""
    fields = {name: getattr(struct, name) for name in struct.__struct_fields__}
    return {
        name: Unknown(f"{name} is not known") if value is None else str(value) if isinstance(value, str) else value
        for name, value in fields.items()
    }


def suggestion(subject: Any) -> Any:
    """What would save money, if something would."""
    found = next((line.suggestion for line in subject.metrics if line.suggestion is not None), None)
    return None if found is None else record(found)


def quota_field(field: str) -> Get:
    """A field of a quota; unknown where the cloud did not tell."""

    def get(subject: Any) -> Any:
        value = getattr(subject.quota, field)
        unlimited = subject.quota.status == "unlimited"
        if value is None:
            return (
                None
                if unlimited
                else Unknown(f"{field} of the quota {subject.quota.name} is not known: {subject.quota.note}")
            )
        return list(value) if isinstance(value, tuple) else str(value) if isinstance(value, str) else value

    return get


def total(field: str, what: str) -> Get:
    """A sum of the run; at least the known part where a part is not priced."""
    return lambda subject: subject.run.partial(getattr(subject.run.facts.totals, field), what)


def known_total(field: str, what: str) -> Get:
    """A sum of what is priced."""

    def get(subject: Any) -> Any:
        value = getattr(subject.run.facts.totals, field)
        return subject.run.lacking(what) if value is None else value

    return get


def increase(subject: Any) -> Any:
    """Upper end of the difference in % of the previous total."""
    totals = subject.run.facts.totals
    if totals.delta_max is None or totals.previous_monthly_cost is None:
        return Unknown("the change in cost is not known")
    if not totals.previous_monthly_cost:
        return Unknown("nothing was billed before this change, so there is no increase in %")
    return totals.delta_max / totals.previous_monthly_cost * 100


def share_known(subject: Any) -> Any:
    """Of how much of the change the cost is known, in %."""
    counts = subject.run.facts.coverage
    return Decimal(counts.changed_known) * 100 / counts.changed_total if counts.changed_total else Decimal(100)


def assumed_regions(subject: Any) -> list[str]:
    """Addresses of what costs, or may cost, something in a region that is not known."""
    return [
        line.address
        for project in subject.run.projects
        for line in project.lines
        if line.status not in ("free", "unsupported")
        and line.action != "no-op"
        and (not line.region or line.region_source == "default")
    ]


def coverage_field(field: str) -> Get:
    """How many resources have something."""
    return lambda subject: getattr(subject.run.facts.coverage, field)


def config_field(field: str) -> Get:
    """A setting of the run."""
    return lambda subject: getattr(subject.run.facts.config, field)


def commitments(subject: Any) -> Any:
    """Unused commitments of the resource's provider and region."""
    found = subject.run.facts.commitments
    if found is None:
        return Unknown("no bill was read that tells of commitments")
    line = subject.line
    return [
        {name: getattr(one, name) for name in one.__struct_fields__}
        for one in found
        if one.provider == line.provider and one.region in ("", line.region) and one.amount > 0
    ]


def budget_field(field: str) -> Get:
    """Something that a budget comes to."""
    return lambda subject: getattr(subject, field)
