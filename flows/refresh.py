"""Refresh: carry every new or changed article from `raw/` to the published warehouse.

Read aloud: fetch the files; clean, convert, segment and extract each batch; load the batches; publish.
A batch is a task, an article is not. Frames rest as Parquet between the tasks, so a task that failed
is repeated alone, a run that was killed goes on where it stood, and no process pickles a frame.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec, TypeVar

import polars as pl
from prefect import Flow, Task, flow, get_run_logger
from prefect.artifacts import create_markdown_artifact
from prefect.assets import materialize
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.futures import PrefectFuture
from prefect.runtime import flow_run
from prefect.task_runners import ThreadPoolTaskRunner

from etl import journal, pipeline
from etl.failpoints import passing
from etl.fetch import Fetched
from etl.fetch import fetch as fetch_files
from etl.identity import identify
from etl.machine import refusals_told
from etl.outcome import Outcome, Plan, Renew, batches, never, plan
from etl.records import Complaint
from etl.rules import rules_version
from etl.segment import inner_words
from etl.sources import expected
from etl.warehouse import corrections, migrate
from etl.warehouse import finish as finishing
from etl.warehouse import load as loading
from etl.warehouse import publish as publishing
from etl.warehouse.check import below
from etl.warehouse.duck import Damaged
from etl.warehouse.lookups import regions, themes
from etl.warehouse.marks import kept
from etl.warehouse.tables import Run
from etl.warehouse.take import take
from flows import assets
from flows.alarm import alarm
from flows.bench import Bench, Counts, hands, named, opened
from flows.report import SHOWN, report

BATCH_BYTES = 4_000_000  # a batch closes when it holds so many raw bytes: some 1,000 articles
STAGES = "batches"  # below .work: what the batches of an unfinished run have become so far

# Where the world can fail (a disk, a folder on the network, a worker that is killed) a task is tried again.
TRIES = 2
PAUSE = 2  # seconds

LEAST = 8  # threads that wait for workers
THREADS: Any = ThreadPoolTaskRunner(max_workers=LEAST)

P = ParamSpec("P")
R = TypeVar("R")


def _worth_another_try(_task: Task[..., object], _run: TaskRun, state: State) -> bool:
    """A person's mistake does not mend itself: only what the world did is tried again."""
    return not isinstance(state.result(raise_on_failure=False), Complaint)


def again(verb: Callable[P, R]) -> Task[P, R]:
    """The verb as a task that is tried again where the world failed it; what it gives rests where it says, not here."""
    return Task(
        verb,
        cache_policy=NO_CACHE,
        persist_result=False,
        retries=TRIES,
        retry_delay_seconds=PAUSE,
        retry_condition_fn=_worth_another_try,
    )


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


@again
def fetch(raw: Path) -> Fetched:
    """What lies under `raw/`."""
    return fetch_files(raw)


@again
def clean(batch: Path, raw: Path, bench: Bench) -> Path:
    """Raw bytes to blocks that know their place in the raw text."""
    return _step("clean", batch, raw, bench)


@again
def convert(batch: Path, raw: Path, bench: Bench) -> Path:
    """Blocks in simplified script."""
    return _step("convert", batch, raw, bench)


@again
def segment(batch: Path, raw: Path, bench: Bench) -> Path:
    """Paragraphs under their headings."""
    return _step("segment", batch, raw, bench)


@again
def extract(batch: Path, raw: Path, bench: Bench) -> Path:
    """Numerals, quantities, measures, themes, names and programmes."""
    return _step("extract", batch, raw, bench)


@again
def load(batch: Path, working: Path, run: Run) -> dict[str, int]:
    """The rows of a batch into the working copy: whole articles, one transaction."""
    counts = loading.load(working, pipeline.read(batch), run)
    get_run_logger().info("%s loaded: %s", batch.parent.name, _counted(counts))
    return counts


@again
def finish(working: Path, run: Run, raw: Path) -> dict[str, int]:
    """What only the whole warehouse shows, and what people marked; rows per table."""
    return finishing.finish(working, run, themes(), regions(), inner_words, kept(raw))


@materialize(*assets.ASSETS.values(), cache_policy=NO_CACHE, persist_result=False)
def publish(working: Path, warehouse: Path, counts: Mapping[str, int]) -> None:
    """The working copy takes the published one's place, in one step; the engine hears of its tables and their rows."""
    publishing.publish(working, warehouse)
    assets.tell(counts)


STEPS = (clean, convert, segment, extract)
Way = list[PrefectFuture[Path]]  # a batch's steps, in their order


@flow(name="refresh", task_runner=THREADS, on_failure=[alarm], on_crashed=[alarm])
def refresh(
    raw: Path = Path("raw"),
    warehouse: Path = Path("warehouse"),
    workers: int = 1,
    cluster: str | None = None,
    *,
    anew: bool = False,
) -> Outcome:
    """Carry every new or changed article from `raw` to the published warehouse; `workers` processes do the text.

    Args:
        raw: The folder of articles; never edited.
        warehouse: The folder of the warehouse; readers of the published copy are never in the way.
        workers: Processes for the text work; the rows are the same with any number.
        cluster: The address of a Dask scheduler whose workers do the text instead, tcp://host:8786; they must see
            both folders under the same paths. The environment variable DASK_SCHEDULER_ADDRESS says the same.
        anew: Build the warehouse from `raw` alone, whatever is published; that is replaced in the end.
    """
    return carry(raw, warehouse, Hands(workers, cluster), "refresh", anew=anew)


def wide(flow: Flow[P, R], workers: int, cluster: str | None = None) -> Flow[P, R]:
    """The flow, with threads enough to keep so many workers busy: each waits for the step of one batch."""
    threads: Any = ThreadPoolTaskRunner(max_workers=max(LEAST, 2 * hands(workers, cluster)))
    return flow.with_options(task_runner=threads)


class Hands(NamedTuple):
    """Who does the text: so many processes here, or the cluster of this name."""

    workers: int
    cluster: str | None = None


def carry(raw: Path, warehouse: Path, by: Hands, name: str, renew: Renew = never, *, anew: bool = False) -> Outcome:
    """What a flow of this name does: all that is new or changed, and whatever `renew` asks for, is read.

    With `anew` nothing is known beforehand, so all is read; a file that is none of ours is refused also then.
    """
    outcome = Outcome(raw, warehouse)
    run = Run(rules_version(), datetime.now(UTC).replace(tzinfo=None), flow_run_id=flow_run.get_id())
    told = {"raw": raw, "rules": run.rules_version, "workers": by.workers, "cluster": named(by.cluster)}
    refusals = refusals_told(warehouse)  # within the journal, which tells them on, and around it
    with refusals, publishing.writer(warehouse) as work, journal.kept(warehouse, name, **told) as log, refusals:
        job = Job(run, outcome, work, by, log, renew, anew)
        try:
            publishing.standing(warehouse)
            _refresh(job)
        except Damaged as damage:
            outcome.notes.append(_anew(damage, warehouse))
            _refresh(replace(job, anew=True))
        log.info(journal.FINISHED, **_told(outcome))
        journal.shortened(warehouse, int(os.environ.get("ETL_KEEP_DAYS", journal.KEPT_DAYS)))
    create_markdown_artifact(report(outcome), key=name, description="What the run read and what it left.")
    return outcome


@dataclass(frozen=True, slots=True)
class Job:
    """What the parts of one run share; `anew` where what is published is not built upon: it is damaged, or so asked."""

    run: Run
    outcome: Outcome
    work: Path
    by: Hands
    log: journal.Logger
    renew: Renew
    anew: bool = False


def _refresh(job: Job) -> None:
    """The order of the steps: fetch, plan, and where there is anything to do, build and publish."""
    outcome = job.outcome
    older = None if job.anew else publishing.lift(outcome.warehouse)
    known = {} if job.anew else loading.known(outcome.warehouse)
    fetched = _timed(outcome, "fetch", lambda: fetch(outcome.raw))
    passing("fetch.read")
    todo = plan(fetched.files, fetched.rejects, known, job.run.rules_version, job.renew)
    if job.anew or older is not None or not todo.idle or corrections.differ(outcome.raw, outcome.warehouse):
        with opened(*job.by) as bench:
            _build(todo, bench, job)
    shutil.rmtree(job.work / STAGES, ignore_errors=True)
    passing("publish.swept")
    state = loading.state(outcome.warehouse)
    outcome.settle(todo, state.known, state.tables)
    outcome.notes += [migrate.told(older)] if older is not None else []
    outcome.notes += state.stale
    outcome.below = below(outcome.warehouse, expected())
    outcome.aside = [(path, reason) for path, reason in state.aside if path in todo.due]


def _anew(damage: Damaged, warehouse: Path) -> str:
    """Keep what is damaged for who wants to look at it; the sentence that says so."""
    aside = publishing.set_aside(warehouse)
    return f"{damage}; that was done now, and the damaged file is kept as {aside.name}"


def _build(todo: Plan, bench: Bench, job: Job) -> None:
    """Do the plan on a working copy and publish it; what a killed run had finished is not done again."""
    outcome, run, stages = job.outcome, job.run, job.work / STAGES
    working = publishing.begin(outcome.warehouse, anew=job.anew)
    loading.forget(working, todo.gone)
    loading.load(working, {"rejects": todo.refused}, run)
    ways = [_submit(files, outcome.raw, stages, bench) for files in batches(todo.work, BATCH_BYTES)]
    for name, known in todo.again.items():
        ways += [_resume(name, files, job, bench) for files in batches(known, BATCH_BYTES)]
    _say("batches", len(ways))
    for way in ways:
        batch = _timed(outcome, "text", partial(_last, way))
        counts = _timed(outcome, "load", partial(load, batch, working, run))
        job.log.info(journal.BATCH, batch=batch.parent.name, counts=counts)
        _say("load", 1)
    counts = _timed(outcome, "finish", lambda: finish(working, _ended(run, outcome), outcome.raw))
    _timed(outcome, "publish", lambda: publish(working, outcome.warehouse, counts))
    outcome.published = True


def _submit(files: pl.DataFrame, raw: Path, stages: Path, bench: Bench) -> Way:
    """Send a batch through the text steps, one task after another; the last future holds its last folder."""
    folder = _folder(files, stages, "clean")
    if not pipeline.rests(folder / "fetch"):
        pipeline.write({"files": files}, folder / "fetch")
    return _send(folder / "fetch", STEPS, raw, bench)


def _resume(name: str, files: pl.DataFrame, job: Job, bench: Bench) -> Way:
    """Send a batch through the later steps only, from what the warehouse holds of it."""
    source = _folder(files, job.work / STAGES, name) / pipeline.before(name)
    if not pipeline.rests(source):
        pipeline.write(pipeline.resumed(take(job.outcome.warehouse, files["raw_path"]), name), source)
    return _send(source, STEPS[list(pipeline.STEPS).index(name) :], job.outcome.raw, bench)


def _folder(files: pl.DataFrame, stages: Path, first: str) -> Path:
    """Where a batch rests while it is worked on, named after what is done to which bytes."""
    keys = [part for row in files.select("raw_path", "raw_sha256").iter_rows() for part in row]
    return stages / identify("b", rules_version(), first, *keys)


def _send(source: Path, steps: Sequence[Task[[Path, Path, Bench], Path]], raw: Path, bench: Bench) -> Way:
    way: Way = []
    for step in steps:
        before = way[-1] if way else source
        way.append(step.submit(before, raw, bench))  # type: ignore[arg-type]  # a future stands for what it will give
    return way


def _last(way: Way) -> Path:
    """The last folder of a batch.

    Where a step failed its own error is raised: the steps behind it only say that they wait.
    """
    return [step.result() for step in way][-1]


def _step(name: str, source: Path, raw: Path, bench: Bench) -> Path:
    """Let a worker do one step over one batch, unless a run that was killed had done it."""
    target = source.parent / name
    if not pipeline.rests(target):
        started = time.monotonic()
        counts = bench.do(pipeline.step, name, raw, source, target)
        get_run_logger().info(
            "%s %s: %s in %.1f s", target.parent.name, name, _counted(counts), time.monotonic() - started
        )
    _say(name, 1)
    return target


def _timed(outcome: Outcome, name: str, work: Callable[[], R]) -> R:
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


def _told(outcome: Outcome) -> dict[str, object]:
    """The outcome as the journal's last line of a run."""
    return {
        "files": outcome.files,
        "tables": outcome.tables,
        "seconds": outcome.seconds,
        "published": outcome.published,
        "aside": outcome.aside[:SHOWN],
        "notes": outcome.notes,
        "below": len(outcome.below),
    }
