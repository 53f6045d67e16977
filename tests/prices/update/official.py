"""A server on this machine that answers as the official price lists are documented to, and misbehaves on request."""

import gzip
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, dict[str, str], bytes]


class Official:
    """Documents by path. ``requests`` remembers what was asked: method path, query and headers."""

    def __init__(self) -> None:
        self.documents: dict[str, bytes | Callable[[dict[str, list[str]]], Any]] = {}
        self.failures: list[tuple[int, dict[str, str]]] = []
        """Answers given first, whatever is asked: status and headers."""
        self.cut: list[int] = []
        """The next documents end after so many bytes, with the connection."""
        self.compressed = False
        self.requests: list[tuple[str, dict[str, list[str]], dict[str, str]]] = []
        self.posted: list[dict[str, Any]] = []
        self.url = ""

    def answer(self, target: str, headers: "Message[str, str]") -> Answer:
        parts = urlsplit(target)
        query = parse_qs(parts.query)
        self.requests.append((parts.path, query, {name.lower(): value for name, value in headers.items()}))
        if self.failures:
            status, more = self.failures.pop(0)
            return status, more, b"later"
        found = self.documents.get(parts.path)
        if found is None:
            return 404, {}, b"nothing here"
        made = found(query) if callable(found) else found
        data = made if isinstance(made, bytes) else json.dumps(made).encode()
        more = {}
        if self.compressed:
            data, more = gzip.compress(data, mtime=0), {"Content-Encoding": "gzip"}
        etag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        more["ETag"] = etag
        if headers.get("If-None-Match") == etag:
            return 304, more, b""
        begun = headers.get("Range", "")
        if begun and headers.get("If-Range") == etag:
            start = int(begun.removeprefix("bytes=").rstrip("-"))
            return 206, more | {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"}, data[start:]
        return 200, more, data


@contextmanager
def serving(official: Official) -> Iterator[Official]:
    """Answers on a free port until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, data = official.answer(self.path, self.headers)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if data and status in (200, 206) and official.cut:
                data = data[: official.cut.pop(0)]
                self.close_connection = True
            self.wfile.write(data)

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            official.posted.append(body)
            data = json.dumps(official.documents["POST"](body)).encode()  # type: ignore[operator]  # a test that posts gives a function
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    official.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield official
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
