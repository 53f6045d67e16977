"""Real OpenStack services for a session of tests: installed once, started empty, seeded with a known inventory, stopped at the end."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SERVICES = Path(__file__).parent / "services"
OS_HOME = Path(
    os.environ.get("OS_HOME") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "openstack-loopback"
)
CLOUDS = SERVICES / "clouds.yaml"
APPLICATION_CREDENTIALS = OS_HOME / "clouds-appcred.yaml"


def script(name: str, *arguments: str) -> str:
    """Runs one of the scripts; its output."""
    done = subprocess.run(
        [str(SERVICES / name), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "OS_HOME": str(OS_HOME)},
        check=False,
    )
    assert done.returncode == 0, f"{name} {arguments}: {done.stdout[-2000:]} {done.stderr[-2000:]}"
    return done.stdout


@pytest.fixture(scope="session")
def inventory() -> Iterator[dict[str, Any]]:
    """The services with what seed.py put into them."""
    script("install.sh")
    script("start.sh", "--fresh")
    try:
        done = subprocess.run(
            [str(OS_HOME / "venv/bin/python"), str(SERVICES / "seed.py")],
            capture_output=True,
            text=True,
            env={**os.environ, "OS_HOME": str(OS_HOME), "OS_CLIENT_CONFIG_FILE": str(CLOUDS)},
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        yield json.loads(done.stdout)
    finally:
        script("stop.sh")


@pytest.fixture(autouse=True)
def _logins(monkeypatch: pytest.MonkeyPatch) -> None:
    """The logins of these services, and no others of whoever runs the tests."""
    for name in list(os.environ):
        if name.startswith("OS_") and name != "OS_HOME":
            monkeypatch.delenv(name)
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(CLOUDS))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def stopped() -> Iterator[Any]:
    """Stops a service for one test."""
    names: list[str] = []

    def stop(name: str) -> None:
        names.append(name)
        script("stop.sh", name)

    yield stop
    for name in names:
        script("start.sh", name)
