"""Policies in Rego, for teams that have them: evaluated by regopy (extra ``rego``) on the JSON report.

Every package of the files is asked for ``deny`` and ``violation`` (they block), ``warn`` and ``info``: sets of texts, or of objects
with ``msg`` and, as far as they say so, ``id``, ``severity``, ``address``, ``project``, ``observed``, ``limit``, ``fix``, and
``failed`` (false: it passed).
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from finopsguard.errors import PolicyError
from finopsguard.files import MEBIBYTE, read_text
from finopsguard.policies.fingerprint import fingerprint
from finopsguard.policies.policy import LONGEST_FIX, LONGEST_MESSAGE, LONGEST_VALUE, SEVERITIES
from finopsguard.types.policy import PolicyOutcome, PolicyResult

RULES = {"deny": "block", "violation": "block", "warn": "warn", "info": "info"}
SEVERITY = {"block": "high", "warn": "medium", "info": "low"}
SECONDS = 60
"""A limit to what may run; one rule over 10,000 resources takes about 3."""
NEEDED = ("SYSTEMROOT", "TMPDIR", "TEMP")
"""All that the child gets of the environment: ``opa.runtime()`` would show the rest to a policy."""
_PACKAGE = re.compile(r"^\s*package\s+([A-Za-z_][A-Za-z0-9_.]*)\s*(?:#.*)?$", re.MULTILINE)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,99}")


def evaluate_rego(files: Sequence[Path], report: str) -> tuple[PolicyResult, ...]:
    """What the policies say of a JSON report. A rule that found nothing is a pass.

    Raises :class:`PolicyError` where regopy is missing, and for files that cannot be read, compiled or evaluated.
    """
    modules = [(str(file), _read(file)) for file in files]
    packages = list(dict.fromkeys(_package_of(name, text) for name, text in modules))
    said = _ask({"modules": modules, "packages": packages, "input": report}, files[0])
    if said.get("missing"):
        raise PolicyError(
            f"{files[0]} is a policy in Rego, and the extra rego is not installed.",
            hint="Install it: pip install '.[rego]' in a clone of finopsguard.",
        )
    if "error" in said:
        place = f"{said['file']}:1: this is no Rego" if "file" in said else "The policies in Rego cannot be evaluated"
        raise PolicyError(f"{place}: {_readable(str(said['error']))}.", hint="Check them with: opa check.")
    return tuple(row for package in packages for row in _rows(package, said["packages"].get(package)))


def _ask(request: dict[str, Any], file: Path) -> dict[str, Any]:
    """Evaluates in a child process; see :mod:`finopsguard.policies.rego_child`."""
    import subprocess  # noqa: PLC0415  few runs have Rego
    import sys  # noqa: PLC0415  as above

    child = Path(__file__).with_name("rego_child.py")
    environment = {name: os.environ[name] for name in NEEDED if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603  our own program, by its path
            [sys.executable, "-I", str(child)],
            input=msgspec.json.encode(request),
            capture_output=True,
            env=environment,
            timeout=SECONDS,
            check=False,
        )
        answer = msgspec.json.decode(done.stdout)
    except subprocess.TimeoutExpired:
        raise PolicyError(
            f"The policies in Rego ({file.parent}) took longer than {SECONDS} seconds.", hint="Make them simpler."
        ) from None
    except (OSError, ValueError):
        raise PolicyError(
            f"The policies in Rego ({file.parent}) could not be run.", hint="Check them with: opa check."
        ) from None
    return answer if isinstance(answer, dict) else {"error": "no answer"}


def _read(file: Path) -> str:
    return read_text(str(file), f"The policy file {file}", MEBIBYTE, PolicyError, hint="Check --policies.")


def _package_of(name: str, text: str) -> str:
    found = _PACKAGE.search(text)
    if found is None:
        raise PolicyError(f"{name}:1: there is no package in it.", hint="Begin with: package finopsguard.")
    return found[1]


def _rows(package: str, defined: Any) -> Iterator[PolicyResult]:
    for rule, action in RULES.items():
        if not isinstance(defined, dict) or rule not in defined:
            continue
        name = f"{package}.{rule}"
        findings = list(_findings(defined[rule], name, action))
        yield from findings or (_row(name, action, PolicyOutcome.PASS, {}),)


def _findings(said: Any, name: str, action: str) -> Iterator[PolicyResult]:
    for entry in _entries(said):
        fields = {"msg": entry} if isinstance(entry, str) else entry if isinstance(entry, dict) else {"msg": str(entry)}
        if fields.get("failed") is not False:
            yield _row(name, action, PolicyOutcome.FAIL, fields)


def _entries(said: Any) -> Iterable[Any]:
    """A set, a list, or one finding alone. ``deny = true`` is a finding too."""
    if isinstance(said, list):
        return said
    if isinstance(said, dict) and said and all(value is True for value in said.values()):
        return list(said)  # deny[msg] { ... } as Rego wrote it before version 1
    return () if said in (None, False) else (said,)


def _row(name: str, action: str, result: PolicyOutcome, fields: dict[str, Any]) -> PolicyResult:
    id_ = fields.get("id") or fields.get("policy")
    text = {key: _text(fields.get(key)) for key in ("project", "address", "observed", "limit", "fix")}
    message = _text(fields.get("msg") or fields.get("message")) or ("denied without a message" if fields else "")
    severity = fields.get("severity")
    id_ = id_ if isinstance(id_, str) and _ID.fullmatch(id_) else name
    return PolicyResult(
        id=id_,
        severity=severity if severity in SEVERITIES else SEVERITY[action],
        action=action,
        result=result,
        address=text["address"][:LONGEST_MESSAGE],
        observed=text["observed"][:LONGEST_VALUE],
        limit=text["limit"][:LONGEST_VALUE],
        message=message[:LONGEST_MESSAGE],
        fix=text["fix"][:LONGEST_FIX],
        title=name,
        project=text["project"],
        fingerprint=fingerprint(id_, text["project"], text["address"], "" if text["address"] else message),
    )


def _text(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else str(value)


def _readable(problem: str) -> str:
    """What an error of rego-cpp says: ``(errormsg 16:this is unclosed)``."""
    said = re.findall(r"\(errormsg \d+:([^)]*)\)", problem)
    text = "; ".join(dict.fromkeys(said)) or " ".join(problem.split())
    return text.rstrip(".")[:300] or "no reason given"
