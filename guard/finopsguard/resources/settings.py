"""What the user may set about estimates."""

import os
import time
from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec

from finopsguard.resources.values import whole
from finopsguard.types.money import HOURS_PER_MONTH

LAST = 253_402_300_799
"""The last second that a date can be made of: the end of the year 9999."""


def _today() -> date:
    """The day of the run; ``SOURCE_DATE_EPOCH`` (reproducible-builds.org) stands in for the clock."""
    stated = whole(os.environ.get("SOURCE_DATE_EPOCH", ""))
    return datetime.fromtimestamp(time.time() if stated is None or stated > LAST else stated, tz=UTC).date()


class Settings(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Assumptions of all estimates of a run."""

    hours: Decimal = HOURS_PER_MONTH
    """Hours a month."""
    openstack_cloud: str = ""
    """Whose OpenStack the plan is for (``infomaniak``, ``ovh`` ...), when the plan's ``auth_url`` does not say."""
    today: date = msgspec.field(default_factory=_today)
    """The day for which charges that begin on a date (extended support of old engines) are estimated."""
