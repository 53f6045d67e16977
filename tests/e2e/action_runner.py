"""Runs the steps of action.yml as GitHub's runner does: inputs, env, expressions, outputs, files ("Creating a composite action").

``setup-python`` is replaced by this Python. The installation is replaced too, by an environment that sees the tests' packages and this
checkout, unless ``install`` asks for the real one, which needs a package index.
"""

import os
import re
import subprocess
import sys
import sysconfig
import venv
from functools import cache
from pathlib import Path

import yaml

from finopsguard.action import main

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
_EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")


class Done:
    """How the Action ended."""

    def __init__(self, code, log, outputs, summary):
        self.code = code
        self.log = log
        self.outputs = outputs
        self.summary = summary


@cache
def environment(folder: Path) -> Path:
    """An environment as the Action makes it, without its installation; its Python."""
    target = folder / "python"
    venv.create(target, with_pip=False)
    base = {"base": str(target), "platbase": str(target)}
    site = Path(sysconfig.get_path("purelib", "venv", base))
    (site / "tests.pth").write_text(f"{ROOT / 'guard'}\n{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    return target / "bin" / "python"


def run_action(inputs, environ, temp: Path, *, install=False, python: Path | None = None) -> Done:
    """Runs every step until one fails. ``environ`` is the job's: GITHUB_* and whatever else.

    Without ``python`` and ``install`` the last step runs in this process: the same program, without its isolation.
    """
    values = {name: str(spec.get("default", "")) for name, spec in ACTION["inputs"].items()}
    assert set(inputs) <= set(values)
    known = {f"inputs.{name}": value for name, value in (values | inputs).items()}
    known |= {"runner.temp": str(temp), "github.token": "ghs_TOKEN"}
    known = {name: _filled(value, known) for name, value in known.items()}
    summary = temp / "summary"
    log, code = "", 0
    for number, step in enumerate(ACTION["runs"]["steps"]):
        output = temp / f"output-{number}"
        output.touch()
        if "uses" in step:
            known["steps.python.outputs.python-path"] = sys.executable
            continue
        if step["id"] == "install" and not install:
            known["steps.install.outputs.python"] = str(python)
            continue
        env = {
            "PATH": os.environ["PATH"],
            **environ,
            "RUNNER_TEMP": str(temp),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            **{name: _filled(value, known) for name, value in step.get("env", {}).items()},
        }
        here = not install and python is None
        code, said = _in_process(env) if here else _step(step["run"], _filled(step["working-directory"], known), env)
        log += said
        known |= {f"steps.{step['id']}.outputs.{name}": value for name, value in outputs_of(output).items()}
        if code:
            break
    given = {name: _filled(spec["value"], known) for name, spec in ACTION["outputs"].items()}
    return Done(code, log, given, summary.read_text(encoding="utf-8") if summary.exists() else "")


def _in_process(env):
    said = []
    code = main({**env, "PYTHONPATH": str(ROOT / "guard")}, said.append)
    return code, "".join(said)


def _step(script, folder, env):
    shell = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script]
    done = subprocess.run(shell, cwd=folder, env=env, capture_output=True, check=False, timeout=300)
    return done.returncode, done.stdout.decode() + done.stderr.decode()


def outputs_of(file: Path) -> dict[str, str]:
    """Outputs as the runner reads them: ``name=value`` lines and heredocs."""
    found = {}
    lines = iter(file.read_text(encoding="utf-8").splitlines())
    for line in lines:
        name, equals, rest = line.partition("=")
        if "<<" in line and (not equals or line.index("<<") < line.index("=")):
            name, word = line.split("<<", 1)
            rest = "\n".join(iter(lambda word=word: next(lines), word))
        found[name] = rest
    return found


def _filled(text, known):
    return _EXPRESSION.sub(lambda found: known.get(found[1], ""), str(text))
