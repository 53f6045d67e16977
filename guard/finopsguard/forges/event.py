"""What GitHub says of the event that started a job (GITHUB_EVENT_PATH; "Events that trigger workflows")."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from finopsguard.errors import InputError
from finopsguard.files import MEBIBYTE, read_text

MOST_BYTES = 32 * MEBIBYTE


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """The event, as far as it matters here. Commits are full hashes; empty where the event has none."""

    name: str = ""
    number: int | None = None
    """Of the pull request; ``None`` outside of one."""
    head: str = ""
    base: str = ""
    """The tip of the branch that the change goes to."""
    merge: str = ""
    """The commit that GitHub made of both, which checkout takes by default."""
    fork: bool = False
    """The change comes from another repository: the token may only read, and there are no secrets."""
    run: int = 0
    attempt: int = 0
    head_repository: str = ""
    """Where the change of the observed run comes from (``workflow_run``)."""
    head_branch: str = ""

    @property
    def commit(self) -> str:
        """What was checked."""
        return self.head or self.merge


def read_event(environ: Mapping[str, str]) -> Event:
    """The event of this job. Raises :class:`InputError` where its file cannot be read."""
    path = environ.get("GITHUB_EVENT_PATH", "")
    content = _content(path) if path else {}
    common: dict[str, Any] = {
        "name": environ.get("GITHUB_EVENT_NAME", ""),
        "merge": _hash(environ.get("GITHUB_SHA")),
        "run": _number(environ.get("GITHUB_RUN_ID")),
        "attempt": _number(environ.get("GITHUB_RUN_ATTEMPT")),
    }
    observed = _mapping(content.get("workflow_run"))
    if observed:
        return Event(
            **{**common, "run": _number(observed.get("id")), "attempt": _number(observed.get("run_attempt"))},
            head=_hash(observed.get("head_sha")),
            head_repository=_text(_mapping(observed.get("head_repository")).get("full_name")),
            head_branch=_text(observed.get("head_branch")),
        )
    group = _mapping(content.get("merge_group"))
    if group:
        return Event(**common, base=_hash(group.get("base_sha")))
    pull = _mapping(content.get("pull_request"))
    if not pull:
        return Event(**common)
    head, base = _mapping(pull.get("head")), _mapping(pull.get("base"))
    return Event(
        **common,
        number=_number(pull.get("number")) or None,
        head=_hash(head.get("sha")),
        base=_hash(base.get("sha")),
        # A fork that was deleted has no repository any more.
        fork=_mapping(head.get("repo")).get("full_name") != _mapping(base.get("repo")).get("full_name"),
    )


def _content(path: str) -> Mapping[str, Any]:
    text = read_text(path, "The event of this job", MOST_BYTES, InputError, hint="GITHUB_EVENT_PATH names it.")
    try:
        return _mapping(json.loads(text))
    except (ValueError, RecursionError):
        raise InputError(f"The event {Path(path).name} is not JSON.") from None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _hash(value: Any) -> str:
    text = _text(value)
    return text if len(text) in {40, 64} and all(char in "0123456789abcdef" for char in text) else ""


def _number(value: Any) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
