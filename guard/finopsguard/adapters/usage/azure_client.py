"""Credentials and clients of Azure, within the deadline."""

from typing import Any, Final

from finopsguard.adapters.usage.azure_failures import COSTS, MONITOR, RESOURCE_MANAGER, translated
from finopsguard.adapters.usage.deadline import CALL_SECONDS, Deadline
from finopsguard.adapters.usage.settings import UsageSettings

_CONNECT_SECONDS: Final = 10.0


class AzureAccess:
    """Makes clients that share one credential. ``arm`` is Azure Resource Manager's address, ``None`` for that of ``AZURE_CLOUD``."""

    def __init__(self, settings: UsageSettings, subscription: str, *, arm: str | None = None) -> None:
        self._settings = settings
        self._subscription = subscription
        self._arm = arm
        self._credential: Any = None

    def credential(self) -> Any:
        """What ``.env`` names completely, else whatever DefaultAzureCredential finds."""
        if self._credential is None:
            self._credential = _credential(self._settings)
        return self._credential

    def monitor(self, deadline: Deadline) -> Any:
        """A ``MonitorManagementClient``."""
        with translated(MONITOR, "", deadline):
            from azure.mgmt.monitor import MonitorManagementClient

            return MonitorManagementClient(self.credential(), self._subscription, **self._options())

    def costs(self, deadline: Deadline) -> Any:
        """A ``CostManagementClient``."""
        with translated(COSTS, "", deadline):
            from azure.mgmt.costmanagement import CostManagementClient

            return CostManagementClient(self.credential(), **self._options())

    def resources(self, deadline: Deadline) -> Any:
        """A bare pipeline to Azure Resource Manager: listing resources needs no package of its own."""
        with translated(RESOURCE_MANAGER, "", deadline):
            from azure.core.pipeline.policies import HeadersPolicy, UserAgentPolicy
            from azure.mgmt.core import ARMPipelineClient
            from azure.mgmt.core.policies import ARMChallengeAuthenticationPolicy

            from finopsguard.adapters.usage.azure_retry import PatientRetry

            base, scopes = self._endpoint()
            policies = [
                HeadersPolicy(),
                UserAgentPolicy(),
                PatientRetry(),
                ARMChallengeAuthenticationPolicy(self.credential(), *scopes),
            ]
            return ARMPipelineClient(base, policies=policies)

    def batches(self, endpoint: str, deadline: Deadline) -> Any:
        """A ``MetricsClient`` of one region; ``None`` where the optional package azure-monitor-querymetrics is not installed."""
        try:
            from azure.monitor.querymetrics import MetricsClient
        except ImportError:
            return None
        with translated(MONITOR, "", deadline):
            from finopsguard.adapters.usage.azure_retry import PatientRetry

            return MetricsClient(endpoint, self.credential(), retry_policy=PatientRetry())

    def _options(self) -> dict[str, Any]:
        from finopsguard.adapters.usage.azure_retry import PatientRetry

        base, scopes = self._endpoint()
        return {"base_url": base, "credential_scopes": scopes, "retry_policy": PatientRetry()}

    def _endpoint(self) -> tuple[str, list[str]]:
        from azure.core.settings import settings
        from azure.mgmt.core.tools import get_arm_endpoints

        found = get_arm_endpoints(settings.current.azure_cloud)
        return self._arm or found["resource_manager"], list(found["credential_scopes"])


def call_options(deadline: Deadline) -> dict[str, float]:
    """Timeouts of one request: ``timeout`` is for its retries too."""
    return {
        "timeout": deadline.remaining(),
        "connection_timeout": min(_CONNECT_SECONDS, deadline.for_call()),
        "read_timeout": deadline.for_call(),
    }


def _credential(settings: UsageSettings) -> Any:
    from azure.identity import ClientSecretCredential, DefaultAzureCredential

    # The SDK's own timeouts are minutes, and it asks ten times.
    options: dict[str, Any] = {"connection_timeout": _CONNECT_SECONDS, "read_timeout": CALL_SECONDS, "retry_total": 1}
    given = settings.credentials
    if settings.azure_tenant_id and given.get("AZURE_CLIENT_ID") and given.get("AZURE_CLIENT_SECRET"):
        return ClientSecretCredential(
            settings.azure_tenant_id,
            given["AZURE_CLIENT_ID"],
            given["AZURE_CLIENT_SECRET"],
            disable_instance_discovery=_own_authority(),
            **options,
        )
    return DefaultAzureCredential(
        exclude_interactive_browser_credential=True,
        process_timeout=int(CALL_SECONDS),
        disable_instance_discovery=_own_authority(),
        **options,
    )


def _own_authority() -> bool:
    """Whether ``AZURE_AUTHORITY_HOST`` names an authority that Microsoft's cannot vouch for."""
    import os
    from urllib.parse import urlsplit

    host = os.environ.get("AZURE_AUTHORITY_HOST", "")
    name = urlsplit(host if "://" in host else f"https://{host}").hostname or ""
    return bool(host) and not name.endswith((".microsoftonline.com", ".microsoftonline.us", ".chinacloudapi.cn"))
