"""Sheet: the lines of one page on the way to their places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from etl.clean.lines import Line
from etl.clean.metadata import Reading
from etl.lexicon.furniture import Rule
from etl.lexicon.metadata import is_organ, is_people

KEPT = frozenset({"body", "heading", "caption"})


class Place(NamedTuple):
    """Where a line goes: a block's kind or the kind of what is removed, and the rule that says so."""

    kind: str
    rule: str


@dataclass
class Sheet:
    """The lines of one page while their places are being found; `places[i]` is that of `lines[i]`.

    The article's prose runs from `top` to `tail` (indices, half-open).
    """

    lines: Sequence[Line]
    extra: tuple[Rule, ...] = ()
    places: list[Place | None] = field(default_factory=list)
    readings: dict[int, Reading] = field(default_factory=dict)
    rules: dict[int, Rule] = field(default_factory=dict)
    top: int = 0
    tail: int = 0

    @property
    def title(self) -> int | None:
        """The line that is the page's title, where it is found."""
        place = Place("metadata", "title")
        return self.places.index(place) if place in self.places else None

    def part(self, at: int) -> str:
        """The part of the page in which line `at` stands: top, middle or tail."""
        return "top" if at < self.top else "tail" if at >= self.tail else "middle"

    def put(self, at: int, kind: str, rule: str) -> None:
        """Give line `at` its place, unless it has one."""
        if self.places[at] is None:
            self.places[at] = Place(kind, rule)


_NUMBERED = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,4}[章节编部分]{1,2}|[一二三四五六七八九十]{1,3}[、.]"
    r"|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}(?:[.、](?!\d)| )|[①-⑳◎●■◆▲★※])"
)


def numbered(line: Line) -> bool:
    """Whether a line begins with a number or a mark of a list: 一、 (二) 3. 第四章 ◎."""
    return bool(_NUMBERED.match(line.shadow))


def signs(line: Line) -> bool:
    """Whether a line is nothing but the name of who wrote it."""
    return is_organ(line.shadow) or is_people(line.shadow)
