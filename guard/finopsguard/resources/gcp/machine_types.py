"""What a machine type's name says (Google: "Machine families resource and comparison guide", "Create a VM with a custom machine type")."""

from decimal import Decimal

from finopsguard.resources.values import whole

INCLUDED_GB_PER_VCPU = {"n1": Decimal("6.5"), "n2": Decimal(8), "n2d": Decimal(8)}
"""Memory per vCPU up to which custom memory has the normal rate; what exceeds it is extended memory."""

MIB_PER_GB = Decimal(1024)
SHARED_CORE_VCPUS = {"micro": Decimal("0.25"), "small": Decimal("0.5"), "medium": Decimal(1)}
"""vCPUs that ``e2-custom-micro-2048`` and its like are billed for."""


class CustomType:
    """A custom machine: its series (``n1``, ``n2`` ...), vCPUs, memory at the normal rate and extended memory, in GB."""

    __slots__ = ("extended_gb", "memory_gb", "series", "vcpus")

    def __init__(self, series: str, vcpus: Decimal, memory_gb: Decimal, extended_gb: Decimal) -> None:
        self.series = series
        self.vcpus = vcpus
        self.memory_gb = memory_gb
        self.extended_gb = extended_gb


def base_name(type_: str) -> str:
    """``n1-standard-1`` out of a name, a partial path or a full URL of a machine type."""
    return type_.rpartition("/")[2]


def series(type_: str) -> str:
    """``n2`` of ``n2-standard-8``; ``n1`` of ``custom-6-20480``, which carries no series."""
    first = type_.partition("-")[0]
    return "n1" if first == "custom" else first


def custom(type_: str) -> CustomType | None:
    """What ``custom-6-20480``, ``n2-custom-6-20480`` or ``custom-2-15360-ext`` stand for; ``None`` for a predefined type."""
    parts = type_.split("-")
    if "custom" not in parts[:2]:
        return None
    extended = parts[-1] == "ext"
    numbers = parts[parts.index("custom") + 1 : -1 if extended else None]
    if len(numbers) != 2:
        return None
    cores, mebibytes = whole(numbers[0]), whole(numbers[1])
    vcpus = SHARED_CORE_VCPUS.get(numbers[0]) if cores is None else Decimal(cores)
    if not vcpus or mebibytes is None:
        return None
    name = series(type_)
    memory = mebibytes / MIB_PER_GB
    limit = INCLUDED_GB_PER_VCPU.get(name)
    beyond = max(memory - limit * vcpus, Decimal(0)) if extended and limit else Decimal(0)
    return CustomType(name, vcpus, memory - beyond, beyond)


def plain(value: Decimal) -> str:
    """A number without trailing zeros and exponent: ``20``, ``3.75``."""
    return f"{value.normalize():f}"
