"""Markers: the ways in which a text numbers its points, in headings and inside paragraphs.

A family is one way of numbering; its rank says what stands above what (第一部分 > 一、 > （一） > 1. > （1） > ①).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

DIGITS = "零一二三四五六七八九"
NUMERALS = "一二三四五六七八九十"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
NUMBER = "[一二三四五六七八九十]{1,3}"
# Inside a paragraph a point begins where a sentence or clause has ended: …三项工作：一是…，二是…
BORDER = re.compile(r"(?:^\s*|(?<=[。！？!?；;﹔：:，,…”’」）)\s]))(?=[一二三四五六七八九十\d①-⑳（(第其首再最])")


@dataclass(frozen=True, slots=True)
class Family:
    """One way of numbering: `pattern` matches the marker with its number as the group `n`.

    `rank` is its place among numbered headings (None: it never numbers a heading); `inline` says
    whether it may also part a paragraph. `opens` are the characters it may begin with, 0 for any digit.
    """

    name: str
    pattern: re.Pattern[str]
    rank: int | None
    inline: bool
    opens: str


class Marker(NamedTuple):
    """A point's marker: `text[start:stop]` is the `number`-th of its family."""

    start: int
    stop: int
    family: str
    number: int


def _family(name: str, pattern: str, rank: int | None, *, inline: bool, opens: str) -> Family:
    return Family(name, re.compile(pattern), rank, inline, opens)


FAMILIES = (
    _family("第一部分", rf"第(?P<n>{NUMBER}|\d{{1,2}})(?:部分|篇|章|节)[\s:：、]?", 0, inline=False, opens="第"),
    _family("一、", rf"(?P<n>{NUMBER})(?:、|[.．](?!\d))\s*", 1, inline=False, opens=NUMERALS),
    _family("（一）", rf"[(（](?P<n>{NUMBER})[)）]、?\s*", 2, inline=True, opens="(（"),
    _family("1.", r"(?<![\d.．])(?P<n>\d{1,2})(?:[.．](?!\d)|、)\s*", 3, inline=True, opens="0"),
    _family("1 ", r"(?P<n>\d{1,2})\s+(?=[^\s\d年月日时分个名次场人项])", 3, inline=False, opens="0"),
    _family(
        "（1）", r"(?:[(（](?P<n>\d{1,2})[)）]|(?<![\d.．])(?P<m>\d{1,2})[)）])、?\s*", 4, inline=True, opens="(（0"
    ),
    _family("①", r"(?P<n>[①-⑳])\s*", 5, inline=True, opens=CIRCLED),
    _family(
        "一是", r"(?P<n>[一二三四五六七八九十]{1,2})(?:是要?|要)(?![否非不])[，,]?", None, inline=True, opens=NUMERALS
    ),
    _family("第一，", rf"第(?P<n>{NUMBER})(?:[，,、：:]|是(?!一))", None, inline=True, opens="第"),
    _family("其一，", rf"其(?P<n>{NUMBER})(?:[，,、：:]|是)", None, inline=True, opens="其"),
    _family("首先", r"(?P<n>首先|其次|再次|再者|最后)[，,要是]", None, inline=True, opens="首其再最"),
)
ByOpening = dict[str, tuple[Family, ...]]


def _by_opening(families: Iterable[Family]) -> ByOpening:
    """Which of the families may begin with a character: most can be left untried at most places."""
    chosen = tuple(families)
    opens = {character for family in chosen for character in family.opens}
    return {one: tuple(family for family in chosen if one in family.opens) for one in opens}


INLINE = _by_opening(family for family in FAMILIES if family.inline)
HEADING = _by_opening(family for family in FAMILIES if family.rank is not None)
OPENING = _by_opening(family for family in FAMILIES if family.inline or family.name == "一、")
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
    return _first(text, HEADING)


def opening_marker(text: str) -> Marker | None:
    """The marker that a paragraph begins with: one of its points, or the number of a run-in heading."""
    return _first(text, OPENING)


def points(text: str) -> list[Marker]:
    """The markers that part a paragraph, by place: of each family those that count up from one.

    A lone 一是 parts nothing, nor does 第二 where no 第一 came before it.

    >>> [text[start:stop] for text in ["做到：一是学，二是干。第二，看"] for start, stop, *_ in points(text)]
    ['一是', '二是']
    """
    every = [marker for border in BORDER.finditer(text) for marker in _at(text, border.end(), INLINE)]
    if len(every) < 2:
        return []
    found: dict[str, list[Marker]] = {family.name: [] for family in FAMILIES if family.inline}
    for marker in every:
        found[marker.family].append(marker)
    return _apart([marker for markers in found.values() if len(markers) > 1 for marker in _counted(markers)])


def _first(text: str, families: ByOpening) -> Marker | None:
    return next(_at(text, len(text) - len(text.lstrip()), families), None)


def _at(text: str, place: int, families: ByOpening) -> Iterator[Marker]:
    """The markers that begin at a place, of the families in their order."""
    first = text[place : place + 1]
    for family in families.get("0" if first.isdecimal() else first, ()):
        match = family.pattern.match(text, place)
        if match:
            yield _marker(match, family)


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
