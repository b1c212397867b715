"""Laws: what must hold of one article, told from its raw text and its rows alone.

Each law is a function that yields one verdict for each thing it looked at: None where the law holds,
else a sentence that says what breaks it and where.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from etl.records import Article, Edit, Measure, Mention, Numeral, Paragraph, Quantity, Removed, ThemeTag
from etl.text import Range, raw_range, text_range
from etl.warehouse.replay import Page, making, replay

Verdicts = Iterator[str | None]

_SEEN = re.compile(r"\S")
SHOWN = 12  # characters of a text that a verdict shows


@dataclass(frozen=True, slots=True)
class Held:
    """An article, its raw file as it was read just now, and the rows that the warehouse holds of it."""

    article: Article
    page: Page
    size: int
    paragraphs: list[Paragraph]
    removed: list[Removed]
    edits: list[Edit]
    measures: list[Measure]
    quantities: list[Quantity]
    numerals: list[Numeral]
    theme_tags: list[ThemeTag]
    mentions: list[Mention]


def nothing_lost(held: Held) -> Verdicts:
    """Law 1: every non-blank character of the raw text lies in exactly one paragraph span or removed row."""
    raw = held.page.text
    ranges = [Range(span.raw_start, span.raw_stop) for part in held.paragraphs for span in part.spans]
    ranges += [Range(row.raw_start, row.raw_stop) for row in held.removed]
    covered = 0
    for start, stop in sorted(ranges):
        yield _unseen(held, raw, covered, start, "in no paragraph and not in the removed text")
        yield _unseen(held, raw, start, min(stop, covered), "in two places")
        covered = max(covered, stop)
    yield _unseen(held, raw, covered, len(raw), "in no paragraph and not in the removed text")
    if covered > len(raw):
        yield f"{held.article.raw_path}: a span ends at {covered}, the raw text at {len(raw)}"


def _unseen(held: Held, raw: str, start: int, stop: int, where: str) -> str | None:
    """A sentence if the stretch holds a character that one can see."""
    found = _SEEN.search(raw, start, stop) if start < stop else None
    if found is None:
        return None
    return f"{held.article.raw_path}: {raw[found.start() : found.start() + SHOWN]!r} at {found.start()} lies {where}"


def nothing_invented(held: Held) -> Verdicts:
    """Law 2, first half: raw text plus edits is the published text, and each edit can be undone."""
    raw, edits = held.page.text, making(held.edits)
    for edit in edits:
        fits = raw[edit.raw_start : edit.raw_stop] == edit.before
        yield None if fits else f"{held.article.raw_path}: edit {edit.rule} at {edit.raw_start} does not undo"
    for part in held.paragraphs:
        try:
            again = replay(raw, part.spans, edits).string
        except ValueError as error:
            yield f"{part.paragraph_id}: its edits cannot be replayed: {error}"
            continue
        yield None if again == part.original else f"{part.paragraph_id}: {_parted(again, part.original)}"


def _parted(again: str, stored: str) -> str:
    """Where the text made again and the one that is stored part."""
    at = next((at for at, pair in enumerate(zip(again, stored, strict=False)) if pair[0] != pair[1]), None)
    at = min(len(again), len(stored)) if at is None else at
    return f"raw text and edits give {again[at : at + SHOWN]!r} at {at}, stored is {stored[at : at + SHOWN]!r}"


def everything_traced(held: Held) -> Verdicts:
    """Law 2, second half: every stretch of text maps to raw characters, and those to bytes of the file."""
    yield None if len(held.page.text) == held.article.raw_chars else f"{held.article.raw_path}: raw_chars is wrong"
    for part in held.paragraphs:
        yield _alignment(held, part)
        yield _bytes(held, part)
        yield None if "".join(part.tokens) == part.text else f"{part.paragraph_id}: tokens do not give the text"
    texts = {part.paragraph_id: part for part in held.paragraphs}
    for row in held.removed:
        fits = held.page.text[row.raw_start : row.raw_stop] == row.text
        yield None if fits else f"{held.article.raw_path}: {row.text[:SHOWN]!r} does not stand at {row.raw_start}"
    for number in held.numerals:
        fits = _stands(held, texts.get(number.paragraph_id or ""), number)
        yield None if fits else f"{number.numeral_id}: {number.text!r} does not stand at {number.raw_start}"
    for fact in _facts(held):
        yield _place(texts[fact.paragraph_id], fact) if fact.paragraph_id in texts else None
    for tag in held.theme_tags:
        for term, start, stop in tag.evidence if tag.paragraph_id in texts else ():
            fits = texts[tag.paragraph_id].text[start:stop] == term
            yield None if fits else f"{tag.paragraph_id}: evidence {term!r} does not stand at {start}"


def _stands(held: Held, part: Paragraph | None, row: Numeral) -> bool:
    """Whether the numeral stands at its raw characters: in its paragraph's text, or in the raw text where it has none.

    A repair maps its characters as one block, so there the numeral need only be in the block's text.
    """
    if part is None:
        return held.page.text[row.raw_start : row.raw_stop] == row.text
    start, stop = text_range(part.spans, row.raw_start, row.raw_stop) or Range(0, 0)
    text = part.text[start:stop]
    return text == row.text or (row.text in text and _in_block(part, row))


def _in_block(part: Paragraph, row: Numeral) -> bool:
    """Whether the numeral touches a stretch that an edit mapped as one block."""
    return any(
        not span.linear and span.start < span.stop and span.raw_start < row.raw_stop and row.raw_start < span.raw_stop
        for span in part.spans
    )


class Fact(Protocol):
    """A row that marks a stretch of a paragraph."""

    @property
    def paragraph_id(self) -> str: ...  # noqa: D102  (the class says it)
    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def stop(self) -> int: ...  # noqa: D102
    @property
    def raw_start(self) -> int: ...  # noqa: D102
    @property
    def raw_stop(self) -> int: ...  # noqa: D102


def _facts(held: Held) -> list[Fact]:
    return [*held.measures, *held.quantities, *held.mentions]


def _alignment(held: Held, part: Paragraph) -> str | None:
    """The spans cover the text in order, without gaps, by raw stretches that exist."""
    at = 0
    for span in part.spans:
        if span.start != at or span.stop < span.start or not 0 <= span.raw_start <= span.raw_stop:
            return f"{part.paragraph_id}: its spans leave a gap at {at}"
        at = span.stop
    if at != len(part.text) or any(span.raw_stop > len(held.page.text) for span in part.spans):
        return f"{part.paragraph_id}: its spans end at {at}, its text at {len(part.text)}"
    return None


def _bytes(held: Held, part: Paragraph) -> str | None:
    """Every raw stretch of the paragraph has its bytes, inside the file."""
    for span in part.spans:
        if span.raw_stop > len(held.page.text):
            return f"{part.paragraph_id}: a span ends behind the raw text"
        start, stop = held.page.byte_range(span.raw_start, span.raw_stop)
        if not 0 <= start <= stop <= held.size or (start == stop and span.raw_start < span.raw_stop):
            return f"{part.paragraph_id}: raw characters from {span.raw_start} have no bytes"
    return None


def _place(part: Paragraph, fact: Fact) -> str | None:
    if part.text[fact.start : fact.stop] != fact.text:
        return f"{part.paragraph_id}: {fact.text[:SHOWN]!r} does not stand at {fact.start}"
    if raw_range(part.spans, fact.start, fact.stop) != (fact.raw_start, fact.raw_stop):
        return f"{part.paragraph_id}: {fact.text[:SHOWN]!r} does not come from raw {fact.raw_start}-{fact.raw_stop}"
    return None


def every_number_accounted_for(held: Held, numeral: re.Pattern[str]) -> Verdicts:
    """Law 3: each numeral character of the raw text lies in exactly one row of `numerals`."""
    rows = sorted(held.numerals, key=lambda row: row.raw_start)
    for before, after in pairwise(rows):
        if after.raw_start < before.raw_stop:
            yield f"{held.article.raw_path}: {after.text!r} at {after.raw_start} has two rows"
    starts = [row.raw_start for row in rows]
    for found in numeral.finditer(held.page.text):
        place = bisect_right(starts, found.start()) - 1
        held_by = rows[place] if place >= 0 and found.start() < rows[place].raw_stop else None
        yield None if held_by else f"{held.article.raw_path}: {found[0]!r} at {found.start()} has no row"
    quantities = {row.quantity_id for row in held.quantities}
    for row in rows:
        counted = row.outcome == "quantity"
        fits = counted == (row.quantity_id is not None) and (not counted or row.quantity_id in quantities)
        yield None if fits else f"{row.numeral_id}: outcome {row.outcome!r} and quantity {row.quantity_id} disagree"


def every_figure_said(held: Held, said: Callable[[str], frozenset[float]]) -> Verdicts:
    """Law 2, of figures: each value of a quantity can be computed again from its own raw characters."""
    for row in held.quantities:
        surface = held.page.text[row.raw_start : row.raw_stop]
        fits = {row.value, row.value if row.value_high is None else row.value_high} <= said(surface)
        yield None if fits else f"{row.quantity_id}: {row.value:g} is not what {surface[:SHOWN]!r} says"


Law = tuple[int, str, Callable[[Held], Verdicts]]  # its number in the contract, what it says, what proves it

OF_ARTICLE: tuple[Law, ...] = (
    (1, "nothing lost: every visible raw character stands in one place", nothing_lost),
    (2, "nothing invented: raw text and edits give the published text", nothing_invented),
    (2, "everything traced: every stretch maps to raw characters and bytes", everything_traced),
)
