"""Whose OpenStack a resource is billed by: said by the user or by the identity endpoint, never guessed from a flavor's name."""

from urllib.parse import urlsplit

from finopsguard.resources.settings import Settings
from finopsguard.types.plan import PlanContext, ResourceChange

IDENTITY_HOSTS = {
    "infomaniak.cloud": "infomaniak",
    "auth.cloud.ovh.net": "ovh",
    "auth.cloud.ovh.us": "ovh-us",
    "citycloud.com": "cleura",
    "fuga.cloud": "cyso",
    "leaf.cloud": "leafcloud",
    "safedc.net": "safespring",
    "scaleup.cloud": "scaleup",
    "get-cloud.io": "plusserver",
    "cloud.netways.de": "nws",
    "otc.t-systems.com": "open-telekom-cloud",
}
"""Domain of a cloud's published Keystone endpoint -> provider in the price book.

From the clouds' documents and public configurations: ``api.pub1.infomaniak.cloud``, ``fra1.citycloud.com`` (Cleura), ``core.fuga.cloud``
(Cyso Cloud), ``create.leaf.cloud``, ``v2.dashboard.sto1.safedc.net`` (Safespring), ``keystone.scs1.scaleup.cloud``,
``prod1.api.pco.get-cloud.io`` (plusserver), ``iam.eu-de.otc.t-systems.com``. Gcore and Hikube must be named in the settings.
"""

NOT_SAID = "openstack"
"""The book has no provider of this name: every lookup then says what is missing."""


def cloud(change: ResourceChange, context: PlanContext, settings: Settings) -> str:
    """The price book's name of the cloud that bills this resource; :data:`NOT_SAID` when nobody says."""
    if settings.openstack_cloud:
        return settings.openstack_cloud
    host = _host(context.provider_setting(change, "auth_url") or "")
    for domain, name in IDENTITY_HOSTS.items():
        if host == domain or host.endswith(f".{domain}"):
            return name
    return NOT_SAID


def _host(url: str) -> str:
    """The host of an address; empty for what is none."""
    try:
        return (urlsplit(url).hostname or "") if url else ""
    except ValueError:
        return ""
