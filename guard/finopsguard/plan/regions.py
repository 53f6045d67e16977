"""Where a resource is billed, by the rules of each cloud's Terraform provider, and how that was found.

The rules ask their surroundings through :class:`Surroundings`, so plan JSON and directories of Terraform share them.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import Any, Protocol

from finopsguard.plan.places import (
    aws_region,
    aws_region_of_arn,
    aws_region_of_zone,
    azure_region,
    first,
    google_region,
    google_region_of_link,
)
from finopsguard.plan.providers import Argument
from finopsguard.types.plan import Region, ResourceChange, Values

DEFAULT_REGIONS = {"aws": "us-east-1", "azurerm": "eastus", "google": "us-central1"}
"""What cost estimates are made for when nothing says where; always with a caveat."""

_LOCAL_ZONE = "it lies in a local or wavelength zone, which is billed at rates of its own"
_SIBLINGS = "read off other resources of the same provider configuration"

_AZURE_PARENTS = (
    "virtual_machine_id",
    "virtual_machine_scale_set_id",
    "managed_disk_id",
    "service_plan_id",
    "app_service_plan_id",
    "app_service_id",
    "function_app_id",
    "server_id",
    "managed_instance_id",
    "elastic_pool_id",
    "kubernetes_cluster_id",
    "storage_account_id",
    "workspace_id",
    "log_analytics_workspace_id",
    "container_app_environment_id",
    "virtual_hub_id",
    "virtual_network_id",
    "key_vault_id",
    "namespace_id",
    "api_management_id",
    "data_factory_id",
    "synapse_workspace_id",
    "cluster_id",
    "account_id",
    "cognitive_account_id",
    "server_name",
    "account_name",
    "storage_account_name",
    "namespace_name",
    "cluster_name",
    "virtual_network_name",
    "api_management_name",
    "load_test_id",
    "parent_id",
)
"""Attributes of azurerm resources without a location that lead to the resource they are part of."""
_MOST_PARENTS = 20
"""Resources that are looked at on the way up. Real ones have a location after three; a hostile plan could make all refer to all."""


class Surroundings(Protocol):
    """What the rules may ask."""

    environ: Mapping[str, str]

    def other_values(self, change: ResourceChange) -> Iterable[Values]:
        """The resource's values on both sides of the change and in the prior state, where there is more than one to
        look at.
        """

    def provider_argument(self, change: ResourceChange, name: str) -> Argument:
        """An argument of the provider configuration that manages the resource."""

    def sibling_region(self, change: ResourceChange) -> str:
        """The one AWS region in which all other resources of the same provider configuration are, if they name one."""

    def arguments(self, change: ResourceChange) -> Container[str]:
        """Names of the attributes that the configuration or the resource's values give: others refer to nothing."""

    def referred(self, change: ResourceChange, attribute: str) -> Iterable[tuple[ResourceChange, Values]]:
        """Resources that an attribute refers to, on whichever side of the plan they exist."""

    def resource_group_location(self, name: str) -> str:
        """``location`` of the Azure resource group of that name, if the plan knows it."""


def find_region(change: ResourceChange, values: Values, surroundings: Surroundings) -> Region:
    """The region of a resource, given the decoded values of one side of its change."""
    return _RULES.get(change.provider, _other)(change, values, surroundings)


def _known(change: ResourceChange, values: Values, surroundings: Surroundings) -> Iterator[Values]:
    """All that is known of a resource, the given values first."""
    yield values
    for other in surroundings.other_values(change):
        if other is not values:
            yield other


def _aws(change: ResourceChange, values: Values, surroundings: Surroundings) -> Region:
    """``region`` (AWS provider 6) > ARN or availability zone > provider configuration > environment > resources beside
    it > default.
    """
    for known in _known(change, values, surroundings):
        found = _aws_stated(known)
        if found:
            return found
    argument = surroundings.provider_argument(change, "region")
    if name := aws_region(argument.value):
        return Region(name, "provider", argument.note)
    if not argument.stated and (
        name := _from_environment(surroundings, aws_region, "AWS_REGION", "AWS_DEFAULT_REGION")
    ):
        return Region(name, "environment")
    if name := surroundings.sibling_region(change):
        return Region(name, "arn", _SIBLINGS)
    return Region(DEFAULT_REGIONS["aws"], "default")


def _aws_stated(values: Values) -> Region | None:
    if name := aws_region(values.get("region")):
        return Region(name, "region")
    if name := aws_region_of_arn(values.get("arn")) or aws_region_of_arn(values.get("id")):
        return Region(name, "arn", _LOCAL_ZONE if aws_region_of_zone(values.get("availability_zone"))[1] else "")
    name, local = aws_region_of_zone(first(values, "availability_zone", "availability_zones"))
    return Region(name, "availability_zone", _LOCAL_ZONE if local else "") if name else None


def _azure(change: ResourceChange, values: Values, surroundings: Surroundings) -> Region:
    """``location`` > that of the resource group > that of the resource it is part of > default."""
    for known in _known(change, values, surroundings):
        if name := azure_region(known.get("location")):
            return Region(name, "location")
    found = _azure_group(change, values, surroundings) or _azure_parent(change, surroundings)
    return found or Region(DEFAULT_REGIONS["azurerm"], "default")


def _azure_group(change: ResourceChange, values: Values, surroundings: Surroundings) -> Region | None:
    for group, group_values in surroundings.referred(change, "resource_group_name"):
        if group.type == "azurerm_resource_group" and (name := azure_region(group_values.get("location"))):
            return Region(name, "resource_group")
    for known in _known(change, values, surroundings):
        group_name = known.get("resource_group_name") or _group_in_id(known.get("id"))
        if name := azure_region(
            surroundings.resource_group_location(group_name) if isinstance(group_name, str) else ""
        ):
            return Region(name, "resource_group")
    return None


def _azure_parent(change: ResourceChange, surroundings: Surroundings) -> Region | None:
    """The location of what the resource is part of, which may be part of something itself: the nearest that has one."""
    seen = {change.address}
    waiting = [change]
    for part in waiting:
        for attribute in _AZURE_PARENTS:
            for parent, values in surroundings.referred(part, attribute):
                if parent.address in seen:
                    continue
                if parent.provider == "azurerm" and (name := azure_region(values.get("location"))):
                    return Region(name, "parent")
                if found := _azure_group(parent, values, surroundings):
                    return found
                seen.add(parent.address)
                waiting.append(parent)
                if len(waiting) > _MOST_PARENTS:
                    return None
    return None


def _group_in_id(identifier: Any) -> str:
    """The resource group in ``/subscriptions/x/resourceGroups/NAME/providers/...``."""
    parts = identifier.split("/") if isinstance(identifier, str) else []
    return parts[4] if len(parts) > 4 and parts[3].lower() == "resourcegroups" else ""


def _google(change: ResourceChange, values: Values, surroundings: Surroundings) -> Region:
    """``zone`` > ``region`` > ``location`` > ``self_link`` > a node pool's cluster > provider configuration > environment > default."""
    for known in _known(change, values, surroundings):
        for attribute in ("zone", "region", "location"):
            if name := google_region(known.get(attribute)):
                return Region(name, attribute)
        if name := google_region_of_link(known.get("self_link")) or google_region_of_link(known.get("id")):
            return Region(name, "self_link")
    if change.type == "google_container_node_pool":
        for _cluster, known in surroundings.referred(change, "cluster"):
            if name := google_region(known.get("location")):
                return Region(name, "parent")
    region, zone = (surroundings.provider_argument(change, name) for name in ("region", "zone"))
    if name := google_region(region.value) or google_region(zone.value):
        return Region(name, "provider", region.note or zone.note)
    if not region.stated and not zone.stated:
        regions = ("GOOGLE_REGION", "GCLOUD_REGION", "CLOUDSDK_COMPUTE_REGION")
        zones = ("GOOGLE_ZONE", "GCLOUD_ZONE", "CLOUDSDK_COMPUTE_ZONE")
        if name := _from_environment(surroundings, google_region, *regions, *zones):
            return Region(name, "environment")
    return Region(DEFAULT_REGIONS["google"], "default")


def _openstack(change: ResourceChange, values: Values, surroundings: Surroundings) -> Region:
    """``region`` > provider configuration > environment > none: private clouds name their regions as they like."""
    for known in _known(change, values, surroundings):
        if name := _text(known.get("region")):
            return Region(name, "region")
    argument = surroundings.provider_argument(change, "region")
    if name := _text(argument.value):
        return Region(name, "provider", argument.note)
    if not argument.stated and (name := _from_environment(surroundings, _text, "OS_REGION_NAME")):
        return Region(name, "environment")
    return Region("", "default")


def _other(change: ResourceChange, values: Values, surroundings: Surroundings) -> Region:
    """Providers without prices here: what they state, for the report."""
    for known in _known(change, values, surroundings):
        for attribute in ("region", "location", "zone"):
            if name := _text(known.get(attribute)):
                return Region(name, attribute)
    argument = surroundings.provider_argument(change, "region")
    name = _text(argument.value)
    return Region(name, "provider", argument.note) if name else Region("", "default")


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _from_environment(surroundings: Surroundings, as_region: Callable[[Any], str], *names: str) -> str:
    """The first variable that is set to something that can be a region."""
    for name in names:
        if region := as_region(surroundings.environ.get(name, "").strip()):
            return region
    return ""


_RULES: Mapping[str, Callable[[ResourceChange, Values, Surroundings], Region]] = {
    "aws": _aws,
    "azurerm": _azure,
    "google": _google,
    "openstack": _openstack,
}
