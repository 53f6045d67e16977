"""``--actuals azure``: a plan beside what the loopback Cost Management has billed for it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from finopsguard.adapters.usage.azure_usage import AzureUsageAdapter
from finopsguard.types.result import Report
from tests.live.usage.azure.cloud import Azure, Charge
from tests.live.usage.azure.conftest import GROUP
from tests.plans import change, plan, report

WEB = f"{GROUP}/Microsoft.Compute/virtualMachines/web"
DISK = f"{GROUP}/Microsoft.Compute/disks/web-os"
SHOP: dict[str, Any] = {
    "id": WEB,
    "name": "web",
    "size": "Standard_B2s",
    "location": "westeurope",
    "os_disk": [{"name": "web-os", "storage_account_type": "Premium_LRS", "disk_size_gb": 64}],
}


@pytest.fixture
def shop(azure: Azure, adapter: AzureUsageAdapter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Azure:
    """Thirty days of a machine for 1 and its disk for 0.5 a day, amortised half of it; the factory makes the adapter of the loopback."""
    today = datetime.now(UTC).date()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("finopsguard.adapters.usage.usage_factory.UsageFactory._make", lambda _factory, _cloud: adapter)
    azure.charges = [
        charge
        for ago in range(1, 41)
        for charge in (
            _charge(today - timedelta(days=ago), 2.0, "Virtual Machines", WEB),
            _charge(today - timedelta(days=ago), 1.0, "Storage", DISK),
        )
    ]
    return azure


def _charge(day: date, cost: float, service: str, id_: str) -> Charge:
    dimensions = {"ServiceName": service, "ResourceId": id_.lower(), "ResourceLocation": "westeurope"}
    return Charge(day, cost, dimensions=dimensions, amortized=cost / 2)


def checked(folder: Path) -> Report:
    return report(folder, plan(change("azurerm_linux_virtual_machine.web", ["no-op"], SHOP, SHOP)), actuals=("azure",))


def test_a_machine_with_its_disk(shop: Azure, tmp_path: Path) -> None:
    found = checked(tmp_path)
    (row,) = found.actuals or ()
    assert (row.match.method if row.match else "", row.actual, row.basis) == ("arm_id", 45, "amortized")
    assert row.list is not None
    # of a bill that does not say what was used, nothing but the whole can be compared
    assert [(cause.cause, cause.amount) for cause in row.causes] == [("unexplained", 45 - row.list)]
    (source,) = found.actual_sources
    assert (source.matched, source.planned) == (1, 1)
    assert found.verdict == "pass"


def test_a_machine_that_was_made_in_the_middle(shop: Azure, tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    other = _charge(today - timedelta(days=30), 0.2, "Storage", f"{GROUP}/Microsoft.Compute/disks/other")
    shop.charges = [*(charge for charge in shop.charges if charge.day >= today - timedelta(days=15)), other] + [
        _charge(today - timedelta(days=ago), 0.2, "Storage", f"{GROUP}/Microsoft.Compute/disks/other")
        for ago in range(1, 30)
    ]
    (row,) = checked(tmp_path).actuals or ()
    causes = {cause.cause: cause.amount for cause in row.causes}
    assert row.list is not None
    assert float(causes["partial_period"]) == pytest.approx(-float(row.list) / 2, abs=0.02)
    assert sum(causes.values()) == row.difference


def test_what_azure_refuses_is_said(shop: Azure, tmp_path: Path) -> None:
    refused = {"error": {"code": "AuthorizationFailed", "message": "does not have authorization to perform action"}}
    shop.failures = [(403, {}, refused)] * 3
    found = checked(tmp_path)
    assert (found.verdict, found.exit_code) == ("incomplete", 4)
    (source,) = found.actual_sources
    assert source.status == "error"
    assert "does not have authorization" in source.message
    assert "Microsoft.CostManagement/query/action" in source.message


def test_no_login(shop: Azure, tmp_path: Path) -> None:
    shop.token_failure = (401, {}, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid secret"})
    found = checked(tmp_path)
    assert found.exit_code == 4
    assert "AADSTS7000215" in found.actual_sources[0].message
