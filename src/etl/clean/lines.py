"""Lines: cut a page's text into lines, each with its offsets, its shadow and what the page says of it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple, Protocol

from etl.clean.flat import flat_breaks
from etl.lexicon import metadata
from etl.lexicon.clues import Finder, reach
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


NONE: frozenset[str] = frozenset()  # the clues of a line that holds none
SENTENCE = 12  # characters: no shorter line is prose
LONG = 40  # from here on a line may be prose though it does not end as a sentence does
STOPS = "。!?！？;；…"
_SENTENCE_STOPS = frozenset("。!?！？;；")
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
    `spam` that it is search-engine spam, `clued` that it holds a word that some rule for furniture or
    metadata looks for; `clues` are those of them that some rule looks for in so long a line, or None
    where nobody has looked.

    What several rules ask is answered when the line is made. `stops`: it ends as a sentence does, closing
    quotes and brackets aside. `prose`: it reads as running text, is a sentence, or long and with inner
    punctuation. `mute`: it holds a full stop and no clue, so it is nothing to any rule for furniture or metadata.
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
    clues: Collection[str] | None = None
    stops: bool = field(init=False)
    prose: bool = field(init=False)
    mute: bool = field(init=False)

    def __post_init__(self) -> None:
        """Answer what several rules ask."""
        text = self.text
        last = text[-1:]
        self.stops = last in STOPS if last not in _CLOSERS else bool(_STOP_AT_END.search(text[-8:]))
        self.prose = len(text) >= SENTENCE and (last in _SENTENCE_STOPS or self._runs())
        self.mute = self.clues is NONE and "。" in self.shadow

    def _runs(self) -> bool:
        """Whether its inner punctuation is that of running text."""
        if not self.stops and len(self.text) < LONG:
            return False
        marks = sum(map(self.shadow.count, "。,;!?"))
        return marks >= 1 if self.stops else marks >= 2

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
            low, high = found.span()
            if (high - low) * 2 < len(text):
                lines += _cut(sheet, low, high, mark)
            else:
                lines += _of_flat(sheet, low, high, mark)
    return lines


def _of_flat(sheet: _Text, start: int, stop: int, mark: Marked | None) -> Iterator[Line]:
    """The lines of a physical line that holds most of a text: several, where that is a whole report."""
    inner = (start + at for at in flat_breaks(sheet.twin[start:stop]))
    for low, high in pairwise([start, *inner, stop]):
        yield from _cut(sheet, low, high, mark)


class _Text(NamedTuple):
    """A text, its shadow, and where clues and spam words begin in it."""

    text: str
    twin: str
    hits: _Hits


class _Known(NamedTuple):
    """All clues and spam words as one automaton: the clues come first, each with how long a line it is a clue in."""

    finder: Finder
    reach: list[int]


class _Hits(NamedTuple):
    """Where clues and spam words begin, ascending; the clues by their ends: number, start and stop; and these ends."""

    known: _Known
    clues: list[int]
    spam: list[int]
    words: list[tuple[int, int, int]]
    stops: list[int]

    def clued(self, start: int, stop: int) -> bool:
        at = bisect_left(self.clues, start)
        return at < len(self.clues) and self.clues[at] < stop

    def within(self, start: int, stop: int) -> Collection[str]:
        """The clues inside a line that some rule looks for in so long a one."""
        size, first = stop - start, bisect_right(self.stops, start)
        near = self.words[first : bisect_right(self.stops, stop, first)]
        (finder, reach) = self.known
        return {finder.words[word] for word, begun, _ in near if reach[word] >= size and begun >= start} or NONE

    def spammed(self, start: int, stop: int) -> bool:
        at = bisect_left(self.spam, start)
        return at < len(self.spam) and self.spam[at] < stop


@cache
def _known(extra: tuple[Rule, ...]) -> _Known:
    known = reach([*clues(extra).items(), *metadata.clues().items()])
    return _Known(Finder([*sorted(known), *sorted(spam_words())]), [known[word] for word in sorted(known)])


def _hits(twin: str, extra: tuple[Rule, ...]) -> _Hits:
    known = _known(extra)
    found, first_spam = known.finder.hits(twin), len(known.reach)
    spam = sorted([start for word, start, _ in found if word >= first_spam])
    words = [hit for hit in found if hit[0] < first_spam] if spam else found
    return _Hits(known, sorted(map(itemgetter(1), words)), spam, words, list(map(itemgetter(2), words)))


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
    stretch = text[start:stop].lstrip()
    first = stop - len(stretch)
    last = first + len(stretch.rstrip())
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
    text, page_twin, hits = sheet
    pieces, twin = (Range(start, stop),), page_twin[start:stop]
    spam = bool(hits.spam) and hits.spammed(start, stop) and spam_start(twin) is not None
    clued = hits.clued(start, stop)
    found = hits.within(start, stop) if clued else NONE
    if mark is None:
        return Line(pieces, text[start:stop], twin, indent, "", 0.0, None, "", glued, spam, clued, found)
    about = (mark.tag, mark.link_share, mark.main, mark.hint)
    return Line(pieces, text[start:stop], twin, indent, *about, glued, spam, clued, found)


SEAMED = 40  # characters: a shorter line has no seam
_BRACKETED = re.compile(r"[(\[][^()\[\]。]{2,120}[)\]]$")
_CREDITS_AFTER_STOP = re.compile(r"[。!?”)] {0,4}((?:责任编辑|责编|责任校对|编辑|本期编辑|来源) ?: ?[^。,;]{2,40})$")


def _seams(sheet: _Text, first: int, last: int) -> list[int]:
    """Where in a long line something begins that is no part of its prose."""
    if sheet.hits.spam and sheet.hits.spammed(first, last):
        return _before_spam(sheet.twin[first:last], first)
    twin, low = sheet.twin, max(first, last - 160)
    if twin[last - 1] not in ")]" and twin.find(":", low, last) < 0:
        return []
    end = twin[low:last]
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
