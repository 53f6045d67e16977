"""Discounts as people write them: the list ``discounts:`` of finopsguard.yml and of YAML price files (docs/prices.md)."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from finopsguard.errors import FinOpsGuardError
from finopsguard.text import Located
from finopsguard.types.discount import Discount, DiscountKind
from finopsguard.types.money import ONE, usable

Failure = type[FinOpsGuardError]

RATES = (DiscountKind.FLAT, DiscountKind.NEGOTIATED)
SPENDING = (DiscountKind.SAVINGS_PLAN, DiscountKind.COMMITTED_USE)
COUNTING = (DiscountKind.RESERVATION, DiscountKind.COMMITTED_USE)
KINDS = {
    kind.value: kind
    for kind in (*RATES, *SPENDING, DiscountKind.RESERVATION, DiscountKind.COMMITTED_USE, DiscountKind.CREDIT)
}
SIZES = {"nano": "0.25", "micro": "0.5", "small": "1", "medium": "2", "large": "4", "xlarge": "8"}
MATCHES = ("provider", "service", "resource_type", "region")
FIELDS = ("name", "kind", "rate", *MATCHES, "key", "per_hour", "count", "size", "per_month", "currency")
MOST_RULES = 200
MOST_KEYS = 50
LONGEST = 200
"""Characters of a name or a pattern."""


def read_discounts(rows: Any, file: str, error: Failure, earlier: Sequence[Discount] = ()) -> tuple[Discount, ...]:
    """The rules in ``rows``, in their order. ``file`` stands in messages and in each rule's source, with its line.

    Raises ``error`` naming file and line for what is not as described, and for a name that ``earlier`` rules or others of these have.
    """
    if not isinstance(rows, list):
        raise error(f"{file}: discounts is no list.", hint="Write entries such as - {name: our deal, rate: 10%}.")
    if len(rows) > MOST_RULES:
        raise error(
            f"{file}: discounts has more than {MOST_RULES:,} entries.", hint="Write fewer, with patterns such as eu-*."
        )
    places = {rule.name: rule.source for rule in earlier}
    found = []
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Located):
            raise error(f"{file}: entry {number} of discounts is not a mapping of names to values.")
        rule = Reader(row, f"{file}, line {row.line}", error).rule(f"{file}:{row.line}")
        if rule.name in places:
            raise error(
                f"{file}, line {row.line}: there is a discount {rule.name!r} already ({places[rule.name]}).",
                hint="Give each a name of its own: reports tell them apart by it.",
            )
        places[rule.name] = rule.source
        found.append(rule)
    return tuple(found)


class Reader:
    """One entry."""

    def __init__(self, row: Located, where: str, error: Failure) -> None:
        self.row = row
        self.where = where
        self.error = error

    def rule(self, source: str) -> Discount:
        """The entry as a record."""
        for field in self.row:
            if field not in FIELDS:
                raise self.error(f"{self.where}: there is no field {field!r}.", hint=nearest(str(field), FIELDS))
        kind = self.kind()
        rule = Discount(
            name=self.name(),
            kind=kind,
            rate=self.rate(kind),
            source=source,
            keys=self.keys(),
            per_hour=self.amount("per_hour"),
            count=self.amount("count"),
            size=self.text("size"),
            per_month=self.amount("per_month"),
            currency=self.currency(),
            **{field: self.text(field) for field in MATCHES},
        )
        self.check(rule)
        return rule

    def check(self, rule: Discount) -> None:
        """Each kind has the amounts it needs and no others."""
        limits = {name for name in ("per_hour", "count", "per_month") if getattr(rule, name) is not None}
        allowed = limits_of(rule.kind)
        if len(limits) != (1 if allowed else 0) or not limits <= allowed:
            needs = " or ".join(sorted(allowed)) if allowed else "a rate and nothing else"
            raise self.error(
                f"{self.where}: a discount of kind {rule.kind.value} has {' and '.join(sorted(limits)) or 'no limit'}.",
                hint=f"It needs {needs} (docs/prices.md).",
            )
        if (rule.per_hour is None and rule.per_month is None) is bool(rule.currency):
            raise self.error(
                f"{self.where}: {'currency has no amount to go with' if rule.currency else 'currency missing'}.",
                hint="per_hour and per_month are amounts in a currency: write both.",
            )
        if rule.size and rule.count is None:
            raise self.error(f"{self.where}: size has no count.", hint="size says which size count counts in.")
        if rule.size and not size_units(rule.size):
            raise self.error(
                f"{self.where}: size {rule.size!r} is no size.", hint=f"Known: {', '.join(SIZES)}, 2xlarge and so on."
            )
        if rule.count is not None or rule.per_hour is not None:
            if not rule.keys:
                raise self.error(
                    f"{self.where}: key missing.",
                    hint='A commitment covers certain prices only: say which, such as key: "m5.large/linux/*".',
                )
            if rule.per_hour is not None and rule.rate >= ONE:
                raise self.error(
                    f"{self.where}: rate is 100%.", hint="What is committed to is paid: write what it saves."
                )

    def name(self) -> str:
        """The rule's name."""
        text = self.text("name")
        if not text or len(text) > LONGEST:
            raise self.error(
                f"{self.where}: name {'is too long' if text else 'missing'}.",
                hint="Reports show it beside what is taken off.",
            )
        return text

    def kind(self) -> DiscountKind:
        """Flat unless it says otherwise."""
        text = self.text("kind") or DiscountKind.FLAT.value
        if text not in KINDS:
            raise self.error(f"{self.where}: kind {text!r} is no kind of discount.", hint=nearest(text, KINDS))
        return KINDS[text]

    def rate(self, kind: DiscountKind) -> Decimal:
        """``10%`` or ``0.1``; none for a credit."""
        value = self.row.get("rate")
        if kind is DiscountKind.CREDIT:
            if value is not None:
                raise self.error(f"{self.where}: a credit has no rate.", hint="Write per_month: 500 and currency: USD.")
            return Decimal(0)
        if value in (None, ""):
            raise self.error(f"{self.where}: rate missing.", hint="Write the share that is taken off: rate: 10%.")
        text = str(value).strip()
        percent = text.endswith("%")
        number = decimal(text.removesuffix("%").strip()) if not isinstance(value, bool) else None
        if number is None:
            raise self.error(f"{self.where}: rate {value!r} is not a number.", hint="Write 10% or 0.1.")
        rate = number / 100 if percent else number
        if not 0 <= rate <= 1:
            problem = "negative" if rate < 0 else "more than the whole price"
            raise self.error(
                f"{self.where}: rate {value} is {problem}.",
                hint=f"Write 10% or 0.1.{'' if percent else f' Is {value}% meant?'}",
            )
        return rate

    def amount(self, field: str) -> Decimal | None:
        """A number above 0."""
        value = self.row.get(field)
        if value in (None, ""):
            return None
        number = decimal(str(value).strip()) if not isinstance(value, bool) else None
        if number is None or number <= 0:
            raise self.error(
                f"{self.where}: {field} {value!r} is no number above 0.", hint="Write it without a currency sign: 10.5."
            )
        return number

    def currency(self) -> str:
        """An ISO 4217 code."""
        code = self.text("currency")
        if code and not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
            raise self.error(f"{self.where}: currency {code!r} is not a code of three capital letters, such as EUR.")
        return code

    def keys(self) -> tuple[str, ...]:
        """One pattern or several."""
        value = self.row.get("key")
        several = value if isinstance(value, list) else [] if value is None else [value]
        if not all(isinstance(each, str) and each for each in several) or (value is not None and not several):
            raise self.error(f"{self.where}: key is no pattern or list of them.", hint='Write key: "m5.*/linux/*".')
        if len(several) > MOST_KEYS or any(len(each) > LONGEST for each in several):
            raise self.error(
                f"{self.where}: key has more than {MOST_KEYS} patterns, or one longer than {LONGEST} characters.",
                hint="Use wildcards: m5.*/linux/*.",
            )
        return tuple(several)

    def text(self, field: str) -> str:
        """A text; empty where the entry has none."""
        value = self.row.get(field)
        if value is None:
            return ""
        if isinstance(value, bool | list | dict):
            raise self.error(f"{self.where}: {field} is no text.")
        return str(value).strip()


def size_units(size: str) -> Decimal:
    """What a machine of a size counts where sizes share a reservation; 0 for what is no size.

    AWS: "How your Reserved Instances discounts are applied", instance size flexibility: Nxlarge is N x 8.
    """
    if size in SIZES:
        return Decimal(SIZES[size])
    number = size.removesuffix("xlarge")
    known = size.endswith("xlarge") and number.isascii() and number.isdigit() and len(number) < 4
    return Decimal(number) * 8 if known else Decimal(0)


def limits_of(kind: DiscountKind) -> set[str]:
    """The fields that may say how much of it there is."""
    return {
        *(("per_hour",) if kind in SPENDING else ()),
        *(("count",) if kind in COUNTING else ()),
        *(("per_month",) if kind is DiscountKind.CREDIT else ()),
    }


def decimal(text: str) -> Decimal | None:
    """A number that can be computed with."""
    try:
        return usable(Decimal(text))
    except InvalidOperation:
        return None


def nearest(given: str, known: Any) -> str:
    """A hint that names what was probably meant."""
    from difflib import get_close_matches  # noqa: PLC0415  only for a mistake

    close = get_close_matches(given, list(known), n=1)
    return f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(known)}."
