"""Dictionary: what each table, column, view and macro means, as a page made from the comments in the SQL."""

from __future__ import annotations

import tempfile
from pathlib import Path

from etl.warehouse import tables
from etl.warehouse.duck import Connection, create, rows, writing

HEAD = """# What the warehouse holds

Made from the comments in `src/etl/sql`: change them there, then run
`python -m etl.warehouse.dictionary > warehouse/README.md`.

Ids are short strings that follow from content. Ranges are half-open and count characters, `start` and `stop`
in the paragraph's `text`, `raw_start` and `raw_stop` in the raw text of the article. An article that was
printed more than once is there each time; `articles.is_original` marks the one that counts.
"""


def dictionary() -> str:
    """The page, in Markdown: tables, then the questions that views and macros answer."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.duckdb"
        create(path)
        with writing(path) as con:
            tables.build(con)
            tables.answer(con)
            parts = [HEAD, _contents(), "## Tables\n", *[_table(con, name) for name in tables.ORDER]]
            parts += ["## Questions that are answered already\n", *[_view(con, *view) for view in _questions()]]
    return "\n".join(parts)


def _questions() -> list[tuple[str, str]]:
    return sorted([*tables.statements("views"), *tables.statements("macros")])


def _contents() -> str:
    names = [*tables.ORDER, *[name for name, _ in _questions()]]
    return " · ".join(f"[{name}](#{name})" for name in names) + "\n"


def _table(con: Connection, name: str) -> str:
    ((said,),) = rows(con, "select comment from duckdb_tables() where table_name = $1", [name])
    return f"### {name}\n{said}\n\n{_columns(con, name)}"


def _view(con: Connection, name: str, text: str) -> str:
    """A view or macro: its question and example, which stand above it in its file, and its columns."""
    comments = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        comments.append(line.removeprefix("--").strip())
    example = next(line for line in comments if line.startswith("Example:"))
    question = " ".join(line for line in comments if line != example)
    shown = f"### {name}\n{question}\n\n```sql\n{example.removeprefix('Example:').strip()}\n```\n"
    return f"{shown}\n{_columns(con, name)}" if rows(con, _COLUMNS, [name]) else shown


def _columns(con: Connection, name: str) -> str:
    lines = [
        f"| {column} | {str(kind).replace('|', '')} | {said} |" for column, kind, said in rows(con, _COLUMNS, [name])
    ]
    return "\n".join(["| column | type | meaning |", "|---|---|---|", *lines, ""])


_COLUMNS = "select column_name, data_type, comment from duckdb_columns() where table_name = $1 order by column_index"


if __name__ == "__main__":
    print(dictionary(), end="")  # noqa: T201  (the page goes where the shell sends it)
