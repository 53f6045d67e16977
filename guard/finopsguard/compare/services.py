"""Services go by several names: in a price list, in a report, in FOCUS."""

_SAME = (
    ("amazonec2", "amazonelasticcomputecloud", "amazonelasticcomputecloudcompute", "ec2other", "ec2instances"),
    ("amazonebs", "ec2other", "amazonelasticcomputecloud", "amazonec2", "elasticblockstore"),
    ("amazonrds", "amazonrelationaldatabaseservice"),
    ("amazons3", "amazonsimplestorageservice"),
    ("awslambda", "lambda"),
    ("amazondynamodb", "dynamodb"),
    ("amazonelasticache", "elasticache"),
    ("awselb", "elasticloadbalancing", "amazonelasticloadbalancing"),
    ("amazonvpc", "amazonvirtualprivatecloud", "amazonec2", "amazonelasticcomputecloud"),
    ("amazoncloudwatch", "cloudwatch"),
    ("amazonroute53", "route53"),
    ("awskms", "awskeymanagementservice"),
    ("awsqueueservice", "amazonsqs", "amazonsimplequeueservice"),
    ("amazonsns", "amazonsimplenotificationservice"),
    ("amazoneks", "amazonelasticcontainerserviceforkubernetes", "amazonelastickubernetesservice"),
    ("amazonecs", "amazonelasticcontainerservice"),
    ("amazonefs", "amazonelasticfilesystem"),
    ("computeengine", "gce"),
    ("cloudsql", "cloudsqladmin"),
    ("virtualmachines", "microsoftcompute", "storage", "virtualmachineslicenses"),
)


def plain_service(name: str) -> str:
    """A service's name in small letters and digits."""
    return "".join(character for character in name.lower() if character.isalnum())


def same_service(one: str, other: str) -> bool:
    """Whether two names may mean one service."""
    left, right = plain_service(one), plain_service(other)
    if not left or not right:
        return False
    return left == right or any(left in group and right in group for group in _SAME)
