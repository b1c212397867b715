"""Read the lexicon's tables: rows of a TSV as dicts, each file once."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

Row = dict[str, str]


@cache
def table(name: str) -> tuple[Row, ...]:
    """The rows of `lexicon/<name>.tsv` in their order; an empty cell is an empty string.

    Raises ValueError where a row has too few or too many cells.
    """
    text = (files("etl.lexicon") / f"{name}.tsv").read_text(encoding="utf-8")
    rows = tuple(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE, restval=None))
    for number, row in enumerate(rows, 2):
        if None in row or None in row.values():
            raise ValueError(f"mend line {number} of lexicon/{name}.tsv: it must have one cell per column")
    return rows


@cache
def column(name: str, key: str, **where: str) -> tuple[str, ...]:
    """One column of the rows whose cells are as `where` says."""
    return tuple(row[key] for row in table(name) if all(row[cell] == value for cell, value in where.items()))


@cache
def document(name: str) -> dict[str, Any]:
    """`lexicon/<name>.toml` as it stands."""
    return tomllib.loads((files("etl.lexicon") / f"{name}.toml").read_text(encoding="utf-8"))
