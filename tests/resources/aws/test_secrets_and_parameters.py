"""Secrets, parameters, certificates. A secret 0.40 and 0.05 per 10,000 requests (us-east-1, eu-west-2); an advanced
parameter 0.05 a month (eu-west-2), 0.05 per 10,000 interactions; a private certificate 0.75, 0.35 from 1,000 and
0.001 from 10,000 (us-east-1), its authority 400, for
short-lived certificates 50 and 0.058 each; a machine outside AWS 0.00695 an hour.
"""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from finopsguard.types.cost import Estimate, Status
from tests.resources.harness import cents, estimate, line


def parameter(values: dict[str, Any], **options: Any) -> Estimate:
    return estimate("aws_ssm_parameter", values, **{"region": "eu-west-2", **options})


def certificate(usage: int | None = None, **values: Any) -> Estimate:
    return estimate("aws_acm_certificate", values, usage={} if usage is None else {"monthly_requests": usage})


def test_a_secret() -> None:
    found = estimate("aws_secretsmanager_secret", {"name": "db"})
    assert cents(found.monthly_cost) == "0.40"
    assert line(found, "API requests").unit_price == Decimal("0.05")
    # 0.40 + 10 x 0.05
    found = estimate("aws_secretsmanager_secret", {}, usage={"monthly_requests": 100_000})
    assert cents(found.monthly_cost) == "0.90"


def test_replicas_of_a_secret() -> None:
    found = estimate("aws_secretsmanager_secret", {"replica": [{"region": "eu-west-2"}, {"region": "mars-north-1"}]})
    assert cents(found.monthly_cost) == "0.80"
    assert "mars-north-1" in line(found, "replica[mars-north-1]").note
    assert found.status is Status.NO_PRICE
    found = estimate(
        "aws_secretsmanager_secret",
        {"replica": [{}]},
        unknown={"replica": [{"region": True}]},
        configured=["replica.0.region"],
    )
    assert "replica.0.region" in line(found, "replica[").note


def test_standard_parameters_are_free() -> None:
    assert parameter({"tier": "Standard"}).status is Status.FREE
    assert parameter({}).status is Status.FREE
    assert parameter({"tier": "Intelligent-Tiering", "value": "x" * 4096}).status is Status.FREE


def test_advanced_parameters() -> None:
    found = parameter({"tier": "Advanced"}, usage={"monthly_api_interactions": "100000"})
    # 0.05 a month + 10 x 0.05
    assert cents(found.monthly_cost) == "0.55"
    storage = line(found, "Parameter storage")
    assert (storage.name, storage.unit, storage.quantity) == ("Parameter storage (advanced)", "hours", 730)
    assert cents(parameter({"tier": "Advanced"}, usage={"parameter_storage_hrs": 365}).monthly_cost) == "0.03"
    large = parameter({"tier": "Intelligent-Tiering", "value": "x" * 4097})
    assert cents(large.monthly_cost) == "0.05"


def test_a_higher_throughput_limit_bills_interactions() -> None:
    usage = {"api_throughput_limit": "higher", "monthly_api_interactions": 20_000}
    assert cents(parameter({}, usage=usage).monthly_cost) == "0.10"


def test_an_unknown_tier_is_a_range() -> None:
    found = parameter({}, unknown={"tier": True}, configured=["tier"])
    assert (cents(found.minimum), cents(found.maximum)) == ("0.00", "0.05")


def test_parameters_in_a_region_that_the_book_lacks() -> None:
    assert "mars-north-1" in line(parameter({"tier": "Advanced"}, region="mars-north-1"), "Parameter storage").note


def test_public_certificates_are_free() -> None:
    assert certificate(domain_name="example.org", validation_method="DNS").status is Status.FREE


def test_private_certificates_are_billed_when_issued() -> None:
    arn = "arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/x"
    assert certificate(certificate_authority_arn=arn).status is Status.DEPENDS_ON_USAGE
    found = certificate(12_000, certificate_authority_arn=arn)
    # 1,000 x 0.75 + 9,000 x 0.35 + 2,000 x 0.001
    assert cents(found.monthly_cost) == "3902.00"
    assert [part.name for part in found.components] == [
        "Certificate (first 1K)",
        "Certificate (next 9K)",
        "Certificate (over 10K)",
    ]


def test_a_private_authority() -> None:
    general = estimate("aws_acmpca_certificate_authority", {}, usage={"monthly_requests": 2000})
    # 400 + 1,000 x 0.75 + 1,000 x 0.35
    assert cents(general.monthly_cost) == "1500.00"
    short = {"usage_mode": "SHORT_LIVED_CERTIFICATE"}
    found = estimate("aws_acmpca_certificate_authority", short, usage={"monthly_requests": 1000})
    # 50 + 1,000 x 0.058
    assert cents(found.monthly_cost) == "108.00"
    assert found.components[0].name == "Private certificate authority (short-lived certificate mode)"
    lost = estimate("aws_acmpca_certificate_authority", {}, "mars-north-1")
    assert "mars-north-1" in line(lost, "Private").note


def test_machines_outside_aws() -> None:
    assert estimate("aws_ssm_activation", {"iam_role": "ssm"}).status is Status.FREE
    advanced = {"instance_tier": "advanced"}
    assert estimate("aws_ssm_activation", {}, usage=advanced).status is Status.DEPENDS_ON_USAGE
    # 100 x 730 x 0.00695
    found = estimate("aws_ssm_activation", {}, usage={**advanced, "instances": 100})
    assert cents(found.monthly_cost) == "507.35"


@given(st.integers(0, 10**9), st.text(max_size=9))
@settings(max_examples=30)
def test_requests_scale(count: int, name: str) -> None:
    one = estimate("aws_secretsmanager_secret", {}, usage={"monthly_requests": count}).monthly_cost
    two = estimate("aws_secretsmanager_secret", {"name": name}, usage={"monthly_requests": 2 * count}).monthly_cost
    assert one is not None
    assert two is not None
    assert two - Decimal("0.4") == 2 * (one - Decimal("0.4")) >= 0
