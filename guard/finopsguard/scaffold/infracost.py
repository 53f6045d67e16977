"""``infracost.yml`` read as projects ("Config file", Infracost's documentation)."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from finopsguard.errors import ConfigError
from finopsguard.files import MEBIBYTE, read_text
from finopsguard.text import load_yaml

FILE_NAMES = ("infracost.yml", "infracost.yaml", ".infracost.yml")
USAGE_FILE = "infracost-usage.yml"
_SAME = {"name": "name", "usage_file": "usage_file", "terraform_workspace": "workspace", "terraform_vars": "variables"}
_NOTHING_TO_DO = frozenset({"skip_autodetect", "terraform_parse_hcl", "terraform_use_state", "dependency_paths"})


class Entry(msgspec.Struct, frozen=True):
    """A project as ``projects:`` of finopsguard.yml has it."""

    fields: Mapping[str, Any]


def read_infracost(path: Path) -> tuple[list[Entry], list[str]]:
    """Its projects, and what could not be taken over. Raises :class:`ConfigError`."""
    text = read_text(str(path), f"The file {path.name}", MEBIBYTE, ConfigError, hint="Remove it, or name it otherwise.")
    if "{{" in text:
        return [], [f"{path.name} is a template; run it through `infracost generate config` first, and init again."]
    content = load_yaml(text, path.name, ConfigError)
    projects = content.get("projects") if isinstance(content, Mapping) else None
    if not isinstance(projects, list):
        return [], [f"{path.name} has no projects."]
    found, left = [], []
    for project in projects:
        if not isinstance(project, Mapping) or not isinstance(project.get("path"), str):
            left.append(f"{path.name}: a project without a path is left out.")
            continue
        entry, unknown = _entry(project)
        found.append(entry)
        left += [f"{path.name}: {project['path']}: {key} has no counterpart here." for key in unknown]
    return _named_once(found), left


def _entry(project: Mapping[str, Any]) -> tuple[Entry, list[str]]:
    fields: dict[str, Any] = {"path": project["path"]}
    unknown = []
    for key, value in project.items():
        if key in _SAME:
            fields[_SAME[key]] = value
        elif key == "terraform_var_files" and isinstance(value, list):
            fields["var_files"] = [str(PurePosixPath(project["path"]) / str(name)) for name in value]
        elif key != "path" and key not in _NOTHING_TO_DO:
            unknown.append(str(key))
    return Entry({name: value for name, value in fields.items() if value not in (None, "", {}, [])}), unknown


def _named_once(entries: list[Entry]) -> list[Entry]:
    """Projects of one folder differ by workspace; each has a name of its own here."""
    seen: set[str] = set()
    found = []
    for entry in entries:
        name = str(entry.fields.get("name") or entry.fields["path"])
        if name in seen:
            name = "-".join(filter(None, [name, str(entry.fields.get("workspace") or len(seen) + 1)]))
            entry = Entry({"name": name, **{key: value for key, value in entry.fields.items() if key != "name"}})  # noqa: PLW2901
        seen.add(name)
        found.append(entry)
    return found
