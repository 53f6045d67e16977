"""Behind a company's proxy: TLS of its own authority, through CONNECT, with and without the certificate being named."""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.prices.update.aws_shapes import as_csv, documents, known_machines, machine
from tests.prices.update.conftest import Bench

HOST = "prices.invalid"
"""No name server knows it: only the proxy reaches it."""
PLACE = ("aws", "AmazonEC2", "eu-central-1")


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("makes a certificate with openssl")
    cert, key = tmp_path / "authority.pem", tmp_path / "key.pem"
    asked = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
    asked += ["-addext", f"subjectAltName=DNS:{HOST}", "-keyout", str(key), "-out", str(cert)]
    subprocess.run([openssl, *asked], check=True, capture_output=True)
    return cert, key


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler], context: ssl.SSLContext | None = None) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that refuses the certificate is meant to
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def asked(bench: Bench, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the proxy is asked for; behind it stands the list of AWS."""
    targets: list[str] = []
    official = bench.official

    class Secure(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, data = official.answer(self.path, self.headers)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with serving(Secure, context) as behind:

        class Proxy(BaseHTTPRequestHandler):
            def do_CONNECT(self) -> None:
                targets.append(self.path)
                with socket.create_connection(("127.0.0.1", behind)) as there:
                    self.send_response(200)
                    self.end_headers()
                    self.wfile.flush()
                    back = threading.Thread(target=_pour, args=(there, self.connection), daemon=True)
                    back.start()
                    _pour(self.connection, there)
                    back.join()
                self.close_connection = True

            def log_message(self, *_: object) -> None:
                """Quiet."""

        with serving(Proxy) as port:
            for name in ("no_proxy", "NO_PROXY"):
                monkeypatch.delenv(name, raising=False)
            monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port}")
            bench.environ["FINOPSGUARD_AWS_PRICE_LIST"] = f"https://{HOST}"
            rows = [row for row in known_machines(bench.shipped) if row.sku != "SKUM5LARGE"]
            official.documents = documents(as_csv([*rows, machine("m5.large", "0.12")]))
            yield targets


def _pour(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return  # either side may end first


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_an_own_authority_behind_a_proxy(
    bench: Bench, certificate: tuple[Path, Path], asked: list[str], variable: str
) -> None:
    bench.environ[variable] = str(certificate[0])
    outcome = bench.update(*PLACE)
    assert outcome.failed == []
    assert [change.key for change in outcome.changes] == ["m5.large/linux/shared/on-demand"]
    assert set(asked) == {f"{HOST}:443"}


def test_an_authority_that_nobody_named_is_refused_with_what_to_do(bench: Bench, asked: list[str]) -> None:
    outcome = bench.update(*PLACE)
    assert "certificate verify failed" in outcome.failed[0].why.lower().replace("_", " ")
    assert fetched_nothing(bench)


def fetched_nothing(bench: Bench) -> bool:
    return bench.book.hash == bench.shipped.hash
