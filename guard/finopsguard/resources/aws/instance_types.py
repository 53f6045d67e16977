"""What an instance type's name says of it (AWS: "Amazon EC2 instance type naming conventions", "Burstable performance instances")."""

from decimal import Decimal

from finopsguard.resources.resource import Resource, decimal_of
from finopsguard.resources.values import Text, Unknown, whole

BURSTABLE = frozenset({"t2", "t3", "t3a", "t4g"})
UNLIMITED_BY_DEFAULT = BURSTABLE - {"t2"}

T2_SMALL = {"nano": 1, "micro": 1, "small": 1, "medium": 2}
LATER_SMALL = {"nano": 2, "micro": 2, "small": 2, "medium": 2}
SMALL_BURSTABLE = {"t2": T2_SMALL, "t3": LATER_SMALL, "t3a": LATER_SMALL, "t4g": LATER_SMALL}
IRREGULAR = frozenset({"c1", "c4", "cc2", "cg1", "cr1", "d2", "f1", "hs1", "m1", "m2", "m3", "mac1", "mac2", "t1"})
"""Families with sizes of other vCPU counts than the rule: ``m2.xlarge`` 2, ``c4.8xlarge`` and ``d2.8xlarge`` 36."""
IRREGULAR_BEGINNINGS = ("hpc", "mac", "u-", "u7")
BY_SIZE = {"large": 2, "xlarge": 4}


def family(type_: str) -> str:
    """``m5`` of ``m5.large`` and of ``db.m5.large``."""
    return type_.removeprefix("db.").partition(".")[0]


def vcpus(resource: Resource, type_: Text) -> Decimal | None:
    """vCPUs of an EC2 type or RDS class: what the price lists say, else what its size says; ``None`` where neither tells."""
    if isinstance(type_, Unknown):
        return None
    plain = type_.removeprefix("db.")
    return decimal_of(resource.facts("instance_types", plain), "vcpu") or by_size(plain)


def by_size(type_: str) -> Decimal | None:
    """The rule of nearly all families: ``large`` has 2 vCPUs, ``xlarge`` 4, ``Nxlarge`` 4 x N."""
    name, _, size = type_.partition(".")
    if name in IRREGULAR or name.startswith(IRREGULAR_BEGINNINGS):
        return None
    count = SMALL_BURSTABLE.get(name, {}).get(size) or BY_SIZE.get(size)
    if count is None:
        digits, mark, rest = size.partition("xlarge")
        times = whole(digits)
        if not mark or rest or times is None:
            return None
        count = 4 * times
    return Decimal(count)
