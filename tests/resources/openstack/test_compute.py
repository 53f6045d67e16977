"""Nova servers. List prices without VAT: Infomaniak a1-ram2-disk20-perf1 0.00577 EUR/h, volumes perf1 0.08 and perf2 0.15 EUR per GB;
OVHcloud b2-7 0.0709 EUR/h; Cleura public-4-8 0.1076 EUR/h, volumes 0.10 EUR per GB.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.resources.settings import Settings
from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line, related

SERVER = "openstack_compute_instance_v2"
INFOMANIAK = {"auth_url": "https://api.pub1.infomaniak.cloud/identity/v3"}
OVH = {"auth_url": "https://auth.cloud.ovh.net/v3"}


def at_infomaniak(values: dict[str, Any], **more: Any) -> Estimate:
    return estimate(SERVER, values, "dc3-a", provider_settings=INFOMANIAK, **more)


def test_a_server_costs_the_hours_of_its_flavor() -> None:
    found = at_infomaniak({"flavor_name": "a1-ram2-disk20-perf1"})
    assert (found.currency, found.monthly_cost) == ("EUR", Decimal("4.2121"))  # 730 h x 0.00577
    assert [(part.name, part.unit) for part in found.components] == [("Instance usage (a1-ram2-disk20-perf1)", "hours")]
    assert "prices are list prices without VAT" in found.notes


def test_the_usage_file_gives_the_hours() -> None:
    found = at_infomaniak({"flavor_name": "a1-ram2-disk20-perf1"}, usage={"monthly_hrs": 100})
    assert found.monthly_cost == Decimal("0.577")


def test_volumes_made_for_block_devices_are_billed_as_volumes() -> None:
    devices = [
        {"source_type": "image", "destination_type": "volume", "volume_size": 50, "volume_type": "CEPH_1_perf1"},
        {"source_type": "blank", "destination_type": "volume", "volume_size": "100", "volume_type": "CEPH_1_perf2"},
        {"source_type": "volume", "destination_type": "volume", "uuid": "f00"},
        {"source_type": "image", "destination_type": "local", "boot_index": 0},
    ]
    found = at_infomaniak({"flavor_name": "a1-ram2-disk0", "block_device": devices})
    # 730 h x 0.00363 + 50 GB x 0.08 + 100 GB x 0.15
    assert cents(found.monthly_cost) == "21.65"
    assert [part.name for part in found.components][1:] == [
        "block_device[0]: Storage (CEPH_1_perf1)",
        "block_device[1]: Storage (CEPH_1_perf2)",
    ]


def test_a_volume_whose_image_decides_its_size_has_no_price() -> None:
    device = {"source_type": "image", "destination_type": "volume", "volume_type": "CEPH_1_perf1"}
    found = at_infomaniak({"flavor_name": "a1-ram2-disk0", "block_device": [device]})
    assert (found.complete, found.maximum) == (False, None)
    assert "the image or snapshot decides" in line(found, "block_device[0]: Storage").note


@pytest.mark.parametrize("state", ["shutoff", "active", None])
def test_a_server_that_is_shut_off_is_billed_on(state: str | None) -> None:
    found = at_infomaniak({"flavor_name": "a1-ram2-disk20-perf1", "power_state": state})
    assert found.monthly_cost == Decimal("4.2121")
    assert any("shutoff" in note for note in found.notes) == (state == "shutoff")


@pytest.mark.parametrize(
    ("auth_url", "region", "flavor", "cost"),
    [
        ("https://auth.cloud.ovh.net/v3", "GRA11", "b2-7", "51.76"),  # 730 h x 0.0709
        ("https://fra1.citycloud.com:5000/v3", "Fra1", "public-4-8", "78.55"),  # 730 h x 0.1076
        ("https://core.fuga.cloud:5000/v3", "ams", "c5.small", "23.90"),  # 730 h x 0.03274
        ("https://create.leaf.cloud:5000", "europe-nl", "cc1.large", "87.63"),  # 730 h x 0.120047
        ("https://v2.dashboard.sto1.safedc.net:5000/v3", "sto1", "b2-c2r4", "34.31"),  # 730 h x 0.047
        ("https://keystone.scs1.scaleup.cloud", "scs1", "c2.xlarge", "87.60"),  # 730 h x 0.12
        ("https://prod1.api.pco.get-cloud.io:5000", "prod1", "2c-8g", "70.81"),  # 730 h x 0.097
        ("https://cloud.netways.de:5000/v3/", "HetznerNBG4", "s1.small", "14.58"),  # 730 h x 0.01997
        ("https://iam.eu-de.otc.t-systems.com/v3", "eu-de", "s3.medium.1", "37.36"),  # 730 h x 0.051175
    ],
)
def test_the_identity_endpoint_says_whose_cloud_it_is(auth_url: str, region: str, flavor: str, cost: str) -> None:
    found = estimate(SERVER, {"flavor_name": flavor}, region, provider_settings={"auth_url": auth_url})
    assert (found.status, found.currency, cents(found.monthly_cost)) == (Status.PRICED, "EUR", cost)


def test_the_settings_say_whose_cloud_it_is() -> None:
    found = estimate(SERVER, {"flavor_name": "b2-7"}, "SBG5", settings=Settings(openstack_cloud="ovh"))
    assert cents(found.monthly_cost) == "51.76"


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"auth_url": "https://keystone.example.org/v3"},
        {"auth_url": "https://evil-infomaniak.cloud.example"},
        {"auth_url": "http://[not an address"},
    ],
)
def test_the_cloud_is_never_guessed(settings: dict[str, str]) -> None:
    found = estimate(SERVER, {"flavor_name": "a1-ram2-disk20-perf1"}, "dc3-a", provider_settings=settings)
    assert (found.status, found.monthly_cost) == (Status.NO_PRICE, None)
    assert "openstack: {cloud: NAME}" in line(found, "Instance usage").note


@pytest.mark.parametrize("region", ["BHS5", "EU-WEST-PAR", "SYD1"])
def test_regions_with_price_lists_of_their_own_have_no_price(region: str) -> None:
    found = estimate(SERVER, {"flavor_name": "b2-7"}, region, provider_settings=OVH)
    assert found.status is Status.NO_PRICE
    assert region in line(found, "Instance usage").note


def test_the_compliant_cloud_of_cleura_has_prices_of_its_own() -> None:
    cleura = {"auth_url": "https://sto2hs.citycloud.com:5000/v3"}
    found = estimate(SERVER, {"flavor_name": "public-4-8"}, "Sto2HS", provider_settings=cleura)
    assert "Sto2HS" in line(found, "Instance usage").note


def test_a_region_that_is_not_stated_is_an_assumption() -> None:
    found = estimate(SERVER, {"flavor_name": "b2-7"}, "", provider_settings=OVH)
    assert cents(found.monthly_cost) == "51.76"
    assert "region not stated: the eu price list of ovh is assumed" in found.notes


def test_a_flavor_that_the_list_lacks() -> None:
    found = at_infomaniak({"flavor_name": "nvl4-a8-ram16-disk50-perf1x"})
    assert "nvl4-a8-ram16-disk50-perf1x" in line(found, "Instance usage").note


def test_a_flavor_by_id() -> None:
    by_name = estimate(SERVER, {"flavor_id": "b2-7"}, "GRA11", provider_settings=OVH)
    assert cents(by_name.monthly_cost) == "51.76"
    by_uuid = estimate(SERVER, {"flavor_id": "0b6b4b0e"}, "GRA11", provider_settings=OVH)
    assert line(by_uuid, "Instance usage").note == (
        "flavor_id 0b6b4b0e is no name on the price list of ovh: set flavor_name"
    )
    referred = {"flavor_id": related("openstack_compute_flavor_v2", {"name": "b2-7"})}
    by_reference = estimate(SERVER, {"flavor_id": "0b6b4b0e"}, "GRA11", provider_settings=OVH, refers=referred)
    assert cents(by_reference.monthly_cost) == "51.76"


def test_a_flavor_known_after_apply() -> None:
    found = at_infomaniak({}, unknown={"flavor_name": True}, configured=["flavor_name"])
    assert found.status is Status.NO_PRICE
    assert "flavor_name is known only after apply" in line(found, "Instance usage").note


@given(size=st.integers(1, 10_000))
def test_block_devices_grow_with_their_size(size: int) -> None:
    device = {"source_type": "blank", "destination_type": "volume", "volume_size": size, "volume_type": "perf1"}
    found = at_infomaniak({"flavor_name": "a1-ram2-disk0", "block_device": [device]})
    assert line(found, "block_device[0]: Storage (perf1)").monthly_cost == size * Decimal("0.08")


@given(name=st.text(max_size=10), metadata=st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=3))
def test_attributes_that_are_not_billed_change_nothing(name: str, metadata: dict[str, str]) -> None:
    values = {"flavor_name": "a1-ram2-disk20-perf1"}
    more = {**values, "name": name, "metadata": metadata, "security_groups": ["default"], "key_pair": "k"}
    assert at_infomaniak(more) == at_infomaniak(values)
