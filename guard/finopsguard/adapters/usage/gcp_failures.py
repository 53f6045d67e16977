"""Google's exceptions as :class:`CloudFailure`, with Google's own words, and what one may wait for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from finopsguard.adapters.usage.deadline import Deadline
from finopsguard.adapters.usage.failures import CloudFailure, FailureKind

MONITORING: Final = "Cloud Monitoring"
BIGQUERY: Final = "BigQuery"
_EXTRA: Final = "Install it with: pip install '.[gcp]' in a clone of finopsguard"
_ADVICE: Final = {
    FailureKind.FORBIDDEN: "Grant the role that `finopsguard usage permissions gcp` names.",
    FailureKind.EXPIRED: "Log in again: gcloud auth application-default login, or a fresh key file.",
    FailureKind.THROTTLED: "Try again in a minute, or ask for less.",
    FailureKind.NOT_FOUND: "Check the names of the project, dataset and table.",
}


def failure(kind: FailureKind, message: str, *, service: str, code: str = "", permission: str = "") -> CloudFailure:
    """A failure of Google Cloud: its words on one line, then what to do."""
    words = " ".join(message.split())[:400].rstrip(". ")
    missing = f" ({permission} is missing)" if permission and permission not in words else ""
    text = f"{service}: {words}{missing}. {_ADVICE.get(kind, '')}".rstrip()
    return CloudFailure(kind, text, cloud="gcp", service=service, code=code, permission=permission)


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
    import requests
    from google.api_core import exceptions as api
    from google.auth import exceptions as auth

    if isinstance(error, api.RetryError):
        # The time is over; what was being retried is the better answer where it says more than "too slow".
        cause = error.cause if isinstance(error.cause, Exception) else None
        known = _known(cause, service, permission, deadline) if cause is not None else None
        return known if known is not None and known.kind is not FailureKind.API else deadline.expired(service)
    if isinstance(error, auth.DefaultCredentialsError):
        return failure(FailureKind.NO_CREDENTIALS, str(error), service=service)
    if isinstance(error, auth.RefreshError):
        return failure(
            FailureKind.EXPIRED, f"no token was given: {_first(error)}", service=service, code="RefreshError"
        )
    if isinstance(error, auth.GoogleAuthError):
        return failure(FailureKind.NO_CREDENTIALS, f"no token was given: {_first(error)}", service=service)
    if isinstance(error, api.GoogleAPICallError):
        return _of_call(error, service, permission, deadline)
    if isinstance(error, requests.exceptions.Timeout):
        return deadline.expired(service)
    if isinstance(error, requests.exceptions.RequestException):
        return failure(FailureKind.API, f"cannot be reached: {type(error).__name__}", service=service)
    return None


def _of_call(error: Any, service: str, permission: str, deadline: Deadline) -> CloudFailure:
    from google.api_core import exceptions as api

    words, code = _words(error), _code(error)
    if isinstance(error, (api.DeadlineExceeded, api.GatewayTimeout)):
        return deadline.expired(service)
    if isinstance(error, api.Unauthenticated) or "metadata from plugin failed" in words:
        return failure(FailureKind.EXPIRED, words, service=service, code=code)
    if isinstance(error, (api.TooManyRequests, api.ResourceExhausted)) or "rateLimitExceeded" in str(error.errors):
        return failure(FailureKind.THROTTLED, words, service=service, code=code)
    if isinstance(error, api.Forbidden):
        return failure(
            FailureKind.FORBIDDEN, words, service=service, code=code, permission=_permission(words) or permission
        )
    if isinstance(error, api.NotFound):
        return failure(FailureKind.NOT_FOUND, words, service=service, code=code)
    return failure(FailureKind.API, words, service=service, code=code)


def _words(error: Any) -> str:
    """BigQuery's own words, without the request in front of and the job behind them."""
    inner = error.errors[0] if error.errors else None
    message = inner.get("message") if isinstance(inner, dict) else None
    return str(message or error.message).split("\n", maxsplit=1)[0]


def _code(error: Any) -> str:
    status = getattr(error, "grpc_status_code", None)
    return str(status.name) if status is not None else str(int(error.code)) if error.code else ""


def _permission(words: str) -> str:
    """``Permission monitoring.timeSeries.list denied ...``, ``... does not have bigquery.jobs.create permission ...``."""
    for word in words.replace("'", " ").replace('"', " ").replace("`", " ").split():
        bare = word.strip(".,;:()")
        if bare.count(".") >= 2 and bare.startswith(("monitoring.", "bigquery.", "resourcemanager.")):
            return bare
    return ""


def _first(error: Exception) -> str:
    """The sentence of an auth error; what follows it in ``args`` is the whole answer of the server."""
    return str(error.args[0]) if error.args else type(error).__name__


def retrying(deadline: Deadline) -> Any:
    """What Google advises to retry, and RESOURCE_EXHAUSTED, which the SDK does not retry by itself; within the deadline."""
    from google.api_core import exceptions as api
    from google.api_core.retry import Retry

    passing = (
        api.ServiceUnavailable,
        api.ResourceExhausted,
        api.TooManyRequests,
        api.InternalServerError,
        api.BadGateway,
    )

    def may_pass(error: BaseException) -> bool:
        if isinstance(error, api.Forbidden):
            return "rateLimitExceeded" in str(error.errors)
        return isinstance(error, passing) and "metadata from plugin failed" not in str(error)

    return Retry(predicate=may_pass, initial=0.5, maximum=10.0, multiplier=2.0, timeout=deadline.remaining())
