"""Query: answer a question in SQL from the published warehouse, as a table, CSV or JSON; or at a prompt.

A query can look and nothing else: it reaches no file, no network and no setting.
"""

from __future__ import annotations

import csv
import io
import json
import math
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
from rich.console import Console
from rich.table import Table

from etl.complaint import Complaint
from etl.signs import visible
from etl.warehouse.duck import FILE, Connection, first_line, reading

SHOWN = 200  # rows of a table that are shown; CSV and JSON give all
WIDE = 2_000  # characters of a table where nobody looks at a terminal: cells are not folded
NARROW = 9  # columns of the terminal that a column needs at the least, to stand beside others
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # a spreadsheet would run a cell that begins so, after blanks


class Answer(NamedTuple):
    """What a query gave: the columns, their types in SQL, and the rows."""

    columns: list[str]
    types: list[str]
    rows: list[tuple[Any, ...]]


def query(warehouse: Path, sql: str, form: str = "table", width: int | None = None) -> str:
    """The answer to a query as text; `form` is table, csv or json, `width` the terminal's (None asks it).

    Complaint, in one sentence, where the query is wrong or asks for more than looking.
    """
    if form not in FORMS:
        raise Complaint(f"ask for one of {', '.join(FORMS)}: there is no form {form!r}")
    with reading(warehouse / FILE) as con:
        answer = ask(con, sql)
    return FORMS[form](answer) if form != "table" else table(answer, width)


def ask(con: Connection, sql: str) -> Answer:
    """The answer of an open connection; of several statements the last one's."""
    try:
        found = con.execute(sql)
        description = found.description or []
        return Answer([str(part[0]) for part in description], [str(part[1]) for part in description], found.fetchall())
    except duckdb.Error as error:
        raise Complaint(f"mend the query: {_reason(error)}") from error


def _reason(error: duckdb.Error) -> str:
    """The engine's complaint, with what it suggests, on one line."""
    said = [line.strip() for line in str(error).split("\nLINE ")[0].splitlines() if line.strip()]
    return " ".join(said) if said else first_line(error)


def table(answer: Answer, width: int | None = None) -> str:
    """The answer as text that fits the width, Chinese aligned; long answers are cut, and say so.

    Where the columns do not fit beside one another, each row stands as a list of its columns.
    """
    wide = width or shutil.get_terminal_size((WIDE, 24)).columns
    beside = len(answer.columns) * NARROW <= wide
    grids = [_beside(answer)] if beside else [_list(answer, row) for row in answer.rows[:SHOWN]]
    sheet = io.StringIO()
    console = Console(file=sheet, width=wide, markup=False, highlight=False)
    for grid in grids:
        console.print(grid)
    more = f"… {len(answer.rows):,} rows in all, the first {SHOWN} are shown; ask for csv to have all\n"
    lines = "".join(line.rstrip() + "\n" for line in sheet.getvalue().splitlines())
    return lines + (more if len(answer.rows) > SHOWN else f"{_counted(len(answer.rows))}\n")


def _beside(answer: Answer) -> Table:
    grid = Table(box=None, header_style="bold", pad_edge=False)
    for name, kind in zip(answer.columns, answer.types, strict=True):
        grid.add_column(name, justify="right" if kind in _NUMBERS else "left", overflow="fold")
    for row in answer.rows[:SHOWN]:
        grid.add_row(*[visible(_cell(value)) for value in row])
    return grid


def _list(answer: Answer, row: tuple[Any, ...]) -> Table:
    grid = Table(box=None, show_header=False, pad_edge=False)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in zip(answer.columns, row, strict=True):
        grid.add_row(name, visible(_cell(value)))
    grid.add_row()
    return grid


def _counted(rows: int) -> str:
    return "1 row" if rows == 1 else f"{rows:,} rows"


def as_csv(answer: Answer) -> str:
    """The answer as CSV; a cell that a spreadsheet would run as a formula begins with '."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow([_inert(name) for name in answer.columns])
    writer.writerows([_inert(value) for value in row] for row in answer.rows)
    return sheet.getvalue()


def as_json(answer: Answer) -> str:
    """The answer as a JSON list of objects; dates are ISO strings, a number that JSON cannot say is null."""
    rows = [dict(zip(answer.columns, map(_said, row), strict=True)) for row in answer.rows]
    return json.dumps(rows, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def repl(warehouse: Path, read: Callable[[str], str], show: Callable[[str], None], form: str = "table") -> None:
    """Answer query after query until the input ends; a query ends with `;`, and a wrong one stops nothing.

    `read` asks for a line with a prompt (and raises EOFError at the end), `show` prints. Each query
    opens the warehouse anew, so what a run publishes meanwhile is seen.
    """
    while True:
        try:
            sql = _whole(read)
        except EOFError:
            return
        if sql.strip(" \n;") in {"exit", "quit", ".exit", ".quit"}:
            return
        if not sql.strip(" \n;"):
            continue
        try:
            show(query(warehouse, sql, form))
        except Complaint as complaint:
            show(f"{complaint}\n")


def _whole(read: Callable[[str], str]) -> str:
    """Lines up to one that ends with a semicolon, or one word that leaves."""
    lines = [read("etl> ")]
    while lines[0].strip() not in {"", "exit", "quit", ".exit", ".quit"} and not lines[-1].rstrip().endswith(";"):
        lines.append(read("...> "))
    return "\n".join(lines)


def _cell(value: Any) -> str:  # noqa: ANN401  (any value of SQL)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_cell, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_cell(part)}" for key, part in value.items()) + "}"
    return str(value)


def _inert(value: Any) -> str:  # noqa: ANN401  (any value of SQL)
    cell = _cell(value)
    begins = cell.lstrip(_UNSEEN)
    harmless = isinstance(value, (int, float, Decimal)) or not begins.startswith(FORMULA)
    return cell if harmless else "'" + cell


def _said(value: Any) -> Any:  # noqa: ANN401  (any value of SQL)
    """The value as JSON can say it."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, (list, tuple)):
        return [_said(part) for part in value]
    if isinstance(value, dict):
        return {str(key): _said(part) for key, part in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return float(value) if isinstance(value, Decimal) else str(value)


_UNSEEN = " \t\r\n\x0b\x0c\x00\xa0\u3000\ufeff\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_NUMBERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UBIGINT", "FLOAT", "DOUBLE", "NUMBER"}
FORMS: dict[str, Callable[[Answer], str]] = {"table": table, "csv": as_csv, "json": as_json}
