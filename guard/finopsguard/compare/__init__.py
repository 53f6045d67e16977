"""Planned against live: quotas, actual bills, utilisation."""
