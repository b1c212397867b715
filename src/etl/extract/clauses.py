"""Clauses: cut a paragraph at its stops, but never inside quotation marks, titles or brackets.

ASCII and full-width marks are stops alike. A quotation that is speech (it stands as a clause of its own
and has stops inside) is cut too: what an office says of itself there is reported like the rest.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from etl.extract.quotes import Quote, quotes

# 1,200 and 9:30 hold no stop. What is looked at stands behind the mark, so that the engine can search for marks alone.
_STOP = re.compile(r"[,，](?:(?<!\d.)|(?!\d{3}(?!\d)))|[:：](?:(?<!\d.)|(?!\d))|[。;；﹔﹐﹒!！?？…\n\r]+")
_ENDS = frozenset("。!！?？\n\r")
_SPEECH = re.compile(r"[。！？!?](?!$)|[。！？!?，,…]$|[，,].*[，,]")
_OPENING = frozenset("，,。;；﹔:：!！?？…\n\r ")


class Clause(NamedTuple):
    """`text[start:stop]` without its stop; `sentence` counts the paragraph's sentences from 0.

    `speech` marks a clause of quoted speech.
    """

    start: int
    stop: int
    sentence: int
    speech: bool


class Layout(NamedTuple):
    """A paragraph's clauses, and the outermost quotes that no clause is cut in (`closed`)."""

    clauses: tuple[Clause, ...]
    closed: tuple[Quote, ...]


def clauses(text: str) -> list[Clause]:
    """The clauses of a paragraph in order, blanks trimmed, empty ones left out.

    >>> text = "制定《意见,试行》,开展“先锋,在前”活动;走访1,200户。"
    >>> [text[clause.start : clause.stop] for clause in clauses(text)]
    ['制定《意见,试行》', '开展“先锋,在前”活动', '走访1,200户']
    """
    return list(layout(text).clauses)


def layout(text: str) -> Layout:
    """The clauses together with the quotes that stay whole."""
    closed: list[Quote] = []
    speech: list[tuple[int, int]] = []
    for quote in quotes(text):
        if quote.depth == 0 and _is_speech(text, quote):
            speech.append((quote.start, quote.stop))
        elif quote.depth == 0:
            closed.append(quote)
    return Layout(tuple(_cut(text, closed, speech)), tuple(closed))


def within(spans: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether a position lies in one of the spans (sorted, disjoint, half-open)."""
    index = bisect_right(spans, (at, sys.maxsize)) - 1
    return index >= 0 and at < spans[index][1]


def _is_speech(text: str, quote: Quote) -> bool:
    """Speech opens a clause, is long, and has stops of its own."""
    if quote.kind != "quote" or quote.stop - quote.start < 12:
        return False
    opens = quote.start == 0 or text[quote.start - 1] in _OPENING
    return opens and bool(_SPEECH.search(quote.inner(text))) and not _runs_on(text, quote)


def _runs_on(text: str, quote: Quote) -> bool:
    """A quote that is followed by a noun (“…”活动) or by another quote is a name, not speech."""
    if quote.stop == len(text) or text[quote.stop] in _OPENING:
        return False
    return text[quote.stop] in "“等、和的" or text[quote.stop - 2] not in "。！？!?，,…"


def _cut(text: str, closed: Sequence[Quote], speech: Sequence[tuple[int, int]]) -> list[Clause]:
    stops = [match.span() for match in _STOP.finditer(text)]
    if closed:
        shut = [(quote.start, quote.stop) for quote in closed]
        stops = [stop for stop in stops if not within(shut, stop[0])]
    if speech:
        stops += [(at, at + 1) for start, stop in speech for at in (start, stop - 1)]
        stops.sort()
    found: list[Clause] = []
    at = sentence = 0
    for start, stop in [*stops, (len(text), len(text))]:
        low, high = _trimmed(text, at, start)
        if low < high:
            found.append(Clause(low, high, sentence, bool(speech) and within(speech, low)))
        if not _ENDS.isdisjoint(text[start:stop]):
            sentence += 1
        at = max(at, stop)
    return found


def _trimmed(text: str, start: int, stop: int) -> tuple[int, int]:
    while start < stop and text[start].isspace():
        start += 1
    while start < stop and text[stop - 1].isspace():
        stop -= 1
    return start, stop
