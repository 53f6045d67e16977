"""AWS: databases, load balancers, storage and what is free, with the attributes that the provider's schema gives them."""

import json

from plans.aws_compute import tagged
from plans.shape import Draw, Drawn, Shape, unknown

ASSUME_ROLE = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Action": "sts:AssumeRole", "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}}],
    }
)


def db_instance(draw: Draw) -> Drawn:
    """``aws_db_instance``; its password is in clear, as in every plan."""
    values = tagged(
        draw,
        {
            "allocated_storage": draw.pick(20, 100, 500),
            "apply_immediately": False,
            "auto_minor_version_upgrade": True,
            "backup_retention_period": draw.pick(1, 7, 30),
            "copy_tags_to_snapshot": True,
            "db_name": "app",
            "db_subnet_group_name": "main",
            "deletion_protection": True,
            "enabled_cloudwatch_logs_exports": ["postgresql"],
            "engine": draw.pick("postgres", "mysql", "mariadb", "sqlserver-se"),
            "engine_version": "16.4",
            "iam_database_authentication_enabled": True,
            "identifier": f"db-{draw.hex(6)}",
            "instance_class": draw.pick("db.t3.medium", "db.m6g.large", "db.r6g.xlarge", "db.t4g.micro"),
            "iops": None,
            "max_allocated_storage": 1000,
            "monitoring_interval": 60,
            "multi_az": draw.flag(),
            "password": "x" * 16,
            "performance_insights_enabled": True,
            "port": 5432,
            "publicly_accessible": False,
            "skip_final_snapshot": False,
            "storage_encrypted": True,
            "storage_type": draw.pick("gp2", "gp3", "io1"),
            "username": "app",
            "vpc_security_group_ids": [f"sg-{draw.hex(17)}"],
        },
    )
    return Drawn(values, unknown("arn", "id", "endpoint", "address", "hosted_zone_id"))


def lb(draw: Draw) -> Drawn:
    """``aws_lb``."""
    values = tagged(
        draw,
        {
            "access_logs": [],
            "drop_invalid_header_fields": True,
            "enable_deletion_protection": True,
            "enable_http2": True,
            "idle_timeout": 60,
            "internal": draw.flag(),
            "ip_address_type": "ipv4",
            "load_balancer_type": draw.pick("application", "network"),
            "name": f"lb-{draw.hex(6)}",
            "security_groups": [f"sg-{draw.hex(17)}"],
            "subnets": [f"subnet-{draw.hex(17)}" for _ in range(3)],
        },
    )
    return Drawn(values, unknown("arn", "id", "dns_name", "zone_id"))


def nat_gateway(draw: Draw) -> Drawn:
    """``aws_nat_gateway``."""
    values = tagged(
        draw,
        {
            "allocation_id": f"eipalloc-{draw.hex(17)}",
            "connectivity_type": "public",
            "subnet_id": f"subnet-{draw.hex(17)}",
        },
    )
    return Drawn(values, unknown("id", "public_ip"))


def s3_bucket(draw: Draw) -> Drawn:
    """``aws_s3_bucket``."""
    values = tagged(
        draw, {"bucket": f"b-{draw.hex(10)}", "bucket_prefix": None, "force_destroy": False, "timeouts": None}
    )
    return Drawn(values, unknown("arn", "id", "bucket_domain_name", "region", "acl", "versioning"))


def dynamodb_table(draw: Draw) -> Drawn:
    """``aws_dynamodb_table``."""
    values = tagged(
        draw,
        {
            "attribute": [{"name": "pk", "type": "S"}],
            "billing_mode": draw.pick("PAY_PER_REQUEST", "PROVISIONED"),
            "hash_key": "pk",
            "name": f"t-{draw.hex(6)}",
            "read_capacity": draw.pick(0, 5, 50),
            "write_capacity": draw.pick(0, 5, 50),
            "table_class": "STANDARD",
            "global_secondary_index": [],
        },
    )
    return Drawn(values, unknown("arn", "id", "stream_arn"))


def elasticache_replication_group(draw: Draw) -> Drawn:
    """``aws_elasticache_replication_group``."""
    values = tagged(
        draw,
        {
            "automatic_failover_enabled": True,
            "engine": draw.pick("redis", "valkey"),
            "node_type": draw.pick("cache.t4g.small", "cache.r6g.large"),
            "num_cache_clusters": draw.pick(1, 2, 3),
            "replication_group_id": f"rg-{draw.hex(4)}",
            "at_rest_encryption_enabled": True,
        },
    )
    return Drawn(values, unknown("arn", "id", "primary_endpoint_address"))


def security_group_rule(draw: Draw) -> Drawn:
    """``aws_security_group_rule``: free, and the most frequent."""
    values = {
        "cidr_blocks": ["10.0.0.0/8"],
        "from_port": 443,
        "to_port": 443,
        "protocol": "tcp",
        "type": "ingress",
        "security_group_id": f"sg-{draw.hex(17)}",
        "description": None,
        "self": False,
    }
    return Drawn(values, unknown("id", "source_security_group_id"))


def iam_role(draw: Draw) -> Drawn:
    """``aws_iam_role``: free."""
    values = tagged(
        draw,
        {
            "assume_role_policy": ASSUME_ROLE,
            "description": "",
            "force_detach_policies": False,
            "max_session_duration": 3600,
            "name": f"r-{draw.hex(6)}",
            "path": "/",
            "permissions_boundary": None,
        },
    )
    return Drawn(values, unknown("arn", "id", "unique_id"))


SHAPES = (
    Shape("aws_db_instance", 4, db_instance, {"instance_class": "db.t3.micro"}),
    Shape("aws_lb", 4, lb, {"idle_timeout": 30}),
    Shape("aws_nat_gateway", 3, nat_gateway, {"subnet_id": "subnet-0"}),
    Shape("aws_s3_bucket", 8, s3_bucket, {"force_destroy": True}),
    Shape("aws_dynamodb_table", 4, dynamodb_table, {"read_capacity": 1}),
    Shape("aws_elasticache_replication_group", 2, elasticache_replication_group, {"node_type": "cache.t4g.micro"}),
    Shape("aws_security_group_rule", 20, security_group_rule, {"from_port": 80}),
    Shape("aws_iam_role", 12, iam_role, {"max_session_duration": 7200}),
)
