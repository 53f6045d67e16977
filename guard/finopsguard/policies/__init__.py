"""Policies: what a team allows, written in YAML, judged on what a run found.

The corridor uses four names: :func:`load` and :func:`select` give the policies of a run, :func:`evaluate` judges :class:`Facts` by
them, and :func:`reasons` tells what the results mean for the verdict.
"""

from finopsguard.policies.evaluate import Outcome, evaluate
from finopsguard.policies.facts import Facts, Project, RunTotals
from finopsguard.policies.load import load, shipped_folder
from finopsguard.policies.reasons import reasons
from finopsguard.policies.select import select

__all__ = ["Facts", "Outcome", "Project", "RunTotals", "evaluate", "load", "reasons", "select", "shipped_folder"]
