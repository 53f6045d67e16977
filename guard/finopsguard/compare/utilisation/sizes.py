"""The sizes beside a size in its family, and what share of its capacity they have.

Names alone say which sizes there may be; one that the price book does not know is passed over by the caller.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

import msgspec

Facts = Callable[[str, str], Mapping[str, str] | None]
"""``(kind of table, name)`` -> ``vcpu`` and ``memory_gb`` of a machine type, by the price book."""

_AWS_LARGE: Final = (2, 3, 4, 6, 8, 9, 10, 12, 16, 18, 24, 32, 48, 56, 112)
_AWS: Final = (
    *("nano", "micro", "small", "medium", "large", "xlarge"),
    *(f"{count}xlarge" for count in _AWS_LARGE),
)
_GCP: Final = (1, 2, 4, 8, 16, 22, 30, 32, 44, 48, 60, 64, 80, 88, 90, 96, 112, 128, 160, 176, 180, 192, 208, 224, 360)
_AZURE: Final = (1, 2, 4, 8, 16, 20, 32, 48, 64, 72, 80, 96, 104, 112, 128, 192)
_VCORES: Final = (2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 24, 32, 40, 80, 128)
_DTU: Final = (("S0", 10), ("S1", 20), ("S2", 50), ("S3", 100), ("S4", 200), ("S6", 400), ("S7", 800), ("S9", 1600))
_DTU_PREMIUM: Final = (("P1", 125), ("P2", 250), ("P4", 500), ("P6", 1000), ("P11", 1750), ("P15", 4000))
_AZURE_SIZE: Final = re.compile(r"^(Standard_[A-Z]+)(\d+)([a-z]*_v[3-9])$")
_AZURE_SQL: Final = re.compile(r"^((?:GP|BC|HS)_[A-Za-z0-9]+_)(\d+)$", re.IGNORECASE)
_GCP_SIZE: Final = re.compile(r"^((?:db-)?[a-z][a-z0-9]*-(?:standard|highmem|highcpu|ultramem|megamem)-)(\d+)$")
_GCP_CUSTOM: Final = re.compile(r"^(db-custom-)(\d+)-(\d+)$")
_LEAST_CUSTOM_MIB: Final = 3840
_BURSTABLE: Final = re.compile(
    r"^(?:db\.)?t\d[a-z]*\.|^cache\.t|^Standard_B|^(?:e2-)?(?:micro|small|medium)$|^[fg]1-|^db-[fg]1-"
)


class Step(msgspec.Struct, frozen=True):
    """A neighbouring size."""

    name: str
    cpu: Decimal
    """Its capacity as a share of the present size's: 0.5 is half of it."""
    memory: Decimal


def is_burstable(size: str) -> bool:
    """Whether its CPU is paid for with credits, so that how busy it is does not say how much it can take."""
    return _BURSTABLE.match(size) is not None


def memory_gb(type_: str, size: str, facts: Facts) -> Decimal | None:
    """What the price book says of its memory."""
    return _number(facts(*_table(type_, size)), "memory_gb")


def smaller(type_: str, size: str, facts: Facts) -> Iterator[Step]:
    """Sizes below, the nearest first."""
    return _steps(type_, size, facts, down=True)


def larger(type_: str, size: str, facts: Facts) -> Iterator[Step]:
    """Sizes above, the nearest first."""
    return _steps(type_, size, facts, down=False)


def compare(type_: str, size: str, other: str, facts: Facts) -> Step | None:
    """``other`` in shares of ``size``; ``None`` where they cannot be compared."""
    listed = (*smaller(type_, size, facts), *larger(type_, size, facts))
    found = next((step for step in listed if step.name == other), None)
    return found or _by_facts(type_, size, other, facts)


def _steps(type_: str, size: str, facts: Facts, *, down: bool) -> Iterator[Step]:
    if type_.startswith("aws_"):
        family, _, name = size.rpartition(".")
        for other in _beside(_AWS, name, down=down):
            if step := _by_facts(type_, size, f"{family}.{other}", facts):
                yield step
    elif type_ == "azurerm_mssql_database":
        yield from _sql(size, down=down)
    elif type_.startswith("azurerm_"):
        if (found := _AZURE_SIZE.match(size)) and not is_burstable(size):
            yield from _counted(found[1], int(found[2]), found[3], _AZURE, down=down)
    elif found := _GCP_CUSTOM.match(size):
        yield from _custom(found[1], int(found[2]), int(found[3]), down=down)
    elif found := _GCP_SIZE.match(size.rpartition("/")[2]):
        for step in _counted(found[1], int(found[2]), "", _GCP, down=down):
            if found[1].startswith("db-"):
                yield step
            elif known := _by_facts(type_, size, step.name, facts):
                yield known


def _beside(order: Sequence[str], name: str, *, down: bool) -> Sequence[str]:
    if name not in order:
        return ()
    at = order.index(name)
    return order[:at][::-1] if down else order[at + 1 :]


def _counted(head: str, count: int, tail: str, counts: Sequence[int], *, down: bool) -> Iterator[Step]:
    """Sizes whose number is that of their vCPUs, with memory in proportion."""
    others = [other for other in counts if (other < count if down else other > count)]
    for other in others[::-1] if down else others:
        share = Decimal(other) / count
        yield Step(f"{head}{other}{tail}", share, share)


def _custom(head: str, cores: int, mebibytes: int, *, down: bool) -> Iterator[Step]:
    """Half or double of both, where such a machine may be asked for (Google: Cloud SQL, "Custom instance configurations")."""
    if not down:
        yield Step(f"{head}{cores * 2}-{mebibytes * 2}", Decimal(2), Decimal(2))
    elif (cores % 4 == 0 or cores == 2) and mebibytes % 512 == 0 and mebibytes // 2 >= _LEAST_CUSTOM_MIB:
        yield Step(f"{head}{cores // 2}-{mebibytes // 2}", Decimal("0.5"), Decimal("0.5"))


def _sql(size: str, *, down: bool) -> Iterator[Step]:
    if found := _AZURE_SQL.match(size):
        if not found[1].upper().startswith(("GP_S_", "HS_S_")):
            yield from _counted(found[1], int(found[2]), "", _VCORES, down=down)
        return
    for listed in (_DTU, _DTU_PREMIUM):
        names = [name for name, _ in listed]
        units = dict(listed)
        for other in _beside(names, size.upper(), down=down):
            share = Decimal(units[other]) / units[size.upper()]
            yield Step(other, share, share)


def _by_facts(type_: str, size: str, other: str, facts: Facts) -> Step | None:
    mine, its = facts(*_table(type_, size)), facts(*_table(type_, other))
    cpu, its_cpu = _number(mine, "vcpu"), _number(its, "vcpu")
    memory, its_memory = _number(mine, "memory_gb"), _number(its, "memory_gb")
    if not (cpu and its_cpu and memory and its_memory):
        return None
    return Step(other, its_cpu / cpu, its_memory / memory)


def _table(type_: str, size: str) -> tuple[str, str]:
    """A database's class is a machine type behind ``db.``."""
    if type_.startswith("aws_"):
        return "instance_types", size.removeprefix("db.")
    return "machine_types", size.rpartition("/")[2]


def _number(facts: Mapping[str, str] | None, name: str) -> Decimal | None:
    text = (facts or {}).get(name, "")
    return Decimal(text) if text.replace(".", "", 1).isdecimal() else None
