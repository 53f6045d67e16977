"""All functions of Terraform's language by name. What is not here (a provider's function, ``uuid``) gives an unknown."""

from finopsguard.plan.hcl.plain.functions import (
    collections,
    conversions,
    dates,
    encoding,
    filesystem,
    formatting,
    hashes,
    lookups,
    networks,
    numeric,
    patterns,
    strings,
)
from finopsguard.plan.hcl.plain.functions.registry import Function

FUNCTIONS: dict[str, Function] = {
    **numeric.FUNCTIONS,
    **strings.FUNCTIONS,
    **formatting.FUNCTIONS,
    **patterns.FUNCTIONS,
    **collections.FUNCTIONS,
    **lookups.FUNCTIONS,
    **encoding.FUNCTIONS,
    **filesystem.FUNCTIONS,
    **dates.FUNCTIONS,
    **hashes.FUNCTIONS,
    **networks.FUNCTIONS,
    **conversions.FUNCTIONS,
}

__all__ = ["FUNCTIONS", "Function"]
