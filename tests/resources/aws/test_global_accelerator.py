"""Global Accelerator: $0.025 an hour wherever it is created."""

import pytest

from tests.resources.harness import cents, estimate


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1", "ap-southeast-4"])
@pytest.mark.parametrize("enabled", [True, False])
def test_the_fixed_fee(region, enabled):
    found = estimate("aws_globalaccelerator_accelerator", {"name": "shop", "enabled": enabled}, region)
    assert cents(found.monthly_cost) == "18.25"  # 730 h x $0.025
