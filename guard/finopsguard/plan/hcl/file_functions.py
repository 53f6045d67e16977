"""``file``, ``templatefile`` and their kin: they read what lies in the repository, and nothing else."""

import base64
import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from finopsguard.plan.hcl.boundary import OutsideError, inside, read
from finopsguard.plan.hcl.evaluate import Evaluator
from finopsguard.plan.hcl.module_files import Loader
from finopsguard.plan.hcl.templates import bare
from finopsguard.plan.hcl.tokens import TokenError
from finopsguard.plan.hcl.values import UNKNOWN, EvaluationError, TooMuchError

_HASHES = ("md5", "sha1", "sha256", "sha512")
FILE_FUNCTIONS = frozenset(
    (
        *("file", "fileexists", "filebase64", "fileset", "templatefile", "templatestring"),
        *(f"file{name}" for name in _HASHES),
        *("filebase64sha256", "filebase64sha512"),
    )
)
_LARGEST = 1024 * 1024
_MOST_LISTED = 20_000
"""Files and folders that one ``fileset`` looks at."""


class FileFunctions:
    """Answers them for the project in a directory. What is refused is told to ``refuse`` and unknown."""

    def __init__(
        self, loader: Loader, root: Path, evaluator: Evaluator, refuse: Callable[[str, OutsideError], None]
    ) -> None:
        self._loader = loader
        self._root = root
        self._evaluator = evaluator
        self._refuse = refuse

    def answer(self, name: str, arguments: list[Any]) -> Any:
        """The value of a call. Raises :class:`EvaluationError` for a file that is not there, as ``try`` expects."""
        if not arguments or not isinstance(arguments[0], str):
            raise EvaluationError(f"{name} needs a path")
        if name == "templatestring":
            return self._template(arguments[0], arguments)
        path = arguments[0]
        try:
            if name == "fileset":
                return self._set(path, arguments)
            if name == "fileexists":
                return self._exists(path)
            data = read(self._root / path, self._loader.boundary, limit=_LARGEST)
        except OutsideError as error:
            if str(error) == "does not exist":
                raise EvaluationError("the file does not exist") from None
            self._refuse(" ".join(map(str, arguments[:2])) if name == "fileset" else path, error)
            return UNKNOWN
        if name == "file":
            return _text(data)
        if name == "templatefile":
            return self._template(_text(data), arguments)
        if name == "filebase64":
            return base64.b64encode(data).decode()
        if name.startswith("filebase64"):
            return base64.b64encode(
                hashlib.new(name.removeprefix("filebase64"), data, usedforsecurity=False).digest()
            ).decode()
        return hashlib.new(name.removeprefix("file"), data, usedforsecurity=False).hexdigest()

    def _exists(self, path: str) -> bool:
        try:
            return inside(self._root / path, self._loader.boundary).is_file()
        except OutsideError as error:
            if str(error) == "does not exist":
                return False
            raise

    def _template(self, text: str, arguments: list[Any]) -> Any:
        variables = arguments[1] if len(arguments) > 1 else {}
        if not isinstance(variables, dict):
            raise EvaluationError("a template needs a map of its variables")

        def names(name: str) -> Any:
            if name in variables:
                return variables[name]
            raise EvaluationError("the template is not given all its variables")

        try:
            return self._evaluator.value(bare(text), names)
        except TokenError:
            raise EvaluationError("the template cannot be read") from None

    def _set(self, path: str, arguments: list[Any]) -> list[str]:
        pattern = arguments[1] if len(arguments) > 1 else ""
        if not isinstance(pattern, str) or ".." in Path(pattern).parts or pattern.startswith("/"):
            raise OutsideError("leads out of the repository")
        folder = inside(self._root / path, self._loader.boundary)
        matching = _glob(pattern)
        found = []
        looked_at = 0
        for directory, folders, files in os.walk(folder):
            folders[:] = sorted(name for name in folders if name != ".git")
            looked_at += len(files) + 1
            if looked_at > _MOST_LISTED:
                raise TooMuchError
            relative = os.path.relpath(directory, folder)
            found += [
                name
                for file in files
                if matching.fullmatch(name := os.path.normpath(Path(relative) / file).replace(os.sep, "/"))
            ]
        return sorted(found)


def _glob(pattern: str) -> re.Pattern[str]:
    """``**`` crosses folders, ``*`` and ``?`` do not, ``{a,b}`` is a choice."""
    pieces = re.split(r"(\*\*/|\*\*|\*|\?|\{[^{}]*\})", pattern)
    made = []
    for piece in pieces:
        if piece == "**/":
            made.append("(?:[^/]+/)*")
        elif piece == "**":
            made.append(".*")
        elif piece == "*":
            made.append("[^/]*")
        elif piece == "?":
            made.append("[^/]")
        elif piece.startswith("{"):
            made.append("(?:" + "|".join(map(re.escape, piece[1:-1].split(","))) + ")")
        else:
            made.append(re.escape(piece))
    return re.compile("".join(made))


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise EvaluationError("the file is not UTF-8 text") from None
