"""Every Terraform type whose usage is measured, and by which cloud's metrics."""

from collections.abc import Mapping
from typing import Final

from finopsguard.compare.usage import aws, azure, gcp
from finopsguard.compare.usage.measures import Source

SOURCES: Final[Mapping[str, Source]] = {**aws.SOURCES, **azure.SOURCES, **gcp.SOURCES}
CLOUDS: Final = ("aws", "gcp", "azure")
