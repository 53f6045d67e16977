"""Usage files: what wins over what, and what is wrong with a wrong one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.errors import UsageFileError
from finopsguard.resources.usage_file import NoUsage, Wildcard, read_usage_file

TEXT = """
version: 0.1
resource_type_default_usage:
  aws_lambda_function: {request_duration_ms: 200, monthly_requests: 10}
  aws_s3_bucket:
    standard: {storage_gb: 1, monthly_tier_1_requests: 5}
resource_usage:
  "module.worker[*].aws_lambda_function.this": {monthly_requests: 100}
  aws_lambda_function.api: {monthly_requests: 2000}
  'module.worker["a.b"].aws_lambda_function.this': {request_duration_ms: 50}
  aws_s3_bucket.logs:
    standard: {storage_gb: 5000}
  aws_lambda_function.gone: {monthly_requests: 1}
  aws_instance.empty:
"""


@pytest.fixture
def usage(tmp_path):
    (tmp_path / "usage.yml").write_text(TEXT, encoding="utf-8")
    return read_usage_file(str(tmp_path / "usage.yml"))


@pytest.mark.parametrize(
    ("address", "keys"),
    [
        ("aws_lambda_function.other", {"request_duration_ms": 200, "monthly_requests": 10}),
        ("aws_lambda_function.api", {"request_duration_ms": 200, "monthly_requests": 2000}),
        ("module.worker[7].aws_lambda_function.this", {"request_duration_ms": 200, "monthly_requests": 100}),
        ('module.worker["a.b"].aws_lambda_function.this', {"request_duration_ms": 50, "monthly_requests": 100}),
    ],
)
def test_the_more_specific_entry_wins_key_by_key(usage, address, keys):
    assert usage.of(address, "aws_lambda_function") == keys


def test_nested_keys_are_merged_too(usage):
    assert usage.of("aws_s3_bucket.logs", "aws_s3_bucket") == {
        "standard": {"storage_gb": 5000, "monthly_tier_1_requests": 5}
    }


def test_what_is_not_named_has_no_usage(usage):
    assert usage.of("aws_instance.web", "aws_instance") == {}
    assert usage.of("aws_instance.empty", "aws_instance") == {}
    assert NoUsage().of("aws_instance.web", "aws_instance") == {}


def test_addresses_that_no_plan_has_are_known(usage):
    usage.of("aws_lambda_function.api", "aws_lambda_function")
    assert "aws_lambda_function.gone" in usage.unmatched()
    assert "aws_lambda_function.api" not in usage.unmatched()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a", "no mapping"),
        ("resources: {}", "resources"),
        ("resource_usage: 5", "resource_usage is no mapping"),
        ("resource_usage: {aws_instance.web: 5}", "aws_instance.web is no mapping"),
        ("resource_usage: [", "usage.yml"),
        ("resource_usage: {a.b: {}}\nresource_usage: {}", "resource_usage"),
    ],
)
def test_a_wrong_file_is_one_sentence_with_its_place(tmp_path, text, said):
    file = tmp_path / "usage.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageFileError) as caught:
        read_usage_file(str(file))
    assert said in str(caught.value)
    assert "usage.yml" in str(caught.value)


def test_an_empty_file_says_nothing(tmp_path):
    file = tmp_path / "usage.yml"
    file.write_text("", encoding="utf-8")
    assert read_usage_file(str(file)).of("a.b", "a") == {}


def test_bytes_that_are_no_text_are_refused(tmp_path):
    file = tmp_path / "usage.yml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageFileError, match="is not UTF-8 text"):
        read_usage_file(str(file))


@given(st.text("ab*", max_size=8), st.text("ab", max_size=12))
def test_a_star_stands_for_any_text(pattern, address):
    expected = re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), address)
    if "*" in pattern:
        assert Wildcard(pattern).matches(address) == (expected is not None)


def test_no_pattern_takes_long():
    """Tried one way after the other, this would take until the end of the universe."""
    assert not Wildcard("*a" * 40 + "*b").matches("a" * 10_000)
    assert Wildcard("*a" * 40 + "*").matches("a" * 10_000)


def test_wildcards_are_counted(tmp_path):
    file = tmp_path / "usage.yml"
    file.write_text("resource_usage:\n" + "".join(f"  '*{n}': {{a: 1}}\n" for n in range(1_001)), encoding="utf-8")
    with pytest.raises(UsageFileError, match=r"1,001 addresses with \*"):
        read_usage_file(str(file))
