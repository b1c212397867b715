"""Take: hand articles back as the text steps left them, so that a later step can be done again without the earlier."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from etl.frames import schema
from etl.warehouse.duck import frame, reading, register
from etl.warehouse.publish import current
from etl.warehouse.tables import ORDER, RECORDS

HELD = ("articles", "paragraphs", "removed", "edits")  # what stands before extract, with what extract adds to articles


def take(warehouse: Path, raw_paths: Iterable[str]) -> dict[str, pl.DataFrame]:
    """The articles of some raw files with their paragraphs, removed stretches and edits, as published, in order.

    Raises:
        Complaint: nothing is published.
    """
    wanted = pl.DataFrame({"raw_path": list(raw_paths)}, schema={"raw_path": pl.String})
    with reading(current(warehouse) or warehouse) as con:
        register(con, {"wanted_in": wanted})
        return {name: frame(con, _query(name)).cast(pl.Schema(schema(RECORDS[name]))) for name in HELD}


def _query(name: str) -> str:
    columns = ", ".join(f't."{column}"' for column in schema(RECORDS[name]))
    owner = "" if name == "articles" else "join articles a using (article_id) "
    path = "t" if name == "articles" else "a"
    order = ", ".join(f"t.{column}" for column in ORDER[name].split(", "))
    return f"select {columns} from {name} t {owner}where {path}.raw_path in (from wanted_in) order by {order}"
