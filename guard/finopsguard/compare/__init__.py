"""What a plan's resources really cost, and why that differs from their estimate (docs/actuals.md)."""

from finopsguard.compare.compare import Comparison, compare
from finopsguard.compare.matching import Matches, match
from finopsguard.compare.planned import planned

__all__ = ["Comparison", "Matches", "compare", "match", "planned"]
