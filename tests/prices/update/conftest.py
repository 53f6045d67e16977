"""An official server, a data folder, and a run of ``prices update`` against both."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from finopsguard.prices.book import PriceBook
from finopsguard.prices.place import fetched
from finopsguard.prices.update.client import Client
from finopsguard.prices.update.records import Scope
from finopsguard.prices.update.run import Outcome, Updater
from tests.prices.update.official import Official, serving

TODAY = "2026-11-22"


@pytest.fixture
def official() -> Iterator[Official]:
    with serving(Official()) as server:
        yield server


class Bench:
    """Runs updates into a folder; waiting takes no time and is remembered."""

    def __init__(self, folder: Path, official: Official) -> None:
        self.folder = folder
        self.official = official
        self.waits: list[float] = []
        self.shipped = PriceBook.shipped()
        self.environ = {
            "FINOPSGUARD_AWS_PRICE_LIST": official.url,
            "FINOPSGUARD_AZURE_PRICES": f"{official.url}/api/retail/prices",
            "FINOPSGUARD_GCP_CATALOG": official.url,
            "FINOPSGUARD_OVH_CATALOG": f"{official.url}/v1/order/catalog/public/cloud",
            "FINOPSGUARD_OTC_PRICES": f"{official.url}/en/open-telekom-price-api/",
            "GOOGLE_API_KEY": "secret-key",
        }

    def update(
        self,
        provider: str,
        service: str = "",
        region: str = "",
        *,
        today: str = TODAY,
        confirm: bool = False,
        dry_run: bool = False,
        afresh: bool = False,
        wait: Callable[[float], None] | None = None,
    ) -> Outcome:
        client = Client(self.environ, wait=wait or self.waits.append)
        updater = Updater(
            self.folder,
            self.environ,
            client,
            today,
            lambda _step: None,
            shipped=self.shipped,
            confirm=confirm,
            dry_run=dry_run,
            afresh=afresh,
        )
        scope = Scope(
            providers=(provider,), services=(service,) if service else (), regions=(region,) if region else ()
        )
        return updater.run(scope)

    @property
    def book(self) -> PriceBook:
        """What counts now."""
        own = fetched(self.folder)
        return PriceBook(own, below=self.shipped) if own else self.shipped


@pytest.fixture
def bench(tmp_path: Path, official: Official) -> Bench:
    return Bench(tmp_path / "data", official)
