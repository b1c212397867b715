"""Quotes: find what stands in quotation marks, title marks and brackets.

The mark tells much of what a name is: 《…》 is a document, “…” a name, a slogan or speech.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

_CLOSERS = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "(": ")",
    "（": "）",
    "〔": "〕",
    "【": "】",
}
_OPENERS = re.compile("[" + re.escape("".join(_CLOSERS)) + "]")
_MARKS = re.compile("[" + re.escape("".join({*_CLOSERS, *_CLOSERS.values()})) + "]")
_KINDS = {"“": "quote", "‘": "quote", "「": "quote", "『": "quote", "《": "title", "〈": "title"}


@dataclass(frozen=True, slots=True)
class Quote:
    """`text[start:stop]` with its marks; the marks are one character each.

    `kind` is quote, title or bracket; `depth` is 0 for an outermost one.
    """

    start: int
    stop: int
    kind: str
    depth: int

    def inner(self, text: str) -> str:
        """What stands between the marks."""
        return text[self.start + 1 : self.stop - 1]


@lru_cache(256)  # paragraphs: clauses, names, documents and masks ask for the same ones
def quotes(text: str) -> tuple[Quote, ...]:
    """Every balanced pair of marks, by start; a mark that is never closed in its paragraph is no quote.

    >>> [
    ...     quote.inner("完善“三级五岗”清单,印发《〈条例〉细则》")
    ...     for quote in quotes("完善“三级五岗”清单,印发《〈条例〉细则》")
    ... ]
    ['三级五岗', '〈条例〉细则', '条例']
    """
    if not _OPENERS.search(text):
        return ()
    found: list[tuple[int, int]] = []
    open_marks: list[int] = []
    awaited: Counter[str] = Counter()  # how many open marks wait for each closer
    for mark in _MARKS.finditer(text):
        at, character = mark.start(), mark[0]
        if character in _CLOSERS:
            open_marks.append(at)
            awaited[_CLOSERS[character]] += 1
            continue
        while awaited[character]:
            opener = open_marks.pop()
            closer = _CLOSERS[text[opener]]
            awaited[closer] -= 1
            if closer == character:
                found.append((opener, at + 1))
                break
    return _nested(text, sorted(found))


def _nested(text: str, spans: list[tuple[int, int]]) -> tuple[Quote, ...]:
    """The quotes with their depths: how many others hold each."""
    holders: list[int] = []
    out = []
    for start, stop in spans:
        while holders and holders[-1] <= start:
            holders.pop()
        out.append(Quote(start, stop, _KINDS.get(text[start], "bracket"), len(holders)))
        holders.append(stop)
    return tuple(out)
