"""An example of a policy as facts: a small plan with prices."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from finopsguard.config import Config
from finopsguard.policies.facts import Facts, Project, RunTotals
from finopsguard.policies.given_inputs import RESOURCE, GivenInputs, number
from finopsguard.policies.policy import Test
from finopsguard.policies.sample import sample_change
from finopsguard.types.plan import Plan, ResourceChange
from finopsguard.types.result import Coverage, Driver, ResourceLine

DAY = date(2026, 1, 1)
GONE = ("delete", "forget")
CHANGE = ("action", "before", "importing", "reason", "drivers")
OTHER = (*RESOURCE, "action", "estimate")
MONEY = ("currency", "monthly_cost", "previous_monthly_cost", "delta", "monthly_cost_max", "complete")
ESTIMATE = (*MONEY, "status", "forgotten_monthly_cost", "depends_on_usage")
TOTALS = (*MONEY, "delta_max", "changed", "changed_known")


def facts_of(test: Test, file: str) -> Facts:
    """The facts that an example describes. Raises :class:`PolicyError` for what it cannot mean."""
    return Given(test, file).facts()


class Given(GivenInputs):
    """What an example is given, as facts."""

    def facts(self) -> Facts:
        """All of it. What is not written is what nobody asked for; no bill, no quota, no budget."""
        changes: list[ResourceChange] = []
        lines: list[ResourceLine] = []
        for entry, how, estimate in self.resources():
            change = sample_change(entry, how)
            values = entry.get("values") or {}
            gone, new = change.action in GONE, change.action == "create"
            before = None if new else how.get("before") or values
            self.context.add(change, before, None if gone else values)
            changes.append(change)
            lines.append(self.line(change, entry, how, estimate))
        name = self.project
        return Facts(
            projects=(
                Project(
                    plan=Plan(name=name, path=name, changes=tuple(changes), context=self.context), lines=tuple(lines)
                ),
            ),
            totals=self.totals(lines),
            coverage=self.coverage(lines),
            config=Config(budgets=self.budgets()),
            today=DAY,
            actuals=self.actuals(),
            utilisation=self.utilisation(),
            quotas=self.quotas(),
            commitments=self.commitments(),
        )

    def resources(self) -> list[tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]]:
        """Each resource with its change and estimate; the one under test is the first."""
        found = []
        if "resource" in self.test.given:
            found.append(
                (self.part("resource", RESOURCE), self.part("change", CHANGE), self.part("estimate", ESTIMATE))
            )
        for entry in self.entries("others", OTHER):
            estimate = self.checked(entry.get("estimate") or {}, ESTIMATE, "others.estimate")
            found.append((entry, {"action": entry.get("action", "no-op")}, estimate))
        for entry, _how, _estimate in found:
            if not entry.get("address"):
                raise self.error("a resource has no address.")
        return found

    def line(
        self, change: ResourceChange, entry: Mapping[str, Any], how: Mapping[str, Any], estimate: Mapping[str, Any]
    ) -> ResourceLine:
        """What the resource costs; unsupported where the example does not say."""
        cost, before = number(estimate.get("monthly_cost")), number(estimate.get("previous_monthly_cost"))
        if before is None and change.action == "create":
            before = Decimal(0)
        if cost is None and change.action in GONE:
            cost = Decimal(0)
        delta = cost - before if cost is not None and before is not None else None
        priced = cost is not None or before not in (None, Decimal(0))
        values = entry.get("values") or {}
        tags = next(
            (
                found
                for found in (entry.get("tags"), values.get("tags"), values.get("labels"))
                if isinstance(found, Mapping)
            ),
            {},
        )
        return ResourceLine(
            project=self.project,
            address=change.address,
            type=change.type,
            provider=change.provider,
            region=str(entry.get("region", "eu-west-1")),
            region_source=str(entry.get("region_source", "provider")),
            module=change.module_address,
            tags={str(key): str(value) for key, value in tags.items() if isinstance(value, str) and value[:1] != "("},
            action=change.action.value,
            importing=change.importing,
            status=str(estimate.get("status") or ("priced" if priced else "unsupported")),
            complete=bool(estimate.get("complete", priced)),
            currency=str(estimate.get("currency") or "USD"),
            monthly_cost=cost,
            previous_monthly_cost=before,
            delta=number(estimate.get("delta")) if "delta" in estimate else delta,
            monthly_cost_max=number(estimate.get("monthly_cost_max")),
            forgotten_monthly_cost=number(estimate.get("forgotten_monthly_cost")),
            drivers=tuple(Driver(str(name), None, None) for name in how.get("drivers") or ()),
            depends_on_usage=tuple(estimate.get("depends_on_usage") or ()),
            file=change.file or None,
            line=change.line,
        )

    def totals(self, lines: list[ResourceLine]) -> RunTotals:
        """The sums that the example states, else those of its resources."""
        said = self.part("totals", TOTALS)
        cost = number(said.get("monthly_cost", sum((line.monthly_cost or Decimal(0) for line in lines), Decimal(0))))
        before = number(
            said.get(
                "previous_monthly_cost", sum((line.previous_monthly_cost or Decimal(0) for line in lines), Decimal(0))
            )
        )
        delta = (
            number(said["delta"])
            if "delta" in said
            else cost - before
            if cost is not None and before is not None
            else None
        )
        return RunTotals(
            currency=str(said.get("currency") or "USD"),
            monthly_cost=cost,
            previous_monthly_cost=before,
            delta=delta,
            monthly_cost_max=number(said.get("monthly_cost_max", cost)),
            delta_max=number(said.get("delta_max", delta)),
            complete=bool(said.get("complete", all(line.complete for line in lines))),
        )

    def coverage(self, lines: list[ResourceLine]) -> Coverage:
        """How many change, and of how many of these the cost is known."""
        said = self.part("totals", TOTALS)
        changed = [line for line in lines if line.action != "no-op"]
        known = sum(line.complete for line in changed)
        return Coverage(changed_total=said.get("changed", len(changed)), changed_known=said.get("changed_known", known))
