"""OpenStack clouds: what a project uses, what it may use, and what it is charged."""

from finopsguard.adapters.openstack.errors import CredentialsError, OpenStackError
from finopsguard.adapters.openstack.infomaniak import InfomaniakMeteringClient, InfomaniakOpenStackBase
from finopsguard.adapters.openstack.quota_source import CloudQuotas, open_quotas
from finopsguard.adapters.openstack.usage_client import OpenStackUsageClient

__all__ = [
    "CloudQuotas",
    "CredentialsError",
    "InfomaniakMeteringClient",
    "InfomaniakOpenStackBase",
    "OpenStackError",
    "OpenStackUsageClient",
    "open_quotas",
]
