"""Shingles: sketch a text by its five-character pieces, so that like texts are found without comparing all.

A sketch is a MinHash of 128 numbers in 32 bands of four. Two texts that have half of their pieces in common
share a band in 87 of 100 cases, two that have seven tenths practically always, two unrelated ones of the same
genre hardly ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
from rensa import RMinHash

Pieces = npt.NDArray[np.uint64]

PIECE = 5  # characters; measured on 500 articles and 1,552 variants: J >= .5 finds every reprint with other furniture
LEAST = 40  # pieces; a shorter text says too little to be called a copy unless it is equal
LEAST_EQUAL = 20  # characters; two notices of 图片新闻 are not one text
NUMBERS, BANDS, SEED = 128, 32, 20240506
PAIR = pl.Schema({"article_id": pl.String(), "other_article_id": pl.String()})
MANY = 32  # texts with one band in common; above that, neighbours only are compared, not all pairs

_LETTERS = re.compile(r"[^0-9A-Za-z\u3400-\u9fff\U00020000-\U0003ffff]+")
_FACTORS = np.array(  # large odd numbers, one for each place in a piece
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5, 0xD6E8FEB86659FD93],
    dtype=np.uint64,
)


class Sketch(NamedTuple):
    """What is kept of a text: a hash of its letters (None where they are few), and its bands (none for a short one)."""

    equal: str | None
    bands: list[int]


def letters(text: str) -> str:
    """What of a text counts: Han characters, letters and digits.

    >>> letters("第1 批，共3个。")
    '第1批共3个'
    """
    return _LETTERS.sub("", text).lower()


def run_of_pieces(text: str) -> Pieces:
    """The hashes of all stretches of five characters, in the order of the text."""
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if points.size < PIECE:
        return np.empty(0, dtype=np.uint64)
    mixed = np.zeros(points.size - PIECE + 1, dtype=np.uint64)
    for place, factor in enumerate(_FACTORS):
        mixed += points[place : place + mixed.size] * factor
    mixed ^= mixed >> np.uint64(29)
    mixed *= _FACTORS[1]
    mixed ^= mixed >> np.uint64(32)
    return mixed


def sketches(texts: Iterable[str], chunk: int = 256) -> list[Sketch]:
    """The sketch of each text, in order; texts are simplified already, their other characters do not count."""
    out: list[Sketch] = []
    rest = iter(texts)
    while part := [letters(text) for text in islice(rest, chunk)]:
        out += map(Sketch, map(_equal, part), _bands(list(map(run_of_pieces, part))))
    return out


def _equal(text: str) -> str | None:
    return blake2b(text.encode(), digest_size=16).hexdigest() if len(text) >= LEAST_EQUAL else None


def _bands(pieces: Sequence[Pieces]) -> list[list[int]]:
    """Of each text 32 numbers, one for each band of four; none where it has too few pieces.

    A piece that comes again changes no MinHash, and to hash it again is cheaper than to sort the pieces.
    """
    ends = np.cumsum([0, *(found.size for found in pieces)]).astype(np.uint64)
    flat = np.concatenate(pieces) if pieces else np.empty(0, dtype=np.uint64)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, ends, NUMBERS, SEED)
    digests = np.array(matrix.to_rows(), dtype=np.uint64).reshape(len(pieces), BANDS, -1)
    mixed = np.zeros((len(pieces), BANDS), dtype=np.uint64)
    for place in range(NUMBERS // BANDS):
        mixed = (mixed ^ digests[:, :, place]) * _FACTORS[place]
        mixed ^= mixed >> np.uint64(31)
    signed = (mixed >> np.uint64(1)).astype(np.int64)
    return [row if _enough(found) else [] for row, found in zip(signed.tolist(), pieces, strict=True)]


def _enough(pieces: Pieces) -> bool:
    """Whether a text has so many different pieces that it can be called a copy; its first ones mostly tell."""
    return pieces.size >= LEAST and any(np.unique(some).size >= LEAST for some in (pieces[: 2 * LEAST], pieces))


def neighbours(places: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The pairs (`article_id`, `other_article_id`) with a band in common, ascending.

    Each frame holds `article_id` and `band`, the bands that stand at one place of the sketches: a place at a time
    takes a thirtieth of the memory. Where more than 32 texts share a band, each is paired with the next and the first.
    """
    return pl.concat([pl.DataFrame(schema=PAIR), *map(_sharing, places)]).unique().sort(*PAIR)


def _sharing(held: pl.DataFrame) -> pl.DataFrame:
    """The pairs of one place."""
    rows = held.filter(pl.col("band").is_duplicated()).drop_nulls("band").sort("band", "article_id")
    rows = rows.with_columns(texts=pl.len().over("band"))
    few = rows.filter(pl.col("texts") <= MANY)
    pairs = few.join(few, on="band", suffix="_2")
    many = rows.filter(pl.col("texts") > MANY)
    after = many.with_columns(article_id_2=pl.col("article_id").shift(-1).over("band")).drop_nulls("article_id_2")
    first = many.with_columns(article_id_2="article_id", article_id=pl.col("article_id").first().over("band"))
    every = [frame.select("article_id", other_article_id="article_id_2") for frame in (pairs, after, first)]
    return pl.concat(every).filter(pl.col("article_id") < pl.col("other_article_id"))
