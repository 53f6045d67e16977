"""The context: every name that a policy may use, where its value comes from, and one line for the documentation."""

from collections.abc import Mapping

import msgspec

from finopsguard.policies.expressions.unknown import Unknown
from finopsguard.policies.lookups import (
    Get,
    amount,
    assumed_regions,
    billed,
    budget_field,
    change_field,
    commitments,
    config_field,
    coverage_field,
    highest,
    highest_delta,
    increase,
    known_total,
    largest_cause,
    line_field,
    metric,
    off_percent,
    priced,
    quota_field,
    record,
    share_known,
    suggestion,
    total,
)


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


ROOTS: dict[str, Root] = {
    "resource": Root(
        "The resource",
        {
            "address": Name(line_field("address"), "as Terraform writes it"),
            "type": Name(line_field("type"), "resource type"),
            "name": Name(change_field("name"), "the block's name"),
            "index": Name(change_field("index"), "key of `count` or `for_each`; not set without one"),
            "module": Name(line_field("module"), "module address; empty in the root"),
            "provider": Name(line_field("provider"), "`aws`, `google`, `azurerm`, `openstack`"),
            "region": Name(lambda s: s.line.region or None, "region code; not set where it is not known"),
            "region_source": Name(line_field("region_source"), "how the region was found; `default` is a guess"),
            "project": Name(line_field("project"), "the plan's or directory's name"),
            "environment": Name(
                lambda s: s.environment,
                "`production`, `staging`, `test`, `development` or your own; unknown where nothing tells",
            ),
            "tags": Name(lambda s: s.tags, "tags or labels as they will be applied, with default tags", free=True),
            "taggable": Name(lambda s: s.taggable, "whether its type has tags or labels"),
            "values": Name(
                lambda s: s.values, "its attributes as they will be (as they were, for what goes)", free=True
            ),
            "file": Name(line_field("file"), "file that declares it; not set where not known"),
            "line": Name(line_field("line"), "line in that file"),
        },
        get=lambda subject: subject,
    ),
    "change": Root(
        "What Terraform does to it",
        {
            "action": Name(
                lambda s: str(s.change.action.value),
                "`create`, `update`, `replace`, `delete`, `no-op`, `forget`, `create-forget`",
            ),
            "importing": Name(change_field("importing"), "whether it is imported: billed already"),
            "reason": Name(change_field("action_reason"), "Terraform's reason for the action; empty without one"),
            "before": Name(lambda s: s.before, "attributes before; not set for what is created", free=True),
            "after": Name(lambda s: s.after, "attributes after; not set for what goes", free=True),
            "drivers": Name(lambda s: [driver.attribute for driver in s.line.drivers], "attributes that move the cost"),
        },
    ),
    "estimate": Root(
        "What it costs a month. An amount that is not priced is unknown, also where only a part is",
        {
            "status": Name(line_field("status"), "`priced`, `free`, `unsupported`, `no_price` or `depends_on_usage`"),
            "complete": Name(line_field("complete"), "whether all of it has a price"),
            "currency": Name(line_field("currency"), "currency of these amounts"),
            "monthly_cost": Name(priced("monthly_cost", "the cost"), "after the change; 0 for what goes"),
            "monthly_cost_max": Name(highest, "upper end of the range; the cost where there is none"),
            "previous_monthly_cost": Name(
                amount("previous_monthly_cost", "the previous cost"), "before the change; 0 for what is created"
            ),
            "delta": Name(priced("delta", "the change in cost"), "difference of the two"),
            "delta_max": Name(highest_delta, "upper end of the difference"),
            "forgotten_monthly_cost": Name(
                amount("forgotten_monthly_cost", "what goes on being billed"),
                "what goes on being billed for an object that leaves the state",
            ),
            "depends_on_usage": Name(lambda s: list(s.line.depends_on_usage), "usage-file keys that would complete it"),
        },
    ),
    "actual": Root(
        "What was really billed for it (`--actuals`); not set for what is on no bill",
        {
            "amount": Name(billed("actual"), "billed in the period"),
            "list": Name(billed("list"), "at list prices for the same hours"),
            "expected": Name(billed("expected"), "list less known discounts"),
            "difference": Name(billed("difference"), "billed less list"),
            "off_percent": Name(off_percent, "billed against expected, in % of expected"),
            "cause": Name(largest_cause, "the largest cause of the difference"),
            "currency": Name(billed("currency"), "currency of these amounts"),
            "basis": Name(billed("basis"), "which cost of the bill"),
        },
        get=lambda subject: subject.actual and True,
    ),
    "utilisation": Root(
        "How much of it was used; not set without metrics",
        {
            "cpu": Name(metric("cpu"), "processor, in %", free=True),
            "memory": Name(metric("mem"), "memory, in %", free=True),
            "suggestion": Name(suggestion, "`attribute`, `before`, `after`, `monthly_saving`, `currency`", free=True),
            "metrics": Name(
                lambda s: {line.metric: record(line) for line in s.metrics},
                "every metric by name: `p50`, `p95`, `max`, `samples`, `unit`",
                free=True,
            ),
        },
        get=lambda subject: True if subject.metrics else None,
    ),
    "quota": Root(
        "One quota and what the plans do to it (`--quotas`)",
        {
            "name": Name(quota_field("name"), "`instances`, `cores`, `ram_mb`, `gigabytes` ..."),
            "cloud": Name(quota_field("cloud"), "name of the cloud"),
            "project": Name(quota_field("project"), "the cloud's project"),
            "region": Name(quota_field("region"), "region"),
            "used": Name(quota_field("used"), "in use now"),
            "plan": Name(quota_field("plan"), "what the plan adds"),
            "peak": Name(quota_field("peak"), "most in use while it is applied"),
            "after": Name(quota_field("after"), "in use afterwards"),
            "limit": Name(quota_field("limit"), "the limit; not set where there is none"),
            "headroom": Name(quota_field("headroom"), "what is left at the peak"),
            "status": Name(
                lambda s: (
                    Unknown(s.quota.note or "the quota is not known")
                    if s.quota.status == "unknown"
                    else str(s.quota.status)
                ),
                "`fits`, `tight`, `exceeded` or `unlimited`",
            ),
            "resources": Name(quota_field("resources"), "addresses that add most"),
        },
    ),
    "totals": Root(
        "Sums of the run, in one currency. While a part is not priced a total is at least the known part",
        {
            "currency": Name(lambda s: s.run.facts.totals.currency, "currency of the sums"),
            "monthly_cost": Name(total("monthly_cost", "the total"), "after the change"),
            "monthly_cost_max": Name(total("monthly_cost_max", "the total"), "upper end of the range"),
            "previous_monthly_cost": Name(
                known_total("previous_monthly_cost", "the previous total"), "before the change, of what is priced"
            ),
            "delta": Name(known_total("delta", "the change in cost"), "difference, of what is priced"),
            "delta_max": Name(
                known_total("delta_max", "the change in cost"), "upper end of the difference, of what is priced"
            ),
            "delta_percent": Name(
                increase, "upper end of the difference in % of the previous total; unknown where that was 0"
            ),
            "known_percent": Name(share_known, "share of changed resources whose cost is known, in %"),
            "changed": Name(coverage_field("changed_total"), "how many resources change"),
            "changed_known": Name(coverage_field("changed_known"), "of how many of these the cost is known"),
            "assumed_regions": Name(
                assumed_regions, "addresses of changed resources whose region is not known, or only assumed"
            ),
            "complete": Name(lambda s: s.run.facts.totals.complete, "whether everything is priced"),
        },
    ),
    "plan": Root(
        "The plan that the resource is in",
        {
            "name": Name(lambda s: s.project.plan.name, "as it was named on the command line"),
            "types": Name(lambda s: list(s.project.by_type), "types of the resources that will exist"),
            "terraform_version": Name(
                lambda s: s.project.plan.terraform_version, "version that made the plan; empty for a directory"
            ),
            "incomplete": Name(lambda s: bool(s.project.plan.incomplete), "whether the plan is not the whole story"),
        },
        get=lambda subject: subject,
    ),
    "config": Root(
        "Settings of the run",
        {
            "currency": Name(config_field("currency"), "currency asked for; empty without"),
            "hours_per_month": Name(config_field("hours_per_month"), "hours of a month"),
            "strict": Name(config_field("strict"), "whether `--strict` was asked for"),
            "budget": Name(config_field("budget"), "`budget` or `--budget`; not set without"),
        },
    ),
    "budget": Root(
        "One entry of `budgets` in finopsguard.yml, with what it covers",
        {
            "name": Name(lambda s: s.budget.name, "its name"),
            "limit": Name(lambda s: s.budget.limit, "most that it may cost a month; not set without"),
            "max_increase": Name(
                budget_field("max_increase"), "most that a change may add, as an amount; not set without"
            ),
            "currency": Name(budget_field("currency"), "currency of these amounts"),
            "monthly_cost": Name(
                budget_field("monthly_cost"),
                "upper end of what it covers costs; at least that, where a part is not priced",
            ),
            "known_monthly_cost": Name(budget_field("known_monthly_cost"), "the same of what is priced"),
            "previous_monthly_cost": Name(budget_field("previous_monthly_cost"), "before the change"),
            "delta": Name(
                budget_field("delta"), "upper end of what the change adds; unknown where a part is not priced"
            ),
            "known_delta": Name(budget_field("known_delta"), "the same of what is priced"),
            "resources": Name(budget_field("count"), "how many resources it covers"),
            "largest": Name(budget_field("largest"), "addresses that cost most, with amounts"),
            "rising": Name(budget_field("rising"), "addresses that the change makes dearer, with amounts"),
        },
    ),
    "commitments": Root(
        "Savings plans, reservations and committed use that the bill shows as unused, for the resource's provider and region: a list of"
        " `kind`, `amount`, `currency`, `family`, `region`, `name`",
        {},
        get=commitments,
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
