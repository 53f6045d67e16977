"""Shares out what is limited: savings plans, reservations, committed use and credits (docs/prices.md says how, with an example).

A pool is a month's worth: ``per_hour`` or ``count`` times the hours of a month, or ``per_month``. It goes to what it covered before
the change first, as far as that is still there, so that a change moves the cost of what it touches; what is left goes to the dearest
price per hour (savings plans, committed spend), or by address (reservations, credits). Pools are shared out in the order written,
credits last: they pay what is left.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Context, Decimal

import msgspec
from msgspec.structs import replace

from finopsguard.discount_rules import size_units
from finopsguard.resources.discounts import Discounts, Place, listed, may_commit
from finopsguard.types.cost import Component, Estimate
from finopsguard.types.discount import AppliedDiscount, Discount, DiscountKind
from finopsguard.types.money import ONE, ZERO

_SHOWN = Context(prec=4)
Key = tuple[str, str, str, str, int]
"""Project, address, deposed key, name of the line, and which of that name."""


class Usage(msgspec.Struct, frozen=True):
    """A line that may be covered."""

    key: Key
    component: Component
    place: Place


class Share(msgspec.Struct, frozen=True):
    """What one pool gives one line."""

    rule: Discount
    part: Decimal
    """Share of the line that is covered; of a credit the amount."""
    drawn: Decimal
    """What it takes out of the pool."""


class Shares(msgspec.Struct, frozen=True):
    """What all pools give."""

    by_line: dict[Key, list[Share]]
    used: dict[str, Decimal]
    """By the rule's name, in the pool's own measure for a month."""


NOTHING = Shares({}, {})


def share_out(discounts: Discounts, usages: Sequence[Usage], hours: Decimal, before: Shares = NOTHING) -> Shares:
    """What each line gets. ``before`` is the answer for the state before the change."""
    by_line: dict[Key, list[Share]] = {}
    used: dict[str, Decimal] = {}
    for rule in sorted(discounts.pools, key=lambda rule: rule.per_month is not None):  # credits pay what is left
        pool = _Pool(rule, hours)
        fitting = [
            usage
            for usage in usages
            if usage.component.price is not None and discounts.fits(rule, usage.component.price, usage.place)
        ]
        earlier = {key: given.drawn for key, shares in before.by_line.items() for given in shares if given.rule is rule}
        pool.serve(fitting, by_line, earlier)
        used[rule.name] = pool.capacity - pool.left
    return Shares(by_line, used)


def capacity(rule: Discount, hours: Decimal) -> Decimal:
    """A month's worth of a pool: money, or hours of machines (of the smallest size, where sizes share)."""
    if rule.per_month is not None:
        return rule.per_month
    return (rule.per_hour or (rule.count or ZERO) * _one(rule)) * hours


def measured(rule: Discount, amount: Decimal, hours: Decimal) -> Decimal:
    """A month's worth in what the rule counts in: money an hour, machines at a time, or money a month."""
    return amount if rule.per_month is not None else amount / hours / (_one(rule) if rule.per_hour is None else ONE)


class _Pool:
    """One rule and what is left of it."""

    def __init__(self, rule: Discount, hours: Decimal) -> None:
        self.rule = rule
        self.capacity = self.left = capacity(rule, hours)

    def serve(self, usages: Iterable[Usage], by_line: dict[Key, list[Share]], earlier: Mapping[Key, Decimal]) -> None:
        """Give to the lines, those that had something before the change first."""
        open_ = {usage.key: (usage, need) for usage in usages if (need := self._need(usage, by_line)) > 0}
        wanted = {key: min(drawn, open_[key][1]) for key, drawn in earlier.items() if key in open_}
        ordered = sorted(open_.values(), key=lambda each: self._order(each[0]))
        # Two rounds, one share each: what was covered stays covered, then what is left goes round.
        given = {}
        for usage, _need in ordered:
            given[usage.key] = self._take(wanted.get(usage.key, ZERO))
        for usage, need in ordered:
            given[usage.key] += self._take(need - given[usage.key])
            if given[usage.key] > 0:
                by_line.setdefault(usage.key, []).append(self._share(usage, need, given[usage.key], by_line))

    def _take(self, amount: Decimal) -> Decimal:
        taken = min(amount, self.left)
        self.left -= taken
        return taken

    def _order(self, usage: Usage) -> tuple[Decimal, Key]:
        return (-(usage.component.unit_price or ZERO) if self.rule.per_hour is not None else ZERO, usage.key)

    def _need(self, usage: Usage, by_line: Mapping[Key, Sequence[Share]]) -> Decimal:
        """What covering all that is left of a line takes out of the pool."""
        rule, part = self.rule, usage.component
        if rule.per_month is not None:
            own = covered(part, by_line.get(usage.key, ()))
            return (own.monthly_cost or ZERO) if part.currency == rule.currency else ZERO
        if not may_commit(rule, part):
            return ZERO
        left = _left(by_line.get(usage.key, ()))
        if rule.per_hour is not None:
            return left * listed(part) * (ONE - rule.rate) if part.currency == rule.currency else ZERO
        return left * (part.quantity or ZERO) * (_units(part) if rule.size else ONE)

    def _share(self, usage: Usage, need: Decimal, given: Decimal, by_line: Mapping[Key, Sequence[Share]]) -> Share:
        if self.rule.per_month is not None:
            return Share(self.rule, given, given)
        left = _left(by_line.get(usage.key, ()))
        return Share(self.rule, left if given == need else left * given / need, given)


def covered(part: Component, shares: Sequence[Share]) -> Component:
    """The line with its shares in place of sustained use, before the rates that it has, and credits last."""
    if not shares:
        return part
    left = list_cost = listed(part)
    open_ = _left(shares)
    taken = []

    def take(name: str, kind: DiscountKind, rate: Decimal, amount: Decimal, source: str) -> None:
        nonlocal left
        amount = min(amount, left)
        if amount > 0:
            taken.append(AppliedDiscount(name, kind, rate, amount, source))
            left -= amount

    commitments = [share for share in shares if share.rule.per_month is None]
    for share in commitments:
        rule = share.rule
        rate = share.part * rule.rate
        take(_named(share), rule.kind, rate, list_cost * rate, rule.source)
    for known in part.discounts:
        if known.kind is DiscountKind.SUSTAINED_USE:
            take(known.name, known.kind, known.rate * open_, list_cost * open_ * known.rate, known.source)
        else:
            take(known.name, known.kind, known.rate, left * known.rate, known.source)
    for share in shares:
        if share.rule.per_month is not None and left:
            take(share.rule.name, share.rule.kind, min(share.part / left, ONE), share.part, share.rule.source)
    return replace(part, monthly_cost=left, discounts=tuple(taken))


def settled(estimate: Estimate, shares: Sequence[Sequence[Share]], discounts: Discounts) -> Estimate:
    """The estimate with each line's shares.

    Where values are unknown, the lower bound is what the best commitments could make of it: other values may be covered wholly.
    """
    if not any(shares):
        return estimate
    parts = tuple(covered(part, given) for part, given in zip(estimate.components, shares, strict=True))
    known = [
        part.monthly_cost for part in parts if part.monthly_cost is not None and part.currency == estimate.currency
    ]
    cost = sum(known, ZERO) if known else None
    low, high = estimate.minimum, estimate.maximum
    if low == high == estimate.monthly_cost:
        return replace(estimate, components=parts, monthly_cost=cost, minimum=cost, maximum=cost)
    if low is not None:
        low = _least(low, discounts, estimate.currency)
    return replace(estimate, components=parts, monthly_cost=cost, minimum=low, maximum=high)


def _least(amount: Decimal, discounts: Discounts, currency: str) -> Decimal:
    """The least that commitments and credits could leave of an amount."""
    for rule in discounts.pools:
        if rule.per_month is None:
            amount *= ONE - rule.rate
        elif rule.currency == currency:
            amount -= rule.per_month
    return max(amount, ZERO)


def _left(shares: Sequence[Share]) -> Decimal:
    """The share of a line that no commitment covers."""
    return max(ONE - sum((share.part for share in shares if share.rule.per_month is None), ZERO), ZERO)


def _named(share: Share) -> str:
    if share.part == ONE:
        return share.rule.name
    return f"{share.rule.name}, {_SHOWN.plus(share.part * 100).normalize():f} % covered"


def _one(rule: Discount) -> Decimal:
    return size_units(rule.size) if rule.size else ONE


def _units(part: Component) -> Decimal:
    """How much a machine counts by its size, which is the last part of its type: ``m5.2xlarge/linux/...``. 0 where it has none."""
    type_ = part.price.key.partition("/")[0] if part.price is not None else ""
    return size_units(type_.rpartition(".")[2])
