"""The engine where tfparse is installed: this package's evaluation, with tfparse for the functions that it does not answer itself.

tfparse could evaluate whole directories, but it is silently wrong on unknown values, runs without end on hostile ones and follows
paths to anywhere. So it never sees a directory: it answers calls with constant arguments, in rounds, in a child process with limits.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from finopsguard.plan.hcl.instances import instances_of
from finopsguard.plan.hcl.module_files import Loader
from finopsguard.plan.hcl.modules import Modules
from finopsguard.plan.hcl.project import Oracle, Project
from finopsguard.plan.hcl.questions import Questions, file_of
from finopsguard.plan.hcl.records import Evaluation, Inputs, Instance, Kind, Problem
from finopsguard.plan.hcl.values import UNKNOWN, TooMuchError, mark_in, settle
from finopsguard.plan.hcl.variables import Given, given
from finopsguard.plan.hcl.workspace import selected
from finopsguard.plan.limits import Limits

SECONDS = 20.0
"""Wall clock of one question to tfparse. Answers to a thousand calls take a fifth of a second."""
STACK = 10_000
"""Frames of Python's stack during an evaluation."""
MAX_ROUNDS = 8
"""A function of a function of a function takes three."""
BUILT_IN = "built-in evaluator"
_ENDED = "Functions of the directory were not answered: tfparse {}, so values that follow from them are not known"


class Read(msgspec.Struct):
    """A directory that was evaluated, with what its configuration is written from."""

    evaluation: Evaluation
    project: Project
    given: Given


def available() -> bool:
    """Whether tfparse is installed."""
    return find_spec("tfparse") is not None


def evaluate(root: Path, boundary: Path, inputs: Inputs) -> Evaluation:
    """:class:`finopsguard.plan.hcl.records.Engine` with tfparse."""
    return read(root, boundary, inputs).evaluation


def read(root: Path, boundary: Path, inputs: Inputs, *, limits: Limits | None = None, seconds: float = SECONDS) -> Read:
    """The same with the project, in rounds: what is not answered in one is asked before the next."""
    questions = Questions()
    asked = ""
    problems: list[Problem] = []
    for _ in range(MAX_ROUNDS):
        project, inputs_given = project_of(root, boundary, inputs, questions, limits or Limits())
        with _deep_stack():
            instances = _instances(project)
        calls = questions.take()
        if not calls:
            break
        asked = f" with tfparse {_version()}".rstrip()
        answers, ended = ask(calls, seconds)
        if ended:
            message = _ENDED.format(ended)
            problems.append(
                Problem(kind=Kind.REFUSED, message=message, file=project.loader.shown(project.root.module.directory))
            )
        questions.answer(calls, answers)
    variables = {name: settle(project.root.variable(name)) for name in project.root.module.variables}
    evaluation = Evaluation(
        engine=f"{BUILT_IN}{asked}",
        instances=instances,
        problems=[*project.loader.problems, *project.problems.values(), *problems],
        variables={name: value for name, value in variables.items() if _known(value)},
    )
    return Read(evaluation, project, inputs_given)


def project_of(root: Path, boundary: Path, inputs: Inputs, oracle: Oracle, limits: Limits) -> tuple[Project, Given]:
    """A project that is ready to be evaluated, and what was given for its variables. ``root`` is as the user named it."""
    real = Path(os.path.realpath(root))
    loader = Loader(boundary, real, str(root))
    module = loader.load(real)
    values = given(real, boundary, module, inputs, loader.digest)
    loader.problems += values.refused
    modules = Modules(loader, real, inputs.environ.get("TF_DATA_DIR", ""))
    project = Project(loader, real, modules, values, selected(inputs, real), oracle, limits.max_resources)
    return project, values


def no_oracle(_name: str, _arguments: list[Any], /) -> Any:
    """For a project of which only the configuration is asked."""
    return UNKNOWN


def _instances(project: Project) -> list[Instance]:
    try:
        return instances_of(project)
    except TooMuchError:
        why = "asks for more work than any real project: loops or lists grow without end"
    except RecursionError:
        why = "nests or hands on values deeper than can be followed"
    message = f"The directory {why}, so its resources are not in the total"
    project.add(Problem(kind=Kind.REFUSED, message=message, file=project.root.module.shown))
    return []


def ask(calls: list[str], seconds: float) -> tuple[dict[str, Any], str]:
    """tfparse's answers by call, and why some of them are missing (``took longer than 20 s``).

    One call that ends the process would take the answers of all with it: they are asked again in halves, as long as there is time.
    """
    found: dict[str, Any] = {}
    until = time.monotonic() + seconds
    waiting = [calls]
    why = ""
    while waiting:
        part = waiting.pop()
        left = until - time.monotonic()
        answers, ended = _ask(part, left) if left > 0 else (None, f"took longer than {seconds:g} s")
        if answers is not None:
            found |= {call: answers.get(f"o{position}") for position, call in enumerate(part)}
        elif len(part) > 1 and left > 0:
            waiting += [part[len(part) // 2 :], part[: len(part) // 2]]
        else:
            why = ended
    return found, why


def _ask(calls: list[str], seconds: float) -> tuple[dict[str, Any] | None, str]:
    """The answers by the names in :func:`file_of`; or ``None`` and why there are none."""
    with tempfile.TemporaryDirectory(prefix="finopsguard-") as folder:
        directory = Path(folder) / "calls"
        directory.mkdir()
        (directory / "calls.tf").write_text(file_of(calls), encoding="utf-8")
        answers = Path(folder) / "answers"
        with answers.open("wb") as out:
            ended = _run(str(directory), out.fileno(), folder, seconds)
        if ended:
            return None, ended
        try:
            return msgspec.json.decode(answers.read_bytes(), type=dict[str, Any]), ""
        except ValueError:
            return None, "gave an answer that cannot be read"


def _run(directory: str, out: int, folder: str, seconds: float) -> str:
    """Runs the child; empty when it ended well."""
    command = [
        sys.executable,
        "-I",
        str(Path(__file__).with_name("child.py")),
        str(_site_packages()),
        directory,
        str(int(seconds) + 1),
    ]
    environment = {"PATH": os.environ.get("PATH", "")}
    if sys.platform == "win32":
        environment["SYSTEMROOT"] = os.environ.get("SYSTEMROOT", "")
    with subprocess.Popen(  # noqa: S603  the interpreter itself, with a file of this package
        command,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment,
        start_new_session=True,
    ) as process:
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        clock = threading.Timer(seconds, end)
        clock.start()
        code = process.wait()  # without a time of its own, for that would look at the process only now and then
        clock.cancel()
    if late.is_set():
        return f"took longer than {seconds:.0f} s"
    return "" if code == 0 else "ended with an error or reached its limits"


def _site_packages() -> Path:
    spec = find_spec("tfparse")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent.parent


def _version() -> str:
    """Read off the folder beside the package: asking the metadata takes longer than an answer."""
    found = sorted(_site_packages().glob("tfparse-*.dist-info"))
    return found[-1].name.removeprefix("tfparse-").removesuffix(".dist-info") if found else ""


@contextmanager
def _deep_stack() -> Iterator[None]:
    """Room for values that are handed on through hundreds of steps: ten frames of Python each, none of C's."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, STACK))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _known(value: Any) -> bool:
    try:
        return mark_in(value) is None
    except TooMuchError:
        return False
