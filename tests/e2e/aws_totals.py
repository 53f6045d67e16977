"""What the checks of fixtures/plans/aws have in common."""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from finopsguard.check import check
from finopsguard.config import Config
from finopsguard.types.result import Report

FIXTURES = Path(__file__).parents[2] / "fixtures"
H = 730
"""Hours a month."""


def D(text: str) -> Decimal:  # noqa: N802  keeps the arithmetic readable
    return Decimal(text)


def usage_file(name: str) -> str:
    """A usage file of the fixtures."""
    return str(FIXTURES / "usage" / f"{name}.yml")


def report(plan: str, usage: str = "") -> Report:
    return check([str(FIXTURES / "plans" / "aws" / f"{plan}.json")], Config(usage_file=usage), environ={})


def rounded(amount: Decimal | None) -> str:
    assert amount is not None
    return str(amount.quantize(D("0.01"), rounding=ROUND_HALF_UP))
