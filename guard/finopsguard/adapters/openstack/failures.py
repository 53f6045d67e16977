"""Why a service did not answer, as a record and never as a number.

What can go wrong comes from three libraries: openstacksdk (HTTP statuses), keystoneauth1 (connections, logins) and requests (answers that
break off). A stopped service is keystoneauth1's ConnectFailure, a hung one its ConnectTimeout; a Keystone that is down behind a proxy
answers 503 with HTML.
"""

import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from finopsguard.types.quota import AnswerStatus, ServiceAnswer

LOG = logging.getLogger("finopsguard.openstack")
LONGEST: Final = 200

WORDS: Final = {
    401: "the credentials are refused: wrong, revoked or expired",
    403: "the role of these credentials does not allow it",
    404: "it is not there",
    429: "too many requests",
}
"""What a status means here; the cloud's own words follow."""


def guarded(service: str, question: Callable[[], ServiceAnswer]) -> ServiceAnswer:
    """The answer to a question, or what went wrong with it."""
    try:
        with quietly():
            return question()
    except Exception as error:  # noqa: BLE001  whatever one service answers, the others are still asked
        answer = failure(service, error)
        if answer.offered:
            LOG.warning("OpenStack %s: %s", service, answer.error)
        return answer


@contextmanager
def quietly() -> Iterator[None]:
    """Without openstacksdk's deprecations of its own insides, which every connection and every request bring up."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def failure(service: str, error: Exception) -> ServiceAnswer:
    """An exception as an answer. A service that the catalogue does not have is no error."""
    cause = error.__context__
    if status_of(error) is None and isinstance(cause, Exception) and type(error).__name__ == "SDKException":
        error = cause  # openstacksdk's authorize() hides what keystoneauth1 said
    if is_absent(error):
        return ServiceAnswer(service=service, offered=False)
    code = status_of(error)
    return ServiceAnswer(service=service, status=AnswerStatus.ERROR, status_code=code, error=words(error, code))


def is_absent(error: Exception) -> bool:
    """Whether it says that the catalogue has no such service: openstacksdk 4.22 and 4.6 say it differently."""
    return type(error).__name__ in {"ServiceDisabledException", "EndpointNotFound"}


def status_of(error: Exception) -> int | None:
    """The HTTP status behind an exception, ``None`` where there was no answer."""
    code: Any = getattr(error, "status_code", None) or getattr(error, "http_status", None)
    return code if isinstance(code, int) and code else None


def words(error: Exception, code: int | None) -> str:
    """One sentence: ours by kind, then the cloud's own where it is no page of HTML."""
    kind = type(error).__name__
    if kind in {"ConnectTimeout", "ReadTimeout", "Timeout"} or "timed out" in str(error).lower():
        return "it did not answer in time"
    if "Connect" in kind or kind in {"UnknownConnectionError", "SSLFailure"}:
        return "it cannot be reached: " + _own(str(error))
    own = _own(str(getattr(error, "details", None) or getattr(error, "message", None) or error))
    if code is None:
        return own or kind
    return f"{WORDS.get(code, 'it failed')} (HTTP {code}{': ' + own if own else ''})"


def _own(text: str) -> str:
    """The cloud's words on one line; empty for HTML, which load balancers and proxies answer."""
    if "<html" in text.lower() or "<!doctype" in text.lower() or text.lstrip().startswith("<"):
        return ""
    line = " ".join(text.split()).partition(" (HTTP ")[0].rstrip(".")  # keystoneauth1 adds the status and a request id
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
