"""Amounts of one resource in the words of a report, and amounts of several currencies side by side."""

from decimal import Decimal

from finopsguard.report.format import NOT_KNOWN, delta, money, status_word
from finopsguard.types.money import ZERO
from finopsguard.types.result import Report, ResourceLine

ABSENT = "–"
"""Before a creation and after a deletion: there is nothing, which is not the same as nothing to pay."""


NO_BASE = "no base"
"""In place of an amount before the change, and of a difference, where there is nothing to compare with."""


def is_stateless(report: Report) -> bool:
    """Whether no project of the report has a base to compare with: then nothing in it is a difference."""
    return bool(report.projects) and all(project.stateless for project in report.projects)


class Exchange:
    """The report's conversion rates into its own currency."""

    def __init__(self, report: Report) -> None:
        self.currency = report.currency
        self._rates = {line.source: line.rate for line in report.conversions if line.target == report.currency}

    def joins(self, currency: str) -> bool:
        """Whether amounts in ``currency`` can be added to those in the report's."""
        return currency == self.currency or currency in self._rates

    def convert(self, amount: Decimal, currency: str) -> Decimal:
        """``amount`` in the report's currency; in its own where no rate joins the two (ask :meth:`joins`)."""
        return amount if currency == self.currency else amount * self._rates.get(currency, Decimal(1))

    def shown(self, currency: str) -> str:
        """The currency in which amounts of ``currency`` are added up."""
        return self.currency if self.joins(currency) else currency


def before_text(line: ResourceLine) -> str:
    """What the resource costs now, or the word for why that is not known."""
    if line.action == "create" and not line.importing and not line.previous_monthly_cost:
        return ABSENT
    return _known_or_word(line, line.previous_monthly_cost)


def after_text(line: ResourceLine) -> str:
    """What it will cost, or the word for why that is not known."""
    if line.action == "delete" and not line.monthly_cost:
        return ABSENT
    return _known_or_word(line, line.monthly_cost)


def delta_text(line: ResourceLine) -> str:
    """What the change adds or takes off; where that is not known, the amounts beside it say why."""
    return NOT_KNOWN if line.delta is None else delta(line.delta, line.currency)


def range_text(low: Decimal | None, high: Decimal | None, currency: str) -> str:
    """``between $1.00 and $2.00``; empty where there is no range."""
    if low is None or low == high:
        return ""
    if high is None:
        return f"{money(low, currency)} or more"
    return f"between {money(low, currency)} and {money(high, currency)}"


def direction(amount: Decimal | None) -> int:
    """1 for dearer, -1 for cheaper, 0 for neither or not known."""
    if amount is None or amount == ZERO:
        return 0
    return 1 if amount > 0 else -1


def _known_or_word(line: ResourceLine, amount: Decimal | None) -> str:
    """The amount, or which of the five words stands in its place."""
    if amount is None:
        return NOT_KNOWN if line.status == "priced" else status_word(line.status)
    if amount == ZERO and line.status == "free":
        return status_word("free")
    return money(amount, line.currency)
