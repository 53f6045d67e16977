"""Google prices written down from public lists and documents: GPUs attached to N1 machines, BigQuery in the US, logs."""

from decimal import Decimal

from price_book.draft import Draft
from price_book.rows import Reader, SourceRow
from price_book.tables import TABLES, table

_SOURCE = "skypilot-org/skypilot-catalog catalogs/v8/gcp/vms.csv"
_DATE = "2025-08-01"
_FOUR = Decimal(4)
"""The list has the price of four, which is less rounded than that of one."""


def compile_google_quoted(_: Reader, draft: Draft) -> None:
    """All of this module. Spot prices of GPUs move all day and are left out."""
    for number, cells in enumerate(table("gcp_gpus.tsv"), start=2):
        row = _row(cells, f"gcp_gpus.tsv:{number}")
        key = f"gpu/{cells['gpu']}/on-demand"
        draft.add(row, "compute-engine", key, "hour", price=row.price / _FOUR, sku="", note="listed for four GPUs")
    for row in Reader(TABLES).rows("gcp_quoted.csv"):
        draft.add(row, row.service, row.sku, row.unit, sku="", note=row.attributes["note"])


def _row(cells: dict[str, str], where: str) -> SourceRow:
    return SourceRow(
        {
            "provider": "gcp",
            "service": "compute",
            "region": cells["region"],
            "sku": cells["gpu"],
            "attributes": "{}",
            "unit": "hour",
            "usd_per_unit": cells["four_per_hour"],
            "currency": "USD",
            "effective_date": _DATE,
            "source": _SOURCE,
        },
        where,
    )
