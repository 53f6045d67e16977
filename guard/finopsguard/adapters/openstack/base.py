"""What every client of an OpenStack cloud has: a connection, its end, and a way to see whether it works."""

from types import TracebackType
from typing import Any, ClassVar, Self

from finopsguard.adapters.openstack import connect
from finopsguard.adapters.openstack.failures import LOG, guarded
from finopsguard.types.quota import AnswerStatus, ServiceAnswer


class OpenStackBase:
    """A client of one project in one region."""

    _service_name: ClassVar[str] = "openstack"

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    @classmethod
    def from_cloud(cls, cloud: str = "", *, timeout: float = connect.TIMEOUT) -> Self:
        """The cloud of that name in the user's or the system's clouds.yaml; without a name what the ``OS_*`` variables say.

        Raises :class:`finopsguard.adapters.openstack.errors.CredentialsError` when that is not enough to log in with.
        """
        return cls(connect.connect(cloud, timeout=timeout))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the connection."""
        close = getattr(self.connection, "close", None)
        if close is not None:
            close()

    def validate_connection(self) -> bool:
        """Whether the cloud accepts the credentials. Never raises; :meth:`login` says why not."""
        return self.login().status is AnswerStatus.OK

    def login(self) -> ServiceAnswer:
        """Logs in, which every user may; listing projects is refused to plain members."""

        def authorize() -> ServiceAnswer:
            self.connection.authorize()
            return ServiceAnswer(service="identity")

        return guarded("identity", authorize)

    @property
    def project_id(self) -> str:
        """Id of the project that the login is for; empty for a login of the whole system."""
        return str(self.connection.current_project_id or "")

    def _warn(self, what: str, answer: ServiceAnswer) -> None:
        LOG.warning("OpenStack %s: %s %s", self._service_name, what, answer.error)
