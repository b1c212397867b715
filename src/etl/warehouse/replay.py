"""Replay: make the published text of a paragraph again from the raw text and the edits, with its alignment."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Protocol

from etl.records import Edit
from etl.text import Range, Span, Text, aligned, join

LATER = "script"  # edits of this kind lie between the published text and the simplified one


class Page(Protocol):
    """What a raw file gives when it is read: its text, and the bytes of every stretch of it."""

    @property
    def text(self) -> str: ...  # noqa: D102  (the class says it)

    def byte_range(self, start: int, stop: int) -> Range: ...  # noqa: D102


def replay(raw: str, spans: Iterable[Span], edits: Sequence[Edit]) -> Text:
    """The published text: raw stretches that `spans` name, with the edits inside them made.

    `edits` are the article's, by raw_start, without those of kind script. ValueError where two edits
    change the same characters, or one has nothing to change.
    """
    starts = [edit.raw_start for edit in edits]
    return join([_stretch(raw, run, edits, starts) for run in _runs(spans)])


def making(edits: Iterable[Edit]) -> list[Edit]:
    """The edits that make the published text, in the order of the raw text: no marks, no change of script."""
    kept = [edit for edit in edits if edit.kind != LATER and edit.before != edit.after]
    return sorted(kept, key=lambda edit: (edit.raw_start, edit.raw_stop))


def _runs(spans: Iterable[Span]) -> list[Range]:
    """The raw stretches of the spans, those that touch made one."""
    runs: list[Range] = []
    for span in spans:
        if runs and runs[-1].stop == span.raw_start:
            runs[-1] = Range(runs[-1].start, span.raw_stop)
        else:
            runs.append(Range(span.raw_start, span.raw_stop))
    return runs


def _stretch(raw: str, run: Range, edits: Sequence[Edit], starts: Sequence[int]) -> Text:
    inside = edits[bisect_left(starts, run.start) : bisect_left(starts, run.stop)]
    changes = [(edit.raw_start - run.start, edit.raw_stop - run.start, edit.after) for edit in inside]
    return aligned(raw, run.start, run.stop).recast(changes)
