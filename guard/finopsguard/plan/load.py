"""Bytes of a plan: read under a cap, unpacked, and brought to UTF-8."""

import codecs
import os
import stat
import sys
import zlib
from pathlib import Path
from typing import BinaryIO

from finopsguard.errors import PlanError
from finopsguard.plan.limits import MEBIBYTE, Limits, printable, size_error

SHOW = "Write it with: terraform plan -out=tfplan && terraform show -json tfplan > plan.json"
POWERSHELL = (
    "PowerShell damages text that programs print unless told its encoding. First run: "
    "[Console]::OutputEncoding = [Text.Encoding]::UTF8, then write the plan again."
)

_GZIP = b"\x1f\x8b"
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16 LE, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHUNK = MEBIBYTE


def read_bytes(path: str, name: str, limits: Limits) -> bytes:
    """The file's bytes; ``-`` is standard input. A regular file that is too large is refused by its size, unread."""
    if path == "-":
        if sys.stdin is None:
            raise PlanError("Standard input is closed.", hint="Name a file, or give the plan on standard input.")
        return _read_stream(sys.stdin.buffer, name, limits)
    try:
        with Path(path).open("rb", buffering=0) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return _read_stream(file, name, limits)
            if status.st_size > limits.max_bytes:
                raise size_error(name, limits, size=status.st_size)
            return _read_stream(file, name, limits, first=status.st_size + 1)
    except FileNotFoundError:
        raise PlanError(f"{name} does not exist.", hint=SHOW) from None
    except IsADirectoryError:
        raise PlanError(f"{name} is a folder, not a plan file.", hint=SHOW) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "the path is not valid"
        raise PlanError(f"{name} cannot be read: {reason}.") from None


def _read_stream(stream: BinaryIO, name: str, limits: Limits, *, first: int = _CHUNK) -> bytes:
    """A pipe tells no size, and a file may grow: both are read until the cap. A file of ``first`` - 1 bytes is read at once."""
    pieces: list[bytes] = []
    size = 0
    while piece := stream.read(_CHUNK if pieces else first):
        size += len(piece)
        if size > limits.max_bytes:
            raise size_error(name, limits)
        pieces.append(piece)
    return b"".join(pieces)


def to_utf8(data: bytes, name: str, limits: Limits) -> bytes:
    """Unpacks gzip and transcodes UTF-16 and UTF-32, with or without a byte order mark; drops that of UTF-8.

    Raises ``PlanError`` where the result would be too large, is cut short, or is not UTF-8.
    """
    if data.startswith(_GZIP):
        data = _inflate(data, name, limits)
    encoding = _wide_encoding(data)
    if encoding:
        return data.decode(encoding, errors="replace").lstrip("\ufeff").encode()
    while data.startswith(codecs.BOM_UTF8):
        data = data.removeprefix(codecs.BOM_UTF8)
    check_utf8(data, name)
    return data


def _wide_encoding(data: bytes) -> str:
    """``utf-16-le`` and so on, by the mark or by where the zero bytes are; empty for text of one byte a character."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding
    head = data[:1024]
    head = head[: len(head) - len(head) % 4]
    if len(head) < 4 or b"\0" not in head:
        return ""
    zeros = "".join("0" if head[position::4].count(0) * 8 > len(head) else "x" for position in range(4))
    return {"x000": "utf-32-le", "000x": "utf-32-be", "x0x0": "utf-16-le", "0x0x": "utf-16-be"}.get(zeros, "")


def _inflate(data: bytes, name: str, limits: Limits) -> bytes:
    """Unpacks every member of a gzip file, but not more than the cap."""
    pieces: list[bytes] = []
    size = 0
    while data.startswith(_GZIP):
        inflator = zlib.decompressobj(wbits=31)
        try:
            while not inflator.eof:
                piece = inflator.decompress(data, _CHUNK)
                data = inflator.unconsumed_tail
                size += len(piece)
                if size > limits.max_bytes:
                    raise size_error(f"{name}, unpacked,", limits)
                pieces.append(piece)
                if not piece and not data:
                    break
        except zlib.error:
            raise PlanError(f"{name} is a damaged gzip file.", hint="Compress the plan again.") from None
        if not inflator.eof:
            raise PlanError(f"{name} is a gzip file that is cut short.", hint="Copy or compress the plan again.")
        data = inflator.unused_data
    return b"".join(pieces)


def check_utf8(data: bytes, name: str) -> None:
    """Raises ``PlanError`` at the first byte that is not UTF-8: undecoded values would hide it until they are needed."""
    if data.isascii():
        return
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    for start in range(0, len(data), _CHUNK):
        piece = view[start : start + _CHUNK]
        try:
            decoder.decode(piece, final=start + _CHUNK >= len(data))
        except UnicodeDecodeError:
            raise PlanError(f"{name} is not UTF-8 text near byte {start:,}.", hint=f"{SHOW}. {POWERSHELL}") from None


def display_name(path: str) -> str:
    """How messages call the input."""
    return "Standard input" if path == "-" else printable(path, 300)
