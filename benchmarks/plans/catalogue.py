"""Which shapes each cloud has, and how often each cloud occurs in a mixed plan."""

from typing import NamedTuple

from plans import aws_compute, aws_services, azure, google, openstack
from plans.shape import Shape


class Cloud(NamedTuple):
    """One provider: its name in configurations, its address in the registry, its share of a mixed plan."""

    name: str
    source: str
    share: int
    shapes: tuple[Shape, ...]


CLOUDS: dict[str, Cloud] = {
    "aws": Cloud("aws", "hashicorp/aws", 55, aws_compute.SHAPES + aws_services.SHAPES),
    "azure": Cloud("azurerm", "hashicorp/azurerm", 20, azure.SHAPES),
    "google": Cloud("google", "hashicorp/google", 15, google.SHAPES),
    "openstack": Cloud("openstack", "terraform-provider-openstack/openstack", 10, openstack.SHAPES),
}
MIX = "mix"


class Mix:
    """Shapes to draw from, each with its cumulative share."""

    def __init__(self, provider: str) -> None:
        clouds = CLOUDS.values() if provider == MIX else [CLOUDS[provider]]
        self.shapes = [(cloud, shape) for cloud in clouds for shape in cloud.shapes]
        self.weights = [
            cloud.share * shape.weight / sum(other.weight for other in cloud.shapes) for cloud, shape in self.shapes
        ]
