"""An operator's own rates per vCPU, GB of memory and GB of flavor disk, for flavors that have no price of their own (docs/openstack.md).

Rows of a price file, all per hour: service ``instances``, keys ``vcpu``, ``ram-gb`` and, where it is charged, ``disk-gb``. How big a flavor
is comes from the plan's ``openstack_compute_flavor_v2``, else from what the book knows of the cloud's flavors (from the cloud itself in a
run that asks it), else from rows of service ``flavors`` with the keys ``FLAVOR/vcpu``, ``FLAVOR/ram-gb``, ``FLAVOR/disk-gb``.
"""

from decimal import Decimal

import msgspec

from finopsguard.resources.bill import Bill
from finopsguard.resources.openstack.clouds import NOT_SAID
from finopsguard.resources.openstack.prices import INSTANCES, price
from finopsguard.resources.resource import Resource, decimal_of
from finopsguard.resources.values import Number, Text
from finopsguard.types.price import Price

FLAVORS = "flavors"
FLAVOR = "openstack_compute_flavor_v2"
MIB_PER_GB = Decimal(1024)
"""Nova counts memory in MiB and clouds sell it in GiB, which their lists call GB."""


class Size(msgspec.Struct, frozen=True):
    """A flavor. ``disk_gb`` is ``None`` where nothing tells."""

    vcpus: Decimal
    ram_gb: Decimal
    disk_gb: Decimal | None


class OwnRates(msgspec.Struct, frozen=True):
    """What a flavor costs by its parts."""

    flavor: str
    size: Size
    vcpu: Price
    ram: Price
    disk: Price | None

    def bill(self, bill: Bill, hours: Number, inputs: tuple[str, ...]) -> None:
        """A line for each part."""
        bill.note("priced by your own rates per vCPU and GB of memory: the flavor has no price of its own")
        bill.add(f"vCPU ({self.flavor})", "vCPU-hours", hours * self.size.vcpus, self.vcpu, inputs=inputs)
        bill.add(f"Memory ({self.flavor})", "GB-hours", hours * self.size.ram_gb, self.ram, inputs=inputs)
        if self.disk is not None and self.size.disk_gb:
            bill.add(f"Flavor disk ({self.flavor})", "GB-hours", hours * self.size.disk_gb, self.disk, inputs=inputs)


def own_rates(resource: Resource, flavor: Text) -> OwnRates | None:
    """Rates and size of a flavor; ``None`` where one of the two is not known, so that nothing is priced by half."""
    if resource.provider == NOT_SAID:
        return None
    vcpu, ram = (price(resource, INSTANCES, key) for key in ("vcpu", "ram-gb"))
    if not isinstance(vcpu, Price) or not isinstance(ram, Price):
        return None
    size = _of_plan(resource) or (_of_lists(resource, flavor) if isinstance(flavor, str) else None)
    if size is None:
        return None
    disk = price(resource, INSTANCES, "disk-gb")
    if isinstance(disk, Price) and size.disk_gb is None:
        return None
    named = flavor if isinstance(flavor, str) and flavor else "flavor of this plan"
    return OwnRates(named, size, vcpu, ram, disk if isinstance(disk, Price) else None)


def _of_plan(resource: Resource) -> Size | None:
    """The flavor that stands in the plan, made there or read as a data source."""
    found = resource.follow("flavor_id", FLAVOR) or resource.follow("flavor_name", FLAVOR)
    if found is None:
        return None
    vcpus, ram, disk = (found.block.number(name) for name in ("vcpus", "ram", "disk"))
    if not isinstance(vcpus, Decimal) or not isinstance(ram, Decimal) or not vcpus or not ram:
        return None
    return Size(vcpus, ram / MIB_PER_GB, disk if isinstance(disk, Decimal) else None)


def _of_lists(resource: Resource, flavor: str) -> Size | None:
    facts = resource.facts(FLAVORS, flavor)
    vcpus, ram, disk = (
        decimal_of(facts, fact) or _row(resource, flavor, key)
        for fact, key in (("vcpu", "vcpu"), ("ram_gb", "ram-gb"), ("disk_gb", "disk-gb"))
    )
    return Size(vcpus, ram, disk) if vcpus and ram else None


def _row(resource: Resource, flavor: str, key: str) -> Decimal | None:
    row = price(resource, FLAVORS, flavor, key)
    return row.unit_price if isinstance(row, Price) else None
