"""What every provider is handed."""

from collections.abc import Callable, Mapping
from pathlib import Path

from finopsguard.prices.book import PriceBook
from finopsguard.prices.update.client import Client
from finopsguard.prices.update.mapping import Mapping as Table
from finopsguard.prices.update.records import Scope


class Setup:
    """Client, folder for downloads, environment, the shipped book and the provider's mapping."""

    def __init__(
        self,
        client: Client,
        downloads: Path,
        environ: Mapping[str, str],
        book: PriceBook,
        mapping: Table,
        refuse: Callable[[str, str], None],
    ) -> None:
        self.client = client
        self.downloads = downloads
        self.environ = environ
        self.book = book
        self.mapping = mapping
        self.refuse = refuse
        """Takes where and why: what cannot be had, without which the rest still counts."""

    def regions(self, service: str, scope: Scope) -> tuple[str, ...]:
        """The regions of a service to fetch: those that the shipped book has, and of a service asked for by name any that are."""
        if scope.services and service not in scope.services:
            return ()
        shipped = self.book.regions(self.mapping.provider, service)
        if scope.regions and not scope.services:
            return tuple(region for region in shipped if region in scope.regions)
        return scope.regions or shipped
