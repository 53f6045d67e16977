"""Terraform in: reads a plan file or a folder of Terraform, out comes a :class:`finopsguard.types.plan.Plan`."""

from collections.abc import Mapping

from finopsguard.plan.hcl.records import Inputs
from finopsguard.plan.limits import Limits
from finopsguard.plan.plan_json import parse_plan, read_plan
from finopsguard.types.plan import Plan

__all__ = ["Inputs", "Limits", "parse_plan", "read_any", "read_plan"]


def read_any(
    path: str, *, limits: Limits, environ: Mapping[str, str], inputs: Inputs, include_examples: bool = False
) -> list[Plan]:
    """The plan in a file, or one for each root module of a folder."""
    return [read_plan(path, limits=limits, environ=environ)]
