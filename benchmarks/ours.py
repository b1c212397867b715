"""Ours: the same work by the pipeline's own steps, batch by batch in one process, without its flow engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from etl import pipeline
from etl.convert.simplify import all_of_traditional
from etl.fetch import fetch
from etl.outcome import batches
from etl.rules import rules_version
from etl.segment import all_tokens, inner_words
from etl.warehouse import finish, load, publish
from etl.warehouse.lookups import regions, themes
from etl.warehouse.tables import Run
from flows.refresh import BATCH_BYTES

Seconds = dict[str, float]


def run(raw: Path, target: Path) -> Seconds:
    """Carry every text under `raw` to a new warehouse in the folder `target`; seconds by step."""
    seconds: Seconds = dict.fromkeys(("fetch", *pipeline.STEPS, "load"), 0.0)
    started = time.process_time()
    files = fetch(raw).files
    seconds["fetch"] += time.process_time() - started
    made = Run(rules_version(), datetime.now(UTC).replace(tzinfo=None))
    with publish.writer(target):
        working = publish.begin(target)
        for batch in batches(files, BATCH_BYTES):
            frames = {"files": batch}
            for name, step in pipeline.STEPS.items():
                started = time.process_time()
                frames = step(frames, raw)
                seconds[name] += time.process_time() - started
            started = time.process_time()
            load.load(working, frames, made)
            seconds["load"] += time.process_time() - started
        started = time.process_time()
        finish.finish(working, made, themes(), regions(), inner_words)
        publish.publish(working, target)
        seconds["finish"] = time.process_time() - started
    return seconds


def simplified(texts: Sequence[str]) -> list[str]:
    """Traditional texts in simplified script."""
    return [one.text for one in all_of_traditional(texts)]


def words(texts: Sequence[str]) -> list[list[str]]:
    """Each text cut into words."""
    return list(all_tokens(texts))


LEAVES: dict[str, Callable[[Sequence[str]], Sequence[object]]] = {"convert": simplified, "segment": words}
