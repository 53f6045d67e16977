"""The query over a bill, written once for every database: one row per resource and kind of charge, summed over a period.

DuckDB runs it on files. Users of BigQuery and Athena can run the text that ``finopsguard match --sql`` prints, and hand the answer back as
a file.
"""

import re
from datetime import date

from finopsguard.adapters.billing.dialects import Athena, BigQuery, Dialect, quoted
from finopsguard.adapters.billing.errors import BillError
from finopsguard.adapters.billing.formats.cur import CUR
from finopsguard.adapters.billing.formats.focus import FOCUS
from finopsguard.adapters.billing.formats.gcp import GCP
from finopsguard.adapters.billing.formats.shape import COLUMNS, NOTHING, Columns, Format, Mapping

KEYS = (
    "resource_id",
    "resource_name",
    "service",
    "region",
    "account",
    "category",
    "usage_type",
    "pricing",
    "commitment_id",
    "commitment_type",
    "currency",
    "unit",
    "sku",
)
"""What rows of the answer differ in."""
NUMBERS = ("billed", "effective", "promotion", "list", "quantity")
ZERO_WHERE_MISSING = ("billed", "effective", "promotion")


def base(mapping: Mapping, table: str, dialect: Dialect) -> str:
    """Every row of the bill in the common shape."""
    columns = ",\n    ".join(f"{typed(name, mapping, dialect)} AS {_named(name)}" for name in COLUMNS)
    return f"SELECT\n    {columns}\n  FROM {table}"


def typed(name: str, mapping: Mapping, dialect: Dialect) -> str:
    """One column of the common shape, as a value of its type."""
    expression = mapping.expressions.get(name, NOTHING)
    if name == "estimated":
        return "FALSE" if expression == NOTHING else f"({expression})"
    if name in ("start_time", "end_time"):
        return f"CAST({expression} AS TIMESTAMP)"
    if name in NUMBERS:
        value = f"CAST({expression} AS {dialect.number_type})"
        return f"COALESCE({value}, 0)" if name in ZERO_WHERE_MISSING else value
    if expression == NOTHING:
        return f"CAST(NULL AS {dialect.text_type})"
    return f"({expression})"


def _named(name: str) -> str:
    return "list_cost" if name == "list" else name


def charge_key(dialect: Dialect) -> str:
    """What a charge is found by: charges without a resource are told apart by their tags, which is all there is to match them by."""
    tagged = f"CASE WHEN tags NOT IN ('', '{{}}', '[]', 'null') THEN {dialect.joined(quoted('tags:'), 'tags')} END"
    return f"COALESCE(resource_id, {tagged}, '')"


def aggregate(rows: str, dialect: Dialect, start: date, end: date) -> str:
    """Rows in the common shape, summed over charges that start in the period."""
    keys = ",\n  ".join((f"{charge_key(dialect)} AS charge_key", *(f"COALESCE({key}, '') AS {key}" for key in KEYS)))
    positions = ", ".join(str(number) for number in range(1, len(KEYS) + 2))
    begin, stop = dialect.timestamp(start.isoformat()), dialect.timestamp(end.isoformat())
    return f"""SELECT
  {keys},
  {dialect.any_value}(tags) AS tags,
  MIN(start_time) AS start_time,
  MAX(COALESCE(end_time, start_time)) AS end_time,
  {dialect.distinct_days("start_time", start, end)} AS days,
  {dialect.bool_or}(estimated) AS estimated,
  SUM(billed) AS billed,
  SUM(effective) AS effective,
  SUM(promotion) AS promotion,
  CASE WHEN COUNT(list_cost) = COUNT(*) THEN SUM(list_cost) END AS {dialect.column("list")},
  CASE WHEN COUNT(quantity) = COUNT(*) THEN SUM(quantity) END AS quantity
FROM ({rows}) AS charges
WHERE start_time >= {begin} AND start_time < {stop}
GROUP BY {positions}"""  # noqa: S608  columns and dates of ours; a table name is checked before it comes here


GCP_COLUMNS = (
    "billing_account_id",
    "service.description",
    "sku.id",
    "sku.description",
    "usage_start_time",
    "usage_end_time",
    "project.id",
    "labels",
    "location.location",
    "location.region",
    "cost",
    "currency",
    "usage.amount_in_pricing_units",
    "usage.pricing_unit",
    "credits",
    "cost_type",
)
DETAILED_COLUMNS = (*GCP_COLUMNS, "resource.name", "resource.global_name", "cost_at_list")
CUR_COLUMNS = (
    "bill_invoice_id",
    "line_item_usage_account_id",
    "line_item_line_item_type",
    "line_item_usage_start_date",
    "line_item_usage_end_date",
    "line_item_product_code",
    "line_item_usage_type",
    "line_item_resource_id",
    "line_item_usage_amount",
    "line_item_currency_code",
    "line_item_unblended_cost",
    "product_region_code",
    "pricing_rate_code",
    "pricing_unit",
    "pricing_public_on_demand_cost",
    "reservation_reservation_a_r_n",
    "reservation_effective_cost",
    "reservation_unused_amortized_upfront_fee_for_billing_period",
    "reservation_unused_recurring_fee",
    "savings_plan_savings_plan_a_r_n",
    "savings_plan_savings_plan_effective_cost",
    "savings_plan_total_commitment_to_date",
    "savings_plan_used_commitment",
    "resource_tags",
)
FOCUS_COLUMNS = (
    "BilledCost",
    "EffectiveCost",
    "ListCost",
    "ChargeCategory",
    "ChargePeriodStart",
    "ChargePeriodEnd",
    "CommitmentDiscountId",
    "CommitmentDiscountStatus",
    "CommitmentDiscountType",
    "PricingCategory",
    "PricingQuantity",
    "PricingUnit",
    "BillingCurrency",
    "ChargeDescription",
    "ResourceId",
    "ResourceName",
    "ServiceName",
    "RegionId",
    "SubAccountId",
    "SkuPriceId",
    "Tags",
)
WAREHOUSES: dict[str, tuple[Dialect, dict[str, tuple[Format, tuple[str, ...]]]]] = {
    "bigquery": (
        BigQuery(),
        {"gcp": (GCP, DETAILED_COLUMNS), "gcp-standard": (GCP, GCP_COLUMNS), "focus": (FOCUS, FOCUS_COLUMNS)},
    ),
    "athena": (Athena(), {"cur": (CUR, CUR_COLUMNS), "focus": (FOCUS, FOCUS_COLUMNS)}),
}
"""By database: its dialect, and the bills that are kept there with the columns that the query reads. The first is the usual one."""
_IDENTIFIER = re.compile(r"[\w-]+(\.[\w-]+){0,2}")


def warehouse_query(database: str, table: str, start: date, end: date, *, kind: str = "") -> str:
    """The query as text for BigQuery or Athena. Raises :class:`BillError` for a database, kind or table name that cannot be."""
    if database not in WAREHOUSES:
        raise BillError(f"There is no query for {database}.", hint=f"Known: {', '.join(WAREHOUSES)}.")
    dialect, kinds = WAREHOUSES[database]
    kind = kind or next(iter(kinds))
    if kind not in kinds:
        raise BillError(f"There is no query for {kind} bills in {database}.", hint=f"Known: {', '.join(kinds)}.")
    if not _IDENTIFIER.fullmatch(table):
        raise BillError(f"{table} is no table name.", hint="Write project.dataset.table, or database.table.")
    form, names = kinds[kind]
    mapping = form.map(Columns(names), dialect)
    found = aggregate(base(mapping, _table(table, dialect), dialect), dialect, start, end)
    unrun = "-- Not run on Athena: its syntax is checked by a parser only.\n" if database == "athena" else ""
    return (
        f"-- What was billed per resource and kind of charge, {start} to {end} (excluded).\n"
        f"-- Save the answer as CSV or Parquet and give it with --actuals query:FILE.\n{unrun}{found};\n"
    )


def _table(name: str, dialect: Dialect) -> str:
    if dialect.name == "bigquery":
        return f"`{name}`"
    return ".".join(f'"{part}"' for part in name.split("."))
