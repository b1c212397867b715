"""Text that remembers where each of its characters came from.

Every operation on an article's text goes through the few verbs here, so that any stretch of clean
text can be shown in the raw text. Offsets count characters (Unicode code points) and are half-open.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

_STOP = attrgetter("stop")


class Range(NamedTuple):
    """A half-open stretch of some text."""

    start: int
    stop: int


class Span(NamedTuple):
    """`text[start:stop]` came from `raw[raw_start:raw_stop]`.

    Equal lengths: character by character (`linear`). Unequal lengths: as one block, where a
    length of zero on the text's side means that the raw stretch was deleted by an edit.
    """

    start: int
    stop: int
    raw_start: int
    raw_stop: int

    @property
    def linear(self) -> bool:
        """Whether each character stands for exactly one raw character."""
        return self.stop - self.start == self.raw_stop - self.raw_start


@dataclass(frozen=True, slots=True)
class Text:
    """A string with its alignment: `spans` cover `string` in order, without gaps or overlaps.

    Raw stretches that no span names were cut away (see `slice` and `join`); raw stretches that an
    edit emptied keep a span of zero length, so that kept text plus edits always give the raw text.
    """

    string: str
    spans: tuple[Span, ...]

    def __len__(self) -> int:
        return len(self.string)

    def __getitem__(self, part: slice) -> Text:
        r"""`text[a:b]`: the stretch with its alignment (step must be 1).

        A deletion that stands exactly at a border belongs to the stretch before it, so slicing a
        text into consecutive pieces keeps every span exactly once. A block (unequal lengths) that
        is cut keeps its whole raw range on the side where its first character is.

        >>> aligned("2000\n\n余支").replace(4, 6, "")[0:5].spans
        (Span(start=0, stop=4, raw_start=0, raw_stop=4), Span(start=4, stop=4, raw_start=4, raw_stop=6), Span(start=4, stop=5, raw_start=6, raw_stop=7))
        """  # noqa: E501  (a doctest prints on one line)
        start, stop, step = part.indices(len(self.string))
        if step != 1:
            raise ValueError("slice a Text with step 1: an alignment cannot skip characters")
        stop = max(start, stop)
        pieces = [_cut(span, start, stop) for span in self.spans if _touches(span, start, stop)]
        return Text(self.string[start:stop], _merged(pieces))

    def replace(self, start: int, stop: int, new: str) -> Text:
        """The text with `[start, stop)` replaced by `new`, which stands for the same raw characters.

        >>> aligned("a，b").replace(1, 2, ",").string
        'a,b'
        """
        return self.recast([(start, stop, new)])

    def recast(self, changes: Iterable[tuple[int, int, str]]) -> Text:
        """The text with several stretches replaced at once: `(start, stop, new)`, ascending, disjoint."""
        parts: list[Text] = []
        at = 0
        for start, stop, new in changes:
            if start < at or stop <= start:
                raise ValueError(f"changes must be ascending, disjoint and not empty: ({start}, {stop}) after {at}")
            if at < start:
                parts.append(self[at:start])
            parts.append(_block(self[start:stop].spans, new))
            at = stop
        if at < len(self):
            parts.append(self[at:])
        return join(parts) if at else self

    def raw_range(self, start: int, stop: int) -> Range:
        """The smallest raw range that holds every raw character of `[start, stop)`.

        An empty range maps to the raw position of `start`; a deletion at either border is left out.
        """
        return raw_range(self.spans, start, stop)

    def text_range(self, raw_start: int, raw_stop: int) -> Range | None:
        """The stretch of text that came from the raw range, or None where nothing of it was kept."""
        return text_range(self.spans, raw_start, raw_stop)


def aligned(raw: str, start: int = 0, stop: int | None = None) -> Text:
    """`raw[start:stop]` as a text aligned with itself; the offsets are those of `raw`."""
    stop = len(raw) if stop is None else stop
    return Text(raw[start:stop], (Span(0, stop - start, start, stop),) if stop > start else ())


def join(texts: Sequence[Text]) -> Text:
    r"""The texts one after another, nothing between them.

    >>> join([aligned("以习近平\n新时代", 0, 4), aligned("以习近平\n新时代", 5, 8)]).spans
    (Span(start=0, stop=4, raw_start=0, raw_stop=4), Span(start=4, stop=7, raw_start=5, raw_stop=8))
    """
    spans: list[Span] = []
    at = 0
    for text in texts:
        spans += [span._replace(start=span.start + at, stop=span.stop + at) for span in text.spans]
        at += len(text.string)
    return Text("".join(text.string for text in texts), _merged(spans))


def raw_range(spans: Sequence[Span], start: int, stop: int) -> Range:
    """The raw range of `[start, stop)` under an alignment; see `Text.raw_range`."""
    if stop <= start:
        return _raw_point(spans, start)
    at = bisect_right(spans, start, key=_STOP)
    if at == len(spans) or spans[at].start >= stop:
        return _raw_point(spans, start)
    first, last, raw_start, raw_stop = spans[at]
    if first <= start and stop <= last and last - first == raw_stop - raw_start:  # as a rule
        return Range(raw_start + start - first, raw_start + stop - first)
    low, high = _raw_part(spans[at], start, stop)
    for span in islice(spans, at + 1, None):
        if span.start >= stop:
            break
        part = _raw_part(span, start, stop)
        low, high = min(low, part.start), max(high, part.stop)
    return Range(low, high)


def text_range(spans: Sequence[Span], raw_start: int, raw_stop: int) -> Range | None:
    """The text's range of a raw range under an alignment; see `Text.text_range`."""
    hits = [
        _text_part(span, raw_start, raw_stop)
        for span in spans
        if span.raw_start < raw_stop and raw_start < span.raw_stop and span.start < span.stop
    ]
    if not hits:
        return None
    return Range(min(hit.start for hit in hits), max(hit.stop for hit in hits))


def _block(spans: Sequence[Span], new: str) -> Text:
    """`new` standing for every raw character that the spans hold."""
    raw_start, raw_stop = min(span.raw_start for span in spans), max(span.raw_stop for span in spans)
    return Text(new, (Span(0, len(new), raw_start, raw_stop),))


def _raw_point(spans: Sequence[Span], at: int) -> Range:
    for span in spans:
        if span.start <= at < span.stop:
            point = span.raw_start + (at - span.start if span.linear else 0)
            return Range(point, point)
    point = spans[-1].raw_stop if spans else 0
    return Range(point, point)


def _raw_part(span: Span, start: int, stop: int) -> Range:
    first, last, raw_start, raw_stop = span
    if last - first != raw_stop - raw_start:
        return Range(raw_start, raw_stop)
    return Range(raw_start + max(start - first, 0), raw_stop - max(last - stop, 0))


def _text_part(span: Span, raw_start: int, raw_stop: int) -> Range:
    if not span.linear:
        return Range(span.start, span.stop)
    shift = span.start - span.raw_start
    return Range(max(raw_start, span.raw_start) + shift, min(raw_stop, span.raw_stop) + shift)


def _touches(span: Span, start: int, stop: int) -> bool:
    if span.start < span.stop:
        return span.start < stop and start < span.stop
    return start < span.start <= stop or (span.start == 0 and start == 0)


def _cut(span: Span, start: int, stop: int) -> Span:
    low, high = max(span.start, start), min(span.stop, stop)
    if span.linear:
        shift = span.raw_start - span.start
        return Span(low - start, high - start, low + shift, high + shift)
    if span.start >= start:
        return Span(low - start, high - start, span.raw_start, span.raw_stop)
    return Span(low - start, high - start, span.raw_stop, span.raw_stop)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans with adjacent linear ones made one; empty ones on both sides are dropped."""
    out: list[Span] = []
    for span in spans:
        if span.start == span.stop and span.raw_start == span.raw_stop:
            continue
        last = out[-1] if out else None
        if (
            last is not None
            and last.linear
            and span.linear
            and last.stop == span.start
            and last.raw_stop == span.raw_start
        ):
            out[-1] = Span(last.start, span.stop, last.raw_start, span.raw_stop)
        else:
            out.append(span)
    return tuple(out)
