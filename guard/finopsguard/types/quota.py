"""Quotas of a cloud's projects, what a plan does to them, and how a cloud is asked for them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

import msgspec


class QuotaStatus(StrEnum):
    """What a plan's demand comes to."""

    FITS = "fits"
    TIGHT = "tight"
    """It fits, with less headroom than was asked for."""
    EXCEEDED = "exceeded"
    UNLIMITED = "unlimited"
    UNKNOWN = "unknown"
    """The cloud did not answer, or the plan does not say how much it adds: never a silent pass."""


class QuotaLine(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One row of the report's ``quotas``. Counts are whole; ``ram_mb`` is in MiB, ``gigabytes`` in GiB; ``None`` where not known."""

    cloud: str
    project: str
    """The cloud's project (tenant), by name where the cloud tells it."""
    region: str
    name: str
    """``instances``, ``cores``, ``ram_mb``, ``gigabytes``, ``gigabytes_<volume type>``, ``floating_ips`` ..."""
    used: int | None
    """In use and reserved now."""
    plan: int | None
    """What the plan adds, less what it gives back."""
    peak: int | None
    """In use at most while the plan is applied: higher than ``after`` where something is created before the old one is destroyed."""
    after: int | None
    limit: int | None
    """``None`` also where there is no limit; ``status`` tells."""
    headroom: int | None
    """What is left at the peak; negative where the plan does not fit."""
    status: QuotaStatus
    resources: tuple[str, ...] = ()
    """Addresses that add most, at most ten."""
    note: str = ""
    """Why it is unknown, in the cloud's own words; or what was assumed."""


class AnswerStatus(StrEnum):
    """How a cloud's service answered. Told apart so that an error is never read as nothing in use."""

    OK = "ok"
    PARTIAL = "partial"
    """What came is right, and something named in ``missing`` did not come."""
    ERROR = "error"


class Quota(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One quota of a project as the cloud states it."""

    name: str
    limit: int | None
    """``None`` where there is none (OpenStack writes -1)."""
    in_use: int | None
    """``None`` where the cloud states the limit only."""
    reserved: int = 0
    """Promised to requests that are under way."""

    @property
    def unlimited(self) -> bool:
        """True when the cloud sets no limit."""
        return self.limit is None

    @property
    def used(self) -> int | None:
        """In use and reserved."""
        return None if self.in_use is None else self.in_use + self.reserved


class ServiceAnswer(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What one service of a cloud answered to one question."""

    service: str
    """``compute``, ``block_storage``, ``network``, ``object_storage``, ``load_balancer``, ``container_infra``, ``identity``."""
    status: AnswerStatus = AnswerStatus.OK
    offered: bool = True
    """False when the cloud's catalogue has no such service: no error, there is just nothing of it."""
    status_code: int | None = None
    """HTTP status of the failure; ``None`` where no answer came at all."""
    error: str = ""
    """The failure in one sentence, without a secret."""
    missing: tuple[str, ...] = ()
    """What did not come, where the answer is partial."""
    quotas: Mapping[str, Quota] = {}
    values: Mapping[str, Any] = {}
    """Usage figures by their public names; empty in an answer about quotas."""


class Flavor(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A server size."""

    name: str
    vcpus: int
    ram_mb: int
    disk_gb: int = 0


class Stated(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What a plan says of where a resource goes; empty where it says nothing."""

    auth_url: str = ""
    cloud: str = ""
    """Name of an entry in clouds.yaml."""
    credential: str = ""
    """Id of the application credential, which belongs to one project. Never shown."""
    project: str = ""
    """Id or name."""
    region: str = ""


class Place(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One project in one region of one cloud, as the cloud names them: quotas are counted apart for each."""

    cloud: str
    project: str
    region: str
    refused: str = ""
    """Why its quotas cannot be asked for; empty where they can."""


class Unanswered(msgspec.Struct, frozen=True, gc=False):
    """In place of an answer: why there is none."""

    why: str


class QuotaSource(Protocol):
    """A cloud that can be asked what its projects may use. Answers are kept, so that asking again costs nothing. Nothing here raises."""

    cloud: str
    """Name under which the user knows it."""

    def place(self, stated: Stated) -> Place:
        """The project and region that a plan means."""

    def quotas(self, place: Place, service: str) -> ServiceAnswer:
        """Limits and use of one service (``compute``, ``block_storage``, ``network`` ...)."""

    def flavor(self, place: Place, *, name: str = "", id_: str = "") -> Flavor | Unanswered:
        """The size of a server, by name or by id."""

    def default_volume_type(self, place: Place) -> str | Unanswered:
        """The type of a volume for which none is given."""
