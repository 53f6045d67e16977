"""A small JSON client for forges' APIs: one host, one credential, bounded in time and size.

The credential is sent to the host it belongs to and nowhere else: no redirect is followed, plain HTTP is refused but on this machine,
and no message quotes a header. What the server says is data: it is cut short before it is shown.
"""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

from finopsguard.errors import ForgeError
from finopsguard.files import MEBIBYTE

SECONDS = 30.0
TRIES = 4
LONGEST_WAIT = 60.0
"""Seconds that a server may ask us to wait before we give up instead."""
MOST_BYTES = 32 * MEBIBYTE
_BUSY = frozenset({429, 500, 502, 503, 504})
_SAFE_TO_REPEAT = frozenset({"GET", "PUT", "PATCH", "DELETE"})
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

Pause = Callable[[float], None]


class Answer(msgspec.Struct, frozen=True):
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    content: Any
    """Decoded JSON; ``None`` where there was none."""


class Client:
    """Speaks to one API. ``headers`` carry the credential."""

    def __init__(self, base: str, headers: Mapping[str, str], *, name: str, pause: Pause = time.sleep) -> None:
        parts = urlsplit(base)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise ForgeError(
                f"The API of {name} is not at an https address, so no token is sent to it.",
                hint="Correct the environment variable that names the API.",
            )
        self.name = name
        self._base = base.rstrip("/")
        self._origin = (parts.scheme, parts.netloc)
        self._headers = {"Accept": "application/json", "User-Agent": "finopsguard", **headers}
        self._pause = pause
        self._opener = urllib.request.build_opener(_NoRedirect)

    def ask(self, method: str, where: str, content: Any = None) -> Answer:
        """Asks for a path below the API's address, or for an address that it gave itself.

        A busy server is asked again, after as long as it says; a POST only where it said that it did nothing (429). Raises
        :class:`ForgeError`, with the status where there is one.
        """
        address = self._address(where)
        for left in reversed(range(TRIES)):
            try:
                return self._once(method, address, content)
            except _BusyError as busy:
                repeat = method in _SAFE_TO_REPEAT or busy.untouched
                if not left or not repeat or busy.wait > LONGEST_WAIT:
                    raise ForgeError(busy.said, hint="Run the job again later.", status=busy.status) from None
                self._pause(busy.wait or 2.0 ** (TRIES - 1 - left))
        raise AssertionError("the last try either answers or raises")

    def _address(self, where: str) -> str:
        """Addresses from a server's paging headers must lead to the same server."""
        if not where.startswith(("http://", "https://")):
            return f"{self._base}/{where.lstrip('/')}"
        parts = urlsplit(where)
        if (parts.scheme, parts.netloc) != self._origin:
            raise ForgeError(f"{self.name} names a next page on another server.")
        return where

    def _once(self, method: str, address: str, content: Any) -> Answer:
        data = None if content is None else json.dumps(content).encode()
        headers = {**self._headers, **({"Content-Type": "application/json"} if data is not None else {})}
        request = urllib.request.Request(address, data=data, method=method, headers=headers)  # noqa: S310  checked above
        what = f"{method} {urlsplit(address).path}"
        try:
            with self._opener.open(request, timeout=SECONDS) as answer:
                return Answer(answer.status, _lower(answer.headers), self._read(answer, what))
        except urllib.error.HTTPError as error:
            with error:
                raise self._refused(error, what) from None
        except (OSError, ValueError) as error:  # of the connection; http.client's own errors are either
            reason = getattr(error, "reason", None) or error
            said = f"{self.name} cannot be reached ({what}): {type(reason).__name__}."
            raise _BusyError(said, None, 0.0, untouched=isinstance(reason, ConnectionRefusedError)) from None

    def _read(self, answer: Any, what: str) -> Any:
        body = answer.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise ForgeError(f"{self.name} answers {what} with more than {MOST_BYTES // MEBIBYTE} MiB.")
        if not body.strip():
            return None
        try:
            return json.loads(body)
        except ValueError:
            raise ForgeError(f"{self.name} answers {what} with something that is not JSON.") from None

    def _refused(self, error: urllib.error.HTTPError, what: str) -> Exception:
        headers = _lower(error.headers)
        said = f"{self.name} answers {what} with {error.code}{_words(error)}"
        wait = _seconds(headers.get("retry-after", ""))
        limited = error.code == 429 or (error.code == 403 and (wait or headers.get("x-ratelimit-remaining") == "0"))
        if limited or error.code in _BUSY:
            return _BusyError(said, error.code, wait, untouched=bool(limited))
        return ForgeError(said, status=error.code)


class _BusyError(Exception):
    """Worth another try."""

    def __init__(self, said: str, status: int | None, wait: float, *, untouched: bool) -> None:
        super().__init__(said)
        self.said = said
        self.status = status
        self.wait = wait
        self.untouched = untouched


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the credential to wherever it leads."""

    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _seconds(text: str) -> float:
    return float(text) if text.isdigit() else 0.0


def _words(error: urllib.error.HTTPError) -> str:
    """The server's own message, where it has one."""
    try:
        content = json.loads(error.read(64 * 1024))
    except (OSError, ValueError):
        return "."
    message = content.get("message") or content.get("error") if isinstance(content, dict) else None
    return f": {message[:200]}." if isinstance(message, str) and message else "."


def next_page(answer: Answer) -> str | None:
    """The address behind ``Link: <...>; rel="next"`` (RFC 8288)."""
    for part in answer.headers.get("link", "").split(","):
        target, _, parameters = part.partition(";")
        if 'rel="next"' in parameters.replace("'", '"'):
            return target.strip().strip("<>")
    return None


def rows(content: Any, name: str) -> list[Mapping[str, Any]]:
    """A page's rows. Raises :class:`ForgeError` for anything else."""
    if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
        raise ForgeError(f"{name} answers with something that is no list.")
    return content
