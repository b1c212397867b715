"""Families: find the articles that are one text: reprints, mirrors, excerpts, the other script.

Two texts are one where their letters are equal, where half of all their five-character pieces are
common to both, or where four fifths of the shorter stand in a longer that is less than twice as long;
unless the one is a version of the other (see `alike`). What was found of two articles is kept, so that only
those that came since are compared again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import polars as pl

from etl.identity import identify
from etl.sources import source
from etl.warehouse.alike import Read, likeness, read
from etl.warehouse.shingles import neighbours, sketches

JOINS = frozenset({"equal", "copy", "excerpt"})
LIKENESS = pl.Schema(
    {
        "article_id": pl.String,
        "other_article_id": pl.String,
        "relation": pl.String,
        "alike": pl.Float64,
        "evidence": pl.String,
    }
)
SKETCH = pl.Schema({"article_id": pl.String(), "equal": pl.String(), "bands": pl.List(pl.Int64)})
KEPT_READ = 4096  # texts that are held ready; pairs come in the order of their first text


class Families(NamedTuple):
    """The families, and every article's place in them.

    `families` holds family_id, original_article_id, original_by, articles and evidence; `members` article_id,
    family_id and is_original.
    """

    families: pl.DataFrame
    members: pl.DataFrame


def sketched(articles: pl.DataFrame) -> pl.DataFrame:
    """The sketches of articles, given article_id and text: article_id, equal and bands."""
    found = sketches(articles["text"])
    return pl.DataFrame(
        {
            "article_id": articles["article_id"],
            "equal": [sketch.equal for sketch in found],
            "bands": [sketch.bands for sketch in found],
        },
        schema=SKETCH,
    )


def likenesses(
    sketches_of: pl.DataFrame, known: pl.DataFrame, texts: Callable[[Sequence[str]], dict[str, str]]
) -> pl.DataFrame:
    """The pairs of articles that are alike, each once, article_id before other_article_id.

    `known` are such rows that still hold; `texts` gives the texts of the articles that must be looked at.
    Equal texts are each paired with the first of them, and only that one is compared with others.
    """
    ranked = sketches_of.sort("article_id")
    equal = ranked.drop_nulls("equal").with_columns(first=pl.col("article_id").first().over("equal"))
    twins = equal.filter(pl.col("first") != pl.col("article_id")).select("first", "article_id")
    rows = [(first, other, "equal", 1.0, "equal letters") for first, other in twins.iter_rows()]
    single = ranked.join(twins, on="article_id", how="anti").with_row_index("number")
    ids = single["article_id"].to_list()
    pairs = [
        (ids[one], ids[other])
        for one, other in neighbours(single.select(pl.col("number").cast(pl.Int64), "bands")).iter_rows()
    ]
    held = {(one, other): row for one, other, *row in known.iter_rows()}
    rows += [(*pair, *held[pair]) for pair in pairs if pair in held and held[pair][0] != "equal"]
    rows += _compared([pair for pair in pairs if pair not in held or held[pair][0] == "equal"], texts)
    return pl.DataFrame(sorted(rows), schema=LIKENESS, orient="row")


def _compared(
    pairs: Sequence[tuple[str, str]], texts: Callable[[Sequence[str]], dict[str, str]]
) -> Iterator[tuple[str, str, str, float, str]]:
    """The pairs that are alike, with what they are to each other."""
    step = KEPT_READ // 4
    for at in range(0, len(pairs), step):
        part = pairs[at : at + step]
        found = texts(sorted({one for pair in part for one in pair}))

        @lru_cache(maxsize=KEPT_READ)
        def ready(one: str, found: dict[str, str] = found) -> Read:
            return read(found[one])

        for one, other in part:
            told = likeness(ready(one), ready(other))
            if told:
                yield (one, other, told.relation, round(told.alike, 4), told.evidence)


def families(articles: pl.DataFrame, alike: pl.DataFrame | None = None) -> Families:
    """The families of all articles, given article_id, raw_path, url, origin_url, published_on (and text, publisher).

    `alike` are their likenesses; without, they are found from the column text. Every article has a family, also
    one that stands alone. The original is the one that others link to, then the earliest by published_on, then
    one whose publisher the others name too, then one that links to no other, then the first by raw_path.
    """
    if alike is None:
        text_of = dict(articles.select("article_id", "text").iter_rows())
        alike = likenesses(sketched(articles), pl.DataFrame(schema=LIKENESS), lambda ids: {i: text_of[i] for i in ids})
    ranked = _ranked(articles)
    ids = ranked["article_id"].to_list()
    number = {article_id: at for at, article_id in enumerate(ids)}
    bonds = [
        (number[one], number[other], share) for one, other, relation, share, _ in alike.iter_rows() if relation in JOINS
    ]
    leaders = _leaders(len(ids), bonds)
    least: dict[int, float] = {}
    for one, _, share in bonds:
        least[leaders[one]] = min(share, least.get(leaders[one], 1.0))
    members = pl.DataFrame(
        {"article_id": ids, "leader": leaders, "original": [ids[leader] for leader in leaders]},
        schema={"article_id": pl.String, "leader": pl.Int64, "original": pl.String},
    ).with_columns(
        family_id=pl.col("original").map_elements(lambda original: identify("f", original), return_dtype=pl.String),
        is_original=pl.col("article_id") == pl.col("original"),
    )
    return Families(_grouped(ranked, members, least), members.select(MEMBER).sort("article_id"))


FAMILY = pl.Schema(
    {
        "family_id": pl.String,
        "original_article_id": pl.String,
        "original_by": pl.String,
        "articles": pl.Int64,
        "evidence": pl.String,
    }
)
MEMBER = ("article_id", "family_id", "is_original")
# By what the original is known, the surest first: the columns by which a family's articles are put in order.
REASONS = {"linked": "a link to it", "published_on": "date", "publishes": "publisher", "links_on": "no link from it"}


def _ranked(articles: pl.DataFrame) -> pl.DataFrame:
    """The articles, the likeliest original first: a family's first member is its original."""
    told = [pl.lit(None, pl.String).alias(name) for name in ("source", "publisher") if name not in articles.columns]
    linked = articles["origin_url"].drop_nulls().unique()
    return (
        articles.with_columns(told)
        .with_columns(
            linked=~pl.col("url").is_in(linked.implode()).fill_null(value=False),
            links_on=pl.col("origin_url").is_not_null(),
            publishes=~pl.struct("source", "publisher").map_elements(_publishes, return_dtype=pl.Boolean),
        )
        .sort(*REASONS, "raw_path", nulls_last=True)
    )


def _publishes(row: dict[str, str | None]) -> bool:
    """Whether a page's publisher is the site itself."""
    site = source(row["source"] or "")
    return row["publisher"] is not None and row["publisher"] in {site.title, site.publisher}


def _grouped(ranked: pl.DataFrame, members: pl.DataFrame, least: dict[int, float]) -> pl.DataFrame:
    """A row for each family: its original, by what that is known, its size, and how alike its members are."""
    why = ranked.select(*REASONS).rows()
    first: dict[int, tuple[str, str]] = {}
    second: dict[int, int] = {}
    sizes: dict[int, int] = {}
    for at, (leader, original, family_id) in enumerate(members.select("leader", "original", "family_id").iter_rows()):
        first.setdefault(leader, (family_id, original))
        sizes[leader] = sizes.get(leader, 0) + 1
        if sizes[leader] == 2:
            second[leader] = at
    rows = [
        (family_id, original, _reason(why, leader, second.get(leader)), sizes[leader], _evidence(least.get(leader)))
        for leader, (family_id, original) in first.items()
    ]
    return pl.DataFrame(rows, schema=FAMILY, orient="row").sort("family_id")


def _reason(why: Sequence[tuple[object, ...]], first: int, second: int | None) -> str:
    """By what the first of two articles comes before the second."""
    if second is None:
        return "the only one"
    told = zip(REASONS.values(), why[first], why[second], strict=True)
    return next((reason for reason, one, other in told if one != other), "path")


def _evidence(alike: float | None) -> str:
    if alike is None:
        return "single"
    return "equal" if alike == 1 else f"similar {alike:.2f}"


def _leaders(size: int, bonds: Iterable[tuple[int, int, float]]) -> list[int]:
    """For each number the smallest that it is bound to, through any others."""
    leader = list(range(size))

    def find(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    for one, other, _ in bonds:
        low, high = sorted((find(one), find(other)))
        leader[high] = low
    return [find(number) for number in range(size)]
