"""Seen: show a whole page as the machine saw it: what was kept, what was removed by which rule, what was edited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table
from rich.text import Text as Line

from etl.frames import records
from etl.records import Article, Complaint, Edit, Paragraph, Removed
from etl.warehouse.duck import frame
from etl.warehouse.publish import published
from etl.warehouse.trace import Read, raw_page


@dataclass(frozen=True, slots=True)
class Piece:
    """`raw[raw_start:raw_stop]`, shown as `text`: kept as it is, or changed by an edit to `after`."""

    raw_start: int
    raw_stop: int
    text: str
    after: str | None = None
    edit: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of the page and its fate: `kept` or `removed`, its kind, and the rule that removed it."""

    fate: str
    kind: str
    rule: str
    raw_start: int
    raw_stop: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A page, row by row in the order of the raw text; `fault` says why the raw file does not show it."""

    article_id: str
    title: str | None
    raw_path: str
    rows: tuple[Row, ...]
    fault: str | None


def seen(warehouse: Path, raw: Path, read: Read, article_id: str) -> Seen:
    """The page of that article; `read` is what cleaning reads a file with.

    Complaint where there is no such article.
    """
    with published(warehouse) as con:
        tables = {
            table: frame(con, f"select * from {table} where article_id = $1", [article_id])
            for table in ("articles", "paragraphs", "removed", "edits")
        }
    article = next(records(Article, tables["articles"]), None)
    if article is None:
        raise Complaint(f'find its id with `etl sql "select article_id, title from articles"`: none is {article_id!r}')
    page, fault = raw_page(raw, article, read)
    text = page.text if page else ""
    edits = [edit for edit in records(Edit, tables["edits"]) if edit.kind != "script"]
    rows = [
        *_kept(records(Paragraph, tables["paragraphs"]), edits, text),
        *_removed(records(Removed, tables["removed"])),
    ]
    ordered = tuple(sorted(rows, key=lambda row: (row.raw_start, row.raw_stop)))
    return Seen(article_id, article.title_original or article.title, article.raw_path, ordered if page else (), fault)


def _removed(rows: Iterable[Removed]) -> Iterator[Row]:
    for row in rows:
        piece = Piece(row.raw_start, row.raw_stop, row.text)
        yield Row("removed", row.kind, row.rule, row.raw_start, row.raw_stop, (piece,))


def _kept(paragraphs: Iterable[Paragraph], edits: list[Edit], text: str) -> Iterator[Row]:
    """The paragraphs, each cut where an edit lies; a paragraph around a caption is shown once, where it begins."""
    for part in paragraphs:
        runs = sorted((span.raw_start, span.raw_stop) for span in part.spans)
        pieces = [piece for start, stop in _merged(runs) for piece in _cut(start, stop, edits, text)]
        if pieces:
            yield Row("kept", part.kind, "", pieces[0].raw_start, pieces[-1].raw_stop, tuple(pieces))


def _merged(runs: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start, stop = runs[0] if runs else (0, 0)
    for low, high in runs[1:]:
        if low > stop:
            yield start, stop
            start = low
        stop = max(stop, high)
    yield start, stop


def _cut(start: int, stop: int, edits: list[Edit], text: str) -> Iterator[Piece]:
    at = start
    inside = [edit for edit in edits if start <= edit.raw_start and edit.raw_stop <= stop]
    for edit in sorted(inside, key=lambda edit: (edit.raw_start, edit.before == edit.after)):
        if edit.raw_start < at:
            continue  # a mark on what another edit changed
        if at < edit.raw_start:
            yield Piece(at, edit.raw_start, text[at : edit.raw_start])
        yield Piece(edit.raw_start, edit.raw_stop, edit.before, edit.after, f"{edit.kind}/{edit.rule}", edit.confidence)
        at = edit.raw_stop
    if at < stop:
        yield Piece(at, stop, text[at:stop])


def page_table(found: Seen) -> Table:
    """The page for a terminal or a pipe: fate, rule, raw characters and text, edits as ⟦before→after⟧."""
    grid = Table(box=None, pad_edge=False, header_style="bold", title=found.title, title_justify="left")
    grid.add_column("fate", no_wrap=True)
    grid.add_column("characters", no_wrap=True)
    grid.add_column("text", overflow="fold")
    for row in found.rows:
        name = row.kind if row.fate == "kept" else f"− {row.kind}/{row.rule}"
        style = "" if row.fate == "kept" else "dim"
        shown = Line.assemble(*[_shown(piece) for piece in row.pieces], style=style)
        grid.add_row(Line(name, style=style), f"{row.raw_start}-{row.raw_stop}", shown)
    return grid


def _shown(piece: Piece) -> tuple[str, str]:
    before = piece.text.replace("\n", "⏎").replace("\r", "")
    if piece.edit is None:
        return before, ""
    after = (piece.after or "").replace("\n", "⏎")
    marked = f"⟦{before}⟧" if piece.after == piece.text else f"⟦{before}→{after}⟧"
    return marked, "bold"
