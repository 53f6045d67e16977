"""Fetches documents: proxies and certificates of the environment, retries, deadline, and downloads that go on where they ended.

HTTPS_PROXY, HTTP_PROXY and NO_PROXY count as everywhere; so do SSL_CERT_FILE, REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE.
Certificates are always checked. A redirect may not lead to another host: a key could go with it.
"""

import json
import random
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from finopsguard import __version__
from finopsguard.prices.update.records import UpdateError

TRIES = 6
TIMEOUT = 60
"""Seconds without a byte."""
DEADLINE = 3600
"""Seconds for one document with all its retries."""
LONGEST_WAIT = 60
PIECE = 256 * 1024
LARGEST = 16 * 1024**3
"""Bytes of one document."""
CERTIFICATES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
_AGAIN = (408, 425, 429, 500, 502, 503, 504)


class MissingError(UpdateError):
    """The server has no such document."""


class _SameHost(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if (old.scheme, old.netloc) != (new.scheme, new.netloc):
            raise UpdateError(
                f"{plain(req.full_url)} redirects to another host, {new.netloc}.", hint="Is a proxy in between?"
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Client:
    """Fetches documents into files."""

    def __init__(
        self,
        environ: Mapping[str, str],
        progress: Callable[[str], None] = lambda _step: None,
        wait: Callable[[float], None] = time.sleep,
        deadline: float = DEADLINE,
    ) -> None:
        self._progress = progress
        self._wait = wait
        self._deadline = deadline
        files = [name for variable in CERTIFICATES if (name := environ.get(variable))]
        try:
            own = Path(files[0]) if files else None
            context = ssl.create_default_context(
                cafile=str(own) if own and not own.is_dir() else None, capath=str(own) if own and own.is_dir() else None
            )
        except OSError as error:
            raise UpdateError(
                f"The certificates in {files[0]} cannot be read: {error}.", hint=f"Check {CERTIFICATES[0]}."
            ) from None
        self._opener = urllib.request.build_opener(_SameHost, urllib.request.HTTPSHandler(context=context))

    def fetch(self, url: str, target: Path, *, etag: str = "", headers: Mapping[str, str] | None = None) -> str | None:
        """Downloads a document, possibly compressed, to ``target``; its entity tag (or date), or ``None`` if it is still ``etag``.

        What arrived before an interruption stays beside the target and is gone on from, if the server's document is still the same.
        Raises :class:`UpdateError`.
        """
        if urlsplit(url).scheme not in ("http", "https"):
            raise UpdateError(f"{plain(url)} is no http or https address.")
        end = time.monotonic() + self._deadline
        failure = ""
        for number in range(TRIES):
            try:
                return self._try(url, target, etag, dict(headers or {}))
            except urllib.error.HTTPError as error:
                error.close()
                if error.code == 304:
                    return None
                failure = f"status {error.code}"
                if error.code in (403, 404, 410):
                    raise MissingError(f"{plain(url)} cannot be had: {failure}.", hint=_hint(error.code)) from None
                if error.code == 416:
                    _forget(target)
                elif error.code not in _AGAIN:
                    raise UpdateError(f"{plain(url)} cannot be had: {failure}.", hint=_hint(error.code)) from None
                pause = _said(error.headers.get("Retry-After")) if error.headers else None
            except (urllib.error.URLError, HTTPException, OSError) as error:
                failure = str(getattr(error, "reason", "") or error) or type(error).__name__
                if isinstance(getattr(error, "reason", None), ssl.SSLCertVerificationError):
                    raise UpdateError(
                        f"{plain(url)}: {failure}.", hint="Name your own authority in SSL_CERT_FILE."
                    ) from None
                pause = None
            # Jitter keeps runs that were refused together apart; it is no secret.
            delay = pause if pause is not None else min(2**number, LONGEST_WAIT) * (0.5 + random.random() / 2)  # noqa: S311
            if number + 1 == TRIES or time.monotonic() + delay > end:
                break
            self._wait(delay)
        raise UpdateError(f"{plain(url)} cannot be had: {failure}.", hint="Run it again: it goes on where it ended.")

    def _try(self, url: str, target: Path, etag: str, headers: dict[str, str]) -> str:
        target.parent.mkdir(parents=True, exist_ok=True)
        part, note = _parts(target)
        begun, mark = _begun(part, note, url)
        headers |= {"Accept-Encoding": "gzip", "User-Agent": f"finopsguard/{__version__}"}
        if etag:
            headers["If-None-Match" if etag.startswith(('"', "W/")) else "If-Modified-Since"] = etag
        if begun:
            headers |= {"Range": f"bytes={begun}-", "If-Range": mark}
            headers.pop("If-None-Match", None)
        request = urllib.request.Request(url, headers=headers)  # noqa: S310  fetch() accepts http and https alone
        with self._opener.open(request, timeout=TIMEOUT) as response:
            validator = response.headers.get("ETag") or response.headers.get("Last-Modified") or ""
            resumed = response.status == 206 and response.headers.get("Content-Range", "").startswith(f"bytes {begun}-")
            if response.status == 206 and not resumed:
                _forget(target)
                raise OSError("the server answered another part than was asked for")
            if not resumed:
                _forget(target)
                note.write_text(json.dumps({"url": plain(url), "mark": validator}), encoding="utf-8")
            self._receive(response, part, begun if resumed else 0, url)
        part.replace(target)
        note.unlink(missing_ok=True)
        return str(validator)

    def _receive(self, response: Any, part: Path, begun: int, url: str) -> None:
        length = response.headers.get("Content-Length")
        expected = begun + int(length) if length and length.isdigit() else None
        size = begun
        with part.open("ab") as file:
            while piece := response.read(PIECE):
                size += len(piece)
                if size > LARGEST:
                    raise UpdateError(f"{plain(url)} is larger than {LARGEST // 1024**3} GiB.")
                file.write(piece)
                self._progress(f"{urlsplit(url).path.rpartition('/')[2]}: {size / 1e6:,.0f} MB")
        if expected is not None and size != expected:
            raise OSError(f"it ended after {size:,} of {expected:,} bytes")


def plain(url: str) -> str:
    """An address without its query, which may hold a key."""
    return url.partition("?")[0]


def _parts(target: Path) -> tuple[Path, Path]:
    return target.with_name(f"{target.name}.part"), target.with_name(f"{target.name}.from")


def _begun(part: Path, note: Path, url: str) -> tuple[int, str]:
    """How much is there of the same address, and what the server called it; 0 where it cannot be gone on from."""
    try:
        said = json.loads(note.read_text(encoding="utf-8"))
        mark, size = said["mark"], part.stat().st_size
    except (OSError, ValueError, KeyError, TypeError):
        return 0, ""
    # A weak tag does not promise the same bytes (RFC 9110, 13.1.5).
    usable = said.get("url") == plain(url) and mark and not mark.startswith("W/")
    return (size, mark) if usable else (0, "")


def _forget(target: Path) -> None:
    for path in _parts(target):
        path.unlink(missing_ok=True)


def _said(text: str | None) -> float | None:
    return min(float(text), LONGEST_WAIT) if text and text.strip().isdigit() else None


def _hint(code: int) -> str:
    if code in (401, 403):
        return "The server wants a key, or a proxy is in between (docs/prices.md)."
    return "Check the address, or whether the provider has moved its list (docs/prices.md)."
