"""Shape: which tables there are, what a batch brings of each, and in which order their rows are written."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from etl.lexicon.shadow import rows as characters
from etl.records import (
    Article,
    Complaint,
    Edit,
    Measure,
    Mention,
    Numeral,
    Paragraph,
    Programme,
    Quantity,
    Reject,
    Removed,
    ThemeTag,
)
from etl.warehouse.duck import Connection, rows

SCHEMA_VERSION = 6


@dataclass(frozen=True, slots=True)
class Run:
    """A run as its flow knows it; times are UTC without a zone, durations are seconds per step.

    Its id is not here: that follows from the rules and the raw files that the warehouse then holds.
    """

    rules_version: str
    started_at: datetime
    finished_at: datetime | None = None
    flow_run_id: str | None = None
    status: str = "completed"
    durations: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if any(time is not None and time.tzinfo is not None for time in (self.started_at, self.finished_at)):
            raise ValueError("give a run its times in UTC, without a zone")


# What the text steps hand over of each article; every such row has an article_id (rejects have a raw_path).
RECORDS: dict[str, type[Any]] = {
    "articles": Article,
    "paragraphs": Paragraph,
    "removed": Removed,
    "edits": Edit,
    "measures": Measure,
    "quantities": Quantity,
    "numerals": Numeral,
    "theme_tags": ThemeTag,
    "mentions": Mention,
    "article_programmes": Programme,
    "rejects": Reject,
}

# What a batch calls otherwise than the warehouse does, whose `programmes` are those of all articles together.
BROUGHT_AS = {"article_programmes": "programmes"}

# The tables whose rows go when their article goes.
OF_ARTICLES = (*(name for name in RECORDS if name not in {"articles", "rejects"}), "sketches", "articles")

# Every table and the columns that put its rows in one order, whatever order they were loaded in.
ORDER: dict[str, str] = {
    "articles": "article_id",
    "paragraphs": "article_id, position, paragraph_id",
    "removed": "article_id, raw_start, raw_stop",
    "edits": "article_id, raw_start, raw_stop, kind, rule, before, after",
    "measures": "measure_id",
    "quantities": "quantity_id",
    "numerals": "numeral_id",
    "themes": "theme_id",
    "theme_tags": "paragraph_id, theme_id",
    "programmes": "programme_id",
    "article_programmes": "article_id, programme_id",
    "mentions": "mention_id",
    "regions": "region_code",
    "families": "family_id",
    "likenesses": "article_id, other_article_id",
    "sketches": "article_id",
    "runs": "started_at, run_id",
    "rejects": "raw_path",
    "schema_version": "version",
    "changes": "run_id, raw_path",
    "fact_changes": "run_id, raw_path, kind, fact, nth",
    "corrections": "correction_id",
    "search_terms": "term_id",
    "search_inside": "term, word",
    "search_paragraphs": "doc",
    "search_postings": "term_id, doc",
}

_SQL_TYPES = {"str": "VARCHAR", "int": "BIGINT", "float": "DOUBLE", "bool": "BOOLEAN"}
_SQL_TYPES |= {"date": "DATE", "datetime": "TIMESTAMP"}


def build(con: Connection) -> None:
    """Make every table, empty, with its comments."""
    con.execute((sql() / "schema.sql").read_text(encoding="utf-8"))


def comments() -> str:
    """The statements of `schema.sql` that say what each table and column means."""
    text = (sql() / "schema.sql").read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if line.startswith("comment on "))


def answer(con: Connection) -> None:
    """Make every view and macro anew; a view's column that says nothing takes the comment of its namesakes."""
    for _, text in statements("macros", "views"):
        con.execute(text)
    for view, column, comment in rows(con, _UNSAID):
        con.execute(f"""comment on column {view}."{column}" is '{str(comment).replace("'", "''")}'""")


@cache
def statements(*folders: str) -> tuple[tuple[str, str], ...]:
    """Name and text of every SQL file in some folders of `sql/`, views and macros that others need first."""
    return tuple(_sorted_out(*folders))


def _sorted_out(*folders: str) -> Iterator[tuple[str, str]]:
    paths = [path for folder in folders for path in (sql() / folder).iterdir()]
    files = {path.name.removesuffix(".sql"): path for path in paths if path.name.endswith(".sql")}
    texts = {name: _spelled(files[name].read_text(encoding="utf-8")) for name in sorted(files)}
    while texts:
        ready = [name for name in texts if not any(_asks(texts[name], other) for other in texts if other != name)]
        if not ready:
            raise Complaint(f"break the circle among the views {', '.join(texts)}")
        for name in ready:
            yield name, texts.pop(name)


def _spelled(text: str) -> str:
    """The statement with the characters of both scripts, place by place, where it names them."""
    if "{hant}" not in text:
        return text
    hant, hans = "".join(row[0] for row in characters()), "".join(row[1] for row in characters())
    return text.replace("{hant}", hant).replace("{hans}", hans)


def _asks(text: str, view: str) -> bool:
    words = [f"{word} {view}{after}" for word in ("from", "join") for after in "\n ()"]
    return any(word in text for word in [*words, f" {view}(", f"({view}("])


def sql() -> Traversable:
    """The folder of SQL files beside this room."""
    return resources.files("etl") / "sql"


def version(con: Connection) -> int | None:
    """The schema version of a warehouse; None where the file holds no warehouse of ours."""
    known = rows(con, "select 1 from duckdb_tables() where table_name = 'schema_version'")
    return int(str(rows(con, "select max(version) from schema_version")[0][0])) if known else None


def count(con: Connection) -> dict[str, int]:
    """Rows per table."""
    return {name: int(str(rows(con, f"select count(*) from {name}")[0][0])) for name in ORDER}


def columns(record: type[Any]) -> dict[str, str]:
    """The SQL columns of a record: names in order, with the types that `schema.sql` must say.

    >>> columns(Reject)["raw_path"]
    'VARCHAR'
    """
    hints = typing.get_type_hints(record)
    return {part.name: _sql_type(hints[part.name]) for part in fields(record)}


def _sql_type(hint: Any) -> str:  # noqa: ANN401  (a type hint has no narrower type)
    """The SQL type of a field's annotation: scalar, `T | None`, `tuple[T, ...]` or a NamedTuple."""
    inner = [option for option in typing.get_args(hint) if option not in {type(None), ...}]
    if typing.get_origin(hint) is tuple:
        return _sql_type(inner[0]) + "[]"
    if inner:
        return _sql_type(inner[0])
    if hint.__name__ in _SQL_TYPES:
        return _SQL_TYPES[hint.__name__]
    parts = ", ".join(f"{_name(name)} {_sql_type(kind)}" for name, kind in typing.get_type_hints(hint).items())
    return f"STRUCT({parts})"


def _name(name: str) -> str:
    """DuckDB shows a column that is a keyword in quotes."""
    return f'"{name}"' if name == "start" else name


# A column name that means one thing in all tables means the same in a view.
_UNSAID = """
with said as (
    select column_name, any_value(comment) as comment from duckdb_columns()
    where not internal and comment is not null and table_name in (select table_name from duckdb_tables())
    group by column_name having count(distinct comment) = 1
)
select c.table_name, c.column_name, said.comment
from duckdb_columns() c join said using (column_name)
where not c.internal and c.comment is null and c.table_name in (select view_name from duckdb_views() where not internal)
order by all
"""
