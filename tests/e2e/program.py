"""Runs the program as its own process, as a shell starts it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DEMO = str(ROOT / "fixtures/plans/demo.json")
ALL = str(ROOT / "fixtures/plans/all-actions.json")


def environment(**environ):
    """Nothing of the tests' own environment but the way to the program."""
    fixed = {"PYTHONPATH": str(ROOT / "guard"), "PYTHONDONTWRITEBYTECODE": "1"}
    return {"PATH": os.environ["PATH"], "FINOPSGUARD_DATA": os.environ["FINOPSGUARD_DATA"], **fixed, **environ}


def process(*arguments, cwd=None, stdin=None, **environ):
    return subprocess.run(
        [sys.executable, "-m", "finopsguard", *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env=environment(**environ),
        check=False,
    )


def shell(command, *arguments, cwd=None, **environ):
    """A line of shell in which ``$P`` is the program and ``$1`` ... are ``arguments``."""
    return subprocess.run(
        [
            "bash",
            "-c",
            f"set -o pipefail; P='{sys.executable} -m finopsguard'; {command}",
            "bash",
            *map(str, arguments),
        ],
        cwd=cwd,
        capture_output=True,
        env=environment(**environ),
        check=False,
        timeout=60,
    )
