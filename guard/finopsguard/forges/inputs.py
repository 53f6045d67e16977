"""The Action's inputs, as action.yml hands them over: ``INPUT_*`` variables, and which flag of ``check`` each becomes.

A list has one entry a line: paths have commas and blanks in them.
"""

import os
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

import msgspec

from finopsguard.errors import UsageError
from finopsguard.forges.comments import Mode, When
from finopsguard.forges.marker import checked_key

LISTS: Final = {
    "PRICES": "--prices",
    "POLICIES": "--policies",
    "ONLY_POLICY": "--only-policy",
    "SKIP_POLICY": "--skip-policy",
    "FX": "--fx",
    "VAR_FILE": "--var-file",
    "ACTUALS": "--actuals",
}
TEXTS: Final = {
    "SOURCE": "--source",
    "USAGE_FILE": "--usage-file",
    "USAGE": "--usage",
    "BASELINE": "--baseline",
    "ACTUALS_DAYS": "--actuals-days",
    "ACTUALS_PERIOD": "--actuals-period",
    "DISCOUNTS": "--discounts",
    "HISTORY": "--history",
    "QUOTAS": "--quotas",
    "BUDGET": "--budget",
    "MAX_INCREASE": "--max-increase",
    "CURRENCY": "--currency",
    "WORKSPACE": "--workspace",
}
SWITCHES: Final = {"STRICT": "--strict"}
TRUSTED: Final = frozenset({"PRICES", "POLICIES", "USAGE_FILE", "BASELINE", "HISTORY"})
"""Files that can turn fail into pass: with ``config-from: base`` those of the base count."""
WRITTEN: Final = frozenset({"ACTUALS"})
"""The same, but an earlier step may have written them into the checkout: what git does not know there is read as it is."""
LIVE: Final = {"ACTUALS": "actual costs", "QUOTAS": "quotas", "USAGE": "live usage"}
"""What needs credentials, which a fork's run has not. Bills in files need none."""
_OF_A_BILL: Final = frozenset({"ACTUALS_DAYS", "ACTUALS_PERIOD", "DISCOUNTS", "HISTORY"})
REPORTS: Final = ("json", "html", "sarif", "junit", "markdown")
_YES: Final = frozenset({"true", "yes", "on", "1"})
_NO: Final = frozenset({"", "false", "no", "off", "0"})
BASE, HEAD = "base", "head"

Wish = TypeVar("Wish", Mode, When)


class Inputs(msgspec.Struct, frozen=True, kw_only=True):
    """What the workflow asks for."""

    plans: tuple[str, ...]
    folder: str
    """``working-directory``."""
    config: str
    config_from: str
    compare_to: str
    given: Mapping[str, tuple[str, ...]]
    """Values of :data:`LISTS` and :data:`TEXTS`, those that are not empty."""
    switches: tuple[str, ...]
    """Flags of :data:`SWITCHES` that are on."""
    soft_fail: bool
    details: bool
    mode: Mode
    when: When
    key: str
    reports: Mapping[str, str]
    """Format -> file that the workflow wants written."""


def read_inputs(environ: Mapping[str, str]) -> Inputs:
    """Raises :class:`UsageError` for what an input cannot be."""

    def text(name: str) -> str:
        return environ.get(f"INPUT_{name}", "").strip()

    given = {name: tuple(_lines(text(name))) for name in LISTS} | {
        name: tuple(filter(None, [text(name)])) for name in TEXTS
    }
    return Inputs(
        plans=tuple(_lines(text("PLANS"))),
        folder=text("WORKING_DIRECTORY") or ".",
        config=text("CONFIG"),
        config_from=_one_of("config-from", text("CONFIG_FROM") or BASE, (BASE, HEAD)),
        compare_to=text("COMPARE_TO"),
        given={name: values for name, values in given.items() if values},
        switches=tuple(flag for name, flag in SWITCHES.items() if _switch(name, text(name))),
        soft_fail=_switch("SOFT_FAIL", text("SOFT_FAIL")),
        details=_switch("DETAILS", text("DETAILS")),
        mode=_wish(Mode, "comment", text("COMMENT")),
        when=_wish(When, "comment-when", text("COMMENT_WHEN")),
        key=checked_key(text("COMMENT_KEY") or "default"),
        reports={name: text(name.upper()) for name in REPORTS if text(name.upper())},
    )


def arguments(inputs: Inputs, place: Callable[[str], str | None]) -> list[str]:
    """Flags of ``check``; ``place`` says where a trusted file is read, and ``None`` where there is none."""
    flags = list(inputs.switches)
    for name, flag in (LISTS | TEXTS).items():
        for value in inputs.given.get(name, ()):
            where = _placed(name, value, place)
            if where is not None:
                flags.append(f"{flag}={where}")
    return flags


def _placed(name: str, value: str, place: Callable[[str], str | None]) -> str | None:
    if name in TRUSTED:
        return place(value)
    kind, file = bill_file(value) if name in WRITTEN else ("", "")
    if not file:
        return value
    where = place(file)
    return None if where is None else f"{kind}:{where}"


def bill_file(source: str) -> tuple[str, str]:
    """Kind and file of a bill such as ``focus:bill.csv``; two empty texts for a cloud that is asked."""
    kind, colon, file = source.partition(":")
    return (kind, os.path.expanduser(file)) if colon else ("", "")  # noqa: PTH111  it stays text


def written(inputs: Inputs) -> list[str]:
    """Files that decide and that an earlier step may have written."""
    return [file for name in WRITTEN for value in inputs.given.get(name, ()) if (file := bill_file(value)[1])]


def without_live(inputs: Inputs) -> tuple[Inputs, tuple[str, ...]]:
    """The inputs without what needs credentials, and what that was."""
    files = tuple(value for value in inputs.given.get("ACTUALS", ()) if bill_file(value)[1])
    kept = {name: values for name, values in inputs.given.items() if name not in LIVE}
    dropped = tuple(
        words for name, words in LIVE.items() if inputs.given.get(name, ()) != (files if name == "ACTUALS" else ())
    )
    if files:
        kept["ACTUALS"] = files
    else:
        kept = {name: values for name, values in kept.items() if name not in _OF_A_BILL}
    return msgspec.structs.replace(inputs, given=kept), dropped


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _switch(name: str, text: str) -> bool:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise UsageError(f"The input {name.lower().replace('_', '-')} is neither true nor false.")


def _one_of(name: str, text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise UsageError(f"The input {name} is none of: {', '.join(known)}.")
    return text


def _wish(kind: type[Wish], name: str, text: str) -> Wish:
    return kind(_one_of(name, text or next(iter(kind)).value, tuple(one.value for one in kind)))
