from decimal import Decimal

import pytest

from finopsguard.resources.gcp.machine_types import custom, series


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        ("custom-6-20480", ("n1", 6, "20", "0")),
        ("n2-custom-6-20480", ("n2", 6, "20", "0")),
        ("custom-2-15360-ext", ("n1", 2, "13", "2")),
        ("n2-custom-4-40960-ext", ("n2", 4, "32", "8")),
        ("n2d-custom-4-20480", ("n2d", 4, "20", "0")),
        ("e2-custom-micro-2048", ("e2", "0.25", "2", "0")),
        ("custom-4-3840", ("n1", 4, "3.75", "0")),
    ],
)
def test_custom_names(type_: str, expected: tuple[str, str, str, str]) -> None:
    found = custom(type_)
    assert found is not None
    assert (found.series, found.vcpus, found.memory_gb, found.extended_gb) == (
        expected[0],
        *(Decimal(part) for part in expected[1:]),
    )


@pytest.mark.parametrize(
    "type_", ["n1-standard-1", "e2-medium", "custom", "custom-6", "custom-x-1024", "custom-6-y", ""]
)
def test_other_names_are_no_custom_machines(type_: str) -> None:
    assert custom(type_) is None


@pytest.mark.parametrize(
    ("type_", "expected"), [("n2d-standard-2", "n2d"), ("custom-1-1024", "n1"), ("f1-micro", "f1")]
)
def test_series(type_: str, expected: str) -> None:
    assert series(type_) == expected
