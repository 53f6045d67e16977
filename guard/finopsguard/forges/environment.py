"""What a forge's pipeline says in its environment."""

from collections.abc import Mapping

from finopsguard.errors import UsageError


def needed(environ: Mapping[str, str], name: str, what: str) -> str:
    """A variable that must be there. Raises :class:`UsageError`; its value is in no message."""
    value = environ.get(name, "").strip()
    if not value:
        raise UsageError(f"{name} is not set: {what}.", hint="It is read from the environment only.")
    return value


def number_of(text: str, name: str) -> int:
    """The number of a pull request. Raises :class:`UsageError`."""
    number = whole(text)
    if not number:
        raise UsageError(
            "This pipeline does not run for a pull request.",
            hint=f"Run it for one (the forge then sets {name}), or give --pull-request.",
        )
    return number


def whole(text: str | None) -> int:
    """A number that was given; 0 without one."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 20 else 0


def commit(text: str | None) -> str:
    """A commit's hash; empty for anything else."""
    return text if text and text.isascii() and text.isalnum() and len(text) <= 64 else ""
