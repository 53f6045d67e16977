"""Hash functions. ``uuid`` and ``bcrypt`` are not here: they give another value each time."""

import base64
import hashlib
import uuid
from collections.abc import Callable
from typing import Any

from finopsguard.plan.hcl.plain.files import Files
from finopsguard.plan.hcl.plain.functions.filesystem import content
from finopsguard.plan.hcl.plain.functions.registry import Function, pure, text
from finopsguard.plan.hcl.plain.values import UNKNOWN, EvaluationError

_NAMESPACES = {
    "dns": uuid.NAMESPACE_DNS,
    "url": uuid.NAMESPACE_URL,
    "oid": uuid.NAMESPACE_OID,
    "x500": uuid.NAMESPACE_X500,
}


def _digest(name: str, data: bytes) -> bytes:
    """Of text that Terraform hashes, not of secrets that this program keeps."""
    return hashlib.new(name, data, usedforsecurity=False).digest()


def _of_text(name: str, write: Callable[[bytes], str]) -> Function:
    return pure(lambda value: write(_digest(name, text(value).encode())), 1)


def _of_file(name: str, write: Callable[[bytes], str]) -> Function:
    def run(files: Files, path: Any) -> Any:
        data = content(files, path)
        return UNKNOWN if data is None else write(_digest(name, data))

    return Function(run, 1, 1, reads_files=True)


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode()


def _uuidv5(namespace: Any, name: Any) -> str:
    try:
        space = _NAMESPACES.get(text(namespace)) or uuid.UUID(text(namespace))
    except ValueError:
        raise EvaluationError("the namespace is no UUID") from None
    return str(uuid.uuid5(space, text(name)))


FUNCTIONS: dict[str, Function] = {
    **{name: _of_text(name, bytes.hex) for name in ("md5", "sha1", "sha256", "sha512")},
    **{f"base64{name}": _of_text(name, _base64) for name in ("sha256", "sha512")},
    **{f"file{name}": _of_file(name, bytes.hex) for name in ("md5", "sha1", "sha256", "sha512")},
    **{f"filebase64{name}": _of_file(name, _base64) for name in ("sha256", "sha512")},
    "uuidv5": pure(_uuidv5, 2),
}
