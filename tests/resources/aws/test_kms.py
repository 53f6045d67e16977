"""KMS keys. Prices of us-east-1: a key 1.00; per request 0.000003 (also RSA 2048), other asymmetric 0.000015, data key pairs of elliptic
curves 0.00001, of RSA 0.0012.
"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Status
from tests.resources.harness import cents, estimate, line

SYMMETRIC = [
    ("Customer master key", "months", Decimal(1)),
    ("Requests", "10k requests", Decimal("0.03")),
    ("ECC GenerateDataKeyPair requests", "10k requests", Decimal("0.1")),
    ("RSA GenerateDataKeyPair requests", "10k requests", Decimal(12)),
]


def test_a_symmetric_key() -> None:
    found = estimate("aws_kms_key", {"description": "app"})
    assert cents(found.monthly_cost) == "1.00"
    assert [(part.name, part.unit, part.unit_price) for part in found.components] == SYMMETRIC


@pytest.mark.parametrize(
    ("values", "name", "price"),
    [
        ({"customer_master_key_spec": "RSA_2048"}, "Requests (RSA 2048)", "0.03"),
        ({"customer_master_key_spec": "RSA_4096"}, "Requests (asymmetric)", "0.15"),
        ({"customer_master_key_spec": "ECC_NIST_P256"}, "Requests (asymmetric)", "0.15"),
        ({"key_spec": "HMAC_256"}, "Requests", "0.03"),
    ],
)
def test_requests_by_kind_of_key(values: dict[str, Any], name: str, price: str) -> None:
    _key, requests = estimate("aws_kms_key", values).components
    assert (requests.name, requests.unit_price) == (name, Decimal(price))


def test_a_kind_of_key_that_the_book_lacks() -> None:
    found = estimate("aws_kms_key", {"customer_master_key_spec": "ML_DSA_65"}, usage={"monthly_requests": 10_000})
    assert line(found, "Requests").status is Status.NO_PRICE
    assert cents(found.monthly_cost) == "1.00"


def test_requests_by_usage() -> None:
    usage = {
        "monthly_requests": "1000000",
        "monthly_ecc_data_key_pair_requests": 100_000,
        "monthly_rsa_data_key_pair_requests": 10_000,
    }
    # 1 + 100 x 0.03 + 10 x 0.10 + 1 x 12
    assert cents(estimate("aws_kms_key", {}, usage=usage).monthly_cost) == "17.00"


def test_rotation_is_noted() -> None:
    (note,) = estimate("aws_kms_key", {"enable_key_rotation": True}).notes
    assert "rotations" in note


def test_unknown_values() -> None:
    found = estimate(
        "aws_kms_key",
        {},
        unknown={"customer_master_key_spec": True},
        configured=["customer_master_key_spec"],
        usage={"monthly_requests": 1},
    )
    assert line(found, "Requests").status is Status.NO_PRICE
    assert "customer_master_key_spec" in line(found, "Requests").note


@pytest.mark.parametrize("type_", ["aws_kms_external_key", "aws_kms_replica_key", "aws_kms_replica_external_key"])
def test_other_keys_cost_the_same(type_: str) -> None:
    found = estimate(type_, {}, "eu-west-1")
    assert [(part.name, cents(part.monthly_cost)) for part in found.components] == [("Customer master key", "1.00")]
    assert "mars-north-1" in estimate(type_, {}, "mars-north-1").components[0].note


@given(st.integers(0, 10**12), st.text(max_size=9))
@settings(max_examples=30)
def test_requests_scale(count: int, description: str) -> None:
    one = estimate("aws_kms_key", {}, usage={"monthly_requests": count}).monthly_cost
    two = estimate("aws_kms_key", {"description": description}, usage={"monthly_requests": 2 * count}).monthly_cost
    assert one is not None
    assert two is not None
    assert two - 1 == 2 * (one - 1) >= 0
