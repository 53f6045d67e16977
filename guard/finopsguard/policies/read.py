"""One YAML file to a :class:`Policy`. Every mistake is an error with file and line, and the nearest known word."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from finopsguard.errors import PolicyError
from finopsguard.files import MEBIBYTE, read_text
from finopsguard.policies.context import EACH, ROOTS
from finopsguard.policies.expressions.parse import near
from finopsguard.policies.policy import ACTIONS, SEVERITIES, Match, Policy, Test
from finopsguard.text import Located, load_yaml
from finopsguard.types.plan import Action

KEYS = (
    "id",
    "title",
    "why",
    "severity",
    "action",
    "default",
    "each",
    "match",
    "settings",
    "let",
    "when",
    "observed",
    "limit",
    "message",
    "fix",
    "tests",
)
REQUIRED = ("id", "title", "why", "severity", "action", "when", "message", "fix")
MATCH_KEYS = ("types", "actions", "modules", "tags", "environments")
TEST_KEYS = (
    "name",
    "expect",
    "message",
    "resource",
    "others",
    "change",
    "estimate",
    "actual",
    "utilisation",
    "commitments",
    "quota",
    "budget",
    "totals",
    "project",
    "settings",
)
EXPECTATIONS = ("fail", "pass", "unknown")
TEXTS = ("when", "message", "fix", "observed", "limit")
MOST_LETS = 20
MOST_BYTES = MEBIBYTE // 4


def read_policy(file: Path, shown: str = "", *, tests: bool = True) -> Policy:
    """The policy in a file, not compiled yet; ``shown`` is what the file is called. Raises :class:`PolicyError`.

    Without ``tests`` the text from there on, which is half of a file, is not even parsed: shipped files end with their tests.
    """
    name = shown or str(file)
    text = read_text(str(file), f"The policy file {name}", MOST_BYTES, PolicyError, hint="Check --policies.")
    return policy_of(text, name) if tests else policy_of(text.partition("\ntests:\n")[0], name, ours=True)


def policy_of(text: str, file: str, *, ours: bool = False) -> Policy:
    """The policy in a text; ``ours``: a shipped one, which tests have read with all care. Raises :class:`PolicyError`."""
    content = load_yaml(text, file, error=PolicyError, ours=ours)
    if not isinstance(content, Located):
        raise PolicyError(
            f"{file}:1: this is no policy: its top level is no mapping.",
            hint="Start one with: finopsguard policy new ID.",
        )
    reader = _Reader(file, content)
    reader.keys(content, KEYS, "")
    missing = [key for key in REQUIRED if content.get(key) in (None, "")]
    if missing:
        raise reader.error(content.line, f"the policy has no {', '.join(missing)}.")
    name = reader.text("id")
    if name != Path(file).stem:
        raise reader.error(
            content.line_of("id"), f"the id is {name}, and the file {Path(file).name}.", "Give both the same name."
        )
    return Policy(
        id=name,
        title=reader.text("title"),
        why=reader.text("why"),
        severity=reader.one_of("severity", SEVERITIES),
        action=reader.one_of("action", ACTIONS),
        default=reader.flag("default"),
        each=reader.one_of("each", tuple(EACH), "resource"),
        match=reader.match(),
        settings=dict(reader.mapping(content, "settings")),
        lets=reader.lets(),
        texts={key: reader.text(key) for key in TEXTS if content.get(key) is not None},
        lines=reader.lines(),
        tests=reader.tests(),
        file=file,
    )


def _written(value: Any) -> str:
    """A scalar as it would stand in an expression."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value).strip()


class _Reader:
    def __init__(self, file: str, content: Located) -> None:
        self.file = file
        self.content = content

    def error(self, line: int, message: str, hint: str = "") -> PolicyError:
        return PolicyError(f"{self.file}:{line}: {message}", hint=hint)

    def keys(self, mapping: Located, known: tuple[str, ...], where: str) -> None:
        for key in mapping:
            if key not in known:
                raise self.error(mapping.line_of(key), f"there is no key {where}{key}.", near(str(key), known, "keys"))

    def text(self, key: str) -> str:
        value = self.content.get(key)
        if isinstance(value, (Mapping, list)):
            raise self.error(self.content.line_of(key), f"{key} is no text.", "Put it in quotes.")
        return _written(value)

    def one_of(self, key: str, words: tuple[str, ...], otherwise: str = "") -> str:
        value = self.content.get(key, otherwise)
        if value not in words:
            raise self.error(self.content.line_of(key), f"{key} is {value}.", near(str(value), words, "words"))
        return str(value)

    def flag(self, key: str) -> bool:
        value = self.content.get(key, True)
        if not isinstance(value, bool):
            raise self.error(self.content.line_of(key), f"{key} is {value}, neither true nor false.")
        return value

    def mapping(self, owner: Located, key: str) -> Located:
        value = owner.get(key)
        if value is None:
            return Located()
        if not isinstance(value, Located):
            raise self.error(owner.line_of(key), f"{key} is no mapping.")
        return value

    def texts(self, owner: Located, key: str) -> tuple[str, ...]:
        value = owner.get(key)
        listed = value if isinstance(value, list) else [] if value is None else [value]
        if not all(isinstance(one, str) and one for one in listed):
            raise self.error(owner.line_of(key), f"{key} is no list of texts.", "Put each in quotes.")
        return tuple(listed)

    def lets(self) -> dict[str, str]:
        """Names of the policy's own; they may not hide those of the context."""
        mapping = self.mapping(self.content, "let")
        if len(mapping) > MOST_LETS:
            raise self.error(mapping.line, f"let holds {len(mapping)} names; at most {MOST_LETS} are read.")
        for name, text in mapping.items():
            if (
                not isinstance(name, str)
                or not name.isidentifier()
                or name.startswith("_")
                or name in (*ROOTS, "settings")
            ):
                raise self.error(
                    mapping.line_of(name),
                    f"{name} cannot be a name of let.",
                    "Use letters, and no name of the context.",
                )
            if isinstance(text, (Mapping, list)):
                raise self.error(mapping.line_of(name), f"let.{name} is no expression.", "Put it in quotes.")
        return {name: _written(text) for name, text in mapping.items()}

    def lines(self) -> dict[str, int]:
        """Where each text stands."""
        lets = self.mapping(self.content, "let")
        return {
            **{key: self.content.line_of(key) for key in TEXTS},
            **{f"let.{name}": lets.line_of(name) for name in lets},
        }

    def match(self) -> Match:
        mapping = self.mapping(self.content, "match")
        self.keys(mapping, MATCH_KEYS, "match.")
        if mapping and self.content.get("each", "resource") != "resource":
            raise self.error(
                self.content.line_of("match"), "only policies of each resource have a match.", "Leave it out."
            )
        actions = self.texts(mapping, "actions") or Match().actions
        for action in actions:
            if action not in set(Action):
                raise self.error(
                    mapping.line_of("actions"),
                    f"there is no action {action}.",
                    near(action, [one.value for one in Action], "actions"),
                )
        tags = self.mapping(mapping, "tags")
        return Match(
            types=self.texts(mapping, "types"),
            actions=actions,
            modules=self.texts(mapping, "modules"),
            tags={str(key): self.texts(tags, key) for key in tags},
            environments=self.texts(mapping, "environments"),
        )

    def tests(self) -> tuple[Test, ...]:
        listed = self.content.get("tests") or []
        if not isinstance(listed, list) or not all(isinstance(entry, Located) for entry in listed):
            raise self.error(self.content.line_of("tests"), "tests is no list of mappings.", "Begin each with - name:.")
        return tuple(self.test(entry) for entry in listed)

    def test(self, entry: Any) -> Test:
        self.keys(entry, TEST_KEYS, "tests.")
        expect = entry.get("expect")
        if expect not in EXPECTATIONS or not isinstance(entry.get("name"), str):
            raise self.error(entry.line, "a test has a name and expect: fail, pass or unknown.")
        given = {key: entry[key] for key in entry if key not in ("name", "expect", "message")}
        return Test(
            name=entry["name"], given=given, expect=expect, message=str(entry.get("message") or ""), line=entry.line
        )
