"""Writes fixtures/billing: small made-up bills in every format that is read. `python tools/make_bill.py [--check]`.

One world, that of fixtures/plans/demo.json, in many spellings. Nothing in it is random: a reader can work out every sum.
"""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent.parent / "fixtures" / "billing"
START, DAYS = date(2026, 9, 1), 30
ACCOUNT = "111122223333"
ARN = f"arn:aws:ec2:us-east-1:{ACCOUNT}"
ALB = f"arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT}:loadbalancer/app/checkout/1c07ed06b313772f"
WEB = ("i-9f266ae0863bc31c2", "i-1f28dd44b94d7c6e1", "i-477579956ca107644")
ROOT = ("vol-4366e7fef191bd1c5", "vol-23e4acaebc906ea8f", "vol-67df9e7d1991d3a37")
SCRATCH = "vol-1522d95eb6a80a50a"
NEGOTIATED = Decimal("0.92")
"""What this customer pays of the list price of machines."""


class Charge(NamedTuple):
    """One row of a bill: a day's charge of one kind."""

    day: date
    resource: str
    service: str
    usage_type: str
    quantity: Decimal
    unit: str
    list_price: Decimal
    share: Decimal = Decimal(1)
    category: str = "Usage"
    tags: tuple[tuple[str, str], ...] = ()

    @property
    def listed(self) -> Decimal:
        return self.quantity * self.list_price

    @property
    def cost(self) -> Decimal:
        return self.listed * self.share


def days() -> Iterator[date]:
    return (START + timedelta(days=number) for number in range(DAYS))


def demo() -> Iterator[Charge]:
    """September 2026 of the demo's state. What a report has to find out:

    - machines are paid at 92 % of list;
    - web[1] was made on 11 September: 20 of 30 days;
    - web[2] ran as an m5.xlarge all month;
    - web[0] sent 50 GB to the internet, which its estimate does not have;
    - the load balancer used 1.5 capacity units, which nobody had said;
    - scratch is paid at another list price than the price book's: 0.11 for 0.10;
    - an instance that is not in the plan, tax and support.
    """
    tags = (("team", "checkout"), ("env", "prod"))
    for day in days():
        for number, (machine, root) in enumerate(zip(WEB, ROOT, strict=True)):
            if number == 1 and day < date(2026, 9, 11):
                continue
            size, price = ("m5.xlarge", "0.192") if number == 2 else ("m5.large", "0.096")
            name = (("Name", f"web-{number}"), *tags)
            yield Charge(
                day,
                f"{ARN}:instance/{machine}",
                "Amazon Elastic Compute Cloud",
                f"BoxUsage:{size}",
                Decimal(24),
                "Hrs",
                Decimal(price),
                NEGOTIATED,
                tags=name,
            )
            yield Charge(
                day,
                root,
                "Amazon Elastic Compute Cloud",
                "EBS:VolumeUsage.gp3",
                Decimal(1),
                "GB-Mo",
                Decimal("0.08"),
                tags=name,
            )
        if day.day % 3 == 0:
            yield Charge(
                day,
                f"{ARN}:instance/{WEB[0]}",
                "Amazon Elastic Compute Cloud",
                "DataTransfer-Out-Bytes",
                Decimal(5),
                "GB",
                Decimal("0.09"),
                tags=tags,
            )
        yield Charge(
            day, ALB, "Elastic Load Balancing", "LoadBalancerUsage", Decimal(24), "Hrs", Decimal("0.0225"), tags=tags
        )
        yield Charge(
            day, ALB, "Elastic Load Balancing", "LCUUsage", Decimal(36), "LCU-Hrs", Decimal("0.008"), tags=tags
        )
        yield Charge(
            day,
            SCRATCH,
            "Amazon Elastic Compute Cloud",
            "EBS:VolumeUsage.gp2",
            Decimal(500) / 30,
            "GB-Mo",
            Decimal("0.11"),
            tags=tags,
        )
        yield Charge(
            day,
            f"{ARN}:instance/i-0b4d0000000000001",
            "Amazon Elastic Compute Cloud",
            "BoxUsage:t3.micro",
            Decimal(24),
            "Hrs",
            Decimal("0.0104"),
            NEGOTIATED,
        )
    yield Charge(START, "", "AWS Support (Business)", "Support", Decimal(1), "Mo", Decimal(100))
    yield Charge(START, "", "Amazon Elastic Compute Cloud", "Tax", Decimal(1), "", Decimal("31.20"), category="Tax")


def amount(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.0000000001')):f}"


def written(header: Sequence[str], rows: Iterator[Sequence[str]], *, delimiter: str = ",") -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def focus(charges: Iterator[Charge]) -> str:
    """FOCUS 1.0, with NULL where there is nothing, as some exports write it."""
    header = "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargeCategory,ChargeDescription,ChargePeriodStart,ChargePeriodEnd,CommitmentDiscountId,CommitmentDiscountStatus,EffectiveCost,ListCost,PricingCategory,PricingQuantity,PricingUnit,ProviderName,RegionId,ResourceId,ServiceName,SubAccountId,Tags"

    def row(charge: Charge) -> list[str]:
        tags = json.dumps(dict(charge.tags)) if charge.tags else "NULL"
        begin, end = charge.day, charge.day + timedelta(days=1)
        used = charge.category == "Usage"
        return [
            amount(charge.cost),
            ACCOUNT,
            "USD",
            "2026-09-01T00:00:00Z",
            "2026-10-01T00:00:00Z",
            charge.category,
            charge.usage_type,
            f"{begin}T00:00:00Z",
            f"{end}T00:00:00Z",
            "NULL",
            "NULL",
            amount(charge.cost),
            amount(charge.listed),
            "Standard" if used else "NULL",
            amount(charge.quantity),
            charge.unit or "NULL",
            "AWS",
            "us-east-1",
            charge.resource or "NULL",
            charge.service,
            ACCOUNT,
            tags,
        ]

    return written(header.split(","), map(row, charges))


PRODUCTS = {"Amazon Elastic Compute Cloud": "AmazonEC2", "Elastic Load Balancing": "AWSELB"}
CUR_1 = "identity/LineItemId,bill/InvoiceId,lineItem/UsageAccountId,lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,lineItem/ProductCode,lineItem/UsageType,lineItem/ResourceId,lineItem/UsageAmount,lineItem/CurrencyCode,lineItem/UnblendedCost,product/regionCode,pricing/publicOnDemandCost,pricing/unit,reservation/EffectiveCost,reservation/ReservationARN,savingsPlan/SavingsPlanARN,savingsPlan/SavingsPlanEffectiveCost,savingsPlan/TotalCommitmentToDate,savingsPlan/UsedCommitment,resourceTags/user:Name"
CUR_2 = "identity_line_item_id,bill_invoice_id,line_item_usage_account_id,line_item_line_item_type,line_item_usage_start_date,line_item_usage_end_date,line_item_product_code,line_item_usage_type,line_item_resource_id,line_item_usage_amount,line_item_currency_code,line_item_unblended_cost,product_region_code,pricing_public_on_demand_cost,pricing_unit,reservation_effective_cost,reservation_reservation_a_r_n,savings_plan_savings_plan_a_r_n,savings_plan_savings_plan_effective_cost,savings_plan_total_commitment_to_date,savings_plan_used_commitment,resource_tags"
PLAN = f"arn:aws:savingsplans::{ACCOUNT}:savingsplan/00000000-0000-0000-0000-000000000001"


def cur(header: str) -> Callable[[Iterator[Charge]], str]:
    """Cost and Usage Report. Machines are covered by a savings plan here: their rows, the negation, and the plan's fee."""

    def rows(charges: Iterator[Charge]) -> Iterator[list[str]]:
        number = 0
        for charge in charges:
            covered = charge.usage_type.startswith("BoxUsage")
            kinds = ("SavingsPlanCoveredUsage", "SavingsPlanNegation") if covered else (charge.category,)
            for kind in kinds:
                number += 1
                negation = kind == "SavingsPlanNegation"
                cost = charge.listed * (-1 if negation else 1) if covered else charge.cost
                yield [
                    f"line{number}",
                    "2026-09",
                    ACCOUNT,
                    kind,
                    f"{charge.day}T00:00:00Z",
                    f"{charge.day + timedelta(days=1)}T00:00:00Z",
                    "AWSSupportBusiness" if "Support" in charge.service else PRODUCTS[charge.service],
                    charge.usage_type,
                    charge.resource,
                    amount(charge.quantity),
                    "USD",
                    amount(cost),
                    "us-east-1",
                    "" if negation else amount(charge.listed),
                    charge.unit,
                    "",
                    "",
                    PLAN if covered else "",
                    "" if negation or not covered else amount(charge.cost),
                    "",
                    "",
                    "",
                ]
        yield [
            "fee",
            "2026-09",
            ACCOUNT,
            "SavingsPlanRecurringFee",
            "2026-09-01T00:00:00Z",
            "2026-09-02T00:00:00Z",
            "ComputeSavingsPlans",
            "ComputeSP:1yrNoUpfront",
            "",
            "1",
            "USD",
            "150",
            "global",
            "",
            "Hrs",
            "",
            "",
            PLAN,
            "",
            "150",
            "140",
            "",
        ]

    return lambda charges: written(header.split(","), rows(charges))


GROUP = "/subscriptions/00000000-0000-0000-0000-00000000000A/resourceGroups/Shop/providers/Microsoft.Compute"


def azure_charges() -> Iterator[Charge]:
    """Three days of a machine and its disk, a refund and a plan's purchase."""
    for day in (date(2026, 9, 11), date(2026, 9, 12), date(2026, 9, 13)):
        yield Charge(
            day,
            f"{GROUP}/virtualMachines/Web",
            "Virtual Machines",
            "D2s v5",
            Decimal(24),
            "1 Hour",
            Decimal("0.096"),
            Decimal("0.9"),
            tags=(("env", "prod"),),
        )
        yield Charge(
            day, f"{GROUP}/disks/web_OsDisk", "Storage", "P10 LRS Disk", Decimal("0.0333"), "1/Month", Decimal("19.71")
        )
    yield Charge(
        date(2026, 9, 13),
        f"{GROUP}/virtualMachines/Web",
        "Virtual Machines",
        "D2s v5",
        Decimal(-1),
        "1 Hour",
        Decimal(1),
        category="Refund",
    )


EA = "BillingAccountId,BillingPeriodStartDate,BillingPeriodEndDate,SubscriptionId,Date,MeterId,MeterCategory,MeterSubCategory,MeterName,Quantity,Cost,BillingCurrency,ResourceLocation,ResourceId,ResourceName,Tags,UnitOfMeasure,ChargeType,PricingModel,PayGPrice"
MCA = "billingAccountId,billingPeriodStartDate,billingPeriodEndDate,SubscriptionId,date,meterId,meterCategory,meterSubCategory,meterName,quantity,costInBillingCurrency,billingCurrency,resourceLocation,ResourceId,resourceName,tags,unitOfMeasure,chargeType,pricingModel,PayGPrice"
GERMAN = "Abrechnungskonto (BillingAccountId),Beginn (BillingPeriodStartDate),Ende (BillingPeriodEndDate),Abonnement (SubscriptionId),Datum (Date),Verbrauchseinheit-ID (MeterId),Kategorie (MeterCategory),Unterkategorie (MeterSubCategory),Name (MeterName),Menge (Quantity),Kosten (Cost),Währung (BillingCurrency),Ort (ResourceLocation),Ressourcen-ID (ResourceId),Ressource (ResourceName),Tags (Tags),Einheit (UnitOfMeasure),Gebührentyp (ChargeType),Preismodell (PricingModel),PayG-Preis (PayGPrice)"


def azure(header: str, form: str, *, delimiter: str = ",", comma: bool = False) -> Callable[[Iterator[Charge]], str]:
    """Cost export, with dates as ``form`` has them and, in some countries, a decimal comma."""

    def number(value: Decimal) -> str:
        return amount(value).replace(".", ",") if comma else amount(value)

    def row(charge: Charge) -> list[str]:
        tags = json.dumps(dict(charge.tags))[1:-1]  # Azure leaves the braces out
        return [
            "12345",
            START.strftime(form),
            date(2026, 9, 30).strftime(form),
            "00000000-0000-0000-0000-00000000000a",
            charge.day.strftime(form),
            "m-" + charge.usage_type.lower().replace(" ", "-"),
            charge.service,
            "",
            charge.usage_type,
            number(charge.quantity),
            number(charge.cost),
            "EUR",
            "westeurope",
            charge.resource,
            charge.resource.rpartition("/")[2],
            tags,
            charge.unit,
            charge.category,
            "OnDemand",
            number(charge.list_price),
        ]

    return lambda charges: written(header.split(","), map(row, charges), delimiter=delimiter)


def gcp_rows() -> Iterator[dict[str, object]]:
    """Two days of an instance in the detailed export: list 10, committed use takes 3 off, a promotion 1; and tax."""
    for day in (date(2026, 9, 11), date(2026, 9, 12)):
        yield {
            "billing_account_id": "000000-000000-000000",
            "service": {"id": "6F81-5844-456A", "description": "Compute Engine"},
            "sku": {"id": "0001-0001-0001", "description": "N2 Instance Core running in Belgium"},
            "usage_start_time": f"{day}T00:00:00Z",
            "usage_end_time": f"{day + timedelta(days=1)}T00:00:00Z",
            "project": {"id": "shop", "number": "123456789012"},
            "labels": [{"key": "env", "value": "prod"}],
            "location": {
                "location": "europe-west1",
                "country": "BE",
                "region": "europe-west1",
                "zone": "europe-west1-b",
            },
            "resource": {
                "name": "projects/123456789012/instances/web",
                "global_name": "//compute.googleapis.com/projects/123456789012/zones/europe-west1-b/instances/4242424242424242",
            },
            "cost": 10.0,
            "currency": "EUR",
            "usage": {"amount": 172800, "unit": "seconds", "amount_in_pricing_units": 48, "pricing_unit": "hour"},
            "credits": [
                {"name": "Committed usage discount: CPU", "amount": -3.0, "type": "COMMITTED_USAGE_DISCOUNT"},
                {"name": "Welcome", "amount": -1.0, "type": "PROMOTION"},
            ],
            "invoice": {"month": "202609"},
            "cost_type": "regular",
        }
    yield {
        "billing_account_id": "000000-000000-000000",
        "service": {"id": "Invoice", "description": "Invoice"},
        "sku": {"id": "tax", "description": "Tax"},
        "usage_start_time": "2026-09-11T00:00:00Z",
        "usage_end_time": "2026-09-12T00:00:00Z",
        "project": {"id": None, "number": None},
        "labels": [],
        "location": {"location": None, "country": None, "region": None, "zone": None},
        "resource": {"name": None, "global_name": None},
        "cost": 2.52,
        "currency": "EUR",
        "usage": {"amount": 0, "unit": "requests", "amount_in_pricing_units": 0, "pricing_unit": "count"},
        "credits": [],
        "invoice": {"month": "202609"},
        "cost_type": "tax",
    }


def gcp_csv() -> str:
    """The same as CSV, nested columns by name or as JSON."""

    def flat(row: dict[str, object]) -> dict[str, str]:
        found = {}
        for name, value in row.items():
            if isinstance(value, dict):
                found.update({f"{name}.{inner}": "" if each is None else str(each) for inner, each in value.items()})
            else:
                found[name] = json.dumps(value) if isinstance(value, list) else str(value)
        return found

    rows = [flat(row) for row in gcp_rows()]
    return written(list(rows[0]), ([row.get(name, "") for name in rows[0]] for row in rows))


FILES: dict[str, Callable[[], str]] = {
    "demo-focus.csv": lambda: focus(demo()),
    "cur-legacy.csv": lambda: cur(CUR_1)(demo()),
    "cur-2.csv": lambda: cur(CUR_2)(demo()),
    "azure-ea.csv": lambda: "\ufeff" + azure(EA, "%m/%d/%Y")(azure_charges()),
    "azure-mca.csv": lambda: azure(MCA, "%Y-%m-%d")(azure_charges()),
    "azure-german.csv": lambda: "\ufeff" + azure(GERMAN, "%d.%m.%Y", delimiter=";", comma=True)(azure_charges()),
    "azure-integer-dates.csv": lambda: azure(EA.replace("Date,MeterId", "UsageDate,MeterId"), "%Y%m%d")(
        azure_charges()
    ),
    "gcp-detailed.ndjson": lambda: "".join(json.dumps(row) + "\n" for row in gcp_rows()),
    "gcp-detailed.csv": gcp_csv,
}


def main() -> int:
    check = "--check" in sys.argv
    stale = []
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, make in FILES.items():
        path, text = FOLDER / name, make()
        if check and (not path.is_file() or path.read_text(encoding="utf-8") != text):
            stale.append(name)
        elif not check:
            path.write_text(text, encoding="utf-8")
    if stale:
        print(f"fixtures/billing is not what tools/make_bill.py writes: {', '.join(stale)}")
    return bool(stale)


if __name__ == "__main__":
    sys.exit(main())
