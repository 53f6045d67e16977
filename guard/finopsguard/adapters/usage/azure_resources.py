"""Which resources of a type a subscription has, and where: batches need the region, and users know names."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from finopsguard.adapters.usage.azure_catalogue import AzureResource
from finopsguard.adapters.usage.azure_client import call_options
from finopsguard.adapters.usage.azure_failures import RESOURCE_MANAGER, failure, translated
from finopsguard.adapters.usage.deadline import Deadline
from finopsguard.adapters.usage.failures import FailureKind

PERMISSION: Final = "Microsoft.Resources/subscriptions/resources/read"
_VERSION: Final = "2021-04-01"


class Listed(msgspec.Struct, frozen=True):
    """One resource as Azure Resource Manager lists it."""

    id: str
    name: str = ""
    location: str = ""
    tags: dict[str, str] | None = None


class _Page(msgspec.Struct):
    value: list[Listed]
    nextLink: str | None = None  # noqa: N815  Azure's name


def list_resources(client: Any, subscription: str, resource: AzureResource, deadline: Deadline) -> list[Listed]:
    """All resources of the type."""
    query = urlencode({"api-version": _VERSION, "$filter": f"resourceType eq '{resource.namespace}'"})
    url: str | None = f"/subscriptions/{subscription}/resources?{query}"
    found: list[Listed] = []
    with translated(RESOURCE_MANAGER, PERMISSION, deadline):
        while url:
            page = deadline.run(partial(_page, client, url, deadline), RESOURCE_MANAGER)
            found += page.value
            url = page.nextLink
    return found


def check(client: Any, subscription: str, deadline: Deadline) -> None:
    """Passes when resources of the subscription may be read."""
    query = urlencode({"api-version": _VERSION, "$top": 1})
    with translated(RESOURCE_MANAGER, PERMISSION, deadline):
        deadline.run(
            partial(_page, client, f"/subscriptions/{subscription}/resources?{query}", deadline), RESOURCE_MANAGER
        )


def _page(client: Any, url: str, deadline: Deadline) -> _Page:
    from azure.core.exceptions import HttpResponseError
    from azure.core.rest import HttpRequest
    from azure.mgmt.core.exceptions import ARMErrorFormat

    answer = client.send_request(HttpRequest("GET", client.format_url(url)), **call_options(deadline))
    if answer.status_code != 200:
        raise HttpResponseError(response=answer, error_format=ARMErrorFormat)
    return msgspec.json.decode(answer.content, type=_Page)


def uri_of(resource_id: str, resource: AzureResource, subscription: str) -> str | None:
    """The whole id: ``/subscriptions/...`` as it is, ``group/name`` (``group/server/database``) completed; ``None`` for a bare name."""
    if resource_id.lower().startswith("/subscriptions/"):
        return resource_id.rstrip("/")
    group, *names = resource_id.strip("/").split("/")
    provider, *types = resource.namespace.split("/")
    if not names:
        return None
    if len(names) != len(types):
        wanted = "/".join(["GROUP", *(kind.upper() for kind in types)])
        raise ValueError(f"Unknown resource {resource_id!r}: write its whole id, /subscriptions/..., or {wanted}")
    path = "/".join(f"{kind}/{name}" for kind, name in zip(types, names, strict=True))
    return f"/subscriptions/{subscription}/resourceGroups/{group}/providers/{provider}/{path}"


def named(resource_id: str, listed: Sequence[Listed]) -> str | None:
    """The id of the one resource with that name, ``None`` if there is none. Raises ``ValueError`` for a name that several have."""
    ids = [one.id for one in listed if resource_id.lower() in {one.name.lower(), one.id.rpartition("/")[2].lower()}]
    if len(ids) > 1:
        raise ValueError(f"{len(ids)} resources are called {resource_id!r}: write GROUP/{resource_id} or the whole id")
    return ids[0] if ids else None


def require_subscription(subscription: str, service: str) -> None:
    """Raises :class:`CloudFailure` that names the variable to set."""
    if not subscription:
        raise failure(
            FailureKind.NO_CREDENTIALS, "no subscription is named: set AZURE_SUBSCRIPTION_ID", service=service
        )
