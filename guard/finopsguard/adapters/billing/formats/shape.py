"""What a format has to say of a bill: expressions, in a dialect, for each column of the common shape."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from finopsguard.adapters.billing.dialects import Dialect

COLUMNS = (
    "start_time",
    "end_time",
    "category",
    "resource_id",
    "resource_name",
    "service",
    "region",
    "account",
    "usage_type",
    "pricing",
    "commitment_id",
    "commitment_type",
    "currency",
    "billed",
    "effective",
    "promotion",
    "list",
    "quantity",
    "unit",
    "sku",
    "tags",
    "estimated",
)
"""The common shape. ``estimated`` is a condition, the costs and the quantity are numbers, all else is text or time."""

NOTHING = "NULL"


class Columns:
    """The columns of a table by the names they are known by, whatever case, spaces and underscores a bill writes them with."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[str, str] = {}
        for name in names:
            for known in spellings(name):
                self._names.setdefault(known, name)

    def find(self, *names: str) -> str:
        """The first of the names that there is; empty when there is none."""
        return next((found for name in names if (found := self._names.get(plain(name)))), "")

    def has(self, *names: str) -> bool:
        """Whether all of the names are there."""
        return all(self.find(name) for name in names)


def plain(name: str) -> str:
    """A column's name without what exports differ in: ``lineItem/UsageStartDate`` and ``line_item_usage_start_date`` are one."""
    return "".join(character for character in name.lower() if character.isalnum())


def spellings(name: str) -> Sequence[str]:
    """A localised header states the English name in brackets behind its own: ``Datum (Date)``."""
    _, bracket, english = name.rstrip(" )").rpartition("(")
    return (plain(name), plain(english)) if bracket and name.rstrip().endswith(")") else (plain(name),)


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """A table's columns in the common shape."""

    expressions: dict[str, str]
    """By the names in :data:`COLUMNS`; what is left out is unknown."""
    times: tuple[str, ...]
    """Columns that dates are read from; all of them are evidence of how dates are written."""
    numbers: tuple[str, ...]
    """Columns that amounts are read from."""
    basis: str
    """What ``effective`` is; ``billed_basis`` where it turns out to be empty."""
    billed_basis: str
    notes: tuple[str, ...] = ()


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of bill."""

    name: str
    title: str
    telling: tuple[tuple[str, ...], ...]
    """Groups of column names; a table with one of each group is of this kind."""
    map: Callable[[Columns, Dialect], Mapping]

    def fits(self, columns: Columns) -> bool:
        """Whether a table with these columns is a bill of this kind."""
        return all(columns.find(*names) for names in self.telling)

    def missing(self, columns: Columns) -> tuple[str, ...]:
        """One name of every group that is not there."""
        return tuple(names[0] for names in self.telling if not columns.find(*names))


class Expressions:
    """What mappings are written with: a dialect over the columns that there are, ``NULL`` for those that are not."""

    def __init__(self, columns: Columns, dialect: Dialect) -> None:
        self.columns = columns
        self.dialect = dialect
        self.times_read: list[str] = []
        self.numbers_read: list[str] = []

    def text(self, *names: str) -> str:
        """The first of these columns as text."""
        found = self.columns.find(*names)
        return self.dialect.text(found) if found else NOTHING

    def first(self, *names: str) -> str:
        """The first of these columns that holds something, row by row."""
        found = [name for wanted in names if (name := self.columns.find(wanted))]
        return coalesce(map(self.dialect.text, found))

    def number(self, *names: str) -> str:
        """The first of these columns as a number."""
        found = self.columns.find(*names)
        if not found:
            return NOTHING
        self.numbers_read.append(found)
        return self.dialect.number(found)

    def time(self, *names: str) -> str:
        """The first of these columns as a timestamp."""
        found = self.columns.find(*names)
        if not found:
            return NOTHING
        self.times_read.append(found)
        return self.dialect.time(found)

    def tags(self, *names: str) -> str:
        """The first of these columns as a JSON object."""
        found = self.columns.find(*names)
        return self.dialect.tags(found) if found else NOTHING

    def is_in(self, expression: str, *texts: str) -> str:
        """Whether a text is one of these, whatever its case."""
        if expression == NOTHING:
            return "FALSE"
        listed = ", ".join(f"'{text.lower()}'" for text in texts)
        return f"COALESCE(LOWER({expression}) IN ({listed}), FALSE)"

    def mapping(self, expressions: dict[str, str], **fields: object) -> Mapping:
        """The mapping, with the columns that were read on the way."""
        return msgspec.convert(
            {
                "expressions": expressions,
                "times": tuple(dict.fromkeys(self.times_read)),
                "numbers": tuple(dict.fromkeys(self.numbers_read)),
                **fields,
            },
            Mapping,
        )


def coalesce(expressions: Iterable[str]) -> str:
    """The first that is not NULL."""
    known = [expression for expression in expressions if expression != NOTHING]
    if not known:
        return NOTHING
    return known[0] if len(known) == 1 else f"COALESCE({', '.join(known)})"


def case(branches: Sequence[tuple[str, str]], otherwise: str) -> str:
    """``CASE WHEN condition THEN value ... ELSE otherwise END``, without branches that cannot be."""
    kept = [(condition, value) for condition, value in branches if condition != "FALSE"]
    if not kept:
        return otherwise
    tests = " ".join(f"WHEN {condition} THEN {value}" for condition, value in kept)
    return f"CASE {tests} ELSE {otherwise} END"
