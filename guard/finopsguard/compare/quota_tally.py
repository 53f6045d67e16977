"""What the changes of all plans add to one quota of one place, and how high it climbs while they are applied.

Destroying gives back first where nothing else is said; a replacement that creates before it destroys needs both at once. Terraform runs
changes that do not depend on each other side by side, so it may also create before it has destroyed: ``worst`` counts that.
"""

from typing import Final

from finopsguard.types.plan import Action, ResourceChange

MOST_NAMED: Final = 10


class Tally:
    """Running sums of one quota. Amounts that are not known are counted apart, never as 0."""

    __slots__ = ("_by_address", "added", "given", "given_late", "notes", "swapped", "unknown_added", "unknown_given")

    def __init__(self) -> None:
        self.added = 0
        self.given = 0
        self.given_late = 0
        """Given back only after the replacement is there."""
        self.swapped = 0
        """Of ``added``: what replacements take that destroy first, as far as they then had it already."""
        self.unknown_added: dict[str, None] = {}
        """Why something is not known, in order and once each."""
        self.unknown_given: dict[str, None] = {}
        self.notes: dict[str, None] = {}
        self._by_address: dict[str, int] = {}

    def count(self, change: ResourceChange, before: int, after: int) -> None:
        """A change that takes ``before`` now and ``after`` when it is done."""
        if after > before:
            self._by_address[change.address] = self._by_address.get(change.address, 0) + after - before
        if change.action is Action.REPLACE and creates_first(change):
            self._by_address.setdefault(change.address, after)
            self.added += after
            self.given_late += before
        elif change.action is Action.REPLACE:
            self.added += after
            self.given += before
            self.swapped += min(before, after)
        elif change.action is Action.REPLACE_FORGET:
            self.added += after
            self._by_address.setdefault(change.address, after)
        elif after >= before:
            self.added += after - before
        else:
            self.given += before - after

    def miss(self, change: ResourceChange, why: str, *, adds: bool) -> None:
        """An amount that is not known."""
        if adds:
            self.unknown_added.setdefault(f"{change.address}: {why}")
            self._by_address.setdefault(change.address, 0)
        else:
            self.unknown_given.setdefault(f"{change.address}: {why}")

    def largest(self, change: ResourceChange, amount: int) -> None:
        """For a limit on each resource by itself: the largest takes the place of what was there."""
        if amount > self.added:
            self.added = amount
            self._by_address = {change.address: amount}

    @property
    def net(self) -> int:
        """What is added less what is given back, as far as known."""
        return self.added - self.given - self.given_late

    @property
    def climb(self) -> int:
        """How far use climbs above what it is now where destroying comes first."""
        return max(0, self.added - self.given)

    @property
    def worst(self) -> int:
        """How far it climbs where what is destroyed for itself is destroyed last."""
        return self.added - self.swapped

    @property
    def matters(self) -> bool:
        """Whether the plans touch this quota at all."""
        return bool(self.added or self.given or self.given_late or self.unknown_added or self.unknown_given)

    @property
    def resources(self) -> tuple[str, ...]:
        """Addresses that add, those that add most first."""
        ranked = sorted(self._by_address.items(), key=lambda item: (-item[1], item[0]))
        return tuple(address for address, _ in ranked[:MOST_NAMED])


def creates_first(change: ResourceChange) -> bool:
    """Whether a replacement is made before the old one is destroyed: Terraform lists the actions in their order."""
    return change.actions[:1] == ("create",)
