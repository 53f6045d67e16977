"""Kinds of bills: one file each, listed in :data:`FORMATS`."""

from collections.abc import Mapping
from typing import Final

from finopsguard.adapters.billing.formats.azure import AZURE
from finopsguard.adapters.billing.formats.cur import CUR
from finopsguard.adapters.billing.formats.focus import FOCUS
from finopsguard.adapters.billing.formats.gcp import GCP
from finopsguard.adapters.billing.formats.query import QUERY
from finopsguard.adapters.billing.formats.shape import Format

FORMATS: Final[Mapping[str, Format]] = {form.name: form for form in (FOCUS, CUR, AZURE, GCP, QUERY)}
"""By the word before the file: ``focus:bill.csv``. In this order a file of unknown kind is tried."""
