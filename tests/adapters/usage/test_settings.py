from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finopsguard.adapters.usage import settings
from finopsguard.adapters.usage.settings import NAMES, Secrets, UsageSettings
from finopsguard.errors import ConfigError


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def written(folder, text, name=".env"):
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def test_defaults_are_those_of_the_contract():
    assert settings.read({}) == UsageSettings()
    assert (UsageSettings().aws_region, UsageSettings().cache_ttl_seconds) == ("us-east-1", 3600)
    assert UsageSettings().gcp_billing_dataset == "billing_export"
    assert UsageSettings().gcp_billing_table == "gcp_billing_export_v1"


def test_the_environment_wins_over_the_file(tmp_path):
    written(tmp_path, "AWS_REGION=eu-west-1\nAWS_USAGE_ENABLED=yes\n")
    found = settings.read({"AWS_REGION": "eu-north-1"})
    assert (found.aws_region, found.aws_enabled) == ("eu-north-1", True)


def test_under_ci_the_file_counts_only_when_it_is_named(tmp_path):
    file = written(tmp_path, "AWS_REGION=eu-west-1\n")
    assert settings.read({"CI": "true"}).aws_region == "us-east-1"
    assert settings.read({"CI": "true"}, file).aws_region == "eu-west-1"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("AWS_REGION=a", "a"),
        ("export AWS_REGION = a ", "a"),
        ("AWS_REGION='a # b'  # comment", "a # b"),
        ('AWS_REGION="a\\"b"', 'a"b'),
        ("AWS_REGION=a#b", "a#b"),
        ("AWS_REGION=a #b", "a"),
        ("AWS_REGION=${AWS_SECRET_ACCESS_KEY}", "${AWS_SECRET_ACCESS_KEY}"),
        ("AWS_REGION=$(id)", "$(id)"),
        ("\ufeffAWS_REGION=a\r", "a"),
        ("AWS_REGION=a\nAWS_REGION=b", "b"),
        ("aws_region=a", "us-east-1"),
        ("AWS_REGION", "us-east-1"),
    ],
)
def test_values_stand_there_as_they_are(tmp_path, line, value):
    written(tmp_path, line)
    assert settings.read({"AWS_SECRET_ACCESS_KEY": "s3cret"}).aws_region == value


@pytest.mark.parametrize("line", ["AWS_REGION='a", 'AWS_REGION="a\nb"', "AWS_REGION='a' b", "AWS_REGION=a\x1b[31m"])
def test_a_damaged_value_is_told_by_its_line_and_never_shown(tmp_path, line):
    with pytest.raises(ConfigError, match=r"line 2: the value of AWS_REGION") as caught:
        settings.read({}, written(tmp_path, f"OTHER='not looked at\n{line}"))
    assert "\x1b" not in str(caught.value)


def test_no_endpoint_profile_or_command_comes_from_a_file(tmp_path):
    hostile = (
        "AWS_ENDPOINT_URL",
        "AWS_PROFILE",
        "AWS_CONFIG_FILE",
        "AWS_CA_BUNDLE",
        "HTTPS_PROXY",
        "AZURE_AUTHORITY_HOST",
        "PATH",
    )
    written(tmp_path, "".join(f"{name}=evil\n" for name in hostile))
    found = settings.read({})
    assert found == UsageSettings()
    assert not NAMES.intersection(hostile)


def test_credentials_come_as_a_set(tmp_path):
    written(
        tmp_path, "AWS_ACCESS_KEY_ID=theirs\nAWS_SECRET_ACCESS_KEY=theirs\nGOOGLE_APPLICATION_CREDENTIALS=key.json\n"
    )
    assert dict(settings.read({"AWS_SECRET_ACCESS_KEY": "mine"}).credentials) == {
        "GOOGLE_APPLICATION_CREDENTIALS": "key.json"
    }
    assert "AWS_ACCESS_KEY_ID" not in settings.read({"AWS_PROFILE": "mine"}).credentials
    assert settings.read({}).credentials["AWS_ACCESS_KEY_ID"] == "theirs"


def test_secrets_are_never_printed(tmp_path):
    written(tmp_path, "AWS_SECRET_ACCESS_KEY=s3cret\n")
    found = settings.read({})
    assert "s3cret" not in repr(found) + str(found) + f"{found.credentials}" + str(Secrets(a="s3cret"))


@pytest.mark.parametrize(
    ("name", "value"),
    [("AWS_USAGE_ENABLED", "maybe"), ("USAGE_CACHE_TTL_SECONDS", "-1"), ("USAGE_CACHE_TTL_SECONDS", "1h")],
)
def test_values_that_are_none_are_named(name, value):
    with pytest.raises(ConfigError, match=name):
        settings.read({name: value})


def test_a_flag_is_consent_and_an_explicit_false_wins():
    assert settings.read({}).consented("aws").aws_enabled
    asked = settings.read({"USAGE_INTEGRATION_ENABLED": "false"}).consented("aws", "gcp")
    assert (asked.enabled, asked.aws_enabled, asked.gcp_enabled, asked.azure_enabled) == (False, True, True, False)


def test_a_file_that_is_named_must_be_one(tmp_path):
    for path in (str(tmp_path / "none.env"), str(tmp_path), "/dev/zero"):
        with pytest.raises(ConfigError):
            settings.read({}, path)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(tmp_path_factory, text):
    file = tmp_path_factory.mktemp("env") / "any.env"
    file.write_bytes(("AWS_REGION=" + text).encode("utf-8", "surrogatepass"))
    with suppress(ConfigError):
        settings.read({}, str(file))
