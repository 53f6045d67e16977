"""What every test may use."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["SOURCE_DATE_EPOCH"] = "1795219200"
"""2026-11-21: charges that begin on a date (extended support) are those of that day, whenever the tests run."""

os.environ["FINOPSGUARD_DATA"] = str(Path(__file__).parent / "no-data")
"""A folder that does not exist: no test uses prices that whoever runs it has fetched."""

settings.register_profile("everywhere", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("everywhere")
"""No test is judged by the clock. In CI the examples are the same in every run; at home new ones are tried."""

EXPECTED = Path(__file__).parent.parent / "fixtures" / "expected"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="rewrite fixtures/expected from what comes out now")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with ``fixtures/expected/<name>``, or rewrites that file with ``--update-goldens``."""

    def compare(name: str, text: str) -> None:
        path = EXPECTED / name
        if request.config.getoption("--update-goldens"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{path} does not exist: run pytest --update-goldens and review it"
        assert text == path.read_text(encoding="utf-8")

    return compare
