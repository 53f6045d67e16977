"""Small directories of Terraform for tests, and what comes of them."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from finopsguard.config import Config, Project
from finopsguard.plan.hcl.directory import read_directory
from finopsguard.plan.hcl.records import Inputs
from finopsguard.plan.limits import Limits
from finopsguard.plan.values import decode
from finopsguard.pricing import Pricing
from finopsguard.types.plan import Plan
from finopsguard.types.result import ResourceLine

VOLUME = 'resource "aws_ebs_volume" "ok" {\n  availability_zone = "us-east-1a"\n  size              = 10\n}\n'
"""A resource that costs 1 USD a month and needs nothing else."""


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Writes files by their paths; answers the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def plan_of(folder: Path, main: str | None = None, **inputs: Any) -> Plan:
    """The plan of a directory, of a ``main.tf`` where one is given."""
    if main is not None:
        write(folder, {"main.tf": main})
    return read_directory(str(folder), Inputs(**inputs), environ=inputs.get("environ", {}), engine="tfparse")


def values(plan: Plan) -> dict[str, Any]:
    """Known values by address."""
    return {change.address: decode(change.after) for change in plan.changes}


def unknown(plan: Plan, address: str) -> Any:
    """The marks of what is not known."""
    return next(plan.context.unknown(change) for change in plan.changes if change.address == address)


def lines(plan: Plan) -> dict[str, ResourceLine]:
    """Priced lines by address, from the shipped book."""
    checked = Pricing(Config(), Limits(), {}, lambda _step: None).price(plan, Project(name=plan.name, path=plan.path))
    return {line.address: line for line in checked.lines}


def cost(line: ResourceLine) -> Decimal | None:
    """Dollars a month, in cents."""
    return None if line.monthly_cost is None else line.monthly_cost.quantize(Decimal("0.01"))
