"""Subheads: make one heading again of what a page set over two lines: 一、坚持党建引领， / 凝聚发展合力."""

from __future__ import annotations

from etl.clean.joining import glue
from etl.clean.lines import Line
from etl.clean.sheet import Place, Sheet, numbered

LONGEST = 24  # characters of either half; what is longer is prose
HEADING = Place("heading", "heading-of-two-lines")


def subheads_joined(sheet: Sheet) -> Sheet:
    """The sheet's lines and places, such halves joined; nothing else is changed, and nothing but these is kept."""
    if not any(place and place.kind == "heading" for place in sheet.places):
        return Sheet(sheet.lines, places=list(sheet.places))
    lines: list[Line] = []
    places: list[Place | None] = []
    at = 0
    while at < len(sheet.lines):
        if _halved(sheet, at):
            lines.append(glue(sheet.lines[at], sheet.lines[at + 1]))
            places.append(HEADING)
            at += 2
        else:
            lines.append(sheet.lines[at])
            places.append(sheet.places[at])
            at += 1
    return Sheet(lines, places=places)


def _halved(sheet: Sheet, at: int) -> bool:
    """Whether a short line that ends with a comma and the heading under it stand over prose as one heading."""
    if at + 2 >= len(sheet.lines):
        return False
    first, second, under = sheet.lines[at : at + 3]
    if not first.shadow.endswith(","):
        return False
    kinds = [place.kind if place else "body" for place in sheet.places[at : at + 3]]
    before = sheet.lines[at - 1] if at else None
    return (
        kinds == ["body", "heading", "body"]
        and max(len(first), len(second)) <= LONGEST
        and not first.tag
        and not numbered(second)
        and under.prose
        and (numbered(first) or before is None or before.stops)
    )
