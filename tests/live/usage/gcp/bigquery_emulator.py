"""Starts bqemulator, a BigQuery that runs real SQL, in a virtual environment of its own: it needs another protobuf than Google's SDK.

The environment is made once, in the user's cache folder; ``FINOPSGUARD_BQEMULATOR`` names a program to use instead.
"""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

PACKAGES = (
    "bqemulator==1.4.*",
    "duckdb==1.5.5",
    "duckdb-extensions==1.5.5",
    "duckdb-extension-spatial==1.5.5",
    "duckdb-extension-avro==1.5.5",
    "numpy",
)
_EXTENSIONS = 'from duckdb_extensions import import_extension; import_extension("spatial"); import_extension("avro")'
_START_SECONDS = 90


def program() -> str:
    """The emulator, installed if it is not there."""
    given = os.environ.get("FINOPSGUARD_BQEMULATOR")
    if given:
        return given
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "finopsguard" / f"bqemulator-{sys.version_info.major}.{sys.version_info.minor}"
    ready = folder / "ready"
    if not ready.exists():
        venv.create(folder, with_pip=True, clear=True)
        python = str(folder / "bin" / "python")
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], check=True
        )
        subprocess.run([python, "-c", _EXTENSIONS], check=True)
        ready.write_text("")
    return str(folder / "bin" / "bqemulator")


@contextmanager
def emulator(log: Path) -> Iterator[str]:
    """The address of a running emulator; its process group is ended with the block."""
    rest, grpc = _free_port(), _free_port()
    command = [program(), "start", "--rest-port", str(rest), "--grpc-port", str(grpc), "--ephemeral"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)
    address = f"http://127.0.0.1:{rest}"
    try:
        _wait_for(address, process, log)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    poll = threading.Event()
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{address}/bigquery/v2/projects/x/datasets", timeout=2).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            poll.wait(0.1)
            continue
        return
    raise RuntimeError(f"bqemulator does not answer: {log.read_text()[-2000:]}")


class TokenServer:
    """What a service account's ``token_uri`` is. ``answer`` is (status, payload); ``hang`` keeps requests waiting."""

    def __init__(self) -> None:
        self.answer: tuple[int, object] = (
            200,
            {"access_token": "loopback", "expires_in": 3600, "token_type": "Bearer"},
        )
        self.hang: threading.Event | None = None
        self.requests = 0
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                owner.requests += 1
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if owner.hang is not None:
                    owner.hang.wait(30)
                status, payload = owner.answer
                body = json.dumps(payload).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name of the base class
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.uri = f"http://127.0.0.1:{self._server.server_address[1]}/token"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        if self.hang is not None:
            self.hang.set()
        self._server.shutdown()
        self._server.server_close()


def key_file(path: Path, token_uri: str) -> Path:
    """A service account's key file that nobody but the loopback token server would take."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    content = {
        "type": "service_account",
        "project_id": "my-project",
        "private_key_id": base64.b16encode(os.urandom(8)).decode(),
        "private_key": pem.decode(),
        "client_email": "reader@my-project.iam.gserviceaccount.com",
        "client_id": "1",
        "token_uri": token_uri,
    }
    path.write_text(json.dumps(content))
    return path
