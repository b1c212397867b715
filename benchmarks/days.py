"""Days: the daily schedule on so many mornings in a row, something going wrong on most, and nothing lost in the end.

A site on loopback has new and changed articles each day. Each morning fetches and runs as the schedule does; a fault is
injected by lot, and where it stopped the morning's work, the work is done again, as an operator would. In the end the
warehouse must hold what a first run over the same raw files makes. Exit status 1 if it does not.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from etl.failpoints import POINTS
from etl.fetch.client import Client
from etl.fetch.demo import Site, serving
from etl.fetch.pace import Clock, Pace
from etl.fetch.store import Store
from etl.fetch.verify import verify
from etl.fetch.visit import Visit, visit
from etl.sources import Source, source
from etl.sources.web import Web
from etl.warehouse.duck import FILE
from tests.nursery import Nursery, nursery

BEGUN = datetime(2026, 3, 1, 5, tzinfo=UTC)


class Morning(Clock):
    """A day's morning, on which nobody waits."""

    def __init__(self, day: int) -> None:
        self.at = 86_400.0 * day

    def now(self) -> datetime:
        """The time of the simulated day."""
        return BEGUN + timedelta(seconds=self.at)

    def seconds(self) -> float:
        """Seconds since the first day."""
        return self.at

    async def sleep(self, seconds: float) -> None:
        """Let the time pass at once."""
        self.at += seconds


@dataclass
class Unwell(Site):
    """The demo site; on some days a share of its answers is an error of the server's."""

    ill: float = 0.0

    def answer(self, path: str) -> tuple[int, bytes, str]:
        """What the site says, or that it cannot."""
        dice = random.Random(f"{path} {self.day} {len(self.asked)}")
        return (503, b"", "text/plain") if dice.random() < self.ill else super().answer(path)


def at_port(port: int) -> Source:
    """The demo source, where its site answers now."""
    demo, root = source("demo"), f"http://127.0.0.1:{port}"
    web = replace(
        _web_of(demo),
        start=(f"{root}/list/index.html",),
        hosts=(f"127.0.0.1:{port}",),
        articles=re.compile(rf"{root}/2026/\d+\.html"),
        follow=re.compile(rf"{root}/list/index_\d+\.html"),
        politeness=replace(_web_of(demo).politeness, delay=0.0, failures=50),
    )
    return replace(demo, web=web)


def fetched(raw: Path, port: int, day: int) -> Visit:
    """One visit on the morning of a day."""
    one = at_port(port)
    with Store(raw, one.name) as store:
        return asyncio.run(visit(one, store, Client(_web_of(one), "days", Pace(Morning(day)))))


def _web_of(one: Source) -> Web:
    if one.web is None:
        sys.exit(f"sources/{one.name}.toml has no [web]")
    return one.web


class Mornings:
    """One warehouse over many mornings, and what went wrong on them."""

    def __init__(self, folder: Path, runs: Nursery, port: int, site: Unwell, seed: int) -> None:
        self.raw, self.warehouse = folder / "raw", folder / "w"
        self.raw.mkdir()
        self.runs, self.port, self.site = runs, port, site
        self.dice = random.Random(seed)
        self.wrong: Counter[str] = Counter()
        self.again = 0
        self.faults: dict[str, Callable[[], None]] = {
            "nothing": self.fetch_and_run,
            "the fetch was killed": self.fetch_killed,
            "the site answered with errors": self.site_ill,
            "the run was killed": self.run_killed,
            "the clock stood in 2001": lambda: self.fetch_and_run("clock"),
            "the disk was full": lambda: self.fetch_and_run("small-files"),
            "a raw file was damaged, and mended": self.raw_damaged,
            "the warehouse file was damaged": self.warehouse_damaged,
        }

    def live(self, days: int) -> int:
        """So many mornings; 0 if the warehouse equals one that is made at once."""
        for day in range(1, days + 1):
            self.site.day, self.site.pages = day, 20 + 3 * day
            fault = "nothing" if day == 1 else self.dice.choice(list(self.faults))
            self.faults[fault]()
            self.wrong[fault] += 1
            print(f"day {day}: {fault}", flush=True)
        self.fetch_and_run()
        return self._compared(days)

    def _compared(self, days: int) -> int:
        whole = self.warehouse.parent / "whole" / "w"
        status, _ = self.runs.run(self.raw, whole)
        lived, once = self.runs.content(self.warehouse), self.runs.content(whole)
        differ = sorted(name for name in once if lived.get(name) != once[name])
        files = sum(1 for path in self.raw.rglob("*.html"))
        print(f"{days} days, {files} raw files, {self.again} times the work was done again: {dict(self.wrong)}")
        print(f"tables that differ from those of one run over the same raw files: {differ or 'none'}")
        return int(bool(differ) or status != 0)

    def fetch(self) -> None:
        """The morning's visit."""
        fetched(self.raw, self.port, self.site.day)

    def run(self, fault: str = "") -> None:
        """The morning's run; once more if it failed."""
        if self.runs.run(self.raw, self.warehouse, fault=fault)[0] != 0:
            self.again += 1
            if self.runs.run(self.raw, self.warehouse)[0] != 0:
                sys.exit(f"a run that nobody disturbs fails: {self.runs.said()}")

    def fetch_and_run(self, fault: str = "") -> None:
        """The morning's work."""
        self.fetch()
        self.run(fault)

    def fetch_killed(self) -> None:
        """Kill the visit somewhere, and visit again."""
        command = [sys.executable, __file__, "--visit", str(self.raw), str(self.port), str(self.site.day)]
        child = subprocess.Popen(command)
        try:
            child.wait(self.dice.uniform(0.5, 3))
        except subprocess.TimeoutExpired:
            child.kill()
            self.again += 1
        child.wait()
        self.fetch_and_run()

    def site_ill(self) -> None:
        """A third of the answers are errors; what they kept back comes on another day."""
        self.site.ill = 0.3
        self.fetch_and_run()
        self.site.ill = 0.0

    def run_killed(self) -> None:
        """Kill the run at a point, and run again."""
        self.fetch()
        if self.runs.run(self.raw, self.warehouse, fail_at=self.dice.choice(POINTS))[0] != 0:
            self.again += 1
        self.run()

    def raw_damaged(self) -> None:
        """A file rots; it is found, nothing of it is read, and its bytes come back from a copy."""
        path = self.dice.choice(sorted(self.raw.rglob("*.html")))
        data = path.read_bytes()
        path.write_bytes(data[: len(data) // 2] + b"\x00" + data[len(data) // 2 + 1 :])
        if not verify(self.raw, "demo").faults:
            sys.exit(f"{path} was damaged, and nobody noticed")
        self.run()
        path.write_bytes(data)
        self.fetch_and_run()

    def warehouse_damaged(self) -> None:
        """Bytes of the published file rot: the next run builds it anew."""
        path = self.warehouse / FILE
        data = bytearray(path.read_bytes())
        data[4096 : 4096 + 64] = bytes(64)
        path.unlink()
        path.write_bytes(data)
        self.fetch_and_run()


def main() -> int:
    """Live through the days that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--visit", nargs=3, metavar=("RAW", "PORT", "DAY"), help="only fetch, and be killed")
    asked = parser.parse_args()
    if asked.visit:
        raw, port, day = asked.visit
        fetched(Path(raw), int(port), int(day))
        return 0
    site = Unwell()
    with tempfile.TemporaryDirectory() as folder, nursery() as runs, serving(site, 0) as port:
        return Mornings(Path(folder), runs, port, site, asked.seed).live(asked.days)


if __name__ == "__main__":
    sys.exit(main())
