"""Azure, Google, OVHcloud and Open Telekom Cloud: their lists in the documented shapes."""

from decimal import Decimal
from typing import Any

import pytest

from finopsguard.prices.update.records import UpdateError
from tests.prices.update.conftest import Bench

PAGE = 1_000


def meter(
    name: str, price: str | float, arm: str = "", product: str = "Virtual Machines Dsv5 Series", **changed: Any
) -> dict[str, Any]:
    """An item of Azure Retail Prices."""
    return {
        "currencyCode": "USD",
        "tierMinimumUnits": 0.0,
        "retailPrice": price,
        "unitPrice": price,
        "armRegionName": "westeurope",
        "meterId": f"meter-{name}-{product}",
        "meterName": name,
        "productName": product,
        "skuName": name,
        "serviceName": "Virtual Machines",
        "unitOfMeasure": "1 Hour",
        "type": "Consumption",
        "isPrimaryMeterRegion": True,
        "armSkuName": arm,
        **changed,
    }


def known_meters(bench: Bench) -> list[dict[str, Any]]:
    """Every Linux and Windows machine that the book has in West Europe, as meters."""
    place = ("azure", "virtual-machines", "westeurope")
    found = []
    for key in bench.shipped.keys(*place):
        price = bench.shipped.exact(*place, key)
        size, system, purchase = key.split("/")
        assert price is not None
        name = f"{size} Spot" if purchase == "spot" else size
        product = "Virtual Machines Series" + (" Windows" if system == "windows" else "")
        sku = price.sku or f"meter-{key}"
        found.append(meter(name, float(price.unit_price), size, product, meterId=sku))
    return found


def azure(bench: Bench, items: list[dict[str, Any]]) -> None:
    """Pages of up to 1,000, each with a link to the next at the official host."""

    def page(query: dict[str, list[str]]) -> dict[str, Any]:
        skip = int(query.get("$skip", ["0"])[0])
        more = skip + PAGE < len(items)
        link = f"https://prices.azure.com:443/api/retail/prices?$filter=x&$skip={skip + PAGE}" if more else None
        return {"BillingCurrency": "USD", "Items": items[skip : skip + PAGE], "NextPageLink": link, "Count": PAGE}

    bench.official.documents = {"/api/retail/prices": page}


def test_azure_pages_are_followed_at_the_address_that_was_asked(bench: Bench) -> None:
    items = [item for item in known_meters(bench) if item["armSkuName"] != "Standard_D2s_v5"]
    items += [
        meter("D2s v5", 0.123, "Standard_D2s_v5"),
        meter("D2s v5", 0.215, "Standard_D2s_v5", "Virtual Machines Dsv5 Series Windows"),
        meter("D2s v5 Spot", 0.0231, "Standard_D2s_v5"),
        meter("D2s v5 Low Priority", 0.02, "Standard_D2s_v5"),
        meter("D2s v5", 0.07, "Standard_D2s_v5", type="DevTestConsumption"),
        meter("D2s v5", 700, "Standard_D2s_v5", type="Reservation"),
        meter("Dsv5 Type1", 5.0, "Standard_D2s_v5", "Dsv5 Series Dedicated Host"),
    ]
    azure(bench, items)
    bench.official.failures = [(429, {"Retry-After": "0"}), (429, {})]
    outcome = bench.update("azure", "virtual-machines", "westeurope")
    assert (outcome.failed, outcome.problems) == ([], [])
    place = ("azure", "virtual-machines", "westeurope")
    found = [
        bench.book.exact(*place, f"Standard_D2s_v5/{kind}")
        for kind in ("linux/on-demand", "windows/on-demand", "linux/spot")
    ]
    assert [price and price.unit_price for price in found] == [Decimal("0.123"), Decimal("0.215"), Decimal("0.0231")]
    first = bench.official.requests[0][1]
    assert first["$filter"] == [
        "serviceName eq 'Virtual Machines' and armRegionName eq 'westeurope' and priceType eq 'Consumption'"
    ]
    assert len(bench.official.requests) == len(items) // PAGE + 1 + 2
    assert list((bench.folder / "downloads" / "azure").iterdir()) == []


def test_azure_pages_of_an_interrupted_run_are_not_fetched_again(bench: Bench) -> None:
    azure(bench, known_meters(bench))
    pages = bench.official.documents["/api/retail/prices"]

    def first_alone(query: dict[str, list[str]]) -> Any:
        return pages(query) if "$skip" not in query else b"damaged"  # type: ignore[operator]

    bench.official.documents = {"/api/retail/prices": first_alone}
    assert "damaged or no JSON" in bench.update("azure", "virtual-machines", "westeurope").failed[0].why
    bench.official.documents = {"/api/retail/prices": pages}
    asked = len(bench.official.requests)
    assert not bench.update("azure", "virtual-machines", "westeurope").failed
    assert all("$skip" in query for _path, query, _headers in bench.official.requests[asked:])


def test_azure_meters_are_found_by_id_in_the_books_unit(bench: Bench) -> None:
    place = ("azure", "storage", "westeurope")
    items = []
    wanted = "queue/transaction-optimized/LRS/class-1-operations"
    for line in bench.shipped.text(*place).decode().splitlines()[1:]:
        key, _, unit, price, *_, sku, note = line.split("\t")
        if sku and not note.startswith("computed"):
            official = {"10K-operations": "10K", "GB-month": "1 GB/Month", "month": "1/Month", "GB": "1 GB"}.get(unit)
            if official:
                listed = float(price) * 1.1 if key == wanted else float(price)
                items.append(meter("m", listed, "", "p", meterId=sku, unitOfMeasure=official))
    azure(bench, items)
    outcome = bench.update("azure", "storage", "westeurope")
    assert (outcome.failed, outcome.problems) == ([], [])
    assert {change.key for change in outcome.changes} <= {wanted}


def test_azure_meters_without_a_region_are_asked_for_as_such(bench: Bench) -> None:
    price = bench.shipped.exact("azure", "dns", "global", "public/zone")
    assert price is not None
    changed = {"armRegionName": "", "meterId": price.sku, "unitOfMeasure": "1/Month"}
    queries = [("Public Queries", 0.41), ("Private Queries", 0.4)]
    items = [meter("Public Zone", 0.52, product="Azure DNS", **changed)]
    items += [
        meter(name, listed, product="Azure DNS", armRegionName="", unitOfMeasure="1M") for name, listed in queries
    ]
    azure(bench, items)
    outcome = bench.update("azure", "dns")
    assert (outcome.failed, outcome.problems, outcome.held) == ([], [], [])
    found = {key: bench.book.find("azure", "dns", "westeurope", key) for key in ("public/zone", "public/queries")}
    assert {key: price and price.unit_price for key, price in found.items()} == {
        "public/zone": Decimal("0.52"),
        "public/queries": Decimal("0.00000041"),
    }
    assert "(armRegionName eq 'Global' or armRegionName eq '')" in bench.official.requests[0][1]["$filter"][0]


def test_azure_without_items_has_changed_its_schema(bench: Bench) -> None:
    bench.official.documents = {"/api/retail/prices": lambda _query: {"items": []}}
    assert "schema has changed" in bench.update("azure", "dns").failed[0].why


def sku(description: str, nanos: int, units: str = "0", **changed: Any) -> dict[str, Any]:
    """A SKU of the Cloud Billing Catalog."""
    rates = changed.pop("rates", None) or [(0, units, nanos)]
    return {
        "name": f"services/6F81-5844-456A/skus/{description}",
        "skuId": f"ID-{len(description)}-{nanos}",
        "description": description,
        "category": {
            "resourceFamily": "Compute",
            "resourceGroup": "CPU",
            "usageType": changed.pop("usage", "OnDemand"),
        },
        "serviceRegions": changed.pop("regions", ["europe-west3"]),
        "pricingInfo": [
            {
                "effectiveTime": "2026-11-01T00:00:00Z",
                "pricingExpression": {
                    "usageUnit": changed.pop("unit", "h"),
                    "tieredRates": [
                        {"startUsageAmount": start, "unitPrice": {"currencyCode": "USD", "units": whole, "nanos": part}}
                        for start, whole, part in rates
                    ],
                },
            }
        ],
    }


def gcp(bench: Bench, skus: list[dict[str, Any]], service: str = "6F81-5844-456A") -> None:
    def page(query: dict[str, list[str]]) -> dict[str, Any]:
        at = int(query.get("pageToken", ["0"])[0])
        return {"skus": skus[at : at + 2], "nextPageToken": str(at + 2) if at + 2 < len(skus) else ""}

    bench.official.documents = {f"/v1/services/{service}/skus": page}


def test_google_machines_are_the_sum_of_their_cores_and_memory(bench: Bench) -> None:
    place = ("gcp", "compute-engine", "europe-west3")
    shipped = bench.shipped.exact(*place, "n2-standard-2/linux/on-demand")
    assert shipped is not None
    gcp(
        bench,
        [
            sku("N2 Instance Core running in Frankfurt", 41_000_000),
            sku("N2 Instance Ram running in Frankfurt", 5_500_000, unit="GiBy.h"),
            sku("Spot Preemptible N2 Instance Core running in Frankfurt", 9_000_000, usage="Preemptible"),
            sku("SSD backed PD Capacity in Frankfurt", 210_000_000, unit="GiBy.mo"),
            sku("Balanced PD Capacity in Frankfurt", 125_000_000, unit="GiBy.mo"),
            sku("Storage PD Capacity in Frankfurt", 49_000_000, unit="GiBy.mo"),
            sku("Extreme PD Capacity in Frankfurt", 155_000_000, unit="GiBy.mo"),
            sku("Regional SSD backed PD Capacity in Frankfurt", 420_000_000, unit="GiBy.mo"),
            sku("Regional Storage PD Capacity in Frankfurt", 98_000_000, unit="GiBy.mo"),
            sku("Regional Balanced PD Capacity in Frankfurt", 250_000_000, unit="GiBy.mo"),
        ],
    )
    outcome = bench.update("gcp", "compute-engine", "europe-west3")
    assert (outcome.failed, outcome.problems) == ([], [])
    machine = bench.book.exact(*place, "n2-standard-2/linux/on-demand")
    assert machine is not None
    assert machine.unit_price == 2 * Decimal("0.041") + 8 * Decimal("0.0055")
    assert machine.note == "computed: 2 vCPU and 8 GB at the prices of n2"
    disk = bench.book.exact(*place, "disk/pd-ssd")
    assert disk is not None
    assert disk.unit_price == Decimal("0.21")
    assert {headers["x-goog-api-key"] for _path, _query, headers in bench.official.requests} == {"secret-key"}
    assert all("key" not in query for _path, query, _headers in bench.official.requests)


def test_google_tiers_and_whole_units(bench: Bench) -> None:
    tiers = [(0, "0", 0), (10, "1", 250_000_000), (1_000, "1", 0)]
    rows = [
        sku(f"Cloud SQL for MySQL: {kind} - {name} in Frankfurt", 200_000_000, unit=unit, rates=rates)
        for kind in ("Zonal", "Regional")
        for name, unit, rates in (
            ("vCPU", "h", None),
            ("RAM", "GiBy.h", None),
            ("Standard storage", "GiBy.mo", tiers),
            ("Low cost storage", "GiBy.mo", None),
        )
    ]
    gcp(bench, rows, "9662-B51E-5089")
    bench.update("gcp", "cloud-sql", "europe-west3", confirm=True)
    price = bench.book.exact("gcp", "cloud-sql", "europe-west3", "storage/ssd")
    assert price is not None
    assert [(t.start, t.price) for t in price.tiers] == [(0, Decimal("1.25")), (1_000, Decimal(1))]
    assert "the first 10 a month are free" in price.note


def test_google_without_a_key_says_how_to_get_one(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("google"):
            raise ImportError(name)
        return real(name, *rest, **more)

    del bench.environ["GOOGLE_API_KEY"]
    monkeypatch.setattr(builtins, "__import__", without)
    assert "GOOGLE_API_KEY" in bench.update("gcp").failed[0].why


def test_ovhcloud_amounts_are_hundred_millionths(bench: Bench) -> None:
    place = ("ovh", "instances", "eu")
    addons = []
    for key in bench.shipped.keys(*place):
        price = bench.shipped.exact(*place, key)
        assert price is not None
        amount = 14_000_000 if key == "b2-15" else int(price.unit_price * 10**8)
        for code, factor in (
            (f"{key}.consumption", 1),
            (f"{key}.consumption.3AZ", 2),
            (f"{key}.monthly.postpaid", 300),
        ):
            unit = "month" if "monthly" in code else "hour"
            pricing = {"intervalUnit": unit, "price": amount * factor, "tax": 0, "type": "consumption", "commitment": 0}
            addons.append(
                {"planCode": code, "invoiceName": key, "product": "publiccloud-instance", "pricings": [pricing]}
            )
    catalogue = {"catalogId": 1, "locale": {"currencyCode": "EUR", "subsidiary": "DE", "taxRate": 0}, "addons": addons}
    bench.official.documents = {"/v1/order/catalog/public/cloud": lambda _query: catalogue}
    outcome = bench.update("ovhcloud", "instances")
    assert (outcome.failed, outcome.problems, outcome.gone) == ([], [], [])
    found = bench.book.exact(*place, "b2-15")
    assert found is not None
    assert (found.unit_price, found.currency, found.note) == (Decimal("0.14"), "EUR", "without VAT")
    assert [change.key for change in outcome.changes] == ["b2-15"]


def test_open_telekom_cloud_amounts_hold_their_currency(bench: Bench) -> None:
    def item(flavour: str, amount: str, system: str, region: str = "eu-de") -> dict[str, str]:
        return {
            "id": f"OTC_{flavour}_{system}",
            "opiFlavour": flavour,
            "osUnit": system,
            "unit": "h",
            "currency": "EUR",
            "priceAmount": amount,
            "region": region,
        }

    items = [
        item("s3.medium.1", "0.052000 EUR", "Open Linux"),
        item("s3.medium.1", "0.081000 EUR", "Windows"),
        item("s3.large.2", "0.110000 EUR", "Open Linux"),
        item("s3.medium.1", "0.060000 EUR", "Open Linux", "eu-nl"),
    ]
    response = {
        "response": {"code": 200, "message": "ok", "stats": {"recordsCount": 4, "maxPages": 1}, "result": items}
    }
    bench.official.documents = {"/en/open-telekom-price-api/": lambda _query: response}
    outcome = bench.update("otc")
    assert (outcome.failed, outcome.problems) == ([], [])
    place = ("open-telekom-cloud", "instances", "eu-de")
    assert [bench.book.exact(*place, key).unit_price for key in ("s3.medium.1", "s3.large.2")] == [  # type: ignore[union-attr]
        Decimal("0.052"),
        Decimal("0.11"),
    ]


def test_an_unknown_answer_of_open_telekom_cloud_is_a_changed_schema(bench: Bench) -> None:
    bench.official.documents = {"/en/open-telekom-price-api/": lambda _query: {"response": {"stats": {}}}}
    assert "its schema has changed" in bench.update("otc").failed[0].why


def test_a_redirect_to_another_host_is_refused(bench: Bench) -> None:
    bench.official.failures = [(302, {"Location": "http://localhost:9/elsewhere"})]
    assert "redirects to another host" in bench.update("otc").failed[0].why


def test_certificates_that_cannot_be_read_are_said(bench: Bench, tmp_path: Any) -> None:
    bench.environ["SSL_CERT_FILE"] = str(tmp_path / "none.pem")
    with pytest.raises(UpdateError, match=r"none\.pem cannot be read"):
        bench.update("otc")


def test_the_proxy_of_the_environment_is_asked(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", bench.official.url)
    bench.environ["FINOPSGUARD_OTC_PRICES"] = "http://prices.invalid/list/"
    bench.official.documents = {"/list/": lambda _query: {"response": {"stats": {}, "result": []}}}
    assert "none of the prices" in bench.update("otc").failed[0].why
    assert bench.official.requests[0][2]["host"] == "prices.invalid"
