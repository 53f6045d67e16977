"""Names that the same object goes by in Terraform's state and on a bill, brought to one form per cloud.

Two texts name one object when a key of the one is a key of the other. What is no identity (a bare name) gives no key.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

_AWS_ID = re.compile(r"^[a-z]+-[0-9a-f]{8,40}$")
_UUID = re.compile(r"^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$")
_GCP_HOST = re.compile(r"^(?:https?:)?//([a-z0-9.-]+)/(?:(?!projects/)([a-z]+)/)?(?:v\d\w*/|beta/|alpha/)?(.*)$")
_GCP_SERVICES = {"sqladmin": "cloudsql", "sql": "cloudsql", "bigtableadmin": "bigtable"}
_GCP_TYPES = (("google_sql_", "cloudsql"), ("google_spanner_", "spanner"), ("google_bigtable_", "bigtable"))


class Identity(msgspec.Struct, frozen=True, gc=False):
    """One name of a planned resource."""

    key: str
    """The common form."""
    method: str
    """``id``, ``arn``, ``self_link``, ``arm_id`` or ``uuid``."""
    shown: str
    """As the state writes it."""
    part: str = ""
    """Path of the nested resource that it names (``root_block_device``); empty for the resource itself."""


def identities(provider: str, type_: str, values: Mapping[str, Any], hidden: frozenset[str]) -> Iterator[Identity]:
    """Names in one side's values of a resource. ``hidden`` are attributes that are sensitive: they are not used."""
    for text in _stated(values, hidden):
        for key in planned_keys(provider, type_, text):
            yield Identity(key, _method(provider, text), text)
    if provider == "aws":
        yield from _volumes(values, hidden)
        if type_ == "aws_s3_bucket" and (bucket := _text(values, "bucket", hidden) or _text(values, "id", hidden)):
            yield Identity(f"aws:s3:{bucket}", "id", bucket)
    if provider == "azurerm":
        yield from _os_disk(values, hidden)
    if provider == "google":
        yield from _gcp_number(type_, values, hidden)


def _stated(values: Mapping[str, Any], hidden: frozenset[str]) -> Iterator[str]:
    for name in ("arn", "self_link", "id"):
        if text := _text(values, name, hidden):
            yield text


def _text(values: Mapping[str, Any], name: str, hidden: frozenset[str]) -> str:
    found = values.get(name)
    return found.strip() if isinstance(found, str) and name not in hidden else ""


def _method(provider: str, text: str) -> str:
    if text.startswith("arn:"):
        return "arn"
    if provider == "azurerm":
        return "arm_id"
    if provider == "google" and ("://" in text or text.startswith("projects/")):
        return "self_link"
    return "uuid" if _UUID.match(text.lower()) else "id"


def _volumes(values: Mapping[str, Any], hidden: frozenset[str]) -> Iterator[Identity]:
    """Volumes that an instance brings along are billed under their own ids."""
    for block in ("root_block_device", "ebs_block_device"):
        nested = values.get(block)
        if block not in hidden and isinstance(nested, list):
            for volume in nested:
                id_ = volume.get("volume_id") if isinstance(volume, dict) else None
                if isinstance(id_, str) and id_:
                    yield Identity(f"aws:{id_.lower()}", "id", id_, block)


def _os_disk(values: Mapping[str, Any], hidden: frozenset[str]) -> Iterator[Identity]:
    """A machine's disk of the operating system is a disk of its own in the same resource group."""
    id_ = _text(values, "id", hidden)
    group, machines, _name = id_.lower().partition("/providers/microsoft.compute/virtualmachines/")
    for block in ("os_disk", "storage_os_disk"):
        nested = values.get(block)
        disk = nested[0] if isinstance(nested, list) and nested else nested
        name = disk.get("name") if isinstance(disk, dict) and block not in hidden else None
        if machines and isinstance(name, str) and name:
            path = f"{group}/providers/microsoft.compute/disks/{name.lower()}"
            yield Identity(f"azure:{path}", "arm_id", path, block)


def _gcp_number(type_: str, values: Mapping[str, Any], hidden: frozenset[str]) -> Iterator[Identity]:
    """The detailed export names an instance or disk by number where the state's path has its name."""
    number = _text(values, "instance_id", hidden) or _text(values, "disk_id", hidden)
    path = _text(values, "self_link", hidden) or _text(values, "id", hidden)
    if number.isdigit() and "/" in path:
        for key in planned_keys("google", type_, path.rpartition("/")[0] + "/" + number):
            yield Identity(key, "self_link", path)


def planned_keys(provider: str, type_: str, text: str) -> tuple[str, ...]:
    """Keys of a name that stands in the state of a resource."""
    if provider == "aws":
        return _aws(text)
    if provider == "azurerm":
        return _azure(text)
    if provider == "google":
        return _gcp(text, next((service for prefix, service in _GCP_TYPES if type_.startswith(prefix)), ""))
    return _uuid(text)


def billed_keys(text: str, service: str = "", account: str = "") -> tuple[str, ...]:
    """Keys of a resource id on a bill. ``account`` replaces a project's number in Google's names."""
    lower = text.lower()
    if lower.startswith("arn:"):
        return _aws(text)
    if lower.startswith("/subscriptions/") or "/providers/microsoft." in lower:
        return _azure(text)
    if text.startswith(("//", "https://", "projects/")):
        return _gcp(text, "", account)
    if _AWS_ID.match(lower):
        return (f"aws:{lower}",)
    if found := _uuid(text):
        return found
    plain = service.lower().replace(" ", "")
    if plain in ("amazons3", "amazonsimplestorageservice"):
        return (f"aws:s3:{text}",)
    if "cloudstorage" in plain:
        return (f"gcp:bucket:{text}",)
    return ()


def _aws(text: str) -> tuple[str, ...]:
    if not text.startswith("arn:"):
        return (f"aws:{text.lower()}",) if _AWS_ID.match(text.lower()) else ()
    parts = text.removesuffix(":*").split(":", 5)
    if len(parts) < 6:
        return ()
    service, rest = parts[2], parts[5]
    if service == "s3":
        return (f"aws:s3:{rest.partition('/')[0]}",)
    last = re.split("[/:]", rest)[-1].lower()
    if service == "ec2" and _AWS_ID.match(last):
        return (f"aws:{last}",)
    return (f"aws:{':'.join(parts)}",)


def _azure(text: str) -> tuple[str, ...]:
    path = text.strip().rstrip("/").lower()
    return (f"azure:{path}",) if path.startswith("/") else ()


def _uuid(text: str) -> tuple[str, ...]:
    lower = text.lower()
    return (f"uuid:{lower.replace('-', '')}",) if _UUID.match(lower) else ()


def _gcp(text: str, service: str, account: str = "") -> tuple[str, ...]:
    path = text
    if found := _GCP_HOST.match(text):
        host, api, path = found.groups()
        named = host.removesuffix(".googleapis.com")
        service = api or "" if named == "www" else named
        service = _GCP_SERVICES.get(service, service)
        if service == "storage":
            return _gcp_bucket(path)
    at = path.find("projects/")
    if at < 0:
        return ()
    steps = path[at:].rstrip("/").split("/")
    if len(steps) < 4:
        return ()
    family = service if steps[2] == "instances" else ""  # only these paths are shared by several services
    rest = "/".join(steps[2:])
    projects = [steps[1]]
    if account and steps[1].isdigit() and not account.isdigit():
        projects.append(account)
    return tuple(f"gcp:{family}:{project}/{rest}" for project in projects)


def _gcp_bucket(path: str) -> tuple[str, ...]:
    steps = path.rstrip("/").split("/")
    return (f"gcp:bucket:{steps[-1]}",) if len(steps) >= 2 and steps[-2] in ("b", "buckets") else ()
