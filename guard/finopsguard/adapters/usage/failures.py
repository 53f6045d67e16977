"""Why a cloud did not answer, in its own words and in ours."""

import logging
from enum import StrEnum

_OFF = "usage adapter is not enabled"


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
        super().__init__(FailureKind.DISABLED, f"{name} {_OFF}", cloud=cloud)


def is_mistake(error: Exception) -> bool:
    """Whether the caller asked for something that does not exist. An adapter that is switched off raises ``ValueError`` too, but is none,
    and subclasses of it (text that is no JSON) come from the world.
    """
    return type(error) is ValueError and not str(error).endswith(_OFF)


def as_failure(error: Exception, cloud: str) -> CloudFailure:
    """Any exception of an adapter as a failure of that cloud."""
    if isinstance(error, CloudFailure):
        return error
    kind = FailureKind.DISABLED if str(error).endswith(_OFF) else FailureKind.API
    return CloudFailure(kind, str(error) or type(error).__name__, cloud=cloud)


def log_level(failure: CloudFailure) -> int:
    """How loud it is logged: what the user has chosen is no news, what this machine lacks a warning, what a cloud refuses an error."""
    if failure.kind is FailureKind.DISABLED:
        return logging.INFO
    missing = (FailureKind.NO_SDK, FailureKind.NO_CREDENTIALS)
    return logging.WARNING if failure.kind in missing else logging.ERROR
