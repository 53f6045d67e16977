"""Which workspace a directory is evaluated for."""

import os
from pathlib import Path

from finopsguard.plan.hcl.records import Inputs


def selected(inputs: Inputs, directory: Path) -> str:
    """The workspace as Terraform finds it: the one that was asked for, ``TF_WORKSPACE``, else what ``terraform workspace select`` left."""
    named = inputs.workspace or inputs.environ.get("TF_WORKSPACE", "").strip()
    if named:
        return named
    try:
        with (Path(os.path.realpath(directory)) / ".terraform" / "environment").open("rb") as file:
            text = file.read(200).decode(errors="replace").strip()
    except OSError:
        return "default"
    return text if text.isprintable() and text else "default"
