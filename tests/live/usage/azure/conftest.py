"""A loopback Azure with a small subscription, and an adapter that talks to it through the unmodified SDKs."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

pytest.importorskip("azure.mgmt.monitor")
pytest.importorskip("azure.mgmt.costmanagement")

from finopsguard.adapters.usage.azure_usage import AzureUsageAdapter
from finopsguard.adapters.usage.settings import Secrets, UsageSettings
from tests.live.usage.azure.cloud import Azure, Charge, Metric, Resource
from tests.live.usage.azure.server import certificate, serving

SUBSCRIPTION = "0b1f6471-1bf0-4dda-aec3-cb9272f09590"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/shop/providers"


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def azure(files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Azure]:
    with serving(Azure(SUBSCRIPTION), files) as cloud:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(files[0]))
        monkeypatch.setenv("AZURE_AUTHORITY_HOST", cloud.address)
        cloud.resources = [machine("web"), machine("idle", cpu=0.0), storage("logs")]
        cloud.charges = january()
        yield cloud


@pytest.fixture
def adapter(azure: Azure) -> AzureUsageAdapter:
    credentials = Secrets(AZURE_CLIENT_ID="client", AZURE_CLIENT_SECRET="secret")
    settings = UsageSettings(
        azure_enabled=True, azure_subscription_id=SUBSCRIPTION, azure_tenant_id="tenant", credentials=credentials
    )
    adapter = AzureUsageAdapter(settings)
    adapter.arm_endpoint = azure.address
    adapter.batch_endpoint = azure.address
    adapter.deadline_seconds = 20
    return adapter


def yesterday() -> tuple[datetime, datetime]:
    """All 24 hours of it."""
    end = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return end - timedelta(days=1), end


def same(**values: float) -> Callable[[datetime], dict[str, float]]:
    """The same value in each step, by aggregation."""
    return lambda _: dict(values)


def machine(name: str, *, cpu: float = 20.0, location: str = "westeurope") -> Resource:
    kinds = ("Average", "Maximum", "Minimum", "Total", "Count")
    metrics = {
        # The total of a percentage is nothing one may show.
        "Percentage CPU": Metric("Percent", same(Average=cpu, Total=cpu * 60), kinds),
        "Network In Total": Metric("Bytes", same(Total=5e9, Average=1.0), kinds),
        "Network Out Total": Metric("Bytes", same(Total=1e9, Average=1.0), kinds),
        "Available Memory Bytes": Metric("Bytes", same(Average=4e9), kinds),
    }
    return Resource(
        f"{GROUP}/Microsoft.Compute/virtualMachines/{name}", "Microsoft.Compute/virtualMachines", location, metrics
    )


def storage(name: str) -> Resource:
    metrics = {
        "Transactions": Metric("Count", same(Total=10.0, Average=1.0), ("Total", "Average")),
        "UsedCapacity": Metric("Bytes", same(Average=7e9, Total=7e12), ("Total", "Average"), steps=(3600,)),
        "Availability": Metric("Percent", same(Average=100.0), ("Average", "Minimum", "Maximum")),
    }
    return Resource(
        f"{GROUP}/Microsoft.Storage/storageAccounts/{name}", "Microsoft.Storage/storageAccounts", "westeurope", metrics
    )


def january() -> list[Charge]:
    """2024-01-01 to 2024-02-29: virtual machines 2 a day, storage 0.5 a day, in two groups."""
    charges = []
    for number in range(60):
        day = date(2024, 1, 1) + timedelta(days=number)
        for service, cost, group in (("Virtual Machines", 2.0, "shop"), ("Storage", 0.5, "data")):
            dimensions = {
                "ServiceName": service,
                "ResourceLocation": "westeurope",
                "ResourceGroup": group,
                "ResourceType": "microsoft.compute/virtualmachines"
                if group == "shop"
                else "microsoft.storage/storageaccounts",
                "ResourceId": f"{GROUP}/Microsoft.Compute/virtualMachines/web".lower() if group == "shop" else "logs",
            }
            tags = {"team": "web"} if group == "shop" else {}
            charges.append(Charge(day, cost, dimensions=dimensions, tags=tags, amortized=cost / 2))
    return charges
