"""The metering view of an OpenStack project: what is there now, priced as a plan with the same resources would be.

client ──► servers, volumes, floating IPs, objects ──► the estimates that plans get ──► view
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from finopsguard.adapters.openstack import OpenStackUsageClient
from finopsguard.adapters.openstack.summary import metering_view
from finopsguard.config import Config
from finopsguard.plan import Limits
from finopsguard.pricing import Pricing, settings_of
from finopsguard.resources import Catalogue
from finopsguard.types.metering import Cost, MeteringView
from finopsguard.types.plan import Region, Related, ResourceChange, Side, Values

FLAVOR = "openstack_compute_flavor_v2"


def openstack_metering(cloud: str, config: Config, *, client: OpenStackUsageClient | None = None) -> MeteringView:
    """The view of one cloud's project, with the price book's prices or those of ``--prices``.

    Raises :class:`finopsguard.adapters.openstack.OpenStackError` without credentials.
    """
    pricing = Pricing(config, Limits(), {}, lambda _step: None)
    with client or OpenStackUsageClient.from_cloud(cloud) as own:
        live = own.connection.config
        auth_url = str((live.config.get("auth") or {}).get("auth_url") or "")
        region = Region(str(live.get_region_name() or ""), "provider")

        def price(type_: str, values: Mapping[str, Any]) -> Cost:
            context = LiveResource(auth_url, region, values)
            catalogue = Catalogue(context, pricing.prices, context, settings_of(config), pricing.discounts)
            change = ResourceChange(address=f"{type_}.live", type=type_, name="live", provider="openstack")
            found = catalogue.estimate(change, Side.AFTER, values, {}, region)
            why = next((part.note for part in found.components if part.monthly_cost is None), "")
            amount = found.monthly_cost if found.complete else None
            return Cost(amount=amount, currency=found.currency, why=why)

        return metering_view(own, price, cloud=cloud or str(live.name or ""))


class LiveResource:
    """A resource that is there, in place of a plan's context and of a usage file: nothing about it is unknown."""

    def __init__(self, auth_url: str, region: Region, values: Values) -> None:
        self._auth_url = auth_url
        self._region = region
        self._values = values

    def values(self, _change: ResourceChange, _side: Side) -> Values | None:
        """As the cloud states them."""
        return self._values

    def unknown(self, _change: ResourceChange) -> Any:
        """Nothing."""
        return {}

    def sensitive(self, _change: ResourceChange, _side: Side) -> Any:
        """Nothing."""
        return {}

    def region(self, _change: ResourceChange, _values: Values) -> Region:
        """That of the connection."""
        return self._region

    def follow(
        self,
        _change: ResourceChange,
        attribute: str,
        *,
        side: Side = Side.AFTER,  # noqa: ARG002  the protocol's; there is one side only
        types: Collection[str] = (),
    ) -> Sequence[Related]:
        """A server's flavor, which the cloud states in the server: that of a deleted flavor too."""
        flavor = self._values.get("flavor")
        wanted = not types or FLAVOR in types
        if attribute == "flavor_name" and wanted and isinstance(flavor, dict) and "vcpus" in flavor:
            return [Related(f"{FLAVOR}.live", FLAVOR, flavor, {})]
        return []

    def referrers(
        self,
        _change: ResourceChange,
        _type: str,
        _attribute: str,
        *,
        side: Side = Side.AFTER,  # noqa: ARG002  as above
    ) -> Sequence[Related]:
        """None."""
        return []

    def configured(self, _change: ResourceChange, _path: str) -> bool | None:
        """There is no configuration."""
        return None

    def provider_setting(self, _change: ResourceChange, name: str) -> str | None:
        """The address of the cloud, by which the price book knows it."""
        return self._auth_url if name == "auth_url" else None

    def of(self, _address: str, _type: str) -> Mapping[str, Any]:
        """Usage: what is stored."""
        stored = self._values.get("storage_gb")
        return {"storage_gb": stored} if isinstance(stored, Decimal) else {}
