"""How long a large bill takes: writes a FOCUS file of two million rows, reads it in a process of its own, prints seconds and memory.

`python benchmarks/bills.py [--rows N] [--kind csv|parquet]`
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEADER = (
    "BilledCost,EffectiveCost,ListCost,BillingCurrency,ChargeCategory,ChargeDescription,ChargePeriodStart,ChargePeriodEnd,"
    "PricingCategory,PricingQuantity,PricingUnit,ProviderName,RegionId,ResourceId,ServiceName,SubAccountId,SkuPriceId,Tags"
)
HOURS = 720


def write(path: Path, rows: int) -> None:
    """Hourly rows of as many resources as it takes; every amount differs, as on real bills."""
    resources = max(rows // HOURS, 1)
    with path.open("w", encoding="ascii") as file:
        file.write(HEADER + "\n")
        for hour in range(HOURS):
            day, clock = divmod(hour, 24)
            start = f"2026-09-{day + 1:02d}T{clock:02d}:00:00Z"
            end = f"2026-09-{day + 1:02d}T{clock:02d}:59:59Z"
            lines = []
            for number in range(resources):
                cost = f"0.{(number * 7919 + hour * 31) % 10**9:010d}"
                lines.append(
                    f"{cost},{cost},{cost},USD,Usage,BoxUsage:m5.large,{start},{end},Standard,1.0000000000,Hrs,AWS,eu-west-1,"
                    f"i-{number:017x},Amazon Elastic Compute Cloud,111122223333,SKU{number % 500}.ABC,"
                    f'"{{""team"": ""team-{number % 50}"", ""Name"": ""web-{number}""}}"\n'
                )
            file.writelines(lines)


def to_parquet(source: Path, target: Path) -> None:
    """The same file as Parquet."""
    import duckdb  # noqa: PLC0415  only for this

    duckdb.sql(f"COPY (SELECT * FROM read_csv('{source}', all_varchar = true)) TO '{target}' (FORMAT parquet)")


def read(path: str) -> None:
    """Open the bill as a check does, and ask for all that it asks for."""
    from datetime import date  # noqa: PLC0415  in the child only

    from finopsguard.adapters.billing import parse_source  # noqa: PLC0415
    from finopsguard.types.bill import Wanted  # noqa: PLC0415

    source = parse_source(f"focus:{path}")
    assert source is not None
    begin = time.perf_counter()
    bill = source.open(Wanted(today=date(2026, 11, 21)))
    opened = time.perf_counter() - begin
    resources = bill.resources()
    bill.lines([each.key for each in resources[:300]])
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    total = sum(each.cost for each in resources)
    print(
        f"opened {opened:.1f} s, all {seconds:.1f} s, peak {peak:.0f} MB, {len(resources):,} resources, {total:.2f} USD"
    )


def main() -> None:
    """Write, read in a child, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--kind", choices=("csv", "parquet"), default="csv")
    parser.add_argument("--read", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.read:
        read(given.read)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bill.csv"
        write(path, given.rows)
        if given.kind == "parquet":
            to_parquet(path, path.with_suffix(".parquet"))
            path = path.with_suffix(".parquet")
        print(f"{given.rows:,} rows, {path.stat().st_size / 2**20:.0f} MB {given.kind}")
        environment = dict(os.environ, PYTHONPATH="guard")
        subprocess.run([sys.executable, __file__, "--read", str(path)], check=True, env=environment)


if __name__ == "__main__":
    main()
