"""Waiting for Azure's rate limits, within the deadline.

The SDK retries a POST only when there is a ``Retry-After`` header, which Cost Management does not send, and sleeps as long as that header
says, whatever its own timeout. And where a resource provider is not registered the SDK registers it: a reader must not.
"""

import time
from typing import Any, Final

from azure.core.exceptions import HttpResponseError
from azure.core.pipeline.policies import RetryPolicy

_WAITS: Final = ("x-ms-ratelimit-microsoft.costmanagement-", "x-ms-ratelimit-microsoft.consumption-")
_PASSING: Final = frozenset({408, 429, 500, 502, 503, 504})
_LONGEST_GUESS: Final = 8.0


def longest_wait(headers: Any) -> float:
    """Seconds, the longest of ``Retry-After`` and Cost Management's own headers; 0 when none says anything."""
    waits = [0.0]
    for name, value in headers.items():
        low = name.lower()
        try:
            seconds = float(value)
        except ValueError:
            continue
        if low == "retry-after" or (low.startswith(_WAITS) and low.endswith("-retry-after")):
            waits.append(seconds)
        elif low in {"retry-after-ms", "x-ms-retry-after-ms"}:
            waits.append(seconds / 1000)
    return max(waits)


class PatientRetry(RetryPolicy):  # type: ignore[misc]  # the SDK is optional, so mypy does not see the base class
    """Every call here reads, so POST may be repeated like GET. ``timeout`` of the call is its deadline, waits included."""

    def __init__(self) -> None:
        super().__init__(retry_total=8, retry_connect=2, retry_read=1, retry_status=8)
        self._method_whitelist = frozenset({"GET", "POST"})

    def configure_retries(self, options: dict[str, Any]) -> dict[str, Any]:
        """The SDK's settings of this call, and the moment it must end."""
        settings: dict[str, Any] = super().configure_retries(options)
        settings["until"] = time.monotonic() + settings["timeout"]
        return settings

    def is_retry(self, settings: dict[str, Any], response: Any) -> bool:
        """Whether the answer may pass with time, and there is so much left."""
        answer = response.http_response
        if answer.status_code not in _PASSING or settings["total"] <= 0:
            return False
        until: float = settings["until"]
        return time.monotonic() + self._wait(settings, answer) < until

    def sleep(self, settings: dict[str, Any], transport: Any, response: Any = None) -> None:
        """As long as the service says, else 0.5, 1, 2, 4 ... seconds."""
        answer = response.http_response if response is not None else None
        wait = self._wait(settings, answer) if answer is not None else self._guess(settings)
        transport.sleep(min(wait, max(0.0, settings["until"] - time.monotonic())))

    def send(self, request: Any) -> Any:
        """As the SDK's, except that a provider which is not registered is an error, not an occasion to register it."""
        response = super().send(request)
        if response.http_response.status_code == 409:
            raise HttpResponseError(response=response.http_response)
        return response

    def _wait(self, settings: dict[str, Any], answer: Any) -> float:
        return longest_wait(answer.headers) or self._guess(settings)

    def _guess(self, settings: dict[str, Any]) -> float:
        return min(_LONGEST_GUESS, 0.25 * 2.0 ** len(settings["history"]))
