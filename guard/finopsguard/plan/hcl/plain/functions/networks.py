"""IP network functions."""

import ipaddress
from typing import Any

from finopsguard.plan.hcl.plain.functions.registry import Function, pure, text, whole
from finopsguard.plan.hcl.plain.values import EvaluationError

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _network(value: Any) -> _Network:
    if "/" not in text(value):
        raise EvaluationError(f"{text(value)!r} is no CIDR block")
    try:
        return ipaddress.ip_network(text(value), strict=False)
    except ValueError:
        raise EvaluationError(f"{text(value)!r} is no CIDR block") from None


def _cidrhost(prefix: Any, host: Any) -> str:
    network, place = _network(prefix), whole(host)
    if not -network.num_addresses <= place < network.num_addresses:
        raise EvaluationError(f"{network} has no host {place}")
    return str(network[place])


def _cidrnetmask(prefix: Any) -> str:
    network = _network(prefix)
    if network.version != 4:
        raise EvaluationError("only IPv4 has netmasks")
    return str(network.netmask)


def _cidrsubnet(prefix: Any, bits: Any, number: Any) -> str:
    network, more, place = _network(prefix), whole(bits), whole(number)
    length = network.prefixlen + more
    if more < 0 or length > network.max_prefixlen or not 0 <= place < 2**more:
        raise EvaluationError(f"{network} has no subnet {place} of {more} more bits")
    start = int(network.network_address) + (place << (network.max_prefixlen - length))
    return f"{type(network.network_address)(start)}/{length}"


def _cidrsubnets(prefix: Any, *bits: Any) -> list[str]:
    """One after the other, each at the next place where one of its size may begin."""
    network = _network(prefix)
    found: list[str] = []
    start = int(network.network_address)
    end = start + network.num_addresses
    for more in map(whole, bits):
        length = network.prefixlen + more
        if more < 1 or length > network.max_prefixlen:
            raise EvaluationError(f"{network} has no subnets of {more} more bits")
        size = 1 << (network.max_prefixlen - length)
        start = -(-start // size) * size
        if start + size > end:
            raise EvaluationError(f"{network} has no room for all subnets")
        found.append(f"{type(network.network_address)(start)}/{length}")
        start += size
    return found


FUNCTIONS: dict[str, Function] = {
    "cidrhost": pure(_cidrhost, 2),
    "cidrnetmask": pure(_cidrnetmask, 1),
    "cidrsubnet": pure(_cidrsubnet, 3),
    "cidrsubnets": pure(_cidrsubnets, 1, None),
}
