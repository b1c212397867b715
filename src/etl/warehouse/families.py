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

from etl.identity import identified
from etl.sources import source
from etl.warehouse.alike import Read, likeness, read
from etl.warehouse.shingles import BANDS, PAIR, neighbours, sketches

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
FAMILY = pl.Schema(
    {
        "family_id": pl.String,
        "original_article_id": pl.String,
        "original_by": pl.String,
        "articles": pl.Int64,
        "evidence": pl.String,
    }
)
MEMBER = pl.Schema({"article_id": pl.String, "family_id": pl.String, "is_original": pl.Boolean})
# By what the original is known, the surest first: the columns by which a family's articles are put in order.
REASONS = {"linked": "a link to it", "published_on": "date", "publishes": "publisher", "links_on": "no link from it"}
KEPT_READ = 4096  # texts that are held ready; pairs come in the order of their first text


class Sketches(NamedTuple):
    """What the articles are compared by.

    `equal` holds article_id and equal; `places` are 32 frames of article_id and band, asked for one after another.
    """

    equal: pl.DataFrame
    places: Iterable[pl.DataFrame]


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


def parted(sketches_of: pl.DataFrame) -> Sketches:
    """Sketches as `sketched` gives them, in the form in which they are compared."""
    places = (
        sketches_of.select("article_id", band=pl.col("bands").list.get(at, null_on_oob=True)) for at in range(BANDS)
    )
    return Sketches(sketches_of.select("article_id", "equal"), places)


def likenesses(
    sketches_of: Sketches, known: pl.DataFrame, texts: Callable[[Sequence[str]], dict[str, str]]
) -> pl.DataFrame:
    """The pairs of articles that are alike, each once, article_id before other_article_id.

    `known` are such rows that still hold; `texts` gives the texts of the articles that must be looked at.
    Equal texts are each paired with the first of them, and only that one is compared with others.
    """
    equal = sketches_of.equal.drop_nulls("equal").with_columns(first=pl.col("article_id").min().over("equal"))
    twins = equal.filter(pl.col("first") != pl.col("article_id"))
    told = twins.select(
        "first", "article_id", pl.lit("equal").alias("relation"), pl.lit(1.0).alias("alike"), pl.lit("equal letters")
    )
    single = (place.join(twins, on="article_id", how="anti") for place in sketches_of.places)
    pairs = neighbours(single)
    held = known.filter(pl.col("relation") != "equal").join(pairs, on=PAIR.names(), how="semi")
    new = pairs.join(held, on=PAIR.names(), how="anti", maintain_order="left")
    found = [pl.DataFrame(rows, schema=LIKENESS, orient="row") for rows in (told.rows(), *_compared(new, texts))]
    return pl.concat([held.select(LIKENESS.names()), *found]).sort(*LIKENESS)


def _compared(
    pairs: pl.DataFrame, texts: Callable[[Sequence[str]], dict[str, str]]
) -> Iterator[list[tuple[str, str, str, float, str]]]:
    """The pairs that are alike, with what they are to each other, so many at a time."""
    for part in pairs.iter_slices(KEPT_READ // 4):
        found = texts(pl.concat([part["article_id"], part["other_article_id"]]).unique().sort().to_list())

        @lru_cache(maxsize=KEPT_READ)
        def ready(one: str, found: dict[str, str] = found) -> Read:
            return read(found[one])

        told = ((one, other, likeness(ready(one), ready(other))) for one, other in part.iter_rows())
        yield [(one, other, said.relation, round(said.alike, 4), said.evidence) for one, other, said in told if said]


def families(articles: pl.DataFrame, alike: pl.DataFrame | None = None) -> Families:
    """The families of all articles, given article_id, raw_path, url, origin_url, published_on (and text, publisher).

    `alike` are their likenesses; without, they are found from the column text. Every article has a family, also
    one that stands alone. The original is the one that others link to (`linked` says so where the others are not
    given), then the earliest by published_on, then one whose publisher the others name too, then one that links
    to no other, then the first by raw_path.
    """
    if alike is None:
        text_of = dict(articles.select("article_id", "text").iter_rows())
        alike = likenesses(
            parted(sketched(articles)), pl.DataFrame(schema=LIKENESS), lambda ids: {one: text_of[one] for one in ids}
        )
    bonds = alike.filter(pl.col("relation").is_in(JOINS))
    bound = pl.col("article_id").is_in(pl.concat([bonds["article_id"], bonds["other_article_id"]]).implode())
    return joined(_bound(_ranked(_linked(articles).filter(bound)), bonds), alone(articles.filter(~bound)["article_id"]))


def joined(*parts: Families) -> Families:
    """The families of several groups of articles that have none in common."""
    return Families(
        pl.concat([part.families for part in parts]).sort("family_id"),
        pl.concat([part.members for part in parts]).sort("article_id"),
    )


def alone(article_ids: pl.Series) -> Families:
    """The families of articles that are like no other: a family each."""
    one = pl.DataFrame({"article_id": article_ids, "family_id": identified("f", article_ids)}).cast(pl.String)
    said = {"original_by": "the only one", "articles": 1, "evidence": "single"}
    told = one.rename({"article_id": "original_article_id"}).with_columns(
        pl.lit(value, FAMILY[name]).alias(name) for name, value in said.items()
    )
    return Families(told.select(list(FAMILY)), one.with_columns(is_original=True).select(list(MEMBER)))


def _bound(ranked: pl.DataFrame, bonds: pl.DataFrame) -> Families:
    """The families of ranked articles, each of which is bound to another."""
    ids = ranked["article_id"].to_list()
    number = {article_id: at for at, article_id in enumerate(ids)}
    pairs = [
        (number[one], number[other], share)
        for one, other, share in bonds.select("article_id", "other_article_id", "alike").iter_rows()
    ]
    leaders = _leaders(len(ids), pairs)
    least: dict[int, float] = {}
    for one, _, share in pairs:
        least[leaders[one]] = min(share, least.get(leaders[one], 1.0))
    originals = [ids[leader] for leader in leaders]
    members = pl.DataFrame(
        {"article_id": ids, "leader": leaders, "original": originals, "family_id": identified("f", originals)},
        schema={"article_id": pl.String, "leader": pl.Int64, "original": pl.String, "family_id": pl.String},
    ).with_columns(is_original=pl.col("article_id") == pl.col("original"))
    return Families(_grouped(ranked, members, least), members.select(list(MEMBER)))


def _linked(articles: pl.DataFrame) -> pl.DataFrame:
    """The articles with a column that is false where another names the article as its origin."""
    if "linked" in articles.columns:
        return articles
    origins = articles["origin_url"].drop_nulls().unique()
    return articles.with_columns(linked=~pl.col("url").is_in(origins.implode()).fill_null(value=False))


def _ranked(articles: pl.DataFrame) -> pl.DataFrame:
    """The articles, the likeliest original first: a family's first member is its original."""
    told = [pl.lit(None, pl.String).alias(name) for name in ("source", "publisher") if name not in articles.columns]
    return (
        articles.with_columns(told)
        .with_columns(
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
    return pl.DataFrame(rows, schema=FAMILY, orient="row")


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
