"""Bench: where the text work is done: this process, so many others beside it, or the workers of a cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Lock, Thread
from typing import Any, Protocol

from etl.records import Complaint
from etl.rules import rules_version

Counts = dict[str, int]
ADDRESS = "DASK_SCHEDULER_ADDRESS"
PATIENCE = 30  # seconds in which a scheduler must answer
LIVES = 5  # workers that one piece of work may take with it before it is held to be the culprit


class Bench(Protocol):
    """Where the text work is done."""

    def do(self, work: Callable[..., Counts], *arguments: object) -> Counts:
        """The result of `work(*arguments)`; raises what it raises, BrokenExecutor where its process was killed."""

    def close(self) -> None:
        """Let the processes go; what has not begun is not done."""


class Local:
    """This process, or so many others that are started anew if one is killed."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._lock = Lock()
        self._pool = self._started()

    def do(self, work: Callable[..., Counts], *arguments: object) -> Counts:
        """The result, from one of the processes."""
        pool = self._pool
        try:
            return pool.submit(work, *arguments).result()
        except BrokenExecutor:
            with self._lock:
                if self._pool is pool:
                    self._pool = self._started()
            raise

    def close(self) -> None:
        """Let the processes go."""
        self._pool.shutdown(cancel_futures=True)

    def _started(self) -> Executor:
        if self._workers == 1:
            return ThreadPoolExecutor(1)
        return ProcessPoolExecutor(self._workers, mp_context=get_context("spawn"), initializer=_follow)


class Cluster:
    """The workers of a Dask cluster, which see `raw/` and the warehouse's `.work/` under the same paths.

    A worker that is killed costs what it was doing: the scheduler gives that to another one. Nothing but paths and
    counts crosses the network; a result is taken at once, so none is lost with the worker that made it.
    """

    def __init__(self, address: str) -> None:
        distributed = _library()
        try:
            self._client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise Complaint(
                f"start a scheduler with `dask scheduler`, or mend --cluster: nothing answers at {address}"
            ) from error
        self._address = address
        self._killed, self._lost = distributed.KilledWorker, distributed.client.FutureCancelledError

    def do(self, work: Callable[..., Counts], *arguments: object) -> Counts:
        """The result, from one of the workers."""
        future = self._client.submit(same, rules_version(), work, *arguments, pure=False)
        try:
            counts: Counts = future.result()
        except self._killed as error:
            raise BrokenExecutor(f"the workers of {self._address} die over this batch: {error}") from error
        except self._lost as error:
            raise Complaint(
                f"start the scheduler at {self._address} again, then run again: it was lost; what is done stays done"
            ) from error
        return counts

    def close(self) -> None:
        """Leave the cluster to others; what of ours has not begun is not done."""
        self._client.close()

    def hands(self) -> int:
        """How many pieces of work it does at a time."""
        return sum(self._client.nthreads().values())


def same(version: str, work: Callable[..., Counts], *arguments: object) -> Counts:
    """What a worker does: the work, if it reads by the same rules as the run; else rows would not be the same."""
    mine = rules_version()
    if mine != version:
        raise Complaint(
            f"install the same version on every worker: one reads by the rules {mine}, the run by {version}"
        )
    return work(*arguments)


def _library() -> Any:  # noqa: ANN401  (an optional package)
    try:
        import distributed  # noqa: PLC0415  (only who has a cluster needs it)
    except ImportError as error:
        raise Complaint(
            "install the extra `cluster` here and on the workers: pip install 'jiguan-etl[cluster]'"
        ) from error
    return distributed


def named(cluster: str | None) -> str | None:
    """The scheduler's address: as given, or as the environment says; None for this machine alone."""
    return cluster or os.environ.get(ADDRESS) or None


@contextmanager
def opened(workers: int, cluster: str | None = None) -> Iterator[Bench]:
    """A bench for the length of the body: the cluster of that name, or so many processes here."""
    address = named(cluster)
    bench = Cluster(address) if address else Local(workers)
    try:
        yield bench
    finally:
        bench.close()


def hands(workers: int, cluster: str | None = None) -> int:
    """How many pieces of work are done at a time."""
    address = named(cluster)
    if not address:
        return workers
    bench = Cluster(address)
    try:
        return bench.hands()
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
