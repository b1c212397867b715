"""What several tests stand on: the samples, and the warehouse that a run makes of them (without Prefect)."""

from datetime import datetime
from pathlib import Path

import pytest

from etl import pipeline
from etl.fetch import fetch
from etl.outcome import batches
from etl.rules import rules_version
from etl.warehouse import finish, load, publish
from etl.warehouse.lookups import regions, themes
from etl.warehouse.tables import Run

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


def build(raw: Path, warehouse: Path, batch_bytes: int = 4_000_000) -> None:
    """The warehouse of everything below `raw`, by the same verbs and in the same order as the flow."""
    run = Run(rules_version(), datetime(2026, 1, 1))  # noqa: DTZ001  (a run's times are UTC without a zone)
    with publish.writer(warehouse):
        fetched = fetch(raw)
        working = publish.begin(warehouse)
        load.load(working, {"rejects": fetched.rejects}, run)
        for files in batches(fetched.files, batch_bytes):
            load.load(working, pipeline.through(files, raw), run)
        finish.finish(working, run, themes(), regions())
        publish.publish(working, warehouse)


@pytest.fixture(scope="session")
def samples() -> Path:
    """The articles written for this project."""
    return ROOT / "raw"


@pytest.fixture(scope="session")
def warehouse(samples, tmp_path_factory) -> Path:
    """The samples' warehouse; readers only."""
    folder = tmp_path_factory.mktemp("warehouse")
    build(samples, folder)
    return folder
