"""Writes action/requirements*.lock: what the Action installs, each with its version and the hashes of all its files.

    .venv/bin/python -m pip install uv && .venv/bin/python tools/lock_requirements.py [--upgrade]

One file for the core and one for each extra, all of one resolution, so that any of them install together. No index is named in them.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "action"
EXTRAS = ("aws", "azure", "focus", "gcp", "openstack", "rego")


def main() -> None:
    """Resolves everything together first; each file then takes its part of that."""
    upgrade = "--upgrade" in sys.argv[1:]
    together = FOLDER / "all.lock"
    before = [] if upgrade else sorted(FOLDER.glob("requirements*.lock"))
    write(together, [f"--extra={extra}" for extra in EXTRAS], before)
    write(FOLDER / "requirements.lock", [], [together])
    for extra in EXTRAS:
        write(FOLDER / f"requirements-{extra}.lock", [f"--extra={extra}"], [together])
    together.unlink()


def write(target: Path, extras: list[str], constraints: list[Path]) -> None:
    """One lock file, for every platform and every Python that is supported."""
    subprocess.run(  # noqa: S603  this Python, with fixed arguments
        [
            *(sys.executable, "-m", "uv", "pip", "compile", "--quiet"),
            *("--universal", "--python-version=3.11", "--generate-hashes", "--only-binary=:all:"),
            *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--no-config"),
            *extras,
            *(f"--constraints={file}" for file in constraints),
            f"--output-file={target}",
            "pyproject.toml",
        ],
        cwd=ROOT,
        check=True,
    )


if __name__ == "__main__":
    main()
