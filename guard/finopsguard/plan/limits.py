"""What a plan may be at most. Plans come from pull requests: a hostile one is refused by name, before it costs memory
or time.
"""

import msgspec

from finopsguard.errors import PlanError

MEBIBYTE = 1024 * 1024


class Limits(msgspec.Struct, frozen=True, gc=False):
    """Caps on one plan. Each refusal names the flag that adjusts it."""

    max_bytes: int = 512 * MEBIBYTE
    """Size of the file, and of what it holds once unpacked (``--max-plan-size``)."""
    max_depth: int = 200
    """Levels of nested arrays and objects (``--max-plan-depth``). Plans of Terraform stay under 30."""
    max_resources: int = 200_000
    """Objects in ``resource_changes`` (``--max-resources``)."""


def size_error(name: str, limits: Limits, *, size: int | None = None) -> PlanError:
    """The file, or what is packed in it, is too large. ``size`` is in bytes where known."""
    found = f"is {_mebibytes(size)}" if size is not None else "is larger than allowed"
    return PlanError(
        f"{name} {found}; a plan may be {_mebibytes(limits.max_bytes)}.",
        hint="If this plan is to be trusted, raise --max-plan-size.",
    )


def depth_error(name: str, limits: Limits) -> PlanError:
    """The JSON nests deeper than allowed."""
    return PlanError(
        f"{name} nests deeper than {limits.max_depth} levels; plans of Terraform stay under 30.",
        hint="If this plan is to be trusted, raise --max-plan-depth.",
    )


def resources_error(name: str, limits: Limits, count: int) -> PlanError:
    """More resources than allowed."""
    return PlanError(
        f"{name} holds {count:,} resources; a plan may hold {limits.max_resources:,}.",
        hint="If this plan is to be trusted, raise --max-resources.",
    )


def _mebibytes(size: int) -> str:
    """``536870912`` -> ``512 MiB``; small sizes in bytes."""
    return f"{size / MEBIBYTE:,.0f} MiB" if size >= MEBIBYTE else f"{size:,} bytes"


def printable(text: str, length: int = 120) -> str:
    """Text of the plan or of its path, fit for a message: no control characters, not longer than ``length``."""
    shown = "".join(character if character.isprintable() else "�" for character in text[: length + 1])
    return shown if len(shown) <= length else shown[:length] + "…"
