"""A cloud as the quota check asks it: which project and region a plan means, what these may use, how big a flavor is.

Every answer is kept for the length of a run, and nothing raises: what cannot be had is said in the answer.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec

from finopsguard.adapters.openstack import connect, quota_answers, wire
from finopsguard.adapters.openstack.errors import MissingSDKError, OpenStackError
from finopsguard.adapters.openstack.failures import failure, guarded
from finopsguard.adapters.openstack.flavor_facts import LiveFlavors
from finopsguard.adapters.openstack.usage_client import OpenStackUsageClient
from finopsguard.types.price import PriceLookup
from finopsguard.types.quota import AnswerStatus, Flavor, Place, ServiceAnswer, Stated, Unanswered

UNNAMED = frozenset({"defaults", "envvars"})
"""What openstacksdk calls a cloud that stands in no file."""


def open_quotas(cloud: str = "", *, connector: Callable[[str], OpenStackUsageClient] | None = None) -> "CloudQuotas":
    """The quotas of a cloud in clouds.yaml, or of the ``OS_*`` variables. A cloud that cannot be reached answers so.

    Raises :class:`MissingSDKError` without openstacksdk: nothing could be asked at all.
    """
    try:
        return CloudQuotas((connector or OpenStackUsageClient.from_cloud)(cloud), cloud)
    except MissingSDKError:
        raise
    except OpenStackError as error:
        return CloudQuotas(None, cloud, refused=str(error))


class CloudQuotas:
    """:class:`finopsguard.types.quota.QuotaSource` over a client."""

    def __init__(self, client: OpenStackUsageClient | None, cloud: str = "", *, refused: str = "") -> None:
        self.client = client
        self.cloud = cloud or _named(client)
        self._refused = refused
        self._login: ServiceAnswer | None = None
        self._own: tuple[str, str] | None = None
        self._places: dict[tuple[str, str], Place] = {}
        self._connections: dict[Place, Any] = {}
        self._answers: dict[tuple[Place, str], ServiceAnswer] = {}
        self._flavors: dict[tuple[Place, str, str], Flavor | Unanswered] = {}
        self._types: dict[Place, str | Unanswered] = {}

    def place(self, stated: Stated) -> Place:
        """The project and region that a plan means; those of the login where it says nothing."""
        refused = self._refusal(stated)
        if refused or self.client is None:
            return Place(cloud=self.cloud, project=stated.project, region=stated.region, refused=refused)
        id_, name = self._own_project()
        region = stated.region or str(self.client.connection.config.get_region_name() or "")
        project = name or id_ if stated.project in ("", id_, name) else stated.project
        key = (project, region)
        if key not in self._places:
            self._places[key] = self._opened(project, region, own=project in (id_, name))
        return self._places[key]

    def quotas(self, place: Place, service: str) -> ServiceAnswer:
        """Limits and use of one service. ``key_pairs`` is asked for apart: Nova states no use of them, and counting is a call more."""
        key = (place, service)
        if key not in self._answers:
            self._answers[key] = self._asked(place, service)
        return self._answers[key]

    def all(self, place: Place) -> dict[str, ServiceAnswer]:
        """Every service's answer, by the name it is asked under. Nova's row of key pairs is replaced by the counted one."""
        answers = {service: self.quotas(place, service) for service in quota_answers.SERVICES}
        pairs = answers.pop("key_pairs").quotas
        compute = answers["compute"]
        answers["compute"] = msgspec.structs.replace(compute, quotas={**compute.quotas, **pairs})
        return answers

    def flavor(self, place: Place, *, name: str = "", id_: str = "") -> Flavor | Unanswered:
        """The size of a server: by id with one call, by name with one listing of all flavors."""
        key = (place, name, id_)
        if key not in self._flavors:
            self._flavors[key] = self._looked_up(place, name, id_)
        return self._flavors[key]

    def default_volume_type(self, place: Place) -> str | Unanswered:
        """Cinder's default volume type."""
        if place not in self._types:
            self._types[place] = self._default_type(place)
        return self._types[place]

    def with_flavors(self, book: PriceLookup) -> PriceLookup:
        """``book``, which asks this cloud for the size of flavors that no list has."""
        return LiveFlavors(book, self)

    def close(self) -> None:
        """Lets go of the connections."""
        for connection in self._connections.values():
            connection.close()
        if self.client is not None:
            self.client.close()

    def _refusal(self, stated: Stated) -> str:
        """Why a place cannot be asked with this login: no login, another cloud, or another project's credential."""
        if self.client is None:
            return self._refused
        if self._login is None:
            self._login = self.client.login()
        if self._login.status is not AnswerStatus.OK:
            return f"logging in failed: {self._login.error}"
        if not self.client.project_id:
            return "the login is for the whole system, and quotas belong to projects: log in to a project"
        auth = self.client.connection.config.config.get("auth") or {}
        ours, theirs = _host(str(auth.get("auth_url") or "")), _host(stated.auth_url)
        if ours and theirs and ours != theirs:
            return f"the plan is for the cloud at {theirs}, and quotas were asked of the one at {ours}"
        credential = auth.get("application_credential_id")
        if credential and stated.credential and credential != stated.credential:
            return "the plan uses another application credential, which may be another project's"
        return ""

    def _own_project(self) -> tuple[str, str]:
        """Id and name of the login's project. The token tells the name also to those who may not list projects."""
        if self._own is None:
            assert self.client is not None
            connection = self.client.connection
            try:
                access = connection.session.auth.get_access(connection.session)
                self._own = (str(access.project_id or ""), str(access.project_name or ""))
            except Exception:  # noqa: BLE001  a login without such a record (a fixed token) has an id all the same
                self._own = (self.client.project_id, "")
        return self._own

    def _opened(self, project: str, region: str, *, own: bool) -> Place:
        """A place with its connection, or with the reason why there is none."""
        assert self.client is not None
        place = Place(cloud=self.cloud, project=project, region=region)
        try:
            connection = self.client.connection if own else connect.in_project(self.client.connection, project)
            if region and region != connection.config.get_region_name():
                connection = connect.in_region(connection, region)
            connection.authorize()
            if region and not wire.offers(connection, "compute") and not wire.offers(connection, "network"):
                raise OpenStackError(f"the cloud's catalogue has no region {region}")  # noqa: TRY301  one handler says what is wrong
        except OpenStackError as error:
            return Place(cloud=self.cloud, project=project, region=region, refused=error.message)
        except Exception as error:  # noqa: BLE001  whatever keeps us out of one project, the others are still asked
            said = failure("identity", error).error
            return Place(cloud=self.cloud, project=project, region=region, refused=f"logging in failed: {said}")
        self._connections[place] = connection
        return place

    def _asked(self, place: Place, service: str) -> ServiceAnswer:
        if place.refused:
            return ServiceAnswer(service=service, status=AnswerStatus.ERROR, error=place.refused)
        return quota_answers.ask(self._connections[place], service)

    def _looked_up(self, place: Place, name: str, id_: str) -> Flavor | Unanswered:
        if place.refused:
            return Unanswered(place.refused)

        def ask() -> ServiceAnswer:
            compute = self._connections[place].compute
            named = (one for one in compute.flavors() if one.name == name)
            found = compute.get_flavor(id_) if id_ else next(named, None)
            return ServiceAnswer(service="compute", values={"flavor": found})

        answer = guarded("compute", ask)
        found = answer.values.get("flavor")
        if found is not None:
            return Flavor(
                name=str(found.name), vcpus=int(found.vcpus), ram_mb=int(found.ram), disk_gb=int(found.disk or 0)
            )
        if answer.status is AnswerStatus.ERROR and answer.status_code != 404:
            return Unanswered(f"the flavor {name or id_} was not answered for: {answer.error}")
        return Unanswered(f"the cloud shows no flavor {name or id_}")

    def _default_type(self, place: Place) -> str | Unanswered:
        if place.refused:
            return Unanswered(place.refused)

        def ask() -> ServiceAnswer:
            found = wire.get_json(self._connections[place].block_storage, "/types/default")
            return ServiceAnswer(service="block_storage", values={"name": found["volume_type"]["name"]})

        answer = guarded("block_storage", ask)
        if answer.status is AnswerStatus.ERROR:
            return Unanswered(f"the default volume type was not answered for: {answer.error}")
        return str(answer.values["name"])


def _named(client: OpenStackUsageClient | None) -> str:
    """The entry's name in clouds.yaml; without an entry the host of the cloud's identity service."""
    if client is None:
        return ""
    config = client.connection.config
    if config.name and config.name not in UNNAMED:
        return str(config.name)
    return _host(str((config.config.get("auth") or {}).get("auth_url") or ""))


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    return f"{host}:{port}" if port else host
