"""Steps: what a run does to a batch, as tasks of the engine, and how a batch goes from one to the next.

A step that the world fails (a disk, a folder on the network, a worker that is killed) is tried again, alone: frames
rest as Parquet between the steps. What watches a run hears of every step of every batch.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar

from prefect import Task, get_run_logger
from prefect.assets import materialize
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.futures import PrefectFuture

from etl import pipeline
from etl.fetch import Fetched
from etl.fetch import fetch as fetch_files
from etl.records import Complaint
from etl.segment import inner_words
from etl.warehouse import finish as finishing
from etl.warehouse import load as loading
from etl.warehouse import publish as publishing
from etl.warehouse.lookups import regions, themes
from etl.warehouse.marks import kept
from etl.warehouse.tables import Run
from flows import assets
from flows.bench import Bench, Counts

# Where the world can fail (a disk, a folder on the network, a worker that is killed) a task is tried again.
TRIES = 2
PAUSE = 2  # seconds

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


def say(step: str, count: int) -> None:
    """Tell whoever watches that so many batches are through a step."""
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
    counts = loading.load(working, pipeline.resting(batch), run)
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


def send(source: Path, steps: Sequence[Task[[Path, Path, Bench], Path]], raw: Path, bench: Bench) -> Way:
    """Have a batch go through the steps, one task after another; the last future holds its last folder."""
    way: Way = []
    for step in steps:
        before = way[-1] if way else source
        way.append(step.submit(before, raw, bench))  # type: ignore[arg-type]  # a future stands for what it will give
    return way


def last(way: Way) -> Path:
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
    say(name, 1)
    return target


def _counted(counts: Counts) -> str:
    return ", ".join(f"{count} {table}" for table, count in counts.items() if count)
