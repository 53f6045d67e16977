"""The measuring program runs to its end and shows what it measured; how fast that was is nobody's test."""

import subprocess
import sys
from pathlib import Path

RUN = Path(__file__).parents[2] / "benchmarks" / "run.py"


def test_a_row_for_every_process_with_its_target(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, RUN, "--only", "1,2", "--rounds", "1", "--keep", tmp_path],
        check=True,
        timeout=120,
        capture_output=True,
        text=True,
    )
    header, version, python, check = done.stdout.splitlines()
    assert header.split() == ["best", "median", "cpu", "peak", "figure", "target"]
    assert version.startswith("finopsguard --version")
    assert version.endswith("at most 4 x")
    assert "python -c pass" in python
    assert check.startswith("check, 40 resources, text")
    assert "did not finish" not in done.stdout
    assert [file.name for file in tmp_path.iterdir()] == ["plan-40.json"]
