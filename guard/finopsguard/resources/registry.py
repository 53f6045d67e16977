"""Which function estimates which resource type: the registries of the clouds, joined. Modules are imported when first needed."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TypeAlias

from finopsguard.resources.aws.registry import PRICED as AWS
from finopsguard.resources.azure.registry import PRICED as AZURE
from finopsguard.resources.bill import Bill
from finopsguard.resources.gcp.registry import PRICED as GCP
from finopsguard.resources.openstack.registry import PRICED as OPENSTACK
from finopsguard.resources.resource import Resource

Estimator: TypeAlias = Callable[[Resource, Bill], None]

PRICED: dict[str, str] = {
    type_: f"{cloud}.{function}"
    for cloud, types in {"aws": AWS, "azure": AZURE, "gcp": GCP, "openstack": OPENSTACK}.items()
    for type_, function in types.items()
}
"""Terraform type -> ``module:function`` under ``finopsguard.resources``."""

BOOK_PROVIDER = {"aws": "aws", "azurerm": "azure", "google": "gcp"}
"""Terraform provider -> provider in the price book. OpenStack's is the cloud's own name, found per plan."""


@cache
def estimator(type_: str) -> Estimator | None:
    """The function that estimates a type; ``None`` for a type that is not in the catalogue."""
    where = PRICED.get(type_)
    if where is None:
        return None
    module, _, function = where.partition(":")
    found: Estimator = getattr(import_module(f"finopsguard.resources.{module}"), function)
    return found
