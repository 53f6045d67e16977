"""How fast a full book answers: writes one of five million rows, opens it and looks prices up. Prints figures and ratios to the targets.

``python benchmarks/full_book.py [--rows N] [--largest N]``: the book goes into a temporary folder (500 MB for five million rows).
"""

import argparse
import random
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "guard"))

from finopsguard.prices.book import HEADER, PriceBook
from finopsguard.prices.rows import PARTITIONS

OPEN_TARGET = 0.020
LOOKUP_TARGET = 50e-6
LOOKUPS = 20_000
REGIONS = 40


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--largest", type=int, default=1_000_000, help="rows of the largest partition")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sizes = write_book(Path(folder), options.rows, options.largest)
        print(f"{sum(sizes.values()):,} rows in {len(sizes)} partitions, the largest of {max(sizes.values()):,}")
        measure(Path(folder), sizes)


def write_book(folder: Path, rows: int, largest: int) -> dict[str, int]:
    """One large partition, the others alike; rows by region."""
    sizes = {f"region-{number:02}": (rows - largest) // (REGIONS - 1) for number in range(1, REGIONS)} | {
        "region-00": largest
    }
    index = [PARTITIONS]
    place = folder / "aws" / "AmazonEC2"
    place.mkdir(parents=True)
    for region, count in sizes.items():
        lines = (
            f"{key(number)}\t\thour\t0.{number:07}\tUSD\t2026-11-22\tlist\tSKU{number:013}\t\n"
            for number in range(count)
        )
        data = f"{HEADER}\n{''.join(lines)}".encode()
        (place / f"{region}.tsv").write_bytes(data)
        index.append(f"aws\tAmazonEC2\t{region}\t{count}\t2026-11-22\t2026-11-22\t{sha256(data).hexdigest()}\tlist")
    (folder / "partitions.tsv").write_text("\n".join(index) + "\n")
    return sizes


def key(number: int) -> str:
    """Sorted as their numbers are."""
    return f"m{number:07}.large/linux/shared/on-demand"


def measure(folder: Path, sizes: dict[str, int]) -> None:
    """Opening with the first price of the largest partition; then prices never asked for before."""
    started = time.perf_counter()
    book = PriceBook(folder)
    assert book.find("aws", "AmazonEC2", "region-00", key(7)) is not None
    report("open, with the first price", time.perf_counter() - started, OPEN_TARGET)
    draw = random.Random(7)
    for title, regions in (
        ("a price of the largest partition", ["region-00"]),
        ("a price of any partition", sorted(sizes)),
    ):
        for region in regions:
            book.find("aws", "AmazonEC2", region, key(0))
        wanted = [(region := draw.choice(regions), key(draw.randrange(sizes[region]))) for _ in range(LOOKUPS)]
        started = time.perf_counter()
        for region, name in wanted:
            book.find("aws", "AmazonEC2", region, name)
        report(title, (time.perf_counter() - started) / LOOKUPS, LOOKUP_TARGET)
    shipped = time.perf_counter()
    PriceBook.shipped().find("aws", "AmazonEC2", "eu-central-1", "m5.large/linux/shared/on-demand")
    report("the shipped book: open, with the first price", time.perf_counter() - shipped, OPEN_TARGET)


def report(title: str, seconds: float, target: float) -> None:
    """One line."""
    print(f"{title}: {seconds * 1e6:,.1f} us, {seconds / target:.2f} of the target of {target * 1e6:,.0f} us")


if __name__ == "__main__":
    main()
