"""Clean: read raw files into articles: tell an article's text from the page's furniture, and lose nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, TypeVar

import polars as pl

from etl.clean import page
from etl.clean.article import Parts, clean_text
from etl.frames import frame, records
from etl.identity import identify
from etl.records import Article, Block, Edit, RawFile, Reject, Removed, SetAside
from etl.sources import source

__all__ = ["Cleaned", "clean", "clean_article", "clean_text"]

T = TypeVar("T")


class Cleaned(NamedTuple):
    """Frames of Article, Block, Removed, Edit and Reject, in the order of the files."""

    articles: pl.DataFrame
    blocks: pl.DataFrame
    removed: pl.DataFrame
    edits: pl.DataFrame
    rejects: pl.DataFrame


def clean(files: pl.DataFrame, raw: Path, rules_version: str) -> Cleaned:
    """The articles of the files (a frame of RawFile) that lie below `raw`; what is none is set aside."""
    articles: list[Article] = []
    parts: list[Parts] = []
    rejects: list[Reject] = []
    for file in records(RawFile, files):
        try:
            data = (raw / file.raw_path).read_bytes()
        except OSError as error:
            # Without a hash: the same bytes are read again as soon as they can be.
            rejects.append(Reject(file.raw_path, "", "clean", f"make this file readable: {error.strerror}"))
            continue
        if hashlib.sha256(data).hexdigest() != file.raw_sha256:
            rejects.append(Reject(file.raw_path, "", "clean", "run again: it was changed while it was read"))
            continue
        try:
            article, found = clean_article(file, data, rules_version)
        except SetAside as verdict:
            rejects.append(Reject(file.raw_path, file.raw_sha256, "clean", verdict.reason))
        else:
            articles.append(article)
            parts.append(found)
    return Cleaned(
        frame(Article, articles),
        frame(Block, _all(found.blocks for found in parts)),
        frame(Removed, _all(found.removed for found in parts)),
        frame(Edit, _all(found.edits for found in parts)),
        frame(Reject, rejects),
    )


def _all(lists: Iterable[list[T]]) -> list[T]:
    return [row for rows in lists for row in rows]


def clean_article(file: RawFile, data: bytes, rules_version: str) -> tuple[Article, Parts]:
    """One file's article and its parts.

    Raises:
        SetAside: the bytes are no text, or the text holds no article.
    """
    read = page.read(data)
    article_id = identify("a", file.raw_path, file.raw_sha256)
    lines = None if read.media_type == "text/plain" else read.lines
    parts = clean_text(read.text, lines, source(file.source), read.meta, article_id)
    told = parts.fields
    article = Article(
        article_id=article_id,
        source=file.source,
        url=file.url or told.url,
        origin_url=told.origin_url,
        raw_path=file.raw_path,
        raw_sha256=file.raw_sha256,
        raw_bytes=file.raw_bytes,
        raw_chars=len(read.text),
        encoding=read.encoding,
        media_type=read.media_type,
        fetched_at=file.fetched_at,
        script=parts.script,
        title=told.title,
        title_original=told.title,
        byline=told.byline,
        publisher=told.publisher,
        issue=told.issue,
        published_on=told.published.day if told.published else None,
        published_precision=told.published.precision if told.published else None,
        organ=None,
        region_code=None,
        region=None,
        rules_version=rules_version,
        main_text_agreement=read.agreement,
    )
    return article, parts
