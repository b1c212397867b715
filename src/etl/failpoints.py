"""Fail: end the process, as if the power went, at a point that `ETL_FAIL_AT` names. Only tests set it.

`ETL_FAIL_AT=publish.named:1` kills at the first passage of that point, `load.written:2` at the second. Where it
is not set, a passage costs a look at one variable. No `finally` runs and nothing is flushed.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

VARIABLE = "ETL_FAIL_AT"

# Every point that is passed somewhere, in the order in which a run passes them first; a test binds each to its passage.
POINTS = (
    "writer.locked",
    "fetch.read",
    "working.copied",
    "working.forgot",
    "frames.part",
    "frames.written",
    "step.clean",
    "step.convert",
    "step.segment",
    "step.extract",
    "load.removed",
    "load.inserted",
    "load.written",
    "finish.looked-up",
    "finish.signed",
    "finish.written",
    "publish.closed",
    "publish.flushed",
    "publish.named",
    "publish.swept",
)

# The same, of a run that finds an older schema.
MIGRATION = ("migrate.copied", "migrate.told", "migrate.stepped", "migrate.named")

_passed: Counter[str] = Counter()


def passing(point: str) -> None:
    """The process passes `point`; it ends here if `ETL_FAIL_AT` says so."""
    wanted = os.environ.get(VARIABLE)
    if wanted is None:
        return
    _passed[point] += 1
    name, _, passage = wanted.partition(":")
    if name == point and _passed[point] == int(passage or 1):
        os.kill(os.getpid(), signal.SIGKILL)
