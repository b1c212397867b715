"""Markers: the ways in which a text numbers its points, in headings and inside paragraphs.

A family is one way of numbering; its rank says what stands above what (第一部分 > 一、 > （一） > 1. > （1） > ①).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

DIGITS = "零一二三四五六七八九"
NUMBER = "[一二三四五六七八九十]{1,3}"
# Inside a paragraph a point begins where a sentence or clause has ended: …三项工作：一是…，二是…
BORDER = re.compile(r"(?:^\s*|(?<=[。！？!?；;﹔：:，,…”’」）)\s]))(?=[一二三四五六七八九十\d①-⑳（(第其首再最])")


@dataclass(frozen=True, slots=True)
class Family:
    """One way of numbering: `pattern` matches the marker with its number as the group `n`.

    `rank` is its place among numbered headings (None: it never numbers a heading); `inline` says
    whether it may also part a paragraph.
    """

    name: str
    pattern: re.Pattern[str]
    rank: int | None
    inline: bool


class Marker(NamedTuple):
    """A point's marker: `text[start:stop]` is the `number`-th of its family."""

    start: int
    stop: int
    family: str
    number: int


def _family(name: str, pattern: str, rank: int | None, *, inline: bool) -> Family:
    return Family(name, re.compile(pattern), rank, inline)


FAMILIES = (
    _family("第一部分", rf"第(?P<n>{NUMBER}|\d{{1,2}})(?:部分|篇|章|节)[\s:：、]?", 0, inline=False),
    _family("一、", rf"(?P<n>{NUMBER})(?:、|[.．](?!\d))\s*", 1, inline=False),
    _family("（一）", rf"[(（](?P<n>{NUMBER})[)）]、?\s*", 2, inline=True),
    _family("1.", r"(?<![\d.．])(?P<n>\d{1,2})(?:[.．](?!\d)|、)\s*", 3, inline=True),
    _family("1 ", r"(?P<n>\d{1,2})\s+(?=[^\s\d年月日时分个名次场人项])", 3, inline=False),
    _family("（1）", r"(?:[(（](?P<n>\d{1,2})[)）]|(?<![\d.．])(?P<m>\d{1,2})[)）])、?\s*", 4, inline=True),
    _family("①", r"(?P<n>[①-⑳])\s*", 5, inline=True),
    _family("一是", r"(?P<n>[一二三四五六七八九十]{1,2})(?:是要?|要)(?![否非不])[，,]?", None, inline=True),
    _family("第一，", rf"第(?P<n>{NUMBER})(?:[，,、：:]|是(?!一))", None, inline=True),
    _family("其一，", rf"其(?P<n>{NUMBER})(?:[，,、：:]|是)", None, inline=True),
    _family("首先", r"(?P<n>首先|其次|再次|再者|最后)[，,要是]", None, inline=True),
)
LAST = 0  # 最后 comes after any number
ORDER = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": LAST}


def number_of(written: str) -> int:
    """The number that a marker writes, in digits, Chinese numerals, a circle or a word.

    >>> [number_of(written) for written in ["3", "十二", "二十", "③", "其次"]]
    [3, 12, 20, 3, 2]
    """
    if written in ORDER:
        return ORDER[written]
    if written.isdecimal():
        return int(written)
    if "①" <= written <= "⑳":
        return ord(written) - ord("①") + 1
    tens, ten, ones = written.rpartition("十")
    return 10 * bool(ten) * (DIGITS.find(tens) if tens else 1) + max(DIGITS.find(ones), 0) if ones or ten else 0


def heading_marker(text: str) -> Marker | None:
    """The marker that numbers a heading, or None."""
    return _first(text, [family for family in FAMILIES if family.rank is not None])


def opening_marker(text: str) -> Marker | None:
    """The marker that a paragraph begins with: one of its points, or the number of a run-in heading."""
    return _first(text, [family for family in FAMILIES if family.inline or family.name == "一、"])


def points(text: str) -> list[Marker]:
    """The markers that part a paragraph, by place: of each family those that count up from one.

    A lone 一是 parts nothing, nor does 第二 where no 第一 came before it.

    >>> [text[start:stop] for text in ["做到：一是学，二是干。第二，看"] for start, stop, *_ in points(text)]
    ['一是', '二是']
    """
    places = [border.end() for border in BORDER.finditer(text)]
    found = [marker for family in FAMILIES if family.inline for marker in _counted(_all(text, family, places))]
    return _apart(found)


def _first(text: str, families: Iterable[Family]) -> Marker | None:
    at = len(text) - len(text.lstrip())
    return next((marker for family in families for marker in _all(text, family, [at])), None)


def _all(text: str, family: Family, places: Iterable[int]) -> list[Marker]:
    """The family's markers at these places."""
    matches = (family.pattern.match(text, at) for at in places)
    return [_marker(match, family) for match in matches if match]


def _marker(match: re.Match[str], family: Family) -> Marker:
    groups = match.groupdict()
    written = groups["n"] or groups.get("m") or ""
    return Marker(match.start(), match.end(), family.name, number_of(written))


def _counted(markers: list[Marker]) -> Iterator[Marker]:
    """The markers in runs of two and more that count up by one."""
    for run in _runs(markers):
        if len(run) > 1:
            yield from run


def _runs(markers: list[Marker]) -> list[list[Marker]]:
    runs: list[list[Marker]] = []
    for marker in markers:
        if runs and marker.number in (runs[-1][-1].number + 1, LAST):
            runs[-1].append(marker)
        elif marker.number == 1:
            runs.append([marker])
    return runs


def _apart(markers: list[Marker]) -> list[Marker]:
    """Of markers that overlap the one that begins first and reaches further."""
    kept: list[Marker] = []
    for marker in sorted(markers, key=lambda one: (one.start, -one.stop)):
        if not kept or marker.start >= kept[-1].stop:
            kept.append(marker)
    return kept
