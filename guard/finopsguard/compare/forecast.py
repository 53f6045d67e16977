"""What the current month will have cost: a forecast from the days that are billed, with how far it may be off.

Three plain methods compete: the mean of the last 28 days, a straight line through them, and the mean of each weekday. Each is tried on
the last seven days that are known, from those before; the one that was off least is used. The bounds are 1.96 standard deviations of
its daily errors there, added up over the open days as independent errors are.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import sqrt

from finopsguard.compare.cents import cents
from finopsguard.types.actual import Forecast
from finopsguard.types.bill import BillDay

WINDOW = 28
HELD_BACK = 7
LEAST_DAYS = 7
"""With less than a week nothing is forecast."""
ZERO = Decimal(0)
Method = Callable[[Sequence[tuple[date, float]], date], float]


def forecasts(source: str, daily: Iterable[BillDay]) -> tuple[Forecast, ...]:
    """One per currency, of the month in which the bill ends. Days without a charge inside the bill cost 0."""
    by_currency: dict[str, dict[date, Decimal]] = {}
    for day in daily:
        if day.currency:
            by_currency.setdefault(day.currency, {})[date.fromisoformat(day.day)] = day.cost
    found = (_forecast(source, currency, costs) for currency, costs in sorted(by_currency.items()))
    return tuple(each for each in found if each is not None)


def _forecast(source: str, currency: str, costs: Mapping[date, Decimal]) -> Forecast | None:
    first, last = min(costs), max(costs)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    if len(days) < LEAST_DAYS:
        return None
    known = [(day, float(costs.get(day, ZERO))) for day in days][-(WINDOW + HELD_BACK) :]
    name, error = _best(known)
    window = known[-WINDOW:]
    length = monthrange(last.year, last.month)[1]
    open_days = [last + timedelta(days=number) for number in range(1, length - last.day + 1)]
    so_far = sum((cost for day, cost in costs.items() if (day.year, day.month) == (last.year, last.month)), ZERO)
    covered = sum((day.year, day.month) == (last.year, last.month) for day in days)
    rest = Decimal(str(sum(METHODS[name](window, day) for day in open_days)))
    spread = Decimal(str(1.96 * error * sqrt(len(open_days))))
    return Forecast(
        source=source,
        month=f"{last.year:04d}-{last.month:02d}",
        currency=currency,
        so_far=cents(so_far),
        days=covered,
        amount=cents(so_far + rest),
        low=cents(so_far + max(rest - spread, ZERO)),
        high=cents(so_far + rest + spread),
        method=f"{name} of {len(window)} days",
        trend_per_day=cents(Decimal(str(_line(window)[1]))),
    )


def _best(known: Sequence[tuple[date, float]]) -> tuple[str, float]:
    """The method that was off least on the days held back, and the standard deviation of its daily errors."""
    held = min(HELD_BACK, len(known) // 3)
    past, recent = known[:-held], known[-held:]
    scored = []
    for position, (name, method) in enumerate(METHODS.items()):
        errors = [cost - method(past[-WINDOW:], day) for day, cost in recent]
        scored.append((sqrt(sum(error * error for error in errors) / len(errors)), position, name))
    error, _, name = min(scored)
    return name, error


def _mean(known: Sequence[tuple[date, float]], _day: date) -> float:
    return sum(cost for _, cost in known) / len(known)


def _trend(known: Sequence[tuple[date, float]], day: date) -> float:
    base, slope = _line(known)
    return max(base + slope * (day - known[0][0]).days, 0.0)


def _line(known: Sequence[tuple[date, float]]) -> tuple[float, float]:
    """Least squares through the days: the cost of the first and what each adds."""
    count = len(known)
    places = [(day - known[0][0]).days for day, _ in known]
    middle, level = sum(places) / count, sum(cost for _, cost in known) / count
    spread = sum((place - middle) ** 2 for place in places)
    slope = (
        sum((place - middle) * (cost - level) for place, (_, cost) in zip(places, known, strict=True)) / spread
        if spread
        else 0.0
    )
    return level - slope * middle, slope


def _weekday(known: Sequence[tuple[date, float]], day: date) -> float:
    same = [cost for each, cost in known if each.weekday() == day.weekday()]
    return sum(same) / len(same) if same else _mean(known, day)


METHODS: dict[str, Method] = {"mean": _mean, "linear trend": _trend, "weekday means": _weekday}
"""In this order where they are equally good."""
