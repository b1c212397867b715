"""Mends: put a text right before it is read, and lead everything found in it back to the raw text.

A mend replaces a stretch of raw text that no reader should see: a destroyed stretch by what stood there,
an inserted gloss by nothing. The page is then read as it was written; `Mended.parts` carries blocks,
removed rows and edits back, each mend inside a block with its edit.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from etl.records import Block, Edit, Removed
from etl.text import Range, Span, Text, aligned, join


class Mend(NamedTuple):
    """`raw[start:stop]` should read `new`; `kind`, `rule` and `confidence` are those of its edit."""

    start: int
    stop: int
    new: str
    kind: str
    rule: str
    confidence: float


class Placed(NamedTuple):
    """A mend and where what it put stands in the mended text; empty where it deleted."""

    start: int
    stop: int
    mend: Mend


class Torn(Exception):  # noqa: N818  (a verdict on mends, not a fault)
    """These mends were cut by a border that the page's reading drew through them: leave them out."""

    def __init__(self, mends: Iterable[Mend]) -> None:
        self.mends = frozenset(mends)
        super().__init__(f"{len(self.mends)} mends lie across a border")


@dataclass(frozen=True)
class Mended:
    """A raw text with its mends made: `text` is aligned with `raw`; `mends` are in order."""

    raw: str
    text: Text
    mends: tuple[Placed, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [placed.start for placed in self.mends]

    @cached_property
    def _stops(self) -> list[int]:
        return [span.stop for span in self.text.spans]

    def place(self, raw_start: int, raw_stop: int) -> Range:
        """Where a raw stretch stands in the mended text.

        Raises:
            Torn: a mend lies across its border.
        """
        return Range(self._place(raw_start), self._place(raw_stop))

    def _place(self, raw_at: int) -> int:
        at = bisect_left(self.mends, raw_at, key=lambda placed: placed.mend.start) - 1
        if at < 0:
            return raw_at
        placed = self.mends[at]
        if raw_at < placed.mend.stop:
            raise Torn([placed.mend])
        return placed.stop + raw_at - placed.mend.stop

    def raw_range(self, start: int, stop: int) -> Range:
        """The raw range of a stretch of the mended text; deletions at its borders are left out."""
        first = self._mend_before(start + 1)
        last = self._mend_before(stop)
        low, high = start, stop
        if first:
            low = first.mend.start if first.stop > start else first.mend.stop + start - first.stop
        if last:
            high = last.mend.stop if last.stop >= stop else last.mend.stop + stop - last.stop
        return Range(low, high)

    def _mend_before(self, at: int) -> Placed | None:
        """The last mend that begins before `at`."""
        index = bisect_left(self._starts, at) - 1
        return self.mends[index] if index >= 0 else None

    def block(self, block: Block) -> Block:
        """The block with its spans into the raw text; `text` and `original` stay.

        Raises:
            Torn: a mend lies across a border of the block's spans.
        """
        self._whole(Range(span.raw_start, span.raw_stop) for span in block.spans)
        return replace(block, spans=tuple(self._composed(block.spans)))

    def _composed(self, spans: Sequence[Span]) -> Iterator[Span]:
        """The spans of a text over the mended one, over the raw text."""
        for span in spans:
            below = self._below(span.raw_start, span.raw_stop).spans
            if span.linear:
                yield from (one._replace(start=one.start + span.start, stop=one.stop + span.start) for one in below)
            else:
                yield Span(span.start, span.stop, *_raw(below))

    def _below(self, start: int, stop: int) -> Text:
        """The mended text's stretch, with its alignment; a deletion at its end belongs to it."""
        first = bisect_left(self._stops, start)
        last = bisect_right(self._stops, stop) + 1
        return Text(self.text.string, self.text.spans[first:last])[start:stop]

    def row(self, row: Removed) -> Removed:
        """The removed row with its place and its characters in the raw text.

        Raises:
            Torn: a mend lies across its border.
        """
        self._whole([Range(row.raw_start, row.raw_stop)])
        start, stop = _raw(self._below(row.raw_start, row.raw_stop).spans)
        return replace(row, raw_start=start, raw_stop=stop, text=self.raw[start:stop])

    def blanks(self, blocks: Sequence[Block], removed: Sequence[Removed], article_id: str) -> list[Removed]:
        """Removed rows for what turned out to be blanks at a line's edges, so that no raw character is lost.

        `blocks` and `removed` have the offsets of the mended text.
        """
        kept = sorted(
            [(span.raw_start, span.raw_stop) for block in blocks for span in block.spans]
            + [(row.raw_start, row.raw_stop) for row in removed]
        )
        out = [placed.mend for placed in self.mends if placed.mend.new.isspace() and not _held(placed, kept)]
        return [
            Removed(article_id, mend.start, mend.stop, self.raw[mend.start : mend.stop], "chrome", "miscoded-blank")
            for mend in out
        ]

    def edits(self, blocks: Sequence[Block], edits: Sequence[Edit], article_id: str) -> list[Edit]:
        """The edits of the mended text as edits of the raw text, and one for each mend that a block holds.

        `blocks` and `edits` have the offsets of the mended text. Where an edit touches a mend they are one.

        Raises:
            Torn: one edit touches two mends.
        """
        kept = sorted((span.raw_start, span.raw_stop) for block in blocks for span in block.spans)
        made = [edit for edit in edits if edit.before != edit.after]
        groups = _grouped([placed for placed in self.mends if _held(placed, kept)], made)
        used = {id(edit) for _, near in groups for edit in near}
        out = [self._moved(edit) for edit in edits if id(edit) not in used]
        out += [self._merged(placed, near, article_id) for placed, near in groups]
        return sorted(out, key=lambda edit: (edit.raw_start, edit.raw_stop, edit.kind))

    def _whole(self, pieces: Iterable[Range]) -> None:
        near = [placed for piece in pieces for at in piece if (placed := self._mend_before(at)) and placed.stop > at]
        if near:
            raise Torn(placed.mend for placed in near)

    def _moved(self, edit: Edit) -> Edit:
        """The edit with the raw characters that it changes or marks."""
        start, stop = self.raw_range(edit.raw_start, edit.raw_stop)
        before = self.raw[start:stop]
        after = before if edit.before == edit.after else edit.after
        return replace(edit, raw_start=start, raw_stop=stop, before=before, after=after)

    def _merged(self, placed: Placed, near: Sequence[Edit], article_id: str) -> Edit:
        """One edit for a mend and the edits of the mended text that touch it."""
        mend = placed.mend
        low = min([placed.start, *(edit.raw_start for edit in near)])
        high = max([placed.stop, *(edit.raw_stop for edit in near)])
        start, stop = self.raw_range(low, high) if low < high else (mend.start, mend.stop)
        after, at = "", low
        for edit in near:
            after += self.text.string[at : edit.raw_start] + edit.after
            at = edit.raw_stop
        after += self.text.string[at:high]
        return Edit(article_id, start, stop, self.raw[start:stop], after, mend.kind, mend.rule, mend.confidence)


def mended(raw: str, mends: Iterable[Mend]) -> Mended:
    """The raw text with these mends made: ascending, disjoint, none of them empty.

    >>> mended("认(rèn)领", [Mend(1, 6, "", "annotation", "pinyin", 1.0)]).text.string
    '认领'
    """
    parts: list[Text] = []
    placed: list[Placed] = []
    at = length = 0
    for mend in mends:
        parts.append(aligned(raw, at, mend.start))
        length += mend.start - at
        placed.append(Placed(length, length + len(mend.new), mend))
        parts.append(Text(mend.new, (Span(0, len(mend.new), mend.start, mend.stop),)))
        length += len(mend.new)
        at = mend.stop
    parts.append(aligned(raw, at))
    return Mended(raw, join(parts), tuple(placed))


def _raw(spans: Sequence[Span]) -> Range:
    """Every raw character of the spans, deletions at their end included."""
    return Range(min(span.raw_start for span in spans), max(span.raw_stop for span in spans))


def _held(placed: Placed, kept: Sequence[tuple[int, int]]) -> bool:
    """Whether a mend lies in one of the stretches; a deletion at a border belongs to what is before it."""
    at = bisect_left(kept, (placed.start + (placed.start < placed.stop), -1)) - 1
    return at >= 0 and placed.stop <= kept[at][1]


def _grouped(mends: Sequence[Placed], edits: Sequence[Edit]) -> list[tuple[Placed, list[Edit]]]:
    """Each mend with the edits that touch it, in order; `edits` are disjoint."""
    out: list[tuple[Placed, list[Edit]]] = []
    taken: set[int] = set()
    ordered = sorted(edits, key=lambda edit: edit.raw_start)
    starts = [edit.raw_start for edit in ordered]
    for placed in mends:
        first = max(0, bisect_left(starts, placed.start) - 1)
        last = bisect_left(starts, max(placed.stop, placed.start))
        near = [edit for edit in ordered[first:last] if edit.raw_stop > placed.start]
        if any(id(edit) in taken for edit in near):
            raise Torn([placed.mend])
        taken |= {id(edit) for edit in near}
        out.append((placed, near))
    return out
