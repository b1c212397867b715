"""Sentences: cut a paragraph at its full stops, with quotations and brackets kept whole."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from etl.text import Range

PAIRS = dict(zip("“‘「『《〈（(【〔", "”’」』》〉）)】〕", strict=True))
MARK = re.compile(r"[“”‘’「」『』《》〈〉（）()【】〔〕]")
TITLES = frozenset("》〉")
# Full stops, what repeats or closes them, and white space.
STOP = re.compile(r"(?P<bare>[。！？!?；;﹔…]+)(?P<closed>[。！？!?；;﹔…”’」』》〉）)】〕]*)\s*")
# What goes on after a closing mark has not ended there: “真干！”是口头禅, “怎么办？”的问题, （完。）。
GOES_ON = re.compile(
    r"\s*(?:[，,、：:；;。！？!?）)”’》的是和或]|等(?![待到])|与(?!会)|及(?!时)|为(?:主题|题|口号|目标|主线)|这[一个种句])"
)


def sentences(text: str) -> tuple[Range, ...]:
    """The sentences of a text as ranges that cover it without gaps; white space goes with the one before.

    A sentence ends at 。！？；… or their ASCII twins, together with what repeats or closes it, unless
    the mark stands within a quotation, title or bracket that goes on, or the clause goes on after it.

    >>> [text[a:b] for text in ["他说：“干！”大家都动了起来；问题“怎么办？”的答案……"] for a, b in sentences(text)]
    ['他说：“干！”', '大家都动了起来；', '问题“怎么办？”的答案……']
    """
    inside = _enclosed(text)
    borders = [0, *_stops(text, inside), len(text)]
    return tuple(Range(start, stop) for start, stop in pairwise(borders) if start < stop)


def _stops(text: str, inside: Sequence[Range]) -> Iterator[int]:
    """The offsets at which a sentence has ended, the white space behind it included."""
    for match in STOP.finditer(text):
        if _ends(text, match.end("bare"), match.end("closed"), inside):
            yield match.end()


def _ends(text: str, bare: int, stop: int, inside: Sequence[Range]) -> bool:
    """Whether a sentence ends before `stop`: nothing encloses the place, and the clause does not go on."""
    if stop < len(text) and _cuts(stop, inside):
        return False
    if bare == stop and text[stop - 1] != "…":
        return True
    return text[stop - 1] not in TITLES and not GOES_ON.match(text, stop)


def _cuts(at: int, inside: Sequence[Range]) -> bool:
    """Whether a border at this place goes through one of the ranges."""
    before = bisect_left(inside, at, key=attrgetter("start")) - 1
    return before >= 0 and at < inside[before].stop


def _enclosed(text: str) -> list[Range]:
    """The outermost pairs of a text, ascending; a mark without its twin is none."""
    outermost: list[Range] = []
    for start, stop in sorted(_pairs(text)):
        if not outermost or start >= outermost[-1].stop:
            outermost.append(Range(start, stop))
    return outermost


def _pairs(text: str) -> list[tuple[int, int]]:
    """The pairs of marks, in no order that counts."""
    found = []
    opened: list[int] = []
    for match in MARK.finditer(text):
        mark, at = match.group(), match.start()
        if mark in PAIRS:
            opened.append(at)
            continue
        twin = next((i for i in reversed(range(len(opened))) if PAIRS[text[opened[i]]] == mark), None)
        if twin is not None:
            found.append((opened[twin], at + 1))
            del opened[twin:]
    return found
