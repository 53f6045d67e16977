"""A cloud that answers what real services answered (fixtures/openstack), over HTTP on loopback, with faults where a test wants them."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from finopsguard.adapters.openstack import connect
from finopsguard.adapters.openstack.usage_client import OpenStackUsageClient

FIXTURES = Path(__file__).parents[3] / "fixtures" / "openstack"
IGNORED = {"start", "end", "begin"}
CLOSED = "http://127.0.0.1:9"
"""An address at which nothing listens (the discard port)."""

Answer = tuple[int, Any]
Rule = Callable[[str, str, dict[str, str]], Answer | None]
"""Method, path (``/compute/v2.1/servers/detail``) and query -> status and body, or ``None`` to leave it to what was recorded."""


class Cloud:
    """The recorded answers of one login, and rules that come before them."""

    def __init__(self, login: str) -> None:
        self.answers = json.loads((FIXTURES / f"{login}.json").read_text(encoding="utf-8"))
        self.rules: list[Rule] = []
        self.calls: list[tuple[str, str]] = []
        """Method and path of every request, in order."""
        self.stopped: set[str] = set()
        self.url = ""
        self.release = threading.Event()

    def fail(self, part: str, status: int, body: Any = None) -> None:
        """Every path that holds ``part`` answers with a failure."""
        said = {"error": {"message": f"made to fail with {status}", "code": status}} if body is None else body
        self.rules.append(lambda _method, path, _query: (status, said) if part in path else None)

    def reply(self, method: str, end: str, body: Any) -> None:
        """The path with that end answers with ``body``."""
        self.rules.append(lambda verb, path, _query: (200, body) if verb == method and path.endswith(end) else None)

    def hang(self, part: str) -> None:
        """Every path that holds ``part`` is not answered before the test ends."""

        def wait(_method: str, path: str, _query: dict[str, str]) -> Answer | None:
            if part in path:
                self.release.wait(30)
            return None

        self.rules.append(wait)

    def stop(self, service: str) -> None:
        """Nothing listens at the service's address any more."""
        self.stopped.add(service)

    def find(self, method: str, path: str, query: dict[str, str]) -> dict[str, Any]:
        """The answer to a request."""
        for rule in self.rules:
            if (made := rule(method, path, query)) is not None:
                status, body = made
                return {"status": status, "headers": {}, "body": body}
        _, service, rest = path.split("/", 2)
        wanted = f"{{{service}}}/{rest}"
        asked = {name: value for name, value in query.items() if name not in IGNORED}
        same = [one for one in self.answers if one["method"] == method and one["url"] == wanted]
        exact = next((one for one in same if one["query"] == asked), None)
        nothing = {
            "status": 404,
            "headers": {},
            "body": {"error": {"message": f"not recorded: {method} {wanted} {asked}"}},
        }
        return exact or nothing

    def written(self, text: str) -> str:
        """A body with the addresses of this server put in."""
        for service in (
            "identity",
            "compute",
            "volume",
            "image",
            "network",
            "swift",
            "placement",
            "rating",
            "lb",
            "magnum",
        ):
            base = CLOSED if service in self.stopped else f"{self.url}/{service}"
            text = text.replace(f"{{{service}}}", base)
        return text


@contextmanager
def serving(login: str = "demo") -> Iterator[Cloud]:
    """A cloud on a free port."""
    cloud = Cloud(login)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_HEAD(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            self._answer()

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            cloud.calls.append((self.command, parts.path))
            found = cloud.find(self.command, parts.path, dict(parse_qsl(parts.query)))
            body = found["body"]
            text = body if isinstance(body, str) else json.dumps(body)
            payload = cloud.written(text).encode()
            try:
                self.send_response(found["status"])
                for name, value in found["headers"].items():
                    if name.lower() != "content-type":
                        self.send_header(name, value)
                self.send_header("content-type", "text/html" if text.startswith("<") else "application/json")
                self.send_header("content-length", str(len(payload)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(payload)
            except OSError:
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  as http.server calls it
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    cloud.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield cloud
    finally:
        cloud.release.set()
        server.shutdown()
        server.server_close()
        thread.join()


def client(cloud: Cloud, *, timeout: float = 10) -> OpenStackUsageClient:
    """A client logged in to it with a password."""
    auth = {
        "auth_url": f"{cloud.url}/identity/v3",
        "username": "demo-user",
        "password": "demo-pw",
        "project_name": "demo",
        "user_domain_name": "Default",
        "project_domain_name": "Default",
    }
    return OpenStackUsageClient(connect.connect_with(auth, auth_type="password", region="RegionOne", timeout=timeout))
