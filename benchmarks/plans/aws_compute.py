"""AWS: machines, their disks, containers and functions, with the attributes that the provider's schema gives them."""

from plans.shape import Draw, Drawn, Shape, Values, unknown

REGIONS = ("us-east-1", "eu-west-1", "eu-central-1", "ap-southeast-2")


def tagged(draw: Draw, values: Values) -> Values:
    """The values with ``tags`` and, as default tags would make it, a wider ``tags_all``."""
    tags = draw.tags()
    return {**values, "tags": tags, "tags_all": {**tags, "managed": "terraform"}}


def instance(draw: Draw) -> Drawn:
    """``aws_instance``: the longest of the common types."""
    values = tagged(
        draw,
        {
            "ami": f"ami-{draw.hex(17)}",
            "associate_public_ip_address": draw.flag(),
            "availability_zone": draw.pick(*REGIONS) + draw.pick("a", "b", "c"),
            "credit_specification": [{"cpu_credits": draw.pick("standard", "unlimited")}],
            "ebs_block_device": [] if draw.random() < 0.6 else [data_disk(draw)],
            "disable_api_stop": False,
            "disable_api_termination": False,
            "ebs_optimized": True,
            "enclave_options": [{"enabled": False}],
            "ephemeral_block_device": [],
            "get_password_data": False,
            "hibernation": None,
            "iam_instance_profile": "app",
            "instance_initiated_shutdown_behavior": "stop",
            "instance_type": draw.pick("t3", "t4g", "m5", "m6i", "m7g", "c6i", "r6g")
            + draw.pick(".medium", ".large", ".xlarge", ".2xlarge"),
            "key_name": "ops",
            "launch_template": [],
            "maintenance_options": [{"auto_recovery": "default"}],
            "metadata_options": [
                {
                    "http_endpoint": "enabled",
                    "http_put_response_hop_limit": 2,
                    "http_tokens": "required",
                    "instance_metadata_tags": "disabled",
                }
            ],
            "monitoring": draw.flag(),
            "root_block_device": [root_disk(draw)],
            "secondary_private_ips": [],
            "security_groups": [],
            "source_dest_check": True,
            "subnet_id": f"subnet-{draw.hex(17)}",
            "tenancy": "default",
            "timeouts": None,
            "user_data": draw.hex(40),
            "user_data_base64": None,
            "user_data_replace_on_change": False,
            "volume_tags": None,
            "vpc_security_group_ids": [f"sg-{draw.hex(17)}"],
        },
    )
    return Drawn(
        values,
        {
            **unknown("arn", "id", "private_ip", "public_ip", "primary_network_interface_id", "password_data"),
            "root_block_device": [{"volume_id": True}],
        },
    )


def root_disk(draw: Draw) -> Values:
    """A ``root_block_device`` block."""
    return {
        "delete_on_termination": True,
        "encrypted": True,
        "iops": 3000,
        "kms_key_id": "",
        "throughput": 125,
        "volume_size": draw.pick(8, 20, 50, 100),
        "volume_type": draw.pick("gp2", "gp3"),
    }


def data_disk(draw: Draw) -> Values:
    """An ``ebs_block_device`` block."""
    return {
        "delete_on_termination": True,
        "device_name": "/dev/sdf",
        "encrypted": True,
        "iops": 3000,
        "kms_key_id": "",
        "snapshot_id": "",
        "tags": {},
        "throughput": 125,
        "volume_size": draw.pick(50, 100, 500),
        "volume_type": "gp3",
    }


def ebs_volume(draw: Draw) -> Drawn:
    """``aws_ebs_volume``."""
    values = tagged(
        draw,
        {
            "availability_zone": draw.pick(*REGIONS) + "a",
            "encrypted": True,
            "final_snapshot": False,
            "iops": draw.pick(3000, 6000, None),
            "multi_attach_enabled": None,
            "outpost_arn": None,
            "size": draw.pick(20, 100, 500, 2000),
            "snapshot_id": "",
            "throughput": draw.pick(125, 250, None),
            "timeouts": None,
            "type": draw.pick("gp2", "gp3", "io1", "st1", "sc1"),
        },
    )
    return Drawn(values, unknown("arn", "id", "kms_key_id"))


def lambda_function(draw: Draw) -> Drawn:
    """``aws_lambda_function``."""
    values = tagged(
        draw,
        {
            "architectures": [draw.pick("x86_64", "arm64")],
            "description": "",
            "environment": [{"variables": {"A": "1", "B": "2"}}],
            "ephemeral_storage": [{"size": 512}],
            "function_name": f"fn-{draw.hex(6)}",
            "handler": "main.handler",
            "memory_size": draw.pick(128, 512, 1024, 2048),
            "package_type": "Zip",
            "publish": False,
            "reserved_concurrent_executions": -1,
            "role": "arn:aws:iam::123456789012:role/x",
            "runtime": "python3.12",
            "s3_bucket": "code",
            "s3_key": "fn.zip",
            "timeout": 30,
            "tracing_config": [{"mode": "Active"}],
            "vpc_config": [],
        },
    )
    return Drawn(values, unknown("arn", "id", "invoke_arn", "source_code_hash"))


def eks_cluster(draw: Draw) -> Drawn:
    """``aws_eks_cluster``."""
    values = tagged(
        draw,
        {
            "name": f"eks-{draw.hex(4)}",
            "version": "1.31",
            "enabled_cluster_log_types": ["api", "audit"],
            "role_arn": "arn:aws:iam::123456789012:role/eks",
            "vpc_config": [
                {
                    "endpoint_private_access": True,
                    "endpoint_public_access": False,
                    "public_access_cidrs": ["0.0.0.0/0"],
                    "subnet_ids": [f"subnet-{draw.hex(17)}" for _ in range(3)],
                }
            ],
        },
    )
    return Drawn(values, unknown("arn", "id", "endpoint", "certificate_authority", "identity"))


def eks_node_group(draw: Draw) -> Drawn:
    """``aws_eks_node_group``."""
    values = tagged(
        draw,
        {
            "ami_type": "AL2023_x86_64_STANDARD",
            "capacity_type": draw.pick("ON_DEMAND", "SPOT"),
            "cluster_name": "eks",
            "disk_size": 50,
            "instance_types": [draw.pick("m6i.large", "m6i.xlarge", "t3.large")],
            "node_group_name": f"ng-{draw.hex(4)}",
            "scaling_config": [{"desired_size": draw.randrange(1, 9), "max_size": 12, "min_size": 1}],
            "subnet_ids": [f"subnet-{draw.hex(17)}"],
        },
    )
    return Drawn(values, unknown("arn", "id", "resources"))


SHAPES = (
    Shape("aws_instance", 14, instance, {"instance_type": "t3.micro"}),
    Shape("aws_ebs_volume", 8, ebs_volume, {"size": 10}),
    Shape("aws_lambda_function", 8, lambda_function, {"memory_size": 256}),
    Shape("aws_eks_cluster", 1, eks_cluster, {"version": "1.30"}),
    Shape("aws_eks_node_group", 2, eks_node_group, {"disk_size": 20}),
)
