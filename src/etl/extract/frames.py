"""Frames: carry a batch of articles through the extractors: frames in, a frame for each kind of fact out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

import polars as pl

from etl.extract.findings import Part, Setting
from etl.extract.inventory import inventory
from etl.extract.names import names
from etl.extract.origin import origin
from etl.extract.people import people
from etl.extract.programmes import programmes
from etl.extract.quantities import furniture_numerals
from etl.extract.rows import Rows, mended_away, of_paragraph, of_removed, table
from etl.frames import frame, records
from etl.records import Article, Edit, Measure, Mention, Numeral, Programme, Quantity, Removed, ThemeTag

ORIGIN_KINDS = {"metadata", "credits"}
LENGTHS = pl.col("tokens").list.eval(pl.element().str.len_chars())
AT_ONCE = 100  # articles whose rows are objects at the same time


class Extracted(NamedTuple):
    """The articles with organ and region, and a frame for each kind of fact."""

    articles: pl.DataFrame
    numerals: pl.DataFrame
    quantities: pl.DataFrame
    measures: pl.DataFrame
    theme_tags: pl.DataFrame
    mentions: pl.DataFrame
    programmes: pl.DataFrame


def extract(articles: pl.DataFrame, paragraphs: pl.DataFrame, removed: pl.DataFrame, edits: pl.DataFrame) -> Extracted:
    """The facts of a batch of articles; each row depends on its own article only, whatever the batch.

    `edits` are asked for numerals alone: one that stood in the raw text is counted though a repair took
    it out. `programmes` has a row for each programme of each article; the warehouse adds them up.
    """
    changed = edits.filter(pl.col("before") != pl.col("after"))
    slices = list(articles.iter_slices(AT_ONCE)) or [articles]
    parts = [_extracted(some, *(_of(some, rows) for rows in (paragraphs, removed, changed))) for some in slices]
    return Extracted(*(pl.concat(rows) for rows in zip(*parts, strict=True)))


def _of(articles: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("article_id").is_in(articles["article_id"].implode()))


def _extracted(
    articles: pl.DataFrame, paragraphs: pl.DataFrame, removed: pl.DataFrame, edits: pl.DataFrame
) -> Extracted:
    """The facts of some articles, whose rows are objects at the same time."""
    parts = _by_article(records(Part, paragraphs.with_columns(lengths=LENGTHS)))
    cut = _by_article(records(Removed, removed))
    changed = _by_article(records(Edit, edits))
    done: list[Article] = []
    rows = Rows()
    for article in records(Article, articles):
        whose = _with_origin(article, parts[article.article_id], cut[article.article_id])
        done.append(whose)
        facts = _facts(whose, parts[article.article_id], cut[article.article_id])
        facts.numerals += mended_away(changed[article.article_id], facts.numerals)
        rows.add(facts)
    return Extracted(
        frame(Article, done),
        table(Numeral, rows.numerals),
        table(Quantity, rows.quantities),
        table(Measure, rows.measures),
        table(ThemeTag, rows.tags),
        table(Mention, rows.mentions),
        frame(Programme, rows.programmes),
    )


def _by_article(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.article_id].append(row)
    return found


def _with_origin(article: Article, paragraphs: list[Part], removed: list[Removed]) -> Article:
    """The article with the organ that it speaks for; what clean knows already stands."""
    notes = [row.text for row in removed if row.kind in ORIGIN_KINDS]
    texts = [paragraph.text for paragraph in paragraphs if paragraph.kind == "body"]
    found = origin(article.title, article.byline, article.publisher, notes, texts)
    organ, code, region = article.organ or found.organ, article.region_code or found.region_code, article.region
    return replace(article, organ=organ, region_code=code, region=region or found.region)


def _facts(article: Article, paragraphs: list[Part], removed: list[Removed]) -> Rows:
    """The rows of all paragraphs and of all removed stretches of an article."""
    rows = Rows()
    known_people = people(paragraph.text for paragraph in paragraphs)
    settings = [_setting(article, paragraph, known_people) for paragraph in paragraphs]
    known = frozenset(
        name.normal for paragraph in paragraphs for name in programmes(paragraph.text) if name.type == "programme"
    )
    for paragraph, setting in zip(paragraphs, settings, strict=True):
        rows.add(of_paragraph(paragraph, setting, names(paragraph.text, setting, known)))
    for row in removed:
        rows.add(of_removed(row, furniture_numerals(row.text)))
    rows.programmes = inventory(rows.named)
    return rows


def _setting(article: Article, paragraph: Part, known_people: tuple[str, ...]) -> Setting:
    return Setting(
        kind=paragraph.kind,
        headings=paragraph.headings,
        title=article.title,
        organ=article.organ,
        region=article.region,
        region_code=article.region_code,
        published_on=article.published_on,
        people=known_people,
    )
