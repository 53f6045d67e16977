"""Application, Network, Gateway and Classic Load Balancers (AWS: "Elastic Load Balancing pricing")."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Number, Unknown, larger

ELB = "AWSELB"
CONNECTIONS, ACTIVE, GIGABYTES, RULES = (
    "new_connections",
    "active_connections",
    "processed_bytes_gb",
    "rule_evaluations",
)


class Kind(NamedTuple):
    """A kind of load balancer: its name in the bill, its price's key, and what one capacity unit holds of each dimension."""

    name: str
    price: str
    unit_holds: Mapping[str, int]


def _holds(connections: int, active: int) -> dict[str, int]:
    """New connections a second, active ones a minute; every unit of every kind holds 1 GB an hour."""
    return {CONNECTIONS: connections, ACTIVE: active, GIGABYTES: 1}


KINDS = {
    "application": Kind("Application load balancer", "alb", {**_holds(25, 3_000), RULES: 1_000}),
    "network": Kind("Network load balancer", "nlb", _holds(800, 100_000)),
    "gateway": Kind("Gateway load balancer", "gwlb", _holds(600, 60_000)),
}
BY_PROTOCOL = {"TLS": _holds(50, 3_000), "UDP": _holds(400, 50_000), "TCP_UDP": _holds(400, 50_000)}
"""What a unit of a network load balancer holds where a listener is not plain TCP; the dearest of its listeners counts."""


@about(
    components=(
        ("Application load balancer", "hours"),
        ("Network load balancer", "hours"),
        ("Gateway load balancer", "hours"),
        ("Load balancer capacity units", "LCU"),
        ("Reserved load balancer capacity units", "LCU"),
    ),
    services=(ELB,),
    usage=(
        (CONNECTIONS, "new connections a second"),
        (ACTIVE, "active connections a minute"),
        (GIGABYTES, "GB a month"),
        (RULES, "rules processed a second (application load balancers)"),
    ),
    assumptions=(
        "Capacity units run all month at the largest of the dimensions that the usage file gives; their price is that of a month.",
        "A network load balancer's units are those of TCP, or of the dearest protocol among its listeners in the plan.",
    ),
)
def load_balancer(resource: Resource, bill: Bill) -> None:
    """``aws_lb`` and ``aws_alb``: hours, and capacity units by usage."""
    type_ = resource.text("load_balancer_type", "application")
    kind = None if isinstance(type_, Unknown) else KINDS.get(type_)
    inputs = ("load_balancer_type",)
    if kind is None:
        why = type_.why if isinstance(type_, Unknown) else f"the price book knows no {type_} load balancer"
        bill.add("Load balancer", "hours", resource.settings.hours, Missing(why), inputs=inputs)
        return
    hours = resource.settings.hours
    bill.add(kind.name, "hours", hours, resource.price(ELB, kind.price, "hour"), inputs=inputs)
    reserved = resource.block("minimum_load_balancer_capacity")
    if reserved is not None:
        price = resource.price(ELB, kind.price, "reserved-lcu")
        count = reserved.number("capacity_units")
        name = "Reserved load balancer capacity units"
        bill.add(name, "LCU", count, price, scale=hours, inputs=("minimum_load_balancer_capacity.0.capacity_units",))
    bill.use_amount(
        "Load balancer capacity units",
        "LCU",
        _units(resource, kind),
        resource.price(ELB, kind.price, "lcu"),
        keys=tuple(kind.unit_holds),
        inputs=inputs,
        scale=hours,
    )


@about(
    components=(("Classic load balancer", "hours"), ("Data processed", "GB")),
    services=(ELB,),
    usage=(("monthly_data_processed_gb", "GB"),),
)
def classic(resource: Resource, bill: Bill) -> None:
    """``aws_elb``: hours, and data by usage."""
    bill.add("Classic load balancer", "hours", resource.settings.hours, resource.price(ELB, "clb", "hour"))
    bill.use("Data processed", "GB", resource.price(ELB, "clb", "gb"), key="monthly_data_processed_gb")


def _units(resource: Resource, kind: Kind) -> Number | None:
    """Capacity units at work on average: the largest of the given dimensions; ``None`` where none is given."""
    holds = dict(kind.unit_holds)
    if kind.price == "nlb":
        for listener in resource.referrers("aws_lb_listener", "load_balancer_arn"):
            for dimension, held in BY_PROTOCOL.get(str(listener.block.text("protocol")), holds).items():
                holds[dimension] = min(held, holds[dimension])
    units: Number | None = None
    for dimension, held in holds.items():
        given = resource.usage(dimension)
        if given is not None:
            month: Number = given / resource.settings.hours if dimension == GIGABYTES else given
            part = month / Decimal(held)
            units = part if units is None else larger(units, part)
    return units
