"""Requests that openstacksdk has no method for, or whose method loses something."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

MOST_PAGES: Final = 10_000
"""Pages that are followed: a cloud that links its last page to itself must not hold us for ever."""


def get_json(adapter: Any, url: str, **options: Any) -> dict[str, Any]:
    """The JSON object at a path of a service. Raises openstacksdk's ``HttpException`` for a status of failure."""
    from openstack import exceptions  # noqa: PLC0415  an extra

    response = adapter.get(url, **options)
    exceptions.raise_from_response(response)
    body = response.json()
    if not isinstance(body, dict):
        raise exceptions.SDKException(f"{url} answered no JSON object")
    return body


def listed(adapter: Any, url: str, key: str, params: Mapping[str, Any] | None = None) -> Iterator[dict[str, Any]]:
    """Every item of a listing of Octavia's or Magnum's kind: ``{key: [...], "<key>_links": [{"rel": "next", "href": ...}]}``."""
    query: Mapping[str, Any] | None = params
    for _ in range(MOST_PAGES):
        page = get_json(adapter, url, params=query)
        yield from page.get(key) or ()
        links = page.get(f"{key}_links") or page.get("links") or ()
        following = next((link["href"] for link in links if link.get("rel") == "next"), page.get("next"))
        if not following:
            return
        url, query = following, None


def offers(connection: Any, service: str) -> bool:
    """Whether the cloud's catalogue has a service (``object-store``, ``load-balancer``) in the connection's region."""
    return bool(connection.has_service(service))


def swift_account(connection: Any) -> dict[str, Any]:
    """``containers``, ``objects``, ``bytes``, ``quota_bytes`` (``None``: no limit) and ``offered`` of the project's Swift account."""
    nothing = {"containers": 0, "objects": 0, "bytes": 0, "quota_bytes": None, "offered": True}
    if not offers(connection, "object-store"):
        return {**nothing, "offered": False}
    try:
        account = connection.object_store.get_account_metadata()
    except Exception as error:
        if getattr(error, "status_code", None) == 404:  # accounts are made by the first write
            return nothing
        raise
    quota = (account.metadata or {}).get("quota-bytes")
    return {
        "containers": int(account.account_container_count or 0),
        "objects": int(account.account_object_count or 0),
        "bytes": int(account.account_bytes_used or 0),
        "quota_bytes": int(quota) if quota not in (None, "") else None,
        "offered": True,
    }


def utc(moment: dt.datetime) -> dt.datetime:
    """The moment in UTC; a naive one is UTC."""
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def naive(moment: dt.datetime) -> str:
    """As Nova wants it: in UTC and without a zone; with one it answers 400."""
    return utc(moment).replace(tzinfo=None).isoformat(timespec="seconds")
