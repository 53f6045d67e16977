"""Usage and billing of AWS, Google Cloud, Azure and OpenStack behind one API (docs/usage-integration.md).

Importing this imports no SDK and no adapter: each name is looked up when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from finopsguard.adapters.usage.aws_usage import AWSUsageAdapter, get_aws_usage_adapter
    from finopsguard.adapters.usage.azure_usage import AzureUsageAdapter, get_azure_usage_adapter
    from finopsguard.adapters.usage.base import UsageAdapter
    from finopsguard.adapters.usage.gcp_usage import GCPUsageAdapter, get_gcp_usage_adapter
    from finopsguard.adapters.usage.usage_factory import UsageFactory, get_usage_factory

__all__ = [
    "AWSUsageAdapter",
    "AzureUsageAdapter",
    "GCPUsageAdapter",
    "UsageAdapter",
    "UsageFactory",
    "get_aws_usage_adapter",
    "get_azure_usage_adapter",
    "get_gcp_usage_adapter",
    "get_usage_factory",
]

_HOMES: Final = {
    "AWSUsageAdapter": "aws_usage",
    "AzureUsageAdapter": "azure_usage",
    "GCPUsageAdapter": "gcp_usage",
    "UsageAdapter": "base",
    "UsageFactory": "usage_factory",
    "get_aws_usage_adapter": "aws_usage",
    "get_azure_usage_adapter": "azure_usage",
    "get_gcp_usage_adapter": "gcp_usage",
    "get_usage_factory": "usage_factory",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
