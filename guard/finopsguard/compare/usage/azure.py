"""Azure: usage keys and the Azure Monitor metrics behind them ("Supported metrics with Azure Monitor")."""

from collections.abc import Mapping
from typing import Final

from finopsguard.compare.usage.measures import GIB, SECONDS_PER_HOUR, Condition, Measure, Source, Statistic


def _source(kind: str, measure: Measure, only: Condition | None = None) -> Source:
    return Source(cloud="azure", kind=kind, named_by=("id",), measures=(measure,), only=only)


_FUNCTIONS: Final = _source("app_service", Measure(key="monthly_executions", metrics=("FunctionExecutionCount",)))

SOURCES: Final[Mapping[str, Source]] = {
    "azurerm_function_app": _FUNCTIONS,
    "azurerm_linux_function_app": _FUNCTIONS,
    "azurerm_mssql_database": _source(
        "sql_database",
        Measure(key="monthly_vcore_hours", metrics=("app_cpu_billed",), divisor=SECONDS_PER_HOUR),
        Condition("sku_name", ("GP_S_", "HS_S_"), prefix=True),
    ),
    "azurerm_nat_gateway": _source(
        "nat_gateway", Measure(key="monthly_data_processed_gb", metrics=("ByteCount",), divisor=GIB)
    ),
    "azurerm_storage_account": _source(
        "storage_account",
        Measure(key="storage_gb", metrics=("UsedCapacity",), statistic=Statistic.LATEST, divisor=GIB),
    ),
    "azurerm_windows_function_app": _FUNCTIONS,
}
