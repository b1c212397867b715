"""Read again: hold the rows of some articles against those that a fresh reading of their raw files gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from etl.warehouse.duck import Connection, register, rows
from etl.warehouse.laws import Verdicts
from etl.warehouse.tables import RECORDS, columns

# Frames by table name, as the text steps give them, of a frame of RawFile.
Again = Callable[[pl.DataFrame], Mapping[str, pl.DataFrame]]


def read_again(con: Connection, files: pl.DataFrame, again: Again, articles: int) -> Verdicts:
    """One verdict an article, of so many at most: the first by id, which is a hash and so favours none."""
    chosen = rows(con, "select article_id, raw_path from articles order by article_id limit $1", [articles])
    paths = {str(path): str(name) for name, path in chosen}
    fresh = again(files.filter(pl.col("raw_path").is_in(list(paths))))
    wanted = list(paths.values())
    faults: dict[str, list[str]] = {}
    for table in RECORDS:
        if table in fresh and table != "rejects":
            for article, count in _differing(con, table, fresh[table], wanted):
                faults.setdefault(str(article), []).append(f"{count} rows of {table}")
    for path, article in paths.items():
        told = faults.get(article)
        yield f"{path}: a fresh reading gives other rows ({', '.join(told)}); run `etl run`" if told else None


def _differing(con: Connection, table: str, fresh: pl.DataFrame, wanted: list[str]) -> list[tuple[object, ...]]:
    """By article, how many rows stand on one side only."""
    named = ", ".join(f'"{name}"' for name in columns(RECORDS[table]))
    stored = f"select {named} from {table} where list_contains($1, article_id)"
    register(con, {"fresh_rows": fresh.select(list(columns(RECORDS[table])))})
    query = f"""with stored as ({stored}), fresh as (from fresh_rows)
        select article_id, count(*) from (
            (from stored except all from fresh) union all (from fresh except all from stored)
        ) group by article_id order by article_id"""
    found = rows(con, query, [wanted])
    con.unregister("fresh_rows")
    return found
