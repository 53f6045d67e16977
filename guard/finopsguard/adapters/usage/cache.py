"""Answers of the clouds, kept in memory for a while: bounded, safe with threads, and asked for once when many ask at the same time."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from copy import deepcopy
from typing import Any, Final

MAX_ENTRIES: Final = 1_024
MAX_WEIGHT: Final = 500_000
"""Data points, bill lines and the like in all entries together: some 250 MB at worst."""


class MemoryCache:
    """Least recently used entries go first. Whoever gets an answer may change it: copies go in and come out."""

    def __init__(
        self, ttl_seconds: float, *, clock: Callable[[], float] = time.monotonic, max_entries: int = MAX_ENTRIES
    ) -> None:
        self.ttl_seconds = ttl_seconds
        self._clock = clock
        self._max_entries = max_entries
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, tuple[float, int, Any]] = OrderedDict()
        self._weight = 0

    def get(self, key: str) -> Any:
        """A copy of what was set, or ``None`` when there is nothing or it is too old."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            if self._clock() >= entry[0]:
                self._drop(key)
                return None
            self._entries.move_to_end(key)
        return deepcopy(entry[2])

    def set(self, key: str, value: Any, *, seconds: float | None = None) -> None:
        """Keep a copy of ``value`` for ``seconds``, or as long as the cache keeps things."""
        kept = self.ttl_seconds if seconds is None else seconds
        if kept <= 0:
            return
        entry = (self._clock() + kept, weigh(value), deepcopy(value))
        with self._lock:
            self._drop(key)
            self._entries[key] = entry
            self._weight += entry[1]
            while len(self._entries) > self._max_entries or (self._weight > MAX_WEIGHT and len(self._entries) > 1):
                self._drop(next(iter(self._entries)))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self._weight = 0

    def __len__(self) -> int:
        return len(self._entries)

    def _drop(self, key: str) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._weight -= entry[1]


def weigh(value: Any) -> int:
    """About how many records a cached answer holds."""
    if isinstance(value, list):
        return 1 + len(value)
    weight = 1 + len(getattr(value, "metrics", None) or ()) + len(getattr(value, "records", None) or ())
    return weight + sum(weigh(resource) for resource in getattr(value, "resources", None) or ())


class _Flight:
    def __init__(self) -> None:
        self.done = threading.Event()
        self.value: Any = None
        self.error: Exception | None = None
        self.landed = False


class Flights:
    """Does the same piece of work once for all threads that want it at the same time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[str, _Flight] = {}

    def run(self, key: str, work: Callable[[], Any]) -> Any:
        """What ``work`` returns or raises; a copy of it in the threads that only waited."""
        while True:
            with self._lock:
                flight = self._open.get(key)
                leads = flight is None
                if flight is None:
                    flight = self._open[key] = _Flight()
            if leads:
                return self._lead(key, flight, work)
            flight.done.wait()
            if flight.error is not None:
                raise flight.error
            if flight.landed:
                return deepcopy(flight.value)
            # The leader was interrupted and has no answer for anybody: try again.

    def _lead(self, key: str, flight: _Flight, work: Callable[[], Any]) -> Any:
        try:
            flight.value = work()
            flight.landed = True
        except Exception as error:
            flight.error = error
            raise
        finally:
            with self._lock:
                del self._open[key]
            flight.done.set()
        return flight.value
