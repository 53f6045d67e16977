"""The compiler of the price book, on small lists that hold each thing it must heed."""

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from compile_price_book import main
from price_book.draft import Draft
from price_book.errors import CompileError
from price_book.resource_types import shortest
from price_book.rows import SourceRow

from finopsguard.prices.book import PriceBook

COLUMNS = [
    "provider",
    "service",
    "region",
    "sku",
    "attributes",
    "unit",
    "usd_per_unit",
    "currency",
    "effective_date",
    "source",
]
AWS_SITE = "lamngockhuong/aws-price s3.json@508fb45"
KARPENTER = "aws/karpenter-provider-aws zz_generated.pricing_aws.go@1d927085d"
EC2_SITE = "lamngockhuong/aws-price ec2-transformed.json@508fb45"
AZURE = "Azure/karpenter-provider-azure zz_generated.pricing.go@352646f5"
RADAR = "andy-diericks/azure-pricing-radar data/latest@cf741f2"
LINUX = {"os": "linux", "purchase": "on_demand", "tenancy": "shared"}


class Lists:
    """A folder of collected lists in the making."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.target = folder / "out"

    def add(self, name: str, *cells: Any) -> None:
        """One row: provider, service, region, sku, attributes, unit, price[, date[, source[, currency]]]."""
        provider, service, region, sku, attributes, unit, price, date, source, currency = (
            *cells,
            *("2026-09-01", "finops-mcp 0.12.0", "USD")[len(cells) - 7 :],
        )
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        new = not path.exists()
        with path.open("a", newline="") as handle:
            writer = csv.writer(handle)
            if new:
                writer.writerow(COLUMNS)
            writer.writerow(
                [provider, service, region, sku, json.dumps(attributes), unit, price, currency, date, source]
            )

    def compile(self) -> PriceBook:
        assert main(["--from", str(self.folder), "--to", str(self.target)]) == 0
        return PriceBook(self.target)


@pytest.fixture
def lists(tmp_path: Path) -> Lists:
    return Lists(tmp_path)


def amounts(book: PriceBook, *place: str) -> list[tuple[int, str]] | None:
    found = book.find(*place)
    return [(int(tier.start), str(tier.price)) for tier in found.tiers] if found else None


def ec2(lists: Lists, price: str, date: str, source: str, sku: str = "m5.large") -> None:
    lists.add("aws_ec2.csv", "aws", "ec2_instance", "us-east-1", sku, LINUX, "hour", price, date, source)


def s3(lists: Lists, description: str, price: str, unit: str = "GB Mo") -> None:
    attributes = {"description": description, "rateCode": "SKU.JRTCKXETXF.CODE"}
    lists.add("aws_s3.csv", "aws", "s3", "us-east-1", "SKU", attributes, unit, price, "2025-10-22", AWS_SITE)


def test_the_newest_of_equally_trusted_lists_counts(lists: Lists, capsys: pytest.CaptureFixture[str]) -> None:
    ec2(lists, "0.1", "2025-10-28", EC2_SITE)
    ec2(lists, "0.096", "2026-07-20", KARPENTER)
    found = lists.compile().find("aws", "AmazonEC2", "us-east-1", "m5.large/linux/shared/on-demand")
    assert found is not None
    assert (found.unit_price, found.date, found.source) == (Decimal("0.096"), "2026-07-20", "karpenter-aws-2026-07")
    assert "aws/AmazonEC2: replaced by a better or newer list that differs" in capsys.readouterr().out


def test_lists_of_one_time_that_contradict_each_other_give_no_price(
    lists: Lists, capsys: pytest.CaptureFixture[str]
) -> None:
    ec2(lists, "0.1", "2026-07-10", EC2_SITE)
    ec2(lists, "0.096", "2026-07-20", KARPENTER)
    ec2(lists, "0.192", "2026-07-20", KARPENTER, "m5.xlarge")
    book = lists.compile()
    assert book.keys("aws", "AmazonEC2", "us-east-1") == ("m5.xlarge/linux/shared/on-demand",)
    assert "contradiction" in capsys.readouterr().out


def test_one_list_that_gives_two_prices_gives_none(lists: Lists) -> None:
    ec2(lists, "0.096", "2026-07-20", KARPENTER)
    ec2(lists, "0.097", "2026-07-20", KARPENTER)
    ec2(lists, "0.192", "2026-07-20", KARPENTER, "m5.xlarge")
    assert lists.compile().find("aws", "AmazonEC2", "us-east-1", "m5.large/linux/shared/on-demand") is None


def test_tiers_of_a_description_list_become_one_price(lists: Lists) -> None:
    s3(lists, "Standard Storage Over 500 TB per GB Mo", "0.021")
    s3(lists, "Standard Storage First 50 TB per GB Mo", "0.023")
    s3(lists, "Standard Storage Next 450 TB per GB Mo", "0.022")
    place = ("aws", "AmazonS3", "us-east-1", "standard/storage")
    assert amounts(lists.compile(), *place) == [(0, "0.023"), (51_200, "0.022"), (512_000, "0.021")]


def test_tiers_without_the_first_one_are_no_price(lists: Lists) -> None:
    s3(lists, "Standard Storage Next 450 TB per GB Mo", "0.022")
    s3(lists, "Tags Storage per Tag Mo", "0.00000065")
    assert lists.compile().keys("aws", "AmazonS3", "us-east-1") == ("object-tagging",)


def test_a_price_of_0_is_kept_only_where_everyone_pays_nothing(
    lists: Lists, capsys: pytest.CaptureFixture[str]
) -> None:
    s3(lists, "Tags Storage per Tag Mo", "0")
    s3(lists, "Fee for Bulk Retrieval of data stored", "0")
    assert lists.compile().keys("aws", "AmazonS3", "us-east-1") == ("glacier-flexible/retrieval/bulk",)
    assert "aws/AmazonS3: a price of 0: free allowance or not billed" in capsys.readouterr().out


def test_free_allowances_are_left_out_and_the_paid_tier_starts_at_0(lists: Lists) -> None:
    for description, price in (("HTTP 0 to 100000", "0"), ("HTTP 100000 to Inf", "0.0000006")):
        attributes = {"description": description, "rateCode": "C"}
        lists.add(
            "aws_sns.csv", "aws", "sns", "us-east-1", "S", attributes, "notification", price, "2025-10-01", AWS_SITE
        )
    found = lists.compile().find("aws", "AmazonSNS", "us-east-1", "standard/notifications/http")
    assert found is not None
    assert [(tier.start, str(tier.price)) for tier in found.tiers] == [(0, "6E-7")]
    assert "free allowance" in found.note


def test_low_trust_is_left_out(lists: Lists, capsys: pytest.CaptureFixture[str]) -> None:
    old = "public repo table citing the AWS ELB pricing page (find_string id 18221010339)"
    lists.add(
        "aws_elb.csv",
        "aws",
        "elb",
        "us-east-2",
        "alb-hour",
        {"trust": "low: 2017"},
        "hour",
        "0.0225",
        "2017-12-18",
        old,
    )
    lists.add("aws_elb.csv", "aws", "elb", "us-east-1", "alb-hour", {}, "hour", "0.0225")
    book = lists.compile()
    assert book.regions("aws", "AWSELB") == ("us-east-1",)
    assert "aws/AWSELB: low trust" in capsys.readouterr().out


def test_throughput_listed_per_gib_is_turned_into_mib_and_says_so(lists: Lists) -> None:
    attributes = {"component": "throughput", "free_mibps": 125}
    lists.add("aws_ebs.csv", "aws", "ebs", "us-east-1", "gp3", attributes, "GiBps-month", "40.96")
    found = lists.compile().find("aws", "AmazonEC2", "us-east-1", "ebs/gp3/throughput")
    assert found is not None
    assert (found.unit_price, found.unit) == (Decimal("0.04"), "MiBps-month")
    assert found.note == "listed as 40.96 per GiBps-month; the first 125 of each volume are included"


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


@pytest.mark.parametrize(
    ("price", "message"),
    [("-1", "cannot be"), ("cheap", "is not a price"), ("Infinity", "cannot be"), ("5000", "is absurd")],
)
def test_impossible_prices_stop_the_compiler(
    lists: Lists, capsys: pytest.CaptureFixture[str], price: str, message: str
) -> None:
    ec2(lists, price, "2026-07-20", KARPENTER)
    assert main(["--from", str(lists.folder), "--to", str(lists.target)]) == 1
    assert message in capsys.readouterr().err
    assert not lists.target.exists()


def test_a_source_that_nobody_described_stops_the_compiler(lists: Lists, capsys: pytest.CaptureFixture[str]) -> None:
    ec2(lists, "0.096", "2026-07-20", "somewhere on the internet")
    assert main(["--from", str(lists.folder), "--to", str(lists.target)]) == 1
    assert "no row in tools/price_book/tables/sources.tsv" in capsys.readouterr().err


def test_one_key_with_two_units_stops_the_compiler(lists: Lists, capsys: pytest.CaptureFixture[str]) -> None:
    draft = Draft()
    for region, unit in (("us-east-1", "hour"), ("us-east-2", "month")):
        cells = dict(
            zip(COLUMNS, ("aws", "ec2", region, "x", "{}", "hour", "1", "USD", "2026-09-01", KARPENTER), strict=True)
        )
        draft.add(SourceRow(cells, "list:2"), "AmazonEC2", "x", unit)
    from price_book.writer import write

    with pytest.raises(CompileError, match="x is per month, elsewhere per hour"):
        write(draft, lists.target)


def test_the_same_lists_give_the_same_bytes(lists: Lists) -> None:
    azure_machines(lists)
    s3(lists, "Tags Storage per Tag Mo", "0.00000065")
    first = {path.relative_to(lists.target): path.read_bytes() for path in lists.compile().root.rglob("*.tsv")}
    second = {path.relative_to(lists.target): path.read_bytes() for path in lists.compile().root.rglob("*.tsv")}
    assert first == second


@pytest.mark.parametrize(
    ("value", "error", "listed"),
    [
        ("0.0225068493151", "0.00000685", "0.0225"),
        ("0.19996194825", "0.0001", "0.2"),
        ("0.0133698630137", "0.00000685", "0.01337"),
        ("77.4", "0", "77.4"),
        ("400", "0.005", "400"),
    ],
)
def test_figures_worked_out_from_rounded_ones_are_read_back(value: str, error: str, listed: str) -> None:
    assert shortest(Decimal(value), Decimal(error)) == Decimal(listed)
