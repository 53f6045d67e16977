"""What costs nothing, by name and with the reason: never by silence."""

from functools import cache
from pathlib import Path

from finopsguard.types.plan import ResourceChange

FREE_PROVIDERS = {
    name: f"the {name} provider makes nothing that anybody bills for"
    for name in (
        "archive",
        "cloudinit",
        "external",
        "http",
        "local",
        "null",
        "random",
        "template",
        "terraform",
        "time",
        "tls",
    )
}
BY_TYPE = "the provider charges nothing for it by itself"


def reason(change: ResourceChange) -> str:
    """Why a resource is free; empty when it is not known to be."""
    if change.type in free_types():
        return BY_TYPE
    return FREE_PROVIDERS.get(change.provider, "")


@cache
def free_types() -> frozenset[str]:
    """Types for which the provider charges nothing by themselves (``free_types.txt``, one a line)."""
    text = (Path(__file__).parent / "free_types.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.split("\n") if line and not line.startswith("#"))
