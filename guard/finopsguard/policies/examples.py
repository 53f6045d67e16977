"""Runs the ``tests:`` of a policy: each example becomes a small plan with prices, and is judged as a real one would be."""

import msgspec
from msgspec.structs import replace

from finopsguard.policies.evaluate import evaluate
from finopsguard.policies.given import Given
from finopsguard.policies.policy import Policy, Test
from finopsguard.types.policy import PolicyOutcome, PolicyResult


class TestOutcome(msgspec.Struct, frozen=True):
    """What became of one example."""

    __test__ = False
    policy: str
    test: Test
    said: str
    rows: tuple[PolicyResult, ...]
    problem: str = ""
    """Why it failed; empty if it did not."""


def run_tests(policy: Policy) -> list[TestOutcome]:
    """Every example of a policy. Raises :class:`PolicyError` for one that cannot be understood."""
    return [run_test(policy, test) for test in policy.tests]


def run_test(policy: Policy, test: Test) -> TestOutcome:
    """One example."""
    given = Given(test, policy.file)
    settings = {**policy.settings, **given.part("settings", tuple(policy.settings))}
    rows = evaluate([replace(policy, settings=settings, named=True)], given.facts()).results
    findings = tuple(row for row in rows if row.result is not PolicyOutcome.PASS)
    said = next(
        (row.result for row in findings if row.result is PolicyOutcome.FAIL),
        findings[0].result if findings else PolicyOutcome.PASS,
    )
    problem = ""
    if said != test.expect:
        problem = f"expected {test.expect}, got {said}" + (f": {findings[0].message}" if findings else "")
    elif test.message and not any(test.message in row.message for row in findings):
        problem = f"no message contains {test.message!r}: {findings[0].message if findings else 'nothing was found'}"
    return TestOutcome(policy.id, test, str(said), findings, problem)
