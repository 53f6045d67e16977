"""Filesystem functions. They see files of the repository only."""

import base64
import os
import posixpath
import re
from typing import Any

from finopsguard.plan.hcl.boundary import OutsideError
from finopsguard.plan.hcl.plain.files import Files
from finopsguard.plan.hcl.plain.functions.registry import Function, pure, text
from finopsguard.plan.hcl.plain.values import UNKNOWN, EvaluationError, Set


def content(files: Files, path: Any) -> bytes | None:
    """A file's bytes; ``None`` where it is refused. Raises ``EvaluationError`` where it is not there."""
    try:
        return files.read(text(path))
    except OSError:
        raise EvaluationError(f"there is no file {text(path)!r}") from None


def _file(files: Files, path: Any) -> Any:
    data = content(files, path)
    if data is None:
        return UNKNOWN
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise EvaluationError(f"{text(path)!r} is not UTF-8 text") from None


def _filebase64(files: Files, path: Any) -> Any:
    data = content(files, path)
    return UNKNOWN if data is None else base64.b64encode(data).decode()


def _fileexists(files: Files, path: Any) -> Any:
    found = files.exists(text(path))
    return UNKNOWN if found is None else found


def _fileset(files: Files, path: Any, pattern: Any) -> Any:
    if text(pattern).startswith("/") or ".." in text(pattern).split("/"):
        files.refuse(f"{text(path)} {text(pattern)}", OutsideError("leads out of the repository"))
        return UNKNOWN
    names = files.below(text(path))
    if names is None:
        return UNKNOWN
    wanted = glob(text(pattern))
    return Set(name for name in names if wanted.fullmatch(name))


def glob(pattern: str) -> re.Pattern[str]:
    """``*`` and ``?`` stay within a directory, ``**`` does not, ``{a,b}`` is one of them, ``[a-z]`` a class."""
    pieces: list[str] = []
    position = 0
    while position < len(pattern):
        if pattern.startswith("**/", position):
            pieces.append("(?:[^/]+/)*")
            position += 3
            continue
        if pattern.startswith("**", position):
            pieces.append(".*")
            position += 2
            continue
        piece, position = _glob_piece(pattern, position)
        pieces.append(piece)
    try:
        return re.compile("".join(pieces), re.DOTALL)
    except re.error:
        raise EvaluationError("the pattern of fileset is not valid") from None


def _glob_piece(pattern: str, position: int) -> tuple[str, int]:
    """One character's worth of a glob, and where the next begins."""
    character = pattern[position]
    if character == "[" and "]" in pattern[position + 2 :]:
        end = pattern.index("]", position + 2)
        inside = pattern[position + 1 : end].replace("\\", "\\\\")
        return ("[" + ("^" + inside[1:] if inside.startswith(("!", "^")) else inside) + "]", end + 1)
    simple = {"*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")"}
    if character == "," and pattern.rfind("{", 0, position) > pattern.rfind("}", 0, position):
        return "|", position + 1
    return simple.get(character, re.escape(character)), position + 1


def _abspath(files: Files, path: Any) -> str:
    return os.path.normpath(files.root / text(path))


def _basename(path: Any) -> str:
    found = posixpath.basename(text(path).rstrip("/"))
    return found or ("/" if text(path) else ".")


def _dirname(path: Any) -> str:
    return posixpath.normpath(posixpath.dirname(text(path)) or ".")


FUNCTIONS: dict[str, Function] = {
    "abspath": Function(_abspath, 1, 1, reads_files=True),
    "basename": pure(_basename, 1),
    "dirname": pure(_dirname, 1),
    "file": Function(_file, 1, 1, reads_files=True),
    "filebase64": Function(_filebase64, 1, 1, reads_files=True),
    "fileexists": Function(_fileexists, 1, 1, reads_files=True),
    "fileset": Function(_fileset, 2, 2, reads_files=True),
}
