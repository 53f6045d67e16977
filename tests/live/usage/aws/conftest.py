"""AWS on loopback: moto for what it answers well, our own server for the rest. Nothing of the machine's own credentials is seen."""

import os
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest

from finopsguard.adapters.usage.aws_usage import AWSUsageAdapter
from finopsguard.adapters.usage.settings import UsageSettings
from tests.live.usage.aws.bill import lines
from tests.live.usage.aws.server import Loopback

NOW = datetime.now(UTC).replace(tzinfo=None, minute=0, second=0, microsecond=0)
TODAY = NOW.replace(hour=0)
FIRST = TODAY - timedelta(days=40)
"""The first day of the bill, which ends yesterday."""


@pytest.fixture(autouse=True)
def only_these_credentials(monkeypatch, tmp_path):
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    nowhere = str(tmp_path / "nowhere")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, nowhere)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIALOOPBACK")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "loopback-secret")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def aws(monkeypatch):
    """Our own Cost Explorer and CloudWatch."""
    loopback = Loopback(lines(FIRST, 40), NOW)
    monkeypatch.setenv("AWS_ENDPOINT_URL", loopback.url)
    yield loopback
    loopback.close()


@pytest.fixture
def adapter(aws):
    return AWSUsageAdapter(UsageSettings(aws_enabled=True, enabled=True))


@pytest.fixture(scope="session")
def moto_url():
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"], stderr=subprocess.PIPE, text=True
    )
    url = ""
    for line in process.stderr:
        if "Running on http" in line:
            url = line.split("Running on ")[1].split()[0]
            break
    drain = subprocess.Popen(["cat"], stdin=process.stderr, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while True:
        try:
            urllib.request.urlopen(f"{url}/moto-api/", timeout=1).close()
            break
        except OSError:
            assert time.monotonic() < deadline, "moto does not answer"
    yield url
    process.terminate()
    process.wait()
    process.stderr.close()
    drain.wait()


@pytest.fixture
def moto(moto_url, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto_url)
    urllib.request.urlopen(urllib.request.Request(f"{moto_url}/moto-api/reset", method="POST"), timeout=5).close()
    return moto_url
