"""Makes the Action's own Python environment. Run isolated (``python -I``) with nothing but the standard library.

Everything installed is named with its version and hashes in the lock files beside this one; finopsguard itself is the checked-out
Action, put on the environment's path without a build. Nothing of the repository that is checked is read.
"""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXTRAS = ("aws", "azure", "focus", "gcp", "openstack", "rego")


def main() -> None:
    """Makes the environment in RUNNER_TEMP and says where its Python is, as a step's output."""
    extras = chosen(os.environ.get("INPUT_EXTRAS", ""))
    target = Path(os.environ["RUNNER_TEMP"]).resolve() / "-".join(["finopsguard", *extras])
    python = python_of(target)
    if not (target / "installed").is_file():
        venv.create(target, clear=True, with_pip=True)
        install(python, [HERE / "requirements.lock", *(HERE / f"requirements-{extra}.lock" for extra in extras)])
        site = sysconfig.get_path("purelib", "venv", {"base": str(target), "platbase": str(target)})
        (Path(site) / "finopsguard.pth").write_text(f"{HERE.parent / 'guard'}\n", encoding="utf-8")
        (target / "installed").touch()
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as output:
        output.write(f"python={python}\n")


def chosen(text: str) -> list[str]:
    """The extras asked for, sorted; ``all`` is every one."""
    names = set(text.replace(",", " ").split())
    if "all" in names:
        return list(EXTRAS)
    if unknown := sorted(names - set(EXTRAS)):
        sys.exit(f"The input extras knows no {unknown[0]!a}. Known: {', '.join(EXTRAS)}, all.")
    return sorted(names)


def python_of(target: Path) -> Path:
    """The environment's Python."""
    return target / "Scripts" / "python.exe" if os.name == "nt" else target / "bin" / "python"


def install(python: Path, locks: list[Path]) -> None:
    """Installs what the lock files name, wheels only: no code of a package runs."""
    named = [part for lock in locks for part in ("--requirement", str(lock))]
    subprocess.run(  # noqa: S603  the environment's own Python, with fixed arguments
        [
            str(python),
            "-I",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-input",
            "--no-deps",
            "--only-binary=:all:",
            "--require-hashes",
            *named,
        ],
        cwd=python.parent,
        check=True,
    )


if __name__ == "__main__":
    main()
