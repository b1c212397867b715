"""Reprocess: read files again that are known already, because a rule was mended or someone doubts them."""

from __future__ import annotations

from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path

from prefect import flow

from etl.outcome import Outcome, Renew, Standing
from flows.alarm import alarm
from flows.refresh import THREADS, Hands, carry


class Which(StrEnum):
    """The files that are read again."""

    rejects = "rejects"
    all = "all"


@flow(name="reprocess", task_runner=THREADS, on_failure=[alarm], on_crashed=[alarm])
def reprocess(
    raw: Path = Path("raw"),
    warehouse: Path = Path("warehouse"),
    workers: int = 1,
    which: Which = Which.rejects,
    matching: str = "*",
) -> Outcome:
    """Read files again, as far as they match; new and changed ones are read as in any run.

    Args:
        raw: The folder of articles; never edited.
        warehouse: The folder of the warehouse.
        workers: Processes for the text work.
        which: What was set aside, or everything.
        matching: Only raw paths of this shape, such as `samples/*`.
    """
    return carry(raw, warehouse, Hands(workers), "reprocess", _wanted(which, matching))


def _wanted(which: Which, matching: str) -> Renew:
    def renew(path: str, known: Standing) -> bool:
        return (which is Which.all or known.rejected) and fnmatchcase(path, matching)

    return renew
