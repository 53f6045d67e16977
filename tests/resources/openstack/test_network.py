"""List prices a month without VAT: floating IPs of Cleura 4.84, NETWAYS 7.475; load balancers of Infomaniak 9.01, OVHcloud S 6.94,
M 17.37, L 46.21; object storage per GB of OVHcloud 0.0081, Cyso 0.055 and 0.055 per GB sent.
"""

from decimal import Decimal
from typing import Any

import pytest

from finopsguard.resources.settings import Settings
from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import estimate, line, related

LOAD_BALANCER = "openstack_lb_loadbalancer_v2"


def at(cloud: str, type_: str, values: dict[str, Any] | None = None, **more: Any) -> Estimate:
    return estimate(type_, values or {}, "", settings=Settings(openstack_cloud=cloud), **more)


@pytest.mark.parametrize("type_", ["openstack_networking_floatingip_v2", "openstack_compute_floatingip_v2"])
@pytest.mark.parametrize(("cloud", "cost"), [("cleura", "4.84"), ("nws", "7.475")])
def test_floating_ips(type_: str, cloud: str, cost: str) -> None:
    found = at(cloud, type_)
    assert (found.monthly_cost, found.currency) == (Decimal(cost), "EUR")


def test_a_cloud_that_lists_no_price_for_floating_ips() -> None:
    assert at("ovh", "openstack_networking_floatingip_v2").status is Status.NO_PRICE


def test_load_balancers() -> None:
    assert at("infomaniak", LOAD_BALANCER).monthly_cost == Decimal("9.01")


@pytest.mark.parametrize(("flavor", "cost"), [("small", "6.94"), ("medium", "17.37"), ("large", "46.21")])
def test_load_balancers_by_size(flavor: str, cost: str) -> None:
    refers = {"flavor_id": related("openstack_loadbalancer_flavor_v2", {"name": flavor})}
    found = at("ovh", LOAD_BALANCER, {"flavor_id": "0b6b4b0e"}, refers=refers)
    assert found.monthly_cost == Decimal(cost)


def test_load_balancers_of_no_and_of_an_unknown_size() -> None:
    smallest = at("ovh", LOAD_BALANCER)
    assert smallest.monthly_cost == Decimal("6.94")
    assert "flavor_id is not given: size S assumed" in smallest.notes
    assert at("ovh", LOAD_BALANCER, {"flavor_id": "0b6b4b0e"}).status is Status.NO_PRICE


def test_containers() -> None:
    container = "openstack_objectstorage_container_v1"
    usage = {"storage_gb": 1000, "monthly_egress_data_gb": 100}
    assert at("ovh", container, usage=usage).monthly_cost == Decimal("8.1")  # 1,000 GB x 0.0081
    assert at("cyso", container, usage=usage).monthly_cost == Decimal("60.5")  # 1,000 GB x 0.055 + 100 GB x 0.055
    assert at("cyso", container).usage_keys == ("storage_gb", "monthly_egress_data_gb")


def test_images_depend_on_usage_and_have_no_listed_price() -> None:
    found = at("ovh", "openstack_images_image_v2")
    assert (found.status, found.usage_keys) == (Status.DEPENDS_ON_USAGE, ("storage_gb",))


@pytest.mark.parametrize(
    "type_",
    [
        LOAD_BALANCER,
        "openstack_networking_floatingip_v2",
        "openstack_objectstorage_container_v1",
        "openstack_images_image_v2",
    ],
)
def test_without_a_cloud_every_line_says_what_to_set(type_: str) -> None:
    found = estimate(type_, {}, "x")
    assert found.monthly_cost is None
    assert all("openstack: {cloud: NAME}" in part.note for part in found.components), line(found, "")
