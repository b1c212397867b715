"""Load: put whole articles into the working copy, each batch in one transaction.

What the warehouse held of the same raw files goes in the same moment, so no article is ever there
twice, by halves, or with rows of an older reading.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

import polars as pl

from etl.failpoints import passing
from etl.frames import frame, schema
from etl.warehouse import moves
from etl.warehouse.corrections import stale
from etl.warehouse.duck import Connection, insisting, reading, register, rows, writing
from etl.warehouse.publish import current
from etl.warehouse.tables import BROUGHT_AS, OF_ARTICLES, RECORDS, Run, columns, count

Rows = pl.DataFrame | Path  # a frame, or the Parquet file in which it rests


class Known(NamedTuple):
    """What the warehouse knows of a raw file: its hash, the rules it was read with, whether it was set aside."""

    raw_sha256: str
    rules_version: str
    rejected: bool


class State(NamedTuple):
    """What the published warehouse holds, asked in one go.

    By raw path what is known of it; rows per table; the files set aside, each with its reason; a sentence for each
    mark of a person's that no longer applies.
    """

    known: dict[str, Known]
    tables: dict[str, int]
    aside: list[tuple[str, str]]
    stale: list[str]


def known(warehouse: Path) -> dict[str, Known]:
    """By raw path, what the published warehouse holds or has set aside; empty where there is none."""
    path = current(warehouse)
    if path is None:
        return {}
    with reading(path) as con:
        return _known(con)


def state(warehouse: Path) -> State:
    """What the published warehouse holds; nothing where there is none."""
    path = current(warehouse)
    if path is None:
        return State({}, {}, [], [])
    with reading(path) as con:
        aside = rows(con, "select raw_path, reason from rejects order by raw_path")
        return State(_known(con), count(con), [(str(name), str(reason)) for name, reason in aside], stale(con))


def _known(con: Connection) -> dict[str, Known]:
    return {str(name): Known(str(sha), str(rules), bool(no)) for name, sha, rules, no in rows(con, _KNOWN)}


@insisting
def load(working: Path, batch: Mapping[str, Rows], run: Run) -> dict[str, int]:
    """Put a batch in place of whatever was known of its raw files; rows per table that came in.

    `batch` holds frames by table name, of the records in `tables.RECORDS`, or the Parquet files in which they rest;
    `programmes` are those of each article, and become `article_programmes`. Other frames are left alone. A batch
    that brings articles must bring every table of theirs.
    """
    incoming = {f"{name}_in": _fitting(name, batch) for name in RECORDS}
    with writing(working) as con:
        register(con, incoming)
        con.execute(_PATHS)
        con.execute("create temp table seen_before as select raw_path, raw_sha256, seen_at from rejects")
        if moves.remember(con):
            _remove(con)
        passing("load.removed")
        counts = {name: _insert(con, name) for name in RECORDS if name != "rejects"}
        con.execute(_SET_ASIDE, [run.rules_version, run.started_at])
        moves.tell(con)
        counts["rejects"] = int(str(rows(con, "select count(*) from rejects_in")[0][0]))
        con.execute("drop table paths_in; drop table seen_before")
        passing("load.inserted")
    passing("load.written")
    return counts


@insisting
def forget(working: Path, raw_paths: Collection[str]) -> int:
    """Remove what is known of raw files that are no longer under `raw/`; how many were known.

    Rows follow `raw/`: a warehouse made afresh from the same files must hold the same rows.
    """
    gone = pl.DataFrame({"raw_path": sorted(set(raw_paths))}, schema={"raw_path": pl.String})
    with writing(working) as con:
        register(con, {"gone_in": gone})
        con.execute("create temp table paths_in as select raw_path from gone_in")
        found = rows(con, f"select count(*) from paths_in where raw_path in (select raw_path from ({_KNOWN}))")
        moves.remember(con)
        _remove(con)
        moves.tell(con)
        con.execute("drop table paths_in")
    passing("working.forgot")
    return int(str(found[0][0]))


def _fitting(name: str, batch: Mapping[str, Rows]) -> Rows:
    """The batch's frame of a table, with the types of the record; one that rests in a file has them."""
    brought = batch.get(BROUGHT_AS.get(name, name))
    if isinstance(brought, Path):
        return brought
    if brought is None and name != "rejects" and _any(batch.get("articles")):
        raise ValueError(f"hand over the frame of {name} too: articles are loaded whole")
    if brought is None or brought.height == 0:
        return frame(RECORDS[name], [])
    wanted = schema(RECORDS[name])
    return brought.select(list(wanted)).cast(pl.Schema(wanted))


def _any(brought: Rows | None) -> bool:
    return brought is not None and (isinstance(brought, Path) or brought.height > 0)


def _insert(con: Connection, name: str) -> int:
    """Put what came of a table into it; how many rows."""
    named = ", ".join(f'"{column}"' for column in columns(RECORDS[name]))
    return int(str(rows(con, f"insert into {name} by name select {named} from {name}_in")[0][0]))


def _remove(con: Connection) -> None:
    """Take out every row that came from the raw files of `paths_in`."""
    leaving = "(select article_id from articles where raw_path in (select raw_path from paths_in))"
    for name in OF_ARTICLES:
        con.execute(f"delete from {name} where article_id in {leaving}")
    con.execute("delete from rejects where raw_path in (select raw_path from paths_in)")


_PATHS = """
create temp table paths_in as
select raw_path from articles_in union select raw_path from rejects_in
"""

_KNOWN = """
select raw_path, raw_sha256, rules_version, false from articles
union all
select raw_path, raw_sha256, rules_version, true from rejects
"""

# A file that is refused again for the same bytes was first seen when it was first seen.
_SET_ASIDE = """
insert into rejects by name
with first as (
    select distinct on (raw_path) raw_path, raw_sha256, step, reason from rejects_in order by all
)
select r.*, $1 as rules_version, coalesce(b.seen_at, $2) as seen_at
from first r left join seen_before b on b.raw_path = r.raw_path and b.raw_sha256 = r.raw_sha256
"""
