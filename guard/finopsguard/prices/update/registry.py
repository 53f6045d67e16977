"""Whose official lists can be fetched: one file per provider."""

from collections.abc import Callable

from finopsguard.prices.update.aws import Aws
from finopsguard.prices.update.azure import Azure
from finopsguard.prices.update.gcp import Gcp
from finopsguard.prices.update.otc import OpenTelekomCloud
from finopsguard.prices.update.ovhcloud import OvhCloud
from finopsguard.prices.update.records import Provider
from finopsguard.prices.update.setup import Setup

PROVIDERS: dict[str, Callable[[Setup], Provider]] = {
    "aws": Aws,
    "azure": Azure,
    "gcp": Gcp,
    "ovh": OvhCloud,
    "open-telekom-cloud": OpenTelekomCloud,
}
"""Provider as the book calls it -> its list."""

SPOKEN = {"ovhcloud": "ovh", "otc": "open-telekom-cloud", "google": "gcp"}
"""Other names that ``--provider`` takes."""
