"""Search: paragraphs that speak of some words, ranked by the macro `search`, for the terminal or a program."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from etl.complaint import Complaint
from etl.signs import visible
from etl.warehouse.duck import FILE, Connection, reading, rows

Hit = dict[str, Any]
MARKED = re.compile("«([^»]*)»")


def search(
    warehouse: Path,
    words: str,
    *,
    theme: str | None = None,
    region: str | None = None,
    since: str | None = None,
    organ: str | None = None,
    top: int = 20,
) -> list[Hit]:
    """The best paragraphs, ranked as the SQL macro ranks them, each a row of it by column name.

    Complaint where a theme or region is none of ours, or `since` is no date such as 2024-05-31.
    """
    with reading(warehouse / FILE) as con:
        try:
            _refuse_unknown(con, theme, region)
            found = con.execute(_ASKED, [words, theme, region, since, organ, top])
        except duckdb.ConversionException as error:
            raise Complaint(f"write the date as 2024-05-31: {since!r} is none") from error
        except (duckdb.CatalogException, duckdb.BinderException):
            _refuse_another_schema(warehouse)
            raise
        names = [str(part[0]) for part in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _refuse_another_schema(warehouse: Path) -> None:
    """Say what is to be done where the file lacks what is asked because it is of another day."""
    from etl.warehouse.publish import published  # noqa: PLC0415  (half a second that a search should not wait for)

    with published(warehouse):
        pass


def _refuse_unknown(con: Connection, theme: str | None, region: str | None) -> None:
    if theme is not None and not rows(con, _THEME, [theme]):
        names = ", ".join(str(name) for (name,) in rows(con, "select theme_id from themes where parent_id is null"))
        raise Complaint(f'name a theme of `etl sql "from themes"`, such as {names}: {theme!r} is none')
    if region is not None and not rows(con, _REGION, [region]):
        raise Complaint(f'name a region of `etl sql "from regions"`, such as 湖南 or 430000: {region!r} is none')


def terminal(hits: list[Hit], *, colour: bool, width: int) -> str:
    """The hits for a terminal, most fitting first, each with its place and the id that `etl trace` takes."""
    sheet = io.StringIO()
    console = Console(file=sheet, width=width, markup=False, highlight=False, force_terminal=colour)
    for hit in hits:
        place = [hit["organ"] or hit["region"] or hit["source"], hit["published_on"], hit["title"]]
        head = " · ".join(visible(str(part)) for part in place if part)
        console.print(Text.assemble((f"{hit['rank']:>2} ", "bold"), head, (f"  {hit['paragraph_id']}", "dim")))
        console.print(Padding(_snippet(visible(hit["snippet"]), colour=colour), (0, 0, 0, 3)))
        console.print()
    return "".join(line.rstrip() + "\n" for line in sheet.getvalue().splitlines())


def _snippet(text: str, *, colour: bool) -> Text:
    """The snippet, its words marked by colour, or by « » where there is none."""
    if not colour:
        return Text(text)
    made, done = Text(), 0
    for mark in MARKED.finditer(text):
        made.append(text[done : mark.start()])
        made.append(mark[1], "bold yellow")
        done = mark.end()
    return made.append(text[done:])


_ASKED = "from search($1, theme := $2, region := $3, since := $4, organ := $5, top := $6)"
_THEME = "select 1 from themes where of_theme([theme_id], $1) limit 1"
_REGION = "select 1 from regions where in_region(region_code, $1) limit 1"
