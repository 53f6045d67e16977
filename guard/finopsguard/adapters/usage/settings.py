"""What the environment says of the usage adapters (docs/usage-integration.md lists the variables), as one frozen object.

A ``.env`` file gives what the environment does not; it can come with a pull request, so exactly the names below are read from it, and under
``CI`` only when ``--env-file`` names it.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from finopsguard.errors import ConfigError

CREDENTIALS: Final = (
    ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
    ("GOOGLE_APPLICATION_CREDENTIALS",),
    ("AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"),
)
"""Names that belong together: where the environment has one of them, none of the others comes from a file."""
_OTHER_WAYS: Final = {
    "AWS_ACCESS_KEY_ID": ("AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI"),
    "AZURE_CLIENT_ID": ("AZURE_FEDERATED_TOKEN_FILE", "AZURE_CLIENT_CERTIFICATE_PATH"),
}
"""First name of a group -> how else the environment says who asks; then too nothing of the group comes from a file."""
_FLAGS: Final = {
    "enabled": "USAGE_INTEGRATION_ENABLED",
    "aws_enabled": "AWS_USAGE_ENABLED",
    "gcp_enabled": "GCP_USAGE_ENABLED",
    "azure_enabled": "AZURE_USAGE_ENABLED",
}
_TEXTS: Final = {
    "aws_region": "AWS_REGION",
    "gcp_project_id": "GCP_PROJECT_ID",
    "gcp_billing_account_id": "GCP_BILLING_ACCOUNT_ID",
    "gcp_billing_dataset": "GCP_BILLING_DATASET",
    "gcp_billing_table": "GCP_BILLING_TABLE",
    "azure_subscription_id": "AZURE_SUBSCRIPTION_ID",
    "azure_tenant_id": "AZURE_TENANT_ID",
}
_TTL: Final = "USAGE_CACHE_TTL_SECONDS"
SETTINGS: Final = (*_FLAGS.values(), *_TEXTS.values(), _TTL)
NAMES: Final = frozenset(SETTINGS) | {name for group in CREDENTIALS for name in group}
"""Every name that is read from a ``.env`` file: no endpoint, no configuration file, no profile."""

_TRUE: Final = frozenset({"1", "true", "yes", "on"})
_FALSE: Final = frozenset({"0", "false", "no", "off"})


class Secrets(dict[str, str]):
    """Credentials by name. What is printed or logged of it are the names."""

    def __repr__(self) -> str:
        return f"Secrets({', '.join(self)})"

    __str__ = __repr__


class UsageSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Defaults are those of the public contract."""

    enabled: bool = False
    cache_ttl_seconds: int = 3600
    """0: nothing is kept."""
    aws_enabled: bool = False
    aws_region: str = "us-east-1"
    gcp_enabled: bool = False
    gcp_project_id: str = ""
    gcp_billing_account_id: str = ""
    gcp_billing_dataset: str = "billing_export"
    gcp_billing_table: str = "gcp_billing_export_v1"
    azure_enabled: bool = False
    azure_subscription_id: str = ""
    azure_tenant_id: str = ""
    credentials: Secrets = Secrets()
    """What the ``.env`` file gives under the SDKs' own names. Adapters hand it to the SDK; what the environment has, the SDKs find."""
    refused: frozenset[str] = frozenset()
    """The ``*_ENABLED`` variables that say false: no flag turns these on."""

    def consented(self, *clouds: str) -> "UsageSettings":
        """As if ``USAGE_INTEGRATION_ENABLED`` and ``<CLOUD>_USAGE_ENABLED`` were true, because a flag asked for these clouds (``aws``).
        An explicit false stays.
        """
        asked = {"enabled", *(f"{cloud}_enabled" for cloud in clouds)}
        changed = {field: True for field in asked if field in _FLAGS and _FLAGS[field] not in self.refused}
        return msgspec.structs.replace(self, **changed)


def read(environ: Mapping[str, str] | None = None, env_file: str | None = None) -> UsageSettings:
    """Settings of ``environ`` (default: the process's), completed from ``env_file`` (default: ``.env`` of the working directory, if it is
    there and ``CI`` is not set). Raises :class:`ConfigError` for a file that cannot be read and a value that is none.
    """
    given = os.environ if environ is None else environ
    values = dict(_from_file(given, env_file))
    credentials = Secrets(
        (name, values[name])
        for group in CREDENTIALS
        if not any(given.get(name) for name in (*group, *_OTHER_WAYS.get(group[0], ())))
        for name in group
        if values.get(name)
    )
    values |= {name: given[name] for name in SETTINGS if given.get(name, "").strip()}
    flags: dict[str, bool | None] = {field: _flag(values.get(name, ""), name) for field, name in _FLAGS.items()}
    fields: dict[str, Any] = {field: bool(flag) for field, flag in flags.items()}
    fields |= {field: text for field, name in _TEXTS.items() if (text := values.get(name, "").strip())}
    return UsageSettings(
        **fields,
        cache_ttl_seconds=_seconds(values.get(_TTL, "")),
        credentials=credentials,
        refused=frozenset(_FLAGS[field] for field, flag in flags.items() if flag is False),
    )


def _from_file(environ: Mapping[str, str], env_file: str | None) -> dict[str, str]:
    from finopsguard.adapters.usage.dotenv import read_dotenv

    if env_file:
        return read_dotenv(env_file, NAMES)
    if environ.get("CI") or not Path(".env").is_file():
        return {}
    return read_dotenv(".env", NAMES)


def _flag(text: str, name: str) -> bool | None:
    word = text.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    if word:
        raise ConfigError(f"{name} is {text}, neither true nor false.", hint="Write true or false.")
    return None


def _seconds(text: str) -> int:
    word = text.strip()
    if not word:
        return 3600
    if not (word.isascii() and word.isdecimal() and len(word) <= 9):
        raise ConfigError(f"{_TTL} is {text}, which is no number of seconds.", hint="Write 3600, or 0 to keep nothing.")
    return int(word)
