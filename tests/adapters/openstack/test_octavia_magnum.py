"""Load balancers and clusters in the shapes that their API references document; there is no real Octavia or Magnum behind these."""

from typing import Any

from tests.adapters.openstack.cloud import Cloud, client


def offering(cloud: Cloud) -> None:
    """Puts both services into the catalogue."""
    login = next(answer for answer in cloud.answers if answer["url"].endswith("/auth/tokens"))
    for type_, name, address in (
        ("load-balancer", "octavia", "{lb}/v2.0"),
        ("container-infra", "magnum", "{magnum}/v1"),
    ):
        endpoint = {"interface": "public", "region": "RegionOne", "region_id": "RegionOne", "url": address, "id": name}
        login["body"]["token"]["catalog"].append({"type": type_, "name": name, "id": name, "endpoints": [endpoint]})


def balancers(count: int, start: int = 0) -> list[dict[str, Any]]:
    return [{"id": f"lb{number}"} for number in range(start, start + count)]


def test_octavia_states_limits_and_lists_are_counted(cloud: Cloud) -> None:
    """Load Balancer API reference: "Show Project Quota", "List Load Balancers" with ``loadbalancers_links``."""
    offering(cloud)
    with client(cloud) as one:
        limits = {"load_balancer": 3, "listener": -1, "pool": 5, "health_monitor": 5, "member": 10}
        cloud.reply("GET", f"/lbaas/quotas/{one.project_id}", {"quota": limits})
        for path in ("listeners", "pools", "healthmonitors"):
            cloud.reply("GET", f"/lbaas/{path}", {path: [{"id": "x"}]})

        def pages(_method: str, path: str, query: dict[str, str]) -> tuple[int, Any] | None:
            if not path.endswith("/lbaas/loadbalancers"):
                return None
            if query.get("marker") == "lb1":
                return 200, {"loadbalancers": balancers(1, start=2)}
            link = {"rel": "next", "href": "http://internal.invalid/v2.0/lbaas/loadbalancers?marker=lb1"}
            return 200, {"loadbalancers": balancers(2), "loadbalancers_links": [link]}

        cloud.rules.append(pages)
        quotas = one.quotas("load_balancer").quotas
    assert (quotas["load_balancers"].limit, quotas["load_balancers"].used) == (3, 3)
    assert (quotas["listeners"].limit, quotas["listeners"].used) == (None, 1)
    assert (quotas["members"].limit, quotas["members"].used) == (10, None)


def test_magnum_counts_clusters(cloud: Cloud) -> None:
    """Container Infrastructure Management API reference: "Show details of a quota", "List all clusters"."""
    offering(cloud)
    with client(cloud) as one:
        cloud.reply("GET", f"/quotas/{one.project_id}/Cluster", {"resource": "Cluster", "hard_limit": 20, "id": 1})
        cloud.reply("GET", "/clusters", {"clusters": [{"uuid": "a"}, {"uuid": "b"}]})
        clusters = one.quotas("container_infra").quotas["clusters"]
    assert (clusters.limit, clusters.used) == (20, 2)
