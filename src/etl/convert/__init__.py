"""Convert: the same articles and blocks, their text in simplified script, the alignment kept.

What was published stays in `original` and `title_original`; text that is simplified already is
never touched, because the chain for Traditional text reads some simplified words wrongly (怎么, 抬头).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import polars as pl

from etl.convert.chain import Change
from etl.convert.simplify import Simplified, all_of_traditional, of_mixed, simplified
from etl.frames import frame, records, schema
from etl.records import Block, Edit
from etl.text import Range, Span, Text

__all__ = ["Converted", "convert", "simplified"]

SCRIPTS = ("hant", "mixed")  # what is not simplified throughout
NAMES = ("title", "byline", "publisher", "organ", "issue")


class Converted(NamedTuple):
    """Frames of Article and Block, and of Edit: the corrections of ours that were made."""

    articles: pl.DataFrame
    blocks: pl.DataFrame
    edits: pl.DataFrame


def convert(articles: pl.DataFrame, blocks: pl.DataFrame) -> Converted:
    """The same rows in the same order, simplified where `script` is hant or mixed.

    Blocks whose `text` differs from their `original` are converted already and stay as they are.
    Each correction that changed a text gives an edit of kind `script` whose rule is the key of its
    row in `corrections.tsv`; what OpenCC does by itself is not listed.
    """
    touched = pl.col("script").is_in(SCRIPTS) & (pl.col("text") == pl.col("original"))
    numbered = blocks.with_row_index("_row")
    todo = numbered.filter(touched)
    new = _read(todo["text"].to_list(), todo["script"].to_list())
    marked = todo.with_columns(
        text=pl.Series([one.text for one in new], dtype=pl.String),
        _marked=pl.Series([bool(one.changes) for one in new], dtype=pl.Boolean),
    )
    corrected = todo.filter(marked["_marked"])
    pairs = [
        _corrected(block, one)
        for block, one in zip(records(Block, corrected), (one for one in new if one.changes), strict=True)
    ]
    parts = [
        numbered.filter(~touched),
        marked.filter(~pl.col("_marked")).drop("_marked"),
        frame(Block, [block for block, _ in pairs]).with_columns(corrected["_row"]).select(numbered.columns),
    ]
    edits = frame(Edit, [edit for _, made in pairs for edit in made])
    return Converted(_names(articles), pl.concat(parts).sort("_row").select(list(schema(Block))), edits)


def _read(texts: Sequence[str], scripts: Sequence[str | None]) -> list[Simplified]:
    """Each text simplified by its script; the Traditional ones in one piece."""
    whole = iter(all_of_traditional([text for text, script in zip(texts, scripts, strict=True) if script == "hant"]))
    return [
        next(whole) if script == "hant" else of_mixed(text) if script == "mixed" else Simplified(text, ())
        for text, script in zip(texts, scripts, strict=True)
    ]


def _corrected(block: Block, new: Simplified) -> tuple[Block, list[Edit]]:
    """The block with its new text, and the corrections that changed it as edits."""
    uneven = [change for change in new.changes if len(change.new) != change.stop - change.start]
    spans = Text(block.text, block.spans).recast(uneven).spans if uneven else block.spans
    damage = tuple(_moved(hurt, uneven) for hurt in block.damage)
    return replace(block, text=new.text, spans=spans, damage=damage), list(_edits(block, new.changes))


def _edits(block: Block, changes: Sequence[Change]) -> Iterator[Edit]:
    """An edit for each correction that changed something and stands in one piece in the raw text.

    Where a line broke inside the corrected word, what stands in the raw text is not known here; the
    word is corrected all the same, as OpenCC's own words are.
    """
    text = Text(block.text, block.spans)
    for start, stop, new in changes:
        before = block.text[start:stop]
        raw = text.raw_range(start, stop)
        if new != before and _linear(block.spans, start, stop) and raw.stop - raw.start == stop - start:
            yield Edit(block.article_id, raw.start, raw.stop, before, new, "script", before, 1.0)


def _linear(spans: Sequence[Span], start: int, stop: int) -> bool:
    return all(span.linear for span in spans if span.start < stop and start < span.stop)


def _moved(hurt: Range, changes: Sequence[Change]) -> Range:
    """A range of the text after the changes; a border inside a change moves to the change's own border."""
    return Range(_shifted(hurt.start, changes, to_stop=False), _shifted(hurt.stop, changes, to_stop=True))


def _shifted(at: int, changes: Sequence[Change], *, to_stop: bool) -> int:
    shift = 0
    for start, stop, new in changes:
        if stop <= at:
            shift += len(new) - (stop - start)
        elif start < at:
            return start + shift + (len(new) if to_stop else 0)
    return at + shift


def _names(articles: pl.DataFrame) -> pl.DataFrame:
    """The articles with the names they carry simplified; `title_original` keeps the published title."""
    scripts = articles["script"].to_list()
    return articles.with_columns(pl.Series(name, _name(articles[name].to_list(), scripts), pl.String) for name in NAMES)


def _name(values: Sequence[str | None], scripts: Sequence[str]) -> list[str | None]:
    new = _read([value or "" for value in values], scripts)
    return [value and one.text for value, one in zip(values, new, strict=True)]
