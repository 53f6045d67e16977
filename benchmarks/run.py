"""Measure what a user waits for, against floors measured in the same run. Prints a table; slow is not a failure here, so it ends with 0.

1  start-up: `finopsguard --version` against a bare Python
2  a check of 40 resources, as text
3  a check of 10,000 resources, as JSON, against the barest reading of the same file
4  a check of 100,000 resources, as JSON, against that of 10,000 (with --large or --only 4)
5  a check of a folder of 200 resources without a plan, as text; and of one whose functions need a second process

best, median: seconds from start to end. cpu: least processor time of a round; ratios are of this.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from process import Command, Runs, interleaved

HERE = Path(__file__).parent
LARGE = 4


class Row(NamedTuple):
    """A line of the table: a measured command, or (with neither figure nor target) a floor."""

    name: str
    runs: Runs
    figure: str = ""
    target: str = ""


class Bench:
    """Where the input lies, and how the program and Python are called."""

    def __init__(self, folder: Path, rounds: int) -> None:
        self.folder = folder
        self.rounds = rounds
        script = Path(sys.executable).parent / "finopsguard"
        self.environment = dict(os.environ)
        # The warm-up leaves compiled modules behind, as an installation does; nobody compiles them at every start.
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)
        if script.exists():
            self.program = [str(script)]
        else:
            self.program = [sys.executable, "-m", "finopsguard"]
            self.environment["PYTHONPATH"] = str(HERE.parent / "guard")

    def plan(self, resources: int) -> str:
        """A generated plan with this many resources."""
        file = self.folder / f"plan-{resources}.json"
        if not file.exists():
            subprocess.run([sys.executable, HERE / "make_plan.py", str(resources), file], check=True)
        return str(file)

    def terraform(self, *options: str) -> str:
        """A generated root module of 200 resources."""
        folder = self.folder / f"terraform{''.join(options)}"
        subprocess.run([sys.executable, HERE / "make_folder.py", folder, *options], check=True)
        return str(folder)

    def python(self, *arguments: str) -> Command:
        """A call of this Python."""
        return Command([sys.executable, *arguments], self.environment, self.folder)

    def finopsguard(self, *arguments: str) -> Command:
        """A call of the program; in a folder that holds no settings of it."""
        return Command([*self.program, *arguments], self.environment, self.folder)


def start_up(bench: Bench) -> Iterator[Row]:
    """What every call costs before it does anything."""
    version, bare = interleaved(bench.rounds * 3, bench.finopsguard("--version"), bench.python("-c", "pass"))
    yield Row("finopsguard --version", version, f"{version.cpu / bare.cpu:.1f} x Python", "at most 4 x")
    yield Row("python -c pass", bare)


def small_plan(bench: Bench) -> Iterator[Row]:
    """What a user of a usual change waits for."""
    (check,) = interleaved(bench.rounds, bench.finopsguard("check", bench.plan(40)))
    yield Row("check, 40 resources, text", check, f"{check.best:.2f} s", "under 0.35 s")


def large_plan(bench: Bench) -> Iterator[Row]:
    """What the path of every resource costs."""
    plan = bench.plan(10_000)
    check, floor = interleaved(
        bench.rounds,
        bench.finopsguard("check", plan, "--format", "json"),
        bench.python(str(HERE / "floor.py"), plan),
    )
    figure = f"{check.cpu / floor.cpu:.1f} x floor, {check.peak_mb:.0f} MB"
    yield Row("check, 10,000 resources, json", check, figure, "at most 4 x, under 250 MB")
    yield Row("bare reading of the same file", floor)


def very_large_plan(bench: Bench) -> Iterator[Row]:
    """Whether time stays proportional and memory within a CI machine's."""
    large, small = interleaved(
        min(bench.rounds, 2),
        bench.finopsguard("check", bench.plan(100_000), "--format", "json"),
        bench.finopsguard("check", bench.plan(10_000), "--format", "json"),
    )
    figure = f"{large.cpu / small.cpu:.1f} x 10,000, {large.peak_mb:.0f} MB"
    yield Row("check, 100,000 resources, json", large, figure, "near 10 x, under 1,500 MB")
    yield Row("check, 10,000 resources, json", small)


def folder_of_200(bench: Bench) -> Iterator[Row]:
    """What a commit hook makes people wait for."""
    folders = [bench.terraform(), bench.terraform("--asks")]
    own, asking = interleaved(bench.rounds, *(bench.finopsguard("check", folder) for folder in folders))
    yield Row("check, folder of 200 resources, text", own, f"{own.best:.2f} s", "under 1.0 s")
    yield Row("the same, with tfparse in a process of its own", asking, f"{asking.best:.2f} s", "under 1.0 s")


BENCHMARKS: dict[int, Callable[[Bench], Iterator[Row]]] = {
    1: start_up,
    2: small_plan,
    3: large_plan,
    LARGE: very_large_plan,
    5: folder_of_200,
}


def table(rows: Sequence[Row]) -> str:
    """The rows as aligned text; a floor is indented under what it belongs to."""
    cells = [("", "best", "median", "cpu", "peak", "figure", "target"), *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    return "\n".join(
        f"{line[0]:<{widths[0]}}  "
        + "  ".join(f"{cell:>{width}}" for cell, width in zip(line[1:5], widths[1:5], strict=True))
        + f"  {line[5]:<{widths[5]}}  {line[6]}".rstrip()
        for line in cells
    )


def _cells(row: Row) -> tuple[str, ...]:
    runs = row.runs
    figure = row.figure if runs.finished else f"did not finish: exit code {runs.exit_codes}"
    name = row.name if row.target else f"  {row.name}"
    times = [f"{seconds * 1000:,.0f} ms" for seconds in (runs.best, runs.median, runs.cpu)]
    return name, *times, f"{runs.peak_mb:,.0f} MB", figure, row.target


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", metavar="N,N", help="run these benchmarks alone")
    parser.add_argument("--rounds", type=int, default=7, help="how often each process is measured (default 7)")
    parser.add_argument("--large", action="store_true", help="also 100,000 resources: about 300 MB on disk")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the generated plans here and use them again")
    options = parser.parse_args()
    if options.only:
        chosen = [int(number) for number in options.only.split(",")]
    else:
        chosen = [number for number in BENCHMARKS if options.large or number != LARGE]

    with tempfile.TemporaryDirectory() as scratch:
        folder = (options.keep or Path(scratch)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(folder, options.rounds)
        rows = [row for number in chosen for row in BENCHMARKS[number](bench)]
    print(table(rows))


if __name__ == "__main__":
    main()
