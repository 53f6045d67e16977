"""What is paid less than list prices, in sentences: the sums, and how far commitments are used."""

from collections.abc import Iterator

from finopsguard.report.escape import shortened
from finopsguard.report.format import derived, money, plural
from finopsguard.types.result import CommitmentLine, Report

_LONGEST_NAME = 80
_MOST = 20


def discount_lines(report: Report) -> list[str]:
    """A line for each currency, then one for each commitment; none where no discounts are configured."""
    return [*_sums(report), *_commitments(report)]


def _sums(report: Report) -> Iterator[str]:
    for total in report.discounts or ():
        listed, taken, net = (money(amount, total.currency) for amount in (total.list, total.discounts, total.net))
        yield f"List price {listed} − discounts {taken} = {net} a month to pay"


def _commitments(report: Report) -> Iterator[str]:
    for line in report.commitments[:_MOST]:
        yield _commitment(line)
    if (more := len(report.commitments) - _MOST) > 0:
        yield f"and {plural(more, 'more commitment')}"


def _commitment(line: CommitmentLine) -> str:
    """``Reserved web (reservation): 2 of 3 instances used by 2 resources, 1 unused here and paid all the same (finopsguard.yml:12)``."""
    name, unit, source = (shortened(text, _LONGEST_NAME) for text in (line.name, line.unit, line.source))
    used = f"{derived(line.used)} of {derived(line.committed)} {unit} used by {plural(line.resources, 'resource')}"
    left = f", {derived(line.unused)} unused here" if line.unused else ""
    paid = " and paid all the same, in no total" if line.unused and line.kind != "credit" else ""
    return f"{name} ({line.kind.replace('_', ' ')}): {used}{left}{paid} ({source})"
