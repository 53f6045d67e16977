"""Predicted against actual as bars, for the html page. The table under the chart has the same figures."""

from collections.abc import Iterable
from decimal import Decimal

import msgspec

from finopsguard.report.actuals import ActualRow, Actuals
from finopsguard.report.escape import shortened_middle
from finopsguard.report.format import money

MOST = 8
"""Resources in the chart."""
_LABEL = 36
_WIDEST = 70
"""Length of the longest bar in % of the chart: its amount stands beside it."""


class Bar(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Two bars of one resource, lengths in % of the chart's width; a list price above what is expected is a mark on the first."""

    label: str
    predicted: str
    actual: str
    predicted_width: Decimal
    actual_width: Decimal
    list_width: Decimal | None

    @property
    def predicted_end(self) -> Decimal:
        """Where the amount stands: beyond the bar and beyond the mark."""
        return max(self.predicted_width, self.list_width or Decimal(0))

    @property
    def actual_end(self) -> Decimal:
        """As above."""
        return max(self.actual_width, self.list_width or Decimal(0))


def bars(found: Actuals, currency: str) -> list[Bar]:
    """The first rows that have a prediction, in the order of the table."""
    rows = [row for row in found.rows if row.amounts[1] is not None][:MOST]
    longest = max((abs(amount) for row in rows for amount in _lengths(row)), default=Decimal(0))
    return [_bar(row, longest, currency) for row in rows] if longest else []


def _lengths(row: ActualRow) -> Iterable[Decimal]:
    return (amount for amount in row.amounts[:3] if amount is not None)


def _bar(row: ActualRow, longest: Decimal, currency: str) -> Bar:
    def width(amount: Decimal | None) -> Decimal:
        """A credit has no length; its amount says it."""
        return (max(amount or Decimal(0), Decimal(0)) * _WIDEST / longest).quantize(Decimal("0.1"))

    listed, expected, actual, _ = row.amounts
    return Bar(
        label=shortened_middle(row.address, _LABEL),
        predicted=money(expected or Decimal(0), currency),
        actual=money(actual or Decimal(0), currency),
        predicted_width=width(expected),
        actual_width=width(actual),
        list_width=width(listed) if listed is not None and listed != expected else None,
    )
