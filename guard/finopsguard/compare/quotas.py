"""Whether plans fit the quotas of the projects that they are for.

    changes of all plans -> what each adds, per project, region and quota -> against limit and use -> lines -> reasons

A quota that cannot be had, and a plan that does not say how much it takes, give a line ``unknown`` and a reason against a pass.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from finopsguard.compare.quota_item import Item, stated
from finopsguard.compare.quota_lines import line
from finopsguard.compare.quota_needs import CHANGEABLE, SERVICE, UNKNOWN_TYPE, Need, counts, needs
from finopsguard.compare.quota_tally import Tally
from finopsguard.types.plan import Action, Plan, PlanContext, ResourceChange, Side, Values
from finopsguard.types.quota import Place, QuotaLine, QuotaSource, Stated, Unanswered

TIGHT: Final = Decimal("0.1")
"""Share of the limit that must stay free at the peak for a plan to fit comfortably."""
LARGEST: Final = "per_volume_gigabytes"
"""A limit for each volume by itself: the largest counts, and nothing is in use."""
PER_TYPE: Final = ("volumes_", "gigabytes_")
WATCHED: Final = frozenset({Action.CREATE, Action.UPDATE, Action.REPLACE, Action.REPLACE_FORGET, Action.DELETE})
TAKES: Final = frozenset({Action.CREATE, Action.UPDATE, Action.REPLACE, Action.REPLACE_FORGET})
GIVES: Final = frozenset({Action.UPDATE, Action.REPLACE, Action.DELETE})

Tallies = dict[Place, dict[str, Tally]]


def check_quotas(plans: Sequence[Plan], source: QuotaSource, *, tight: Decimal = TIGHT) -> tuple[QuotaLine, ...]:
    """A line for every quota that the plans touch, by place and in the services' order; worst of none, all are shown.

    ``tight`` is the share of a limit (0 to 1) that must stay free. Several plans count together: all of them are to be applied.
    """
    tallies: Tallies = defaultdict(lambda: defaultdict(Tally))
    clouds = _clouds(plans)
    for plan in plans:
        for change in plan.changes:
            if change.mode == "managed" and change.action in WATCHED and counts(change.type):
                _count(change, plan.context, source, clouds, tallies)
    lines = [
        made
        for place, by_name in sorted(tallies.items(), key=lambda item: (item[0].cloud, item[0].project, item[0].region))
        for made in _lines(place, by_name, source, tight)
    ]
    return tuple(lines)


def _clouds(plans: Sequence[Plan]) -> set[str]:
    """Entries of clouds.yaml that the plans' providers name. One alone is the cloud that is asked, however it is called there."""
    named: set[str] = set()
    for plan in plans:
        for change in plan.changes:
            if change.action in WATCHED and counts(change.type):
                named.add(plan.context.provider_setting(change, "cloud") or "")
    return named - {""}


def _count(
    change: ResourceChange, context: PlanContext, source: QuotaSource, clouds: set[str], tallies: Tallies
) -> None:
    """Adds one change to the sums of the places that it touches: they differ where it moves between regions."""
    sides: dict[Place, dict[Side, dict[str, Need]]] = defaultdict(dict)
    for side, concerned in ((Side.BEFORE, GIVES), (Side.AFTER, TAKES)):
        values = context.values(change, side)
        if change.action not in concerned or values is None:
            continue
        place = _place(change, context, source, clouds, values)
        leaving = side is Side.BEFORE and change.action is not Action.UPDATE
        item = Item(change, context, side, values, source, place, leaving=leaving)
        sides[place][side] = _by_name(change, _typed(needs(item), place, source))
    if change.importing and Side.BEFORE not in {side for both in sides.values() for side in both}:
        return  # it is there already, and counted in what is used
    for place, both in sides.items():
        _add(change, both.get(Side.BEFORE, {}), both.get(Side.AFTER, {}), tallies[place])


def _place(
    change: ResourceChange, context: PlanContext, source: QuotaSource, clouds: set[str], values: Values
) -> Place:
    said: Stated = stated(change, context, values)
    if len(clouds) > 1 and said.cloud and said.cloud != source.cloud:
        why = f"the plan is for the cloud {said.cloud} here, and quotas were asked of {source.cloud or 'another'}"
        return Place(cloud=said.cloud, project=said.project, region=said.region, refused=why)
    return source.place(said)


def _typed(found: Iterable[Need], place: Place, source: QuotaSource) -> Iterator[Need]:
    """The default volume type in place of none. It is asked for only where some type has a limit of its own."""
    for need in found:
        start = next((start for start in PER_TYPE if need.name.startswith(start)), "")
        if not start:
            yield need
            continue
        limited = _limited_types(place, source)
        type_ = need.name.removeprefix(start)
        if not limited:
            continue
        if not type_:
            default = source.default_volume_type(place)
            type_ = UNKNOWN_TYPE if isinstance(default, Unanswered) else default
        if type_ != UNKNOWN_TYPE:
            yield Need(f"{start}{type_}", need.amount, need.why)
        else:
            names = (name for name in limited if name.startswith(start))
            yield from (Need(name, None, "the volume's type is not known") for name in names)


def _limited_types(place: Place, source: QuotaSource) -> list[str]:
    quotas = source.quotas(place, "block_storage").quotas
    return [name for name, quota in quotas.items() if name.startswith(PER_TYPE) and quota.limit is not None]


def _by_name(change: ResourceChange, found: Iterable[Need]) -> dict[str, Need]:
    """Needs of one side, those of one name added up. An update in place can change only some."""
    allowed = CHANGEABLE.get(change.type, ()) if change.action is Action.UPDATE else None
    sums: dict[str, Need] = {}
    for need in found:
        if allowed is not None and need.name not in allowed and not need.name.startswith(_starts(allowed)):
            continue
        before = sums.get(need.name)
        if before is not None:
            known = before.amount is not None and need.amount is not None
            amount = _joined(need.name, before.amount or 0, need.amount or 0) if known else None
            need = Need(need.name, amount, before.why or need.why)  # noqa: PLW2901  the sum takes the need's place
        sums[need.name] = need
    return sums


def _starts(allowed: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in allowed if name.endswith("_"))


def _joined(name: str, one: int, other: int) -> int:
    return max(one, other) if name == LARGEST else one + other


def _add(
    change: ResourceChange, before: Mapping[str, Need], after: Mapping[str, Need], tallies: dict[str, Tally]
) -> None:
    for name in dict.fromkeys((*after, *before)):
        old, new = before.get(name), after.get(name)
        tally = tallies[name]
        if new is not None and new.amount is not None and new.why:
            tally.notes.setdefault(f"{change.address}: {new.why}")
        if name == LARGEST:
            _largest(change, old, new, tally)
            continue
        if new is not None and new.amount is None:
            if old is not None and old.amount is None and old.why == new.why and change.action is Action.UPDATE:
                continue  # what is not known stays as it is
            tally.miss(change, new.why, adds=True)
            continue
        if old is not None and old.amount is None:
            tally.miss(change, old.why, adds=False)
            tally.count(change, 0, new.amount or 0 if new else 0)
            continue
        tally.count(change, old.amount or 0 if old else 0, new.amount or 0 if new else 0)


def _largest(change: ResourceChange, old: Need | None, new: Need | None, tally: Tally) -> None:
    """The largest volume that is made or grown; one that stays as it is was allowed before."""
    if new is None or (old is not None and change.action is Action.UPDATE and old.amount == new.amount):
        return
    if new.amount is None:
        tally.miss(change, new.why, adds=True)
    else:
        tally.largest(change, new.amount)


def _lines(place: Place, by_name: Mapping[str, Tally], source: QuotaSource, tight: Decimal) -> Iterator[QuotaLine]:
    order = {name: position for position, name in enumerate(SERVICE)}
    for name in sorted(by_name, key=lambda name: (order.get(name, order["backups"]), name)):
        tally = by_name[name]
        if tally.matters:
            answer = source.quotas(place, SERVICE.get(name, "block_storage"))
            made = line(place, name, tally, answer, tight, alone=name == LARGEST)
            if made is not None:
                yield made
