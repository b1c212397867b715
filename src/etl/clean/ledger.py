"""Ledger: build each block from its pieces of raw text and keep every change as an edit.

Raw text plus edits is what stands in `original`: each block's spans and the edits inside them replay it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from etl.clean.damage import Hurt
from etl.clean.glance import glance
from etl.clean.normal import Change, changes
from etl.lexicon.shadow import script, script_of
from etl.records import Block, Edit
from etl.text import Range, Span, Text, aligned, join, text_range


class Marks(NamedTuple):
    """What is wrong with a text and stays: destroyed stretches, and those that the publisher hid."""

    hurts: Sequence[Hurt] = ()
    masks: Sequence[Hurt] = ()


UNMARKED = Marks()


class Plain:
    """Which stretches of a raw text stand in a block as they are: nothing in them is marked or changed."""

    def __init__(self, raw: str, marks: Marks) -> None:
        seen = glance(raw)
        more = {*seen.pairs("doubled"), *(mark.start for mark in chain(*marks))}
        self._odd = sorted(more.union(seen.places("change"))) if more else seen.places("change")
        self._hant, self._hans = seen.places("hant"), seen.places("hans")

    def holds(self, start: int, stop: int) -> bool:
        """Whether the stretch is such a one."""
        at = bisect_left(self._odd, start)
        return at == len(self._odd) or self._odd[at] >= stop

    def script(self, start: int, stop: int) -> str:
        """The script of the stretch; empty where nothing decides."""
        return script(_between(self._hant, start, stop), _between(self._hans, start, stop)) or ""


def _between(places: Sequence[int], start: int, stop: int) -> int:
    """How many of the places (ascending) lie in the stretch."""
    if not places:
        return 0
    first = bisect_left(places, start)
    return bisect_left(places, stop, first) - first


class Entry(NamedTuple):
    """A block and the edits that made it."""

    block: Block
    edits: list[Edit]


def entry(
    article_id: str,
    position: int,
    kind: str,
    raw: str,
    *,
    pieces: Sequence[Range],
    marks: Marks = UNMARKED,
) -> Entry:
    """The block that the pieces make, joined, its damage marked and its characters in normal form.

    `marks` are the destroyed and the hidden stretches of `raw`.
    """
    text, edits = _joined(article_id, raw, pieces) if len(pieces) > 1 else (aligned(raw, *pieces[0]), [])
    mine = _within(pieces, marks.hurts)
    edits += [_mark(article_id, raw, hurt, "damage") for hurt in mine]
    edits += [_mark(article_id, raw, mask, "mask") for mask in _within(pieces, marks.masks)]
    places = _places(text, mine)
    text, made = _normal(article_id, raw, text, places)
    if made and places:
        places = _places(text, mine)
    block = Block(
        article_id, position, kind, text.string, text.string, text.spans, script_of(text.string) or "", tuple(places)
    )
    return Entry(block, sorted([*edits, *made], key=lambda edit: (edit.raw_start, edit.raw_stop, edit.kind)))


def unchanged(article_id: str, position: int, kind: str, raw: str, *, place: Range, script: str) -> Block:
    """The block of a stretch in which nothing is marked or changed, as `entry` makes it at more cost."""
    start, stop = place
    text = raw[start:stop]
    return Block(article_id, position, kind, text, text, (Span(0, stop - start, start, stop),), script, ())


def _within(pieces: Sequence[Range], hurts: Sequence[Hurt]) -> list[Hurt]:
    """Those of the stretches (ascending, as are the pieces) that begin in one of the pieces."""
    if not hurts:
        return []
    starts = attrgetter("start")
    return [
        hurt
        for start, stop in pieces
        for hurt in hurts[bisect_left(hurts, start, key=starts) : bisect_left(hurts, stop, key=starts)]
    ]


def _places(text: Text, hurts: Sequence[Hurt]) -> list[Range]:
    """Where the stretches stand in the text; those of which nothing was kept are left out.

    The pieces of a block ascend, so only the spans about each stretch are looked at.
    """
    places = []
    for hurt in hurts:
        first = bisect_right(text.spans, hurt.start, key=attrgetter("raw_stop"))
        last = bisect_left(text.spans, hurt.stop, lo=first, key=attrgetter("raw_start"))
        found = text_range(text.spans[first:last], hurt.start, hurt.stop)
        places += [found] if found else []
    return places


def _mark(article_id: str, raw: str, hurt: Hurt, kind: str) -> Edit:
    """A mark that changes nothing."""
    there = raw[hurt.start : hurt.stop]
    return Edit(article_id, hurt.start, hurt.stop, there, there, kind, hurt.rule, hurt.confidence)


def _joined(article_id: str, raw: str, pieces: Sequence[Range]) -> tuple[Text, list[Edit]]:
    """The pieces one after another; the blanks after each but the last are deleted, with an edit."""
    texts: list[Text] = []
    edits = []
    for at, (start, stop) in enumerate(pieces):
        texts.append(aligned(raw, start, stop))
        if at + 1 == len(pieces):
            break
        blank = _blank_stop(raw, stop)
        if blank > stop:
            space = " " if _latin(raw[stop - 1]) and _latin(raw[pieces[at + 1].start]) else ""
            texts.append(Text(space, (Span(0, len(space), stop, blank),)))
            edits.append(Edit(article_id, stop, blank, raw[stop:blank], space, "join", "layout-break", 0.95))
    return join(texts), edits


def _latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _blank_stop(raw: str, start: int) -> int:
    """Where the blanks that begin at `start` stop."""
    while start < len(raw) and raw[start].isspace():
        start += 1
    return start


def _normal(article_id: str, raw: str, text: Text, hurts: Sequence[Range]) -> tuple[Text, list[Edit]]:
    """The text in its normal form, and an edit for each change."""
    edits, kept = [], []
    borders = {span.start for span in text.spans}
    for change in changes(text.string, hurts):
        if any(at in borders for at in range(change.start + 1, change.stop)):
            continue  # a change across a join would take the join's edit into its own
        start, stop = text.raw_range(change.start, change.stop)
        if stop - start != change.stop - change.start:
            continue  # the blank that a join put between two Latin words
        edits.append(Edit(article_id, start, stop, raw[start:stop], change.new, change.kind, change.rule, 1.0))
        kept.append(change)
    return _changed(text, kept), edits


def _changed(text: Text, made: Sequence[Change]) -> Text:
    """The text after the changes; those that keep the length leave the alignment as it is."""
    even = [change for change in made if len(change.new) == change.stop - change.start]
    other = [
        (change.start, change.stop, change.new) for change in made if len(change.new) != change.stop - change.start
    ]
    if even:
        parts: list[str] = []
        at = 0
        for change in even:
            parts += [text.string[at : change.start], change.new]
            at = change.stop
        text = Text("".join([*parts, text.string[at:]]), text.spans)
    return text.recast(other) if other else text
