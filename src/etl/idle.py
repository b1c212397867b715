"""Idle: settle a run that finds nothing to do, without the flow engine, whose start takes seconds."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

from etl import journal
from etl.failpoints import passing
from etl.fetch import fetch
from etl.outcome import Outcome, Plan, plan
from etl.records import Complaint
from etl.rules import rules_version
from etl.sources import expected
from etl.warehouse import corrections, load, migrate, publish
from etl.warehouse.check import below
from etl.warehouse.tables import SCHEMA_VERSION

STAGES = "batches"  # below .work: what the batches of an unfinished run have become so far
SHOWN = 20  # files that were set aside, and earlier runs, that a page lists, and a line of the journal


def settled(raw: Path, warehouse: Path, workers: int = 1, cluster: str | None = None) -> Outcome | None:
    """The outcome of a refresh that has nothing to do, told in the journal; arguments as of the flow.

    None where there is work, and where something is amiss (another run, a damaged file, an older schema): the flow
    does the one and tells the other, so here nothing is told of either.
    """
    outcome = Outcome(raw, warehouse)
    told = {"raw": raw, "rules": rules_version(), "workers": workers, "cluster": cluster}
    try:
        with publish.writer(warehouse) as work:
            todo = _look(outcome) if publish.standing(warehouse) == SCHEMA_VERSION else None
            if todo is None:
                return None
            settle(outcome, todo, work)
            with journal.kept(warehouse, "refresh", **told) as log:
                tell(outcome, log)
    except (Complaint, OSError):
        return None
    return outcome


def settle(outcome: Outcome, todo: Plan, work: Path, older: int | None = None) -> None:
    """Say what the warehouse holds now that the plan is done; `older` is the schema that it had before the run."""
    shutil.rmtree(work / STAGES, ignore_errors=True)
    passing("publish.swept")
    state = load.state(outcome.warehouse)
    outcome.settle(todo, state.known, state.tables)
    outcome.notes += [migrate.told(older)] if older is not None else []
    outcome.notes += state.stale
    outcome.below = below(outcome.warehouse, expected())
    outcome.aside = [(path, reason) for path, reason in state.aside if path in todo.due]


def tell(outcome: Outcome, log: journal.Logger) -> None:
    """The outcome as the journal's last line of a run; what is older than is kept goes."""
    log.info(
        journal.FINISHED,
        files=outcome.files,
        tables=outcome.tables,
        seconds=outcome.seconds,
        published=outcome.published,
        aside=outcome.aside[:SHOWN],
        notes=outcome.notes,
        below=len(outcome.below),
    )
    journal.shortened(outcome.warehouse, int(os.environ.get("ETL_KEEP_DAYS", journal.KEPT_DAYS)))


def _look(outcome: Outcome) -> Plan | None:
    """The plan of a run if it is idle; else None."""
    started = time.monotonic()
    held = load.known(outcome.warehouse)
    fetched = fetch(outcome.raw)
    todo = plan(fetched.files, fetched.rejects, held, rules_version())
    outcome.seconds["fetch"] = round(time.monotonic() - started, 3)
    return None if not todo.idle or corrections.differ(outcome.raw, outcome.warehouse) else todo
