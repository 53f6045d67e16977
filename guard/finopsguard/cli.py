"""The command line: flags in, text out, an exit code. No logic of its own; each command imports what it needs when it runs."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from finopsguard import __version__
from finopsguard.console import colour, columns, one_line, progress, say, show
from finopsguard.errors import Exit, FinOpsGuardError, UsageError
from finopsguard.report import FORMATS

if TYPE_CHECKING:
    from finopsguard.config import Config
    from finopsguard.plan import Limits

FORMAT_LIST = "|".join(FORMATS)


def run(arguments: list[str] | None = None) -> int:
    """Run a command and answer its exit code. Expected errors are one message on standard error; a traceback is shown with ``--debug``."""
    given = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in given
    try:
        return int(main.main(args=given, prog_name="finopsguard", standalone_mode=False) or 0)
    except (click.exceptions.Abort, KeyboardInterrupt):
        say("Interrupted.")
        return Exit.INTERRUPTED
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except FinOpsGuardError as error:
        return _failed(error, debug=debug)
    except Exception as error:  # noqa: BLE001  nothing may end in a bare traceback and Python's exit code 1, which means fail
        return _internal(error, debug=debug)


def _failed(error: FinOpsGuardError, *, debug: bool) -> int:
    if debug:
        _show_traceback(error)
    label = click.style("Error:", fg="red", bold=True) if colour(sys.stderr) else "Error:"
    say(f"{label} {one_line(str(error))}")
    return error.exit_code


def _internal(error: Exception, *, debug: bool) -> int:
    """Says where it happened. What went wrong is for the traceback: the text of an exception may hold a value of the plan."""
    if debug:
        _show_traceback(error)
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    where = f" in {last.tb_frame.f_globals.get('__name__')}, line {last.tb_lineno}" if last is not None else ""
    say(
        f"Internal error: {type(error).__name__}{where}.\n"
        "This is a bug in finopsguard. Run again with --debug for the traceback."
    )
    return Exit.INTERNAL


def _show_traceback(error: Exception) -> None:
    import traceback

    say("".join(traceback.format_exception(error)).rstrip())


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, message="%(prog)s %(version)s")
def main() -> None:
    """Say what a Terraform or OpenTofu change costs per month, why, and whether it may pass.

    Works offline: prices come from a book inside the package. Start with: terraform show -json plan.tfplan > plan.json, then
    finopsguard check plan.json
    """


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
                "--config", metavar="FILE", help="Settings. Default: finopsguard.yml in the working directory."
            ),
            click.option("--max-plan-size", metavar="MIB", type=int, help="Refuse larger plans. Default: 512."),
            click.option("--max-plan-depth", metavar="LEVELS", type=int, help="Refuse deeper nesting. Default: 200."),
            click.option("--max-resources", metavar="N", type=int, help="Refuse plans with more. Default: 200000."),
            click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error."),
        ]
    ):
        command = option(command)
    return command


@main.command()
@click.argument("plans", nargs=-1, required=True, metavar="PLAN...")
@click.option(
    "--format", "format_", type=click.Choice(tuple(FORMATS)), default="text", help="Format on standard output."
)
@click.option(
    "--out", multiple=True, metavar="FORMAT=FILE", help=f"Write the report also to a file ({FORMAT_LIST}). Repeatable."
)
@click.option("--details", is_flag=True, help="Show every component of every changed resource.")
@click.option("--budget", metavar="AMOUNT", help="Fail when the monthly total is over this.")
@click.option("--max-increase", metavar="AMOUNT|N%", help="Fail when the change adds more than this a month.")
@click.option(
    "--strict", is_flag=True, default=None, help="Incomplete (exit 4) when a changed resource has no complete price."
)
@click.option(
    "--soft-fail", is_flag=True, default=None, help="Exit 0 for fail and incomplete; the report stays the same."
)
@plan_options
def check(plans: tuple[str, ...], format_: str, out: tuple[str, ...], *, details: bool, **flags: Any) -> int:
    """Price plans and judge the change.

    PLAN is the output of `terraform show -json PLANFILE` (or `tofu show -json`); - reads standard input. Several plans make one report.

    Exit codes: 0 pass, 1 fail, 2 wrong usage, 3 input cannot be read, 4 incomplete, 5 internal error, 130 interrupted.
    """
    from finopsguard.check import check as run_check
    from finopsguard.report import RenderOptions, render
    from finopsguard.write import write_file

    targets = [_target(text) for text in out]
    config, limits = _settings(flags)
    step = progress()
    try:
        report = run_check(plans, config, limits=limits, progress=step)
    finally:
        step("")  # what comes next begins on a clean line
    for name, file in targets:
        write_file(file, render(report, name, options=RenderOptions(color=False, width=None, details=details)))
    color = format_ == "text" and colour(sys.stdout)
    width = columns() if format_ == "text" else None
    show(
        render(report, format_, options=RenderOptions(color=color, width=width, details=details)),
        utf8=format_ != "text",
    )
    return report.exit_code


@main.command()
@click.argument("plan")
@click.argument("address")
@plan_options
def explain(plan: str, address: str, **flags: Any) -> None:
    """Show how each amount of one resource comes about: attributes, price row (source, date), quantity, maths.

    ADDRESS is the resource's address in PLAN, such as 'module.app.aws_instance.web[0]'.
    """
    from finopsguard.explain import explain as run_explain
    from finopsguard.report.explain import explanation

    config, limits = _settings(flags)
    show(explanation(run_explain(plan, address, config, limits=limits)))


@main.group()
def prices() -> None:
    """What the price book holds, how old it is, and where it came from."""


@prices.command("list")
@click.argument("provider", default="")
def prices_list(provider: str) -> None:
    """Services in the book, of one PROVIDER if named, with regions, rows, dates and sources."""
    from finopsguard.prices import PriceBook
    from finopsguard.prices.listing import list_text, overview

    show(list_text(overview(PriceBook.shipped(), provider)))


@prices.command("show")
@click.argument("provider")
@click.argument("service")
@click.argument("region", default="")
@click.argument("pattern", default="")
def prices_show(provider: str, service: str, region: str, pattern: str) -> None:
    """Price rows with unit, date, source and SKU, such as: prices show aws AmazonEC2 eu-west-1 'm5.*'

    Without REGION: what the service has. PATTERN is part of a key, or has * and ? as wildcards.
    """
    from finopsguard.prices import PriceBook
    from finopsguard.prices.listing import select, service_text, show_text, summary

    book = PriceBook.shipped()
    if region:
        show(show_text(select(book, provider, service, region, pattern)))
    else:
        show(service_text(summary(book, provider, service)))


@main.group()
def resources() -> None:
    """What each resource type is billed for."""


@resources.command("list")
def resources_list() -> None:
    """Priced types by cloud, and how many more are free by name."""
    from finopsguard.resources.listing import listing

    show(listing())


@resources.command("show")
@click.argument("type_", metavar="TYPE")
def resources_show(type_: str) -> None:
    """Components, units, usage keys, assumptions and regions of one type, such as aws_instance."""
    from finopsguard.prices import PriceBook
    from finopsguard.resources.listing import details, regions_of

    show(details(type_, regions_of(PriceBook.shipped().partitions())))


def _settings(flags: dict[str, Any]) -> "tuple[Config, Limits]":
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
    base = settings.load(flags.pop("config"), Path())
    changed: dict[str, Any] = {}
    for name, value in flags.items():
        if value not in (None, ()):
            changed[name] = _read_flag(name, value)
    return msgspec.structs.replace(base, **changed), limits


def _read_flag(name: str, value: Any) -> Any:
    from finopsguard import config as settings

    where = f"--{name.replace('_', '-')}"
    if name == "budget":
        return settings.amount(value, where)
    if name == "max_increase":
        return settings.increase(value, where)
    if name == "currency":
        return settings.currency_code(value, where)
    if name == "hours_per_month":
        return settings.hours(value, where)
    return value


def _target(text: str) -> tuple[str, str]:
    name, equals, file = text.partition("=")
    if not equals or name not in FORMATS or not file:
        raise UsageError(
            f"--out {text} is not FORMAT=FILE.", hint=f"Formats: {', '.join(FORMATS)}. Example: --out html=report.html."
        )
    return name, file
