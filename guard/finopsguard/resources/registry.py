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
    # azurerm
    "azurerm_app_service_plan": "azure.app_service:app_service_plan",
    "azurerm_application_gateway": "azure.application_gateway:gateway",
    "azurerm_container_registry": "azure.container_registry:registry",
    "azurerm_cosmosdb_account": "azure.cosmos_db:account_itself",
    "azurerm_cosmosdb_cassandra_keyspace": "azure.cosmos_db:throughput",
    "azurerm_cosmosdb_cassandra_table": "azure.cosmos_db:throughput",
    "azurerm_cosmosdb_gremlin_database": "azure.cosmos_db:throughput",
    "azurerm_cosmosdb_gremlin_graph": "azure.cosmos_db:throughput",
    "azurerm_cosmosdb_mongo_collection": "azure.cosmos_db:throughput",
    "azurerm_cosmosdb_mongo_database": "azure.cosmos_db:throughput",
    "azurerm_cosmosdb_sql_container": "azure.cosmos_db:throughput",
    "azurerm_cosmosdb_sql_database": "azure.cosmos_db:throughput",
    "azurerm_cosmosdb_table": "azure.cosmos_db:throughput",
    "azurerm_dns_a_record": "azure.dns:public_record",
    "azurerm_dns_aaaa_record": "azure.dns:public_record",
    "azurerm_dns_caa_record": "azure.dns:public_record",
    "azurerm_dns_cname_record": "azure.dns:public_record",
    "azurerm_dns_mx_record": "azure.dns:public_record",
    "azurerm_dns_ns_record": "azure.dns:public_record",
    "azurerm_dns_ptr_record": "azure.dns:public_record",
    "azurerm_dns_srv_record": "azure.dns:public_record",
    "azurerm_dns_txt_record": "azure.dns:public_record",
    "azurerm_dns_zone": "azure.dns:public_zone",
    "azurerm_function_app": "azure.function_app:function_app",
    "azurerm_kubernetes_cluster": "azure.kubernetes:cluster",
    "azurerm_kubernetes_cluster_node_pool": "azure.kubernetes:node_pool",
    "azurerm_lb": "azure.load_balancer:balancer",
    "azurerm_lb_outbound_rule": "azure.load_balancer:rule",
    "azurerm_lb_rule": "azure.load_balancer:rule",
    "azurerm_linux_function_app": "azure.function_app:function_app",
    "azurerm_linux_virtual_machine": "azure.virtual_machine:linux",
    "azurerm_linux_virtual_machine_scale_set": "azure.scale_set:linux",
    "azurerm_log_analytics_workspace": "azure.log_analytics:workspace",
    "azurerm_managed_disk": "azure.disk:managed_disk",
    "azurerm_mssql_database": "azure.sql_database:database",
    "azurerm_mysql_flexible_server": "azure.flexible_server:mysql",
    "azurerm_nat_gateway": "azure.nat_gateway:nat_gateway",
    "azurerm_orchestrated_virtual_machine_scale_set": "azure.scale_set:orchestrated",
    "azurerm_postgresql_flexible_server": "azure.flexible_server:postgresql",
    "azurerm_private_dns_a_record": "azure.dns:private_record",
    "azurerm_private_dns_aaaa_record": "azure.dns:private_record",
    "azurerm_private_dns_cname_record": "azure.dns:private_record",
    "azurerm_private_dns_mx_record": "azure.dns:private_record",
    "azurerm_private_dns_ptr_record": "azure.dns:private_record",
    "azurerm_private_dns_srv_record": "azure.dns:private_record",
    "azurerm_private_dns_txt_record": "azure.dns:private_record",
    "azurerm_private_dns_zone": "azure.dns:private_zone",
    "azurerm_public_ip": "azure.public_ip:public_ip",
    "azurerm_redis_cache": "azure.redis:cache",
    "azurerm_service_plan": "azure.app_service:service_plan",
    "azurerm_storage_account": "azure.storage_account:account",
    "azurerm_virtual_machine": "azure.legacy_machine:virtual_machine",
    "azurerm_virtual_machine_scale_set": "azure.legacy_machine:scale_set",
    "azurerm_windows_function_app": "azure.function_app:function_app",
    "azurerm_windows_virtual_machine": "azure.virtual_machine:windows",
    "azurerm_windows_virtual_machine_scale_set": "azure.scale_set:windows",
    # google
    "google_artifact_registry_repository": "gcp.artifacts:repository",
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
    "google_logging_billing_account_bucket_config": "gcp.operations:log_bucket",
    "google_logging_billing_account_sink": "gcp.operations:log_sink",
    "google_logging_folder_bucket_config": "gcp.operations:log_bucket",
    "google_logging_folder_sink": "gcp.operations:log_sink",
    "google_logging_organization_bucket_config": "gcp.operations:log_bucket",
    "google_logging_organization_sink": "gcp.operations:log_sink",
    "google_logging_project_bucket_config": "gcp.operations:log_bucket",
    "google_logging_project_sink": "gcp.operations:log_sink",
    "google_monitoring_metric_descriptor": "gcp.operations:metric_descriptor",
    "google_monitoring_uptime_check_config": "gcp.operations:uptime_check",
    "google_pubsub_subscription": "gcp.pubsub:subscription",
    "google_pubsub_topic": "gcp.pubsub:topic",
    "google_redis_cluster": "gcp.redis:cluster",
    "google_redis_instance": "gcp.redis:instance",
    "google_secret_manager_secret": "gcp.secrets:secret",
    "google_secret_manager_secret_version": "gcp.secrets:version",
    "google_sql_database_instance": "gcp.sql:instance",
    "google_storage_bucket": "gcp.storage:bucket",
    # openstack
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
