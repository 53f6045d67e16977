"""A few requests at a time, all of them within one deadline."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import TypeVar

from finopsguard.adapters.usage.deadline import Deadline
from finopsguard.adapters.usage.failures import CloudFailure

_Answer = TypeVar("_Answer")


def run_all(
    tasks: Sequence[Callable[[], _Answer]], deadline: Deadline, service: str, *, workers: int = 4
) -> list[_Answer | CloudFailure]:
    """What each task returns, in order; a :class:`CloudFailure` where it raised one or did not end in time.

    Any other exception of a task is raised here. Threads that are too late are left behind and end with the process.
    """
    waiting = deque(enumerate(tasks))
    answers: dict[int, _Answer | CloudFailure] = {}
    errors: list[BaseException] = []

    def work() -> None:
        while not errors and deadline.remaining() > 0:
            try:
                index, task = waiting.popleft()
            except IndexError:
                return
            try:
                answers[index] = task()
            except CloudFailure as failure:
                answers[index] = failure
            except BaseException as error:  # noqa: BLE001  raised again by the thread that waits
                errors.append(error)

    threads = [
        threading.Thread(target=work, daemon=True, name=f"usage-{service}") for _ in range(min(workers, len(tasks)))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(deadline.remaining())
    if errors:
        raise errors[0]
    return [answers[index] if index in answers else deadline.expired(service) for index in range(len(tasks))]
