"""Requests that openstacksdk has no method for, or whose method loses something."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl, urlsplit

Params: TypeAlias = Sequence[tuple[str, str]]
EMBEDS_FLAVORS: Final = "2.47"
"""From this microversion on Nova writes a server's flavor into the server, without its id."""

MOST_PAGES: Final = 10_000
"""Pages that are followed: a cloud that links its last page to itself must not hold us for ever."""


def get_json(adapter: Any, url: str, **options: Any) -> dict[str, Any]:
    """The JSON object at a path of a service. Raises openstacksdk's ``HttpException`` for a status of failure."""
    from openstack import exceptions

    response = adapter.get(url, **options)
    exceptions.raise_from_response(response)
    body = response.json()
    if not isinstance(body, dict):
        raise exceptions.SDKException(f"{url} answered no JSON object")
    return body


def listed(adapter: Any, url: str, key: str, params: Params = (), **options: Any) -> Iterator[dict[str, Any]]:
    """Every item of a listing, page by page: ``{key: [...], "<key>_links": [{"rel": "next", "href": ...}]}``.

    Of a link only the query is taken: behind a proxy its host is often wrong, and the token goes to no other host than the service's.
    Far quicker than openstacksdk's own listings, which make an object with a computed location of every row.
    """
    query = list(params)
    for _ in range(MOST_PAGES):
        page = get_json(adapter, url, params=query, **options)
        rows = page.get(key) or []
        yield from rows
        links = page.get(f"{key}_links") or page.get("links") or ()
        following = next((link["href"] for link in links if link.get("rel") == "next"), page.get("next"))
        if not following or not rows:
            return
        query = parse_qsl(urlsplit(following).query)


def servers(connection: Any) -> Iterator[dict[str, Any]]:
    """The project's servers, with their flavors embedded where Nova is new enough."""
    compute = connection.compute
    return listed(compute, "/servers/detail", "servers", microversion=at_most(compute, EMBEDS_FLAVORS))


def volumes(connection: Any) -> Iterator[dict[str, Any]]:
    """The project's volumes."""
    return listed(connection.block_storage, "/volumes/detail", "volumes")


def floating_ips(connection: Any, project: str, fields: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The project's floating IPs; an administrator would see every project's without saying which."""
    query = [("project_id", project), *(("fields", name) for name in fields)]
    return listed(connection.network, "/floatingips", "floatingips", query)


def at_most(adapter: Any, version: str) -> str | None:
    """The newest microversion up to ``version`` that the service speaks; ``None`` where it has none."""
    from openstack import utils

    found: str | None = utils.maximum_supported_microversion(adapter, version)
    return found


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
