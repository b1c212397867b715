"""Open: a warehouse file to read or to write, and frames in and out of it."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

import duckdb

from etl.complaint import Complaint

if TYPE_CHECKING:  # who only asks should not wait for the frames' library
    import polars as pl

# Files that 2.0 makes in its own format are refused by older readers; this one is read from 1.5 on.
STORAGE = "v1.5.0"
FILE = "warehouse.duckdb"

# Nobody who only asks may reach files, the network or settings; a missing extension is said, not fetched.
SHUT: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "lock_configuration": "true",
}

# What the engine holds in memory of a private file, in MB; the rest lies beside it on the disk. While batches come,
# workers share the machine; afterwards there is more room. Keys stay in memory whatever the bound, some 50 bytes each:
# 240,000 articles with 3 million keys are filled in 225 to 340 MB and finished in 600, not in 500 (the process takes
# 1,090; 24,000 longer ones are finished in 400 too, and take 1,440 without a bound). What needs more gets half as much
# again (`insisting`).
FILLING, FINISHING, WIDER = 150, 600, 1.5

Connection = duckdb.DuckDBPyConnection
P = ParamSpec("P")
R = TypeVar("R")

# What the engine says of a file that was a database and whose bytes are no longer those it wrote.
_DAMAGE = ("Corrupt database file", "Could not read enough bytes", "Failed to load metadata pointer")


class Damaged(Complaint):
    """The file's bytes are not those that were written: a run builds the warehouse anew from raw/."""


_HELD: dict[Path, Connection] = {}
_ROOMS: dict[Path, int] = {}


def create(path: Path) -> None:
    """Make an empty database file in the storage version that older readers know."""
    con = duckdb.connect()
    try:
        con.execute(f"attach {quoted(path)} as made (storage_version '{STORAGE}')")
    finally:
        con.close()


@contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """A connection that can only look; Complaint where there is no warehouse at the path.

    Opening takes no lock that a run could wait for. The connection keeps its version of the file, also
    after a newer one was published; within one process, close it to see the newer one.
    """
    if not path.is_file():
        raise Complaint(f"run `etl run` first: there is no warehouse at {path}")
    con = _connected(path, read_only=True)
    try:
        with _damage_told(path):
            yield con
    finally:
        con.close()


@contextmanager
def writing(path: Path) -> Iterator[Connection]:
    """A connection to a private file, inside one transaction: all of the body is kept, or nothing."""
    con = _another(path) if path in _HELD else _connected(path, read_only=False)
    try:
        with _damage_told(path):
            con.begin()
            yield con
            con.commit()
    finally:
        con.close()


def insisting(verb: Callable[Concatenate[Path, P], R]) -> Callable[Concatenate[Path, P], R]:
    """A verb on a file that is done again with more room, as long as memory runs out and there is more.

    It must write in one transaction, so that what was begun is not there when it is done again.
    """

    @wraps(verb)
    def again(path: Path, /, *arguments: P.args, **named: P.kwargs) -> R:
        while True:
            try:
                return verb(path, *arguments, **named)
            except duckdb.OutOfMemoryException:
                if not _widen(path):
                    raise

    return again


def hold(path: Path) -> None:
    """Keep a private file open between the transactions of this process, until `let_go`.

    The last connection that closes writes the whole file anew, with its indexes: at 250,000 paragraphs a
    second or more for each batch. A private file needs no such care before it is published, nor a journal: what a
    killed run leaves of it is thrown away. While batches come, workers have the processors: one thread loads a batch
    in half the processor's time that two take, which wait for each other.
    """
    _HELD[path] = _attached(path)
    _HELD[path].execute("set threads = 1")
    bound(path, FILLING)


def settle(path: Path) -> None:
    """Write what a held file has in memory into the file, and close it.

    Closing does that too, but where the disk refuses it, closing says nothing.
    """
    _checkpoint(path)
    let_go(path)


@insisting
def _checkpoint(path: Path) -> None:
    spread(path)
    if path in _HELD:
        _HELD[path].execute("checkpoint")


def spread(path: Path) -> None:
    """Let a file take every processor, if it is held: the workers are gone."""
    if path in _HELD:
        _HELD[path].execute("reset threads")


def bound(path: Path, room: int) -> None:
    """Let a file take so many MB of memory if it is held, or as many as it has; never more than the engine would."""
    if path in _HELD:
        _ROOMS[path] = min(max(room, _ROOMS.get(path, 0)), _memory())
        _HELD[path].execute(f"set memory_limit = '{_ROOMS[path]}MB'")


def _widen(path: Path) -> bool:
    """Give a held file more room; False where it is held by none or has all that there is."""
    if path not in _HELD or _ROOMS[path] >= _memory():
        return False
    bound(path, int(WIDER * _ROOMS[path]))
    return True


def _memory() -> int:
    """MB of memory that a database may take: four fifths of the machine's, as the engine has it."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * 4 // 5 // 1_000_000


def let_go(path: Path) -> None:
    """Close a file that was held, if it is; what could not be written is lost."""
    con = _HELD.pop(path, None)
    _ROOMS.pop(path, None)
    if con is not None:
        con.close()


@contextmanager
def copying(path: Path) -> Iterator[Connection]:
    """A connection that looks at a sound file and may write other files: for an export, never for a user's query."""
    con = duckdb.connect()
    try:
        con.execute(f"attach {quoted(path)} as published (read_only); use published")
        # A column that once held nulls keeps saying that it may, and the Parquet writer believes it: equal rows
        # with another past gave other bytes (two files differed by six bytes a column) until it was not asked.
        con.execute("set disabled_optimizers = 'statistics_propagation'")
        yield con
    finally:
        con.close()


def _attached(path: Path) -> Connection:
    """A connection to a file that keeps no journal; what it has no room for in memory lies beside the file."""
    con = duckdb.connect(config={"temp_directory": f"{path}.tmp", "checkpoint_threshold": "1TB"})
    with _refusal_told(path):
        con.execute(f"attach {quoted(path)} as held (recovery_mode no_wal_writes); use held")
    return con


def _another(path: Path) -> Connection:
    """A connection of its own to a file that is held."""
    con = _HELD[path].cursor()
    con.execute("use held")
    return con


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        if _damaged(error):
            raise _damage(path) from error
        raise


def _damaged(error: duckdb.Error) -> bool:
    return any(sign in str(error) for sign in _DAMAGE)


def _damage(path: Path) -> Damaged:
    return Damaged(f"run `etl run`, which builds it anew from raw/: {path} is damaged")


def _connected(path: Path, *, read_only: bool) -> Connection:
    with _refusal_told(path):
        return duckdb.connect(str(path), read_only=read_only, config=SHUT if read_only else {})


@contextmanager
def _refusal_told(path: Path) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        if _damaged(error):
            raise _damage(path) from error
        if not isinstance(error, duckdb.IOException):
            raise Complaint(f"move {path} away and run `etl run`: {first_line(error)}") from error
        if "lock" in str(error):
            raise Complaint(f"close the program that has {path} open for writing") from error
        raise Complaint(f"move {path} away and run `etl run`: it is no warehouse that can be read") from error


def frame(con: Connection, sql: str, parameters: Sequence[object] = ()) -> pl.DataFrame:
    """The answer to a query, as a frame."""
    found: pl.DataFrame = con.sql(sql, params=list(parameters)).pl()
    return found


def rows(con: Connection, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
    """The answer to a query, as tuples; drained at once, since an open answer blocks the connection."""
    found: list[tuple[object, ...]] = con.execute(sql, list(parameters)).fetchall()
    return found


def register(con: Connection, frames: Mapping[str, pl.DataFrame | Path]) -> None:
    """Let queries of the connection name the frames, until it is closed; the names must be no tables' names.

    A frame may rest in a Parquet file: a query then reads of it what it asks for.
    """
    for name, rows_in in frames.items():
        if isinstance(rows_in, Path):
            file = quoted(Path(glob.escape(str(rows_in))))
            con.execute(f"create temp view {name} as from read_parquet({file})")
        else:
            con.register(name, rows_in)


def quoted(path: Path) -> str:
    """The path as a SQL string."""
    return "'" + str(path).replace("'", "''") + "'"


def first_line(error: duckdb.Error) -> str:
    """What went wrong, without the engine's drawing of the query."""
    return str(error).splitlines()[0]


def flush(path: Path) -> None:
    """Have the system write a file, or the names in a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
