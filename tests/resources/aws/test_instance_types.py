import csv
from pathlib import Path

import finopsguard.prices
from finopsguard.resources.aws.instance_types import by_size


def test_the_size_rule_agrees_with_what_the_price_lists_say() -> None:
    table = Path(finopsguard.prices.__file__).parent / "data" / "aws" / "facts" / "instance_types.tsv"
    with table.open(encoding="utf-8", newline="") as handle:
        listed = {row["name"]: row["vcpu"] for row in csv.DictReader(handle, delimiter="\t") if row["vcpu"]}
    ruled = {name: by_size(name) for name in listed}
    assert {name: count for name, count in ruled.items() if count is not None and str(count) != listed[name]} == {}
    assert sum(count is not None for count in ruled.values()) > 100


def test_sizes_say_how_many_vcpus_a_type_has() -> None:
    counts = {
        "t2.micro": 1,
        "t3.micro": 2,
        "t4g.small": 2,
        "m5.large": 2,
        "r6g.xlarge": 4,
        "m5.24xlarge": 96,
        "c7i-flex.2xlarge": 8,
    }
    assert {type_: by_size(type_) for type_ in counts} == counts
    assert [
        by_size(type_)
        for type_ in ("c4.8xlarge", "m2.xlarge", "hpc7g.4xlarge", "m5.metal", "u-6tb1.metal", "odd", "m7g.medium")
    ] == [None] * 7
