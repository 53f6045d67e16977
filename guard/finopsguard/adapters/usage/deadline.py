"""One limit of time for everything a request to a cloud takes: credentials, retries, waiting for a rate limit, pages."""

import threading
import time
from collections.abc import Callable
from typing import Final, TypeVar

from finopsguard.adapters.usage.failures import CloudFailure, FailureKind

SECONDS: Final = 60.0
"""How long one public call may take in all, unless the adapter's ``deadline_seconds`` says otherwise."""
CALL_SECONDS: Final = 20.0
"""How long one attempt of one request may take."""

_Answer = TypeVar("_Answer")


class Deadline:
    """A moment on the monotonic clock. ``cloud`` and ``service`` are what a timeout is reported for."""

    def __init__(self, seconds: float, *, cloud: str) -> None:
        self._until = time.monotonic() + seconds
        self._seconds = seconds
        self._cloud = cloud

    def remaining(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self._until - time.monotonic())

    def for_call(self) -> float:
        """What one attempt may take: the least of the rest and :data:`CALL_SECONDS`."""
        return min(self.remaining(), CALL_SECONDS)

    def expired(self, service: str) -> CloudFailure:
        """The failure to raise when the time is over."""
        message = f"{service} did not answer within {self._seconds:g} seconds. Try a shorter period, or again later."
        return CloudFailure(FailureKind.TIMEOUT, message, cloud=self._cloud, service=service)

    def run(self, work: Callable[[], _Answer], service: str) -> _Answer:
        """What ``work`` returns or raises, or a timeout.

        It runs in a thread of its own, because no SDK bounds everything it does: looking for credentials starts programs and asks metadata
        servers, and a read timeout starts anew with each byte. A thread that is too late is left behind and ends with the process.
        """
        answers: list[_Answer] = []
        errors: list[BaseException] = []

        def body() -> None:
            try:
                answers.append(work())
            except BaseException as error:  # noqa: BLE001  raised again by the thread that waits
                errors.append(error)

        if self.remaining() <= 0:
            raise self.expired(service)
        thread = threading.Thread(target=body, daemon=True, name=f"usage-{service}")
        thread.start()
        thread.join(self.remaining())
        if errors:
            raise errors[0]
        if not answers:
            raise self.expired(service)
        return answers[0]
