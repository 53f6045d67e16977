"""Records what Terraform itself plans for the directories under fixtures/hcl: ``python tools/record_hcl_plans.py [CASE...]``.

Each case is planned in a temporary copy; its plan goes to ``plan.json`` beside it, without what changes from run to run. The cases use
``terraform_data`` alone, which is built into Terraform: nothing is downloaded, and nothing is applied.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

CASES = Path(__file__).resolve().parent.parent / "fixtures" / "hcl"
CHANGING = ("timestamp",)
"""What a plan says of its own making."""
NOT_INPUT = ("plan.json", "inputs.json", "README.md")


def main(names: list[str]) -> int:
    """Records the named cases, or all that have Terraform files which Terraform itself reads."""
    for case in sorted(path for path in CASES.iterdir() if path.is_dir()):
        if (names and case.name not in names) or not recorded(case):
            continue
        plan = planned(case)
        (case / "plan.json").write_text(json.dumps(plan, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{case.name}: {len(plan.get('resource_changes', []))} resources")
    return 0


def recorded(case: Path) -> bool:
    """Whether Terraform can plan the case: OpenTofu's own files mean nothing to it."""
    return not any(case.rglob("*.tofu"))


def inputs_of(case: Path) -> dict[str, Any]:
    """Variables, variable files, environment and workspace that the case is planned with; in ``inputs.json`` where there are any."""
    path = case / "inputs.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def planned(case: Path) -> dict[str, Any]:
    """The case's plan by the ``terraform`` on this machine. Raises ``CalledProcessError`` when Terraform refuses it."""
    inputs = inputs_of(case)
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / case.name
        shutil.copytree(case, directory, ignore=shutil.ignore_patterns(*NOT_INPUT))
        environ = _environ(folder, inputs)
        # -get=false keeps the modules that the case brings in .terraform/modules
        installed = ["-get=false"] if (case / ".terraform").is_dir() else []
        _terraform(directory, environ, "init", "-backend=false", "-input=false", *installed)
        if "workspace" in inputs:
            _terraform(directory, environ, "workspace", "new", inputs["workspace"])
        _terraform(directory, environ, "plan", "-input=false", "-lock=false", "-out=plan.out", *_arguments(inputs))
        plan = json.loads(_terraform(directory, environ, "show", "-json", "plan.out"))
    return {key: value for key, value in plan.items() if key not in CHANGING}


def _environ(folder: str, inputs: dict[str, Any]) -> dict[str, str]:
    """Nothing of this machine's own Terraform settings."""
    config = Path(folder) / "terraform.rc"
    config.write_text("disable_checkpoint = true\n", encoding="utf-8")
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    return {
        **kept,
        "HOME": folder,
        "TF_CLI_CONFIG_FILE": str(config),
        "TF_IN_AUTOMATION": "1",
        **inputs.get("environ", {}),
    }


def _arguments(inputs: dict[str, Any]) -> list[str]:
    """The command line's part of the inputs."""
    files = [f"-var-file={name}" for name in inputs.get("var_files", [])]
    return files + [f"-var={name}={value}" for name, value in inputs.get("variables", [])]


def _terraform(directory: Path, environ: dict[str, str], *arguments: str) -> str:
    """Standard output of one command."""
    command = [
        "terraform",
        *arguments,
        *([] if arguments[0] == "show" else ["-no-color"] if arguments[0] != "workspace" else []),
    ]
    done = subprocess.run(command, cwd=directory, env=environ, capture_output=True, text=True, check=False)  # noqa: S603  fixed words
    if done.returncode:
        print(f"{directory.name}: terraform {arguments[0]} failed\n{done.stdout}{done.stderr}", file=sys.stderr)
        done.check_returncode()
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
