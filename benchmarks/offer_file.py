"""How fast and in how much memory an AWS offer file is taken in: it writes one of N megabytes and reads it in a process of its own.

``python benchmarks/offer_file.py [--megabytes N] [--json]``. Nothing is fetched.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[1]
SECONDS, MEMORY = 60, 300
"""Targets for 300 MB."""
TITLES = [
    *("SKU", "OfferTermCode", "RateCode", "TermType", "PriceDescription", "EffectiveDate", "StartingRange"),
    *("EndingRange", "Unit", "PricePerUnit", "Currency", "Product Family", "serviceCode", "Location"),
    *(
        "Instance Type",
        "Operating System",
        "Tenancy",
        "CapacityStatus",
        "Pre Installed S/W",
        "License Model",
        "usageType",
    ),
    *("operation", "MarketOption", "Volume API Name", "Clock Speed", "Memory", "Storage", "Network Performance"),
]


def main() -> None:
    """Command line; ``--read FILE`` is the process that is measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=300)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        read(options.read)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("offer.json" if options.json else "offer.csv")
        write(path, options.megabytes * 1_000_000)
        subprocess.run([sys.executable, __file__, "--read", str(path)], check=True)


def write(path: Path, size: int) -> None:
    """Products that are mostly no plain Linux instances, each with on-demand and reserved terms, as in the real files."""
    with path.open("w", encoding="utf-8") as out:
        if path.suffix == ".json":
            products = size // 3_600
            out.write('{"formatVersion": "v1.0", "offerCode": "AmazonEC2", "version": "1", "products": {\n')
            members(out, products, product)
            out.write('}, "terms": {"OnDemand": {\n')
            members(out, products, lambda p: term(p, 1))
            out.write('}, "Reserved": {\n')
            members(out, products, lambda p: term(p, 6))
            out.write("}}}\n")
            return
        out.write(
            '"FormatVersion","v1.0"\n"Disclaimer","x"\n"Publication Date","x"\n"Version","1"\n"OfferCode","AmazonEC2"\n'
        )
        out.write(",".join(f'"{title}"' for title in TITLES) + "\n")
        for row in drawn(10**9):
            for kind in ("OnDemand", *("Reserved",) * 10):
                cells = {**row, "TermType": kind}
                out.write(",".join(f'"{cells.get(title, "")}"' for title in TITLES) + "\n")
            if out.tell() > size:
                return


def members(out: IO[str], count: int, value: Callable[[dict[str, str]], object]) -> None:
    """The members of an object, one after the other: the file is not to be held in memory, which a child process would seem to use."""
    for number, row in enumerate(drawn(count)):
        out.write(("," if number else "") + f'"{row["SKU"]}": {json.dumps(value(row), indent=1)}\n')


def drawn(count: int) -> Iterator[dict[str, str]]:
    """Products: one in twelve is an instance as the book prices it."""
    for number in range(count):
        plain = number % 12 == 0
        yield {
            "SKU": f"SKU{number:013}",
            "RateCode": f"SKU{number:013}.JRTCKXETXF.6YS6EN2CT7",
            "PriceDescription": "$0.096 per On Demand Linux instance-hour, with words as they are in the real files",
            "StartingRange": "0",
            "EndingRange": "Inf",
            "Unit": "Hrs",
            "PricePerUnit": "0.0960000000",
            "Currency": "USD",
            "Product Family": "Compute Instance",
            "serviceCode": "AmazonEC2",
            "Location": "EU (Frankfurt)",
            "Instance Type": f"m{number}.large",
            "Operating System": "Linux" if plain else "Windows",
            "Tenancy": "Shared",
            "CapacityStatus": "Used" if plain else "AllocatedCapacityReservation",
            "Pre Installed S/W": "NA",
            "License Model": "No License required",
            "usageType": f"EUC1-BoxUsage:m{number}.large",
            "operation": "RunInstances",
            "MarketOption": "OnDemand",
            "Clock Speed": "3.1 GHz",
            "Memory": "8 GiB",
            "Network Performance": "Up to 10 Gigabit",
        }


def product(row: dict[str, str]) -> dict[str, object]:
    """As in ``products``."""
    names = {title: title[0].lower() + title.replace(" ", "").replace("/", "")[1:] for title in TITLES}
    attributes = {names[title]: row.get(title, "") for title in TITLES[12:]}
    return {"sku": row["SKU"], "productFamily": row["Product Family"], "attributes": attributes}


def term(row: dict[str, str], count: int) -> dict[str, object]:
    """As in ``terms``."""
    price = {
        "unit": "Hrs",
        "beginRange": "0",
        "endRange": "Inf",
        "description": row["PriceDescription"],
        "pricePerUnit": {"USD": "0.096"},
    }
    return {
        f"{row['SKU']}.{n}": {"effectiveDate": "2026-11-01", "priceDimensions": {row["RateCode"]: price}}
        for n in range(count)
    }


def read(path: Path) -> None:
    """Reads the file as an update does, and says what it took."""
    sys.path.insert(0, str(ROOT / "guard"))
    from finopsguard.prices import PriceBook  # noqa: PLC0415  this process measures it
    from finopsguard.prices.update.aws_offer import read_csv, read_json  # noqa: PLC0415  the same
    from finopsguard.prices.update.mapping import Mapping  # noqa: PLC0415  the same

    mapping = Mapping.of("aws", PriceBook.shipped())
    started = time.perf_counter()
    wanted = mapping.attributes("AmazonEC2")
    reader = read_json if path.suffix == ".json" else read_csv
    knows = partial(mapping.knows, "AmazonEC2")
    hits = sum(
        1
        for offer in reader(path, "AmazonEC2", "eu-central-1", wanted, knows)
        for _hit in mapping.match("AmazonEC2", offer)
    )
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    megabytes = path.stat().st_size / 1e6
    print(f"{path.suffix[1:]}: {megabytes:,.0f} MB in {seconds:.1f} s, {hits:,} prices, {peak:,.0f} MB of memory")
    print(
        f"for 300 MB: {seconds * 300 / megabytes / SECONDS:.2f} of the target of {SECONDS} s, memory {peak / MEMORY:.2f} of {MEMORY} MB"
    )


if __name__ == "__main__":
    main()
