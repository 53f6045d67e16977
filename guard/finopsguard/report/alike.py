"""Findings of one policy that differ only by their resource, as one: twenty volumes of an old type are one thing to do."""

from collections.abc import Iterable, Sequence

import msgspec

from finopsguard.types.policy import PolicyResult


class Alike(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A finding, and those that say the same of other resources."""

    first: PolicyResult
    others: Sequence[PolicyResult] = ()


def grouped(found: Iterable[PolicyResult]) -> list[Alike]:
    """Findings in the order of the first of each kind.

    Two are of a kind where policy, result, limit and waiver are the same, and the message too but for address and observed value.
    """
    groups: dict[tuple[object, ...], list[PolicyResult]] = {}
    for position, item in enumerate(found):
        key: tuple[object, ...] = (
            item.id,
            item.action,
            item.severity,
            item.result,
            item.limit,
            item.waiver,
            *_frame(item),
        )
        groups.setdefault(key if item.address else (position,), []).append(item)
    return [Alike(first=first, others=others) for first, *others in groups.values()]


def _frame(item: PolicyResult) -> Sequence[str]:
    """A message without what it is about."""
    parts = item.message.split(item.address) if item.address else [item.message]
    return ["\0".join(part.split(item.observed)) if item.observed else part for part in parts]
