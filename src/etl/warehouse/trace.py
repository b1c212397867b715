"""Trace: show where a paragraph, measure, quantity, numeral, mention or article came from, down to the bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from etl.frames import records
from etl.records import Article, Complaint, Edit, Numeral, Paragraph, SetAside
from etl.text import Range, raw_range, text_range
from etl.warehouse.duck import Connection, frame
from etl.warehouse.publish import published
from etl.warehouse.replay import Page, making, replay
from etl.warehouse.tables import RECORDS

Read = Callable[[bytes], Page]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A text and the part of it that is meant, `text[start:stop]`."""

    text: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Step:
    """An edit inside what is traced: `before` stood at the raw characters, `after` stands for it."""

    kind: str
    rule: str
    before: str
    after: str
    confidence: float
    raw_start: int
    raw_stop: int


@dataclass(frozen=True, slots=True)
class Trace:
    """The way of one row back to its raw file.

    `simplified` and `published` are the sentence, with the row's stretch marked; both are None for an
    article, and for a numeral in removed text. `raw` is the same stretch of the raw text with what
    stands around it; `raw_start`, `raw_stop` count characters, `byte_start`, `byte_stop` bytes.
    `fault` says in a sentence why the raw file does not show it (then `raw` and the bytes are None).
    """

    id: str
    table: str
    title: str | None
    raw_path: str
    raw_sha256: str
    headings: tuple[str, ...]
    row: dict[str, Any]
    simplified: Stretch | None
    published: Stretch | None
    steps: tuple[Step, ...]
    raw: Stretch | None
    raw_start: int
    raw_stop: int
    byte_start: int | None
    byte_stop: int | None
    fault: str | None

    @property
    def ok(self) -> bool:
        """Whether the raw file is there and shows what the row says."""
        return self.fault is None

    def as_dict(self) -> dict[str, Any]:
        """The trace as plain values, for JSON; dates stay dates."""
        return asdict(self)


AROUND = 20  # raw characters that are shown on either side

_KEYS = {
    "articles": "article_id",
    "paragraphs": "paragraph_id",
    "measures": "measure_id",
    "quantities": "quantity_id",
    "numerals": "numeral_id",
    "mentions": "mention_id",
}


def trace(warehouse: Path, raw: Path, read: Read, wanted: str) -> Trace:
    """Where the row of that id came from; `read` is what cleaning reads a file with.

    Complaint where no row has the id.
    """
    with published(warehouse) as con:
        table, row = _row(con, wanted)
        article = next(records(Article, _of(con, "articles", "article_id", row.article_id)))
        part = _paragraph(con, row)
        edits = list(records(Edit, _of(con, "edits", "article_id", article.article_id)))
    place = _raw_place(row, article)
    page, fault = raw_page(raw, article, read)
    steps = _steps(edits, place) if table != "articles" else ()
    text, wrong = _published(part, row, page, edits)
    bytes_of = page.byte_range(*place) if page else None
    return Trace(
        id=wanted,
        table=table,
        title=article.title,
        raw_path=article.raw_path,
        raw_sha256=article.raw_sha256,
        headings=part.headings if part else (),
        row=asdict(row),
        simplified=_sentence(part, row) if part else None,
        published=text,
        steps=steps,
        raw=_around(page.text, place) if page else None,
        raw_start=place.start,
        raw_stop=place.stop,
        byte_start=bytes_of.start if bytes_of else None,
        byte_stop=bytes_of.stop if bytes_of else None,
        fault=fault or wrong,
    )


def _row(con: Connection, wanted: str) -> tuple[str, Any]:
    for table, key in _KEYS.items():
        found = _of(con, table, key, wanted)
        if found.height:
            return table, next(records(RECORDS[table], found))
    raise Complaint(f"look the id up with `etl sql`: no {', '.join(key for key in _KEYS.values())} is {wanted!r}")


def _of(con: Connection, table: str, column: str, value: str) -> pl.DataFrame:
    return frame(con, f"select * from {table} where {column} = $1", [value])


def _paragraph(con: Connection, row: Any) -> Paragraph | None:  # noqa: ANN401  (a record of any table)
    """The paragraph that the row is, or lies in."""
    wanted = getattr(row, "paragraph_id", None)
    return next(records(Paragraph, _of(con, "paragraphs", "paragraph_id", wanted)), None) if wanted else None


def _raw_place(row: Any, article: Article) -> Range:  # noqa: ANN401  (a record of any table)
    if isinstance(row, Article):
        return Range(0, article.raw_chars)
    if isinstance(row, Paragraph):
        return raw_range(row.spans, 0, len(row.text))
    return Range(row.raw_start, row.raw_stop)


def raw_page(raw: Path, article: Article, read: Read) -> tuple[Page | None, str | None]:
    """The raw file as a page, or the sentence that says why there is none."""
    try:
        data = (raw / article.raw_path).read_bytes()
        if hashlib.sha256(data).hexdigest() != article.raw_sha256:
            return None, f"{article.raw_path} no longer holds the bytes that were read; run `etl run`"
        return read(data), None
    except OSError as error:
        return None, f"{article.raw_path} cannot be read ({error.strerror}); put it back or run `etl run`"
    except SetAside as verdict:
        return None, f"{article.raw_path}: {verdict.reason}"


def _steps(edits: list[Edit], place: Range) -> tuple[Step, ...]:
    """The edits inside the raw range, from the raw text on: first those that mend, then those of script."""
    inside = [edit for edit in edits if edit.raw_start < place.stop and place.start < edit.raw_stop]
    inside.sort(key=lambda edit: (edit.kind == "script", edit.raw_start, edit.raw_stop, edit.rule))
    return tuple(
        Step(edit.kind, edit.rule, edit.before, edit.after, edit.confidence, edit.raw_start, edit.raw_stop)
        for edit in inside
    )


def _marked(part: Paragraph, row: Any) -> Range | None:  # noqa: ANN401  (a record of any table)
    """The row's stretch of the paragraph's text."""
    if isinstance(row, Paragraph):
        return Range(0, len(part.text))
    if isinstance(row, Numeral):
        return text_range(part.spans, row.raw_start, row.raw_stop)
    return Range(row.start, row.stop)


def _sentence_range(part: Paragraph, marked: Range) -> Range:
    """The sentences that the stretch lies in."""
    held = [one for one in part.sentences if one.start < marked.stop and marked.start < one.stop]
    return Range(held[0].start, held[-1].stop) if held else Range(0, len(part.text))


def _sentence(part: Paragraph, row: Any) -> Stretch | None:  # noqa: ANN401  (a record of any table)
    marked = _marked(part, row)
    if marked is None:
        return None
    start, stop = _sentence_range(part, marked)
    return Stretch(part.text[start:stop], marked.start - start, marked.stop - start)


def _published(
    part: Paragraph | None,
    row: Any,  # noqa: ANN401  (a record of any table)
    page: Page | None,
    edits: list[Edit],
) -> tuple[Stretch | None, str | None]:
    """The sentence as published, made again from raw text and edits; a sentence where that fails."""
    marked = _marked(part, row) if part else None
    if part is None or page is None or marked is None:
        return None, None
    try:
        again = replay(page.text, part.spans, making(edits))
    except ValueError as error:
        return None, f"its edits cannot be replayed: {error}"
    if again.string != part.original:
        return None, "raw text and edits do not give the published text; run `etl check`"
    shown = again.text_range(*raw_range(part.spans, *_sentence_range(part, marked)))
    inner = again.text_range(*raw_range(part.spans, *marked))
    if shown is None or inner is None:
        return None, None
    return Stretch(again.string[shown.start : shown.stop], inner.start - shown.start, inner.stop - shown.start), None


def _around(text: str, place: Range) -> Stretch:
    start, stop = max(0, place.start - AROUND), min(len(text), place.stop + AROUND)
    return Stretch(text[start:stop], place.start - start, place.stop - start)
