"""Migrate: bring a copy of an older warehouse to today's shape, by numbered SQL files, each in one transaction.

A migration changes the shape and keeps the rows; it makes no fact up. Each article goes on saying which rules
read it, so the run that follows reads again whatever other rules would read otherwise, and what follows from
the whole (programmes, families, the index) it makes anew in any case. So rows equal those of a warehouse
built at once from the same raw files, and what no raw file tells (runs, changes, when a file was first refused) stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from etl.failpoints import passing
from etl.records import Complaint
from etl.warehouse.duck import insisting, rows, writing
from etl.warehouse.tables import SCHEMA_VERSION, comments, sql

ROOM = "migrations"  # below `sql/`: `0005_corrections.sql` leads from 4 to 5


def way(older: int, newer: int = SCHEMA_VERSION) -> list[tuple[int, str]]:
    """The migrations from one schema to another, in order, as the version each leads to and its text; none, no way.

    >>> [number for number, _ in way(3, 5)]
    [4, 5]
    """
    known = dict(_numbered())
    wanted = range(older + 1, newer + 1)
    return [(number, known[number]) for number in wanted] if all(number in known for number in wanted) else []


def migrate(path: Path, older: int) -> None:
    """Bring a private file of an older schema to today's; a way must lead there."""
    _without_answers(path)
    for number, text in way(older):
        _step(path, number, text)
        passing("migrate.stepped")
    with writing(path) as con:
        con.execute(comments())


@insisting
def _step(path: Path, number: int, text: str) -> None:
    with writing(path) as con:
        con.execute(text)
        con.execute("update schema_version set version = $1", [number])
        passing("migrate.told")


def _without_answers(path: Path) -> None:
    """Views and macros go: the run makes today's, and one of an older day may ask for what is no longer there."""
    with writing(path) as con:
        for kind, name in rows(con, _ANSWERS):
            con.execute(f'drop {kind} "{name}"')


def _numbered() -> Iterator[tuple[int, str]]:
    for path in (sql() / ROOM).iterdir():
        number, _, rest = path.name.partition("_")
        if rest.endswith(".sql"):
            yield int(number), path.read_text(encoding="utf-8")


def told(older: int) -> str:
    """What a run says of a migration."""
    return f"the warehouse was of schema {older} and was migrated to {SCHEMA_VERSION}; its rows and its runs were kept"


class Older(Complaint):
    """What is published is of an older schema, and a run migrates it."""


class NoWay(Complaint):
    """What is published is of an older schema, and no migration leads from there."""


def refusal(path: Path, older: int) -> Complaint:
    """What is said to who asks today's views of an older warehouse: the command to run, and who is served meanwhile."""
    now = f"{path} is of schema {older}"
    if way(older):
        return Older(f"run `etl run`, which migrates it to schema {SCHEMA_VERSION}: {now} (`etl sql` reads it)")
    return NoWay(
        f"run `etl run --anew`, which builds it from raw/ and then replaces it: {now}, from which no migration leads"
        f" to {SCHEMA_VERSION} (readers keep it meanwhile)"
    )


# Views that others ask must go after them, which nobody needs to know: the engine drops a view whoever asks it.
_ANSWERS = """
select 'view' as kind, view_name as name from duckdb_views() where not internal
union all
select distinct if(function_type = 'macro', 'macro', 'macro table'), function_name from duckdb_functions()
where not internal and function_type in ('macro', 'table_macro')
"""
