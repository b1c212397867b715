"""Segment: blocks to paragraphs under their headings, with sentences, run-in sections and words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, islice

import polars as pl

from etl.records import Block, Paragraph, column, frame, identify, records
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
    order = blocks["article_id"].unique(maintain_order=True).to_list()
    place = {article: at for at, article in enumerate(order)}
    sorted_blocks = sorted(records(Block, blocks), key=lambda block: (place[block.article_id], block.position))
    grouped = groupby(sorted_blocks, key=lambda block: block.article_id)
    made = frame(Paragraph, [one for _, group in grouped for one in paragraphs(list(group))])
    return made.with_columns(tokens=_tokens(made["text"].to_list()))


def _tokens(texts: Sequence[str]) -> pl.Series:
    """The words of each text as a column, piece by piece: as objects they take ten times the room."""
    words = all_tokens(texts)
    parts = [column(Paragraph, "tokens", part) for part in iter(lambda: list(islice(words, ROWS)), [])]
    return pl.concat([column(Paragraph, "tokens", []), *parts])


def paragraphs(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    """The paragraphs of one article, from its blocks in their order; their tokens are still to come."""
    outline = Outline()
    for position, block in enumerate(blocks):
        if block.kind == "heading":
            yield _paragraph(block, position, outline.above(block.text))
            outline.enter(block.text)
            continue
        yield _paragraph(block, position, outline.path)
        if block.kind == "body":
            outline.body()


def _paragraph(block: Block, position: int, headings: tuple[str, ...]) -> Paragraph:
    cuts = sentences(block.text)
    return Paragraph(
        paragraph_id=identify("p", block.article_id, position),
        article_id=block.article_id,
        position=position,
        kind=block.kind,
        headings=headings,
        text=block.text,
        original=block.original,
        script=block.script,
        tokens=(),
        spans=block.spans,
        sentences=cuts,
        sections=sections(block.text, cuts) if block.kind == "body" else (),
        damage=block.damage,
        damaged=bool(block.damage),
    )
