"""Servers on 127.0.0.1 that answer as a forge's documented API does, from what a test puts into them."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class Asked:
    """A request as a fake sees it."""

    def __init__(self, method: str, path: str, query: dict[str, str], body: Any, headers: dict[str, str]) -> None:
        self.method = method
        self.path = path
        self.query = query
        self.body = body
        self.headers = headers

    @property
    def line(self) -> str:
        return f"{self.method} {self.path}"


Answer = tuple[int, Any, dict[str, str]]


class Fake:
    """A forge. ``faults`` are answers given once each, before anything else happens, to requests of that method."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.faults: list[tuple[str, Answer]] = []
        self.address = ""

    def answer(self, asked: Asked) -> Answer:
        raise NotImplementedError

    def respond(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        for index, (method, fault) in enumerate(self.faults):
            if method == asked.method:
                del self.faults[index]
                return fault
        return self.answer(asked)

    def writes(self) -> list[str]:
        """Methods of the requests that change something, in order."""
        return [asked.method for asked in self.asked if asked.method != "GET"]


@contextmanager
def running(fake: Fake) -> Iterator[str]:
    """The fake on a free port; its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(fake.respond))
    server.daemon_threads = True
    fake.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield fake.address
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(respond: Callable[[Asked], Answer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, parts.path, query, json.loads(data) if data else None, headers)
            status, content, extra = respond(asked)
            body = b"" if content is None else content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            for name, value in extra.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve  # noqa: N815  as the base class names them

        def log_message(self, *_arguments: Any) -> None:
            """Tests have their own record."""

    return Handler
