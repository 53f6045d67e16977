"""The compiler heeds what is known about single lists: Windows prices among Linux rows, lost tiers, old previews."""

from decimal import Decimal

import pytest
from collected import AZURE, RADAR, Lists, amounts


def azure_machines(lists: Lists) -> None:
    """West Europe is trusted; Utopia costs 1.1 times that, but its D4as_v5 has the Windows price: 0.2288 + 0.184."""
    for size, linux, windows in (
        ("D2as v5", "0.104", "0.196"),
        ("D4as v5", "0.208", "0.392"),
        ("D8as v5", "0.416", "0.784"),
    ):
        for system, price in (("linux", linux), ("windows", windows)):
            product = "Virtual Machines Dasv5 Series" + (" Windows" if system == "windows" else "")
            a = {
                "meterId": f"{size}-{system}",
                "meterName": size,
                "os": system,
                "productName": product,
                "purchase": "on_demand",
            }
            lists.add(
                "azure_virtual_machines_eu5.csv",
                "azure",
                "vm",
                "westeurope",
                size,
                a,
                "hour",
                price,
                "2026-08-22",
                RADAR,
            )
    for size, price in (("D2as_v5", "0.1144"), ("D4as_v5", "0.4128"), ("D8as_v5", "0.4576")):
        azure_elsewhere(lists, size, price)


def azure_elsewhere(lists: Lists, size: str, price: str, **more: str) -> None:
    a = {"os": "linux", "purchase": "on_demand", **more}
    lists.add(
        "azure_virtual_machines.csv", "azure", "vm", "utopia", f"Standard_{size}", a, "hour", price, "2026-06-18", AZURE
    )


def test_linux_rows_that_carry_the_windows_price_are_refused(lists: Lists, capsys: pytest.CaptureFixture[str]) -> None:
    azure_machines(lists)
    azure_elsewhere(lists, "E2s_v3", "0.3", warning="differs (source leaked the Windows price); do not use")
    azure_elsewhere(lists, "E4s_v3", "0.9", warning="suspect: >30% above this size's cross-region norm; check live")
    book = lists.compile()
    assert book.keys("azure", "virtual-machines", "utopia") == (
        "Standard_D2as_v5/linux/on-demand",
        "Standard_D8as_v5/linux/on-demand",
    )
    assert amounts(book, "azure", "virtual-machines", "westeurope", "Standard_D4as_v5/windows/on-demand") == [
        (0, "0.392")
    ]
    out = capsys.readouterr().out
    assert "looks like the Windows price" in out
    assert "carries a warning: Windows price" in out
    assert "carries a warning: far above the size's norm" in out


def test_a_whole_family_with_the_windows_price_is_refused(lists: Lists) -> None:
    azure_machines(lists)
    (lists.folder / "azure_virtual_machines.csv").unlink()
    # Other families show what the region costs: 1.1 times West Europe.
    for size, linux in (("E2s v3", "0.16"), ("E4s v3", "0.32"), ("E8s v3", "0.64"), ("E16s v3", "1.28")):
        a = {
            "meterId": size,
            "meterName": size,
            "os": "linux",
            "productName": "Virtual Machines ESv3 Series",
            "purchase": "on_demand",
        }
        lists.add(
            "azure_virtual_machines_eu5.csv", "azure", "vm", "westeurope", size, a, "hour", linux, "2026-08-22", RADAR
        )
        azure_elsewhere(lists, size.replace(" ", "_"), str(Decimal(linux) * Decimal("1.1")))
    for size, price in (("D2as_v5", "0.2064"), ("D4as_v5", "0.4128"), ("D8as_v5", "0.8256")):
        azure_elsewhere(lists, size, price)
    sizes = [key.partition("/")[0] for key in lists.compile().keys("azure", "virtual-machines", "utopia")]
    assert sizes == ["Standard_E16s_v3", "Standard_E2s_v3", "Standard_E4s_v3", "Standard_E8s_v3"]


def test_windows_surcharges_that_differ_between_regions_are_left_out(lists: Lists) -> None:
    for size, low, high in (("d2s v3", "0.092", "0.092"), ("a2 v2", "0.04", "0.046")):
        a = {"min": low, "max": high, "regionsEqual": 5, "regionsChecked": 6}
        source = "computed from andy-diericks/azure-pricing-radar@cf741f2 (5 EU regions)"
        lists.add("second/azure_windows_uplift.csv", "azure", "vm", "all", size, a, "hour", high, "2026-08-22", source)
    assert lists.compile().keys("azure", "virtual-machines", "all") == ("windows-uplift/Standard_D2s_v3",)


def storage(lists: Lists, sku: str, meter: str, price: str, **more: str) -> None:
    a = {"meterId": "m", "meterName": meter, "productName": "General Block Blob v2", "skuName": sku, **more}
    lists.add(
        "azure_storage_eu5.csv", "azure", "storage", "westeurope", "x", a, "1 GB/Month", price, "2026-08-22", RADAR
    )


def test_a_tiered_meter_of_which_one_tier_is_known_says_how_the_others_were_found(lists: Lists) -> None:
    storage(lists, "Hot LRS", "Hot LRS Data Stored", "0.018032", warning="tiered meter: source kept one tier only")
    found = lists.compile().find("azure", "storage", "westeurope", "blob/hot/LRS/storage")
    assert found is not None
    # 0.018032 / 0.92 = 0.0196; 0.96 x 0.0196 = 0.018816.
    assert [(int(tier.start), tier.price) for tier in found.tiers] == [
        (0, Decimal("0.0196")),
        (51_200, Decimal("0.018816")),
        (512_000, Decimal("0.018032")),
    ]
    assert found.note.startswith("computed")


def test_a_tiered_meter_that_does_not_add_up_is_left_out(lists: Lists) -> None:
    storage(lists, "Hot LRS", "Hot LRS Data Stored", "0.018", warning="tiered meter: source kept one tier only")
    storage(lists, "Cool LRS", "Cool LRS Data Stored", "0.01")
    assert lists.compile().keys("azure", "storage", "westeurope") == ("blob/cool/LRS/storage",)


def test_preview_and_unchecked_rows_of_2019_are_left_out(lists: Lists) -> None:
    source = "miranda-zhang/cloud-computing-schema example/data/azure/2019-03-07/managed-disks.json@32e9cc7"
    for sku in ("P10 LRS", "P60 LRS", "standardhdd-snapshot-lrs"):
        lists.add(
            "second/azure_managed_disks_2019.csv",
            "azure",
            "disks",
            "westus",
            sku,
            {},
            "month",
            "19.71",
            "2019-03-07",
            source,
        )
    book = lists.compile()
    assert book.keys("azure", "storage", "westus") == ("disk/P10/LRS",)
    found = book.find("azure", "storage", "westus", "disk/P10/LRS")
    assert found is not None
    assert "2019" in found.note


def test_custom_machine_rates_need_a_third_machine_that_agrees(lists: Lists) -> None:
    cyclenerd = "Cyclenerd/google-cloud-pricing-cost-calculator pricing.yml@fd66b26"
    # vCPU 0.03, memory 0.004: 1 x 0.03 + 7.5 x 0.004 = 0.06; 2 and 10: 0.1; 4 and 30: 0.24.
    for region, last in (("iowa1", "0.24"), ("oslo1", "0.25")):
        for name, vcpu, memory, price in (
            ("1-7680", 1, 7.5, "0.06"),
            ("2-10240", 2, 10, "0.1"),
            ("4-30720", 4, 30, last),
        ):
            a = {"memory_gb": memory, "vcpu": vcpu, "os": "linux", "purchase": "on_demand", "type": "n1-custom"}
            sku = f"custom-{name}-ext"
            lists.add("gcp_compute_instance.csv", "gcp", "vm", region, sku, a, "hour", price, "2026-07-30", cyclenerd)
    book = lists.compile()
    assert book.keys("gcp", "compute-engine", "iowa1") == ("custom/n1/ram/on-demand", "custom/n1/vcpu/on-demand")
    assert amounts(book, "gcp", "compute-engine", "iowa1", "custom/n1/vcpu/on-demand") == [(0, "0.03")]
    assert book.keys("gcp", "compute-engine", "oslo1") == ()
