"""Terraform in: reads a plan file or a folder of Terraform, out comes a :class:`finopsguard.types.plan.Plan`."""

import os
from collections.abc import Mapping

import msgspec

from finopsguard.errors import PlanError
from finopsguard.plan.hcl.records import Inputs
from finopsguard.plan.limits import Limits, printable
from finopsguard.plan.plan_json import parse_plan, read_plan
from finopsguard.types.plan import Plan

__all__ = ["Inputs", "Limits", "parse_plan", "read_any", "read_plan"]

_DEFAULT_LIMITS = Limits()


def read_any(
    path: str,
    *,
    inputs: Inputs | None = None,
    include_examples: bool = False,
    limits: Limits = _DEFAULT_LIMITS,
    environ: Mapping[str, str] | None = None,
) -> list[Plan]:
    """The plan in a file, or one for each root module of a directory, in order of their paths.

    ``inputs`` is what directories are evaluated with; its ``environ`` is taken from ``environ`` where it is empty.
    Raises :class:`PlanError` as :func:`read_plan` does, and for a directory without Terraform.
    """
    around = {} if environ is None else environ
    if path == "-" or not os.path.isdir(path):  # noqa: PTH112  pathlib is slow to import and a path may hold a NUL
        if path.endswith((".tf", ".tofu", ".tf.json", ".tofu.json")) and os.path.isfile(path):  # noqa: PTH113  as above
            raise PlanError(
                f"{printable(path, 300)} is one file of a configuration.", hint="Name the folder that it lies in."
            )
        return [read_plan(path, limits=limits, environ=around)]
    from finopsguard.plan.hcl.directory import read_directory  # noqa: PLC0415  plan files do without
    from finopsguard.plan.hcl.discover import find_projects  # noqa: PLC0415

    given = inputs or Inputs()
    if not given.environ:
        given = msgspec.structs.replace(given, environ=around)
    projects = find_projects(path, include_examples=include_examples)
    return [read_directory(project, given, limits=limits, environ=around) for project in projects]
