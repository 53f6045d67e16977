"""Google Cloud's billing export, standard or detailed ("Structure of Standard data export", "Structure of Detailed data export").

Costs are net of all credits. Promotions are credits too, but no price: they are told apart.
"""

from finopsguard.adapters.billing.dialects import Dialect, quoted
from finopsguard.adapters.billing.formats.shape import NOTHING, Columns, Expressions, Format, Mapping, case, coalesce

PROMOTIONS = ("PROMOTION", "FREE_TRIAL")
COMMITTED = ("COMMITTED_USAGE_DISCOUNT", "COMMITTED_USAGE_DISCOUNT_DOLLAR_BASE")


def _map(columns: Columns, dialect: Dialect) -> Mapping:
    read = Expressions(columns, dialect)
    cost = read.number("cost")
    credits_ = columns.find("credits")
    off = dialect.credits(credits_) if credits_ else "0"
    committed = dialect.credits(credits_, COMMITTED) if credits_ else "0"
    kind, service = read.text("cost_type"), read.text("service.description", "service_description")
    sku = read.text("sku.description", "sku_description")
    spot = "FALSE"
    if sku != NOTHING:
        spot = f"({dialect.contains(sku, 'spot ')} OR {dialect.contains(sku, 'preemptible')})"
    support = dialect.contains(service, "support") if service != NOTHING else "FALSE"
    category = case(
        [
            (read.is_in(kind, "tax"), "'tax'"),
            (read.is_in(kind, "adjustment", "rounding_error"), "'adjustment'"),
            (support, "'support'"),
            (read.is_in(kind, "regular"), "'usage'"),
            (f"({kind}) IS NULL" if kind != NOTHING else "TRUE", "'usage'"),
        ],
        "'other'",
    )
    ids = ("resource.global_name", "resource_global_name", "resource.name", "resource_name")
    known = any(columns.find(name) for name in ids)
    return read.mapping(
        {
            "start_time": read.time("usage_start_time"),
            "end_time": read.time("usage_end_time"),
            "category": category,
            "resource_id": read.first(*ids),
            "resource_name": read.text("resource.name", "resource_name"),
            "service": service,
            "region": read.first("location.region", "location.location", "location_region"),
            "account": read.first("project.id", "project_id", "billing_account_id"),
            "usage_type": sku,
            "pricing": case([(f"({committed}) <> 0", "'commitment'"), (spot, "'spot'")], "'on_demand'"),
            "commitment_id": NOTHING,
            "commitment_type": case([(f"({committed}) <> 0", quoted("committed_use"))], "NULL"),
            "currency": read.text("currency"),
            "billed": cost,
            "effective": f"({cost}) + {off}",
            "promotion": dialect.credits(credits_, PROMOTIONS) if credits_ else "0",
            "list": coalesce([read.number("cost_at_list"), cost]),
            "quantity": coalesce(
                [
                    read.number("usage.amount_in_pricing_units", "usage_amount_in_pricing_units"),
                    read.number("usage.amount", "usage_amount"),
                ]
            ),
            "unit": read.first("usage.pricing_unit", "usage_pricing_unit", "usage.unit"),
            "sku": read.text("sku.id", "sku_id"),
            "tags": read.tags("labels"),
            "estimated": "FALSE",
        },
        basis="net",
        billed_basis="billed",
        notes=()
        if known
        else ("The standard export names no resources; matching goes by labels. The detailed export names them.",),
    )


GCP = Format(
    name="gcp",
    title="Google Cloud billing export (standard or detailed)",
    telling=(("usage_start_time",), ("cost",), ("service.description", "service_description", "sku.id", "sku_id")),
    map=_map,
)
