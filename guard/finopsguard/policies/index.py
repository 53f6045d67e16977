"""Which policies could be about a resource, found by its type and action without asking each."""

from collections.abc import Iterable, Sequence

from finopsguard.policies.expressions.patterns import like
from finopsguard.policies.expressions.unknown import Truth, Unknown, both
from finopsguard.policies.expressions.view import View
from finopsguard.policies.policy import Match, Policy
from finopsguard.policies.subject import ResourceSubject


class Index:
    """Policies by type and action; each pair is worked out once, however many resources have it."""

    def __init__(self, policies: Iterable[Policy]) -> None:
        self._policies = tuple(policies)
        self._by_type: dict[str, tuple[Policy, ...]] = {}
        self._found: dict[tuple[str, str], tuple[Policy, ...]] = {}

    def candidates(self, type_: str, action: str) -> Sequence[Policy]:
        """Policies for a type and an action."""
        key = (type_, action)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = tuple(one for one in self._of_type(type_) if action in one.match.actions)
        return found

    def _of_type(self, type_: str) -> tuple[Policy, ...]:
        if type_ not in self._by_type:
            self._by_type[type_] = tuple(
                one
                for one in self._policies
                if not one.match.types or any(like(type_, pattern) for pattern in one.match.types)
            )
        return self._by_type[type_]


def matches(match: Match, subject: ResourceSubject) -> Truth:
    """What is left to ask after type and action: module, tags, environment."""
    if match.modules and not any(like(subject.line.module, pattern) for pattern in match.modules):
        return False
    answer: Truth = True
    for name, patterns in match.tags.items():
        answer = both(answer, _tag(subject, name, patterns))
    if match.environments and answer is not False:
        environment = subject.environment
        named = environment if isinstance(environment, Unknown) else environment in match.environments
        answer = both(answer, named)
    return answer


def _tag(subject: ResourceSubject, name: str, patterns: tuple[str, ...]) -> Truth:
    tags = subject.tags
    value = tags.step(name) if isinstance(tags, View) else tags
    if isinstance(value, Unknown):
        return value
    return isinstance(value, str) and any(like(value, pattern) for pattern in patterns)
