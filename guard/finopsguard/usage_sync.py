"""``finopsguard usage sync``: what clouds measured of the plans' resources, written into the usage file beside what people wrote there."""

import os
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from finopsguard.compare.usage import Quantity
from finopsguard.compare.usage.edit import Kept, edited
from finopsguard.config import Config
from finopsguard.errors import UsageError, UsageFileError
from finopsguard.files import MEBIBYTE, read_text
from finopsguard.inputs import projects
from finopsguard.live_usage import DAYS, live_usage
from finopsguard.plan import Limits
from finopsguard.pricing import Pricing, Progress
from finopsguard.resources import read_usage_file
from finopsguard.types.plan import Plan

if TYPE_CHECKING:
    from finopsguard.adapters.usage import UsageFactory


class SyncedFile(msgspec.Struct, frozen=True, kw_only=True):
    """One usage file as it was and as it is to be."""

    path: str
    before: str
    after: str
    quantities: int
    """How many were measured and are in it now."""
    kept: tuple[Kept, ...] = ()
    """Measured, and left as people wrote them."""


class Synced(msgspec.Struct, frozen=True, kw_only=True):
    """What sync found."""

    files: tuple[SyncedFile, ...]
    resources: int
    """Existing resources whose usage can be measured."""
    measured: int
    failures: tuple[str, ...]
    """What could not be had; the files then hold the rest."""


def sync(
    paths: Sequence[str],
    config: Config,
    limits: Limits,
    factory: "UsageFactory",
    clouds: Sequence[str],
    *,
    days: int = DAYS,
    overwrite: bool = False,
    now: datetime | None = None,
    progress: Progress = lambda _step: None,
) -> Synced:
    """Measure, and edit each usage file's text; nothing is written. Raises :class:`FinOpsGuardError`."""
    pricing = Pricing(config, limits, os.environ, progress)
    plans: dict[str, list[Plan]] = defaultdict(list)
    for project in projects(paths, config):
        file = project.usage_file or config.usage_file
        if not file:
            raise UsageError(
                f"There is no usage file to write for {project.name}.",
                hint="Give --usage-file FILE; it is made if it is not there.",
            )
        plans[file] += pricing.read(project)
    files: list[SyncedFile] = []
    failures: list[str] = []
    resources = measured = 0
    for file, mine in plans.items():
        progress(f"asking what the resources of {len(mine)} plans do")
        live = live_usage(mine, factory, clouds, days=days, hours=config.hours_per_month, deleted=False, now=now)
        resources, measured = resources + live.resources, measured + live.measured
        found, twice = _by_address([lookup.measured for lookup in live.lookups.values()])
        failures += live.failures
        failures += [
            f"{address} is in several plans that share {file}: it is not written. Give each plan a usage file of its own."
            for address in twice
        ]
        files.append(_file(file, found, overwrite=overwrite))
    return Synced(files=tuple(files), resources=resources, measured=measured, failures=tuple(dict.fromkeys(failures)))


def _file(path: str, found: Mapping[str, Sequence[Quantity]], *, overwrite: bool) -> SyncedFile:
    if not os.path.lexists(path):
        done = edited("", found, path)
        return SyncedFile(path=path, before="", after=done.text, quantities=done.written, kept=done.kept)
    what = f"The usage file {path}"
    text = read_text(path, what, 16 * MEBIBYTE, UsageFileError, hint="Check --usage-file.")
    mark = "\ufeff" if Path(path).read_bytes().startswith(b"\xef\xbb\xbf") else ""
    stated = read_usage_file(path)  # says what is wrong with it, where something is
    done = edited(text, found, path, by_pattern=stated.by_pattern, overwrite=overwrite)
    return SyncedFile(path=path, before=mark + text, after=mark + done.text, quantities=done.written, kept=done.kept)


def _by_address(
    each_plan: Sequence[Mapping[str, Sequence[Quantity]]],
) -> tuple[dict[str, Sequence[Quantity]], list[str]]:
    """What is measured of each address, and addresses that several plans have."""
    counts = Counter(address for measured in each_plan for address in measured)
    found = {
        address: quantities
        for measured in each_plan
        for address, quantities in measured.items()
        if counts[address] == 1
    }
    return dict(sorted(found.items())), sorted(address for address, count in counts.items() if count > 1)


def difference(file: SyncedFile) -> str:
    """What changes in a file, as ``diff -u`` shows it."""
    from difflib import unified_diff  # noqa: PLC0415  slow to import

    lines = unified_diff(
        file.before.splitlines(keepends=True),
        file.after.splitlines(keepends=True),
        file.path,
        file.path,
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
