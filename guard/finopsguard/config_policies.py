"""What ``finopsguard.yml`` says of policies, budgets, waivers and environments."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from finopsguard.errors import ConfigError
from finopsguard.text import Located
from finopsguard.types.policy import Budget, PolicyChoice, Waiver

ACTIONS = ("block", "warn", "info")
SEVERITIES = ("low", "medium", "high", "critical")
BUDGET_KEYS = ("name", "limit", "max_increase", "currency", "project", "module", "tags", "team", "action")
WAIVER_KEYS = ("policy", "policies", "address", "addresses", "reason", "owner", "expires")
CHOICE_KEYS = ("enabled", "action", "severity", "settings")

Amount = Callable[[Any, str], Decimal]
"""Reads a non-negative amount, or raises :class:`ConfigError`."""


def policies(value: Any, where: str, _amount: Amount) -> tuple[PolicyChoice, ...]:
    """``{gp2-to-gp3: block, required-tags: off, resource-limit: {settings: {limit: 500}}}``."""
    mapping = _mapping(value, where, "Write a policy's id and what of it: gp2-to-gp3: block.")
    return tuple(_choice(str(key), said, _at(mapping, key, where)) for key, said in mapping.items())


def _choice(name: str, said: Any, where: str) -> PolicyChoice:
    if isinstance(said, bool):
        return PolicyChoice(id=name, enabled=said, where=where)
    if isinstance(said, str):
        return PolicyChoice(id=name, action=_one_of(said, ACTIONS, where), where=where)
    mapping = _mapping(
        said, where, "Write on, off, block, warn, info, or a mapping with action, severity and settings."
    )
    _known(mapping, CHOICE_KEYS, where)
    enabled = mapping.get("enabled", True)
    if not isinstance(enabled, bool):
        raise ConfigError(f"{where}: enabled is {enabled}, neither true nor false.")
    return PolicyChoice(
        id=name,
        enabled=enabled,
        action=_one_of(mapping["action"], ACTIONS, where) if "action" in mapping else "",
        severity=_one_of(mapping["severity"], SEVERITIES, where) if "severity" in mapping else "",
        settings=dict(_mapping(mapping.get("settings") or {}, f"{where}: settings", "Write names and values.")),
        where=where,
    )


def budgets(value: Any, where: str, amount: Amount) -> tuple[Budget, ...]:
    """A list of budgets; each has a name and a limit, a most increase, or both."""
    found = tuple(_budget(entry, *place, amount) for entry, place in _entries(value, where))
    names = [budget.name for budget in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ConfigError(f"{where}: two budgets are called {twice}.", hint="Give each a name of its own.")
    return found


def _budget(entry: Mapping[str, Any], where: str, file: str, line: int, amount: Amount) -> Budget:
    _known(entry, BUDGET_KEYS, where)
    name = _text(entry, "name", where)
    if not name:
        raise ConfigError(f"{where}: a budget has no name.", hint="Add name: platform.")
    rise = str(entry["max_increase"]).strip() if entry.get("max_increase") is not None else ""
    limit = amount(entry["limit"], f"{where}: limit") if entry.get("limit") is not None else None
    if limit is None and not rise:
        raise ConfigError(
            f"{where}: the budget {name} limits nothing.", hint="Add limit: 500, max_increase: 10%, or both."
        )
    tags = _mapping(entry.get("tags") or {}, f"{where}: tags", "Write tags: {team: platform}.")
    return Budget(
        name=name,
        limit=limit,
        max_increase=amount(rise.removesuffix("%"), f"{where}: max_increase") if rise else None,
        percent=rise.endswith("%"),
        currency=_text(entry, "currency", where).upper(),
        project=_text(entry, "project", where),
        module=_text(entry, "module", where),
        tags={str(key): str(text) for key, text in tags.items()},
        team=_text(entry, "team", where),
        action=_one_of(entry["action"], ACTIONS, where) if "action" in entry else "",
        file=file,
        line=line,
    )


def waivers(value: Any, where: str, _amount: Amount) -> tuple[Waiver, ...]:
    """A list of waivers; each says which policy, which addresses, why, who answers for it and until when."""
    return tuple(_waiver(entry, *place) for entry, place in _entries(value, where))


def _waiver(entry: Mapping[str, Any], where: str, file: str, line: int) -> Waiver:
    _known(entry, WAIVER_KEYS, where)
    named = _texts(entry, "policies", where) + _texts(entry, "policy", where)
    addresses = _texts(entry, "addresses", where) + _texts(entry, "address", where)
    texts = {key: _text(entry, key, where) for key in ("reason", "owner", "expires")}
    missing = [key for key, text in (("policy", named), ("address", addresses), *texts.items()) if not text]
    if missing:
        raise ConfigError(
            f"{where}: the waiver has no {' and no '.join(missing)}.",
            hint="A waiver needs policy, address, reason, owner and expires.",
        )
    return Waiver(
        policies=named, addresses=addresses, **{**texts, "expires": day(texts["expires"], where)}, file=file, line=line
    )


def day(text: str, where: str) -> str:
    """An ISO 8601 day. Raises :class:`ConfigError`."""
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise ConfigError(f"{where}: expires is {text}, which is no day.", hint="Write it as 2027-01-31.") from None


def environments(value: Any, where: str, _amount: Amount) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """``{production: [prod, live], development: [dev, "sandbox-*"]}``."""
    mapping = _mapping(value, where, "Write an environment and the words that stand for it: production: [prod, live].")
    return tuple((str(name), _texts(mapping, name, where)) for name in mapping)


def _entries(value: Any, where: str) -> list[tuple[Mapping[str, Any], tuple[str, str, int]]]:
    """Mappings of a list, each with what it is called in messages, its file and line."""
    if not isinstance(value, list):
        raise ConfigError(f"{where} is no list.", hint="Begin each entry with a dash.")
    file = where.rpartition(":")[0]
    found = []
    for number, entry in enumerate(value, start=1):
        place = f"{where}, entry {number}"
        line = entry.line if isinstance(entry, Located) else 0
        mapping = _mapping(entry, place, "Write keys and values under the dash.")
        found.append((mapping, (f"{file}:{line}: {place.rpartition(': ')[2]}", file, line)))
    return found


def _mapping(value: Any, where: str, hint: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ConfigError(f"{where} is no mapping.", hint=hint)
    return value


def _at(mapping: Mapping[str, Any], key: Any, where: str) -> str:
    """File, line and key, for messages."""
    file, _, name = where.rpartition(": ")
    line = mapping.line_of(key) if isinstance(mapping, Located) else 0
    return f"{file}:{line}: {name}: {key}"


def _known(mapping: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    for key in mapping:
        if key not in keys:
            from difflib import get_close_matches  # noqa: PLC0415  only for a mistake

            near = get_close_matches(str(key), keys, 1)
            hint = f"Did you mean {near[0]}?" if near else f"Known keys: {', '.join(keys)}."
            raise ConfigError(f"{where}: there is no key {key}.", hint=hint)


def _one_of(value: Any, words: tuple[str, ...], where: str) -> str:
    if value not in words:
        raise ConfigError(f"{where} is {value}.", hint=f"Write one of: {', '.join(words)}.")
    return str(value)


def _text(mapping: Mapping[str, Any], key: str, where: str) -> str:
    value = mapping.get(key)
    if value is None:
        return ""
    if isinstance(value, (Mapping, list)):
        raise ConfigError(f"{where}: {key} is no text.")
    return str(value).strip()


def _texts(mapping: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = mapping.get(key)
    if value is None:
        return ()
    texts = value if isinstance(value, list) else [value]
    if not all(isinstance(text, (str, int)) and not isinstance(text, bool) and str(text).strip() for text in texts):
        raise ConfigError(f"{where}: {key} is no text or list of them.")
    return tuple(str(text).strip() for text in texts)


READERS: dict[str, Callable[[Any, str, Amount], Any]] = {
    "policies": policies,
    "budgets": budgets,
    "waivers": waivers,
    "environments": environments,
}
"""Key of ``finopsguard.yml`` -> its reader."""
