"""Soak: kill runs with -9 at named points and at random moments, run again after each, and lose nothing.

One warehouse goes to and fro between two states of a raw folder (new, changed, vanished and bad files between
them). After every kill the published file must be one of the two whole; after every rerun it must hold exactly
what an undisturbed run makes, byte for byte of its Parquet. Exit status 1 at the first that does not.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

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
    parser.add_argument("--readers", type=int, default=0, help="instead of kills: so many readers, while runs publish")
    parser.add_argument("--runs", type=int, default=50, help="runs that publish while they read")
    asked = parser.parse_args()
    if asked.jobs > 1:
        return side_by_side(asked.kills, asked.seed, asked.jobs)
    with tempfile.TemporaryDirectory() as folder, nursery() as runs:
        if asked.readers:
            return read(Path(folder), runs, asked.readers, asked.runs)
        return Soak(Path(folder), runs, random.Random(asked.seed)).soak(asked.kills)


def side_by_side(kills: int, seed: int, jobs: int) -> int:
    """Share the kills among so many processes, each with dice of its own; 0 if all of them end well."""
    shares = [kills // jobs + (at < kills % jobs) for at in range(jobs)]
    command = [sys.executable, __file__]
    started = [
        subprocess.Popen([*command, "--kills", str(share), "--seed", str(seed + at)]) for at, share in enumerate(shares)
    ]
    return max(one.wait() for one in started)


def read(folder: Path, runs: Nursery, readers: int, times: int) -> int:
    """Readers ask without pause while runs publish; 0 if nobody was refused or saw half of a run."""
    both, warehouse = states(folder), folder / "w"
    runs.run(both[0], warehouse)
    started, ended = time.monotonic(), []
    met = read_during(
        warehouse / FILE,
        readers,
        lambda: ended.extend(runs.run(both[at % 2], warehouse)[0] for at in range(1, times + 1)),
    )
    told = {name: sum(reader[name] for reader in met) for name in ("answers", "refused", "wrong")}
    slowest = {name: round(max(reader[name] for reader in met), 3) for name in ("slowest", "slowest_opening")}
    print(f"{readers} readers, {times} runs that published ({ended.count(0)} well), {time.monotonic() - started:.0f} s")
    print(f"{told}, in seconds {slowest}, versions seen by a reader: {max(reader['versions'] for reader in met)}")
    return int(told["refused"] + told["wrong"] > 0 or ended.count(0) < times)


class Soak:
    """A warehouse that is killed; the figures of it."""

    def __init__(self, folder: Path, runs: Nursery, dice: random.Random) -> None:
        self.folder, self.runs, self.dice = folder, runs, dice
        self.states = states(folder)
        self.whole, self.seconds = zip(*(self._undisturbed(raw) for raw in self.states), strict=True)
        self.died: Counter[str] = Counter()
        self.found: Counter[str] = Counter()

    def _undisturbed(self, raw: Path) -> tuple[object, float]:
        """What a first run over a state publishes, and the seconds of a run that changes to it."""
        warehouse = self.folder / f"whole-{raw.name}" / "w"
        status, seconds = self.runs.run(raw, warehouse)
        if status != 0:
            sys.exit(f"a run that nobody disturbs fails: {status}")
        return self.runs.content(warehouse), seconds

    def soak(self, kills: int) -> int:
        """So many kills; 0 if nothing was lost or doubled."""
        self.runs.run(self.states[0], self.folder / "w")
        at = 0
        while sum(self.died.values()) < kills:
            before, after = at, 1 - at
            way = self._kill(self.states[after])
            held = self.runs.content(self.folder / "w")
            if held not in (self.whole[before], self.whole[after]):
                return self._lost(way, "after the kill", held)
            self.found["the old, whole" if held == self.whole[before] else "the new, whole"] += 1
            status, _ = self.runs.run(self.states[after], self.folder / "w")
            held = self.runs.content(self.folder / "w")
            left = sorted(path.name for path in (self.folder / "w" / ".work").iterdir())
            if status != 0 or held != self.whole[after] or left != ["journal.jsonl", "lock"]:
                return self._lost(way, f"after the rerun (status {status}, left {left})", held)
            at = after
            if self.died and sum(self.died.values()) % 50 == 0:
                print(f"{sum(self.died.values())} killed, {dict(self.found)}", flush=True)
        print(f"killed {sum(self.died.values())}: {dict(sorted(self.died.items()))}")
        print(f"found published after the kill: {dict(self.found)}; lost 0, doubled 0, reruns that differ 0")
        return 0

    def _kill(self, raw: Path) -> str:
        """Start a run and kill it; what was tried. A moment that came too late is no kill, and is not counted."""
        if self.dice.random() < 0.5:
            point = self.dice.choice(POINTS)
            status, _ = self.runs.run(raw, self.folder / "w", fail_at=point)
            way = point
        else:
            moment = self.dice.uniform(0, 1.2 * max(self.seconds))
            status, _ = self.runs.run(raw, self.folder / "w", after=moment)
            way = "a random moment"
        if status == -9:
            self.died[way] += 1
        return way

    def _lost(self, way: str, when: str, held: object) -> int:
        print(f"LOST OR DOUBLED {when}, killed at {way}: {held}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
