"""AWS Cost and Usage Reports: legacy (``lineItem/UsageStartDate``), Athena and CUR 2.0 (``line_item_usage_start_date``).

Amortised cost by line item type as "Understanding your amortized reservation data" and "Understanding your Savings Plans data" of the
AWS Data Exports User Guide give it.
"""

from finopsguard.adapters.billing.dialects import Dialect
from finopsguard.adapters.billing.formats.shape import NOTHING, Columns, Expressions, Format, Mapping, case, coalesce


def _map(columns: Columns, dialect: Dialect) -> Mapping:
    read = Expressions(columns, dialect)
    kind = read.text("lineItem/LineItemType")
    product = read.text("lineItem/ProductCode")
    unblended = read.number("lineItem/UnblendedCost")
    plan, reservation = read.text("savingsPlan/SavingsPlanARN"), read.text("reservation/ReservationARN")
    usage_type = read.text("lineItem/UsageType")
    invoice = read.text("bill/InvoiceId")
    effective = _effective(read, kind, unblended, reservation)
    return read.mapping(
        {
            "start_time": read.time("lineItem/UsageStartDate", "identity/TimeInterval"),
            "end_time": read.time("lineItem/UsageEndDate"),
            "category": _category(read, kind, product, dialect),
            "resource_id": read.text("lineItem/ResourceId"),
            "service": coalesce([product, read.text("product/ProductName")]),
            "region": read.first("product/regionCode", "product/region", "lineItem/AvailabilityZone"),
            "account": read.text("lineItem/UsageAccountId"),
            "usage_type": usage_type,
            "pricing": case(
                [
                    (read.is_in(kind, "DiscountedUsage", "SavingsPlanCoveredUsage"), "'commitment'"),
                    (dialect.contains(usage_type, "spotusage") if usage_type != NOTHING else "FALSE", "'spot'"),
                    (read.is_in(kind, "Usage"), "'on_demand'"),
                ],
                "''",
            ),
            "commitment_id": coalesce([plan, reservation]),
            "commitment_type": case(
                [
                    (f"({plan}) IS NOT NULL" if plan != NOTHING else "FALSE", "'savings_plan'"),
                    (f"({reservation}) IS NOT NULL" if reservation != NOTHING else "FALSE", "'reservation'"),
                ],
                "NULL",
            ),
            "currency": read.text("lineItem/CurrencyCode"),
            "billed": unblended,
            "effective": effective,
            "list": case([(read.is_in(kind, "Usage", "DiscountedUsage", "SavingsPlanCoveredUsage"), _list(read))], "0"),
            "quantity": case(
                [
                    (
                        read.is_in(kind, "Usage", "DiscountedUsage", "SavingsPlanCoveredUsage"),
                        read.number("lineItem/UsageAmount"),
                    )
                ],
                "NULL",
            ),
            "unit": read.first("pricing/unit"),
            "sku": read.first("pricing/RateCode", "product/sku"),
            "tags": read.tags("resource_tags", "resourceTags"),
            "estimated": f"({invoice}) IS NULL" if invoice != NOTHING else "FALSE",
        },
        basis="amortized" if effective != unblended else "unblended",
        billed_basis="unblended",
        notes=() if columns.has("lineItem/ResourceId") else ("The report was made without resource ids.",),
    )


def _list(read: Expressions) -> str:
    return read.number("pricing/publicOnDemandCost")


def _category(read: Expressions, kind: str, product: str, dialect: Dialect) -> str:
    support = dialect.contains(product, "support") if product != NOTHING else "FALSE"
    return case(
        [
            (read.is_in(kind, "Tax"), "'tax'"),
            (read.is_in(kind, "Credit"), "'credit'"),
            (read.is_in(kind, "Refund"), "'adjustment'"),
            (support, "'support'"),
            # the negation takes back what a savings plan covers, private rates and bundles lower what usage costs
            (
                read.is_in(
                    kind,
                    "Usage",
                    "DiscountedUsage",
                    "SavingsPlanCoveredUsage",
                    "SavingsPlanNegation",
                    "EdpDiscount",
                    "PrivateRateDiscount",
                    "BundledDiscount",
                    "Discount",
                ),
                "'usage'",
            ),
            (read.is_in(kind, "RIFee", "SavingsPlanRecurringFee"), "'unused_commitment'"),
            (read.is_in(kind, "Fee", "SavingsPlanUpfrontFee"), "'purchase'"),
        ],
        "'other'",
    )


def _effective(read: Expressions, kind: str, unblended: str, reservation: str) -> str:
    plan_cost = read.number("savingsPlan/SavingsPlanEffectiveCost")
    committed, used = read.number("savingsPlan/TotalCommitmentToDate"), read.number("savingsPlan/UsedCommitment")
    reserved = read.number("reservation/EffectiveCost")
    unused_fee = read.number("reservation/UnusedAmortizedUpfrontFeeForBillingPeriod")
    unused_recurring = read.number("reservation/UnusedRecurringFee")
    branches: list[tuple[str, str]] = []
    if plan_cost != NOTHING:
        branches += [
            (read.is_in(kind, "SavingsPlanCoveredUsage"), plan_cost),
            (read.is_in(kind, "SavingsPlanNegation", "SavingsPlanUpfrontFee"), "0"),
        ]
        if NOTHING not in (committed, used):
            branches.append(
                (read.is_in(kind, "SavingsPlanRecurringFee"), f"COALESCE({committed}, 0) - COALESCE({used}, 0)")
            )
    if reserved != NOTHING:
        branches.append((read.is_in(kind, "DiscountedUsage"), reserved))
        if NOTHING not in (unused_fee, unused_recurring):
            branches.append((read.is_in(kind, "RIFee"), f"COALESCE({unused_fee}, 0) + COALESCE({unused_recurring}, 0)"))
        if reservation != NOTHING:
            branches.append((f"{read.is_in(kind, 'Fee')} AND ({reservation}) IS NOT NULL", "0"))
    return case(branches, unblended)


CUR = Format(
    name="cur",
    title="AWS Cost and Usage Report 1 and 2",
    telling=(("lineItem/UnblendedCost",), ("lineItem/UsageStartDate",), ("lineItem/LineItemType",)),
    map=_map,
)
