"""What an example of a policy says besides resources: a bill, metrics, quotas, budgets, commitments."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from finopsguard.errors import PolicyError
from finopsguard.policies.expressions.parse import near
from finopsguard.policies.policy import Test
from finopsguard.policies.sample import SampleContext
from finopsguard.types.actual import ActualLine, CauseLine, Period, Suggestion, UtilisationLine
from finopsguard.types.policy import Budget, UnusedCommitment
from finopsguard.types.quota import QuotaLine, QuotaStatus

PROJECT = "plan.json"
PERIOD = Period("2025-12-01", "2025-12-31")
RESOURCE = (
    "address",
    "type",
    "name",
    "module",
    "provider",
    "region",
    "region_source",
    "values",
    "tags",
    "file",
    "line",
)
ACTUAL = ("amount", "list", "expected", "currency", "basis", "cause")
UTILISATION = ("cpu", "memory", "suggestion")
METRIC = ("p50", "p95", "max", "samples")
SUGGESTION = ("attribute", "before", "after", "monthly_saving", "currency", "note")
COMMITMENT = ("kind", "provider", "amount", "currency", "region", "family", "name")
COUNTS = ("used", "plan", "peak", "after", "limit", "headroom")
QUOTA = (*COUNTS, "cloud", "project", "region", "name", "status", "resources", "note")
BUDGET = ("name", "limit", "max_increase", "percent", "currency", "project", "module", "tags", "team", "action")


class GivenInputs:
    """Inputs of an example. What it does not mention is what nobody asked for."""

    def __init__(self, test: Test, file: str) -> None:
        self.test = test
        self.file = file
        self.context = SampleContext()

    def actuals(self) -> tuple[ActualLine, ...] | None:
        """The bill of the resource under test; none on a bill that was read for ``actual: {}``."""
        if "actual" not in self.test.given:
            return None
        said = self.part("actual", ACTUAL)
        if not said:
            return ()
        billed, listed = number(said.get("amount")) or Decimal(0), number(said.get("list"))
        causes = (CauseLine(str(said["cause"]), billed - (listed or Decimal(0))),) if said.get("cause") else ()
        line = ActualLine(
            project=self.project,
            address=self.address,
            resource_id="i-0",
            match=None,
            period=PERIOD,
            currency=str(said.get("currency") or "USD"),
            basis=str(said.get("basis") or "net"),
            list=listed,
            expected=number(said.get("expected")),
            actual=billed,
            difference=None if listed is None else billed - listed,
            causes=causes,
        )
        return (line,)

    def utilisation(self) -> tuple[UtilisationLine, ...] | None:
        """Metrics of the resource under test."""
        if "utilisation" not in self.test.given:
            return None
        said = self.part("utilisation", UTILISATION)
        suggestion = self.suggestion(said.get("suggestion"))
        found = []
        for name in ("cpu", "memory"):
            if name in said or (name == "cpu" and suggestion is not None):
                metric = self.checked(said.get(name) or {}, METRIC, f"utilisation.{name}")
                line = UtilisationLine(
                    project=self.project,
                    address=self.address,
                    metric=name,
                    p50=number(metric.get("p50")),
                    p95=number(metric.get("p95")),
                    max=number(metric.get("max")),
                    samples=int(metric.get("samples", 720)),
                    suggestion=suggestion,
                )
                found.append(line)
        return tuple(found)

    def suggestion(self, given: Any) -> Suggestion | None:
        """What would save money."""
        if given is None:
            return None
        said = self.checked(given, SUGGESTION, "utilisation.suggestion")
        texts = {key: str(said.get(key, "")) for key in ("attribute", "before", "after", "currency", "note")}
        return Suggestion(monthly_saving=number(said.get("monthly_saving")), **texts)

    def quotas(self) -> tuple[QuotaLine, ...] | None:
        """One quota."""
        if "quota" not in self.test.given:
            return None
        said = self.part("quota", QUOTA)
        given: dict[str, Any] = {name: said.get(name) for name in COUNTS}
        given.update({name: str(said.get(name, "")) for name in ("cloud", "project", "region", "name", "note")})
        return (
            QuotaLine(
                status=QuotaStatus(said.get("status", "fits")), resources=tuple(said.get("resources") or ()), **given
            ),
        )

    def budgets(self) -> tuple[Budget, ...]:
        """One budget."""
        if "budget" not in self.test.given:
            return ()
        said: dict[str, Any] = {"name": "platform", **self.part("budget", BUDGET)}
        for key in ("limit", "max_increase"):
            said[key] = number(said.get(key))
        return (Budget(**said),)

    def commitments(self) -> tuple[UnusedCommitment, ...] | None:
        """Commitments that the bill shows as unused."""
        if "commitments" not in self.test.given:
            return None
        found = []
        for entry in self.entries("commitments", COMMITMENT):
            texts = {"kind": "savings_plan", "provider": "aws", "currency": "USD"}
            texts.update({key: str(value) for key, value in entry.items() if key != "amount"})
            found.append(UnusedCommitment(amount=number(entry.get("amount")) or Decimal(0), **texts))
        return tuple(found)

    @property
    def project(self) -> str:
        """The plan's name."""
        return str(self.test.given.get("project") or PROJECT)

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
