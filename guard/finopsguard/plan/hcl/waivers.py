"""Inline waivers: comments beside a block that say which findings of its resources may stand, why, and for how long.

    # finopsguard:ignore[no-large-instances,tags] load test of the new shop owner=@web until 2027-01-31
    resource "aws_instance" "load" {

They stand in the comment lines directly above a ``resource``, ``data`` or ``module`` block, or inside it; ``//`` and ``/* */`` on one line
do as well. Local modules are read too; modules that were downloaded are not, since whoever wrote them does not decide here.
"""

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from finopsguard.plan.hcl.boundary import OutsideError, inside, read
from finopsguard.plan.hcl.module_files import MAX_FILES, module_files
from finopsguard.plan.hcl.records import Kind, Problem
from finopsguard.types.policy import Waiver

MARKER = "finopsguard:ignore"
_FORM = re.compile(rf"{MARKER}\s*\[([^\]]*)\]\s*(.*)", re.DOTALL)
_POLICY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
_OWNER = re.compile(r"(?:^|(?<=\s))owner=(\S+)\s*")
_UNTIL = re.compile(r"(?:^|\s+)until\s+(\S+)$")
_CALL = re.compile(r'^[ \t]*module[ \t]+"?([A-Za-z_][\w-]*)"?[ \t]*\{', re.MULTILINE)
_SOURCE = re.compile(r'^[ \t]*source[ \t]*=[ \t]*"(\.{1,2}(?:/[^"]*)?)"', re.MULTILINE)
_MOST_MODULES = 2_000
_HINT = f"Write: # {MARKER}[policy] why owner=@team until 2027-01-31"
_BLOCKS = ("resource", "data", "module")


class Found(msgspec.Struct, frozen=True):
    """The waivers of a directory and its local modules, and those that do not count as they are written."""

    waivers: tuple[Waiver, ...]
    problems: tuple[Problem, ...]


class _Comment(msgspec.Struct, frozen=True, gc=False):
    """A comment without its signs."""

    text: str
    line: int


class _Place(msgspec.Struct, frozen=True, gc=False):
    """A block that waivers may stand at."""

    kind: str
    labels: tuple[str, ...]
    line: int
    end_line: int


def find_waivers(root: Path, boundary: Path) -> Found:
    """Waivers of the module in ``root`` and of local modules that it calls. Nothing outside ``boundary`` is read.

    A file without the marker is not parsed; so a directory without waivers costs one look at its text.
    """
    waivers: list[Waiver] = []
    problems: list[Problem] = []
    real_root, real_boundary = Path(os.path.realpath(root)), Path(os.path.realpath(boundary))
    for directory, address in _modules(real_root, real_boundary):
        for name, text in _texts(directory, real_boundary):
            if MARKER in text and not name.endswith(".json"):
                file = os.path.normpath(root / os.path.relpath(directory / name, real_root))
                _Reader(file, address, waivers, problems).read(text)
    return Found(tuple(waivers), tuple(problems))


def _modules(root: Path, boundary: Path) -> Iterator[tuple[Path, str]]:
    """Directories of the root module and its local modules, with the address (without keys) of each call."""
    pending: list[tuple[Path, str, tuple[Path, ...]]] = [(root, "", ())]
    seen = 0
    while pending and seen < _MOST_MODULES:
        directory, address, above = pending.pop()
        seen += 1
        yield directory, address
        for _, text in _texts(directory, boundary):
            for call, source in _local_calls(text):
                try:
                    called = inside(directory / source, boundary)
                except OutsideError:
                    continue
                if called.is_dir() and called not in (*above, directory):
                    within = f"{address}.module.{call}" if address else f"module.{call}"
                    pending.append((called, within, (*above, directory)))


def _texts(directory: Path, boundary: Path) -> Iterator[tuple[str, str]]:
    """Names and texts of a module's files; those that cannot be read are named by the evaluation."""
    for name in module_files(directory)[:MAX_FILES]:
        try:
            yield name, read(directory / name, boundary).decode("utf-8-sig")
        except (OutsideError, UnicodeDecodeError):
            continue


def _local_calls(text: str) -> Iterator[tuple[str, str]]:
    """Names and sources of local module calls, by their looks: a call that is commented out does no harm."""
    calls = list(_CALL.finditer(text))
    for place, call in enumerate(calls):
        end = calls[place + 1].start() if place + 1 < len(calls) else len(text)
        source = _SOURCE.search(text, call.end(), end)
        if source:
            yield call[1], source[1]


class _Reader:
    """Reads the waivers of one file."""

    def __init__(self, file: str, module: str, waivers: list[Waiver], problems: list[Problem]) -> None:
        self._file = file
        self._module = module
        self._waivers = waivers
        self._problems = problems

    def read(self, text: str) -> None:
        """Adds what the comments of the file say."""
        from finopsguard.plan.hcl.plain.parser import SourceError  # noqa: PLC0415  slow to import, and few files have waivers

        try:
            comments, places = _comments_and_places(text)
        except SourceError as error:
            message = f"The file cannot be parsed, so its waivers do not count: {error}."
            self._problems.append(
                Problem(kind=Kind.SYNTAX, message=message, file=self._file, line=error.line, column=error.column)
            )
            return
        lines = {comment.line for comment in comments}
        for comment in comments:
            if comment.text.startswith(MARKER):
                self._add(comment, _place_of(comment.line, lines, places))

    def _add(self, comment: _Comment, place: _Place | None) -> None:
        """One waiver, or what is wrong with it."""
        if place is None:
            self._refuse(comment, "stands neither in nor directly above a resource, data or module block")
            return
        form = _FORM.fullmatch(comment.text)
        policies = tuple(name.strip() for name in form[1].split(",")) if form else ()
        if form is None or not all(map(_POLICY.fullmatch, policies)):
            self._refuse(comment, "does not name the policies that it waives, in brackets")
            return
        owners = _OWNER.findall(form[2])
        rest = _OWNER.sub("", form[2]).strip()
        until = _UNTIL.search(rest)
        reason = rest[: until.start()].strip() if until else rest
        if until and not _is_date(until[1]):
            self._refuse(comment, f"ends with a date that is none: {until[1][:40]!r}")
        elif not reason:
            self._refuse(comment, "gives no reason")
        elif len(owners) > 1:
            self._refuse(comment, "names more than one owner")
        else:
            self._waivers.append(
                Waiver(
                    policies=policies,
                    reason=reason,
                    owner=owners[0] if owners else "",
                    expires=until[1] if until else "",
                    file=self._file,
                    line=comment.line,
                    block_type="module" if place.kind == "module" else place.labels[0],
                    block_name=place.labels[-1],
                    module=self._module,
                )
            )

    def _refuse(self, comment: _Comment, why: str) -> None:
        message = f"A waiver does not count, because it {why}."
        self._problems.append(
            Problem(kind=Kind.WAIVER, message=message, hint=_HINT, file=self._file, line=comment.line)
        )


def _comments_and_places(text: str) -> tuple[list[_Comment], list[_Place]]:
    """Comments and top-level blocks of a file. What looks like a comment in a string or heredoc is part of that. Raises ``SourceError``."""
    from finopsguard.plan.hcl.plain.parser import parsed  # noqa: PLC0415  as above
    from finopsguard.plan.hcl.plain.tree import blocks_of  # noqa: PLC0415  as above

    tree = parsed(text)
    comments = []
    for token in tree.scan_values(lambda leaf: getattr(leaf, "type", "") == "NL_OR_COMMENT"):
        written = str(token).strip()
        if written.startswith(("#", "/")):
            inside = written[2:-2] if written.startswith("/*") else written.lstrip("#/")
            comments.append(_Comment(inside.strip(), token.line or 0))
    places = [
        _Place(kind, labels, line, end_line)
        for kind, labels, line, end_line in blocks_of(tree)
        if kind in _BLOCKS and len(labels) == (1 if kind == "module" else 2)
    ]
    return comments, places


def _place_of(line: int, comments: set[int], places: list[_Place]) -> _Place | None:
    """The block that a comment stands in, or the one that begins where the comment lines that it is part of end."""
    for place in places:
        if place.line <= line <= place.end_line:
            return place
    while line in comments:
        line += 1
    return next((place for place in places if place.line == line), None)


def _is_date(text: str) -> bool:
    """``2027-01-31``"""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
