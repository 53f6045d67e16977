"""What clouds are asked, and only where the user says so: a flag is consent."""

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finopsguard.config import Config
from finopsguard.prices import NoRateError, Rates
from finopsguard.pricing import Checked, Pricing, Progress
from finopsguard.types.plan import Plan
from finopsguard.types.quota import QuotaLine
from finopsguard.types.result import Reason, Verdict

if TYPE_CHECKING:
    from finopsguard.actuals import Actuals
    from finopsguard.adapters.openstack import CloudQuotas
    from finopsguard.adapters.usage import UsageAdapter, UsageFactory
    from finopsguard.live_usage import LiveUsage
    from finopsguard.utilisation import Utilisation


def say_once() -> None:
    """What clouds refuse is logged by the adapters for those who use them from Python; a command says it itself."""
    logging.getLogger("finopsguard").addHandler(logging.NullHandler())


def quota_source(config: Config) -> "CloudQuotas | None":
    """The cloud whose quotas the plans must fit; ``None`` where nobody asks. One that cannot be had answers so."""
    if not config.quotas:
        return None
    say_once()
    from finopsguard.adapters.openstack import open_quotas  # noqa: PLC0415  asks the network: only where the user says so
    from finopsguard.adapters.openstack.names import cloud_of  # noqa: PLC0415

    return open_quotas(cloud_of(config.quotas))


def quota_lines(plans: Sequence[Plan], source: "CloudQuotas | None", config: Config) -> tuple[QuotaLine, ...] | None:
    """What the plans do to the cloud's quotas; what it does not answer is in the lines as unknown."""
    if source is None:
        return None
    from finopsguard.compare.quotas import check_quotas  # noqa: PLC0415  few runs check quotas

    try:
        return check_quotas(plans, source, tight=config.quota_headroom)
    finally:
        source.close()


def quota_reasons(lines: tuple[QuotaLine, ...] | None) -> tuple[Reason, ...]:
    """Reasons for quota lines; none where nobody asked."""
    if not lines:
        return ()
    from finopsguard.compare.quota_reasons import quota_reasons as found  # noqa: PLC0415  the room is slow to import

    return found(lines)


def usage_factory(env_file: str, clouds: Sequence[str]) -> "UsageFactory":
    """The usage adapters, with ``clouds`` switched on because a flag asked for them; an explicit false in the environment stays."""
    from finopsguard.adapters.usage.disk_cache import DiskCache, cache_folder  # noqa: PLC0415  as above
    from finopsguard.adapters.usage.settings import read  # noqa: PLC0415  as above
    from finopsguard.adapters.usage.usage_factory import UsageFactory  # noqa: PLC0415  as above

    say_once()
    settings = read(env_file=env_file or None).consented(*clouds)
    return UsageFactory(settings, disk=DiskCache(cache_folder(), settings.cache_ttl_seconds))


def bill_adapters(texts: Sequence[str], env_file: str) -> "Mapping[str, Callable[[], UsageAdapter]]":
    """How each cloud is asked for its bill, by name; ``texts`` are what ``--actuals`` names."""
    names = {text: text.partition("+")[0] for text in texts}
    asked = [cloud for cloud in ("aws", "gcp", "azure") if cloud in names.values()]
    factory = usage_factory(env_file, asked) if asked else None

    say_once()

    def openstack(cloud: str) -> "Callable[[], UsageAdapter]":
        def make() -> "UsageAdapter":
            from finopsguard.adapters.usage.openstack_usage import OpenStackUsageAdapter  # noqa: PLC0415  as above

            return OpenStackUsageAdapter(cloud=cloud or os.environ.get("OS_CLOUD", ""))

        return make

    def cached(cloud: str) -> "Callable[[], UsageAdapter]":
        def make() -> "UsageAdapter":
            from finopsguard.adapters.usage.usage_factory import CachedAdapter  # noqa: PLC0415  as above

            assert factory is not None
            if cloud == "aws":
                from finopsguard.adapters.usage.aws_usage import AWSUsageAdapter  # noqa: PLC0415  as above

                adapter = factory.adapter(cloud)
                assert isinstance(adapter, AWSUsageAdapter)
                adapter.cost_metric = (
                    "AmortizedCost"  # commitments spread over what they cover, as other clouds' bills have it
                )
            return CachedAdapter(factory, cloud)

        return make

    clouds = {text: openstack(text.partition(":")[2]) for text in texts if text.startswith("openstack:")}
    return {**{cloud: cached(cloud) for cloud in ("aws", "gcp", "azure")}, "openstack": openstack(""), **clouds}


def compared_with_bills(
    checked: Sequence[Checked], config: Config, rates: Rates, environ: Mapping[str, str], progress: Progress
) -> "Actuals | None":
    """What the resources really cost, where ``--actuals`` asks; a bill that cannot be had is among its failures."""
    if not config.actuals:
        return None
    from finopsguard.actuals import actuals, planned_of, sources_of, wanted  # noqa: PLC0415  few runs ask for bills

    progress("comparing with what was billed")

    def convert(source: str, target: str) -> Decimal | None:
        try:
            return rates.between(source, target).rate
        except NoRateError:
            return None

    planned = [
        resource
        for each in checked
        for resource in planned_of(
            each.plan, [(change, found.line, found.before) for change, found in each.priced], each.applied
        )
    ]
    return actuals(
        planned,
        sources_of(config.actuals, bill_adapters(config.actuals, config.env_file)),
        wanted(days=config.actuals_days, period=config.actuals_period, environ=environ),
        hours_per_month=config.hours_per_month,
        from_bill=config.discounts_from == "bill",
        history=Path(config.history) if config.history else None,
        convert=convert,
    )


def bill_reasons(bills: "Actuals | None") -> tuple[Reason, ...]:
    """A bill that was asked for and could not be had leaves the verdict open."""
    failures = bills.failures if bills is not None else ()
    return tuple(Reason(code="actuals", verdict=Verdict.INCOMPLETE, message=message) for message in failures)


def bill_fields(bills: "Actuals") -> dict[str, Any]:
    """The report's fields that a comparison fills."""
    return {
        name: getattr(bills, name)
        for name in (
            "actuals",
            "actual_totals",
            "actual_sources",
            "unmatched",
            "accuracy",
            "forecasts",
            "bill_discounts",
        )
    }


def measured_usage(plans: Sequence[Plan], config: Config, progress: Progress) -> "LiveUsage | None":
    """What the plans' existing resources do, where ``--usage live`` asks: ``pricing.live = found.lookups`` before plans are priced."""
    if not config.usage_live:
        return None
    from finopsguard.live_usage import clouds_of, live_usage  # noqa: PLC0415  few runs ask clouds

    clouds = clouds_of(config.usage_live)
    progress("asking what the resources do")
    return live_usage(plans, usage_factory(config.env_file, clouds), clouds, hours=config.hours_per_month)


def measured_utilisation(
    checked: Sequence[Checked], pricing: Pricing, config: Config, progress: Progress
) -> "Utilisation | None":
    """How much of the plans' existing machines is used, where ``--usage live`` asks; its lines are the report's ``utilisation``."""
    if not config.usage_live:
        return None
    from finopsguard.live_usage import clouds_of  # noqa: PLC0415  as above
    from finopsguard.utilisation import utilisation  # noqa: PLC0415  as above

    clouds = clouds_of(config.usage_live)
    progress("asking how busy the machines are")
    return utilisation(checked, pricing, usage_factory(config.env_file, clouds), clouds)


def usage_reasons(*found: "LiveUsage | Utilisation | None") -> tuple[Reason, ...]:
    """Metrics that were asked for and could not be had leave the verdict open."""
    failures = dict.fromkeys(message for each in found if each is not None for message in each.failures)
    return tuple(Reason(code="usage", verdict=Verdict.INCOMPLETE, message=message) for message in failures)
