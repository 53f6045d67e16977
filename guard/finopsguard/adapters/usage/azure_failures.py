"""Azure's exceptions as :class:`CloudFailure`, with Azure's own words."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from finopsguard.adapters.usage.deadline import Deadline
from finopsguard.adapters.usage.failures import CloudFailure, FailureKind

MONITOR: Final = "Azure Monitor"
COSTS: Final = "Azure Cost Management"
RESOURCE_MANAGER: Final = "Azure Resource Manager"
_EXTRA: Final = "Install it with: pip install '.[azure]' in a clone of finopsguard"
_ADVICE: Final = {
    FailureKind.FORBIDDEN: "Grant the role that `finopsguard usage permissions azure` names.",
    FailureKind.EXPIRED: "Log in again: az login, or a new client secret.",
    FailureKind.THROTTLED: "Try again in a minute, or ask for less.",
    FailureKind.NOT_FOUND: "Check AZURE_SUBSCRIPTION_ID and the resource id.",
}
_ACTION = re.compile(r"perform action '([^']+)'")
_EXPIRED: Final = ("AADSTS7000222", "AADSTS700082", "AADSTS50173", "ExpiredAuthenticationToken", "expired")


def failure(kind: FailureKind, message: str, *, service: str, code: str = "", permission: str = "") -> CloudFailure:
    """A failure of Azure: its words on one line, then what to do."""
    words = " ".join(message.split())[:400].rstrip(". ")
    missing = f" ({permission} is missing)" if permission and permission not in words else ""
    text = f"{service}: {words}{missing}. {_ADVICE.get(kind, '')}".rstrip()
    return CloudFailure(kind, text, cloud="azure", service=service, code=code, permission=permission)


@contextmanager
def translated(service: str, permission: str, deadline: Deadline) -> Iterator[None]:
    """Turns what the SDK raises inside into :class:`CloudFailure`. ``permission`` is what the calls inside need."""
    try:
        yield
    except ImportError as error:
        raise failure(
            FailureKind.NO_SDK, f"the package {error.name} is not installed. {_EXTRA}", service=service
        ) from error
    except (CloudFailure, ValueError, TypeError, AttributeError):
        raise
    except Exception as error:
        found = _known(error, service, permission, deadline)
        if found is None:
            raise
        raise found from error


def _known(error: Exception, service: str, permission: str, deadline: Deadline) -> CloudFailure | None:
    from azure.core import exceptions as core

    if isinstance(error, core.HttpResponseError) and error.status_code is not None:
        return _of_answer(error, service, permission)
    if isinstance(error, core.ClientAuthenticationError):
        kind = FailureKind.EXPIRED if any(sign in str(error) for sign in _EXPIRED) else FailureKind.NO_CREDENTIALS
        return failure(kind, _first_line(error), service=service, code=type(error).__name__)
    if isinstance(error, (core.ServiceRequestTimeoutError, core.ServiceResponseTimeoutError)):
        return deadline.expired(service)
    if isinstance(error, (core.ServiceRequestError, core.ServiceResponseError)):
        return failure(FailureKind.API, f"cannot be reached: {_first_line(error)}", service=service)
    if isinstance(error, core.AzureError):
        return failure(FailureKind.API, _first_line(error), service=service)
    return None


def _of_answer(error: Any, service: str, permission: str) -> CloudFailure:
    """An answer with a status: from the service, or from Entra where no token was given."""
    from azure.core import exceptions as core

    status = int(error.status_code)
    code, words = code_of(error), _words(error)
    if isinstance(error, core.ClientAuthenticationError) or status == 401:
        kind = (
            FailureKind.EXPIRED
            if status == 401 or any(sign in words for sign in _EXPIRED)
            else FailureKind.NO_CREDENTIALS
        )
        return failure(kind, words, service=service, code=code or str(status))
    if status == 403:
        action = _ACTION.search(words)
        needed = action.group(1) if action else permission
        return failure(FailureKind.FORBIDDEN, words, service=service, code=code or "403", permission=needed)
    if status == 429:
        return failure(FailureKind.THROTTLED, words, service=service, code=code or "429")
    kind = FailureKind.NOT_FOUND if status == 404 else FailureKind.API
    return failure(kind, f"{words} (HTTP {status})", service=service, code=code or str(status))


def code_of(error: Any) -> str:
    """``AuthorizationFailed``, ``ResourceNotFound``: the code inside the error, where there is one."""
    return str(getattr(getattr(error, "error", None), "code", "") or "")


def _words(error: Any) -> str:
    inner = getattr(getattr(error, "error", None), "message", None)
    return str(inner) if inner else _first_line(error)


def _first_line(error: Exception) -> str:
    text = str(getattr(error, "message", "") or error)
    return text.split("\n", maxsplit=1)[0].strip() or type(error).__name__
