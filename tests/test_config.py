"""finopsguard.yml: every wrong setting is one sentence that names the place and the fix."""

from decimal import Decimal

import pytest

from finopsguard.config import Config, Increase, load
from finopsguard.errors import ConfigError


def read(tmp_path, text):
    (tmp_path / "finopsguard.yml").write_text(text, encoding="utf-8")
    return load(None, tmp_path)


def test_without_a_file_the_defaults_count(tmp_path):
    assert load(None, tmp_path) == Config()


def test_an_empty_file_is_no_mistake(tmp_path):
    assert read(tmp_path, "# nothing yet\n").budget is None


def test_all_settings(tmp_path):
    found = read(
        tmp_path,
        """
currency: eur
fx: {EUR: 1.09}
hours_per_month: 720
budget: 1500.50
max_increase: 10%
strict: true
soft_fail: false
usage_file: usage.yml
prices: [own.csv]
openstack: {cloud: infomaniak}
""",
    )
    assert found == Config(
        currency="EUR",
        fx=("EUR=1.09",),
        hours_per_month=Decimal(720),
        budget=Decimal("1500.50"),
        max_increase=Increase(Decimal(10), percent=True),
        strict=True,
        usage_file=str(tmp_path / "usage.yml"),
        prices=(str(tmp_path / "own.csv"),),
        openstack_cloud="infomaniak",
        file=str(tmp_path / "finopsguard.yml"),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("budgett: 5", "Did you mean budget?"),
        ("budget: lots", "budget is lots, which is no amount"),
        ("budget: -5", "which is no amount"),
        ("budget: true", "which is no amount"),
        ("budget: 1e999999", "which is no amount"),
        ("budget: 1.0e+999999", "which is no amount"),
        ("max_increase: 1e99%", "which is no amount"),
        (f"budget: {'9' * 4000}", "which is no amount"),
        ("max_increase: ten", "which is no amount"),
        ("currency: dollars", "which is no currency code"),
        ("fx: 1.1", "no mapping"),
        ("hours_per_month: 800", "at most 744 hours"),
        ("strict: maybe", "neither true nor false"),
        ("openstack: infomaniak", "openstack: {cloud: infomaniak}"),
        ("prices: 5", "no file name"),
        ("- budget", "its top level is no mapping"),
        ("budget: 5\nbudget: 6", "budget"),
        ("budget: [", "finopsguard.yml"),
    ],
)
def test_wrong_settings_are_named(tmp_path, text, said):
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    assert said.lower() in str(caught.value).lower()
    assert "finopsguard.yml" in str(caught.value)


def test_a_missing_file_that_was_asked_for_is_an_error(tmp_path):
    with pytest.raises(ConfigError, match="does not exist"):
        load(str(tmp_path / "other.yml"), tmp_path)
