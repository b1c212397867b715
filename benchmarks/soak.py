"""Soak: kill runs with -9 at named points and at random moments, run again after each, and lose nothing.

One warehouse goes to and fro between two states of a raw folder (new, changed, vanished and bad files between
them). After every kill the published file must be one of the two whole; after every rerun it must hold exactly
what an undisturbed run makes, byte for byte of its Parquet. Exit status 1 at the first that does not.

With `--minutes` it ends in time and says how far it came; with `--tally` it goes on from there when started again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from etl.failpoints import POINTS
from etl.warehouse.duck import FILE
from tests.flow_cases import states
from tests.nursery import Nursery, nursery
from tests.readers import read_during


def main() -> int:
    """Soak as the command line says; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="so many warehouses side by side, each with its share")
    parser.add_argument(
        "--minutes", type=float, default=float("inf"), help="end after so many, and say how far it came"
    )
    parser.add_argument("--tally", type=Path, help="a folder that keeps the counts, to go on from when started again")
    parser.add_argument("--share", action="store_true", help="leave the telling to who shares the kills out")
    parser.add_argument("--readers", type=int, default=0, help="instead of kills: so many readers, while runs publish")
    parser.add_argument("--runs", type=int, default=50, help="runs that publish while they read")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.readers:
            with nursery() as runs:
                return read(Path(folder), runs, asked.readers, asked.runs)
        room = asked.tally or Path(folder)
        room.mkdir(parents=True, exist_ok=True)
        if asked.jobs > 1:
            return side_by_side(asked, room)
        with nursery() as runs:
            tally = Tally(room / f"{asked.seed}.json")
            status = Soak(Path(folder), runs, tally, asked.seed).soak(asked.kills, asked.minutes)
        return status or (0 if asked.share else told([tally], asked.kills))


def side_by_side(asked: argparse.Namespace, room: Path) -> int:
    """Share the kills among so many processes, each with dice of its own and on a processor of its own."""
    shares = {asked.seed + at: asked.kills // asked.jobs + (at < asked.kills % asked.jobs) for at in range(asked.jobs)}
    ways = ["--share", "--minutes", str(asked.minutes), "--tally", str(room)]
    processors = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    started = []
    for at, (seed, share) in enumerate(shares.items()):
        one = subprocess.Popen([sys.executable, __file__, "--kills", str(share), "--seed", str(seed), *ways])
        if processors:  # an engine of many threads that shares two processors with another waits more than it works
            os.sched_setaffinity(one.pid, {processors[at % len(processors)]})
        started.append(one)
    status = max(one.wait() for one in started)
    return status or told([Tally(room / f"{seed}.json") for seed in shares], asked.kills)


class Tally:
    """What the kills came to, kept in a file, so that a soak that was ended goes on from it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        held = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        self.died: Counter[str] = Counter(held.get("died"))
        self.found: Counter[str] = Counter(held.get("found"))
        self.seconds = float(held.get("seconds", 0))

    @property
    def kills(self) -> int:
        """So many so far."""
        return self.died.total()

    def keep(self) -> None:
        """Write it down."""
        text = json.dumps({"died": self.died, "found": self.found, "seconds": self.seconds})
        self.path.with_suffix(".part").write_text(text, encoding="utf-8")
        self.path.with_suffix(".part").replace(self.path)


def told(tallies: list[Tally], wanted: int) -> int:
    """Say what all of them came to: nothing was lost, or they would have ended at once."""
    died = sum((tally.died for tally in tallies), Counter())
    found = sum((tally.found for tally in tallies), Counter())
    minutes = max(tally.seconds for tally in tallies) / 60
    print(f"killed {died.total()} of {wanted}, in {minutes:.0f} minutes: {dict(sorted(died.items()))}")
    print(f"found published after the kill: {dict(found)}; lost 0, doubled 0, reruns that differ 0")
    return 0


def read(folder: Path, runs: Nursery, readers: int, times: int) -> int:
    """Readers ask without pause while runs publish; 0 if nobody was refused, blocked or saw half of a run.

    First the same readers ask while nothing runs: on few processors they keep one another waiting for longer than
    any run does, and only the difference is the runs'.
    """
    both, warehouse = states(folder), folder / "w"
    runs.run(both[0], warehouse)
    _tell(
        f"{readers} readers, while nothing runs, a minute",
        read_during(warehouse / FILE, readers, lambda: time.sleep(60)),
    )
    started, ended = time.monotonic(), []
    met = read_during(
        warehouse / FILE,
        readers,
        lambda: ended.extend(runs.run(both[at % 2], warehouse)[0] for at in range(1, times + 1)),
    )
    seconds = time.monotonic() - started
    told = _tell(f"{readers} readers, {times} runs that published ({ended.count(0)} well), {seconds:.0f} s", met)
    return int(told["refused"] + told["wrong"] + told["blocked_answers"] > 0 or ended.count(0) < times)


def _tell(what: str, met: list[dict[str, Any]]) -> dict[str, int]:
    """Print what the readers met, all together; its sums."""
    sums = ("answers", "refused", "wrong", "blocked_answers", "slow_answers")
    told = {name: sum(reader[name] for reader in met) for name in sums}
    longest = ("slowest", "slowest_opening", "blocked")
    slowest = {name: round(max(reader[name] for reader in met), 3) for name in longest}
    versions = max(reader["versions"] for reader in met)
    print(f"{what}\n{told}, in seconds {slowest}, versions seen by a reader: {versions}", flush=True)
    return told


class Soak:
    """A warehouse that is killed."""

    def __init__(self, folder: Path, runs: Nursery, tally: Tally, seed: int) -> None:
        self.folder, self.runs, self.tally = folder, runs, tally
        self.dice = random.Random(f"{seed} {tally.kills}")  # who goes on throws other dice than who began
        self.states = states(folder)
        self.known: dict[str, object] = {}
        self.whole, self.seconds = zip(*(self._undisturbed(raw) for raw in self.states), strict=True)

    def _undisturbed(self, raw: Path) -> tuple[object, float]:
        """What a first run over a state publishes, and its seconds."""
        warehouse = self.folder / f"whole-{raw.name}" / "w"
        status, seconds = self.runs.run(raw, warehouse)
        if status != 0:
            sys.exit(f"a run that nobody disturbs fails: {status}")
        return self.runs.content(warehouse), seconds

    def soak(self, kills: int, minutes: float) -> int:
        """So many kills, or so many minutes; 0 if nothing was lost or doubled."""
        began, before = time.monotonic(), self.tally.seconds
        self.runs.run(self.states[0], self.folder / "w")
        at = 0
        while self.tally.kills < kills and time.monotonic() - began < minutes * 60:
            if not self._there_and_back(at, 1 - at):
                return 1
            at = 1 - at
            self.tally.seconds = before + time.monotonic() - began
            if self.tally.kills % 50 == 0:
                print(f"{self.tally.kills} killed, {dict(self.tally.found)}", flush=True)
            self.tally.keep()
        return 0

    def _there_and_back(self, before: int, after: int) -> bool:
        """Kill a run that leads from one state to the other, look, run again, look; whether all is well."""
        died = self.tally.kills
        way = self._kill(self.states[after])
        held = self._content()
        if held not in (self.whole[before], self.whole[after]):
            return self._lost(way, "after the kill", held)
        if self.tally.kills > died:
            self.tally.found["the old, whole" if held == self.whole[before] else "the new, whole"] += 1
        status, _ = self.runs.run(self.states[after], self.folder / "w")
        held = self._content()
        left = sorted(path.name for path in (self.folder / "w" / ".work").iterdir())
        if status != 0 or held != self.whole[after] or left != ["journal.jsonl", "lock"]:
            return self._lost(way, f"after the rerun (status {status}, left {left})", held)
        return True

    def _content(self) -> object:
        """What is published. Bytes that were looked at before are not looked at again: equal files hold equal rows."""
        digest = hashlib.sha256((self.folder / "w" / FILE).read_bytes()).hexdigest()
        if digest not in self.known:
            self.known = {digest: self.runs.content(self.folder / "w")}
        return self.known[digest]

    def _kill(self, raw: Path) -> str:
        """Start a run and kill it; what was tried. A moment that came too late is no kill, and is not counted."""
        if self.dice.random() < 0.5:
            way = self.dice.choice(POINTS)
            status, _ = self.runs.run(raw, self.folder / "w", fail_at=way)
        else:
            way = "a random moment"
            status, _ = self.runs.run(raw, self.folder / "w", after=self.dice.uniform(0, max(self.seconds)))
        if status == -9:
            self.tally.died[way] += 1
        return way

    def _lost(self, way: str, when: str, held: object) -> bool:
        print(f"LOST OR DOUBLED {when}, killed at {way}: {held}", file=sys.stderr)
        return False


if __name__ == "__main__":
    sys.exit(main())
