"""Where credentials come from, and where they do not."""

import json
import os
from pathlib import Path

import pytest

from finopsguard.adapters.openstack import (
    CloudQuotas,
    CredentialsError,
    InfomaniakMeteringClient,
    InfomaniakOpenStackBase,
    OpenStackUsageClient,
    connect,
    open_quotas,
)
from finopsguard.types.quota import Stated
from tests.adapters.openstack.cloud import Cloud


def clouds_file(folder: Path, name: str, url: str, *, password: str = "right", file: str = "clouds.yaml") -> Path:
    """A clouds.yaml (JSON is YAML) with one entry."""
    auth = {"auth_url": f"{url}/identity/v3", "username": "u", "password": password, "project_name": "demo"}
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / file
    entry = {
        "auth": {**auth, "user_domain_name": "Default", "project_domain_name": "Default"},
        "region_name": "RegionOne",
    }
    target.write_text(json.dumps({"clouds": {name: entry}}), encoding="utf-8")
    return target


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's home, and a checkout as working directory."""
    user = tmp_path / "home"
    checkout = tmp_path / "checkout"
    user.mkdir()
    checkout.mkdir()
    monkeypatch.setenv("HOME", str(user))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.chdir(checkout)
    return user


def test_the_user_s_clouds_yaml(cloud: Cloud, home: Path) -> None:
    clouds_file(home / ".config" / "openstack", "mine", cloud.url)
    with OpenStackUsageClient.from_cloud("mine") as client:
        assert client.validate_connection()
        assert client.connection.config.config["api_timeout"] == connect.TIMEOUT


@pytest.mark.parametrize("file", ["clouds.yaml", "clouds.yml", "clouds.json", "secure.yaml", "clouds-public.yaml"])
def test_a_file_planted_in_the_working_directory_is_not_read(cloud: Cloud, home: Path, file: str) -> None:
    """Its author would get the user's password, or choose the cloud that is asked."""
    clouds_file(home / ".config" / "openstack", "mine", cloud.url)
    clouds_file(Path.cwd(), "mine", "http://attacker.invalid", password="wrong", file=file)
    clouds_file(
        Path.cwd(), "theirs", "http://attacker.invalid", file="clouds.yml" if file == "clouds.yaml" else "clouds.yaml"
    )
    with OpenStackUsageClient.from_cloud("mine") as client:
        auth = client.connection.config.config["auth"]
        assert (auth["auth_url"], auth["password"]) == (f"{cloud.url}/identity/v3", "right")
    with pytest.raises(CredentialsError, match="never from the working directory"):
        OpenStackUsageClient.from_cloud("theirs")


def test_nothing_at_all_is_opened_in_the_working_directory(
    cloud: Cloud, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where XDG_CONFIG_HOME leads there."""
    monkeypatch.setenv("XDG_CONFIG_HOME", ".")
    clouds_file(Path.cwd() / "openstack", "mine", "http://attacker.invalid")
    with pytest.raises(CredentialsError):
        OpenStackUsageClient.from_cloud("mine")
    assert all(folder.is_absolute() for folder in connect.config_folders(os.environ))


def test_a_file_that_the_user_names_is_read(cloud: Cloud, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(clouds_file(home / "elsewhere", "mine", cloud.url)))
    with OpenStackUsageClient.from_cloud("mine") as client:
        assert client.validate_connection()


def test_variables_of_an_openrc_file(cloud: Cloud, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CredentialsError, match="neither OS_CLOUD nor OS_AUTH_URL is set"):
        OpenStackUsageClient.from_cloud()
    for name, value in {
        "OS_AUTH_URL": f"{cloud.url}/identity/v3",
        "OS_USERNAME": "demo-user",
        "OS_PASSWORD": "demo-pw",
        "OS_PROJECT_NAME": "demo",
        "OS_USER_DOMAIN_NAME": "Default",
        "OS_PROJECT_DOMAIN_NAME": "Default",
        "OS_REGION_NAME": "RegionOne",
    }.items():
        monkeypatch.setenv(name, value)
    with OpenStackUsageClient.from_cloud() as client:
        assert client.validate_connection()


def test_a_cloud_that_is_in_no_file_leaves_every_quota_unknown(home: Path) -> None:
    quotas = open_quotas("nowhere")
    assert "nowhere" in quotas.place(Stated()).refused
    assert isinstance(quotas, CloudQuotas)


class TestInfomaniak:
    def test_without_credentials(self) -> None:
        with pytest.raises(ValueError, match="INFOMANIAK_APP_CREDENTIAL_SECRET not set"):
            InfomaniakMeteringClient.from_env({"INFOMANIAK_APP_CREDENTIAL_ID": "id"})

    def test_defaults_and_variables(self) -> None:
        given = {"INFOMANIAK_APP_CREDENTIAL_ID": "id", "INFOMANIAK_APP_CREDENTIAL_SECRET": "secret"}
        with InfomaniakMeteringClient.from_env(given) as client:
            settings = client.connection.config.config
            assert settings["auth"]["auth_url"] == "https://api.pub1.infomaniak.cloud/identity/v3/"
            assert client.connection.config.get_region_name() == "dc3-a"
            assert client._service_name == "metering"
            assert isinstance(client, InfomaniakOpenStackBase)
            assert isinstance(client, OpenStackUsageClient)
        named = {**given, "INFOMANIAK_AUTH_URL": "https://example.test/v3", "INFOMANIAK_REGION": "dc4-a"}
        with InfomaniakMeteringClient.from_env(named) as client:
            assert client.connection.config.get_region_name() == "dc4-a"

    def test_the_same_figures_through_an_application_credential(self, cloud: Cloud) -> None:
        with InfomaniakMeteringClient.from_credentials(
            "id", "secret", auth_url=f"{cloud.url}/identity/v3", region="RegionOne"
        ) as client:
            assert client.validate_connection()
            assert client.get_compute_usage()["instance_count"] == 7
            another = CloudQuotas(client).place(Stated(credential="another"))
        assert "another application credential" in another.refused
