"""What ``terraform init`` wrote down: which module of a registry or repository lies where."""

from pathlib import Path
from typing import Any

import msgspec

from finopsguard.plan.hcl.boundary import OutsideError, read


class Installed(msgspec.Struct):
    """One entry of ``.terraform/modules/modules.json``."""

    key: str = msgspec.field(name="Key", default="")
    source: str = msgspec.field(name="Source", default="")
    directory: str = msgspec.field(name="Dir", default="")


class _Manifest(msgspec.Struct):
    modules: list[Installed] = msgspec.field(name="Modules", default_factory=list)


def manifest(root: Path, boundary: Path, data_directory: str = "") -> dict[str, Installed]:
    """Entries by the path of calls (``app.network``); none where the file is not there, leads out of the repository or is none."""
    path = root / (data_directory or ".terraform") / "modules" / "modules.json"
    try:
        found: Any = msgspec.json.decode(read(path, boundary), type=_Manifest)
    except (OutsideError, ValueError, RecursionError):
        return {}
    return {entry.key: entry for entry in found.modules}


def same_source(installed: str, source: str) -> bool:
    """Whether a module was installed from the source that a call names.

    Terraform writes sources of the public registry in full, and git ones with their ``ref``.
    """
    return not installed or installed == source or installed.endswith("/" + source) or source in installed
