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
    "aws_ebs_snapshot": "aws.ebs:snapshot",
    "aws_ebs_snapshot_copy": "aws.ebs:snapshot",
    "aws_ebs_snapshot_import": "aws.ebs:snapshot",
    "aws_ebs_volume": "aws.ebs:standalone",
    "aws_ecs_service": "aws.ecs:service",
    "aws_eip": "aws.eip:address",
    "aws_eks_cluster": "aws.eks:cluster",
    "aws_eks_node_group": "aws.eks_nodes:node_group",
    "aws_elasticache_cluster": "aws.elasticache:cluster",
    "aws_elasticache_replication_group": "aws.elasticache:replication_group",
    "aws_elasticsearch_domain": "aws.opensearch:domain",
    "aws_elb": "aws.elb:classic",
    "aws_instance": "aws.ec2:instance",
    "aws_lambda_function": "aws.lambda_:function",
    "aws_lb": "aws.elb:load_balancer",
    "aws_msk_cluster": "aws.msk:cluster",
    "aws_nat_gateway": "aws.nat:gateway",
    "aws_opensearch_domain": "aws.opensearch:domain",
    "aws_rds_cluster": "aws.aurora:cluster",
    "aws_rds_cluster_instance": "aws.aurora:instance",
    "aws_redshift_cluster": "aws.redshift:cluster",
    "aws_s3_bucket": "aws.s3:bucket",
    "aws_vpc_endpoint": "aws.endpoints:endpoint",
    # google
    "google_bigquery_dataset": "gcp.bigquery:dataset",
    "google_bigquery_table": "gcp.bigquery:table",
    "google_compute_address": "gcp.network:address",
    "google_compute_disk": "gcp.volumes:disk",
    "google_compute_forwarding_rule": "gcp.network:forwarding_rule",
    "google_compute_global_address": "gcp.network:address",
    "google_compute_global_forwarding_rule": "gcp.network:forwarding_rule",
    "google_compute_image": "gcp.volumes:image",
    "google_compute_instance": "gcp.compute:instance",
    "google_compute_instance_group_manager": "gcp.instance_groups:manager",
    "google_compute_machine_image": "gcp.volumes:machine_image",
    "google_compute_region_disk": "gcp.volumes:region_disk",
    "google_compute_region_instance_group_manager": "gcp.instance_groups:manager",
    "google_compute_region_target_http_proxy": "gcp.network:target_proxy",
    "google_compute_region_target_https_proxy": "gcp.network:target_proxy",
    "google_compute_router_nat": "gcp.network:router_nat",
    "google_compute_snapshot": "gcp.volumes:snapshot",
    "google_compute_target_grpc_proxy": "gcp.network:target_proxy",
    "google_compute_target_http_proxy": "gcp.network:target_proxy",
    "google_compute_target_https_proxy": "gcp.network:target_proxy",
    "google_compute_target_ssl_proxy": "gcp.network:target_proxy",
    "google_compute_target_tcp_proxy": "gcp.network:target_proxy",
    "google_compute_vpn_tunnel": "gcp.network:vpn_tunnel",
    "google_container_cluster": "gcp.container:cluster",
    "google_container_node_pool": "gcp.container:node_pool",
    "google_dns_managed_zone": "gcp.dns:managed_zone",
    "google_dns_record_set": "gcp.dns:record_set",
    "google_kms_crypto_key": "gcp.kms:crypto_key",
    "google_pubsub_subscription": "gcp.pubsub:subscription",
    "google_pubsub_topic": "gcp.pubsub:topic",
    "google_redis_instance": "gcp.redis:instance",
    "google_sql_database_instance": "gcp.sql:instance",
    "google_storage_bucket": "gcp.storage:bucket",
    # openstack
    "openstack_blockstorage_snapshot_v3": "openstack.blockstorage:snapshot",
    "openstack_blockstorage_volume_v1": "openstack.blockstorage:volume",
    "openstack_blockstorage_volume_v2": "openstack.blockstorage:volume",
    "openstack_blockstorage_volume_v3": "openstack.blockstorage:volume",
    "openstack_compute_floatingip_v2": "openstack.network:floating_ip",
    "openstack_compute_instance_v2": "openstack.compute:instance",
    "openstack_images_image_v2": "openstack.objectstorage:image",
    "openstack_lb_loadbalancer_v2": "openstack.network:load_balancer",
    "openstack_networking_floatingip_v2": "openstack.network:floating_ip",
    "openstack_objectstorage_container_v1": "openstack.objectstorage:container",
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
