"""Which parts of an estimate and which charges count the same thing, whatever they call its unit."""

import re
from enum import StrEnum

from finopsguard.types.bill import BilledLine
from finopsguard.types.cost import Component


class Family(StrEnum):
    """What is counted."""

    HOURS = "hours"
    CAPACITY = "capacity"
    """Gigabytes kept for a month."""
    DATA = "data"
    """Gigabytes moved."""
    REQUESTS = "requests"
    COMPUTE = "compute"
    """Gigabyte-seconds, vCPU-seconds."""
    RATE = "rate"
    """IOPS, MB/s."""
    UNITS = "units"
    """Load balancer and other capacity units."""
    MONTHS = "months"
    """One of something for a month."""
    OTHER = "other"


_PATTERNS = (
    (Family.UNITS, r"\b(lcu|nlcu|glcu|dtu|acu|rcu|wcu|ru|capacity unit)"),
    (Family.COMPUTE, r"second|(v?cpu|gb|gib|vcore)[- ]?(h(ou)?rs?|hours?)"),
    (Family.RATE, r"iops|mb/s|mibps|mbps|throughput"),
    (Family.CAPACITY, r"(gb|gib|gibibyte|gigabyte|tb|tib)s?[-/ ]*(per )?mo|byte-?seconds|gigabyte month"),
    (Family.HOURS, r"\bh(ou)?rs?\b|hourly|instance[- ]?hours?"),
    (Family.DATA, r"\b[\d,.]*k?m?(gb|gib|gibibyte|gigabyte|tb|tib|bytes?)s?\b"),
    (
        Family.REQUESTS,
        r"request|quer|operation|\bops\b|message|event|call|count|invocation|^[\d,.]+ ?[kmb]?$|[\d,.]+[kmb]\b",
    ),
    (Family.MONTHS, r"mo(nth)?s?\b"),
)
_COMPILED = tuple((family, re.compile(pattern)) for family, pattern in _PATTERNS)
_WORD = re.compile(r"[a-z]+|\d+")
_DULL = frozenset(
    (
        "usage",
        "per",
        "the",
        "of",
        "in",
        "and",
        "hour",
        "hours",
        "hrs",
        "gb",
        "month",
        "mo",
        "amazon",
        "aws",
        "box",
        "on",
        "demand",
    )
)


def family_of_unit(unit: str) -> Family:
    """What a unit's name counts."""
    lower = unit.strip().lower()
    return next((family for family, pattern in _COMPILED if lower and pattern.search(lower)), Family.OTHER)


def family_of_component(part: Component) -> Family:
    """What a part of an estimate counts: gigabytes of a configured size, or of anything called storage, are kept for a month."""
    family = family_of_unit(part.unit)
    if family is Family.DATA and (
        not part.usage_based or re.search(r"stor|backup|snapshot|capacity", part.name.lower())
    ):
        return Family.CAPACITY
    return family


def family_of_line(line: BilledLine) -> Family:
    """What a charge counts."""
    family = family_of_unit(line.unit)
    if family in (Family.OTHER, Family.MONTHS) and not line.unit:
        return Family.OTHER
    if family is Family.DATA and re.search(r"storage|volumeusage|timedstorage|disk", line.usage_type.lower()):
        return Family.CAPACITY
    return family


def words(text: str) -> frozenset[str]:
    """Words that tell one charge from another."""
    split = re.sub(r"([a-z])([A-Z])", r"\1 \2", text).lower()
    return frozenset(word for word in _WORD.findall(split) if word not in _DULL and len(word) > 1)


_SIZES = (
    re.compile(
        r"\b(?:db\.|cache\.|ml\.)?[a-z][a-z0-9-]*\d[a-z0-9-]*\.(?:\d*x?large|medium|small|micro|nano|metal[\w-]*)\b"
    ),
    re.compile(r"\b[a-z]\d[a-z]?-(?:standard|highmem|highcpu|megamem|ultramem|custom|micro|small|medium)(?:-\d+)*\b"),
    re.compile(r"\b(?:standard_)?[a-z]{1,2}\d+[a-z]*(?:[ _]v\d)?\b"),
)


def sizes(text: str) -> frozenset[str]:
    """Machine sizes that a text names: ``m5.large``, ``n2-standard-4``, ``d2s_v3``."""
    lower = text.lower()
    for pattern in _SIZES[:2]:
        if found := pattern.findall(lower):
            return frozenset(found)
    return frozenset(name.removeprefix("standard_").replace(" ", "_") for name in _SIZES[2].findall(lower))
