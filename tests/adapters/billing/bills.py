"""Bills written in a test, and read as the program reads them."""

from datetime import date
from pathlib import Path

from finopsguard.adapters.billing import parse_source
from finopsguard.types.bill import Bill, Wanted

FIXTURES = Path("fixtures/billing")
TODAY = date(2026, 11, 21)
FOCUS = (
    "BilledCost,EffectiveCost,ListCost,BillingCurrency,ChargeCategory,ChargeDescription,"
    "ChargePeriodStart,ChargePeriodEnd,ResourceId,ServiceName"
)


def opened(text: str, *, days: int = 30, start: date | None = None, end: date | None = None) -> Bill:
    """The bill that ``--actuals TEXT`` names."""
    source = parse_source(text)
    assert source is not None
    return source.open(Wanted(days=days, start=start, end=end, today=TODAY))


def write(folder: Path, *rows: str, header: str = FOCUS, name: str = "bill.csv", encoding: str = "utf-8") -> str:
    """A CSV file of these rows; its path."""
    file = folder / name
    file.write_text("\n".join((header, *rows, "")), encoding=encoding)
    return str(file)


def usage(
    day: str, cost: str, *, currency: str = "USD", resource: str = "i-0123456789abcdef0", category: str = "Usage"
) -> str:
    """One FOCUS row of a day."""
    return (
        f"{cost},{cost},{cost},{currency},{category},BoxUsage:m5.large,{day}T00:00:00Z,{day}T23:59:59Z,{resource},EC2"
    )
