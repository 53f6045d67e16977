"""Connections to OpenStack clouds: from OS_* variables and from clouds.yaml, which is read from trusted folders only.

openstacksdk looks for clouds.yaml, secure.yaml and clouds-public.yaml in the working directory first. A checkout of a pull request is a
working directory, and its author is not trusted: a planted file would send the user's password to an address of its choice, or run a
command (``auth_type: v3oidcdeviceauthz`` and vendor hooks load what they name). So the folders are named here one by one.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from finopsguard.adapters.openstack.errors import CredentialsError, MissingSDKError, OpenStackError
from finopsguard.adapters.openstack.failures import quietly

TIMEOUT: Final = 30
"""Seconds that one request may take. openstacksdk has no limit of its own, and a hung service would hang the check."""
SYSTEM_FOLDER: Final = Path("/etc/openstack")
EXTENSIONS: Final = (".yaml", ".yml", ".json")


def connect(cloud: str = "", *, timeout: float = TIMEOUT, environ: Mapping[str, str] | None = None) -> Any:
    """A connection to the cloud of that name in clouds.yaml; without a name what ``OS_CLOUD`` or the other ``OS_*`` variables say.

    Nothing is asked of the cloud yet. Raises :class:`CredentialsError` when the name is in no file or the credentials are not whole,
    :class:`MissingSDKError` without openstacksdk.
    """
    from_environ = os.environ if environ is None else environ
    if not cloud and not any(from_environ.get(name) for name in ("OS_CLOUD", "OS_AUTH_URL")):
        raise CredentialsError(
            "No OpenStack cloud is named and neither OS_CLOUD nor OS_AUTH_URL is set.",
            hint="Name one of your clouds.yaml (openstack:NAME), or source the cloud's openrc file.",
        )
    sdk = _sdk()
    try:
        with quietly():
            config = sdk.config.OpenStackConfig(**_files(from_environ), app_name="finopsguard")
            region = config.get_one(cloud=cloud or None, api_timeout=timeout)
            return sdk.connection.Connection(config=region)
    except sdk.exceptions.ConfigException as error:
        raise CredentialsError(
            f"The OpenStack cloud {cloud or from_environ.get('OS_CLOUD', '')} cannot be used: {first_line(error)}",
            hint=f"Cloud files are read from {_searched(from_environ)}; never from the working directory.",
        ) from None
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in {"keystoneauth1", "openstack"}:
            raise
        raise CredentialsError(f"The OpenStack credentials are not whole: {first_line(error)}") from None


def connect_with(auth: Mapping[str, str], *, auth_type: str, region: str, timeout: float = TIMEOUT) -> Any:
    """A connection from credentials in hand; no file and no variable is read."""
    sdk = _sdk()
    try:
        with quietly():
            config = sdk.config.OpenStackConfig(load_yaml_config=False, load_envvars=False, app_name="finopsguard")
            chosen = config.get_one(auth=dict(auth), auth_type=auth_type, region_name=region, api_timeout=timeout)
            return sdk.connection.Connection(config=chosen)
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in {"keystoneauth1", "openstack"}:
            raise
        raise CredentialsError(f"The OpenStack credentials are not whole: {first_line(error)}") from None


def in_region(connection: Any, region: str) -> Any:
    """The same login in another region of the same cloud: no new token is asked for."""
    config = dict(connection.config.config)
    for setting in ("region_name", "auth", "auth_type"):
        config.pop(setting, None)
    with quietly():
        return _sdk().connection.Connection(session=connection.session, region_name=region, **_plain(config))


def in_project(connection: Any, project: str) -> Any:
    """The same user in another project, by id or name. Raises :class:`OpenStackError` where the login belongs to one project."""
    plugin = type(connection.session.auth).__name__
    if "ApplicationCredential" in plugin or "Token" in plugin:
        raise OpenStackError(
            "the login belongs to one project (an application credential or a token), and the plan is for another",
            hint="Use credentials of that project, or those of a user with a role in both.",
        )
    key = "project_id" if _is_id(project) else "project_name"
    with quietly():
        return connection.connect_as(**{key: project})


def config_folders(environ: Mapping[str, str]) -> list[Path]:
    """The user's and the system's folders of cloud files. Relative ones are left out: they would lie in the working directory."""
    home = environ.get("HOME", "")
    named = environ.get("XDG_CONFIG_HOME", "")
    folders = [Path(named) / "openstack"] if named else []
    folders += [Path(home) / ".config" / "openstack"] if home else []
    return [folder for folder in (*dict.fromkeys(folders), SYSTEM_FOLDER) if folder.is_absolute()]


def first_line(error: BaseException) -> str:
    """The beginning of an error's text."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:200]


def _files(environ: Mapping[str, str]) -> dict[str, list[str]]:
    """Every kind of file that openstacksdk looks for, as absolute paths. ``OS_CLIENT_CONFIG_FILE`` it adds by itself."""
    folders = config_folders(environ)

    def named(stem: str) -> list[str]:
        return [str(folder / f"{stem}{extension}") for folder in folders for extension in EXTENSIONS]

    return {
        "config_files": named("clouds"),
        "secure_files": named("secure"),
        "vendor_files": named("clouds-public"),
    }


def _searched(environ: Mapping[str, str]) -> str:
    return ", ".join([*map(str, config_folders(environ)), "and the file that OS_CLIENT_CONFIG_FILE names"])


def _plain(config: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of a connection that hold in every region: interface, certificates, API versions, timeouts."""
    kept = ("interface", "verify", "cacert", "cert", "key", "api_timeout")
    return {name: value for name, value in config.items() if name in kept or name.endswith("_api_version")}


def _is_id(text: str) -> bool:
    """Whether it is one of Keystone's ids: 32 hexadecimal digits, with or without dashes."""
    digits = text.replace("-", "")
    return len(digits) == 32 and all(char in "0123456789abcdef" for char in digits.lower())


def _sdk() -> Any:
    try:
        import openstack
        import openstack.config
        import openstack.connection
        import openstack.exceptions
    except ImportError:
        raise MissingSDKError from None
    return openstack
