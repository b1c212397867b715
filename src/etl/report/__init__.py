"""Report: draw the published warehouse as one HTML page that needs no network, no server and no other file."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from etl.report.charts import drawn
from etl.report.numbers import Numbers, numbers
from etl.report.reader import Shelf, shelf
from etl.warehouse.duck import FILE, flush, reading

ROOM = 9_000_000  # bytes of article text and facts that the page may hold, so that it stays below 10 MB


class Written(NamedTuple):
    """A report that was written: its file, its size, and how many of the articles can be read in it."""

    path: Path
    bytes: int
    shown: int
    articles: int


def report(warehouse: Path, to: Path, articles: int = 300, room: int = ROOM) -> Written:
    """Write the page of the published warehouse to a file, in one step; equal content gives equal bytes.

    The reader holds at most so many articles, those with most facts first, and at most `room` bytes.
    Complaint where there is no warehouse.
    """
    with reading(warehouse / FILE) as con:
        found = numbers(con)
        books = shelf(con, articles, room)
    page = rendered(found, books).encode("utf-8", "replace")
    to.parent.mkdir(parents=True, exist_ok=True)
    unfinished = to.with_name(f".{to.name}.{os.getpid()}.part")
    unfinished.write_bytes(page)
    flush(unfinished)
    unfinished.replace(to)
    return Written(to, len(page), len(books.articles), found.glance["articles"])


def rendered(found: Numbers, books: Shelf) -> str:
    """The page as text: everything that comes from an article is escaped, and only our own script may run."""
    places = resources.files("etl") / "report"
    script = (places / "reader.js").read_text(encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(str(places)), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("page.html.jinja").render(
        numbers=found,
        books=books,
        drawn=drawn,
        style=Markup((places / "style.css").read_text(encoding="utf-8")),  # noqa: S704  (our own file)
        script=Markup(script),  # noqa: S704  (our own file)
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        data=inert(books.as_data()),
    )


def inert(data: Any) -> Markup:  # noqa: ANN401  (anything that JSON can say)
    r"""The data as JSON that may stand in a page's script element: it holds no sign that HTML reads.

    >>> str(inert("</script>"))
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704  (made inert above)
