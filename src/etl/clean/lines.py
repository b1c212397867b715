"""Lines: cut a page's text into lines, each with its offsets, its shadow and what the page says of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple, Protocol

from ahocorasick_rs import AhoCorasick, Implementation

from etl.clean.flat import flat_breaks
from etl.lexicon import metadata
from etl.lexicon.furniture import Rule, clues, spam_start, spam_words
from etl.lexicon.metadata import label_pattern, labels
from etl.lexicon.shadow import page_shadow
from etl.text import Range

BREAK = re.compile("[^\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]+")
# What has no shape of its own: a line of nothing else has no text, though Python calls it not blank.
UNSEEN = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
)
_SEEN = re.compile(f"[^\\s{UNSEEN}]")
_IS_UNSEEN = re.compile(f"[{UNSEEN}]")


def is_unseen(char: str) -> bool:
    """Whether a character has no shape of its own, and is no blank either."""
    return bool(_IS_UNSEEN.match(char))


STOPS = "。!?！？;；…"
_CLOSERS = "”’\"')）]】》」』"
_STOP_AT_END = re.compile(f"[{STOPS}][{re.escape(_CLOSERS)}]*$")


class Marked(Protocol):
    """A line as the page's reader marks it: its place, its element, and whether it is main text."""

    @property
    def start(self) -> int: ...  # noqa: D102  (the class says it)
    @property
    def stop(self) -> int: ...  # noqa: D102
    @property
    def tag(self) -> str: ...  # noqa: D102
    @property
    def link_share(self) -> float: ...  # noqa: D102
    @property
    def main(self) -> bool | None: ...  # noqa: D102
    @property
    def hint(self) -> str: ...  # noqa: D102


@dataclass(slots=True)  # not frozen, since a frozen one takes three times as long to make: never changed all the same
class Line:
    """A line without the blanks around it: `raw[start:stop]` is `text`; `shadow` has the same length.

    Lines that the layout broke are one line of several `pieces` (raw ranges), blanks between them left
    out. `indent` counts the blanks before it; `glued` says that it was cut off the line before it,
    `spam` that it is search-engine spam, `clued` that it
    holds a word that some rule for furniture or metadata looks for.
    """

    pieces: tuple[Range, ...]
    text: str
    shadow: str
    indent: int = 0
    tag: str = ""
    link_share: float = 0.0
    main: bool | None = None
    hint: str = ""
    glued: bool = False
    spam: bool = False
    clued: bool = True

    def __len__(self) -> int:
        return len(self.text)

    @property
    def start(self) -> int:
        """Where it begins in the raw text."""
        return self.pieces[0].start

    @property
    def stop(self) -> int:
        """Where it stops in the raw text."""
        return self.pieces[-1].stop

    @property
    def seen(self) -> bool:
        """Whether anything of it can be seen."""
        return bool(_SEEN.search(self.text))

    @property
    def stops(self) -> bool:
        """Whether it ends as a sentence does, closing quotes and brackets aside."""
        last = self.text[-1:]
        return last in STOPS if last not in _CLOSERS else bool(_STOP_AT_END.search(self.text[-8:]))

    @property
    def prose(self) -> bool:
        """Whether it reads as running text: a sentence, or long and with inner punctuation."""
        if len(self.text) < 12:
            return False
        if self.text[-1] in "。!?！？;；":
            return True
        marks = sum(map(self.shadow.count, "。,;!?"))
        return (len(self) >= 12 and self.stops and marks > 0) or (len(self) >= 40 and marks >= 2)


def lines_of(text: str, marked: Sequence[Marked] | None = None, extra: tuple[Rule, ...] = ()) -> list[Line]:
    """The lines of a text that are not blank, in order; together they hold every character but blanks.

    `marked` are the page reader's lines, ascending; what lies between them is cut at line breaks. A web
    page's line may hold line breaks of its source: they are blanks there.
    """
    twin = page_shadow(text)
    sheet = _Text(text, twin, _hits(twin, extra))
    lines: list[Line] = []
    for start, stop, mark in _stretches(text, marked or ()):
        if mark and mark.main is not None:
            lines += _cut(sheet, start, stop, mark)
            continue
        for found in BREAK.finditer(text, start, stop):
            for low, high in pairwise([found.start(), *_flat(sheet, *found.span()), found.end()]):
                lines += _cut(sheet, low, high, mark)
    return lines


def _flat(sheet: _Text, start: int, stop: int) -> list[int]:
    """The borders inside a physical line that holds most of a text, where that is a whole report."""
    if (stop - start) * 2 < len(sheet.text):
        return []
    return [start + at for at in flat_breaks(sheet.twin[start:stop])]


class _Text(NamedTuple):
    """A text, its shadow, and where clues and spam words begin in it."""

    text: str
    twin: str
    hits: _Hits


class _Hits(NamedTuple):
    """Offsets, ascending."""

    clues: list[int]
    spam: list[int]

    def clued(self, start: int, stop: int) -> bool:
        at = bisect_left(self.clues, start)
        return at < len(self.clues) and self.clues[at] < stop

    def spammed(self, start: int, stop: int) -> bool:
        at = bisect_left(self.spam, start) if self.spam else 0
        return at < len(self.spam) and self.spam[at] < stop


@cache
def _finder(extra: tuple[Rule, ...]) -> tuple[AhoCorasick, int]:
    """All clues and spam words as one automaton, and how many of them are clues."""
    known = sorted(clues(extra) | metadata.clues())
    return AhoCorasick([*known, *sorted(spam_words())], implementation=Implementation.DFA), len(known)


def _hits(twin: str, extra: tuple[Rule, ...]) -> _Hits:
    finder, first_spam = _finder(extra)
    found = finder.find_matches_as_indexes(twin, overlapping=True)
    return _Hits(
        sorted([start for word, start, _ in found if word < first_spam]),
        sorted([start for word, start, _ in found if word >= first_spam]),
    )


def _stretches(text: str, marked: Iterable[Marked]) -> Iterator[tuple[int, int, Marked | None]]:
    at = 0
    for mark in marked:
        if mark.start > at:
            yield at, mark.start, None
        if mark.stop > max(at, mark.start):
            yield max(at, mark.start), mark.stop, mark
        at = max(at, mark.stop)
    if at < len(text):
        yield at, len(text), None


def _cut(sheet: _Text, start: int, stop: int, mark: Marked | None) -> list[Line]:
    """The line, and what is glued to its end: credits in brackets, or spam."""
    text = sheet.text
    stretch = text[start:stop]
    first = start + len(stretch) - len(stretch.lstrip())
    last = start + len(stretch.rstrip())
    if first >= last:
        return []
    seams = _seams(sheet, first, last) if last - first >= SEAMED else []
    if not seams:
        return [_line(sheet, first, last, mark, indent=first - start, glued=False)]
    borders = [first, *seams, last]
    lines: list[Line] = []
    for low, high in pairwise(borders):
        piece = text[low:high]
        low, high = high - len(piece.lstrip()), low + len(piece.rstrip())  # noqa: PLW2901  (blanks around it go)
        if low < high:
            lines.append(_line(sheet, low, high, mark, indent=first - start, glued=bool(lines)))
    return lines


def _line(sheet: _Text, start: int, stop: int, mark: Marked | None, *, indent: int, glued: bool) -> Line:
    pieces, text, twin = (Range(start, stop),), sheet.text[start:stop], sheet.twin[start:stop]
    about = (mark.tag, mark.link_share, mark.main, mark.hint) if mark else ("", 0.0, None, "")
    spam = sheet.hits.spammed(start, stop) and spam_start(twin) is not None
    return Line(pieces, text, twin, indent, *about, glued, spam, sheet.hits.clued(start, stop))


SEAMED = 40  # characters: a shorter line has no seam
_BRACKETED = re.compile(r"[(\[][^()\[\]。]{2,120}[)\]]$")
_CREDITS_AFTER_STOP = re.compile(r"[。!?”)] {0,4}((?:责任编辑|责编|责任校对|编辑|本期编辑|来源) ?: ?[^。,;]{2,40})$")


def _seams(sheet: _Text, first: int, last: int) -> list[int]:
    """Where in a long line something begins that is no part of its prose."""
    if sheet.hits.spammed(first, last):
        return _before_spam(sheet.twin[first:last], first)
    end = sheet.twin[max(first, last - 160) : last]
    if end.endswith((")", "]")):
        found = _BRACKETED.search(end)
        named = label_pattern().match(end, found.start() + 1) if found else None
        if found and named and labels()[(named.lastindex or 1) - 1].field in {"credits", "publisher"}:
            return [last - len(end) + found.start()]
    glued = _CREDITS_AFTER_STOP.search(end) if ":" in end else None
    return [last - len(end) + glued.start(1)] if glued else []


def _before_spam(twin: str, offset: int) -> list[int]:
    """After the last stop or blank before the spam that is glued to a line."""
    at = spam_start(twin)
    stop = max(twin.rfind(mark, 0, at) for mark in "。!?”) ") if at is not None else 0
    return [offset + stop + 1] if stop >= 20 else []
