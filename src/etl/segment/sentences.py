"""Sentences: cut a paragraph at its full stops, with quotations and brackets kept whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from etl.text import Range

STOPS = frozenset("。！？!?；;﹔…")
PAIRS = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "（": "）",
    "(": ")",
    "【": "】",
    "〔": "〕",
}
CLOSERS = frozenset(PAIRS.values())
TITLES = frozenset("》〉")
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
    at = 0
    while at < len(text):
        if text[at] not in STOPS:
            at += 1
            continue
        bare, stop = _run(text, at)
        at = max(stop, at + 1)
        if _ends(text, bare, stop, inside):
            at = _past_space(text, stop)
            yield at


def _run(text: str, at: int) -> tuple[int, int]:
    """Where the run of stops that begins at `at` ends, and where the marks end that close behind it."""
    while at < len(text) and text[at] in STOPS:
        at += 1
    stop = at
    while stop < len(text) and (text[stop] in CLOSERS or text[stop] in STOPS):
        stop += 1
    return at, stop


def _ends(text: str, bare: int, stop: int, inside: Sequence[int]) -> bool:
    """Whether a sentence ends before `stop`: nothing encloses the place, and the clause does not go on."""
    if stop < len(text) and inside[stop] and inside[stop] == inside[stop - 1]:
        return False
    if bare == stop and text[stop - 1] != "…":
        return True
    return text[stop - 1] not in TITLES and not GOES_ON.match(text, stop)


def _past_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


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
    for at, mark in enumerate(text):
        if mark in PAIRS:
            opened.append(at)
        elif mark in CLOSERS:
            twin = next((i for i in reversed(range(len(opened))) if PAIRS[text[opened[i]]] == mark), None)
            if twin is not None:
                found.append((opened[twin], at + 1))
                del opened[twin:]
    return found
