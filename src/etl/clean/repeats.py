"""Repeats: take out what a page prints twice: a paragraph that stands above word for word.

A law says the same of several offences and numbers its items, and short lines recur in sound texts: there
only neighbours and whole runs count as printed twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from etl.clean.lines import Line
from etl.clean.sheet import Place, numbered

LONG = 40  # characters from which a paragraph alone is a repeat
SOME = 16  # from which it is one beside another, in the order of the first print
ARTICLES = 3  # so many lines that begin with 第一条 make a law
REPEAT = Place("duplicate", "repeated-paragraph")

Placed = tuple[Line, Place]

_ARTICLE = re.compile("第[一二三四五六七八九十百零〇\\d]{1,7}条")


def once(lines: Sequence[Placed]) -> list[Placed]:
    """The lines with their places, body lines that stand above word for word put among the removed."""
    first = _first_prints(lines)
    if not first:
        return list(lines)
    gone = set(_gone(lines, first))
    return [(line, REPEAT if at in gone else place) for at, (line, place) in enumerate(lines)]


def _first_prints(lines: Sequence[Placed]) -> dict[int, int]:
    """For each body line that was seen before, where it was seen."""
    seen: dict[str, int] = {}
    again: dict[int, int] = {}
    for at, (line, place) in enumerate(lines):
        if place.kind != "body" or len(line) < SOME:
            continue
        words = "".join(line.shadow.split())
        if words in seen:
            again[at] = seen[words]
        else:
            seen[words] = at
    return again


def _gone(lines: Sequence[Placed], first: dict[int, int]) -> Iterator[int]:
    law = sum(bool(_ARTICLE.match(line.shadow)) for line, _ in lines) >= ARTICLES
    for at, before in first.items():
        line = lines[at][0]
        run = first.get(at - 1) == before - 1 or first.get(at + 1) == before + 1
        alone = len(line) >= LONG and not law and not numbered(line)
        if at - before == 1 or alone or (run and not law):
            yield at
