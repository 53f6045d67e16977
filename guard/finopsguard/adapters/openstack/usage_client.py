"""What a project uses and may use, on any OpenStack cloud.

The ``get_*`` methods are a public contract: dicts with fixed keys, ``{}`` where the service fails. Beside each stands the typed answer
(``compute_usage()`` and so on), which tells a failure from nothing in use; what judges anything must ask that one.
"""

import datetime as dt
from typing import Any, ClassVar

from finopsguard.adapters.openstack import quota_answers, usage_answers
from finopsguard.adapters.openstack.base import OpenStackBase
from finopsguard.adapters.openstack.failures import LOG, guarded
from finopsguard.types.quota import AnswerStatus, ServiceAnswer

Row = dict[str, Any]


class OpenStackUsageClient(OpenStackBase):
    """Usage and quotas of the project that the connection is logged in to."""

    _service_name: ClassVar[str] = "metering"

    def compute_usage(self, start: dt.datetime | None = None, end: dt.datetime | None = None) -> ServiceAnswer:
        """Servers with their vCPUs, memory and disk: those that are there, or with a period all that were there in it, deleted ones too.

        Times without a zone are UTC; a ``start`` alone runs to now, an ``end`` alone goes back 30 days. The disk of a flavor is not counted
        for servers that boot from a volume. Raises ``ValueError`` when ``start`` is after ``end``.
        """
        period = usage_answers.period(start, end)
        return guarded("compute", lambda: usage_answers.compute(self.connection, period))

    def storage_usage(self) -> ServiceAnswer:
        """Volumes and their size in GiB."""
        return guarded("block_storage", lambda: usage_answers.storage(self.connection))

    def network_usage(self) -> ServiceAnswer:
        """The project's own networks, routers, security groups and floating IPs; what others share with it is not counted."""
        return guarded("network", lambda: usage_answers.network(self.connection, self.project_id))

    def object_storage_usage(self) -> ServiceAnswer:
        """Containers, objects and bytes. A cloud without object storage, and an account never used, hold nothing."""
        return guarded("object_storage", lambda: usage_answers.object_storage(self.connection))

    def quotas(self, service: str) -> ServiceAnswer:
        """Limits and use of ``compute``, ``block_storage``, ``network``, ``object_storage``, ``load_balancer`` or ``container_infra``."""
        return quota_answers.ask(self.connection, service)

    def get_compute_usage(self, start: dt.datetime | None = None, end: dt.datetime | None = None) -> Row:
        """``instance_count, total_vcpus, total_ram_mb, total_ram_gb, total_disk_gb, period_start, period_end``."""
        return self._values("compute usage", self.compute_usage(start, end))

    def get_storage_usage(self) -> Row:
        """``volume_count, total_size_gb, attached_count, unattached_count``."""
        return self._values("storage usage", self.storage_usage())

    def get_network_usage(self) -> Row:
        """``network_count, router_count, security_group_count, floating_ip_count, floating_ips_in_use``."""
        return self._values("network usage", self.network_usage())

    def get_object_storage_usage(self) -> Row:
        """``container_count, object_count, total_bytes, total_size_gb``."""
        return self._values("object storage usage", self.object_storage_usage())

    def get_all_usage(self) -> Row:
        """``compute, storage, network, object_storage`` as their own methods give them, and ``timestamp`` (ISO 8601, UTC)."""
        return {
            "compute": self.get_compute_usage(),
            "storage": self.get_storage_usage(),
            "network": self.get_network_usage(),
            "object_storage": self.get_object_storage_usage(),
            "timestamp": dt.datetime.now(dt.UTC).isoformat(),
        }

    def list_resources_with_usage(self) -> list[Row]:
        """Servers, volumes and floating IPs as rows with a ``type``. A type that fails is logged, and the others still come."""
        rows: list[Row] = []
        for service, listing in usage_answers.LISTINGS.items():
            answer = guarded(service, lambda listing=listing: listing(self.connection, self.project_id))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
            rows += answer.values.get("rows", ())
        return rows

    def get_compute_quotas(self) -> Row:
        """Limits of ``instances, cores, ram_mb, key_pairs, server_groups``; -1 is no limit."""
        return self._limits("compute", quota_answers.COMPUTE_NAMES)

    def get_network_quotas(self) -> Row:
        """Limits of ``networks, subnets, routers, floating_ips, security_groups, security_group_rules``; -1 is no limit."""
        return self._limits("network", quota_answers.NETWORK_NAMES)

    def get_storage_quotas(self) -> Row:
        """Limits of ``volumes, gigabytes, snapshots, backups``; -1 is no limit."""
        return self._limits("block_storage", quota_answers.STORAGE_NAMES)

    def _limits(self, service: str, names: tuple[str, ...]) -> Row:
        answer = self.quotas(service)
        if answer.status is AnswerStatus.ERROR:
            return {}
        limits = {name: answer.quotas[name].limit for name in names if name in answer.quotas}
        return {name: -1 if limit is None else limit for name, limit in limits.items()}

    def _values(self, what: str, answer: ServiceAnswer) -> Row:
        if answer.status is AnswerStatus.PARTIAL:
            LOG.warning("OpenStack %s is partial: %s", what, "; ".join(answer.missing))
        return dict(answer.values)
