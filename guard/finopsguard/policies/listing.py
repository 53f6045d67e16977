"""Policies as text: the command's lists, and the generated parts of docs/policies.md."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from finopsguard.errors import PolicyError
from finopsguard.policies.context import EACH, ROOTS, Name
from finopsguard.policies.examples import TestOutcome, run_tests
from finopsguard.policies.expressions.filters import FILTERS, TESTS, Named
from finopsguard.policies.expressions.show import shown
from finopsguard.policies.policy import Policy


def list_text(every: Sequence[Policy], chosen: Sequence[Policy]) -> str:
    """A line for each policy; ``chosen`` are those that are on, as they are configured."""
    on = {policy.id: policy for policy in chosen}
    rows = [("id", "severity", "action", "on", "title")]
    for policy in sorted(every, key=lambda one: one.id):
        used = on.get(policy.id, policy)
        rows.append((used.id, used.severity, used.action, "yes" if policy.id in on else "no", used.title))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        "  ".join((*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[4])) for row in rows
    ]
    return "\n".join(lines) + "\n"


def show_text(policy: Policy, *, on: bool) -> str:
    """Everything about one policy."""
    match = policy.match
    about = {
        "title": policy.title,
        "why": policy.why,
        "severity": policy.severity,
        "action": policy.action,
        "on": "yes" if on else "no",
        "by default": "on" if policy.default else "off",
        "judges": EACH[policy.each].doc,
        "types": ", ".join(match.types) or "all" if policy.each == "resource" else "",
        "changes": ", ".join(match.actions) if policy.each == "resource" else "",
        "modules": ", ".join(match.modules),
        "tags": ", ".join(f"{name}: {' or '.join(patterns)}" for name, patterns in match.tags.items()),
        "environments": ", ".join(match.environments),
        "needs": ", ".join(policy.needs),
        "file": policy.file,
        "tests": str(len(policy.tests)),
    }
    width = max(map(len, about))
    lines = [policy.id, "", *(f"{name.ljust(width)}  {text}" for name, text in about.items() if text)]
    if policy.settings:
        lines += ["", "settings", *(f"  {name}: {_setting(value)}" for name, value in policy.settings.items())]
    for name, text in (*((f"let {name}", text) for name, text in policy.lets.items()), *policy.texts.items()):
        lines += ["", name, *(f"  {line}" for line in text.splitlines())]
    return "\n".join(lines) + "\n"


def test_text(policies: Sequence[Policy], *, verbose: bool) -> tuple[str, list[TestOutcome]]:
    """What became of all examples, and the text that says it."""
    lines: list[str] = []
    outcomes: list[TestOutcome] = []
    for policy in policies:
        policy.compile()
        found = run_tests(policy)
        outcomes += found
        lines.append(f"{policy.id}: {len(found)} {'test' if len(found) == 1 else 'tests'}")
        if not found:
            lines.append("  FAIL  it has no tests")
        for outcome in found:
            lines.append(f"  {'FAIL' if outcome.problem else 'ok  '}  {outcome.test.name} ({outcome.said})")
            if outcome.problem:
                lines.append(f"        {policy.file}:{outcome.test.line}: {outcome.problem}")
            if verbose:
                lines += [
                    f"        {line}" for row in outcome.rows for line in (row.message, *row.fix.splitlines()) if line
                ]
    if not policies:
        raise PolicyError(
            "There are no policies there.", hint="Begin one with: finopsguard policy new ID --out ID.yaml."
        )
    wrong = sum(bool(outcome.problem) for outcome in outcomes)
    what = "policy" if len(policies) == 1 else "policies"
    lines.append(f"{len(outcomes)} tests of {len(policies)} {what}: {f'{wrong} failed' if wrong else 'all hold'}")
    return "\n".join(lines) + "\n", outcomes


def failed(policies: Sequence[Policy], outcomes: Collection[TestOutcome]) -> bool:
    """Whether an example does not hold, or a policy has none."""
    return any(outcome.problem for outcome in outcomes) or not all(policy.tests for policy in policies)


def pack_table(policies: Sequence[Policy]) -> Iterator[str]:
    """The shipped policies as a Markdown table."""
    yield "| policy | what it finds | severity | action | on | settings |"
    yield "|---|---|---|---|---|---|"
    for policy in sorted(policies, key=lambda one: one.id):
        needs = f" with {' and '.join(policy.needs)}" if policy.needs else ""
        on = f"yes{needs}" if policy.default else "no"
        settings = ", ".join(f"`{name}`: {_setting(value)}" for name, value in policy.settings.items())
        yield f"| `{policy.id}` | {_cell(policy.title)} | {policy.severity} | {policy.action} | {on} | {_cell(settings)} |"


def context_tables() -> Iterator[str]:
    """Every name of the context, by root."""
    for name, root in ROOTS.items():
        where = [f"`{each}`" for each, kind in EACH.items() if name in kind.roots]
        yield from ("", f"**`{name}`**: {root.doc}. In policies of each {', '.join(where)}.", "")
        if root.fields:
            yield from ("| name | what it is |", "|---|---|")
            yield from _names(name, root.fields)


def word_tables() -> Iterator[str]:
    """Filters and tests."""
    for title, registry in (("Filters", FILTERS), ("Tests", TESTS)):
        yield from ("", f"| {title.lower()[:-1]} | what it gives | example |", "|---|---|---|")
        for name, named in sorted(registry.items()):
            yield f"| `{name}` | {named.doc} | `{_cell(_example(named))}` |"


def _names(owner: str, fields: Mapping[str, Name]) -> Iterator[str]:
    for name, field in fields.items():
        yield f"| `{owner}.{name}{'.…' if field.free else ''}` | {_cell(field.doc)} |"


def _example(named: Named) -> str:
    return named.example


def _setting(value: object) -> str:
    if value is None:
        return "must be given"
    if isinstance(value, dict):
        return f"{len(value)} entries"
    if isinstance(value, list) and len(value) > 5:
        return f"{len(value)} entries"
    return shown(value)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
