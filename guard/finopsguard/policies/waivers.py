"""Waivers: which finding one covers, and whether it still counts."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

import msgspec

from finopsguard.policies.expressions.parse import near
from finopsguard.policies.expressions.patterns import like
from finopsguard.policies.subject import ResourceSubject, Subject
from finopsguard.types.policy import Waiver, WaiverUse


class Decision(msgspec.Struct, frozen=True):
    """What a waiver does to a finding."""

    waiver: Waiver
    status: str
    """``used``, ``expired`` or ``new``."""
    policy: str
    address: str

    @property
    def counts(self) -> bool:
        """Whether it waives the finding."""
        return self.status == "used"

    @property
    def line(self) -> str:
        """The waiver in a line: reason, owner, expiry, where it is written, and why it does not count if it does not."""
        waiver = self.waiver
        owner = f", {waiver.owner}" if waiver.owner else ""
        until = f", until {waiver.expires}" if waiver.expires and self.status != "expired" else ""
        place = f" ({place_of(waiver)})" if waiver.file else ""
        return f"{waiver.reason or 'no reason given'}{owner}{until}{place}{self._why_not}"

    @property
    def _why_not(self) -> str:
        if self.status == "new":
            return ": does not count, since this very change adds it; it will once it is on the base branch"
        if self.status == "expired":
            when = f"it expired on {self.waiver.expires}" if self.waiver.expires else "it names no day on which it ends"
            return f": does not count, since {when}"
        return ""

    @property
    def use(self) -> WaiverUse:
        """The row of the report."""
        return WaiverUse(
            policy=self.policy,
            address=self.address,
            reason=self.waiver.reason,
            owner=self.waiver.owner,
            expires=self.waiver.expires,
            where=place_of(self.waiver),
            status=self.status,
        )


class Waivers:
    """All waivers of a run, by policy."""

    def __init__(self, waivers: Iterable[Waiver], base: Collection[Waiver] | None, today: date) -> None:
        self._today = today.isoformat()
        self._base = None if base is None else {waiver.key for waiver in base}
        self._all = tuple(waivers)
        self._by_policy: dict[str, list[Waiver]] = {}
        for waiver in self._all:
            for policy in waiver.policies:
                self._by_policy.setdefault(policy, []).append(waiver)
        self._met: set[int] = set()

    def decide(self, policy: str, subject: Subject) -> Decision | None:
        """The best waiver for a finding: one that counts, else one that would have; ``None`` if there is none."""
        best: Decision | None = None
        for waiver in self._by_policy.get(policy, ()):
            if not covers(waiver, subject):
                continue
            self._met.add(id(waiver))
            decision = Decision(waiver, self._status(waiver), policy, subject.address)
            if decision.counts:
                return decision
            best = best or decision
        return best

    def unused(self, known: Collection[str]) -> list[str]:
        """Sentences on waivers that met nothing, and on those that name no policy there is."""
        said = []
        for waiver in self._all:
            strange = [name for name in waiver.policies if name not in known]
            place = place_of(waiver) or "finopsguard.yml"
            if strange:
                hint = near(strange[0], known, "policies") if known else ""
                said.append(
                    f"{place}: the waiver names a policy that does not exist: {', '.join(strange)}. {hint}".strip()
                )
            elif id(waiver) not in self._met and self._status(waiver) == "expired":
                said.append(
                    f"{place}: the waiver of {', '.join(waiver.policies)} has expired and met no finding in this run: remove it."
                )
        return said

    def _status(self, waiver: Waiver) -> str:
        if not waiver.expires or waiver.expires < self._today:
            return "expired"
        return "new" if self._base is not None and waiver.key not in self._base else "used"


def covers(waiver: Waiver, subject: Subject) -> bool:
    """Whether a waiver is about a resource: by address, or by the block that it is written at."""
    if waiver.addresses:
        return any(like(subject.address, pattern) for pattern in waiver.addresses)
    return isinstance(subject, ResourceSubject) and _in_block(waiver, subject)


def _in_block(waiver: Waiver, subject: ResourceSubject) -> bool:
    module = without_keys(subject.line.module)
    if waiver.block_type == "module":
        call = f"{waiver.module}.module.{waiver.block_name}".removeprefix(".")
        return module == call or module.startswith(f"{call}.")
    if (subject.change.type, subject.change.name) != (waiver.block_type, waiver.block_name):
        return False
    if waiver.module:
        return module == waiver.module
    if subject.file and waiver.file:
        return subject.file == waiver.file
    return not module


def without_keys(address: str) -> str:
    """A module's address without instance keys: ``module.a["x"].module.b[0]`` -> ``module.a.module.b``."""
    kept, inside, quoted, escaped = [], False, False, False
    for character in address:
        if not inside:
            inside = character == "["
            if not inside:
                kept.append(character)
        elif escaped:
            escaped = False
        elif character == "\\":
            escaped = quoted
        elif character == '"':
            quoted = not quoted
        elif character == "]" and not quoted:
            inside = False
    return "".join(kept)


def place_of(waiver: Waiver) -> str:
    """File and line."""
    return f"{waiver.file}:{waiver.line}" if waiver.file and waiver.line else waiver.file


def uses(decisions: Sequence[Decision]) -> tuple[WaiverUse, ...]:
    """Rows of the report, each once."""
    return tuple(dict.fromkeys(decision.use for decision in decisions))
