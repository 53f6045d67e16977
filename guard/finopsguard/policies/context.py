"""The context: every name that a policy may use, where its value comes from, and one line for the documentation."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from finopsguard.policies.expressions.compile import Getter, compile_value
from finopsguard.policies.expressions.parse import Where
from finopsguard.policies.expressions.unknown import AtLeast, Unknown
from finopsguard.policies.expressions.view import View

Get = Callable[[Any], Any]


class Name(msgspec.Struct, frozen=True):
    """One name behind a dot."""

    get: Get
    doc: str
    free: bool = False
    """Anything may follow."""
    fields: "Mapping[str, Name]" = {}


class Root(msgspec.Struct, frozen=True):
    """A name that expressions begin with."""

    doc: str
    fields: Mapping[str, Name]
    get: Get | None = None
    """What the bare name stands for; ``None`` where it stands for nothing."""
    free: bool = False


class Each(msgspec.Struct, frozen=True):
    """What a policy is judged on one by one."""

    doc: str
    roots: tuple[str, ...]
    optional: tuple[str, ...] = ()
    """Of these, inputs that are there only if asked for."""
    needs: tuple[str, ...] = ()
    """Inputs without which there is nothing to judge."""


def amount(field: str, what: str) -> Get:
    """An amount of the resource's line: unknown, not unset, where it is not priced."""

    def get(subject: Any) -> Any:
        value = getattr(subject.line, field)
        return Unknown(f"{what} of {subject.address} is not priced ({subject.line.status.replace('_', ' ')})") if value is None else value

    return get


def _priced(field: str, what: str) -> Get:
    """The same for the whole of a resource: where a part has no price the amount is not known either."""
    known = amount(field, what)

    def get(subject: Any) -> Any:
        if subject.line.complete:
            return known(subject)
        value = getattr(subject.line, field)
        why = f"a part of {subject.address} has no price"
        return AtLeast(value, why) if value is not None and field == "monthly_cost" else known(subject) if value is None else Unknown(why)

    return get


def _highest(subject: Any) -> Any:
    line = subject.line
    return line.monthly_cost_max if line.complete and line.monthly_cost_max is not None else _priced("monthly_cost", "the cost")(subject)


def _highest_delta(subject: Any) -> Any:
    line = subject.line
    if not line.complete or line.delta is None or line.monthly_cost is None or line.monthly_cost_max is None:
        return _priced("delta", "the change in cost")(subject)
    return line.delta + line.monthly_cost_max - line.monthly_cost


def _line(field: str) -> Get:
    return lambda subject: getattr(subject.line, field)


def _change(field: str) -> Get:
    return lambda subject: getattr(subject.change, field)


def _actual(field: str) -> Get:
    def get(subject: Any) -> Any:
        if subject.actual is None:
            return Unknown(f"{subject.address} is on no bill that was read")
        value = getattr(subject.actual, field)
        return Unknown(f"the {field} cost of {subject.address} is not known") if value is None else value

    return get


def _off(subject: Any) -> Any:
    """Actual against expected cost, in % of expected."""
    if subject.actual is None:
        return Unknown(f"{subject.address} is on no bill that was read")
    expected = subject.actual.expected if subject.actual.expected is not None else subject.actual.list
    if not expected:
        return Unknown(f"nothing was expected for {subject.address}")
    return (subject.actual.actual - expected) / expected * 100


def _cause(subject: Any) -> Any:
    if subject.actual is None:
        return None
    largest = max(subject.actual.causes, key=lambda line: abs(line.amount), default=None)
    return largest and str(largest.cause)


def _metric(word: str) -> Get:
    """The metric whose name holds a word: clouds call the same thing ``CPUUtilization`` and ``Percentage CPU``."""

    def get(subject: Any) -> Any:
        return next((_record(line) for line in subject.metrics if word in line.metric.lower() and line.unit == "%"), None)

    return get


def _record(struct: Any) -> dict[str, Any]:
    """A record as a mapping; what it does not know is unknown, not unset."""
    fields = {name: getattr(struct, name) for name in struct.__struct_fields__}
    return {
        name: Unknown(f"{name} is not known") if value is None else str(value) if isinstance(value, str) else value
        for name, value in fields.items()
    }


def _suggestion(subject: Any) -> Any:
    found = next((line.suggestion for line in subject.metrics if line.suggestion is not None), None)
    return None if found is None else _record(found)


def _quota(field: str) -> Get:
    def get(subject: Any) -> Any:
        value = getattr(subject.quota, field)
        unlimited = subject.quota.status == "unlimited"
        if value is None:
            return None if unlimited else Unknown(f"{field} of the quota {subject.quota.name} is not known: {subject.quota.note}")
        return list(value) if isinstance(value, tuple) else str(value) if isinstance(value, str) else value

    return get


def _total(field: str, what: str) -> Get:
    return lambda subject: subject.run.partial(getattr(subject.run.facts.totals, field), what)


def _known(field: str, what: str) -> Get:
    def get(subject: Any) -> Any:
        value = getattr(subject.run.facts.totals, field)
        return Unknown(f"{what}: nothing of it is priced") if value is None else value

    return get


def _increase(subject: Any) -> Any:
    totals = subject.run.facts.totals
    if totals.delta_max is None or totals.previous_monthly_cost is None:
        return Unknown("the change in cost is not known")
    if not totals.previous_monthly_cost:
        return Unknown("nothing was billed before this change, so there is no increase in %")
    return totals.delta_max / totals.previous_monthly_cost * 100


def _share_known(subject: Any) -> Any:
    counts = subject.run.facts.coverage
    return Decimal(counts.changed_known) * 100 / counts.changed_total if counts.changed_total else Decimal(100)


def _assumed(subject: Any) -> list[str]:
    """Addresses of what costs, or may cost, something in a region that is not known."""
    return [
        line.address
        for project in subject.run.projects
        for line in project.lines
        if line.status not in ("free", "unsupported") and line.action != "no-op" and (not line.region or line.region_source == "default")
    ]


def _coverage(field: str) -> Get:
    return lambda subject: getattr(subject.run.facts.coverage, field)


def _config(field: str) -> Get:
    return lambda subject: getattr(subject.run.facts.config, field)


def _commitments(subject: Any) -> Any:
    found = subject.run.facts.commitments
    if found is None:
        return Unknown("no bill was read that tells of commitments")
    line = subject.line
    return [
        {name: getattr(one, name) for name in one.__struct_fields__}
        for one in found
        if one.provider == line.provider and one.region in ("", line.region) and one.amount > 0
    ]


def _budget(field: str) -> Get:
    return lambda subject: getattr(subject, field)



ROOTS: dict[str, Root] = {
    "resource": Root(
        "The resource",
        {
            "address": Name(_line("address"), "as Terraform writes it"),
            "type": Name(_line("type"), "resource type"),
            "name": Name(_change("name"), "the block's name"),
            "index": Name(_change("index"), "key of `count` or `for_each`; not set without one"),
            "module": Name(_line("module"), "module address; empty in the root"),
            "provider": Name(_line("provider"), "`aws`, `google`, `azurerm`, `openstack`"),
            "region": Name(lambda s: s.line.region or None, "region code; not set where it is not known"),
            "region_source": Name(_line("region_source"), "how the region was found; `default` is a guess"),
            "project": Name(_line("project"), "the plan's or directory's name"),
            "environment": Name(lambda s: s.environment, "`production`, `staging`, `test`, `development` or your own; unknown where nothing tells"),
            "tags": Name(lambda s: s.tags, "tags or labels as they will be applied, with default tags", free=True),
            "taggable": Name(lambda s: s.taggable, "whether its type has tags or labels"),
            "values": Name(lambda s: s.values, "its attributes as they will be (as they were, for what goes)", free=True),
            "file": Name(_line("file"), "file that declares it; not set where not known"),
            "line": Name(_line("line"), "line in that file"),
        },
        get=lambda subject: subject,
    ),
    "change": Root(
        "What Terraform does to it",
        {
            "action": Name(lambda s: str(s.change.action.value), "`create`, `update`, `replace`, `delete`, `no-op`, `forget`, `create-forget`"),
            "importing": Name(_change("importing"), "whether it is imported: billed already"),
            "reason": Name(_change("action_reason"), "Terraform's reason for the action; empty without one"),
            "before": Name(lambda s: s.before, "attributes before; not set for what is created", free=True),
            "after": Name(lambda s: s.after, "attributes after; not set for what goes", free=True),
            "drivers": Name(lambda s: [driver.attribute for driver in s.line.drivers], "attributes that move the cost"),
        },
    ),
    "estimate": Root(
        "What it costs a month. An amount that is not priced is unknown, also where only a part is",
        {
            "status": Name(_line("status"), "`priced`, `free`, `unsupported`, `no_price` or `depends_on_usage`"),
            "complete": Name(_line("complete"), "whether all of it has a price"),
            "currency": Name(_line("currency"), "currency of these amounts"),
            "monthly_cost": Name(_priced("monthly_cost", "the cost"), "after the change; 0 for what goes"),
            "monthly_cost_max": Name(_highest, "upper end of the range; the cost where there is none"),
            "previous_monthly_cost": Name(amount("previous_monthly_cost", "the previous cost"), "before the change; 0 for what is created"),
            "delta": Name(_priced("delta", "the change in cost"), "difference of the two"),
            "delta_max": Name(_highest_delta, "upper end of the difference"),
            "forgotten_monthly_cost": Name(amount("forgotten_monthly_cost", "what goes on being billed"), "what goes on being billed for an object that leaves the state"),
            "depends_on_usage": Name(lambda s: list(s.line.depends_on_usage), "usage-file keys that would complete it"),
        },
    ),
    "actual": Root(
        "What was really billed for it (`--actuals`); not set for what is on no bill",
        {
            "amount": Name(_actual("actual"), "billed in the period"),
            "list": Name(_actual("list"), "at list prices for the same hours"),
            "expected": Name(_actual("expected"), "list less known discounts"),
            "difference": Name(_actual("difference"), "billed less list"),
            "off_percent": Name(_off, "billed against expected, in % of expected"),
            "cause": Name(_cause, "the largest cause of the difference"),
            "currency": Name(_actual("currency"), "currency of these amounts"),
            "basis": Name(_actual("basis"), "which cost of the bill"),
        },
        get=lambda subject: subject.actual and True,
    ),
    "utilisation": Root(
        "How much of it was used; not set without metrics",
        {
            "cpu": Name(_metric("cpu"), "processor, in %", free=True),
            "memory": Name(_metric("mem"), "memory, in %", free=True),
            "suggestion": Name(_suggestion, "`attribute`, `before`, `after`, `monthly_saving`, `currency`", free=True),
            "metrics": Name(lambda s: {line.metric: _record(line) for line in s.metrics}, "every metric by name: `p50`, `p95`, `max`, `samples`, `unit`", free=True),
        },
        get=lambda subject: True if subject.metrics else None,
    ),
    "quota": Root(
        "One quota and what the plans do to it (`--quotas`)",
        {
            "name": Name(_quota("name"), "`instances`, `cores`, `ram_mb`, `gigabytes` ..."),
            "cloud": Name(_quota("cloud"), "name of the cloud"),
            "project": Name(_quota("project"), "the cloud's project"),
            "region": Name(_quota("region"), "region"),
            "used": Name(_quota("used"), "in use now"),
            "plan": Name(_quota("plan"), "what the plan adds"),
            "peak": Name(_quota("peak"), "most in use while it is applied"),
            "after": Name(_quota("after"), "in use afterwards"),
            "limit": Name(_quota("limit"), "the limit; not set where there is none"),
            "headroom": Name(_quota("headroom"), "what is left at the peak"),
            "status": Name(lambda s: Unknown(s.quota.note or "the quota is not known") if s.quota.status == "unknown" else str(s.quota.status), "`fits`, `tight`, `exceeded` or `unlimited`"),
            "resources": Name(_quota("resources"), "addresses that add most"),
        },
    ),
    "totals": Root(
        "Sums of the run, in one currency. While a part is not priced a total is at least the known part",
        {
            "currency": Name(lambda s: s.run.facts.totals.currency, "currency of the sums"),
            "monthly_cost": Name(_total("monthly_cost", "the total"), "after the change"),
            "monthly_cost_max": Name(_total("monthly_cost_max", "the total"), "upper end of the range"),
            "previous_monthly_cost": Name(_known("previous_monthly_cost", "the previous total"), "before the change, of what is priced"),
            "delta": Name(_known("delta", "the change in cost"), "difference, of what is priced"),
            "delta_max": Name(_known("delta_max", "the change in cost"), "upper end of the difference, of what is priced"),
            "delta_percent": Name(_increase, "upper end of the difference in % of the previous total; unknown where that was 0"),
            "known_percent": Name(_share_known, "share of changed resources whose cost is known, in %"),
            "changed": Name(_coverage("changed_total"), "how many resources change"),
            "changed_known": Name(_coverage("changed_known"), "of how many of these the cost is known"),
            "assumed_regions": Name(_assumed, "addresses of changed resources whose region is not known, or only assumed"),
            "complete": Name(lambda s: s.run.facts.totals.complete, "whether everything is priced"),
        },
    ),
    "plan": Root(
        "The plan that the resource is in",
        {
            "name": Name(lambda s: s.project.plan.name, "as it was named on the command line"),
            "types": Name(lambda s: list(s.project.by_type), "types of the resources that will exist"),
            "terraform_version": Name(lambda s: s.project.plan.terraform_version, "version that made the plan; empty for a directory"),
            "incomplete": Name(lambda s: bool(s.project.plan.incomplete), "whether the plan is not the whole story"),
        },
        get=lambda subject: subject,
    ),
    "config": Root(
        "Settings of the run",
        {
            "currency": Name(_config("currency"), "currency asked for; empty without"),
            "hours_per_month": Name(_config("hours_per_month"), "hours of a month"),
            "strict": Name(_config("strict"), "whether `--strict` was asked for"),
            "budget": Name(_config("budget"), "`budget` or `--budget`; not set without"),
        },
    ),
    "budget": Root(
        "One entry of `budgets` in finopsguard.yml, with what it covers",
        {
            "name": Name(lambda s: s.budget.name, "its name"),
            "limit": Name(lambda s: s.budget.limit, "most that it may cost a month; not set without"),
            "max_increase": Name(_budget("max_increase"), "most that a change may add, as an amount; not set without"),
            "currency": Name(_budget("currency"), "currency of these amounts"),
            "monthly_cost": Name(_budget("monthly_cost"), "upper end of what it covers costs; at least that, where a part is not priced"),
            "known_monthly_cost": Name(_budget("known_monthly_cost"), "the same of what is priced"),
            "previous_monthly_cost": Name(_budget("previous_monthly_cost"), "before the change"),
            "delta": Name(_budget("delta"), "upper end of what the change adds; unknown where a part is not priced"),
            "known_delta": Name(_budget("known_delta"), "the same of what is priced"),
            "resources": Name(_budget("count"), "how many resources it covers"),
            "largest": Name(_budget("largest"), "addresses that cost most, with amounts"),
            "rising": Name(_budget("rising"), "addresses that the change makes dearer, with amounts"),
        },
    ),
    "commitments": Root(
        "Savings plans, reservations and committed use that the bill shows as unused, for the resource's provider and region: a list of"
        " `kind`, `amount`, `currency`, `family`, `region`, `name`",
        {},
        get=_commitments,
    ),
}
"""Name -> what it stands for. ``settings`` comes from the policy itself."""

_EVERYWHERE = ("totals", "config", "settings")
EACH: dict[str, Each] = {
    "resource": Each(
        "every resource that matches (the default)",
        ("resource", "change", "estimate", "actual", "utilisation", "commitments", "plan", *_EVERYWHERE),
        optional=("actual", "utilisation", "commitments"),
    ),
    "run": Each("the run as a whole, once", _EVERYWHERE),
    "budget": Each("every entry of `budgets` in finopsguard.yml", ("budget", *_EVERYWHERE), needs=("budget",)),
    "quota": Each("every quota that was read", ("quota", *_EVERYWHERE), needs=("quota",)),
}
"""What ``each:`` may be."""


Lets = Mapping[str, tuple[str, Where]]
"""``let:`` of a policy: name -> expression, and where it stands."""


class ContextNames:
    """The names that policies of one kind may use, with their settings and what they name themselves; remembers which were used."""

    def __init__(self, each: str, settings: Mapping[str, Any], lets: Lets) -> None:
        self._roots = EACH[each].roots
        self._settings = settings
        self._lets = lets
        self._open: list[str] = list(lets)
        """Names that may be used: a name of ``let:`` sees those before it."""
        self.used: set[str] = set()

    def root(self, name: str) -> Getter | None:
        """The getter of a name; ``None`` where policies of this kind have none of it."""
        if name in self._open:
            return self._let(name)
        if name not in self._roots:
            return None
        self.used.add(name)
        if name == "settings":
            return Getter(None, {key: _constant(value) for key, value in self._settings.items()})
        return _getter(ROOTS[name])

    def all(self) -> list[str]:
        """Every name."""
        return [*self._roots, *self._open]

    def _let(self, name: str) -> Getter:
        """Worked out once for a subject, however often it is named: names that use names could otherwise double the work each time."""
        text, where = self._lets[name]
        before, self._open = self._open, self._open[: self._open.index(name)]
        evaluate = compile_value(text, self, where)
        self._open = before
        key = object()

        def get(subject: Any) -> Any:
            memo: dict[object, Any] = subject.memo
            if key not in memo:
                memo[key] = evaluate(subject)
            return memo[key]

        return Getter(get, free=True)


def names_for(each: str, settings: Mapping[str, Any], lets: Lets | None = None) -> ContextNames:
    """The names for one policy."""
    return ContextNames(each, settings, lets or {})


def _getter(name: Root | Name) -> Getter:
    return Getter(name.get, {key: _getter(inner) for key, inner in name.fields.items()}, free=name.free)


def _constant(value: Any) -> Getter:
    shown = View(value) if isinstance(value, (dict, list)) else value
    return Getter(lambda _subject: shown, free=isinstance(value, (dict, list)))
