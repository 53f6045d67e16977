import json
import multiprocessing
import os
import stat
import threading
import time

import pytest

from finopsguard.adapters.usage.cache import MAX_WEIGHT, Flights, MemoryCache
from finopsguard.adapters.usage.disk_cache import DiskCache, cache_folder
from tests.adapters.usage.fakes import bill, usage


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


def test_answers_are_kept_for_their_time():
    clock = Clock()
    cache = MemoryCache(60, clock=clock)
    cache.set("a", [])
    clock.now += 59
    assert cache.get("a") == []  # empty is an answer
    clock.now += 1
    assert cache.get("a") is None
    assert len(cache) == 0


def test_least_recently_used_goes_first():
    cache = MemoryCache(60, max_entries=2)
    for key in "ab":
        cache.set(key, key)
    cache.get("a")
    cache.set("c", "c")
    assert [cache.get(key) for key in "abc"] == ["a", None, "c"]


def test_large_answers_push_others_out():
    cache = MemoryCache(60)
    cache.set("small", [1])
    cache.set("large", [0] * MAX_WEIGHT)
    assert cache.get("small") is None
    cache.clear()
    cache.set("small", [1])
    assert cache.get("small") == [1]


def test_what_callers_do_to_an_answer_stays_with_them():
    cache, given = MemoryCache(60), usage()
    cache.set("a", given)
    given.tags["x"] = "changed"
    cache.get("a").tags["y"] = "changed"
    assert cache.get("a") == usage()


def test_nothing_is_kept_for_no_time():
    cache = MemoryCache(0)
    cache.set("a", 1)
    assert cache.get("a") is None


def test_threads_wait_for_one_flight_and_share_its_error():
    flights, started, go, seen = Flights(), threading.Event(), threading.Event(), []

    def work():
        started.set()
        go.wait(10)
        seen.append("flown")
        raise RuntimeError("lost")

    def ask():
        try:
            flights.run("key", work)
        except RuntimeError as error:
            seen.append(str(error))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    threads[0].start()
    started.wait(10)
    for thread in threads[1:]:
        thread.start()
    deadline = time.monotonic() + 10
    (flight,) = flights._open.values()
    while len(flight.done._cond._waiters) < 3:  # the others wait for the first
        assert time.monotonic() < deadline
    go.set()
    for thread in threads:
        thread.join()
    assert seen.count("flown") == 1
    assert seen.count("lost") == 4
    assert flights.run("key", lambda: 1) == 1


def test_on_disk_between_runs(tmp_path):
    clock = Clock()
    DiskCache(tmp_path / "new", 60, clock=clock).set("cost", "key", bill())
    clock.now += 20
    assert DiskCache(tmp_path / "new", 60, clock=clock).get("cost", "key") == (bill(), 40.0)
    (file,) = (tmp_path / "new").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert DiskCache(tmp_path / "new", 60, clock=clock).get("resource", "key") is None
    clock.now += 40
    assert DiskCache(tmp_path / "new", 60, clock=clock).get("cost", "key") is None


def damaged():
    whole = {"version": 1, "key": "key", "kind": "cost", "written": 1000.0, "value": []}
    yield "cut off", b'{"version": 1, "key": "k'
    yield "empty", b""
    yield "binary", os.urandom(64)
    yield "deep", b"[" * 100_000
    for name, value in (
        ("version", 2),
        ("key", "other"),
        ("kind", "summary"),
        ("written", 5000.0),
        ("value", [{"cost": "x"}]),
    ):
        yield f"{name} {value}", json.dumps(whole | {name: value}).encode()


@pytest.mark.parametrize("content", [content for _, content in damaged()], ids=[name for name, _ in damaged()])
def test_a_damaged_file_is_no_answer(tmp_path, content):
    cache = DiskCache(tmp_path, 60, clock=Clock())
    cache.set("cost", "key", bill())
    (file,) = tmp_path.iterdir()
    file.write_bytes(content)
    assert cache.get("cost", "key") is None
    cache.set("cost", "key", bill())
    assert cache.get("cost", "key") == (bill(), 60.0)


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path):
    (tmp_path / "file").write_text("")
    cache = DiskCache(tmp_path / "file" / "folder", 60)
    cache.set("cost", "key", bill())
    assert cache.get("cost", "key") is None
    cache.clear()


def write_often(folder, number):
    cache = DiskCache(folder, 60)
    for _ in range(30):
        cache.set("resource", "key", usage(cpu=float(number)))
        found = cache.get("resource", "key")
        assert found is not None
        assert found[0].avg_cpu_utilization in (0.0, 1.0, 2.0)


def test_processes_that_write_at_once_never_read_half(tmp_path):
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=write_often, args=(tmp_path, number)) for number in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert len(list(tmp_path.iterdir())) == 1


def test_the_folder_is_the_users_own(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "finopsguard" / "usage"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")  # the specification: to be ignored
    assert cache_folder().is_absolute()
