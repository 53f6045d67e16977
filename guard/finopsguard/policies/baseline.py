"""A baseline: findings that are known, for adopting policies where much is there already. Written and read as JSON."""

from collections.abc import Iterable

import msgspec

from finopsguard.errors import BaselineError
from finopsguard.files import MEBIBYTE, read_text
from finopsguard.types.policy import PolicyOutcome, PolicyResult

VERSION = 1
MOST_BYTES = 64 * MEBIBYTE


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One known finding. It is known again by its fingerprint; the rest is for people who read the file."""

    fingerprint: str
    policy: str = ""
    project: str = ""
    address: str = ""


class Baseline(msgspec.Struct, frozen=True, kw_only=True):
    """The file."""

    version: int
    findings: list[Finding]


def baseline_text(results: Iterable[PolicyResult]) -> str:
    """A baseline of every finding that fails, or that failed before and is waived by a baseline; what waivers cover is left to them."""
    found = {
        row.fingerprint: Finding(fingerprint=row.fingerprint, policy=row.id, project=row.project, address=row.address)
        for row in results
        if row.result is PolicyOutcome.FAIL or (row.result is PolicyOutcome.WAIVED and row.waiver == KNOWN)
    }
    ordered = sorted(
        found.values(), key=lambda finding: (finding.policy, finding.project, finding.address, finding.fingerprint)
    )
    return (
        msgspec.json.format(msgspec.json.encode(Baseline(version=VERSION, findings=ordered)), indent=2).decode() + "\n"
    )


def read_baseline(path: str) -> frozenset[str]:
    """Fingerprints of known findings. Raises :class:`BaselineError`."""
    hint = "Write one with: finopsguard check --write-baseline FILE."
    text = read_text(path, f"The baseline {path}", MOST_BYTES, BaselineError, hint=hint)
    try:
        baseline = msgspec.json.decode(text, type=Baseline)
    except (msgspec.MsgspecError, RecursionError) as problem:
        raise BaselineError(f"The baseline {path} cannot be read: {problem}.", hint=hint) from None
    if baseline.version != VERSION:
        raise BaselineError(
            f"The baseline {path} is of version {baseline.version}; this program reads {VERSION}.", hint=hint
        )
    return frozenset(finding.fingerprint for finding in baseline.findings)


KNOWN = "known before: it is in the baseline"
"""What waives a finding of the baseline."""
