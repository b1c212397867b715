"""Refresh: carry every new or changed article from `raw/` to the published warehouse.

Read aloud: fetch the files; clean, convert, segment and extract each batch; load the batches; publish.
A batch is a task, an article is not. Frames rest as Parquet between the tasks, so a task that failed
is repeated alone, a run that was killed goes on where it stood, and no process pickles a frame.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec, TypeVar

import polars as pl
from prefect import Flow, flow
from prefect.artifacts import create_markdown_artifact
from prefect.runtime import flow_run
from prefect.task_runners import ThreadPoolTaskRunner

from etl import idle, journal, pipeline
from etl.failpoints import passing
from etl.identity import identify
from etl.machine import refusals_told
from etl.outcome import Outcome, Plan, Renew, batches, never, plan
from etl.rules import rules_version
from etl.warehouse import corrections
from etl.warehouse import load as loading
from etl.warehouse import publish as publishing
from etl.warehouse.duck import Damaged
from etl.warehouse.tables import Run
from etl.warehouse.take import take
from flows import steps
from flows.alarm import alarm
from flows.bench import Bench, hands, named, opened
from flows.report import report

BATCH_BYTES = 2_000_000  # a batch closes when it holds so many raw bytes: some 500 articles

LEAST = 8  # threads that wait for workers
THREADS: Any = ThreadPoolTaskRunner(max_workers=LEAST)


P = ParamSpec("P")
R = TypeVar("R")


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
        idle.tell(outcome, log)
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
    todo = _todo(job)
    if job.anew or older is not None or not todo.idle or corrections.differ(outcome.raw, outcome.warehouse):
        _build(todo, job)
    idle.settle(outcome, todo, job.work, older)


def _todo(job: Job) -> Plan:
    """What there is to do; of a million files neither the list nor what was known of them is held any longer."""
    outcome = job.outcome
    known = {} if job.anew else loading.known(outcome.warehouse)
    fetched = _timed(outcome, "fetch", lambda: steps.fetch(outcome.raw))
    passing("fetch.read")
    return plan(fetched.files, fetched.rejects, known, job.run.rules_version, job.renew)


def _anew(damage: Damaged, warehouse: Path) -> str:
    """Keep what is damaged for who wants to look at it; the sentence that says so."""
    aside = publishing.set_aside(warehouse)
    return f"{damage}; that was done now, and the damaged file is kept as {aside.name}"


def _build(todo: Plan, job: Job) -> None:
    """Do the plan on a working copy and publish it; what a killed run had finished is not done again."""
    outcome, run = job.outcome, job.run
    working = publishing.begin(outcome.warehouse, anew=job.anew)
    loading.forget(working, todo.gone)
    loading.load(working, {"rejects": todo.refused}, run)
    with opened(*job.by) as bench:  # its processes are gone before finish, which needs the most memory here
        _fill(todo, bench, job, working)
    counts = _timed(outcome, "finish", lambda: steps.finish(working, _ended(run, outcome), outcome.raw))
    _timed(outcome, "publish", lambda: steps.publish(working, outcome.warehouse, counts))
    outcome.published = True


def _fill(todo: Plan, bench: Bench, job: Job, working: Path) -> None:
    """Have the text done, batch by batch, and load each into the working copy."""
    outcome, run, stages = job.outcome, job.run, job.work / idle.STAGES
    whole = batches(todo.work, BATCH_BYTES)
    later = [(name, files) for name, known in todo.again.items() for files in batches(known, BATCH_BYTES)]
    steps.say("batches", len(whole) + len(later))  # before any is sent: it may be through before the next
    ways = [_submit(files, outcome.raw, stages, bench) for files in whole]
    ways += [_resume(name, files, job, bench) for name, files in later]
    for way in ways:
        batch = _timed(outcome, "text", partial(steps.last, way))
        counts = _timed(outcome, "load", partial(steps.load, batch, working, run))
        job.log.info(journal.BATCH, batch=batch.parent.name, counts=counts)
        steps.say("load", 1)


def _submit(files: pl.DataFrame, raw: Path, stages: Path, bench: Bench) -> steps.Way:
    """Send a batch through the text steps, one task after another; the last future holds its last folder."""
    folder = _folder(files, stages, "clean")
    if not pipeline.rests(folder / "fetch"):
        pipeline.write({"files": files}, folder / "fetch")
    return steps.send(folder / "fetch", steps.STEPS, raw, bench)


def _resume(name: str, files: pl.DataFrame, job: Job, bench: Bench) -> steps.Way:
    """Send a batch through the later steps only, from what the warehouse holds of it."""
    source = _folder(files, job.work / idle.STAGES, name) / pipeline.before(name)
    if not pipeline.rests(source):
        pipeline.write(pipeline.resumed(take(job.outcome.warehouse, files["raw_path"]), name), source)
    first = list(pipeline.STEPS).index(name)
    for passed in list(pipeline.STEPS)[:first]:
        steps.say(passed, 1)
    return steps.send(source, steps.STEPS[first:], job.outcome.raw, bench)


def _folder(files: pl.DataFrame, stages: Path, first: str) -> Path:
    """Where a batch rests while it is worked on, named after what is done to which bytes."""
    keys = [part for row in files.select("raw_path", "raw_sha256").iter_rows() for part in row]
    return stages / identify("b", rules_version(), first, *keys)


def _timed(outcome: Outcome, name: str, work: Callable[[], R]) -> R:
    started = time.monotonic()
    try:
        return work()
    finally:
        outcome.seconds[name] = round(outcome.seconds.get(name, 0.0) + time.monotonic() - started, 3)


def _ended(run: Run, outcome: Outcome) -> Run:
    """The run with its end, as far as it can be known before it is published."""
    return replace(run, finished_at=datetime.now(UTC).replace(tzinfo=None), durations=dict(outcome.seconds))
