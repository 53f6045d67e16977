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
from finopsguard.types.discount import Discount
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


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of ``projects``: what is checked when no path is given, each with its own settings."""

    name: str
    path: str
    """A folder of Terraform, or a plan file."""
    plan: str = ""
    """A plan file of the folder: checked instead, with the folder as its source."""
    usage_file: str = ""
    budget: Decimal | None = None
    max_increase: Increase | None = None
    workspace: str = ""
    var_files: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()


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
    price_book: str = ""
    """``--price-book``: a book that ``prices export`` made; then neither the shipped one nor fetched prices count."""
    max_price_age: int = 0
    """Days; an older price that was used is warned of. 0: never."""
    discounts: tuple[Discount, ...] = ()
    """What is paid less than list prices (docs/prices.md), in the order written."""
    openstack_cloud: str = ""
    projects: tuple[Project, ...] = ()
    """What is checked when no path is given."""
    source: str = ""
    """``--source``: the folder of Terraform that a plan was made from; gives its resources their file and line."""
    compare_to: str = ""
    """``--compare-to``: a git revision, or a JSON report."""
    var_files: tuple[str, ...] = ()
    """``--var-file`` for directories, in order."""
    variables: tuple[tuple[str, str], ...] = ()
    """``--var`` for directories, in order."""
    workspace: str = ""
    """``--workspace`` for directories; empty: TF_WORKSPACE, the selected one, or default."""
    include_examples: bool = False
    """Whether folders of examples and tests are root modules too."""
    quotas: str = ""
    """Cloud whose quotas plans must fit, as ``--quotas`` takes it: ``openstack``, ``openstack:CLOUD``. A flag only: asking is consent."""
    quota_headroom: Decimal = Decimal("0.1")
    """Share of a limit that must stay free; less is tight."""
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
    actuals: tuple[str, ...] = ()
    """Bills to compare with, as ``--actuals`` takes them. Flags only, as are the next four: asking is consent."""
    actuals_days: int | None = None
    actuals_period: str = ""
    discounts_from: str = ""
    """``bill``: the discounts that bills show are taken off what is expected."""
    history: str = ""
    """Folder of past comparisons; empty: none is kept."""
    usage_live: str = ""
    """``live`` or ``live:aws,gcp``: clouds whose metrics fill usage and utilisation. A flag only, as above."""
    env_file: str = ""
    """File with the usage adapters' settings and credentials."""
    waivers_from: str = ""
    """Git revision whose waivers count; those that were added since are listed as new. Empty: all count."""
    new_waivers: bool = False
    """Whether waivers that a change adds count at once, also where ``waivers_from`` is given."""
    file: str = ""
    """Where these settings were read; empty without a file."""


def load(path: str | None, folder: Path, root: Path | None = None) -> Config:
    """The settings in ``path``, or in ``finopsguard.yml`` of ``folder`` when no path is given and there is one.

    ``root`` is the folder that the paths of ``projects`` are relative to; by default the file's own, as for all other paths.
    """
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
    return _from_mapping(content, found, root or found.parent)


def _default(folder: Path) -> Path | None:
    """The file that counts when none is named. Something else under its name is an error: budgets would go unnoticed."""
    found = next((folder / name for name in FILE_NAMES if os.path.lexists(folder / name)), None)
    if found is not None and not found.is_file():
        raise ConfigError(f"{found} is no regular file.", hint="Remove it, or name another with --config.")
    return found


def _from_mapping(content: Mapping[str, Any], file: Path, root: Path) -> Config:
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
    if fields.get("price_book", "shipped") not in ("shipped", "current"):
        fields["price_book"] = str(base / fields["price_book"])
    if fields.get("projects"):
        fields["projects"] = tuple(_placed(project, base, root) for project in fields["projects"])
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


def days(value: Any, where: str) -> int:
    """A whole number of days, 0 or more. Raises :class:`ConfigError`."""
    number = amount(value, where)
    if number != int(number) or number > 100_000:
        raise ConfigError(f"{where} is {value}, which is no number of days.", hint="Write a whole number such as 365.")
    return int(number)


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


def _discounts(value: Any, where: str) -> dict[str, Any]:
    from finopsguard.discount_rules import read_discounts  # noqa: PLC0415  few files have discounts

    return {"discounts": read_discounts(value, where.removesuffix(": discounts"), ConfigError)}


def share(value: Any, where: str) -> Decimal:
    """``10%`` or ``0.1``: a part of a whole, 0 to 1. Raises :class:`ConfigError`."""
    text = str(value).strip()
    part = amount(text.removesuffix("%"), where) / (100 if text.endswith("%") else 1)
    if part > 1:
        raise ConfigError(f"{where} is {value}, more than the whole.", hint="Write a share such as 10%.")
    return part


def _openstack(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not isinstance(value.get("cloud"), str) or len(value) != 1:
        raise ConfigError(f"{where} holds the one key cloud.", hint="Write openstack: {cloud: infomaniak}.")
    return {"openstack_cloud": value["cloud"]}


def _placed(project: Project, base: Path, root: Path) -> Project:
    """Paths as they can be opened: what is checked from ``root``, what it is checked with from the file's folder."""
    return msgspec.structs.replace(
        project,
        path=str(root / project.path),
        plan=str(root / project.plan) if project.plan else "",
        usage_file=str(base / project.usage_file) if project.usage_file else "",
        var_files=tuple(str(root / name) for name in project.var_files),
    )


def _projects(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, list) or not value:
        raise ConfigError(f"{where} is no list of projects.", hint="Write entries such as - path: infra/prod.")
    found = [_project(entry, f"{where}[{number}]") for number, entry in enumerate(value)]
    repeated = next((one.name for one in found if [other.name for other in found].count(one.name) > 1), None)
    if repeated is not None:
        raise ConfigError(f"{where} names {repeated} twice.", hint="Give each project a name: of its own.")
    return {"projects": tuple(found)}


def _project(entry: Any, where: str) -> Project:
    if not isinstance(entry, Mapping):
        raise ConfigError(f"{where} is no mapping.", hint="Write path: infra/prod, and what is to differ for it.")
    fields: dict[str, Any] = {}
    for key, value in entry.items():
        reader = PROJECT_READERS.get(str(key))
        if reader is None:
            raise ConfigError(
                f"{where} has an unknown key {key}.", hint=f"Known keys: {', '.join(sorted(PROJECT_READERS))}."
            )
        if value is not None:
            field, read = reader(value, f"{where}.{key}")
            fields[field] = read
    if not fields.get("path") and not fields.get("plan"):
        raise ConfigError(f"{where} has no path.", hint="Name a folder of Terraform (path:) or a plan file (plan:).")
    fields.setdefault("path", fields.get("plan"))
    fields.setdefault("name", fields["path"])
    return Project(**fields)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise ConfigError(f"{where} is no text.")
    return value


def _texts(value: Any, where: str) -> tuple[str, ...]:
    every = value if isinstance(value, list) else [value]
    return tuple(_text(one, where) for one in every)


def _variables(value: Any, where: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, Mapping):
        raise ConfigError(f"{where} is no mapping of variables to values.")
    return tuple((str(name), one if isinstance(one, str) else _json(one)) for name, one in value.items())


def _json(value: Any) -> str:
    """A value as ``--var`` would take it."""
    return msgspec.json.Encoder(decimal_format="number").encode(value).decode()


PROJECT_READERS: dict[str, Any] = {
    "name": lambda value, where: ("name", _text(value, where)),
    "path": lambda value, where: ("path", _text(value, where)),
    "plan": lambda value, where: ("plan", _text(value, where)),
    "usage_file": lambda value, where: ("usage_file", _text(value, where)),
    "budget": lambda value, where: ("budget", amount(value, where)),
    "max_increase": lambda value, where: ("max_increase", increase(value, where)),
    "workspace": lambda value, where: ("workspace", _text(value, where)),
    "var_files": lambda value, where: ("var_files", _texts(value, where)),
    "variables": lambda value, where: ("variables", _variables(value, where)),
}
"""Key of an entry of ``projects`` -> reader that answers a field of :class:`Project` and its value."""

READERS: dict[str, Any] = {
    "projects": _projects,
    "currency": lambda value, where: {"currency": currency_code(value, where)},
    "fx": _rates,
    "hours_per_month": lambda value, where: {"hours_per_month": hours(value, where)},
    "budget": lambda value, where: {"budget": amount(value, where)},
    "max_increase": lambda value, where: {"max_increase": increase(value, where)},
    "strict": _flag("strict"),
    "new_waivers": _flag("new_waivers"),
    "soft_fail": _flag("soft_fail"),
    "usage_file": lambda value, _where: {"usage_file": str(value)},
    "prices": _files("prices"),
    "price_book": lambda value, where: {"price_book": _text(value, where)},
    "max_price_age": lambda value, where: {"max_price_age": days(value, where)},
    "discounts": _discounts,
    "openstack": _openstack,
    "quota_headroom": lambda value, where: {"quota_headroom": share(value, where)},
    "policies": _policies("policies"),
    "policy_dirs": _files("policy_dirs"),
    "budgets": _policies("budgets"),
    "waivers": _policies("waivers"),
    "baseline": lambda value, _where: {"baseline": str(value)},
    "environments": _policies("environments"),
    "environment": lambda value, _where: {"environment": str(value)},
}
"""Key of ``finopsguard.yml`` -> reader that answers fields of :class:`Config` or raises :class:`ConfigError`."""
