"""Reports made by hand for the tests of this room.

Sums are added up here, line by line, the way the corridor does it; the amounts of the lines are worked out by hand from
public list prices.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any

from finopsguard.types.discount import DiscountKind
from finopsguard.types.result import (
    ComponentLine,
    Conversion,
    Coverage,
    DiscountLine,
    Driver,
    PriceBook,
    PriceRef,
    ProjectLine,
    Report,
    ResourceLine,
    Total,
    Verdict,
)

D = Decimal
ZERO = D(0)
KNOWN = frozenset({"priced", "free", "depends_on_usage"})


def component(
    name: str, unit: str, quantity: str | None, unit_price: str | None, *, currency: str = "USD", **fields: Any
) -> ComponentLine:
    """A component whose list cost is quantity × unit price, less its discounts."""
    discounts: tuple[DiscountLine, ...] = fields.pop("discounts", ())
    known = quantity is not None and unit_price is not None
    cost = (
        D(quantity or 0) * D(unit_price or 0) - sum((discount.amount for discount in discounts), ZERO)
        if known
        else None
    )
    defaults: dict[str, Any] = {
        "monthly_cost": cost,
        "status": "priced" if known else "depends_on_usage",
        "usage_based": quantity is None,
        "price": PriceRef(source="aws-bulk", date="2026-04-28", sku="SKU123", provider="aws") if unit_price else None,
        "note": "",
    }
    return ComponentLine(
        name=name,
        unit=unit,
        quantity=None if quantity is None else D(quantity),
        unit_price=None if unit_price is None else D(unit_price),
        currency=currency,
        discounts=discounts,
        **(defaults | fields),
    )


def resource(
    address: str,
    action: str = "create",
    before: str | None = "0",
    after: str | None = "0",
    *,
    delta: str | None = "",
    **fields: Any,
) -> ResourceLine:
    """A resource; its delta is after - before unless it is given."""
    monthly, previous = (None if amount is None else D(amount) for amount in (after, before))
    if delta == "":
        difference = None if monthly is None or previous is None else monthly - previous
    else:
        difference = None if delta is None else D(delta)
    type_ = next((part for part in address.split(".") if "_" in part and "[" not in part), "aws_instance")
    defaults: dict[str, Any] = {
        "project": "prod/shop",
        "type": type_,
        "provider": type_.partition("_")[0],
        "region": "us-east-1",
        "region_source": "provider",
        "module": "",
        "status": "priced",
        "complete": True,
        "currency": "USD",
    }
    return ResourceLine(
        address=address,
        action=action,
        monthly_cost=monthly,
        previous_monthly_cost=previous,
        delta=difference,
        **(defaults | fields),
    )


def driver(attribute: str, before: str | None = None, after: str | None = None) -> Driver:
    """An attribute that moves the cost."""
    return Driver(attribute=attribute, before=before, after=after)


def discount(name: str, kind: DiscountKind, rate: str, amount: str) -> DiscountLine:
    """What a discount took off."""
    return DiscountLine(name=name, kind=kind, rate=D(rate), amount=D(amount))


def sums(lines: Iterable[ResourceLine], rates: dict[str, Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """Known monthly cost, previous cost and delta, converted."""
    monthly = previous = delta = ZERO
    for line in lines:
        rate = rates[line.currency]
        monthly += (line.monthly_cost or ZERO) * rate
        previous += (line.previous_monthly_cost or ZERO) * rate
        delta += (line.delta or ZERO) * rate
    return monthly, previous, delta


def report(
    lines: Iterable[ResourceLine] = (),
    *,
    conversions: tuple[Conversion, ...] = (),
    verdicts: Mapping[str, Verdict] | None = None,
    **fields: Any,
) -> Report:
    """A report on ``lines``: totals, coverage and projects are worked out; ``verdicts`` are those that do not pass."""
    resources = tuple(lines)
    currency = fields.pop("currency", "USD")
    rates = {currency: D(1)} | {conversion.source: conversion.rate for conversion in conversions}
    joined = all(line.currency in rates for line in resources)
    monthly, previous, delta = sums(resources, rates) if joined and resources else (None, None, None)
    complete = all(line.complete and line.status in KNOWN for line in resources)
    changed = [line for line in resources if line.action not in {"no-op", "read"}]
    counts = {
        status: sum(line.status == status for line in resources) for status in (*KNOWN, "unsupported", "no_price")
    }
    defaults: dict[str, Any] = {
        "tool_version": "0.1.0",
        "verdict": Verdict.PASS,
        "exit_code": 0,
        "total_monthly_cost": monthly,
        "previous_monthly_cost": previous,
        "delta_monthly_cost": delta,
        "delta_percent": delta / previous * 100 if delta is not None and previous else None,
        "complete": complete,
        "totals": tuple(_totals(resources)),
        "coverage": Coverage(
            **counts,
            changed_total=len(changed),
            changed_known=sum(line.status in KNOWN for line in changed),
            changed_depends_on_usage=sum(line.status == "depends_on_usage" for line in changed),
        ),
        "price_book": PriceBook(date="2026-05-01", hash="3f2a91c0d4e5b6a798", oldest="2025-11-02"),
        "hours_per_month": D(730),
        "projects": tuple(_projects(resources, rates, verdicts or {})) if joined else (),
    }
    return Report(currency=currency, resources=resources, conversions=conversions, **(defaults | fields))


def _totals(lines: tuple[ResourceLine, ...]) -> Iterable[Total]:
    for currency in sorted({line.currency for line in lines}):
        monthly, previous, delta = sums((line for line in lines if line.currency == currency), {currency: D(1)})
        yield Total(currency=currency, monthly=monthly, delta=delta, previous=previous)


def _projects(
    lines: tuple[ResourceLine, ...], rates: dict[str, Decimal], verdicts: Mapping[str, Verdict]
) -> Iterable[ProjectLine]:
    for name in dict.fromkeys(line.project for line in lines):
        own = [line for line in lines if line.project == name]
        monthly, _, delta = sums(own, rates)
        yield ProjectLine(
            name=name,
            path=f"{name}/plan.json",
            verdict=verdicts.get(name, Verdict.PASS),
            total_monthly_cost=monthly,
            delta_monthly_cost=delta,
            complete=all(line.complete and line.status in KNOWN for line in own),
            plan_hash=sha256(name.encode(errors="replace")).hexdigest(),
            terraform_version="1.9.8",
            resources=len(own),
            changed=sum(line.action not in {"no-op", "read"} for line in own),
        )
