"""A recorded cloud for each test."""

from collections.abc import Iterator

import pytest

from tests.adapters.openstack.cloud import Cloud, serving


@pytest.fixture(autouse=True)
def _no_login_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of whoever runs the tests reaches a cloud, and no proxy is asked for loopback."""
    import os

    for name in list(os.environ):
        if name.startswith(("OS_", "INFOMANIAK_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with serving("demo") as running:
        yield running
