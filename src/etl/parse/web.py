"""Read a web page: its text nodes as one text, its lines, and which of them are its main text."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from itertools import cycle
from operator import add

from etl.binding import apart
from etl.parse import layout
from etl.parse.layout import Layout, lay_out
from etl.parse.opinions import weighed
from etl.parse.parsed import Parsed, Row, flat


def web(source: str) -> Parsed:
    """A web page, or the several that an article was cut into: one text, one line after another.

    >>> web("<p>机关&amp;党建").text
    '机关&党建'
    """
    text, rows, pieces, agreements = "", [], flat(), []
    head: Mapping[str, str] = {}
    for place in apart(source):
        part = source[place.start : place.stop]
        page = lay_out(part)
        taken, agreement = weighed(page, part)
        rows += [_row(page, row, len(text), main=main) for row, main in zip(page.rows, taken, strict=True)]
        pieces += _moved(page.pieces, len(text), place.start)
        agreements += [agreement] if agreement is not None else []
        head = head or page.meta
        text += page.text
    return Parsed(text, tuple(rows), pieces, head, min(agreements, default=None))


def _moved(pieces: array[int], by: int, raw_by: int) -> array[int]:
    """Spans of a further page, their offsets counted from the start of the first."""
    shifts = cycle((by, by, raw_by, raw_by))
    return array("I", map(add, pieces, shifts)) if by or raw_by else pieces


def _row(page: Layout, row: layout.Row, by: int, *, main: bool) -> Row:
    """The line of a row, its offsets moved; an article's further pages give it no second headline."""
    element = page.elements[row.element]
    tag = page.elements[element.block].name
    return Row(
        row.start + by,
        row.stop + by,
        tag="" if by and tag == "h1" else tag,
        link_share=round(row.linked / row.solid, 4),
        main=main,
        soft=row.soft,
        hint=element.hint[:120],
    )
