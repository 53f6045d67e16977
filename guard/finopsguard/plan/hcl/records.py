"""What an engine makes of a directory: the instances of its resources with the values that can be known without a plan.

Two engines answer alike: :mod:`finopsguard.plan.hcl.tfparse_engine` and, where tfparse has no wheel,
:mod:`finopsguard.plan.hcl.plain_engine` over python-hcl2. What follows (references, regions, prices) does not ask which.
"""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import msgspec


class Inputs(msgspec.Struct, frozen=True, kw_only=True):
    """What a directory is evaluated with, besides its files."""

    var_files: tuple[str, ...] = ()
    """``--var-file``, in order; after terraform.tfvars and *.auto.tfvars, which are found in the directory."""
    variables: tuple[tuple[str, str], ...] = ()
    """``--var NAME=VALUE``, in order; after the files."""
    environ: Mapping[str, str] = {}
    """Where ``TF_VAR_*`` and ``TF_WORKSPACE`` are looked up; before the files."""
    workspace: str = ""
    """Empty: TF_WORKSPACE, the one that is selected in .terraform, or default."""


class Kind(StrEnum):
    """What is wrong with a directory."""

    SYNTAX = "syntax"
    """A file cannot be parsed; the others still are."""
    LOST = "lost"
    """A block that evaluation lost."""
    UNKNOWN_COUNT = "unknown-count"
    """``count`` or ``for_each`` follows from what only a plan knows: how many there are is not known."""
    MISSING_MODULE = "missing-module"
    """A module that is not initialised."""
    NO_VALUE = "no-value"
    """A variable without a default to which nobody gave a value."""
    INVALID = "invalid"
    """An expression or block that Terraform would refuse: its value is taken as unknown."""
    WAIVER = "waiver"
    """An inline waiver that does not count as it is written."""
    CYCLE = "cycle"
    REFUSED = "refused"
    """Something that leaves the repository, or that is larger than the limits."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a directory alone does not answer, or that is wrong with it. One sentence and its place."""

    kind: Kind
    message: str
    """What is wrong, as a sentence without its place."""
    hint: str = ""
    address: str = ""
    file: str = ""
    """As the user can open it: relative to the directory that was named, joined to it."""
    line: int | None = None
    column: int | None = None


def unknown_count(address: str, why: str) -> tuple[str, str]:
    """The sentence and the hint for a block of which nobody can tell how many there are."""
    return (
        f"How many instances {address} has is not known without a plan ({why}), so none of them is in the total",
        "Give the variables it depends on, or check a plan: terraform show -json.",
    )


class Instance(msgspec.Struct, kw_only=True):
    """One instance of a ``resource`` or ``data`` block."""

    address: str
    """As Terraform writes it: ``module.app["eu"].aws_instance.web[0]``."""
    mode: str
    """``managed`` or ``data``."""
    type: str
    name: str
    module_address: str = ""
    index: str | int | None = None
    values: dict[str, Any]
    """Attributes that are known. As in plan JSON: a nested block is a list of objects, also where there is one; numbers are int or Decimal;
    attributes that are not set are absent; ``dynamic`` blocks are expanded."""
    unknown: dict[str, Any] | bool
    """As ``after_unknown`` in plan JSON: ``True`` at each place whose value cannot be known without a plan."""
    sensitive: dict[str, Any] | bool = False
    """As ``after_sensitive``: ``True`` at values that come from sensitive variables or outputs."""
    file: str = ""
    line: int | None = None
    end_line: int | None = None
    provider: str = ""
    """The provider configuration that manages it, by its name in the module that configures it: ``aws``, ``aws.eu``."""
    provider_values: dict[str, Any] = {}
    """Arguments of that configuration that are known and not sensitive: ``region``, ``default_tags``. Credentials may be among them."""


class Evaluation(msgspec.Struct, kw_only=True):
    """A root module with all modules that it calls."""

    engine: str
    """Name and version, as the report says it: ``tfparse 0.6.22``."""
    instances: list[Instance]
    problems: list[Problem]
    variables: dict[str, Any] = {}
    """Values of the root module's variables that are known; never printed."""


class Engine(Protocol):
    """How a directory is evaluated."""

    def __call__(self, root: Path, boundary: Path, inputs: Inputs) -> Evaluation:
        """Evaluates the root module in ``root``. Nothing outside ``boundary`` (the repository) is read.

        Raises ``PlanError`` only where nothing at all can be said; what is wrong with one file or block is a problem of the answer.
        """
