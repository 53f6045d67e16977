"""Whose OpenStack a resource is billed by: said by the user or by the identity endpoint, never guessed from a flavor's name."""

from urllib.parse import urlsplit

from finopsguard.resources.settings import Settings
from finopsguard.types.plan import PlanContext, ResourceChange

IDENTITY_HOSTS = {
    "infomaniak.cloud": "infomaniak",
    "auth.cloud.ovh.net": "ovh",
    "auth.cloud.ovh.us": "ovh-us",
    "citycloud.com": "cleura",
    "cyso.cloud": "cyso",
    "leaf.cloud": "leafcloud",
    "leafcloud.store": "leafcloud",
    "safedc.net": "safespring",
    "otc.t-systems.com": "open-telekom-cloud",
}
"""Domain of a cloud's published Keystone endpoint -> provider in the price book."""

NOT_SAID = "openstack"
"""The book has no provider of this name: every lookup then says what is missing."""


def cloud(change: ResourceChange, context: PlanContext, settings: Settings) -> str:
    """The price book's name of the cloud that bills this resource; :data:`NOT_SAID` when nobody says."""
    if settings.openstack_cloud:
        return settings.openstack_cloud
    auth_url = context.provider_setting(change, "auth_url") or ""
    host = (urlsplit(auth_url).hostname or "") if auth_url else ""
    for domain, name in IDENTITY_HOSTS.items():
        if host == domain or host.endswith(f".{domain}"):
            return name
    return NOT_SAID
