"""What the cloud charges: CloudKitty's summary of rated usage (CloudKitty v2 API, "GET /v2/summary").

CloudKitty's default answer is a table whose columns depend on the question; ``response_format=object`` names every figure. It rates in
whatever the operator's price list is in and states no currency.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec

from finopsguard.adapters.openstack import wire

PAGE: Final = 1000
SERVICE: Final = "rating"


class Rated(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What was charged for one group in one step of time."""

    begin: dt.datetime
    end: dt.datetime
    quantity: Decimal
    amount: Decimal
    groups: dict[str, str] = {}
    """The words that it was grouped by: ``{"type": "instance"}``."""


def rated(connection: Any, begin: dt.datetime, end: dt.datetime, groups: Sequence[str]) -> list[Rated]:
    """Rated usage of the login's project, every page. ``groups``: ``type``, ``time`` (CloudKitty's period, usually an hour), ``id`` ...

    Raises openstacksdk's or keystoneauth1's exceptions; ask :func:`finopsguard.adapters.openstack.wire.offers` for the service first.
    """
    endpoint = connection.session.get_endpoint(
        service_type=SERVICE,
        interface=connection.config.get_interface(),
        region_name=connection.config.get_region_name(),
    )
    found: list[Rated] = []
    read = 0
    for _ in range(wire.MOST_PAGES):
        query = {
            "begin": wire.utc(begin).isoformat(timespec="seconds"),
            "end": wire.utc(end).isoformat(timespec="seconds"),
            "groupby": ",".join(groups),
            "response_format": "object",
            "offset": read,
            "limit": PAGE,
        }
        page = wire.get_json(connection.session, f"{endpoint.rstrip('/')}/v2/summary", params=query)
        rows = page.get("results") or []
        read += len(rows)
        found += [
            _rated(row, groups) for row in rows if row.get("rate") is not None
        ]  # steps in which nothing was rated
        if len(rows) < PAGE or read >= int(page.get("total") or 0):
            break
    return found


def _rated(row: dict[str, Any], groups: Sequence[str]) -> Rated:
    return Rated(
        begin=wire.utc(dt.datetime.fromisoformat(row["begin"])),
        end=wire.utc(dt.datetime.fromisoformat(row["end"])),
        quantity=Decimal(str(row.get("qty") or 0)),
        amount=Decimal(str(row["rate"])),
        groups={name: str(row[name]) for name in groups if name in row},
    )
