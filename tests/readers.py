"""Read without pause, as other teams do, while runs write and publish; each answer proves laws of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
A_SECOND = 1.0  # who waits longer calls it blocked

# Law after law in one answer: no row without its article, no quantity without its numeral, no article without its run.
LAWFUL = """
select (select count(*) from articles) > 0,
    (select count(*) from paragraphs where article_id not in (select article_id from articles)),
    (select count(*) from quantities where quantity_id not in
        (select quantity_id from numerals where quantity_id is not null)),
    (select count(*) from articles where run_id is null or run_id not in (select run_id from runs)),
    (select count(*) from measures_flat) - (select count(*) from measures)
"""


def read_during(file: Path, readers: int, work: Callable[[], object]) -> list[dict[str, Any]]:
    """Have so many processes ask the file for as long as the work goes on; what each has met.

    The work begins when each has had its first answer: twenty interpreters that start take longer than a short
    run, and who comes when all is over has seen one version only.
    """
    stop = file.with_name("stop")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
    command = [sys.executable, "-m", "tests.readers", str(file), str(stop)]
    asking = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) for _ in range(readers)]
    try:
        for reader in asking:
            assert reader.stdout is not None
            assert reader.stdout.readline() == b"asking\n"
        work()
    finally:
        stop.touch()
        told = [json.loads(reader.communicate()[0]) for reader in asking]
        stop.unlink()
    return told


def ask(file: Path, stop: Path) -> dict[str, Any]:
    """Ask until `stop` is there: how many answers, versions, refusals and wrong answers there were, and the slowest.

    `blocked` is the longest that one answer waited for anything but a processor (a lock, a disk), in seconds: on two
    processors twenty readers wait for one another, and that is no fault of who publishes. `blocked_answers` counts
    those that waited so for over a second, `slow_answers` those that took over a second for whatever reason. `said`
    holds what went wrong, each once. A version is a publication: runs over the same files bear one id. The engine gets
    one thread, so that what this thread did is what the answer did.
    """
    import duckdb

    met = {"answers": 0, "refused": 0, "wrong": 0, "versions": 0, "slow_answers": 0, "blocked_answers": 0}
    slowest = {"slowest": 0.0, "slowest_opening": 0.0, "blocked": 0.0}
    versions, said = set(), set()
    while not stop.exists() or not met["answers"]:
        started, busy = time.monotonic(), processor()
        try:
            con = duckdb.connect(str(file), read_only=True, config={"threads": 1})
            opened = time.monotonic()
            answer = con.execute(LAWFUL).fetchall()[0]
            versions.add(con.execute("select max(started_at) from runs").fetchall()[0][0])
            con.close()
        except duckdb.Error as why:
            met["refused"] += 1
            said.add(f"refused: {why}")
            continue
        met["answers"] += 1
        if met["answers"] == 1:
            sys.stdout.write("asking\n")
            sys.stdout.flush()
        if answer != (True, 0, 0, 0, 0):
            met["wrong"] += 1
            said.add(f"wrong: {answer}")
        took = time.monotonic() - started
        blocked = took - (processor() - busy)
        met["slow_answers"] += took > A_SECOND
        met["blocked_answers"] += blocked > A_SECOND
        now = {"slowest": took, "slowest_opening": opened - started, "blocked": blocked}
        slowest = {name: max(slowest[name], now[name]) for name in slowest}
        time.sleep(0.02)  # a reader thinks; without it twenty of them measure the processor only
    return {**met, **slowest, "versions": len(versions), "said": sorted(said)}


def processor() -> float:
    """Seconds that this thread has computed or stood in line for a processor.

    Linux counts both (`/proc/thread-self/schedstat`, in nanoseconds); elsewhere only the computing is known, and
    standing in line counts as blocked.
    """
    try:
        computed, queued, _ = Path("/proc/thread-self/schedstat").read_text(encoding="ascii").split()
    except OSError:
        return time.thread_time()
    return (int(computed) + int(queued)) / 1e9


if __name__ == "__main__":
    sys.stdout.write(json.dumps(ask(Path(sys.argv[1]), Path(sys.argv[2]))))
