"""Requests that are billed by the size of what they carry: one for every started 64 KB, and the like."""

from decimal import ROUND_CEILING, Decimal

from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Number, Unknown
from finopsguard.types.money import ONE


def started(amount: Number, size: Decimal) -> Number:
    """How many pieces of ``size`` hold ``amount``; at least one."""
    if isinstance(amount, Unknown):
        return amount
    return max((amount / size).to_integral_value(ROUND_CEILING), ONE)


def billed_requests(resource: Resource, requests: str, sizes: tuple[str, ...], chunk: Decimal) -> Number | None:
    """Requests (usage key ``requests``) times the chunks of each; of one chunk unless a usage key of ``sizes`` says more.

    ``None`` where the usage file gives no requests.
    """
    count = resource.usage(requests)
    if count is None:
        return None
    for key in sizes:
        size = resource.usage(key)
        if size is not None:
            return count * started(size, chunk)
    return count


def in_units(amount: Number | None, scale: Decimal) -> Number | None:
    """An amount in units of ``scale``; ``None`` stays ``None``."""
    return None if amount is None else amount / scale
