"""Bench: time our pipeline against the plain one, in alternating runs on the same documents.

    python benchmarks/bench.py --mb 10 --runs 5
    python benchmarks/bench.py --mb 50 --runs 5 --flow    (also `etl run` with one worker and with two)

Two things are measured: the leaves (conversion and words of the same paragraphs, whose results must be
identical), and whole runs, each in a process of its own, whose memory is that of the process and its
children. Runs of plain and ours are timed in seconds of CPU, which a busy machine disturbs least; those of
the command in seconds of the clock. Prints medians with their spread; writes docs/speed.json and docs/speed.svg.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from threading import Event, Thread
from typing import Any

import ours
import plain
import texts
from plot import drawn

HERE = Path(__file__).parent
os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "")

DOCS = HERE.parent / "docs"
LEAF_BYTES = 400_000  # of each script: the plain leaves take a second for it
STEPS = ("clean", "convert", "segment", "extract", "load", "finish")


def main() -> None:
    """Measure, print, and leave the results in docs/."""
    asked = _arguments()
    if asked.one:
        print(json.dumps(_one(asked.one, Path(asked.raw), Path(asked.to))))
        return
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw" / "bench"
        size = texts.lay(raw, asked.mb)
        leaves = _leaves(raw, asked.runs)
        kinds = ["plain", "ours", *(["flow-1", "flow-2"] if asked.flow else [])]
        whole = _whole(kinds, raw.parent, Path(folder), asked.runs)
    found = _summary(size, asked.runs, leaves, whole)
    _show(found)
    if asked.keep:
        (DOCS / "speed.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        (DOCS / "speed.svg").write_text(drawn(found), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mb", type=float, default=5, help="megabytes of articles")
    parser.add_argument("--runs", type=int, default=5, help="runs of each kind, in turns")
    parser.add_argument("--flow", action="store_true", help="also the whole command, with one worker and with two")
    parser.add_argument("--keep", action=argparse.BooleanOptionalAction, default=True, help="write docs/speed.*")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--raw", help=argparse.SUPPRESS)
    parser.add_argument("--to", help=argparse.SUPPRESS)
    return parser.parse_args()


def _one(kind: str, raw: Path, to: Path) -> dict[str, float]:
    """One whole run in this process; what is built once a process is built before the clock starts."""
    plain.words("预热")
    plain.simplified("預熱")
    ours.words(["预热"])
    ours.simplified(["預熱"])
    started = time.process_time()
    seconds = plain.run(raw, to / "plain.duckdb") if kind == "plain" else ours.run(raw, to)
    return {**seconds, "all": time.process_time() - started}


def _whole(kinds: list[str], raw: Path, folder: Path, runs: int) -> dict[str, list[dict[str, float]]]:
    """So many runs of each kind, in turns: seconds by step, and the peak of memory in megabytes."""
    found: dict[str, list[dict[str, float]]] = defaultdict(list)
    for _ in range(runs):
        for kind in kinds:
            to = Path(tempfile.mkdtemp(dir=folder))
            command = _command(kind, raw, to)
            started = time.perf_counter()
            told, peak = _watched(command)
            seconds = json.loads(told.splitlines()[-1]) if kind in ("plain", "ours") else _of_flow(told)
            found[kind].append({"all": time.perf_counter() - started, **seconds, "peak_mb": peak})
            print(f"  {kind}: {found[kind][-1]['all']:.1f} s, {peak:.0f} MB", flush=True)
            shutil.rmtree(to)
    return found


def _command(kind: str, raw: Path, to: Path) -> list[str]:
    if kind in ("plain", "ours"):
        return [sys.executable, str(HERE / "bench.py"), "--one", kind, "--raw", str(raw), "--to", str(to)]
    workers = kind.removeprefix("flow-")
    return [
        str(Path(sys.executable).with_name("etl")),
        "run",
        "--raw",
        str(raw),
        "--warehouse",
        str(to),
        "--workers",
        workers,
        "--json",
    ]


def _of_flow(told: str) -> dict[str, float]:
    seconds: dict[str, float] = json.loads(told)["seconds"]
    return seconds


def _watched(command: list[str]) -> tuple[str, float]:
    """What a command printed, and the most memory that it and its children held together, in megabytes."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    peak = [0.0]
    done = Event()

    def watch() -> None:
        while not done.wait(0.2):
            peak[0] = max(peak[0], sum(_memory(one) for one in _tree(process.pid)))

    watcher = Thread(target=watch)
    watcher.start()
    told, complaint = process.communicate()
    done.set()
    watcher.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{complaint}")
    return told, peak[0]


def _tree(root: int) -> list[int]:
    """A process and all below it."""
    found = [root]
    for process in found:
        for task in Path(f"/proc/{process}/task").glob("*/children"):
            try:
                found += map(int, task.read_text().split())
            except OSError:  # it ended while we looked
                continue
    return found


def _memory(process: int) -> float:
    """Megabytes of a process, what it shares with others shared out among them."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000


def _leaves(raw: Path, runs: int) -> dict[str, Any]:
    """Conversion and words of the same paragraphs by either, in turns; identical, or the benchmark fails."""
    traditional, simple = _paragraphs(raw, 1), _paragraphs(raw, 0)
    return {"convert": _leaf("convert", traditional, runs), "segment": _leaf("segment", simple, runs)}


def _paragraphs(raw: Path, remainder: int) -> list[str]:
    found: list[str] = []
    size = 0
    for path in sorted(raw.glob("*.txt"))[remainder::2]:
        lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
        found += lines
        size += sum(len(line.encode()) for line in lines)
        if size > LEAF_BYTES:
            break
    return found


def _leaf(name: str, paragraphs: list[str], runs: int) -> dict[str, Any]:
    size = sum(len(text.encode()) for text in paragraphs)
    own, theirs = ours.LEAVES[name], plain.LEAVES[name]
    own(paragraphs[:1])
    theirs(paragraphs[0])
    rates: dict[str, list[float]] = {"plain": [], "ours": []}
    for _ in range(runs):
        started = time.process_time()
        expected = [theirs(text) for text in paragraphs]
        middle = time.process_time()
        given = own(paragraphs)
        rates["ours"].append(size / (time.process_time() - middle) / 1e6)
        rates["plain"].append(size / (middle - started) / 1e6)
        if given != expected:
            raise SystemExit(f"{name}: ours differs from the plain one")
    ratios = [one / other for one, other in zip(rates["ours"], rates["plain"], strict=True)]
    return {"bytes": size, **{kind: _spread(values) for kind, values in rates.items()}, "ratio": _spread(ratios)}


def _spread(values: list[float]) -> dict[str, float]:
    return {name: round(f(values), 3) for name, f in (("median", statistics.median), ("min", min), ("max", max))}


def _summary(size: int, runs: int, leaves: dict[str, Any], whole: dict[str, list[dict[str, float]]]) -> dict[str, Any]:
    """MB/s by kind and step, with spread; the ratio to plain of each pair of runs."""
    rates = {
        kind: {
            step: _spread([size / run[step] / 1e6 for run in runs_of])
            for step in (*STEPS, "all")
            if all(run.get(step) for run in runs_of)
        }
        for kind, runs_of in whole.items()
    }
    ratios = {
        kind: _spread([one["all"] / other["all"] for one, other in zip(whole["plain"], runs_of, strict=True)])
        for kind, runs_of in whole.items()
    }
    peaks = {kind: _spread([run["peak_mb"] for run in runs_of]) for kind, runs_of in whole.items()}
    machine = {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1), "python": platform.python_version()}
    told = {"bytes": size, "runs": runs, "texts": texts.whence(), "machine": machine}
    return {**told, "leaves": leaves, "mb_per_s": rates, "ratio": ratios, "peak_mb": peaks}


def _show(found: dict[str, Any]) -> None:
    machine = found["machine"]
    print(f"{found['bytes'] / 1e6:.1f} MB ({found['texts']}), {found['runs']} runs in turns, load {machine['load']}")
    for name, leaf in found["leaves"].items():
        print(
            f"{name:8} identical; MB/s of CPU {_said(leaf['plain'])} → {_said(leaf['ours'])}; ×{_said(leaf['ratio'])}"
        )
    for kind, steps in found["mb_per_s"].items():
        for step, rate in steps.items():
            print(f"{kind:8} {step:8} {_said(rate)} MB/s")
        print(f"{kind:8} peak {_said(found['peak_mb'][kind])} MB; ×{_said(found['ratio'][kind])} of plain")


def _said(one: dict[str, float]) -> str:
    return f"{one['median']:.3g} ({one['min']:.3g}-{one['max']:.3g})"


if __name__ == "__main__":
    main()
