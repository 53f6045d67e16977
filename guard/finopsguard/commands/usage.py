"""``finopsguard usage``: metrics and bills of the clouds. Running one of these commands is consent to ask the cloud it names."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from finopsguard.commands.usage_sync import sync
from finopsguard.console import one_line, progress, say, show
from finopsguard.errors import Exit, UsageError

if TYPE_CHECKING:
    from finopsguard.adapters.usage.usage_factory import UsageFactory

CLOUDS = ("aws", "gcp", "azure")
_CLOUD = click.argument("cloud", type=click.Choice(CLOUDS, case_sensitive=False))


def _asking(command: Callable[..., Any]) -> Callable[..., Any]:
    """Flags of every command that asks a cloud."""
    for option in (
        click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error."),
        click.option("--env-file", metavar="FILE", help="Settings and credentials. Default: .env, except under CI."),
        click.option(
            "--format",
            "format_",
            type=click.Choice(("text", "json")),
            default="text",
            help="Format on standard output.",
        ),
    ):
        command = option(command)
    return command


def _period(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--dry-run", is_flag=True, help="Say what would be asked and what it costs, and ask nothing."),
        click.option("--no-cache", is_flag=True, help="Ask again what was answered in the last hour."),
        click.option("--to", "end", metavar="TIME", help="End, such as 2026-01-31. Default: now."),
        click.option(
            "--from", "start", metavar="TIME", help="Start, such as 2026-01-01. Default: 7 days before the end."
        ),
    ):
        command = option(command)
    return _asking(command)


@click.group()
def usage() -> None:
    """Metrics and bills of AWS, Google Cloud and Azure, and what is in an OpenStack project."""


usage.add_command(sync)


@usage.command()
@_CLOUD
def permissions(cloud: str) -> None:
    """Print the least that CLOUD must allow: an IAM policy or roles."""
    from importlib import import_module

    show(import_module(f"finopsguard.adapters.usage.{cloud.lower()}_permissions").text())


@usage.command()
@click.argument("clouds", nargs=-1, type=click.Choice(CLOUDS, case_sensitive=False), metavar="[CLOUD]...")
@click.option("--billing", is_flag=True, help="Ask for the bill too, which some clouds charge for (AWS: $0.01).")
@_asking
def availability(clouds: tuple[str, ...], *, billing: bool, format_: str, env_file: str | None) -> int:
    """Say whether metrics, and with --billing the bill, can be had from each CLOUD, and if not, why.

    Exit codes: 0 all can be had, 4 something cannot.
    """
    asked = tuple(cloud.lower() for cloud in clouds) or CLOUDS
    factory = _factory(asked, env_file)
    step = progress()
    reasons: dict[str, dict[str, str]] = {}
    for cloud in asked:
        step(f"Asking {cloud} ...")
        reasons[cloud] = factory.availability(cloud, billing=billing)
    step("")
    lines = [
        f"{cloud} {what}: {one_line(why) or 'available'}\n"
        for cloud, found in reasons.items()
        for what, why in found.items()
    ]
    show(_json(reasons) if format_ == "json" else "".join(lines))
    return Exit.INCOMPLETE if any(why for found in reasons.values() for why in found.values()) else Exit.PASS


@usage.command()
@_CLOUD
@click.argument("type_", metavar="TYPE")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--region", help="Where the resources are. Default: the adapter's region, or that of an ARN.")
@click.option("--metric", "metrics", multiple=True, metavar="NAME", help="Instead of the type's own. Repeatable.")
@_period
def resource(cloud: str, type_: str, ids: tuple[str, ...], **flags: Any) -> int:
    """Show the metrics of resources of one TYPE, such as: usage resource aws ec2 i-0abc.

    Exit codes: 0 answered, 2 wrong usage, 4 the cloud could not be asked or did not answer.
    """
    from finopsguard.report.usage import resources_text
    from finopsguard.types.usage import ResourceUsage, UsageTarget

    factory = _factory((cloud,), flags["env_file"])
    period = _times(flags)
    region, metrics = flags["region"], list(flags["metrics"]) or None
    targets = [UsageTarget(resource_id=name, resource_type=type_, region=region) for name in ids]
    if flags["dry_run"]:
        return _planned(flags, lambda: factory.adapter(cloud).planned_calls(targets, *period, metrics))

    def ask() -> list[ResourceUsage | None]:
        if len(ids) == 1:
            one = factory.get_resource_usage(cloud, ids[0], type_, *period, region, metrics, not flags["no_cache"])
            return [one]
        bulk = factory.get_many(cloud, targets, *period, metrics)
        for reason in bulk.failures if bulk is not None else ():
            say(one_line(reason))
        return list(bulk.usages) if bulk is not None else [None]

    found = _told(cloud, ask)
    have = [item for item in found if item is not None]
    if have:
        show(_json(have) if flags["format_"] == "json" else resources_text(have))
    return Exit.PASS if len(have) == len(ids) else _nothing(factory)


@usage.command()
@_CLOUD
@click.option(
    "--granularity",
    type=click.Choice(("hourly", "daily", "monthly"), case_sensitive=False),
    default="daily",
    help="Steps of time. Default: daily.",
)
@click.option("--group-by", multiple=True, metavar="WORD", help="Such as service or region. Repeatable.")
@click.option("--filter", "filters", multiple=True, metavar="WORD=VALUE", help="Such as region=eu-west-1. Repeatable.")
@click.option(
    "--cost-metric", metavar="NAME", help="AWS: unblended (default), amortized, net-unblended, net-amortized."
)
@_period
def cost(cloud: str, granularity: str, group_by: tuple[str, ...], filters: tuple[str, ...], **flags: Any) -> int:
    """Show what CLOUD has billed. A day that is the end is included.

    Exit codes: 0 answered, 2 wrong usage, 4 the cloud could not be asked or did not answer.
    """
    from finopsguard.report.usage import costs_text

    factory = _factory((cloud,), flags["env_file"])
    question = (*_times(flags), granularity.upper(), list(group_by) or None, _pairs(filters, "--filter") or None)
    if flags["cost_metric"]:
        _told(cloud, lambda: _choose_cost(factory, cloud, flags["cost_metric"]))
    if flags["dry_run"]:
        return _planned(flags, lambda: factory.adapter(cloud).planned_cost_calls(*question))
    records = _told(cloud, lambda: factory.get_cost_usage(cloud, *question, not flags["no_cache"]))
    if records is None:
        return _nothing(factory)
    show(_json(records) if flags["format_"] == "json" else costs_text(records))
    return Exit.PASS


@usage.command()
@click.argument("cloud", metavar="{aws|gcp|azure|openstack[:CLOUD]}")
@click.option("--type", "types", multiple=True, metavar="TYPE", help="Resource type. Repeatable.")
@click.option("--id", "ids", multiple=True, metavar="ID", help="Resource. Repeatable.")
@click.option("--region", "regions", multiple=True, help="Repeatable.")
@click.option("--tag", "tags", multiple=True, metavar="KEY=VALUE", help="Only what has this tag. Repeatable.")
@click.option("--group-by", multiple=True, metavar="WORD", help="Of the bill. Repeatable.")
@_period
def summary(cloud: str, types: tuple[str, ...], ids: tuple[str, ...], **flags: Any) -> int:
    """Show usage and cost together, and how complete they are.

    openstack shows what is in the project of the OS_* variables (openstack:CLOUD: of that entry of clouds.yaml) and what it costs a
    month by the price book or the prices that finopsguard.yml names; it takes no other flag than --format.

    Exit codes: 0 answered, 2 wrong usage, 4 the cloud could not be asked or did not answer.
    """
    if cloud.partition(":")[0].lower() == "openstack":
        return _project(cloud, types, ids, flags)
    cloud = _known(cloud)
    from finopsguard.report.usage import summary_text
    from finopsguard.types.usage import UsageQuery, UsageTarget

    factory = _factory((cloud,), flags["env_file"])
    start, end = _times(flags)
    if flags["dry_run"]:
        kind = types[0] if len(types) == 1 else ""
        targets = [UsageTarget(resource_id=name, resource_type=kind) for name in ids]
        if types and not ids:
            say("How many resources there are is not known before: their metrics are not counted here.")
        adapter = factory.adapter(cloud)
        return _planned(
            flags, lambda: adapter.planned_calls(targets, start, end) + adapter.planned_cost_calls(start, end)
        )
    query = UsageQuery(
        cloud_provider=cloud,
        start_time=start,
        end_time=end,
        resource_ids=list(ids) or None,
        resource_types=list(types) or None,
        regions=list(flags["regions"]) or None,
        tags={key: value[0] for key, value in _pairs(flags["tags"], "--tag").items()} or None,
        group_by=list(flags["group_by"]) or None,
    )
    found = _told(cloud, lambda: factory.get_usage_summary(query, not flags["no_cache"]))
    if found is None:
        return _nothing(factory)
    show(_json(found) if flags["format_"] == "json" else summary_text(found))
    return Exit.PASS


def _known(cloud: str) -> str:
    if cloud.lower() not in CLOUDS:
        raise UsageError(f"{cloud} is no cloud that can be asked.", hint=f"Choose {', '.join(CLOUDS)} or openstack.")
    return cloud.lower()


def _project(cloud: str, types: tuple[str, ...], ids: tuple[str, ...], flags: dict[str, Any]) -> int:
    """The project of an OpenStack cloud, as it is now."""
    from pathlib import Path

    from finopsguard.adapters.openstack.names import cloud_of
    from finopsguard.config import load
    from finopsguard.metering import openstack_metering
    from finopsguard.report.metering_text import metering_json, metering_text

    given = ("regions", "tags", "group_by", "start", "end", "no_cache", "dry_run", "env_file")
    if types or ids or any(flags[name] for name in given):
        raise UsageError("usage summary openstack shows a whole project as it is now.", hint="Give --format alone.")
    view = openstack_metering(cloud_of("openstack" + cloud[len("openstack") :]), load(None, Path()))
    show((metering_json if flags["format_"] == "json" else metering_text)(view), utf8=flags["format_"] == "json")
    return Exit.INCOMPLETE if view.missing else Exit.PASS


def _factory(clouds: tuple[str, ...], env_file: str | None) -> "UsageFactory":
    from finopsguard.live import usage_factory

    return usage_factory(env_file or "", [cloud.lower() for cloud in clouds])


def _choose_cost(factory: "UsageFactory", cloud: str, word: str) -> None:
    from finopsguard.adapters.usage.aws_costs import cost_metric
    from finopsguard.adapters.usage.aws_usage import AWSUsageAdapter

    adapter = factory.adapter(cloud)
    if not isinstance(adapter, AWSUsageAdapter):
        raise UsageError(f"--cost-metric is for aws, not for {cloud}.")
    adapter.cost_metric = cost_metric(word)


def _told(cloud: str, ask: Callable[[], Any]) -> Any:
    """The answer, with a line on the terminal while it is awaited. What the user got wrong is a :class:`UsageError`."""
    step = progress()
    step(f"Asking {cloud} ...")
    try:
        return ask()
    except ValueError as mistake:
        raise UsageError(str(mistake)) from mistake
    finally:
        step("")


def _planned(flags: dict[str, Any], plan: Callable[[], Any]) -> int:
    from finopsguard.report.usage import calls_text

    try:
        calls = plan()
    except ValueError as mistake:
        raise UsageError(str(mistake)) from mistake
    show(_json(calls) if flags["format_"] == "json" else calls_text(calls))
    return Exit.PASS


def _nothing(factory: "UsageFactory") -> int:
    if factory.last_error is not None:
        say(f"Incomplete: {one_line(str(factory.last_error))}")
    return Exit.INCOMPLETE


def _times(flags: dict[str, Any]) -> tuple[datetime, datetime]:
    end = _time(flags["end"], "--to") if flags["end"] else datetime.now(UTC)
    return _time(flags["start"], "--from") if flags["start"] else end - timedelta(days=7), end


def _time(text: str, flag: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{flag} {text} is no time.", hint="Write 2026-01-31 or 2026-01-31T12:00.") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _pairs(texts: tuple[str, ...], flag: str) -> dict[str, list[str]]:
    pairs: dict[str, list[str]] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not key or not equals:
            raise UsageError(f"{flag} {text} is not WORD=VALUE.")
        pairs.setdefault(key, []).append(value)
    return pairs


def _json(value: Any) -> str:
    import msgspec

    encoder = msgspec.json.Encoder(decimal_format="number")
    return msgspec.json.format(encoder.encode(value), indent=2).decode() + "\n"
