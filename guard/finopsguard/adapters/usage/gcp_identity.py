"""How users name a Google Cloud resource, and which of Cloud Monitoring's labels that is."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from finopsguard.adapters.usage.gcp_catalogue import GcpResource

ONE_FILTER: Final = 50
"""Up to so many resources are named in a filter; of more, the whole type is listed and the others are left out here."""
_BY_LAST_PART: Final[Mapping[str, str]] = {
    "cloud_run_service": "resource.labels.service_name",
    "nat_gateway": "resource.labels.gateway_name",
    "pubsub_topic": "resource.labels.topic_id",
    "pubsub_subscription": "resource.labels.subscription_id",
}
"""Types whose label is the last part of every name that they have."""
_CONTAINER_LABELS: Final = ("cluster_name", "namespace_name", "pod_name", "container_name")


def quoted(text: str) -> str:
    """A string of the filter language."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def label_of(resource_type: str, resource_id: str, project: str) -> Mapping[str, str]:
    """Filter label -> value for one resource. Accepted are short names, resource names and self links.

    An instance is known by its number, or by its name (with a zone where one is in the link); a database by ``project:instance``; a
    container by the last one to four of ``cluster/namespace/pod/container``.
    """
    parts = [part for part in resource_id.removeprefix("gs://").split("/") if part]
    if not parts:
        raise ValueError("resource_id is empty")
    after = dict(pairwise(parts))
    if resource_type == "gce_instance":
        name = after.get("instances", parts[-1])
        label = {"resource.labels.instance_id" if name.isdecimal() else "metric.labels.instance_name": name}
        return label | ({"resource.labels.zone": after["zones"]} if "zones" in after else {})
    if resource_type == "cloudsql_database":
        name = after.get("instances", parts[-1])
        owner = after.get("projects", project)
        return {"resource.labels.database_id": name if ":" in name else f"{owner}:{name}"}
    if resource_type == "gcs_bucket":
        return {"resource.labels.bucket_name": after.get("buckets", after.get("b", parts[0]))}
    if resource_type in _BY_LAST_PART:
        return {_BY_LAST_PART[resource_type]: parts[-1]}
    if len(parts) > len(_CONTAINER_LABELS):
        raise ValueError(
            f"Unknown container {resource_id!r}: write cluster/namespace/pod/container, or the last parts of it"
        )
    return {
        f"resource.labels.{label}": part for label, part in zip(_CONTAINER_LABELS[-len(parts) :], parts, strict=True)
    }


def filters(resource: GcpResource, labels: Sequence[Mapping[str, str]], extra: Sequence[str]) -> list[str]:
    """Filter texts, one for each call, that select the resources (all of the type, if there are many or none is named)."""
    base = [f"resource.type = {quoted(resource.monitored)}", *extra]
    if not labels or len(labels) > ONE_FILTER:
        return [" AND ".join(base)]
    # Resources that are known by one label share a call; the language cannot join labels of different kinds with OR.
    simple: dict[str, list[str]] = {}
    calls = []
    for label in labels:
        if len(label) == 1:
            ((key, value),) = label.items()
            simple.setdefault(key, []).append(value)
        else:
            calls.append([f"{key} = {quoted(value)}" for key, value in label.items()])
    for key, values in simple.items():
        unique = list(dict.fromkeys(quoted(value) for value in values))
        calls.append([f"{key} = {unique[0]}" if len(unique) == 1 else f"{key} = one_of({', '.join(unique)})"])
    return [" AND ".join([*base, *call]) for call in calls]


def location_filter(resource: GcpResource, region: str) -> str:
    """Zones are named after their region, and a cluster's or bucket's location can be either. A prefix alone would take europe-west10 for
    europe-west1.
    """
    pattern = re.escape(region).replace("\\-", "-") + "(-[a-z])?"
    return f"resource.labels.{resource.location} = monitoring.regex.full_match({quoted(pattern)})"


def region_of(location: str) -> str:
    """``europe-west1`` for the zone ``europe-west1-b``; other locations as they are."""
    head, _, tail = location.rpartition("-")
    return head if len(tail) == 1 and tail.isalpha() and "-" in head else location.lower()


def own_id(resource_type: str, labels: Mapping[str, str]) -> str:
    """How a resource that nobody named is called in the answer: the number, ``project:instance``, bucket, or whole container path."""
    if resource_type == "gce_instance":
        return labels.get("resource.labels.instance_id", "")
    if resource_type == "cloudsql_database":
        return labels.get("resource.labels.database_id", "")
    if resource_type == "gcs_bucket":
        return labels.get("resource.labels.bucket_name", "")
    if resource_type in _BY_LAST_PART:
        return labels.get(_BY_LAST_PART[resource_type], "")
    return "/".join(labels.get(f"resource.labels.{label}", "") for label in _CONTAINER_LABELS)
