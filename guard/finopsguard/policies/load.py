"""Finds policy files: those that come with the program, and a team's own folders."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from finopsguard.errors import PolicyError
from finopsguard.policies.policy import Policy
from finopsguard.policies.read import read_policy

SUFFIXES = (".yaml", ".yml")
REGO = ".rego"
MOST_FILES = 1_000


def shipped_folder() -> Path:
    """Where the shipped policies are: inside an installed package, else (in a checkout) at the top of the repository."""
    package = Path(__file__).parents[1]
    inside = package / "_policies"
    return inside if inside.is_dir() else package.parents[1] / "policies"


def shipped(*, tests: bool = True) -> list[Policy]:
    """The policies that come with the program. They are compiled when needed: a test of the program compiles them all."""
    return [read_policy(file, f"policies/{file.name}", tests=tests) for file in policy_files(shipped_folder())]


def own(paths: Iterable[str]) -> list[Policy]:
    """A team's policies from folders or files, compiled so that every mistake shows now. Raises :class:`PolicyError`."""
    found = []
    for path in paths:
        for file in policy_files(Path(path)):
            policy = read_policy(file)
            policy.named = policy.default
            policy.compile()
            found.append(policy)
    return found


def load(paths: Sequence[str], *, tests: bool = False) -> list[Policy]:
    """All policies there are; ids are unique. Shipped ones come without their ``tests``, which a check has no use for, unless asked.

    Raises :class:`PolicyError`.
    """
    every = shipped(tests=tests) + own(paths)
    seen: dict[str, Policy] = {}
    for policy in every:
        before = seen.setdefault(policy.id, policy)
        if before is not policy:
            raise PolicyError(
                f"{policy.file}:1: there is a policy {policy.id} already, in {before.file}.",
                hint="Choose another id; a shipped policy is changed or turned off in finopsguard.yml.",
            )
    return every


def policy_files(path: Path) -> list[Path]:
    """YAML files of a folder in order of name, or the file itself. Raises :class:`PolicyError`."""
    return _files(path, SUFFIXES)


def rego_files(paths: Iterable[str]) -> list[Path]:
    """Rego files of the folders, or files; not their tests (``*_test.rego``)."""
    return [file for path in paths for file in _files(Path(path), (REGO,)) if not file.stem.endswith("_test")]


def _files(path: Path, suffixes: tuple[str, ...]) -> list[Path]:
    try:
        if path.is_dir():
            found = sorted(file for file in path.iterdir() if file.suffix in suffixes and file.is_file())
        elif path.is_file():
            found = [path] if path.suffix in suffixes else []
        else:
            raise PolicyError(f"{path} is neither a folder of policies nor a policy file.", hint="Check --policies.")
    except OSError as problem:
        raise PolicyError(f"{path} cannot be read: {problem.strerror or problem}.", hint="Check --policies.") from None
    if len(found) > MOST_FILES:
        raise PolicyError(
            f"{path} holds more than {MOST_FILES:,} policies.", hint="Name the folder that holds only these."
        )
    return found
