"""Build: a warehouse of a folder of articles, by the same verbs and in the same order as the flow, without Prefect."""

from datetime import datetime
from pathlib import Path

from etl import pipeline
from etl.fetch import fetch
from etl.outcome import batches
from etl.rules import rules_version
from etl.segment import inner_words
from etl.warehouse import finish, load, publish
from etl.warehouse.lookups import regions, themes
from etl.warehouse.tables import Run


def build(raw: Path, warehouse: Path, batch_bytes: int = 4_000_000) -> None:
    """The warehouse of everything below `raw`, by the same verbs and in the same order as the flow."""
    run = Run(rules_version(), datetime(2026, 1, 1))  # noqa: DTZ001  (a run's times are UTC without a zone)
    with publish.writer(warehouse):
        fetched = fetch(raw)
        working = publish.begin(warehouse)
        load.load(working, {"rejects": fetched.rejects}, run)
        for files in batches(fetched.files, batch_bytes):
            load.load(working, pipeline.through(files, raw), run)
        finish.finish(working, run, themes(), regions(), inner_words)
        publish.publish(working, warehouse)
