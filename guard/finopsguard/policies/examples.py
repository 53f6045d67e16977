"""Runs the ``tests:`` of a policy: each example becomes a small plan with prices, and is judged as a real one would be."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from msgspec.structs import replace

from finopsguard.config import Config
from finopsguard.errors import PolicyError
from finopsguard.policies.evaluate import evaluate
from finopsguard.policies.expressions.parse import near
from finopsguard.policies.facts import Facts, Project, RunTotals
from finopsguard.policies.policy import Policy, Test
from finopsguard.policies.sample import SampleContext, sample_change
from finopsguard.types.actual import ActualLine, CauseLine, Period, Suggestion, UtilisationLine
from finopsguard.types.plan import Plan, ResourceChange
from finopsguard.types.policy import Budget, PolicyOutcome, PolicyResult, UnusedCommitment
from finopsguard.types.quota import QuotaLine, QuotaStatus
from finopsguard.types.result import Coverage, Driver, ResourceLine

PROJECT = "plan.json"
DAY = date(2026, 1, 1)
PERIOD = Period("2025-12-01", "2025-12-31")
GONE = ("delete", "forget")

RESOURCE = ("address", "type", "name", "module", "provider", "region", "region_source", "values", "tags", "file", "line")
CHANGE = ("action", "before", "importing", "reason", "drivers")
OTHER = (*RESOURCE, "action", "estimate")
ESTIMATE = (
    "status", "complete", "currency", "monthly_cost", "previous_monthly_cost", "delta", "monthly_cost_max", "forgotten_monthly_cost", "depends_on_usage"
)  # fmt: skip
ACTUAL = ("amount", "list", "expected", "currency", "basis", "cause")
UTILISATION = ("cpu", "memory", "suggestion")
METRIC = ("p50", "p95", "max", "samples")
SUGGESTION = ("attribute", "before", "after", "monthly_saving", "currency", "note")
COMMITMENT = ("kind", "provider", "amount", "currency", "region", "family", "name")
QUOTA = ("cloud", "project", "region", "name", "used", "plan", "peak", "after", "limit", "headroom", "status", "resources", "note")
BUDGET = ("name", "limit", "max_increase", "percent", "currency", "project", "module", "tags", "team", "action")
TOTALS = ("currency", "monthly_cost", "previous_monthly_cost", "delta", "monthly_cost_max", "delta_max", "complete", "changed", "changed_known")


class TestOutcome(msgspec.Struct, frozen=True):
    """What became of one example."""

    __test__ = False
    policy: str
    test: Test
    said: str
    rows: tuple[PolicyResult, ...]
    problem: str = ""
    """Why it failed; empty if it did not."""


def run_tests(policy: Policy) -> list[TestOutcome]:
    """Every example of a policy. Raises :class:`PolicyError` for one that cannot be understood."""
    return [run_test(policy, test) for test in policy.tests]


def run_test(policy: Policy, test: Test) -> TestOutcome:
    """One example."""
    given = Given(test, policy.file)
    settings = {**policy.settings, **given.part("settings", tuple(policy.settings))}
    rows = evaluate([replace(policy, settings=settings, named=True)], given.facts()).results
    findings = tuple(row for row in rows if row.result is not PolicyOutcome.PASS)
    said = next((row.result for row in findings if row.result is PolicyOutcome.FAIL), findings[0].result if findings else PolicyOutcome.PASS)
    problem = ""
    if said != test.expect:
        problem = f"expected {test.expect}, got {said}" + (f": {findings[0].message}" if findings else "")
    elif test.message and not any(test.message in row.message for row in findings):
        problem = f"no message contains {test.message!r}: {findings[0].message if findings else 'nothing was found'}"
    return TestOutcome(policy.id, test, str(said), findings, problem)


class Given:
    """What an example is given, as facts."""

    def __init__(self, test: Test, file: str) -> None:
        self.test = test
        self.file = file
        self.context = SampleContext()

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
            projects=(Project(plan=Plan(name=name, path=name, changes=tuple(changes), context=self.context), lines=tuple(lines)),),
            totals=self.totals(lines),
            coverage=self.coverage(lines),
            config=Config(budgets=self.budgets()),
            today=DAY,
            actuals=self.actuals(),
            utilisation=self.utilisation(),
            quotas=self.quotas(),
            commitments=self.commitments(),
        )

    @property
    def project(self) -> str:
        """The plan's name."""
        return str(self.test.given.get("project") or PROJECT)

    def resources(self) -> list[tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]]:
        """Each resource with its change and estimate; the one under test is the first."""
        found = []
        if "resource" in self.test.given:
            found.append((self.part("resource", RESOURCE), self.part("change", CHANGE), self.part("estimate", ESTIMATE)))
        for entry in self.entries("others", OTHER):
            estimate = self.checked(entry.get("estimate") or {}, ESTIMATE, "others.estimate")
            found.append((entry, {"action": entry.get("action", "no-op")}, estimate))
        for entry, _how, _estimate in found:
            if not entry.get("address"):
                raise self.error("a resource has no address.")
        return found

    def line(self, change: ResourceChange, entry: Mapping[str, Any], how: Mapping[str, Any], estimate: Mapping[str, Any]) -> ResourceLine:
        """What the resource costs; unsupported where the example does not say."""
        cost, before = number(estimate.get("monthly_cost")), number(estimate.get("previous_monthly_cost"))
        if before is None and change.action == "create":
            before = Decimal(0)
        if cost is None and change.action in GONE:
            cost = Decimal(0)
        delta = cost - before if cost is not None and before is not None else None
        priced = cost is not None or before not in (None, Decimal(0))
        values = entry.get("values") or {}
        tags = next((found for found in (entry.get("tags"), values.get("tags"), values.get("labels")) if isinstance(found, Mapping)), {})
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
        before = number(said.get("previous_monthly_cost", sum((line.previous_monthly_cost or Decimal(0) for line in lines), Decimal(0))))
        delta = number(said["delta"]) if "delta" in said else cost - before if cost is not None and before is not None else None
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

    def actuals(self) -> tuple[ActualLine, ...] | None:
        """The bill of the resource under test; none on a bill that was read for ``actual: {}``."""
        if "actual" not in self.test.given:
            return None
        said = self.part("actual", ACTUAL)
        if not said:
            return ()
        billed, listed = number(said.get("amount")) or Decimal(0), number(said.get("list"))
        causes = (CauseLine(str(said["cause"]), billed - (listed or Decimal(0))),) if said.get("cause") else ()
        return (
            ActualLine(
                project=self.project, address=self.address, resource_id="i-0", match=None, period=PERIOD, currency=str(said.get("currency") or "USD"),
                basis=str(said.get("basis") or "net"), list=listed, expected=number(said.get("expected")), actual=billed,
                difference=None if listed is None else billed - listed, causes=causes,
            ),
        )  # fmt: skip

    def utilisation(self) -> tuple[UtilisationLine, ...] | None:
        """Metrics of the resource under test."""
        if "utilisation" not in self.test.given:
            return None
        said = self.part("utilisation", UTILISATION)
        given = said.get("suggestion")
        suggestion = None if given is None else Suggestion(**{
            key: number(value) if key == "monthly_saving" else str(value) for key, value in self.checked(given, SUGGESTION, "utilisation.suggestion").items()
        })  # fmt: skip
        found = []
        for name in ("cpu", "memory"):
            metric = self.checked(said.get(name) or {}, METRIC, f"utilisation.{name}")
            if metric:
                figures = {key: number(metric.get(key)) for key in ("p50", "p95", "max")}
                samples = int(metric.get("samples", 720))
                found.append(UtilisationLine(project=self.project, address=self.address, metric=name, samples=samples, suggestion=suggestion, **figures))
        if suggestion is not None and not found:
            found.append(UtilisationLine(project=self.project, address=self.address, metric="cpu", samples=0, suggestion=suggestion, p50=None, p95=None, max=None))
        return tuple(found)

    def quotas(self) -> tuple[QuotaLine, ...] | None:
        """One quota."""
        if "quota" not in self.test.given:
            return None
        said = self.part("quota", QUOTA)
        counts = {name: said.get(name) for name in ("used", "plan", "peak", "after", "limit", "headroom")}
        texts = {name: str(said.get(name, "")) for name in ("cloud", "project", "region", "name", "note")}
        status = QuotaStatus(said.get("status", "fits"))
        return (QuotaLine(status=status, resources=tuple(said.get("resources") or ()), **counts, **texts),)

    def budgets(self) -> tuple[Budget, ...]:
        """One budget."""
        if "budget" not in self.test.given:
            return ()
        said = dict(self.part("budget", BUDGET))
        limits = {key: number(said.pop(key)) for key in ("limit", "max_increase") if key in said}
        return (Budget(**{"name": "platform", **said, **limits}),)

    def commitments(self) -> tuple[UnusedCommitment, ...] | None:
        """Commitments that the bill shows as unused."""
        if "commitments" not in self.test.given:
            return None
        found = []
        for entry in self.entries("commitments", COMMITMENT):
            texts = {key: str(value) for key, value in entry.items() if key != "amount"}
            found.append(UnusedCommitment(**{"kind": "savings_plan", "provider": "aws", "currency": "USD", **texts}, amount=number(entry.get("amount")) or Decimal(0)))
        return tuple(found)

    @property
    def address(self) -> str:
        """The address of the resource under test."""
        return str(self.part("resource", RESOURCE).get("address", ""))

    def part(self, key: str, known: Collection[str]) -> Mapping[str, Any]:
        """One mapping of the example, with no key that means nothing."""
        return self.checked(self.test.given.get(key) or {}, known, key)

    def entries(self, key: str, known: Collection[str]) -> list[Mapping[str, Any]]:
        """A list of mappings."""
        listed = self.test.given.get(key) or []
        if not isinstance(listed, list):
            raise self.error(f"{key} is no list.")
        return [self.checked(entry, known, key) for entry in listed]

    def checked(self, value: Any, known: Collection[str], where: str) -> Mapping[str, Any]:
        """A mapping whose keys are known. Raises :class:`PolicyError`."""
        if not isinstance(value, Mapping):
            raise self.error(f"{where} is no mapping.")
        for key in value:
            if key not in known:
                raise self.error(f"there is no {where}.{key}.", near(str(key), known, "keys") if known else "")
        return value

    def error(self, message: str, hint: str = "") -> PolicyError:
        """An error in this example."""
        return PolicyError(f"{self.file}:{self.test.line}: test {self.test.name!r}: {message}", hint=hint)


def number(value: Any) -> Decimal | None:
    """A number of an example; ``None`` stays ``None``."""
    return None if value is None else Decimal(str(value))
