"""Families: find the articles that are one text: reprints, mirrors, the other script.

Two texts are one where their letters are equal, where half of all their five-character pieces are
common to both, or where four fifths of the shorter stand in a longer that is less than twice as long.
(A digest that quotes two articles whole must not make them one, so twice as long is the limit.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from etl.records import identify

Pieces = npt.NDArray[np.uint64]

PIECE = 5  # characters; measured on 500 articles and 1,552 variants: J >= .5 finds every reprint with other furniture
SIMILAR = 0.5
HELD = 0.8
TWICE = 0.5
LEAST = 40  # pieces; a shorter text says too little to be called a copy unless it is equal
LEAST_EQUAL = 20  # characters; two notices of 图片新闻 are not one text
# Pairs worth a look are found over every 16th piece, chosen by its hash, so the same for every text;
# short texts keep all of theirs. A piece that many texts hold joins neighbours only, not all pairs.
SAMPLE = 16
SHORT = 400
MANY = 8
HOPE = 0.25

_LETTERS = re.compile(r"[^0-9A-Za-z\u3400-\u9fff\U00020000-\U0003ffff]+")
_FACTORS = np.array(  # large odd numbers, one for each place in a piece
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5, 0xD6E8FEB86659FD93],
    dtype=np.uint64,
)


class Bond(NamedTuple):
    """Two articles, by number, that are one text, and how alike they are (1 is equal)."""

    first: int
    second: int
    alike: float


class Families(NamedTuple):
    """The families (family_id, original_article_id, articles, evidence) and every article's place in them.

    `members` holds article_id, family_id and is_original.
    """

    families: pl.DataFrame
    members: pl.DataFrame


def families(articles: pl.DataFrame) -> Families:
    """The families of all articles, given article_id, raw_path, url, origin_url, published_on and text.

    Every article has one, also one that stands alone. The original is the earliest by published_on, then
    the one that others link to, then one that links to no other, then the first by raw_path.
    """
    ranked = _ranked(articles)
    bonds = list(_bonds([_letters(text) for text in ranked["text"]]))
    leaders = _leaders(ranked.height, bonds)
    least: dict[int, float] = {}
    for bond in bonds:
        leader = leaders[bond.first]
        least[leader] = min(bond.alike, least.get(leader, 1.0))
    ids = ranked["article_id"].to_list()
    members = pl.DataFrame(
        {"article_id": ids, "leader": leaders, "original": [ids[leader] for leader in leaders]},
        schema={"article_id": pl.String, "leader": pl.Int64, "original": pl.String},
    ).with_columns(
        family_id=pl.col("original").map_elements(lambda original: identify("f", original), return_dtype=pl.String),
        is_original=pl.col("article_id") == pl.col("original"),
    )
    grouped = members.group_by("family_id", original_article_id="original", leader="leader").agg(articles=pl.len())
    evidence = [_evidence(least.get(leader)) for leader in grouped["leader"]]
    found = grouped.with_columns(pl.col("articles").cast(pl.Int64), evidence=pl.Series(evidence, dtype=pl.String))
    return Families(
        found.select("family_id", "original_article_id", "articles", "evidence").sort("family_id"),
        members.select("article_id", "family_id", "is_original").sort("article_id"),
    )


def _ranked(articles: pl.DataFrame) -> pl.DataFrame:
    """The articles, the likeliest original first: a family's first member is its original."""
    linked = articles["origin_url"].drop_nulls().unique()
    return articles.sort(
        pl.col("published_on"),
        ~(pl.col("url").is_in(linked.implode()).fill_null(value=False)),
        pl.col("origin_url").is_not_null(),
        pl.col("raw_path"),
        nulls_last=True,
    )


def _evidence(alike: float | None) -> str:
    if alike is None:
        return "single"
    return "equal" if alike == 1 else f"similar {alike:.2f}"


def _letters(text: str) -> str:
    """What of a text counts: Han characters, letters and digits.

    >>> _letters("第1 批，共3个。")
    '第1批共3个'
    """
    return _LETTERS.sub("", text).lower()


def _bonds(texts: list[str]) -> Iterator[Bond]:
    """Equal texts, each to the first of them; then, among the first ones, those that are alike."""
    first: dict[str, int] = {}
    for number, text in enumerate(texts):
        if len(text) < LEAST_EQUAL:
            continue
        if first.setdefault(text, number) != number:
            yield Bond(first[text], number, 1.0)
    pieces = {number: _pieces(text) for text, number in first.items()}
    pieces = {number: found for number, found in pieces.items() if found.size >= LEAST}
    for one, other in _candidates(pieces):
        alike = _alike(pieces[one], pieces[other])
        if alike is not None:
            yield Bond(one, other, min(alike, 0.99))


def _pieces(text: str) -> Pieces:
    """The hashes of all stretches of five characters, sorted, each once."""
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if points.size < PIECE:
        return np.empty(0, dtype=np.uint64)
    mixed = np.zeros(points.size - PIECE + 1, dtype=np.uint64)
    for place, factor in enumerate(_FACTORS):
        mixed += points[place : place + mixed.size] * factor
    mixed ^= mixed >> np.uint64(29)
    mixed *= _FACTORS[1]
    mixed ^= mixed >> np.uint64(32)
    return np.unique(mixed)


def _candidates(pieces: dict[int, Pieces]) -> list[tuple[int, int]]:
    """Pairs that have a fair part of their sampled pieces in common, in order."""
    samples = {number: _sample(found) for number, found in pieces.items()}
    numbers = np.repeat(np.array(list(samples), dtype=np.int64), [found.size for found in samples.values()])
    if numbers.size == 0:
        return []
    held = pl.DataFrame({"piece": np.concatenate(list(samples.values())), "number": numbers})
    rows = held.sort("piece", "number").with_columns(texts=pl.len().over("piece")).filter(pl.col("texts") > 1)
    few = rows.filter(pl.col("texts") <= MANY)
    pairs = few.join(few, on="piece", suffix="_2").filter(pl.col("number") < pl.col("number_2"))
    many = rows.filter(pl.col("texts") > MANY)
    chained = many.with_columns(number_2=pl.col("number").shift(-1).over("piece")).drop_nulls("number_2")
    both = pl.concat([pairs.select("number", "number_2"), chained.select("number", "number_2")])
    common = both.group_by("number", "number_2").agg(common=pl.len()).sort("number", "number_2")
    sizes = {number: max(1, pieces[number].size // SAMPLE) for number in pieces}
    return [(one, other) for one, other, shared in common.iter_rows() if shared >= HOPE * min(sizes[one], sizes[other])]


def _sample(found: Pieces) -> Pieces:
    return found if found.size <= SHORT else found[found % np.uint64(SAMPLE) == 0]


def _alike(one: Pieces, other: Pieces) -> float | None:
    """The common part of all pieces of two texts, or None where they are two texts."""
    common = np.intersect1d(one, other, assume_unique=True).size
    small, large = sorted((one.size, other.size))
    jaccard = common / (small + large - common)
    held = common >= HELD * small and small > TWICE * large
    return jaccard if jaccard >= SIMILAR or held else None


def _leaders(size: int, bonds: Iterable[Bond]) -> list[int]:
    """For each number the smallest that it is bound to, through any others."""
    leader = list(range(size))

    def find(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    for bond in bonds:
        low, high = sorted((find(bond.first), find(bond.second)))
        leader[high] = low
    return [find(number) for number in range(size)]
