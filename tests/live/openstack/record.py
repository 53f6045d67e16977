"""Records what the real services answer, as readable JSON under fixtures/openstack/: one file per login of services/clouds.yaml.

    services/start.sh --fresh; seed.py > seed.json; python -m tests.live.openstack.record

Tokens are left out; addresses are written as ``{compute}`` and so on, which tests/adapters/openstack/cloud.py puts back.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from finopsguard.adapters.openstack import CloudQuotas, OpenStackUsageClient
from finopsguard.types.quota import Stated

SERVICES = Path(__file__).parent / "services"
FIXTURES = Path(__file__).parents[3] / "fixtures" / "openstack"
NAMES = {
    5000: "identity",
    8774: "compute",
    8776: "volume",
    9292: "image",
    9696: "network",
    18080: "swift",
    8778: "placement",
    8889: "rating",
}
KEPT = ("content-type", "openstack-api-version", "x-openstack-nova-api-version")
LOGINS = ("demo", "other", "noswift", "empty")


def main() -> int:
    """Records every login."""
    os.environ["OS_CLIENT_CONFIG_FILE"] = str(SERVICES / "clouds.yaml")
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = "127.0.0.1"
    for login in LOGINS:
        answers = record(login)
        target = FIXTURES / f"{login}.json"
        target.write_text(json.dumps(answers, indent=1) + "\n", encoding="utf-8")
        print(f"{target.name}: {len(answers)} answers")
    return 0


def record(login: str) -> list[dict[str, Any]]:
    """Everything that a reader of usage and quotas asks, and what comes back."""
    answers: list[dict[str, Any]] = []
    send = requests.Session.send

    def watched(session: requests.Session, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        response = send(session, request, **options)
        answers.append(_answer(request, response))
        return response

    requests.Session.send = watched  # type: ignore[method-assign]  # every library that the SDK uses sends through it
    try:
        with OpenStackUsageClient.from_cloud(login) as client:
            _ask_everything(client)
    finally:
        requests.Session.send = send  # type: ignore[method-assign]  # as above
    return list({json.dumps([a["method"], a["url"], a["query"]]): a for a in answers}.values())


def _ask_everything(client: OpenStackUsageClient) -> None:
    import datetime as dt

    client.get_all_usage()
    client.compute_usage(start=dt.datetime.now(dt.UTC) - dt.timedelta(hours=2))
    client.list_resources_with_usage()
    quotas = CloudQuotas(client)
    place = quotas.place(Stated())
    quotas.all(place)
    quotas.flavor(place, name="m1.small")
    quotas.default_volume_type(place)
    if client.connection.has_service("rating"):
        from finopsguard.adapters.openstack.rating import rated

        until = dt.datetime.now(dt.UTC)
        rated(client.connection, until - dt.timedelta(hours=6), until, ("type",))
        rated(client.connection, until - dt.timedelta(hours=6), until, ("time", "type"))
    for path in ("/limits",):
        client.connection.compute.get(path)
        client.connection.block_storage.get(path)


def _answer(request: requests.PreparedRequest, response: requests.Response) -> dict[str, Any]:
    parts = urlsplit(request.url or "")
    text = response.text
    for port, name in NAMES.items():
        text = text.replace(f"http://127.0.0.1:{port}", f"{{{name}}}")
    headers = {
        name: value for name, value in response.headers.items() if name.lower() in KEPT or "x-account" in name.lower()
    }
    if "X-Subject-Token" in response.headers:
        headers["X-Subject-Token"] = "recorded"
    body = json.loads(text) if "json" in response.headers.get("content-type", "") and text else text
    if isinstance(body, dict) and "token" in body:
        body["token"]["expires_at"] = (
            "2099-01-01T00:00:00.000000Z"  # or the replayed login would be renewed before every request
        )
    return {
        "method": request.method,
        "url": f"{{{NAMES[parts.port or 0]}}}{parts.path}",
        "query": {name: value for name, value in parse_qsl(parts.query) if name not in {"start", "end", "begin"}},
        "status": response.status_code,
        "headers": headers,
        "body": body,
    }


if __name__ == "__main__":
    sys.exit(main())
