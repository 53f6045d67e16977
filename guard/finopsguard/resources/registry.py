"""Which function estimates which resource type. One line a type; a cloud's modules are imported when a plan first needs them."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TypeAlias

from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource

Estimator: TypeAlias = Callable[[Resource, Bill], None]

PRICED: dict[str, str] = {
    # aws
    "aws_alb": "aws.elb:load_balancer",
    "aws_autoscaling_group": "aws.autoscaling:group",
    "aws_db_instance": "aws.rds:database",
    "aws_instance": "aws.ec2:instance",
    "aws_lambda_function": "aws.lambda_:function",
    "aws_lb": "aws.elb:load_balancer",
    "aws_s3_bucket": "aws.s3:bucket",
    # google
    "google_compute_instance": "gcp.compute:instance",
    "google_container_node_pool": "gcp.container:node_pool",
    # openstack
    "openstack_blockstorage_snapshot_v3": "openstack.blockstorage:snapshot",
    "openstack_blockstorage_volume_v1": "openstack.blockstorage:volume",
    "openstack_blockstorage_volume_v2": "openstack.blockstorage:volume",
    "openstack_blockstorage_volume_v3": "openstack.blockstorage:volume",
    "openstack_compute_instance_v2": "openstack.compute:instance",
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
