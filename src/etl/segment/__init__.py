"""Segment: blocks to paragraphs under their headings, with sentences, run-in sections and words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import polars as pl

from etl.frames import column, frame, schema
from etl.identity import identified
from etl.records import Paragraph
from etl.segment.headings import Outline
from etl.segment.sections import sections
from etl.segment.sentences import sentences
from etl.segment.words import all_tokens, inner_words, search_words, tokens

__all__ = ["all_tokens", "inner_words", "search_words", "segment", "sentences", "tokens"]

ROWS = 2000  # paragraphs whose words are objects at the same time


def segment(blocks: pl.DataFrame) -> pl.DataFrame:
    """A frame of Paragraph: one for each Block, articles in their order, positions counted anew from 0.

    `headings` are those above a paragraph, outermost first (of a heading: those above it); captions
    take no part in that. Only body paragraphs have run-in sections. All offsets are of `text`.
    """
    if not blocks.height:
        return frame(Paragraph, [])
    ordered = (
        blocks.with_row_index("_row")
        .with_columns(_article=pl.col("_row").first().over("article_id"))
        .sort("_article", "position", maintain_order=True)
        .with_columns(position=pl.int_range(pl.len()).over("article_id"), damaged=pl.col("damage").list.len() > 0)
    )
    texts, kinds = ordered["text"].to_list(), ordered["kind"].to_list()
    articles, positions = ordered["article_id"].to_list(), ordered["position"].to_list()
    cuts = list(map(sentences, texts))
    parts = [sections(text, cut) if kind == "body" else () for text, cut, kind in zip(texts, cuts, kinds, strict=True)]
    made: dict[str, list[Any]] = {
        "paragraph_id": identified("p", map("{}\x1f{}".format, articles, positions)),
        "headings": list(_headings(positions, kinds, texts)),
        "sentences": cuts,
        "sections": parts,
    }
    columns = [column(Paragraph, name, values) for name, values in made.items()]
    return ordered.with_columns(*columns, _tokens(texts)).select(list(schema(Paragraph)))


def _headings(positions: Sequence[int], kinds: Sequence[str], texts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The headings above each paragraph; an article begins where the position is 0."""
    outline = Outline()
    for position, kind, text in zip(positions, kinds, texts, strict=True):
        if not position:
            outline = Outline()
        if kind == "heading":
            yield outline.above(text)
            outline.enter(text)
            continue
        yield outline.path
        if kind == "body":
            outline.body()


def _tokens(texts: Sequence[str]) -> pl.Series:
    """The words of each text as a column, piece by piece: as objects they take ten times the room."""
    words = all_tokens(texts)
    parts = [column(Paragraph, "tokens", part) for part in iter(lambda: list(islice(words, ROWS)), [])]
    return pl.concat([column(Paragraph, "tokens", []), *parts])
