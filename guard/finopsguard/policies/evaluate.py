"""Judges the facts of a run by policies. Only results come out; what they mean for the verdict is told by ``reasons``."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

import msgspec
from msgspec.structs import replace

from finopsguard.errors import PolicyError
from finopsguard.policies.baseline import KNOWN
from finopsguard.policies.budgets import budget_subjects
from finopsguard.policies.expressions.show import UNTOLD
from finopsguard.policies.expressions.unknown import Truth, Unknown
from finopsguard.policies.facts import Facts
from finopsguard.policies.fingerprint import fingerprint
from finopsguard.policies.index import Index, matches
from finopsguard.policies.policy import Policy
from finopsguard.policies.subject import ProjectFacts, QuotaSubject, ResourceSubject, Run, Subject
from finopsguard.policies.waivers import Decision, Waivers, uses
from finopsguard.types.plan import ResourceChange
from finopsguard.types.policy import PolicyOutcome, PolicyResult, Waiver, WaiverUse
from finopsguard.types.result import ResourceLine

MOST_UNKNOWN = 10
"""Resources of which a policy says one by one that it cannot tell; the rest in one row."""

MISSING = {
    "actual": "It needs what was billed, and no bill was read.",
    "utilisation": "It needs how much of resources is used, and no metrics were read.",
    "commitments": "It needs what a bill says of commitments, and no bill that does was read.",
    "quota": "It needs quotas, and none were read.",
    "budget": "It needs budgets, and finopsguard.yml has none.",
}
REMEDIES = {
    "actual": "Add --actuals SOURCE.",
    "utilisation": "Add --actuals SOURCE and --usage live.",
    "commitments": "Add --actuals SOURCE of a bill with commitments.",
    "quota": "Add --quotas openstack.",
    "budget": "Add budgets: to finopsguard.yml.",
}


class Outcome(msgspec.Struct, frozen=True):
    """What the policies say."""

    results: tuple[PolicyResult, ...]
    """Every fail, unknown and waived finding; one pass for each policy that found nothing."""
    waivers: tuple[WaiverUse, ...] = ()
    warnings: tuple[str, ...] = ()


def evaluate(
    policies: Sequence[Policy],
    facts: Facts,
    *,
    waivers: Iterable[Waiver] = (),
    base_waivers: Collection[Waiver] | None = None,
    baseline: Collection[str] = (),
    known: Collection[str] = (),
    more: Iterable[PolicyResult] = (),
) -> Outcome:
    """Judge ``facts`` by ``policies`` (of :func:`select`).

    ``waivers`` are all there are (of the configuration and inline). ``base_waivers`` are those that the base of the change has: others are
    new and do not count; ``None`` where there is no base to compare with. ``baseline`` holds fingerprints of findings that are known.
    ``known`` are ids of policies that are off, which waivers may name. ``more`` are results of other engines (Rego), which waivers and the
    baseline count for too.
    """
    evaluation = _Evaluation(policies, facts, Waivers(waivers, base_waivers, facts.today), baseline)
    evaluation.include(more)
    return evaluation.outcome(known)


class _Evaluation:
    def __init__(self, policies: Sequence[Policy], facts: Facts, waivers: Waivers, baseline: Collection[str]) -> None:
        self.run = Run(facts)
        self.waivers = waivers
        self.baseline = baseline
        self.present = {
            "actual": facts.actuals is not None,
            "utilisation": facts.utilisation is not None,
            "commitments": facts.commitments is not None,
            "quota": facts.quotas is not None,
            "budget": bool(facts.config.budgets),
        }
        self.rows: dict[str, list[PolicyResult]] = {policy.id: [] for policy in policies}
        self.policies = [policy for policy in policies if self.has_inputs(policy)]
        self.decisions: list[Decision] = []
        self.unknown: Counter[str] = Counter()
        self.unclear: dict[str, list[str]] = {}

    def has_inputs(self, policy: Policy) -> bool:
        """Whether all that a policy needs was asked for. One that is on only by default is then not in play; one by name says so."""
        missing = [name for name in policy.needs if not self.present[name]] if policy.each != "run" else []
        if not missing:
            return True
        if policy.named:
            self.rows[policy.id].append(
                row(policy, PolicyOutcome.UNKNOWN, None, MISSING[missing[0]], REMEDIES[missing[0]])
            )
        else:
            del self.rows[policy.id]
        return False

    def outcome(self, known: Collection[str]) -> Outcome:
        self.resources([policy for policy in self.policies if policy.each == "resource"])
        for policy in self.policies:
            for subject in self.others(policy.each):
                self.judge(policy, subject, matched=True)
        for policy in self.policies:
            self.finish(policy)
        results = tuple(result for rows in self.rows.values() for result in rows)
        every = {*known, *(policy.id for policy in self.policies), *self.rows}
        return Outcome(results, uses(self.decisions), tuple(self.waivers.unused(every)))

    def resources(self, policies: Sequence[Policy]) -> None:
        index = Index(policies)
        for project in self.run.projects:
            for change, line in project.pairs():
                candidates = index.candidates(change.type, change.action.value)
                if not candidates:
                    continue
                subject = ResourceSubject(self.run, project, change, line)
                for policy in candidates:
                    self.judge(policy, subject, matched=matches(policy.match, subject))

    def others(self, each: str) -> Iterable[Subject]:
        if each == "run":
            return (Subject(self.run),)
        if each == "quota":
            return [QuotaSubject(self.run, quota) for quota in self.run.facts.quotas or ()]
        return budget_subjects(self.run) if each == "budget" else ()

    def judge(self, policy: Policy, subject: Subject, *, matched: Truth) -> None:
        if matched is False:
            return
        answer = policy.condition(subject)
        if answer is False:
            return
        if answer is True and isinstance(matched, Unknown):
            self.unclear.setdefault(policy.id, []).append(subject.address)
        elif isinstance(answer, Unknown) or isinstance(matched, Unknown):
            self.cannot_tell(policy, subject, answer if isinstance(answer, Unknown) else matched)
        else:
            self.add(policy, subject, PolicyOutcome.FAIL, policy.message(subject), policy.fix(subject))

    def cannot_tell(self, policy: Policy, subject: Subject, why: Truth) -> None:
        self.unknown[policy.id] += 1
        if self.unknown[policy.id] <= MOST_UNKNOWN:
            reason = why.why if isinstance(why, Unknown) else ""
            message = f"{subject.called} cannot be judged: {reason}."
            self.add(policy, subject, PolicyOutcome.UNKNOWN, message, "")

    def add(self, policy: Policy, subject: Subject, result: PolicyOutcome, message: str, fix: str) -> None:
        """A finding, after waivers and the baseline had their say."""
        detail = getattr(subject, "detail", "")
        mark = fingerprint(policy.id, subject.project_name, subject.address, detail)
        found = row(policy, result, subject, message, fix, mark=mark)
        self.rows[policy.id].append(self.waived(found, subject))

    def waived(self, found: PolicyResult, subject: Subject) -> PolicyResult:
        """The finding, waived if something waives it, or with a waiver that does not count."""
        decision = self.waivers.decide(found.id, subject)
        if decision is not None:
            self.decisions.append(decision)
            if decision.counts:
                return replace(found, result=PolicyOutcome.WAIVED, waiver=decision.line)
            found = replace(found, waiver=decision.line)
        if found.result is PolicyOutcome.FAIL and found.fingerprint in self.baseline:
            return replace(found, result=PolicyOutcome.WAIVED, waiver=KNOWN)
        return found

    def include(self, results: Iterable[PolicyResult]) -> None:
        """Results of another engine, after waivers and the baseline had their say."""
        for result in results:
            found = result if result.result is PolicyOutcome.PASS else self.waived(result, self.subject_of(result))
            self.rows.setdefault(result.id, []).append(found)

    def subject_of(self, result: PolicyResult) -> Subject:
        """The resource that a result names, as far as there is one."""
        for project, change, line in self.by_address.get(result.address, ()):
            if result.project in ("", line.project):
                return ResourceSubject(self.run, project, change, line)
        subject = Subject(self.run)
        subject.address = result.address
        return subject

    @cached_property
    def by_address(self) -> Mapping[str, list[tuple[ProjectFacts, ResourceChange, ResourceLine]]]:
        """Every resource."""
        found: dict[str, list[tuple[ProjectFacts, ResourceChange, ResourceLine]]] = defaultdict(list)
        for project in self.run.projects:
            for change, line in project.pairs():
                found[line.address].append((project, change, line))
        return found

    def finish(self, policy: Policy) -> None:
        """What is said once of a policy: how many more, or that nothing was found."""
        rows = self.rows[policy.id]
        more = self.unknown[policy.id] - MOST_UNKNOWN
        if more > 0:
            rows.append(
                row(
                    policy,
                    PolicyOutcome.UNKNOWN,
                    None,
                    f"{more:,} more resources cannot be judged either.",
                    "",
                )
            )
        unclear = self.unclear.get(policy.id)
        if unclear:
            named = ", ".join(unclear[:3]) + (f" and {len(unclear) - 3:,} more" if len(unclear) > 3 else "")
            wanted = " or ".join(policy.match.environments) or "what it is for"
            message = f"It is not known whether {named} {'is' if len(unclear) == 1 else 'are'} {wanted}."
            fix = "Add a tag Environment, or environments: to finopsguard.yml." if policy.match.environments else ""
            rows.append(row(policy, PolicyOutcome.UNKNOWN, None, message, fix))
        if not rows:
            rows.append(row(policy, PolicyOutcome.PASS, None, "", ""))


def row(
    policy: Policy, result: PolicyOutcome, subject: Subject | None, message: str, fix: str, *, mark: str = ""
) -> PolicyResult:
    """A row of the report."""
    found = subject is not None and result is not PolicyOutcome.PASS
    return PolicyResult(
        id=policy.id,
        severity=policy.severity,
        action=getattr(subject, "action", "") or policy.action,
        result=result,
        address=subject.address if subject is not None else "",
        file=subject.file if subject is not None else None,
        line=subject.line_number if subject is not None else None,
        observed="" if not found else "not known" if result is PolicyOutcome.UNKNOWN else policy.observed(subject),
        limit=_limit(policy, subject) if found else "",
        message=message,
        fix=fix,
        title=policy.title,
        project=subject.project_name if subject is not None else "",
        fingerprint=mark or fingerprint(policy.id, "", "", result.value),
    )


def _limit(policy: Policy, subject: Subject | None) -> str:
    """The limit as text; nothing where it depends on what is not known."""
    said = policy.limit(subject)
    return "" if any(words in said for words in UNTOLD) else said


def refuse_strange_waivers(waivers: Iterable[Waiver], known: Collection[str]) -> None:
    """A waiver of ``finopsguard.yml`` for a policy that does not exist is a mistake. Raises :class:`PolicyError`."""
    from finopsguard.policies.expressions.parse import near  # noqa: PLC0415  only where there are waivers

    for waiver in waivers:
        for name in waiver.policies:
            if name not in known:
                raise PolicyError(
                    f"{waiver.file}:{waiver.line}: there is no policy {name} to waive.",
                    hint=near(name, known, "policies"),
                )
