# ruff: noqa: INP001, S603  (a script that is run by hand, no package; it starts itself)
"""Measure the hostile cases, each in a process of its own, and write them as the table of docs/fetching.md.

python tools/hostile_table.py
"""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from hostile_server import INNER, ROBOTS, serving  # noqa: E402  (the test server is no package)

from etl.fetch.client import Client  # noqa: E402  (after the path)
from etl.fetch.guard import Refused  # noqa: E402  (after the path)
from etl.fetch.pace import Pace  # noqa: E402  (after the path)
from etl.sources.web import Politeness, Web  # noqa: E402  (after the path)

PAGE = ROOT / "docs" / "fetching.md"
BEGIN, STOP = "<!-- cases: written by make hostile -->\n", "<!-- end of cases -->\n"
DEADLINE, SLACK, MEGABYTES = 4.0, 1.0, 150
CHANCES = 5  # a busy machine may hold up a process; a case that is too slow is so every time
NAME = "site.example"  # the server has a name, so that its redirects to loopback are to another host


def waiting() -> float:
    """Seconds for which this process was ready and had no processor: a busy machine is no fault of ours."""
    told = Path("/proc/self/schedstat")
    return int(told.read_text(encoding="ascii").split()[1]) / 1e9 if told.exists() else 0.0


async def _loopback(_host: str, _port: int) -> list[str]:
    return ["127.0.0.1"]


def one(port: int, path: str) -> dict[str, object]:
    """Ask for one path, as a fetch does but for its three tries: what came of it, in which time and memory."""
    polite = Politeness(delay=0, deadline=DEADLINE, tries=1)
    web = Web("list", (), hosts=(f"{NAME}:{port}",), private=("127.0.0.1/32",), politeness=polite)
    started, held = time.monotonic(), waiting()
    try:
        answer = asyncio.run(Client(web, "tests", Pace(), resolve=_loopback).get(f"http://{NAME}:{port}{path}"))
        verdict, reason = "page", f"{len(answer.body):,} bytes kept"
    except Refused as refusal:
        verdict, reason = refusal.name, refusal.reason
    seconds = time.monotonic() - started - (waiting() - held)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"verdict": verdict, "reason": reason, "seconds": seconds, "peak": peak / 1024}


def row(label: str, port: int, path: str) -> str:
    """A line of the table.

    Raises:
        SystemExit: the case took more time or memory than it may.
    """
    most = DEADLINE * (2 if path == "/page" else 1) + SLACK
    for _ in range(CHANCES):
        command = [sys.executable, __file__, "--one", str(port), path]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        if found["seconds"] <= most and found["peak"] <= MEGABYTES:
            break
    else:
        raise SystemExit(f"{label}: {found}")
    reason = found["reason"].replace(str(port), "…").replace("|", "/")
    return f"| {label} | {found['verdict']} | {reason} | {found['seconds']:.1f} | {found['peak']:.0f} |\n"


def table() -> str:
    """The whole table; a robots.txt has its own deadline before that of the page."""
    cases = tomllib.loads((ROOT / "tests" / "cases" / "hostile.toml").read_text(encoding="utf-8"))["case"]
    rows = []
    with serving() as server:
        rows += [row(case["does"], server.port, case["path"]) for case in cases]
        rows += [
            row(f"redirect to `{to.format(port='…')}`", server.port, f"/inner-{name}") for name, to in INNER.items()
        ]
    for name, answer in ROBOTS.items():
        with serving({"/robots.txt": answer}) as server:
            rows.append(row(f"robots.txt: {name}", server.port, "/page"))
    head = f"{len(rows)} cases, deadline {DEADLINE:g} s, one try.\n\n"
    head += "| what the server does | verdict | reason | s | MB at most |\n|---|---|---|---:|---:|\n"
    return head + "".join(rows)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(one(int(sys.argv[2]), sys.argv[3])))  # noqa: T201  (for the process that asked)
    else:
        before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
        PAGE.write_text(before + BEGIN + table() + STOP + rest.split(STOP)[1], encoding="utf-8")
