"""Terraform in: detects and decodes a plan file, out comes a :class:`finopsguard.types.plan.Plan`."""

from finopsguard.plan.limits import Limits
from finopsguard.plan.plan_json import parse_plan, read_plan

__all__ = ["Limits", "parse_plan", "read_plan"]
