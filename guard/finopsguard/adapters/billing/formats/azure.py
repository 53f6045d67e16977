"""Azure cost exports: enterprise agreement, Microsoft customer agreement and pay-as-you-go, old and new column names.

"Understand usage details fields" (Microsoft Cost Management). Headers may be localised, with the English name in brackets.
"""

from finopsguard.adapters.billing.dialects import Dialect
from finopsguard.adapters.billing.formats.shape import NOTHING, Columns, Expressions, Format, Mapping, case, coalesce

DATE = ("Date", "UsageDateTime", "UsageDate", "Datum", "Fecha", "Data")
COST = (
    "CostInBillingCurrency",
    "PreTaxCost",
    "Cost",
    "ExtendedCost",
    "CostInPricingCurrency",
    "Kosten",
    "Coût",
    "Coste",
    "Costo",
    "Custo",
)
RESOURCE = ("ResourceId", "InstanceId", "InstanceName")


def _map(columns: Columns, dialect: Dialect) -> Mapping:
    read = Expressions(columns, dialect)
    cost, quantity = read.number(*COST), read.number("Quantity", "UsageQuantity", "ConsumedQuantity", "Menge")
    read.time("BillingPeriodStartDate"), read.time("BillingPeriodEndDate")  # evidence of how dates are written
    charge, model = read.text("ChargeType"), read.text("PricingModel")
    service = read.first("MeterCategory", "ConsumedService", "ServiceFamily")
    meter = read.first("MeterName", "MeterSubCategory", "MeterCategory")
    start = read.time(*DATE)
    commitment = read.first("benefitId", "ReservationId")
    category = case(
        [
            (read.is_in(charge, "Tax"), "'tax'"),
            (read.is_in(charge, "Credit"), "'credit'"),
            (read.is_in(charge, "Refund", "Adjustment", "RoundingAdjustment"), "'adjustment'"),
            (read.is_in(charge, "UnusedReservation", "UnusedSavingsPlan"), "'unused_commitment'"),
            (
                dialect.contains(service, "support") if service != NOTHING else "FALSE",
                "'support'",
            ),
            (read.is_in(charge, "Purchase"), "'purchase'"),
            (f"({charge}) IS NULL" if charge != NOTHING else "TRUE", "'usage'"),
            (read.is_in(charge, "Usage"), "'usage'"),
        ],
        "'other'",
    )
    return read.mapping(
        {
            "start_time": start,
            "end_time": NOTHING,
            "category": category,
            "resource_id": read.first(*RESOURCE),
            "resource_name": read.text("ResourceName"),
            "service": service,
            "region": read.first("ResourceLocationNormalized", "ResourceLocation", "MeterRegion"),
            "account": read.first("SubscriptionId", "SubscriptionGuid", "SubscriptionName"),
            "usage_type": meter,
            "pricing": case(
                [
                    (read.is_in(model, "Reservation", "SavingsPlan"), "'commitment'"),
                    (read.is_in(model, "Spot"), "'spot'"),
                    (read.is_in(model, "OnDemand"), "'on_demand'"),
                ],
                "''",
            ),
            "commitment_id": commitment,
            "commitment_type": case(
                [
                    (read.is_in(model, "Reservation"), "'reservation'"),
                    (read.is_in(model, "SavingsPlan"), "'savings_plan'"),
                ],
                "NULL",
            ),
            "currency": read.first(
                "BillingCurrencyCode", "BillingCurrency", "Currency", "CurrencyCode", "Währung", "Devise", "Moneda"
            ),
            "billed": cost,
            "effective": cost,
            "list": _list(read, quantity, dialect),
            "quantity": quantity,
            "unit": read.first("UnitOfMeasure", "Unit"),
            "sku": read.first("MeterId", "MeterGuid"),
            "tags": read.tags("Tags"),
            "estimated": "FALSE",
        },
        basis="actual",
        billed_basis="actual",
        notes=() if columns.find(*RESOURCE) else ("The export has no column of resource ids.",),
    )


def _list(read: Expressions, quantity: str, dialect: Dialect) -> str:
    """Pay-as-you-go cost where stated, else the pay-as-you-go price times the quantity, in the billing currency."""
    stated = read.number("paygCostInBillingCurrency")
    price, rate = read.number("PayGPrice"), read.number("exchangeRatePricingToBilling", "exchangeRate")
    if NOTHING in (price, quantity):
        return stated
    cost = dialect.times(quantity, price)
    pricing_currency = read.text("pricingCurrency", "pricingCurrencyCode")
    if rate != NOTHING:
        cost = dialect.times(cost, f"COALESCE({rate}, 1)")
    elif pricing_currency != NOTHING:
        billing = read.first("BillingCurrencyCode", "BillingCurrency", "Currency")
        cost = f"CASE WHEN {pricing_currency} = {billing} THEN {cost} END"
    # 0 stands where the price sheet has none
    return coalesce([stated, f"CASE WHEN ({price}) > 0 THEN {cost} END"])


AZURE = Format(
    name="azure",
    title="Azure cost export (EA, MCA, pay-as-you-go)",
    telling=(DATE, COST, ("MeterCategory", "ConsumedService", "MeterId", "SubscriptionId", "SubscriptionGuid")),
    map=_map,
)
