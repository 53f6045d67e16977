"""The book that ships: its form as a whole, and single prices against what their providers publish."""

import datetime as dt
import hashlib
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from finopsguard.prices.book import HEADER, PriceBook, is_plain_name

BOOK = PriceBook.shipped()
PARTITIONS = BOOK.partitions()
CHINA = "cn-"


def price(provider: str, service: str, region: str, key: str) -> Decimal:
    found = BOOK.find(provider, service, region, key)
    assert found is not None, f"{provider}/{service}/{region} {key}"
    return found.unit_price


def test_every_row_is_well_formed() -> None:
    sources = BOOK.sources()
    today = dt.date(2026, 11, 21).isoformat()
    problems = []
    for partition in PARTITIONS:
        path = BOOK.root / partition.provider / partition.service / f"{partition.region}.tsv"
        header, *lines = path.read_text().splitlines()
        assert header == HEADER
        before: tuple[str, Decimal] = ("", Decimal(-1))
        for line in lines:
            key, start, unit, amount, currency, date, source, _, _ = line.split("\t")
            place = (key, Decimal(start or 0))
            ascending = place > before
            first_at_zero = key == before[0] or place[1] == 0
            before = place
            dt.date.fromisoformat(date)
            listed_free = Decimal(amount) > 0 or partition.service in {"AmazonS3", "AmazonSNS"}
            money = currency == "CNY" if partition.region.startswith(CHINA) else currency in {"USD", "EUR"}
            if not (
                ascending and first_at_zero and unit and listed_free and money and source in sources and date <= today
            ):
                problems.append(f"{path.parent.name}/{path.name}: {line}")
    assert problems == []


def test_the_table_of_partitions_describes_the_files() -> None:
    listed = {(p.provider, p.service, p.region) for p in PARTITIONS}
    there = {
        (path.parts[-3], path.parts[-2], path.stem)
        for path in BOOK.root.glob("*/*/*.tsv")
        if path.parent.name != "facts"
    }
    assert listed == there
    for partition in PARTITIONS:
        data = (BOOK.root / partition.provider / partition.service / f"{partition.region}.tsv").read_bytes()
        assert hashlib.sha256(data).hexdigest() == partition.sha256
        assert data.count(b"\n") == partition.rows + 1
        assert all(map(is_plain_name, (partition.provider, partition.service, partition.region)))


def test_every_service_and_source_is_described() -> None:
    services = {(info.provider, info.service) for info in BOOK.services()}
    assert {(p.provider, p.service) for p in PARTITIONS} == services
    assert all(info.title and info.keys for info in BOOK.services())
    used = {source for p in PARTITIONS for source in p.sources.split()}
    assert used == set(BOOK.sources())
    assert {source.trust for source in BOOK.sources().values()} <= {"high", "medium"}


def test_one_key_has_one_unit_in_every_region() -> None:
    units: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for partition in PARTITIONS:
        if partition.service != "by-resource-type":
            path = BOOK.root / partition.provider / partition.service / f"{partition.region}.tsv"
            for line in path.read_text().splitlines()[1:]:
                key, _, unit, _ = line.split("\t", 3)
                units[partition.provider, partition.service, key].add(unit)
    assert {place: found for place, found in units.items() if len(found) > 1} == {}


def test_the_book_names_no_machine_and_no_address() -> None:
    text = "".join(path.read_text() for path in BOOK.root.glob("*.tsv"))
    assert not re.search(r"https?://|/(?:home|tmp|work)/", text)


@pytest.mark.parametrize(
    ("region", "key", "dollars"),
    [
        # EC2 on-demand page: m5.large 0.096 in N. Virginia, 0.115 in Frankfurt; Windows adds 0.046 per vCPU.
        ("us-east-1", "m5.large/linux/shared/on-demand", "0.096"),
        ("eu-central-1", "m5.large/linux/shared/on-demand", "0.115"),
        ("us-east-1", "windows-uplift/m5.large", "0.092"),
        # RHEL from 2024-07: 0.0144 per vCPU up to 8 vCPUs.
        ("ap-south-1", "rhel-uplift/4-vcpu", "0.0576"),
        # EBS page: gp3 0.08 per GB-month, 0.005 per IOPS, 0.04 per MB/s; 40.96 per GiBps = 1024 x 0.04.
        ("us-east-1", "ebs/gp3/storage", "0.08"),
        ("us-east-1", "ebs/gp3/iops", "0.005"),
        ("us-east-1", "ebs/gp3/throughput", "0.04"),
        ("us-east-1", "ebs/gp2/storage", "0.1"),
        # 0.05 per million requests of magnetic volumes.
        ("us-east-1", "ebs/standard/requests", "0.00000005"),
        ("us-east-1", "nat-gateway/hour", "0.045"),
        ("us-east-1", "nat-gateway/gb", "0.045"),
        ("sa-east-1", "cpu-credits/t3", "0.05"),
    ],
)
def test_ec2(region: str, key: str, dollars: str) -> None:
    assert price("aws", "AmazonEC2", region, key) == Decimal(dollars)


def test_io2_iops_have_three_tiers() -> None:
    found = BOOK.find("aws", "AmazonEC2", "us-east-1", "ebs/io2/iops")
    assert found is not None
    # 0.065 to 32,000, 30 % less to 64,000, again 30 % less above.
    assert [(tier.start, tier.price) for tier in found.tiers] == [
        (0, Decimal("0.065")),
        (32_000, Decimal("0.065") * Decimal("0.7")),
        (64_000, Decimal("0.065") * Decimal("0.49")),
    ]


@pytest.mark.parametrize(
    ("service", "region", "key", "dollars"),
    [
        ("AmazonRDS", "us-east-1", "db.m5.large/mysql/single-az", "0.171"),
        ("AmazonRDS", "us-east-1", "db.m5.large/postgresql/single-az", "0.178"),
        ("AmazonRDS", "us-east-1", "storage/gp2/single-az", "0.115"),
        ("AmazonRDS", "us-east-1", "storage/gp3/multi-az", "0.23"),
        ("AmazonRDS", "us-east-1", "aurora/db.r5.large/aurora-postgresql/standard", "0.29"),
        # 0.20 per million I/O requests.
        ("AmazonRDS", "us-east-1", "aurora/io-requests", "0.0000002"),
        # 0.0053 and 0.0042 per thousand PUT and GET in London; 0.005 in N. Virginia.
        ("AmazonS3", "eu-west-2", "standard/put", "0.0000053"),
        ("AmazonS3", "us-east-1", "standard/put", "0.000005"),
        ("AmazonS3", "us-east-1", "standard/get", "0.0000004"),
        ("AmazonS3", "us-east-1", "deep-archive/storage", "0.00099"),
        ("AmazonS3", "us-east-1", "glacier-flexible/retrieval/bulk", "0"),
        ("AWSELB", "us-east-1", "alb/lcu", "0.008"),
        ("AWSELB", "us-east-1", "nlb/lcu", "0.006"),
        ("AWSELB", "eu-west-1", "clb/hour", "0.028"),
        ("AmazonCloudWatch", "eu-west-1", "alarm/standard", "0.1"),
        ("AmazonVPC", "eu-north-1", "public-ipv4/in-use", "0.005"),
        ("AmazonRoute53", "eu-north-1", "hosted-zone", "0.5"),
        ("AmazonDynamoDB", "us-east-1", "standard/provisioned/write", "0.00065"),
        ("AmazonEKS", "us-west-2", "cluster/hour", "0.1"),
        ("awskms", "us-west-2", "key", "1"),
        ("AmazonElastiCache", "us-east-1", "cache.m4.large/redis", "0.156"),
    ],
)
def test_other_aws_services(service: str, region: str, key: str, dollars: str) -> None:
    assert price("aws", service, region, key) == Decimal(dollars)


def test_tiers_of_s3_and_lambda() -> None:
    storage = BOOK.find("aws", "AmazonS3", "us-east-1", "standard/storage")
    duration = BOOK.find("aws", "AWSLambda", "us-east-1", "x86/duration")
    assert storage is not None
    assert duration is not None
    # S3: 0.023 to 50 TB, 0.022 to 500 TB, 0.021 above. Lambda: 6 billion and 15 billion GB-seconds.
    assert [(tier.start, str(tier.price)) for tier in storage.tiers] == [
        (0, "0.023"),
        (51_200, "0.022"),
        (512_000, "0.021"),
    ]
    assert [tier.start for tier in duration.tiers] == [0, 6_000_000_000, 15_000_000_000]


@pytest.mark.parametrize(
    ("service", "region", "key", "dollars"),
    [
        ("virtual-machines", "eastus", "Standard_D2s_v3/linux/on-demand", "0.096"),
        # 0.12 in West Europe; with Windows 0.212.
        ("virtual-machines", "westeurope", "Standard_D2s_v3/linux/on-demand", "0.12"),
        ("virtual-machines", "westeurope", "Standard_D2s_v3/windows/on-demand", "0.212"),
        ("virtual-machines", "eastus", "windows-uplift/Standard_D2s_v3", "0.092"),
        ("storage", "eastus", "disk/P10/LRS", "19.71"),
        ("storage", "westeurope", "disk/E10/ZRS", "14.4"),
        ("storage", "westeurope", "disk-operations/S/LRS", "0.0005"),
        # 0.05 per 10,000 writes.
        ("storage", "eastus", "blob/hot/LRS/write-operations", "0.05"),
        ("app-service", "eastus", "linux/P1v3", "0.155"),
        ("cosmos-db", "eastus", "provisioned/100-ru", "0.008"),
    ],
)
def test_azure(service: str, region: str, key: str, dollars: str) -> None:
    assert price("azure", service, region, key) == Decimal(dollars)


def test_azure_windows_is_linux_plus_the_surcharge_where_both_are_listed() -> None:
    checked = 0
    for key in BOOK.keys("azure", "virtual-machines", "swedencentral"):
        size, system, purchase = key.split("/")
        uplift = BOOK.find("azure", "virtual-machines", "all", f"windows-uplift/{size}")
        linux = BOOK.find("azure", "virtual-machines", "swedencentral", f"{size}/linux/on-demand")
        if system == "windows" and purchase == "on-demand" and uplift and linux:
            assert price("azure", "virtual-machines", "swedencentral", key) == linux.unit_price + uplift.unit_price, key
            checked += 1
    assert checked > 500


def test_a_size_known_for_windows_prices_is_linux_in_every_region() -> None:
    # D2as_v5: Linux 0.104, Windows 0.196 in West Europe; the dearest region, Brazil Southeast, costs 1.72 times that.
    for region in BOOK.regions("azure", "virtual-machines"):
        found = BOOK.find("azure", "virtual-machines", region, "Standard_D2as_v5/linux/on-demand")
        assert found is None or found.unit_price < Decimal("0.185"), region


@pytest.mark.parametrize(
    ("service", "region", "key", "dollars"),
    [
        # 4 x 0.03161075 + 15 x 0.0042371 = 0.19 (the list gives 0.189999 with more exact rates).
        ("compute-engine", "us-central1", "n1-standard-4/linux/on-demand", "0.189999"),
        ("compute-engine", "us-central1", "custom/n1/ram/on-demand", "0.004446"),
        ("compute-engine", "us-central1", "custom/n1/ram-extended/on-demand", "0.00955"),
        ("compute-engine", "us-central1", "disk/pd-ssd", "0.17"),
        ("compute-engine", "us-central1", "disk/pd-ssd/regional", "0.34"),
        # Windows Server: 0.046 per vCPU.
        ("compute-engine", "europe-west3", "license/windows/n1-standard-4", "0.184"),
        ("cloud-storage", "us-central1", "standard/storage", "0.02"),
        ("cloud-sql", "us-central1", "vcpu", "0.0413"),
        ("memorystore-redis", "us-central1", "basic/m1", "0.049"),
    ],
)
def test_google(service: str, region: str, key: str, dollars: str) -> None:
    assert price("gcp", service, region, key) == Decimal(dollars)


def test_n1_custom_machines_are_the_sum_of_their_rates() -> None:
    # 2 vCPU and 10 GB in Iowa: 2 x 0.03319155 + 10 x 0.004446 = 0.1108431, as the Billing Catalog's SKUs sum up.
    vcpu = price("gcp", "compute-engine", "us-central1", "custom/n1/vcpu/on-demand")
    memory = price("gcp", "compute-engine", "us-central1", "custom/n1/ram/on-demand")
    assert 2 * vcpu + 10 * memory == Decimal("0.1108431")


@pytest.mark.parametrize(
    ("provider", "service", "region", "key", "euros"),
    [
        ("ovh", "instances", "eu", "b3-8", "0.0512"),
        ("ovh", "block-storage", "eu", "storage/classic", "0.0482"),
        ("infomaniak", "instances", "ch-gva", "a4-ram8-disk20-perf1", "0.01664"),
        ("open-telekom-cloud", "instances", "eu-de", "s3.medium.1", "0.051175"),
    ],
)
def test_openstack_clouds(provider: str, service: str, region: str, key: str, euros: str) -> None:
    found = BOOK.find(provider, service, region, key)
    assert found is not None
    assert (found.unit_price, found.currency) == (Decimal(euros), "EUR")


def test_facts_of_machine_types() -> None:
    assert BOOK.facts("aws", "instance_types", "t3.medium") == {"vcpu": "2", "memory_gb": "4"}
    assert BOOK.facts("gcp", "machine_types", "n1-standard-4") == {"vcpu": "4", "memory_gb": "15"}
    assert BOOK.facts("ovh", "flavors", "b3-8") == {"vcpu": "2", "ram_gb": "8", "disk_gb": "50"}


def test_the_shipped_rate_is_the_central_banks() -> None:
    (rate,) = BOOK.fx()
    assert (rate.source, rate.target, rate.rate, rate.date) == ("EUR", "USD", Decimal("1.1567"), "2026-08-14")


def test_the_documentation_names_every_service_and_source() -> None:
    root = Path(__file__).parents[2]
    documentation, notice = (root / "docs" / "prices.md").read_text(), (root / "NOTICE").read_text()
    assert [info.service for info in BOOK.services() if f"`{info.service}`" not in documentation] == []
    assert [source.title for source in BOOK.sources().values() if source.title not in notice] == []
