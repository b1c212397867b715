"""Examine: whether this machine can run it, what is amiss, and what to do about it; nothing is changed."""

from __future__ import annotations

import json
import os
import platform
import shutil
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from etl import engine, journal
from etl.complaint import Complaint

WELL, NOTE, ILL = "well", "note", "ill"
ZONE = "Asia/Shanghai"
PORT = 4200
LEAST_FREE = 2_000_000_000  # bytes: the working copy and its publication need room beside the published file
STALE = timedelta(hours=26)  # a daily run that is two hours late is amiss

# Package, first version that works, first that is known to break, and how it breaks.
KNOWN = (
    ("fastapi", "0.139", "0.151", "the server refuses JSON null, so nothing can be deployed"),
    ("sqlalchemy", "2.0", "2.1", "scheduled runs are never created, and nothing says so"),
    ("prefect", "3.8.8", "3.9", "not tried"),
    ("duckdb", "2.0", "2.1", "not tried; files must stay readable for older clients"),
    ("polars", "2.1", "3", "not tried"),
)


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that was looked at: `state` is well, note (it works, but know this) or ill; `said` tells what to do."""

    name: str
    state: str
    said: str


def examined(raw: Path, warehouse: Path, environment: Mapping[str, str]) -> list[Sign]:
    """Every sign, in the order in which one would mend them."""
    looks: tuple[Callable[[], Iterator[Sign]], ...] = (
        _python,
        _packages,
        lambda: _folders(raw, warehouse),
        lambda: _disk(warehouse),
        lambda: _published(warehouse),
        _zone,
        lambda: _engine(environment),
        lambda: _schedule(environment),
        lambda: _runs(warehouse),
    )
    return [sign for look in looks for sign in look()]


def _python() -> Iterator[Sign]:
    fits = sys.version_info >= (3, 11)
    yield Sign("python", WELL if fits else ILL, platform.python_version() + ("" if fits else ": install 3.11 or newer"))


def _packages() -> Iterator[Sign]:
    for name, least, less, why in KNOWN:
        try:
            found = version(name)
        except PackageNotFoundError:
            yield Sign(name, ILL, "missing: run `make setup`")
            continue
        fits = _ordered(least) <= _ordered(found) < _ordered(less)
        yield Sign(name, WELL if fits else ILL, found if fits else f"{found}: install >={least},<{less} ({why})")


def _ordered(number: str) -> tuple[int, ...]:
    """The leading numbers of a version; `2.1` is before `2.1.0`, which does for bounds."""
    parts = number.split(".")
    return tuple(int(part) for part in parts if part.isdigit())


def _folders(raw: Path, warehouse: Path) -> Iterator[Sign]:
    if not raw.is_dir():
        yield Sign("raw", ILL, f"make the folder {raw}, or name another with --raw")
    else:
        fits = os.access(raw, os.R_OK | os.X_OK)
        yield Sign("raw", WELL if fits else ILL, f"{raw}" if fits else f"make {raw} readable for this user")
    place = next(folder for folder in (warehouse, *warehouse.absolute().parents) if folder.exists())
    fits = place.is_dir() and os.access(place, os.W_OK | os.X_OK)
    yield Sign("warehouse", WELL if fits else ILL, f"{warehouse}" if fits else f"let this user write to {place}")


def _disk(warehouse: Path) -> Iterator[Sign]:
    place = next(folder for folder in (warehouse, *warehouse.absolute().parents) if folder.exists())
    published = warehouse / "warehouse.duckdb"
    wanted = LEAST_FREE + 2 * (published.stat().st_size if published.is_file() else 0)
    free = shutil.disk_usage(place).free
    said = f"{free / 1e9:.1f} GB free"
    yield Sign(
        "disk", WELL if free >= wanted else ILL, said if free >= wanted else f"{said}: make {wanted / 1e9:.1f} GB"
    )


def _published(warehouse: Path) -> Iterator[Sign]:
    """Whether the published file can be read and is of this program's schema; nothing where there is none yet."""
    from etl.warehouse import publish  # noqa: PLC0415  (a help text should not wait for the engine)
    from etl.warehouse.duck import FILE  # noqa: PLC0415
    from etl.warehouse.migrate import Older  # noqa: PLC0415

    if (warehouse / FILE).exists():
        try:
            version = publish.standing(warehouse)
            with publish.published(warehouse):
                yield Sign("published", WELL, f"schema {version}")
        except Older as older:
            yield Sign("published", NOTE, str(older))
        except Complaint as ill:
            yield Sign("published", ILL, str(ill))


def _zone() -> Iterator[Sign]:
    try:
        there = datetime.now(ZoneInfo(ZONE))
    except ZoneInfoNotFoundError:
        yield Sign("time zone", ILL, f"install the package tzdata: {ZONE} is not known here")
        return
    here = datetime.now().astimezone()
    same = here.utcoffset() == there.utcoffset()
    said = f"schedules run by {ZONE}, where it is {there:%H:%M}" + ("" if same else f"; here it is {here:%H:%M}")
    yield Sign("time zone", WELL, said)
    if here.astimezone(UTC).year < 2026:
        yield Sign("clock", ILL, f"set this machine's clock: it says {here:%Y-%m-%d}")


def _engine(environment: Mapping[str, str]) -> Iterator[Sign]:
    named = environment.get(engine.ADDRESS)
    if named:
        fits = engine.answers(named)
        yield Sign("server", WELL if fits else ILL, named if fits else f"{named} does not answer: `make server`")
    else:
        yield Sign("server", NOTE, f"none is named: for schedules, `make server`, then {engine.ADDRESS}={engine.USUAL}")
        if _taken(PORT) and not engine.answers(engine.USUAL):
            yield Sign("port", NOTE, f"port {PORT} is taken by another program: `make server PORT=4201`")
    left = engine.orphans()
    if left:
        yield Sign("left over", NOTE, f"servers of runs that were killed: {left}; the next run ends them")


def _taken(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as line:
        line.settimeout(2)
        return line.connect_ex(("127.0.0.1", port)) == 0


def _schedule(environment: Mapping[str, str]) -> Iterator[Sign]:
    """Whether the daily refresh is registered, switched on, and has a run ahead of it."""
    named = environment.get(engine.ADDRESS)
    if not named or not engine.answers(named):
        return
    deployment = _asked(f"{named}/deployments/name/refresh/daily")
    if deployment is None:
        yield Sign("schedule", ILL, "not registered: `etl serve`, or `prefect deploy --all` and a worker")
        return
    if deployment.get("paused") or not any(schedule["active"] for schedule in deployment.get("schedules", [])):
        yield Sign("schedule", ILL, "switched off: `prefect deployment schedule resume refresh/daily`, or in its page")
        return
    alive = deployment.get("status") == "READY"
    yield Sign(
        "schedule", WELL if alive else ILL, "on" if alive else "nobody works on it: start `etl serve` or a worker"
    )


def _asked(url: str) -> dict[str, Any] | None:
    try:
        with urllib.request.urlopen(url, timeout=engine.PATIENCE) as reply:  # noqa: S310  (http or https: it has answered)
            found: dict[str, Any] = json.load(reply)
            return found
    except (urllib.error.URLError, OSError, ValueError):
        return None


def _runs(warehouse: Path) -> Iterator[Sign]:
    told = [run for run in journal.runs(warehouse) if run.flow == "refresh"]
    if not told:
        yield Sign("runs", NOTE, "none yet: `etl run`")
        return
    last = told[-1]
    when = datetime.fromisoformat(last.started_at)
    late = datetime.now(UTC) - when > STALE
    said = f"last {last.status} {when:%Y-%m-%d %H:%M} UTC"
    if last.status == "failed":
        yield Sign("runs", ILL, f"{said}: {last.said.get('reason', '')}")
    elif when > datetime.now(UTC) + timedelta(minutes=5):
        yield Sign("runs", ILL, f"{said}, which is not yet: set this machine's clock")
    else:
        yield Sign("runs", NOTE if late or last.status == "killed" else WELL, said)
