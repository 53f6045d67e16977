"""What clouds are asked, and only where the user says so: a flag is consent."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from finopsguard.config import Config
from finopsguard.types.plan import Plan
from finopsguard.types.quota import QuotaLine

if TYPE_CHECKING:
    from finopsguard.adapters.openstack import CloudQuotas


def quota_source(config: Config) -> "CloudQuotas | None":
    """The cloud whose quotas the plans must fit; ``None`` where nobody asks. One that cannot be had answers so."""
    if not config.quotas:
        return None
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
