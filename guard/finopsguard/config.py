"""Settings of a run: flags over ``finopsguard.yml`` over defaults, as one frozen object."""

import os
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import msgspec

from finopsguard.errors import ConfigError
from finopsguard.files import MEBIBYTE, read_text
from finopsguard.text import load_yaml
from finopsguard.types.money import HOURS_PER_MONTH, usable
from finopsguard.types.policy import Budget, PolicyChoice, Waiver

FILE_NAMES = ("finopsguard.yml", "finopsguard.yaml")
MAX_BYTES = MEBIBYTE


class Increase(msgspec.Struct, frozen=True):
    """The most that a change may add to the monthly cost: an amount in the report's currency, or % of the previous total."""

    value: Decimal
    percent: bool = False

    def __str__(self) -> str:
        return f"{self.value.normalize():f}{' %' if self.percent else ''}"


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """What the user asked for. Every field is a key of ``finopsguard.yml``; those that are flags too say so in ``check --help``."""

    currency: str = ""
    """Of totals; empty: the only currency there is, else USD."""
    fx: tuple[str, ...] = ()
    """Own exchange rates as ``--fx`` takes them: ``EUR=1.09`` (in US dollars), ``EUR/CHF=0.94``."""
    hours_per_month: Decimal = HOURS_PER_MONTH
    budget: Decimal | None = None
    max_increase: Increase | None = None
    strict: bool = False
    soft_fail: bool = False
    usage_file: str = ""
    prices: tuple[str, ...] = ()
    openstack_cloud: str = ""
    policies: tuple[PolicyChoice, ...] = ()
    """What is said of single policies: on, off, another action or settings."""
    policy_dirs: tuple[str, ...] = ()
    """Folders of own policies (``--policies``)."""
    only_policy: tuple[str, ...] = ()
    skip_policy: tuple[str, ...] = ()
    budgets: tuple[Budget, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    baseline: str = ""
    """File of findings that are known and do not count."""
    environments: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Environment -> patterns of words by which it is known; empty: the usual ones."""
    environment: str = ""
    """The environment of everything in this run that no tag tells of: a workspace's name will do."""
    file: str = ""
    """Where these settings were read; empty without a file."""


def load(path: str | None, folder: Path) -> Config:
    """The settings in ``path``, or in ``finopsguard.yml`` of ``folder`` when no path is given and there is one."""
    found = Path(path) if path else _default(folder)
    if found is None:
        return Config()
    text = read_text(str(found), f"The configuration file {found}", MAX_BYTES, ConfigError, hint="Check --config.")
    content = load_yaml(text, str(found), error=ConfigError)
    if content is None:
        return Config(file=str(found))
    if not isinstance(content, Mapping):
        raise ConfigError(
            f"{found} is not a configuration: its top level is no mapping.", hint="Write keys such as budget: 500."
        )
    return _from_mapping(content, found)


def _default(folder: Path) -> Path | None:
    """The file that counts when none is named. Something else under its name is an error: budgets would go unnoticed."""
    found = next((folder / name for name in FILE_NAMES if os.path.lexists(folder / name)), None)
    if found is not None and not found.is_file():
        raise ConfigError(f"{found} is no regular file.", hint="Remove it, or name another with --config.")
    return found


def _from_mapping(content: Mapping[str, Any], file: Path) -> Config:
    where = str(file)
    fields: dict[str, Any] = {"file": where}
    for key, value in content.items():
        reader = READERS.get(str(key))
        if reader is None:
            from difflib import get_close_matches  # noqa: PLC0415  only for a mistake

            near = get_close_matches(str(key), READERS, 1)
            hint = f"Did you mean {near[0]}?" if near else f"Known keys: {', '.join(sorted(READERS))}."
            raise ConfigError(f"{where} has an unknown key {key}.", hint=hint)
        if value is not None:
            fields.update(reader(value, f"{where}: {key}"))
    base = file.parent
    if fields.get("usage_file"):
        fields["usage_file"] = str(base / fields["usage_file"])
    if fields.get("baseline"):
        fields["baseline"] = str(base / fields["baseline"])
    if fields.get("policy_dirs"):
        fields["policy_dirs"] = tuple(str(base / name) for name in fields["policy_dirs"])
    if fields.get("prices"):
        fields["prices"] = tuple(str(base / name) for name in fields["prices"])
    return Config(**fields)


def amount(value: Any, where: str) -> Decimal:
    """A non-negative decimal number. Raises :class:`ConfigError`."""
    try:
        number = usable(value if isinstance(value, Decimal) else Decimal(str(value).replace(",", "").strip()))
    except (InvalidOperation, ValueError):
        number = None
    if isinstance(value, bool) or number is None or number < 0:
        raise ConfigError(f"{where} is {value}, which is no amount.", hint="Write a number such as 500 or 99.90.")
    return number


def increase(value: Any, where: str) -> Increase:
    """``250`` or ``10%``. Raises :class:`ConfigError`."""
    text = str(value).strip()
    if text.endswith("%"):
        return Increase(amount(text[:-1], where), percent=True)
    return Increase(amount(value, where))


def currency_code(value: Any, where: str) -> str:
    """An ISO 4217 code in capitals. Raises :class:`ConfigError`."""
    code = str(value).strip().upper()
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise ConfigError(
            f"{where} is {value}, which is no currency code.", hint="Write three letters, such as USD or EUR."
        )
    return code


def hours(value: Any, where: str) -> Decimal:
    """Hours a month, above 0 and at most 744. Raises :class:`ConfigError`."""
    number = amount(value, where)
    if not 0 < number <= 744:
        raise ConfigError(f"{where} is {value}.", hint="A month has more than 0 and at most 744 hours; 730 is usual.")
    return number


def _rates(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ConfigError(
            f"{where} is no mapping.", hint="Write rates by currency, such as EUR: 1.09 or EUR/CHF: 0.94."
        )
    return {"fx": tuple(f"{pair}={rate}" for pair, rate in value.items())}


def _flag(name: str) -> Any:
    def read(value: Any, where: str) -> dict[str, Any]:
        if not isinstance(value, bool):
            raise ConfigError(f"{where} is {value}, neither true nor false.")
        return {name: value}

    return read


def _files(name: str) -> Any:
    def read(value: Any, where: str) -> dict[str, Any]:
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
            raise ConfigError(f"{where} is no file name or list of them.")
        return {name: tuple(names)}

    return read


def _policies(name: str) -> Any:
    """Keys about policies are read by a module of their own, loaded when one of them is there."""

    def read(value: Any, where: str) -> dict[str, Any]:
        from finopsguard import config_policies  # noqa: PLC0415  as above

        return {name: config_policies.READERS[name](value, where, amount)}

    return read


def _openstack(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not isinstance(value.get("cloud"), str) or len(value) != 1:
        raise ConfigError(f"{where} holds the one key cloud.", hint="Write openstack: {cloud: infomaniak}.")
    return {"openstack_cloud": value["cloud"]}


READERS: dict[str, Any] = {
    "currency": lambda value, where: {"currency": currency_code(value, where)},
    "fx": _rates,
    "hours_per_month": lambda value, where: {"hours_per_month": hours(value, where)},
    "budget": lambda value, where: {"budget": amount(value, where)},
    "max_increase": lambda value, where: {"max_increase": increase(value, where)},
    "strict": _flag("strict"),
    "soft_fail": _flag("soft_fail"),
    "usage_file": lambda value, _where: {"usage_file": str(value)},
    "prices": _files("prices"),
    "openstack": _openstack,
    "policies": _policies("policies"),
    "policy_dirs": _files("policy_dirs"),
    "budgets": _policies("budgets"),
    "waivers": _policies("waivers"),
    "baseline": lambda value, _where: {"baseline": str(value)},
    "environments": _policies("environments"),
    "environment": lambda value, _where: {"environment": str(value)},
}
"""Key of ``finopsguard.yml`` -> reader that answers fields of :class:`Config` or raises :class:`ConfigError`."""
