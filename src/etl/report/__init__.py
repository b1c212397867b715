"""Report: draw the published warehouse as HTML that needs no network and no server: one file, or one with its pages."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from etl.complaint import Complaint
from etl.report.charts import drawn
from etl.report.numbers import numbers
from etl.report.reader import labels, shelf, shelves
from etl.warehouse.duck import Connection, flush
from etl.warehouse.publish import published

ROOM = 9_000_000  # bytes of article text and facts that the page may hold, so that it stays below 10 MB
PAGE = 2_000_000  # the same of each page of all articles
INDEXED = ("id", "title", "organ", "region", "published_on", "raw_path", "facts")  # what the index says of an article


class Written(NamedTuple):
    """A report that was written: its file and size, how many articles can be read in it, and in how many more pages."""

    path: Path
    bytes: int
    shown: int
    articles: int
    pages: int = 0


def report(warehouse: Path, to: Path, articles: int = 300, room: int = ROOM) -> Written:
    """Write the page of the published warehouse to a file, in one step; equal content gives equal bytes.

    The reader holds at most so many articles, those with most facts first, and at most `room` bytes.
    Complaint where there is no warehouse.
    """
    with published(warehouse) as con:
        books = shelf(con, articles, room)
        page, count = _whole(con, {"articles": books.articles, "themes": labels(con)}, len(books.articles))
    to.parent.mkdir(parents=True, exist_ok=True)
    return Written(to, _write(page, to), len(books.articles), count)


def report_of_all(warehouse: Path, to: Path, room: int = PAGE) -> Written:
    """Write the page with an index of all articles, and beside it a folder of pages in which each can be read.

    The folder is called as the file is, with `-articles`; one that a report made before is replaced.
    Complaint where another folder lies there, and where there is no warehouse.
    """
    folder = to.with_name(f"{to.stem}-articles")
    _refuse_foreign(folder)
    unfinished = to.with_name(f".{folder.name}.{os.getpid()}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    with published(warehouse) as con:
        index, pages = _pages(con, unfinished, folder.name, to.name, room)
        page, count = _whole(con, {"articles": [], "index": index, "themes": {}}, len(index))
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.replace(folder)
    return Written(to, _write(page, to), len(index), count, pages)


def _pages(con: Connection, folder: Path, name: str, home: str, room: int) -> tuple[list[list[Any]], int]:
    """Write the pages of all articles; the index, a row an article with the address of its page, and their number."""
    themes, index = labels(con), []
    held = list(_numbered(con, folder, room))
    for number, path in enumerate(held, 1):
        books = json.loads(path.read_text(encoding="utf-8"))
        index += [[*(book.get(field) for field in INDEXED), f"{name}/{number:04}.html"] for book in books]
        data = {"articles": books, "themes": themes}
        _write(_rendered("shelf", data, number=number, pages=len(held), home=home), folder / f"{number:04}.html")
        path.unlink()
    return index, len(held)


def _numbered(con: Connection, folder: Path, room: int) -> Iterator[Path]:
    """The articles of each page in a file of its own: how many pages there are is known when all are cut."""
    for number, books in enumerate(shelves(con, room), 1):
        path = folder / f"{number:04}.json"
        path.write_text(json.dumps(books.articles), encoding="utf-8")
        yield path


def _whole(con: Connection, data: dict[str, Any], shown: int) -> tuple[str, int]:
    """The report's page, and how many articles there are in all."""
    found = numbers(con)
    page = _rendered("page", data, numbers=found, drawn=drawn, index="index" in data, shown=shown)
    return page, found.glance["articles"]


def _rendered(template: str, data: dict[str, Any], **told: Any) -> str:  # noqa: ANN401  (what the template asks for)
    """A page as text: everything that comes from an article is escaped, and only our own script may run."""
    places = resources.files("etl") / "report"
    script = (places / "reader.js").read_text(encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(str(places)), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template(f"{template}.html.jinja").render(
        style=Markup((places / "style.css").read_text(encoding="utf-8")),  # noqa: S704  (our own file)
        script=Markup(script),  # noqa: S704  (our own file)
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        data=inert(data),
        **told,
    )


def _write(page: str, to: Path) -> int:
    """Put the page into its place in one step; how many bytes it has."""
    data = page.encode("utf-8", "replace")
    unfinished = to.with_name(f".{to.name}.{os.getpid()}.part")
    unfinished.write_bytes(data)
    flush(unfinished)
    unfinished.replace(to)
    return len(data)


def _refuse_foreign(folder: Path) -> None:
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    if folder.is_symlink() or folder.is_file() or not all(re.fullmatch(r"\d{4,}\.html", name) for name in names):
        raise Complaint(f"name another file with --to, or move {folder} away: no report made it")


def inert(data: Any) -> Markup:  # noqa: ANN401  (anything that JSON can say)
    r"""The data as JSON that may stand in a page's script element: it holds no sign that HTML or a screen obeys.

    >>> str(inert("</script>"))
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(_ACTING.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text))  # noqa: S704  (made inert here)


_ACTING = re.compile("[<>&\\u2028\\u2029\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff]")
