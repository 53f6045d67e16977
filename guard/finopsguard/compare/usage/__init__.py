"""What clouds measure of a plan's resources, as a usage file's quantities (docs/usage-sync.md)."""

from finopsguard.compare.usage.lookup import LiveQuantities
from finopsguard.compare.usage.measures import Quantity, Source
from finopsguard.compare.usage.quantities import quantities
from finopsguard.compare.usage.registry import SOURCES
from finopsguard.compare.usage.targets import Live, live_resources

__all__ = ["SOURCES", "Live", "LiveQuantities", "Quantity", "Source", "live_resources", "quantities"]
