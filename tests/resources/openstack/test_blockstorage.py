"""Cinder volumes. List prices without VAT per GB: Infomaniak perf1 0.08, perf2 0.15; OVHcloud classic 0.0482, high-speed 0.0964;
Leafcloud 0.0964184; NETWAYS 0.118, snapshots 0.04; Safespring ssd 0.3204.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.resources.settings import Settings
from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import estimate, line

VOLUME = "openstack_blockstorage_volume_v3"


def at(cloud: str, values: dict[str, Any], *, type_: str = VOLUME, **more: Any) -> Estimate:
    return estimate(type_, values, "", settings=Settings(openstack_cloud=cloud), **more)


@pytest.mark.parametrize(
    ("cloud", "kind", "cost"),
    [
        ("infomaniak", "CEPH_1_perf1", "8"),  # 100 GB x 0.08
        ("infomaniak", "perf2", "15"),  # 100 GB x 0.15
        ("ovh", "classic", "4.82"),  # 100 GB x 0.0482
        ("ovh", "high-speed", "9.64"),  # 100 GB x 0.0964
        ("ovh", "high-speed-gen2", "9.64"),
        ("safespring", "ssd", "32.04"),  # 100 GB x 0.3204
        ("leafcloud", "unencrypted", "9.64184"),  # one price for all types
        ("nws", "Ceph", "11.8"),
    ],
)
def test_volumes_by_type(cloud: str, kind: str, cost: str) -> None:
    found = at(cloud, {"size": 100, "volume_type": kind})
    assert (found.currency, found.monthly_cost) == ("EUR", Decimal(cost))
    assert [(part.name, part.unit) for part in found.components] == [(f"Storage ({kind})", "GB")]


@pytest.mark.parametrize("version", ["v1", "v2", "v3"])
def test_all_versions_of_the_resource(version: str) -> None:
    values = {"size": "100", "volume_type": "classic"}
    assert at("ovh", values, type_=f"openstack_blockstorage_volume_{version}").monthly_cost == Decimal("4.82")


def test_a_type_that_is_left_out() -> None:
    ovh = at("ovh", {"size": 100}, unknown={"volume_type": True}, configured=["size"])
    assert ovh.monthly_cost == Decimal("4.82")
    assert "volume_type is not given: classic, the default of ovh, assumed" in ovh.notes
    infomaniak = at("infomaniak", {"size": 100})
    assert infomaniak.status is Status.NO_PRICE
    assert "infomaniak charges by type (perf1, perf2, perf3)" in line(infomaniak, "Storage (default type)").note
    assert at("leafcloud", {"size": 100}).monthly_cost == Decimal("9.64184")


@pytest.mark.parametrize(("cloud", "kind"), [("infomaniak", "gold"), ("ovh", "classic-luks"), ("safespring", "large")])
def test_a_type_that_the_list_lacks_is_not_priced_like_another(cloud: str, kind: str) -> None:
    found = at(cloud, {"size": 100, "volume_type": kind})
    assert found.status is Status.NO_PRICE
    assert kind in line(found, "Storage").note


def test_a_type_known_after_apply() -> None:
    unknown = {"volume_type": True}
    found = at("infomaniak", {"size": 1}, unknown=unknown, configured=["volume_type", "size"])
    assert line(found, "Storage").note == "volume_type is known only after apply"
    flat = at("leafcloud", {"size": 1}, unknown=unknown, configured=["volume_type", "size"])
    assert flat.monthly_cost == Decimal("0.0964184")


def test_without_a_cloud_there_is_no_price() -> None:
    found = estimate(VOLUME, {"size": 100, "volume_type": "classic"}, "GRA11")
    assert (found.status, found.monthly_cost) == (Status.NO_PRICE, None)
    assert "openstack: {cloud: NAME}" in line(found, "Storage (classic)").note


@given(size=st.integers(1, 64_000))
def test_bigger_volumes_cost_more(size: int) -> None:
    smaller, bigger = (at("ovh", {"size": gigabytes, "volume_type": "classic"}) for gigabytes in (size, size + 1))
    assert smaller.monthly_cost is not None
    assert bigger.monthly_cost is not None
    assert 0 < smaller.monthly_cost < bigger.monthly_cost


@given(name=st.text(max_size=10), zone=st.sampled_from(["nova", "az1"]))
def test_attributes_that_are_not_billed_change_nothing(name: str, zone: str) -> None:
    values = {"size": 100, "volume_type": "classic"}
    assert at("ovh", {**values, "name": name, "availability_zone": zone}) == at("ovh", values)
