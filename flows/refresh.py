"""Refresh: carry every new or changed article from `raw/` to the published warehouse.

Read aloud: fetch the files; clean, convert, segment and extract each batch; load the batches; publish.
A batch is a task, an article is not. Frames rest as Parquet between the tasks, so a task that failed
is repeated alone, a run that was killed goes on where it stood, and no process pickles a frame.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from threading import Lock
from typing import TypeVar

import polars as pl
from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.runtime import flow_run
from prefect.task_runners import ThreadPoolTaskRunner

from etl import pipeline
from etl.fetch import Fetched
from etl.fetch import fetch as fetch_files
from etl.outcome import Outcome, Plan, batches, plan
from etl.records import identify
from etl.rules import rules_version
from etl.warehouse import finish as finishing
from etl.warehouse import load as loading
from etl.warehouse import publish as publishing
from etl.warehouse.lookups import regions, themes
from etl.warehouse.tables import Run

BATCH_BYTES = 4_000_000  # a batch closes when it holds so many raw bytes: some 1,000 articles
STAGES = "batches"  # below .work: what the batches of an unfinished run have become so far

# Where the world can fail (a disk, a folder on the network, a worker that is killed) a task is tried again.
TRIES = 2
PAUSE = 2  # seconds

T = TypeVar("T")
Counts = dict[str, int]
Watcher = Callable[[str, int], None]
_watchers: list[Watcher] = []


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """While the body runs, `watcher` hears `("batches", n)` once, then a step's name and 1 for each batch done."""
    _watchers.append(watcher)
    try:
        yield
    finally:
        _watchers.remove(watcher)


def _say(step: str, count: int) -> None:
    for watcher in _watchers:
        watcher(step, count)


@task(cache_policy=NO_CACHE, persist_result=False, retries=TRIES, retry_delay_seconds=PAUSE)
def fetch(raw: Path) -> Fetched:
    """What lies under `raw/`."""
    return fetch_files(raw)


@task(cache_policy=NO_CACHE, persist_result=False, retries=TRIES, retry_delay_seconds=PAUSE)
def clean(batch: Path, raw: Path, bench: Bench) -> Path:
    """Raw bytes to blocks that know their place in the raw text."""
    return _step("clean", batch, raw, bench)


@task(cache_policy=NO_CACHE, persist_result=False, retries=TRIES, retry_delay_seconds=PAUSE)
def convert(batch: Path, raw: Path, bench: Bench) -> Path:
    """Blocks in simplified script."""
    return _step("convert", batch, raw, bench)


@task(cache_policy=NO_CACHE, persist_result=False, retries=TRIES, retry_delay_seconds=PAUSE)
def segment(batch: Path, raw: Path, bench: Bench) -> Path:
    """Paragraphs under their headings."""
    return _step("segment", batch, raw, bench)


@task(cache_policy=NO_CACHE, persist_result=False, retries=TRIES, retry_delay_seconds=PAUSE)
def extract(batch: Path, raw: Path, bench: Bench) -> Path:
    """Numerals, quantities, measures, themes, names and programmes."""
    return _step("extract", batch, raw, bench)


@task(cache_policy=NO_CACHE, persist_result=False, retries=TRIES, retry_delay_seconds=PAUSE)
def load(batch: Path, working: Path, run: Run) -> dict[str, int]:
    """The rows of a batch into the working copy: whole articles, one transaction."""
    counts = loading.load(working, pipeline.read(batch), run)
    get_run_logger().info("%s loaded: %s", batch.parent.name, _counted(counts))
    return counts


@task(cache_policy=NO_CACHE, persist_result=False, retries=TRIES, retry_delay_seconds=PAUSE)
def finish(working: Path, run: Run) -> dict[str, int]:
    """What only the whole warehouse shows; rows per table."""
    return finishing.finish(working, run, themes(), regions())


@task(cache_policy=NO_CACHE, persist_result=False)
def publish(working: Path, warehouse: Path) -> None:
    """The working copy takes the published one's place, in one step."""
    publishing.publish(working, warehouse)


STEPS = (clean, convert, segment, extract)


@flow(name="refresh", task_runner=ThreadPoolTaskRunner(max_workers=8))
def refresh(raw: Path = Path("raw"), warehouse: Path = Path("warehouse"), workers: int = 1) -> Outcome:
    """Carry every new or changed article from `raw` to the published warehouse; `workers` processes do the text."""
    outcome = Outcome(raw, warehouse)
    run = Run(rules_version(), datetime.now(UTC).replace(tzinfo=None), flow_run_id=flow_run.get_id())
    with publishing.writer(warehouse) as work:
        fetched = _timed(outcome, "fetch", lambda: fetch(raw))
        todo = plan(fetched.files, fetched.rejects, loading.known(warehouse), run.rules_version)
        if not todo.idle:
            with _bench(workers) as bench:
                _build(todo, work / STAGES, run, bench, outcome)
        outcome.settle(todo, loading.known(warehouse), loading.held(warehouse))
    create_markdown_artifact(_report(outcome), key="refresh", description="What the run read and what it left.")
    return outcome


def _build(todo: Plan, stages: Path, run: Run, bench: Bench, outcome: Outcome) -> None:
    """Do the plan on a working copy and publish it; what a killed run had finished in `stages` is not done again."""
    working = publishing.begin(outcome.warehouse)
    loading.forget(working, todo.gone)
    loading.load(working, {"rejects": todo.refused}, run)
    ways = [_submit(files, outcome.raw, stages, bench) for files in batches(todo.work, BATCH_BYTES)]
    _say("batches", len(ways))
    for way in ways:
        batch = _timed(outcome, "text", way.result)
        _timed(outcome, "load", partial(load, batch, working, run))
        _say("load", 1)
    _timed(outcome, "finish", lambda: finish(working, _ended(run, outcome)))
    _timed(outcome, "publish", lambda: publish(working, outcome.warehouse))
    outcome.published = True
    shutil.rmtree(stages, ignore_errors=True)


def _submit(files: pl.DataFrame, raw: Path, stages: Path, bench: Bench) -> PrefectFuture[Path]:
    """Send a batch through the text steps, one task after another; the future holds its last folder."""
    keys = [part for row in files.select("raw_path", "raw_sha256").iter_rows() for part in row]
    folder = stages / identify("b", rules_version(), *keys)
    pipeline.write({"files": files}, folder / "fetch")
    way: Path | PrefectFuture[Path] = folder / "fetch"
    for step in STEPS:
        way = step.submit(way, raw, bench)
    assert isinstance(way, PrefectFuture)  # noqa: S101  (there is at least one step)
    return way


def _step(name: str, source: Path, raw: Path, bench: Bench) -> Path:
    """Let a worker do one step over one batch, unless a run that was killed had done it."""
    target = source.parent / name
    if not target.exists():
        started = time.monotonic()
        counts = bench.do(pipeline.step, name, raw, source, target)
        get_run_logger().info(
            "%s %s: %s in %.1f s", target.parent.name, name, _counted(counts), time.monotonic() - started
        )
    _say(name, 1)
    return target


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
        return ProcessPoolExecutor(self._workers, mp_context=get_context("spawn"))


@contextmanager
def _bench(workers: int) -> Iterator[Bench]:
    bench = Bench(workers)
    try:
        yield bench
    finally:
        bench.close()


def _timed(outcome: Outcome, name: str, work: Callable[[], T]) -> T:
    started = time.monotonic()
    try:
        return work()
    finally:
        outcome.seconds[name] = round(outcome.seconds.get(name, 0.0) + time.monotonic() - started, 3)


def _ended(run: Run, outcome: Outcome) -> Run:
    """The run with its end, as far as it can be known before it is published."""
    return replace(run, finished_at=datetime.now(UTC).replace(tzinfo=None), durations=dict(outcome.seconds))


def _counted(counts: Counts) -> str:
    return ", ".join(f"{count} {table}" for table, count in counts.items() if count)


def _report(outcome: Outcome) -> str:
    """The outcome as Markdown, for the run's page."""
    parts = [("files · 文件", outcome.files), ("rows · 行", outcome.tables), ("seconds · 秒", outcome.seconds)]
    tables = [
        "\n".join([f"| {title} | |", "|---|---:|", *(f"| {name} | {value} |" for name, value in rows.items())])
        for title, rows in parts
    ]
    return "\n\n".join(["# Refresh", *tables])
