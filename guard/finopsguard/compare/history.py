"""What was predicted and billed in past runs, kept when asked (``--history``), and how far predictions were off.

One file of JSON lines per run and bill period, written whole or not at all. A line that cannot be read is skipped and counted: the folder
may be committed, merged and edited by anybody.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext
from hashlib import sha256
from pathlib import Path

import msgspec

from finopsguard.compare.cents import CENT
from finopsguard.compare.totals import Compared
from finopsguard.errors import UsageError
from finopsguard.types.actual import Accuracy

FOLDER = ".finopsguard/history"
MOST_BYTES = 8 * 1024 * 1024
MOST_FILES = 2_000
LONGEST = 2_000


class Past(msgspec.Struct, frozen=True, gc=False):
    """One comparison of the past."""

    project: str
    address: str
    previous_address: str
    type: str
    resource_id: str
    source: str
    start: str
    end: str
    currency: str
    predicted: Decimal
    """After known discounts, for the period's hours."""
    actual: Decimal


class History(msgspec.Struct, frozen=True):
    """What a folder holds."""

    records: tuple[Past, ...] = ()
    damaged: int = 0
    """Lines and files that could not be read."""


def remember(folder: Path, compared: Iterable[Compared]) -> None:
    """Write what this run found. The same period of the same source replaces what stood there. Raises :class:`UsageError`."""
    groups: dict[tuple[str, str, str], list[Past]] = defaultdict(list)
    for each in compared:
        if each.expected is not None and not each.estimated:
            groups[each.source, each.period.start, each.period.end].append(_past(each))
    try:
        for (source, start, end), records in groups.items():
            projects = "\n".join(sorted({record.project for record in records}))
            name = sha256(f"{source}\n{projects}".encode()).hexdigest()[:12]
            _replace(folder / f"{start}_{end}_{name}.jsonl", msgspec.json.Encoder().encode_lines(records))
    except OSError as problem:
        raise UsageError(
            f"The history in {folder} cannot be written: {problem.strerror or problem}.", hint="Check --history."
        ) from None


def _past(each: Compared) -> Past:
    line = each.planned.line
    return Past(
        project=line.project,
        address=line.address,
        previous_address=line.previous_address or "",
        type=line.type,
        resource_id=each.resource_id,
        source=each.source,
        start=each.period.start,
        end=each.period.end,
        currency=each.currency,
        predicted=(each.expected or Decimal(0)).quantize(Decimal("0.000001")),
        actual=each.actual.quantize(Decimal("0.000001")),
    )


def _replace(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        temporary.write_bytes(data)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def recall(folder: Path) -> History:
    """All that the folder holds; empty where there is none. The same object in the same period counts once: the newest file wins."""
    if not folder.is_dir():
        return History()
    damaged = 0
    found: dict[tuple[str, str, str, str, str], Past] = {}
    for file in sorted(folder.glob("*.jsonl"))[-MOST_FILES:]:
        try:
            with file.open("rb") as opened:
                data = opened.read(MOST_BYTES)
        except OSError:
            damaged += 1
            continue
        for line in data.splitlines():
            try:
                record = msgspec.json.decode(line[: LONGEST * 4], type=Past)
            except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, ArithmeticError):
                damaged += bool(line.strip())
                continue
            if not _sane(record):
                damaged += 1
                continue
            found[record.source, record.resource_id or record.address, record.start, record.end, record.currency] = (
                record
            )
    return History(tuple(found.values()), damaged)


def _sane(record: Past) -> bool:
    return all(amount.is_finite() and abs(amount.adjusted()) < 30 for amount in (record.predicted, record.actual))


def accuracy(records: Sequence[Past]) -> tuple[Accuracy, ...]:
    """Mean absolute error and bias in % of what was billed, per resource type. What cost nothing has no error in %."""
    by_type: dict[str, list[Decimal]] = defaultdict(list)
    with localcontext(prec=28):
        for record in records:
            if record.actual > 0:
                by_type[record.type].append((record.actual - record.predicted) / record.actual * 100)
        return tuple(
            Accuracy(
                type=type_,
                mape=(sum(map(abs, errors), Decimal(0)) / len(errors)).quantize(CENT),
                bias=(sum(errors, Decimal(0)) / len(errors)).quantize(CENT),
                samples=len(errors),
            )
            for type_, errors in sorted(by_type.items())
        )


def of_resource(records: Sequence[Past], project: str, address: str, previous_address: str = "") -> tuple[Past, ...]:
    """A resource's own past, under the address that it had before it was moved too."""
    names = {address, previous_address} - {""}
    return tuple(record for record in records if record.project == project and record.address in names)
