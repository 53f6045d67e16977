"""Infomaniak Public Cloud: an OpenStack cloud with application credentials from INFOMANIAK_* variables."""

import os
from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from finopsguard.adapters.openstack import connect
from finopsguard.adapters.openstack.base import OpenStackBase
from finopsguard.adapters.openstack.errors import CredentialsError
from finopsguard.adapters.openstack.usage_client import OpenStackUsageClient

AUTH_URL: Final = "https://api.pub1.infomaniak.cloud/identity/v3/"
REGION: Final = "dc3-a"


class InfomaniakOpenStackBase(OpenStackBase):
    """A client of Infomaniak Public Cloud."""

    _service_name: ClassVar[str] = "infomaniak"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, *, timeout: float = connect.TIMEOUT) -> Self:
        """From INFOMANIAK_APP_CREDENTIAL_ID, INFOMANIAK_APP_CREDENTIAL_SECRET, INFOMANIAK_AUTH_URL and INFOMANIAK_REGION.

        Raises :class:`CredentialsError` (a ``ValueError``) when id or secret is not set.
        """
        given = os.environ if environ is None else environ
        names = ("INFOMANIAK_APP_CREDENTIAL_ID", "INFOMANIAK_APP_CREDENTIAL_SECRET")
        missing = [name for name in names if not given.get(name)]
        if missing:
            raise CredentialsError(
                f"{' and '.join(missing)} not set.",
                hint="Create an application credential in the Infomaniak manager and export its id and secret.",
            )
        return cls.from_credentials(
            given[names[0]],
            given[names[1]],
            auth_url=given.get("INFOMANIAK_AUTH_URL") or AUTH_URL,
            region=given.get("INFOMANIAK_REGION") or REGION,
            timeout=timeout,
        )

    @classmethod
    def from_credentials(
        cls,
        app_credential_id: str,
        app_credential_secret: str,
        auth_url: str = AUTH_URL,
        region: str = REGION,
        *,
        timeout: float = connect.TIMEOUT,
    ) -> Self:
        """From an application credential's id and secret."""
        auth = {
            "auth_url": auth_url,
            "application_credential_id": app_credential_id,
            "application_credential_secret": app_credential_secret,
        }
        connection: Any = connect.connect_with(
            auth, auth_type="v3applicationcredential", region=region, timeout=timeout
        )
        return cls(connection)


class InfomaniakMeteringClient(InfomaniakOpenStackBase, OpenStackUsageClient):
    """Usage and quotas of an Infomaniak project."""

    _service_name: ClassVar[str] = "metering"
