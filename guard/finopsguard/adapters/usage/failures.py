"""Why a cloud did not answer, in its own words and in ours."""

from enum import StrEnum


class FailureKind(StrEnum):
    """What to do about it differs by kind."""

    DISABLED = "disabled"
    NO_SDK = "no-sdk"
    NO_CREDENTIALS = "no-credentials"
    EXPIRED = "expired"
    CLOCK_SKEW = "clock-skew"
    FORBIDDEN = "forbidden"
    THROTTLED = "throttled"
    TIMEOUT = "timeout"
    NOT_FOUND = "not-found"
    API = "api"
    """Any other error of the cloud's API."""


class CloudFailure(Exception):  # noqa: N818  a failure of the world, told apart from mistakes of the caller
    """A cloud's service could not be asked, or did not answer in time. ``str()`` is one or two sentences without a secret."""

    def __init__(
        self,
        kind: FailureKind,
        message: str,
        *,
        cloud: str = "",
        service: str = "",
        code: str = "",
        permission: str = "",
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.cloud = cloud
        self.service = service
        self.code = code
        """The cloud's own code: ``AccessDeniedException``, ``RESOURCE_EXHAUSTED``, ``429``."""
        self.permission = permission
        """The permission that is missing, by the cloud's name for it: ``ce:GetCostAndUsage``."""


class NotEnabled(CloudFailure, ValueError):  # noqa: N818  as above
    """The adapter of a cloud is switched off. A ``ValueError``, as the public contract has it; the factory answers ``None`` for it."""

    def __init__(self, name: str, cloud: str) -> None:
        """``name`` as in the message (``AWS``), ``cloud`` as in the API (``aws``)."""
        super().__init__(FailureKind.DISABLED, f"{name} usage adapter is not enabled", cloud=cloud)
