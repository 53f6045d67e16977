"""What an update, or a comparison without one, came to, as text."""

from collections.abc import Iterable, Iterator

from finopsguard.prices.diff import line_of
from finopsguard.prices.rows import Place
from finopsguard.prices.update.records import Change, Held, Problem
from finopsguard.prices.update.run import Outcome
from finopsguard.prices.update.uses import concerned

SHOWN = 20
"""Lines of a kind, unless all are asked for."""
AMBIGUOUS = "matches several SKUs"


def update_lines(outcome: Outcome, *, dry_run: bool, everything: bool) -> Iterator[str]:
    """What ``prices update`` says."""
    verb = "would be" if dry_run else "are"
    unchanged = f", {outcome.unchanged:,} of them unchanged" if outcome.unchanged else ""
    taken = f"{outcome.prices:,} prices {verb} in your book" if outcome.lists else "your book stays as it was"
    yield f"{_lists(outcome.lists)} read{unchanged}; {taken}"
    yield from _section("changed", (change_line(change) for change in outcome.changes), everything)
    if outcome.held:
        yield from _section("held back: moved by 90 % or more", map(held_line, outcome.held), everything)
        yield "  finopsguard prices accept lets them count."
    yield from _section(
        "no longer listed, kept and marked", (f"  {'/'.join(p)} {k}" for p, k in outcome.gone), everything
    )
    yield from _problems("refused", outcome.problems, everything)
    yield from _problems("lists not taken", outcome.failed, everything=True)


def verify_lines(outcome: Outcome, *, everything: bool) -> tuple[list[str], bool]:
    """What ``prices verify`` says, and whether the book differs from the lists."""
    moved = [change for change in outcome.changes if change.old and change.new]
    moved += [Change((h.new.provider, h.new.service, h.new.region), h.new.key, h.old, h.new) for h in outcome.held]
    ambiguous = [problem for problem in outcome.problems if AMBIGUOUS in problem.why]
    others = [problem for problem in outcome.problems if AMBIGUOUS not in problem.why]
    lines = [f"{_lists(outcome.lists)} read, {outcome.prices:,} prices compared"]
    matters = [("moved", change.place, change.key) for change in moved]
    matters += [("gone", place, key) for place, key in outcome.gone]
    matters += [("with several SKUs", *_named(problem.where)) for problem in ambiguous]
    lines += _section("components concerned", concerned(matters), everything)
    lines += _section("moved", map(change_line, moved), everything)
    lines += _section("gone from the official list", (f"  {'/'.join(p)} {k}" for p, k in outcome.gone), everything)
    lines += _problems("several SKUs", ambiguous, everything)
    lines += _problems("not usable", others, everything)
    lines += _problems("lists not read", outcome.failed, everything=True)
    return lines, bool(moved or outcome.gone or ambiguous)


def _lists(count: int) -> str:
    return "1 list" if count == 1 else f"{count:,} lists"


def change_line(change: Change) -> str:
    """One price that moved, came or went."""
    return f"  {line_of(change.place, change.key, change.old, change.new)}"


def held_line(held: Held) -> str:
    """One price that waits for a person."""
    place = (held.new.provider, held.new.service, held.new.region)
    return f"  {line_of(place, held.new.key, held.old, held.new)}"


def _named(where: str) -> tuple[Place, str]:
    """Back from ``aws/AmazonEC2/eu-central-1 m5.large/linux/shared/on-demand``."""
    place, _, key = where.partition(" ")
    provider, service, region = place.split("/")
    return (provider, service, region), key


def _problems(title: str, problems: Iterable[Problem], everything: bool) -> Iterator[str]:  # noqa: FBT001  private
    every = sorted(set(problems))
    yield from _section(title, (f"  {problem.where}: {problem.why}" for problem in every), everything)


def _section(title: str, lines: Iterable[str], everything: bool) -> Iterator[str]:  # noqa: FBT001  private
    every = list(lines)
    if every:
        yield f"{len(every):,} {title}"
        yield from every if everything else every[:SHOWN]
        if not everything and len(every) > SHOWN:
            yield f"  and {len(every) - SHOWN:,} more (--all)"
