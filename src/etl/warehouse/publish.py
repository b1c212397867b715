"""Publish: work on a private copy of the warehouse, then put it in the readers' place in one step.

A reader holds the file that it opened; a run never touches that file, it renames a new one over the
name. A run that is killed leaves only a copy that nobody reads, which the next run throws away.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from etl.failpoints import passing
from etl.records import Complaint
from etl.warehouse import tables
from etl.warehouse.duck import FILE, Connection, create, flush, hold, let_go, reading, settle, writing
from etl.warehouse.migrate import migrate, refusal, way

WORK = ".work"  # below the warehouse's folder: what belongs to a run, and to no reader
LOCK = "lock"
LIFTED = "working-migrated.duckdb"  # what a run made of a published file of an older schema


def standing(warehouse: Path) -> int | None:
    """The schema version of the published file, this program's or an older one; None where there is no file.

    Complaint where the file is of a newer schema, or is no warehouse: it is never overwritten.
    """
    path = warehouse / FILE
    if not path.exists():
        return None
    seen = path.stat()
    return _ours(_asked(path, (seen.st_ino, seen.st_size, seen.st_mtime_ns)), path)


@lru_cache(maxsize=8)
def _asked(path: Path, _seen: tuple[int, int, int]) -> int | None:
    """The version, asked once of a file: to open one takes some 40 ms, and a run wants to know ten times."""
    with reading(path) as con:
        return tables.version(con)


@contextmanager
def published(warehouse: Path) -> Iterator[Connection]:
    """A connection that looks at what is published, for who asks today's tables and views.

    Complaint, with what to do, where there is none, or its schema is another.
    """
    path = warehouse / FILE
    with reading(path) as con:
        version = _ours(tables.version(con), path)
        if version < tables.SCHEMA_VERSION:
            raise refusal(path, version)
        yield con


def _ours(version: int | None, path: Path) -> int:
    if version is None:
        raise Complaint(f"move {path} away: it is a database, but no warehouse of ours")
    if version > tables.SCHEMA_VERSION:
        raise Complaint(f"update this program: {path} was made by a newer one (schema {version})")
    return version


def current(warehouse: Path) -> Path | None:
    """The file of today's schema: the published one, or the copy of an older one that a run has migrated.

    None where there is neither. Complaint as `standing` says.
    """
    version = standing(warehouse)
    if version is None or version == tables.SCHEMA_VERSION:
        return None if version is None else warehouse / FILE
    lifted = warehouse / WORK / LIFTED
    return lifted if lifted.exists() else None


def lift(warehouse: Path) -> int | None:
    """Migrate a copy of the published file if that is of an older schema, which is given; only inside `writer`.

    The run goes on from the copy (see `current`), and readers from the published file until the run publishes.
    Complaint, with the command that builds the warehouse anew, where no migration leads from its version.
    """
    version = standing(warehouse)
    if version is None or version == tables.SCHEMA_VERSION:
        return None
    if not way(version):
        raise refusal(warehouse / FILE, version)
    lifted = warehouse / WORK / LIFTED
    if not lifted.exists():
        unfinished = lifted.with_suffix(".part")
        shutil.copyfile(warehouse / FILE, unfinished)
        passing("migrate.copied")
        hold(unfinished)
        migrate(unfinished, version)
        _settle(unfinished)
        unfinished.replace(lifted)
        passing("migrate.named")
    return version


@contextmanager
def writer(warehouse: Path) -> Iterator[Path]:
    """Be the only run on this warehouse; gives the folder `.work`, where a run may leave what it needs again.

    Complaint, with the other's process number, while another run works on the same warehouse. Working
    copies that a killed run left are thrown away.
    """
    work = warehouse / WORK
    with alone(work / LOCK):
        _refuse_foreign_writer(warehouse)
        _sweep(work)
        passing("writer.locked")
        try:
            yield work
        finally:
            _sweep(work)


def set_aside(warehouse: Path) -> Path:
    """Keep a damaged published file under a second name, which is given; readers of the first lose nothing yet."""
    path = warehouse / FILE
    aside = path.with_name(f"{FILE}.damaged")
    aside.unlink(missing_ok=True)
    aside.hardlink_to(path)
    return aside


def begin(warehouse: Path, *, anew: bool = False) -> Path:
    """A private working copy of what is published, or of an empty warehouse (`anew`); only inside `writer`.

    Of what is published in an older schema it is a migrated copy (see `lift`). It lives until it is published or
    `writer` is left, and is this process's alone.
    """
    working = warehouse / WORK / f"working-{os.getpid()}.duckdb"
    if not anew:
        lift(warehouse)
    source = None if anew else current(warehouse)
    if source is not None:
        shutil.copyfile(source, working)
    else:
        create(working)
        with writing(working) as con:
            tables.build(con)
    hold(working)
    passing("working.copied")
    return working


def publish(working: Path, warehouse: Path) -> None:
    """Make the working copy what readers open from now on; it must be finished, and every connection closed."""
    _settle(working)
    passing("publish.closed")
    _refuse_foreign_writer(warehouse)
    flush(working)
    passing("publish.flushed")
    working.replace(warehouse / FILE)
    passing("publish.named")
    flush(warehouse)


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Only one process is in the body at a time; Complaint, with its number, while another is.

    The system lets go of the lock when a process ends, however it ends.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+", encoding="ascii") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            held.seek(0)
            owner = held.read().strip() or "unknown"
            raise Complaint(f"wait for the other run (process {owner}): {lock} is taken") from error
        held.truncate(0)
        held.write(f"{os.getpid()}\n")
        held.flush()
        yield


def _sweep(work: Path) -> None:
    """Throw away working copies, ours or of a run that was killed: whoever holds the lock is alone here."""
    for leftover in work.glob("working-*"):
        if leftover.is_dir():  # what the database laid aside while it had no room in memory
            shutil.rmtree(leftover)
        else:
            let_go(leftover)
            leftover.unlink(missing_ok=True)


def _settle(working: Path) -> None:
    """Close a held file; Complaint where something is still in its journal, which a new name would lose."""
    settle(working)
    if _journal(working).exists():
        raise Complaint(f"close every connection to {working} before it is published")


def _refuse_foreign_writer(warehouse: Path) -> None:
    """A journal beside the published file would be read into the file that takes its place."""
    journal = _journal(warehouse / FILE)
    if journal.exists():
        raise Complaint(f"close the program that writes to {warehouse / FILE}, then delete {journal.name}")


def _journal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")
