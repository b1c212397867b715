"""Bench: where the text work is done: this process, or so many others that are started anew if one is killed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Lock, Thread

Counts = dict[str, int]


class Bench:
    """Where the text work is done: this process, or so many others that are started anew if one is killed."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._lock = Lock()
        self._pool = self._started()

    def do(self, work: Callable[..., Counts], *arguments: object) -> Counts:
        """The result of `work(*arguments)`; raises what it raises, BrokenExecutor where its process was killed."""
        pool = self._pool
        try:
            return pool.submit(work, *arguments).result()
        except BrokenExecutor:
            with self._lock:
                if self._pool is pool:
                    self._pool = self._started()
            raise

    def close(self) -> None:
        """Let the processes go; what has not begun is not done."""
        self._pool.shutdown(cancel_futures=True)

    def _started(self) -> Executor:
        if self._workers == 1:
            return ThreadPoolExecutor(1)
        return ProcessPoolExecutor(self._workers, mp_context=get_context("spawn"), initializer=_follow)


@contextmanager
def opened(workers: int) -> Iterator[Bench]:
    """A bench for the length of the body."""
    bench = Bench(workers)
    try:
        yield bench
    finally:
        bench.close()


def _follow() -> None:
    """End this worker when its run ends, also where the run was killed: else it would wait for work for ever."""

    def watch() -> None:
        parent = parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()
