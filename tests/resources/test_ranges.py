"""What an estimate can come to when several of its values are known only after apply."""

from decimal import Decimal

import pytest

from tests.resources.harness import estimate

RECOVERY = Decimal(22)
"""What point-in-time recovery of 100 GB adds in one replica: 100 GB x $0.22 in eu-west-1."""


@pytest.mark.parametrize("replicas", [1, 2, 5, 6, 20])
def test_the_upper_end_has_every_unknown_value_at_its_dearest(replicas):
    """From the sixth on not every combination is tried, and the end is the same."""
    values = {
        "name": "x",
        "billing_mode": "PAY_PER_REQUEST",
        "replica": [{"region_name": "eu-west-1"}] * replicas,
    }
    unknown = {"replica": [{"point_in_time_recovery": True}] * replicas}
    usage = {"storage_gb": 100, "pitr_backup_storage_gb": 100}
    found = estimate("aws_dynamodb_table", values, unknown=unknown, usage=usage)
    assert found.complete
    assert found.minimum == found.monthly_cost
    assert found.maximum == found.monthly_cost + replicas * RECOVERY


def test_more_than_can_be_tried_has_no_upper_end():
    replicas = 101
    values = {"name": "x", "billing_mode": "PAY_PER_REQUEST", "replica": [{"region_name": "eu-west-1"}] * replicas}
    found = estimate("aws_dynamodb_table", values, unknown={"replica": [{"point_in_time_recovery": True}] * replicas})
    assert (found.minimum, found.maximum, found.complete) == (0, None, False)
    assert any("101 values" in note for note in found.notes)
