"""Measure whole processes: start to end, with the most memory they held."""

import os
import statistics
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

# What `finopsguard check` ends with when it got to the end: pass, fail, incomplete.
FINISHED = (0, 1, 4)


class Command(NamedTuple):
    """A process to measure."""

    arguments: Sequence[str]
    environment: dict[str, str]
    folder: Path


class Run(NamedTuple):
    """One finished process."""

    seconds: float
    cpu: float
    """Processor time in seconds, that of the system included: other work on the machine lengthens it less."""
    peak_mb: float
    exit_code: int


class Runs(NamedTuple):
    """The rounds of one command."""

    runs: tuple[Run, ...]

    @property
    def best(self) -> float:
        """Seconds of the fastest round: the one least disturbed by the machine's other work."""
        return min(run.seconds for run in self.runs)

    @property
    def median(self) -> float:
        """Seconds of the middle round."""
        return statistics.median(run.seconds for run in self.runs)

    @property
    def cpu(self) -> float:
        """Least processor time of any round; what ratios are taken of."""
        return min(run.cpu for run in self.runs)

    @property
    def peak_mb(self) -> float:
        """Most memory of any round."""
        return max(run.peak_mb for run in self.runs)

    @property
    def exit_codes(self) -> list[int]:
        """Each exit code that occurred."""
        return sorted({run.exit_code for run in self.runs})

    @property
    def finished(self) -> bool:
        """Whether every round got to its end."""
        return all(run.exit_code in FINISHED for run in self.runs)


def measure(command: Command) -> Run:
    """Run a command to its end, its output thrown away.

    ``ru_maxrss`` of a child starts at what this process held when it forked, so this process must stay smaller than any that it measures.
    """
    start = time.perf_counter()
    process = subprocess.Popen(
        command.arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=command.environment,
        cwd=command.folder,
    )
    _pid, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode)


def interleaved(rounds: int, *commands: Command) -> list[Runs]:
    """Every command once for warm-up, then in turns (A B A B), so that a slow minute of the machine touches all alike."""
    for command in commands:
        measure(command)
    measured: list[list[Run]] = [[] for _ in commands]
    for _ in range(rounds):
        for command, runs in zip(commands, measured, strict=True):
            runs.append(measure(command))
    return [Runs(tuple(runs)) for runs in measured]
