"""``finopsguard init``: looks at what is there, writes what is missing, and says what it did and what comes next."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from finopsguard.config import FILE_NAMES
from finopsguard.config import load as load_settings
from finopsguard.errors import ConfigError, FinOpsGuardError, InputError, UsageError
from finopsguard.files import MEBIBYTE, read_text
from finopsguard.forges.github import checked_repository
from finopsguard.git import run_git
from finopsguard.plan.hcl.discover import find_projects
from finopsguard.scaffold import texts
from finopsguard.scaffold.infracost import FILE_NAMES as INFRACOST
from finopsguard.scaffold.infracost import USAGE_FILE, read_infracost
from finopsguard.text import load_yaml
from finopsguard.write import write_file

HOOKS = ".pre-commit-config.yaml"
FORGES: Mapping[str, tuple[tuple[str, ...], str, str]] = {
    "github": ((".github",), "github.com", ".github/workflows/finopsguard.yml"),
    "gitlab": ((".gitlab-ci.yml", ".gitlab"), "gitlab", ".gitlab/finopsguard.yml"),
    "azure-devops": (("azure-pipelines.yml", ".azure-pipelines"), "dev.azure.com", ".azure-pipelines/finopsguard.yml"),
    "bitbucket": (("bitbucket-pipelines.yml",), "bitbucket.org", "bitbucket-pipelines.yml"),
}
"""Forge -> files it is known by, part of its remote's address, and the pipeline's file."""
PIPELINES = {
    "github": texts.github,
    "gitlab": texts.gitlab,
    "azure-devops": texts.azure,
    "bitbucket": texts.bitbucket,
}
NEXT = {
    "github": "Make the check required in the branch's protection rules.",
    "gitlab": "Add to .gitlab-ci.yml:  include: [{local: .gitlab/finopsguard.yml}]  and set GITLAB_TOKEN (docs/gitlab.md).",
    "azure-devops": "Create a pipeline from .azure-pipelines/finopsguard.yml and make it a build validation (docs/azure-devops.md).",
    "bitbucket": "Set BITBUCKET_TOKEN as a secured repository variable (docs/bitbucket.md).",
}


class Started(msgspec.Struct):
    """What was done, in sentences."""

    done: list[str] = []
    next: list[str] = []

    def text(self) -> str:
        """For standard output."""
        steps = [f"  {number}. {step}" for number, step in enumerate(self.next, 1)]
        return "\n".join([*self.done, "", "Next:", *steps]) + "\n"


def start(folder: Path, *, forge: str = "", repository: str = "", force: bool = False) -> Started:
    """Writes the files. What is there already is kept, unless ``force`` says otherwise. Raises :class:`FinOpsGuardError`."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder.")
    source = checked_repository(repository) if repository else texts.PLACEHOLDER
    started = Started()
    _settings(folder, started, force=force)
    for name in [forge] if forge else _forges(folder):
        _write(folder, FORGES[name][2], PIPELINES[name](source), started, force=force)
        started.next.append(NEXT[name])
    _hook(folder, source, started)
    started.next.insert(0, "Try it: finopsguard check --compare-to HEAD")
    if not repository:
        started.next.insert(
            0, f"Replace {texts.PLACEHOLDER} in these files by where you have FinOpsGuard's repository."
        )
    return started


def _settings(folder: Path, started: Started, *, force: bool) -> None:
    existing = next((name for name in FILE_NAMES if (folder / name).exists()), "")
    if existing and not force:
        started.done.append(f"Kept     {existing} (it is there already; --force writes it anew)")
        return
    projects = _projects(folder, started)
    usage = USAGE_FILE if (folder / USAGE_FILE).is_file() else ""
    if usage:
        started.done.append(f"Found    {usage}: its format is ours too")
    _write(folder, existing or FILE_NAMES[0], texts.settings(projects, usage), started, force=force)
    try:
        load_settings(str(folder / (existing or FILE_NAMES[0])), folder)
    except ConfigError as error:
        started.next.append(f"Mend {existing or FILE_NAMES[0]}: {error}")


def _projects(folder: Path, started: Started) -> list[Mapping[str, Any]]:
    for name in INFRACOST:
        if (folder / name).is_file():
            entries, left = read_infracost(folder / name)
            started.next += left
            if entries:
                started.done.append(f"Found    {name}: {len(entries)} projects taken over")
                return [entry.fields for entry in entries]
    try:
        roots = find_projects(str(folder))
    except FinOpsGuardError:
        started.next.append(
            "Name your plans or folders under projects: in finopsguard.yml; no Terraform was found here."
        )
        return []
    found = [Path(root).relative_to(folder).as_posix() for root in roots]
    started.done.append(f"Found    Terraform in {', '.join(found[:5])}{' ...' if len(found) > 5 else ''}")
    return [{"path": path} for path in found]


def _forges(folder: Path) -> list[str]:
    """By their files; else by the remote; else GitHub."""
    by_files = [name for name, (files, _, _) in FORGES.items() if any((folder / file).exists() for file in files)]
    if by_files:
        return by_files
    try:
        remote = run_git(folder, "remote", "get-url", "origin").decode(errors="replace")
    except FinOpsGuardError:
        remote = ""
    return [next((name for name, (_, host, _) in FORGES.items() if host in remote), "github")]


def _hook(folder: Path, source: str, started: Started) -> None:
    """An entry is added where the file still says the same besides; else it is shown."""
    path = folder / HOOKS
    if not path.exists():
        _write(folder, HOOKS, f"repos:\n{texts.hook(source)}", started, force=False)
        started.next.append("Install the hook: pre-commit install")
        return
    text = read_text(str(path), f"The file {HOOKS}", MEBIBYTE, InputError, hint="Check the file.")
    if "id: finopsguard" in text:
        started.done.append(f"Kept     {HOOKS} (the hook is in it)")
        return
    added = texts.with_hook(text, source)
    try:
        before, after = (load_yaml(each, HOOKS, ConfigError) for each in (text, added))
        fits = after == {**before, "repos": [*before["repos"], after["repos"][-1]]} and len(after["repos"]) > len(
            before["repos"]
        )
    except (ConfigError, KeyError, TypeError):
        fits = False
    if fits:
        write_file(str(path), added)
        started.done.append(f"Added    the hook to {HOOKS}")
    else:
        started.next.append(f"Add to {HOOKS}:\n{texts.hook(source)}")


def _write(folder: Path, name: str, text: str, started: Started, *, force: bool) -> None:
    path = folder / name
    there = path.exists()
    if there and not force:
        started.done.append(f"Kept     {name} (it is there already; --force writes it anew)")
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(str(path), text)
    started.done.append(f"{'Replaced' if there else 'Wrote   '} {name}")
