"""Reads listed names from a ``.env`` file, and nothing else of it.

Not python-dotenv: a pull request can bring this file, and what that package does beside reading (``${NAME}`` expanded from the environment
unless told otherwise, a search through parent folders, values over several lines) is what must not happen here. What is left is this page.
"""

import os
from collections.abc import Collection
from pathlib import Path

from finopsguard.errors import ConfigError
from finopsguard.files import MEBIBYTE, read_text

_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "$": "$"}


def read_dotenv(path: str, names: Collection[str]) -> dict[str, str]:
    """Values of ``names`` in the file, as they stand there: nothing is expanded. Other lines are not looked at; the last of several counts.

    Lines are ``NAME=value`` or ``export NAME=value``; a value may stand in single or double quotes, else `` #`` begins a comment.
    Raises :class:`ConfigError` with the line, never with a value.
    """
    what = f"The environment file {path}"
    if os.path.lexists(path) and not Path(path).is_file():
        raise ConfigError(f"{what} is no regular file.", hint="Name a text file with --env-file.")
    text = read_text(path, what, MEBIBYTE, ConfigError, hint="Check --env-file.")
    found: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        name, equals, rest = line.strip().removeprefix("export ").partition("=")
        name = name.strip()
        if equals and name in names:
            found[name] = _value(rest.strip(), f"{path}, line {number}: the value of {name}")
    return found


def _value(text: str, where: str) -> str:
    if text[:1] in ("'", '"'):
        value, rest = _quoted(text, where)
        if rest.strip() and not rest.lstrip().startswith("#"):
            raise ConfigError(f"{where} goes on after its closing quote.", hint="Put the whole value between quotes.")
    else:
        value = "" if text.startswith("#") else text.split(" #", maxsplit=1)[0].split("\t#", maxsplit=1)[0].rstrip()
    if not value.isprintable():
        raise ConfigError(f"{where} holds a character that cannot be printed.", hint="Write it on one line.")
    return value


def _quoted(text: str, where: str) -> tuple[str, str]:
    """The value between quotes and what follows. Backslashes mean something between double quotes only, as in a shell."""
    quote, value, at = text[0], "", 1
    while at < len(text):
        char = text[at]
        if char == quote:
            return value, text[at + 1 :]
        if char == "\\" and quote == '"' and text[at + 1 : at + 2] in _ESCAPES:
            value += _ESCAPES[text[at + 1]]
            at += 1
        else:
            value += char
        at += 1
    raise ConfigError(f"{where} has no closing quote.", hint="A value stands on one line.")
