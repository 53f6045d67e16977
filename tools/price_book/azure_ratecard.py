"""Meters of a 2016 RateCard answer that newer lists confirm: App Service on Windows, SQL Database by DTU, Cosmos DB,
Application Gateway v1 and Search.

The card names regions that differ and gives one ``default`` for the others. The default is used only for the regions
of that time whose prices were the default's wherever a newer list has them.
"""

import re

from price_book.draft import Draft
from price_book.rows import Reader, SourceRow

_DEFAULT_REGIONS = (
    "eastus",
    "eastus2",
    "centralus",
    "northcentralus",
    "southcentralus",
    "westus",
    "northeurope",
    "westeurope",
    "southeastasia",
    "eastasia",
)
_PLANS = {"Basic": "B", "Standard": "S", "Premium": "P"}
_SIZES = {"Small": "1", "Medium": "2", "Large": "3", "Extra Large": "4"}
_PLAN = re.compile(r"(Basic|Standard|Premium) (Small|Medium|Large|Extra Large) (?:Azure )?App Service Hours")
_DTU = re.compile(r"SQL Database (Basic|Standard|Premium) ?([SP]\d+)? Database Days")
_GATEWAY = re.compile(r"Basic Application Gateway \((Small|Medium|Large)\) Application Gateway Hours")
_SEARCH = re.compile(r"Search (?:Standard )?(Basic|S[123]) Search Hour")
_OTHERS = {
    "DocumentDB 100 Request Units (Hours)": ("cosmos-db", "provisioned/100-ru", "hour"),
    "DocumentDB Storage (GB)": ("cosmos-db", "storage", "GB-month"),
    "DNS Zones": ("dns", "public/zone", "zone-month"),
}
_EVERYWHERE = {"dns": "global"}
"""Services without regions of their own (Azure: "Azure DNS pricing")."""
_NOTE = "list of 2016; 32 of 33 of its meters checked still held in 2024 to 2026"


def compile_ratecard(reader: Reader, draft: Draft) -> None:
    """All of this module."""
    rows = list(reader.rows("second/azure_ratecard_2016.csv"))
    named: dict[str, set[str]] = {}
    for row in rows:
        named.setdefault(row.sku, set()).add(row.region)
    for row in rows:
        entry = _entry(row)
        if entry is None:
            draft.drop("azure/ratecard-2016", "meter that nothing newer confirms, or without a key")
            continue
        service, key, unit = entry
        for region in _regions(row, service, named[row.sku]):
            draft.add(row, service, key, unit, region=region, sku=row.attributes.get("meterId", ""), note=_NOTE)


def _regions(row: SourceRow, service: str, named: set[str]) -> tuple[str, ...]:
    """Where a row counts: its region, or for ``default`` those that the card does not name."""
    if service in _EVERYWHERE:
        return (_EVERYWHERE[service],)
    return (row.region,) if row.region != "default" else tuple(r for r in _DEFAULT_REGIONS if r not in named)


def _entry(row: SourceRow) -> tuple[str, str, str] | None:
    if match := _PLAN.fullmatch(row.sku):
        return "app-service", f"windows/{_PLANS[match[1]]}{_SIZES[match[2]]}", "hour"
    if match := _DTU.fullmatch(row.sku):
        return "sql-database", f"single/{match[1].lower()}/{match[2] or 'B'}", "day"
    if match := _GATEWAY.fullmatch(row.sku):
        return "application-gateway", f"v1/{match[1].lower()}", "hour"
    if match := _SEARCH.fullmatch(row.sku):
        return "cognitive-search", match[1].lower(), "hour"
    return _OTHERS.get(row.sku)
