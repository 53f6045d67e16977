"""What each resource type is billed for."""

from finopsguard.resources.catalogue import Catalogue
from finopsguard.resources.diff import Priced, price_change
from finopsguard.resources.settings import Settings
from finopsguard.resources.states import without_base
from finopsguard.resources.usage_file import LayeredUsage, NoUsage, UsageFile, read_usage_file

__all__ = [
    "Catalogue",
    "LayeredUsage",
    "NoUsage",
    "Priced",
    "Settings",
    "UsageFile",
    "price_change",
    "read_usage_file",
    "without_base",
]
