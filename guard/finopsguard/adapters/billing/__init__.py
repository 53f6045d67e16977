"""Bills of the clouds: exported files, and what their billing APIs answer."""

from finopsguard.adapters.billing.errors import BillError
from finopsguard.adapters.billing.file_bill import FileSource, parse_source

__all__ = ["BillError", "FileSource", "parse_source"]
