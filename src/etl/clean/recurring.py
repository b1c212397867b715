"""Recurring: learn from a source's own articles which lines its pages print around every one of them.

A line that is kept as text of several articles, word for word but for its figures, belongs to the site. Nothing
is removed by this: it is written as rules that a person reads and puts into the source's file.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from etl.clean.article import kept_lines
from etl.clean.page import read
from etl.records import SetAside
from etl.sources import Source

FEWEST = 3  # articles that print the line
SHARE = 0.2  # of the source's articles that do
LONGEST = 200  # characters: what is longer is text

_FIGURE = re.compile(r"\d+")
_SPECIAL = re.compile(r"[.^$*+?{}\[\]\\|()]")


class Recurring(NamedTuple):
    """A line that `articles` articles print; `pattern` fits its shadow, figures left open."""

    pattern: str
    example: str
    articles: int
    place: str

    def toml(self, number: int) -> str:
        """The rule as a table for the source's file; `kind` is for a person to choose."""
        rows = {
            "name": f"recurs-{number}",
            "kind": "chrome",
            "where": self.place,
            "longest": len(self.example) + 8,
            "pattern": self.pattern,
            "example": self.example,
        }
        lines = [f"{key} = {_quoted(value)}" for key, value in rows.items()]
        return "\n".join([f"# printed by {self.articles} articles", "[[furniture]]", *lines])


def recurring(files: Iterable[bytes], source: Source) -> list[Recurring]:
    """The lines that recur in the kept text of a source's articles, the most frequent first."""
    printed: Counter[str] = Counter()
    places: dict[str, set[str]] = {}
    examples: dict[str, str] = {}
    count = 0
    for lines in _kept(files, source):
        count += 1
        for pattern, (place, example) in lines.items():
            printed[pattern] += 1
            places.setdefault(pattern, set()).add(place)
            examples.setdefault(pattern, example)
    often = [pattern for pattern, times in printed.items() if times >= max(FEWEST, SHARE * count)]
    return [
        Recurring(pattern, examples[pattern], printed[pattern], _where(places[pattern]))
        for pattern in sorted(often, key=lambda pattern: (-printed[pattern], pattern))
    ]


def _kept(files: Iterable[bytes], source: Source) -> Iterator[dict[str, tuple[str, str]]]:
    """For each article the patterns of its short kept lines, each with its part of the page and the line."""
    for data in files:
        try:
            page = read(data)
        except SetAside:
            continue
        lines = kept_lines(page.text, page.lines, source)
        yield {_pattern(line.shadow): (part, line.shadow) for part, line in lines if 2 <= len(line) <= LONGEST}


def _pattern(shadow: str) -> str:
    r"""The line as a regular expression: itself, figures left open.

    >>> print(_pattern("阅读 1024 次 [纠错]"))
    阅读 \d+ 次 \[纠错\]
    """
    return r"\d+".join(_SPECIAL.sub(r"\\\g<0>", piece) for piece in _FIGURE.split(shadow))


def _where(parts: set[str]) -> str:
    return parts.pop() if len(parts) == 1 and not parts & {"middle"} else "any"


def _quoted(value: object) -> str:
    """A TOML value: figures as they are, text in single quotes where it holds none."""
    if isinstance(value, int):
        return str(value)
    return f"'{value}'" if "'" not in str(value) else json.dumps(str(value), ensure_ascii=False)
