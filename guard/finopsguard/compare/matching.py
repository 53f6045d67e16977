"""Which charge belongs to which planned resource: by identity where there is one, else by tags or name, which is only likely."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from finopsguard.compare.identifiers import billed_keys
from finopsguard.compare.planned import Planned
from finopsguard.compare.services import same_service
from finopsguard.compare.tags import decoded
from finopsguard.types.actual import Match
from finopsguard.types.bill import BilledResource
from finopsguard.types.cost import Status

CERTAIN = Decimal(1)
BY_TAGS, BY_TAGS_ALONE = Decimal("0.8"), Decimal("0.6")
"""All tags agree and nothing else has them; the same where the service cannot be compared."""
BY_NAME, BY_NAME_ALONE = Decimal("0.7"), Decimal("0.5")
_RANK = {
    Status.PRICED.value: 0,
    Status.DEPENDS_ON_USAGE.value: 1,
    Status.NO_PRICE.value: 2,
    Status.UNSUPPORTED.value: 3,
    Status.FREE.value: 4,
}
"""Several resources can have one id (a bucket and its policy): the charge is that of the one that costs."""


class Found(msgspec.Struct, frozen=True, gc=False):
    """One entry of the bill that belongs to a planned resource."""

    resource: BilledResource
    match: Match
    part: str = ""
    """Path of the nested resource that it is: ``root_block_device``."""


class Matches(msgspec.Struct, frozen=True):
    """What belongs together, and what is left over."""

    found: dict[int, tuple[Found, ...]]
    """By the position of the planned resource."""
    planned: tuple[int, ...]
    """Positions without a charge."""
    billed: tuple[BilledResource, ...]
    """Charges without a planned resource."""


def match(resources: Sequence[Planned], billed: Sequence[BilledResource]) -> Matches:
    """Find each charge's planned resource. A charge has at most one."""
    owners = _owners(resources)
    found: dict[int, list[Found]] = defaultdict(list)
    rest: list[BilledResource] = []
    for charge in billed:
        owner = next((owners[key] for key in _keys(charge) if key in owners), None)
        if owner is None:
            rest.append(charge)
        else:
            position, method, part = owner
            found[position].append(Found(charge, Match(method, CERTAIN), part))
    waiting = [position for position, each in enumerate(resources) if each.exists and position not in found]
    for guess in (_by_tags, _by_name):
        weak = guess(resources, waiting, rest)
        for position, likely in weak.items():
            found[position] += likely
        taken = {id(each.resource) for likely in weak.values() for each in likely}
        rest = [charge for charge in rest if id(charge) not in taken]
        waiting = [position for position in waiting if position not in weak]
    return Matches(
        {position: tuple(each) for position, each in sorted(found.items())},
        tuple(position for position in range(len(resources)) if position not in found),
        tuple(rest),
    )


def _keys(charge: BilledResource) -> Sequence[str]:
    return billed_keys(charge.resource_id, charge.service, charge.account) if charge.resource_id else ()


def _owners(resources: Sequence[Planned]) -> dict[str, tuple[int, str, str]]:
    """Key -> position, method and part of the resource that it is the key of."""
    claims: dict[str, tuple[tuple[bool, int, int, int], tuple[int, str, str]]] = {}
    for position, each in enumerate(resources):
        for identity in each.identities:
            # what is a resource of its own is not a part of another one
            rank = (bool(identity.part), _RANK.get(each.status, 3), len(each.line.type), position)
            if identity.key not in claims or rank < claims[identity.key][0]:
                claims[identity.key] = (rank, (position, identity.method, identity.part))
    return {key: owner for key, (_, owner) in claims.items()}


def _by_tags(
    resources: Sequence[Planned], waiting: Sequence[int], rest: Sequence[BilledResource]
) -> Mapping[int, Sequence[Found]]:
    """Charges whose tags are exactly those of one planned resource and of no other."""
    if not waiting or not any(charge.tags for charge in rest):
        return {}
    sets = {position: _own(resources[position].line.tags) for position in waiting}
    counts = Counter(_own(each.line.tags) for each in resources if each.line.tags)
    by_tags = {tags: position for position, tags in sets.items() if tags and counts[tags] == 1}
    cache: dict[str, frozenset[tuple[str, str]]] = {}
    found: dict[int, list[Found]] = defaultdict(list)
    for charge in rest:
        if charge.tags:
            tags = cache.get(charge.tags)
            if tags is None:
                tags = cache[charge.tags] = _own(decoded(charge.tags))
            position = by_tags.get(tags)
            if position is not None:
                sure = _service_agrees(resources[position], charge)
                if sure is not False and _region_agrees(resources[position], charge):
                    found[position].append(Found(charge, Match("tag", BY_TAGS if sure else BY_TAGS_ALONE)))
    return {position: likely for position, likely in found.items() if _one_object(likely)}


def _by_name(
    resources: Sequence[Planned], waiting: Sequence[int], rest: Sequence[BilledResource]
) -> Mapping[int, Sequence[Found]]:
    """Charges for a resource that is called as one planned resource and no other is."""
    counts = Counter(name for each in resources for name in each.names)
    by_name = {name: position for position in waiting for name in resources[position].names if counts[name] == 1}
    found: dict[int, list[Found]] = defaultdict(list)
    for charge in rest:
        position = by_name.get(_called(charge)) if charge.resource_id or charge.resource_name else None
        if position is not None:
            sure = _service_agrees(resources[position], charge)
            if sure is not False and _region_agrees(resources[position], charge):
                found[position].append(Found(charge, Match("name", BY_NAME if sure else BY_NAME_ALONE)))
    return {position: likely for position, likely in found.items() if _one_object(likely)}


def _called(charge: BilledResource) -> str:
    return charge.resource_name or charge.resource_id.rstrip("/").replace(":", "/").rpartition("/")[2]


def _one_object(likely: Sequence[Found]) -> bool:
    """Two objects with the same tags or name: either could be meant, so neither is."""
    return len({each.resource.key for each in likely}) == 1


def _own(tags: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    """Tags that people set: without those of the cloud, and without the prefixes of AWS reports."""
    return frozenset(
        (key.removeprefix("user:").removeprefix("user_"), value)
        for key, value in tags.items()
        if not key.startswith(("aws:", "aws_", "goog-", "ms-resource", "hidden-"))
    )


def _service_agrees(resource: Planned, charge: BilledResource) -> bool | None:
    """Whether the charge is for a service that the estimate has prices of; ``None`` where that cannot be told."""
    services = {part.price.service for part in resource.components if part.price is not None}
    if not services or not charge.service:
        return None
    return any(same_service(service, charge.service) for service in services)


def _region_agrees(resource: Planned, charge: BilledResource) -> bool:
    here, there = (_plain(text) for text in (resource.line.region, charge.region))
    return not here or not there or here in there or there in here or "global" in (here, there)


def _plain(region: str) -> str:
    return region.lower().replace(" ", "").replace("-", "")
