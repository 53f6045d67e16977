"""The compiler lives outside the package, in tools/; what its tests share, beside them."""

import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parents[2] / "tools"), str(Path(__file__).parent)]

from collected import Lists  # noqa: E402 - needs the path above


@pytest.fixture
def lists(tmp_path: Path) -> Lists:
    return Lists(tmp_path)
