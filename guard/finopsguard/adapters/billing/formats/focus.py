"""FOCUS 1.0 to 1.2 (FinOps Open Cost and Usage Specification, "Columns"), as AWS, Azure, Google Cloud, Oracle and others export it."""

from finopsguard.adapters.billing.dialects import Dialect
from finopsguard.adapters.billing.formats.shape import NOTHING, Columns, Expressions, Format, Mapping, case, coalesce


def _map(columns: Columns, dialect: Dialect) -> Mapping:
    read = Expressions(columns, dialect)
    billed, effective = read.number("BilledCost"), read.number("EffectiveCost")
    charge, status = read.text("ChargeCategory"), read.text("CommitmentDiscountStatus")
    pricing, service = read.text("PricingCategory"), read.first("ServiceName", "ServiceCategory")
    commitment = read.text("CommitmentDiscountId")
    invoice = read.text("InvoiceId")
    usage = case(
        [(read.is_in(status, "unused"), "'unused_commitment'"), (_support(service, dialect), "'support'")], "'usage'"
    )
    category = case(
        [
            (read.is_in(charge, "usage"), usage),
            (read.is_in(charge, "tax"), "'tax'"),
            (read.is_in(charge, "credit"), "'credit'"),
            (read.is_in(charge, "adjustment"), "'adjustment'"),
            (read.is_in(charge, "purchase"), case([(_support(service, dialect), "'support'")], "'purchase'")),
        ],
        "'other'",
    )
    committed = f"({commitment}) IS NOT NULL" if commitment != NOTHING else "FALSE"
    return read.mapping(
        {
            "start_time": read.time("ChargePeriodStart"),
            "end_time": read.time("ChargePeriodEnd"),
            "category": category,
            "resource_id": read.text("ResourceId"),
            "resource_name": read.text("ResourceName"),
            "service": service,
            "region": read.first("RegionId", "Region", "RegionName"),
            "account": read.first("SubAccountId", "BillingAccountId"),
            "usage_type": read.first("x_SkuUsageType", "SkuMeter", "ChargeDescription"),
            "pricing": case(
                [
                    (read.is_in(pricing, "committed", "commitment discount", "commitment-based"), "'commitment'"),
                    (committed, "'commitment'"),
                    (read.is_in(pricing, "dynamic"), "'spot'"),
                    (read.is_in(pricing, "standard", "on-demand"), "'on_demand'"),
                ],
                "''",
            ),
            "commitment_id": commitment,
            "commitment_type": read.text("CommitmentDiscountType"),
            "currency": read.text("BillingCurrency"),
            "billed": billed,
            "effective": coalesce([effective, billed]),
            "list": read.number("ListCost"),
            "quantity": coalesce([read.number("PricingQuantity"), read.number("ConsumedQuantity", "UsageQuantity")]),
            "unit": read.first("PricingUnit", "ConsumedUnit", "UsageUnit"),
            "sku": read.first("SkuPriceId", "SkuId"),
            "tags": read.tags("Tags"),
            "estimated": f"({invoice}) IS NULL" if invoice != NOTHING else "FALSE",
        },
        basis="amortized" if effective != NOTHING else "billed",
        billed_basis="billed",
    )


def _support(service: str, dialect: Dialect) -> str:
    return dialect.contains(service, "support") if service != NOTHING else "FALSE"


FOCUS = Format(
    name="focus",
    title="FOCUS 1.0 to 1.2",
    telling=(("BilledCost", "EffectiveCost"), ("ChargePeriodStart",), ("ChargeCategory",)),
    map=_map,
)
