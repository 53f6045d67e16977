"""An operator's rates: 0.01 EUR per vCPU-hour, 0.004 per GB of memory and hour, 0.0001 per GB of flavor disk and hour; 730 hours."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finopsguard.types.cost import Status
from tests.compare.clouds import new
from tests.plans import plan, report

RATES = """provider,service,region,key,unit,price,currency
my-cloud,instances,*,vcpu,hour,0.01,EUR
my-cloud,instances,*,ram-gb,hour,0.004,EUR
"""
DISK = "my-cloud,instances,*,disk-gb,hour,0.0001,EUR\n"
SMALL = """my-cloud,flavors,*,m1.small/vcpu,each,2,EUR
my-cloud,flavors,*,m1.small/ram-gb,each,4,EUR
my-cloud,flavors,*,m1.small/disk-gb,each,20,EUR
"""
SERVER = "openstack_compute_instance_v2.web"


def priced(folder: Path, rows: str, *changes: dict[str, Any], **keys: Any) -> Any:
    file = folder / "rates.csv"
    file.write_text(rows, encoding="utf-8")
    found = report(folder, plan(*changes, **keys), prices=(str(file),), openstack_cloud="my-cloud")
    return next(line for line in found.resources if line.address == SERVER)


def test_a_flavor_whose_size_the_rate_file_tells(tmp_path: Path) -> None:
    line = priced(tmp_path, RATES + SMALL, new(SERVER, {"flavor_name": "m1.small"}))
    assert line.monthly_cost == Decimal("26.28")  # 730 x (2 x 0.01 + 4 x 0.004)
    assert [(part.name, part.quantity) for part in line.components] == [
        ("vCPU (m1.small)", Decimal(1460)),
        ("Memory (m1.small)", Decimal(2920)),
    ]
    assert line.complete


def test_the_flavor_s_disk_where_it_is_charged(tmp_path: Path) -> None:
    line = priced(tmp_path, RATES + DISK + SMALL, new(SERVER, {"flavor_name": "m1.small"}))
    assert line.monthly_cost == Decimal("27.74")  # and 730 x 20 x 0.0001


def test_a_flavor_of_the_plan(tmp_path: Path) -> None:
    flavor = new("openstack_compute_flavor_v2.big", {"name": "big", "vcpus": 8, "ram": 16_384, "disk": 0})
    server = new(SERVER, {}, unknown={"flavor_id": True})
    references = ["openstack_compute_flavor_v2.big.id", "openstack_compute_flavor_v2.big"]
    blocks = [
        {
            "address": address,
            "mode": "managed",
            "type": address.partition(".")[0],
            "name": address.partition(".")[2],
            "expressions": expressions,
        }
        for address, expressions in (
            (SERVER, {"flavor_id": {"references": references}}),
            ("openstack_compute_flavor_v2.big", {}),
        )
    ]
    line = priced(tmp_path, RATES, flavor, server, configuration={"root_module": {"resources": blocks}})
    assert line.monthly_cost == Decimal("105.12")  # 730 x (8 x 0.01 + 16 x 0.004)


def test_a_price_of_the_flavor_comes_first(tmp_path: Path) -> None:
    own = "my-cloud,instances,*,m1.small,hour,0.05,EUR\n"
    line = priced(tmp_path, RATES + SMALL + own, new(SERVER, {"flavor_name": "m1.small"}))
    assert line.monthly_cost == Decimal("36.5")


@pytest.mark.parametrize(
    "rows",
    [
        RATES,
        RATES.rpartition("my-cloud")[0] + SMALL,
        RATES + SMALL.partition("\n")[0] + "\n",
        RATES + DISK + SMALL.rpartition("my-cloud")[0],
    ],
    ids=["no size", "no rate of memory", "half a size", "a rate of disk and no size of it"],
)
def test_nothing_is_priced_by_half(tmp_path: Path, rows: str) -> None:
    line = priced(tmp_path, rows, new(SERVER, {"flavor_name": "m1.small"}))
    assert (line.status, line.monthly_cost) == (Status.NO_PRICE.value, None)


def test_a_flavor_set_by_id_is_not_priced_by_the_name_before(tmp_path: Path) -> None:
    """The provider keeps the old ``flavor_name`` in a plan that changes ``flavor_id``."""
    block = {
        "address": SERVER,
        "mode": "managed",
        "type": "openstack_compute_instance_v2",
        "name": "web",
        "expressions": {"flavor_id": {"constant_value": "m1.large"}},
    }
    large = "my-cloud,instances,*,m1.large,hour,0.2,EUR\nmy-cloud,instances,*,m1.small,hour,0.05,EUR\n"
    server = new(SERVER, {"flavor_name": "m1.small", "flavor_id": "m1.large"})
    line = priced(tmp_path, RATES + large, server, configuration={"root_module": {"resources": [block]}})
    assert line.monthly_cost == Decimal(146)  # 730 x 0.2
