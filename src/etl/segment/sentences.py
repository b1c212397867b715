"""Sentences: cut a paragraph at its full stops, with quotations and brackets kept whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

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


def _stops(text: str, inside: Sequence[int]) -> Iterator[int]:
    """The offsets at which a sentence has ended, the white space behind it included."""
    for match in STOP.finditer(text):
        if _ends(text, match.end("bare"), match.end("closed"), inside):
            yield match.end()


def _ends(text: str, bare: int, stop: int, inside: Sequence[int]) -> bool:
    """Whether a sentence ends before `stop`: nothing encloses the place, and the clause does not go on."""
    if stop < len(text) and inside[stop] and inside[stop] == inside[stop - 1]:
        return False
    if bare == stop and text[stop - 1] != "…":
        return True
    return text[stop - 1] not in TITLES and not GOES_ON.match(text, stop)


def _enclosed(text: str) -> list[int]:
    """For each character a number of the outermost pair around it, 0 for none; a mark without its twin is none."""
    inside = [0] * len(text)
    covered = 0
    for start, stop in sorted(_pairs(text)):
        if start >= covered:
            inside[start:stop] = [start + 1] * (stop - start)
            covered = stop
    return inside


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
