"""Journal: tell what each run did, one JSON line a batch, beside the warehouse and outside of it.

The warehouse's own table `runs` knows the runs that changed it; the journal knows also those that found
nothing to do, that failed, and (by a beginning without an end) those that were killed.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

PLACE = Path(".work") / "journal.jsonl"  # below the warehouse's folder
Logger = structlog.typing.FilteringBoundLogger
KEPT_DAYS = 400  # a year of runs, and some; ETL_KEEP_DAYS says otherwise
STARTED, BATCH, FINISHED, FAILED = "run started", "batch", "run finished", "run failed"
ENDS = {FINISHED: "completed", FAILED: "failed"}


@dataclass(slots=True)
class Told:
    """What the journal says of one run; `status` is completed, failed, going, or killed (it never ended)."""

    run: str
    flow: str
    started_at: str
    process: int
    status: str = "killed"
    batches: int = 0
    said: dict[str, Any] = field(default_factory=dict)


@contextmanager
def kept(warehouse: Path, flow: str, **known: object) -> Iterator[Logger]:
    """A logger that appends to the journal; the run's beginning is told at once, and its failure if it fails.

    Success is for the body to tell, with `FINISHED`, since only the body knows what came of it.
    """
    path = warehouse / PLACE
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", buffering=1) as lines:
        log = structlog.wrap_logger(structlog.WriteLogger(lines), processors=_PROCESSORS, wrapper_class=_BOUND)
        log = log.bind(run=uuid.uuid4().hex[:12], flow=flow, process=os.getpid())
        log.info(STARTED, **known)
        try:
            yield log
        except BaseException as error:
            log.error(  # noqa: TRY400  (one line a run; the traceback is for the screen)
                FAILED, error=type(error).__name__, reason=str(error)[:1000]
            )
            raise


def runs(warehouse: Path) -> list[Told]:
    """The runs of the journal, oldest first; a torn line, which a killed run can leave, is passed over."""
    told: dict[str, Told] = {}
    for line in _lines(warehouse / PLACE):
        begun = Told(line["run"], line.get("flow", ""), line["timestamp"], line.get("process", 0))
        run = told.setdefault(line["run"], begun)
        run.batches += line["event"] == BATCH
        if line["event"] in ENDS:
            run.status = ENDS[line["event"]]
            run.said = line
    for run in told.values():
        if run.status == "killed" and Path(f"/proc/{run.process}").exists():
            run.status = "going"
    return list(told.values())


def shortened(warehouse: Path, days: int, now: datetime | None = None) -> int:
    """Drop the lines older than so many days, in one rename; how many went. Only for who is alone on the warehouse.

    Seldom: not before the oldest line is a tenth older than that, so that a log is not written anew every day.
    """
    path = warehouse / PLACE
    oldest = ((now or datetime.now(UTC)) - timedelta(days=days)).isoformat()
    lines = list(_lines(path))
    kept_lines = [line for line in lines if line["timestamp"] >= oldest]
    due = ((now or datetime.now(UTC)) - timedelta(days=days * 1.1)).isoformat()
    if not lines or lines[0]["timestamp"] >= due:
        return 0
    if len(kept_lines) < len(lines):
        unfinished = path.with_suffix(".part")
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in kept_lines)
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(path)
    return len(lines) - len(kept_lines)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        return
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                said = json.loads(line)
            except json.JSONDecodeError:
                continue
            if isinstance(said, dict) and {"run", "event", "timestamp"} <= said.keys():
                yield said


_BOUND = structlog.make_filtering_bound_logger("info")
_PROCESSORS: list[structlog.typing.Processor] = [
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
]
