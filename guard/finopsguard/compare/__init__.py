"""Planned against live: what resources really cost and why that differs from their estimate (docs/actuals.md), utilisation, quotas."""

from finopsguard.compare.compare import Comparison, compare
from finopsguard.compare.matching import Matches, match
from finopsguard.compare.planned import planned

__all__ = ["Comparison", "Matches", "compare", "match", "planned"]
