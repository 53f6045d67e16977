"""What policy results mean for the verdict: only policies that block can change it."""

from collections.abc import Iterable, Iterator

from finopsguard.types.policy import PolicyOutcome, PolicyResult
from finopsguard.types.result import Reason, Verdict

VERDICTS = {PolicyOutcome.FAIL: Verdict.FAIL, PolicyOutcome.UNKNOWN: Verdict.INCOMPLETE}


def reasons(results: Iterable[PolicyResult]) -> Iterator[Reason]:
    """A reason for every blocking finding: fail makes the verdict fail, unknown makes it incomplete."""
    for result in results:
        verdict = VERDICTS.get(result.result)
        if result.action == "block" and verdict is not None:
            yield Reason(
                code="policy",
                verdict=verdict,
                message=f"{result.id}: {result.message}" + (f" Waiver: {result.waiver}." if result.waiver else ""),
                fix=result.fix,
                observed=result.observed,
                limit=result.limit,
                project=result.project,
                address=result.address,
                file=result.file,
                line=result.line,
            )
