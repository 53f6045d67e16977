"""One base error, a subclass per room. Each says what happened and where, carries a hint of what to do next, and an exit code.

Exit codes: 0 pass, 1 fail, 2 wrong usage, 3 input cannot be read, 4 incomplete, 5 internal error, 130 interrupted.
"""

from enum import IntEnum


class Exit(IntEnum):
    """What the process ends with."""

    PASS = 0
    FAIL = 1
    USAGE = 2
    UNREADABLE = 3
    INCOMPLETE = 4
    INTERNAL = 5
    INTERRUPTED = 130


class FinOpsGuardError(Exception):
    """An expected error: its message is shown to the user as it is, without a traceback."""

    exit_code = Exit.INTERNAL

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class UsageError(FinOpsGuardError):
    """The command line or configuration asks for something that does not exist."""

    exit_code = Exit.USAGE


class InputError(FinOpsGuardError):
    """A plan, directory or other input cannot be read."""

    exit_code = Exit.UNREADABLE


class PlanError(InputError):
    """A plan file is not a plan, is damaged, or exceeds a limit."""


class UsageFileError(InputError):
    """A usage file cannot be read."""


class PriceError(InputError):
    """A price book or price file cannot be read."""


class ConfigError(UsageError):
    """``finopsguard.yml`` is not valid."""


class PolicyError(UsageError):
    """A policy cannot be read, or asks for what does not exist. The message begins with file and line."""


class BaselineError(InputError):
    """A baseline of known findings cannot be read."""


class ForgeError(FinOpsGuardError):
    """A forge cannot be reached, or refuses what was asked of it."""

    exit_code = Exit.INCOMPLETE

    def __init__(self, message: str, *, hint: str = "", status: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        """HTTP status; ``None`` where no server answered."""
