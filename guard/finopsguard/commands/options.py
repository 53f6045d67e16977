"""Flags that several commands share, and the settings they come to."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from finopsguard.errors import UsageError

if TYPE_CHECKING:
    from finopsguard.config import Config
    from finopsguard.plan import Limits


def plan_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Flags of every command that reads and prices plans."""
    for option in reversed(
        [
            click.option(
                "--usage-file", metavar="FILE", help="Quantities for what depends on usage (Infracost's format)."
            ),
            click.option(
                "--prices", metavar="FILE", multiple=True, help="Own prices, before those of the book. Repeatable."
            ),
            click.option(
                "--price-book",
                metavar="FILE|FOLDER",
                help="Pinned prices that prices export made, instead of the book.",
            ),
            click.option("--max-price-age", metavar="DAYS", help="Warn of prices older than this. Default: never."),
            click.option(
                "--currency", metavar="CODE", help="Currency of totals. Default: that of the prices, else USD."
            ),
            click.option(
                "--fx",
                metavar="CODE=RATE",
                multiple=True,
                help="Exchange rate, EUR=1.09 (1 EUR in USD) or EUR/CHF=0.94. Repeatable.",
            ),
            click.option("--hours-per-month", metavar="HOURS", help="Hours of a month. Default: 730."),
            click.option(
                "--var", "var", metavar="NAME=VALUE", multiple=True, help="A variable of a folder. Repeatable."
            ),
            click.option("--var-file", metavar="FILE", multiple=True, help="Variables of a folder. Repeatable."),
            click.option("--workspace", metavar="NAME", help="Workspace of a folder. Default: the selected one."),
            click.option(
                "--include-examples", is_flag=True, default=None, help="Check folders of examples and tests too."
            ),
            click.option(
                "--config", metavar="FILE", help="Settings. Default: finopsguard.yml in the working directory."
            ),
            click.option(
                "--root",
                metavar="FOLDER",
                help="What paths of projects: in the settings are relative to. Default: the folder of the settings.",
            ),
            click.option("--max-plan-size", metavar="MIB", type=int, help="Refuse larger plans. Default: 512."),
            click.option("--max-plan-depth", metavar="LEVELS", type=int, help="Refuse deeper nesting. Default: 200."),
            click.option("--max-resources", metavar="N", type=int, help="Refuse plans with more. Default: 200000."),
            click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error."),
        ]
    ):
        command = option(command)
    return command


def settings_of(flags: dict[str, Any]) -> "tuple[Config, Limits]":
    """Settings of the configuration file with the flags on top."""
    import msgspec

    from finopsguard import config as settings
    from finopsguard.plan import Limits

    limits = Limits()
    for flag, field, factor in (
        ("max_plan_size", "max_bytes", 2**20),
        ("max_plan_depth", "max_depth", 1),
        ("max_resources", "max_resources", 1),
    ):
        if (value := flags.pop(flag)) is not None:
            if value < 1:
                raise UsageError(f"--{flag.replace('_', '-')} is {value}.", hint="Give a number above 0.")
            limits = msgspec.structs.replace(limits, **{field: value * factor})
    root = flags.pop("root")
    base = settings.load(flags.pop("config"), Path(), Path(root) if root else None)
    changed: dict[str, Any] = {}
    for name, value in flags.items():
        if value not in (None, ()):
            field = FIELDS.get(name, name)
            changed[field] = _read_flag(name, value)
    return msgspec.structs.replace(base, **changed), limits


FIELDS = {"var": "variables", "var_file": "var_files"}
"""Flags whose field of the configuration has another name."""


def _read_flag(name: str, value: Any) -> Any:
    from finopsguard import config as settings

    if name == "var":
        return tuple(_variable(text) for text in value)
    where = f"--{name.replace('_', '-')}"
    if name == "budget":
        return settings.amount(value, where)
    if name == "max_increase":
        return settings.increase(value, where)
    if name == "max_price_age":
        return settings.days(value, where)
    if name == "currency":
        return settings.currency_code(value, where)
    if name == "hours_per_month":
        return settings.hours(value, where)
    return value


def _variable(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise UsageError("--var is not NAME=VALUE.", hint="Write for example --var instance_count=3.")
    return name.strip(), value
