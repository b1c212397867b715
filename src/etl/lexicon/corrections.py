"""Corrections: what OpenCC's `tw2s` gets wrong in our texts, one row each with its reason and an example.

A row must still bite: under test, OpenCC alone gives something else for its example. Rows of two and
more characters go before single characters, the longest first.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).with_suffix(".tsv")


class Correction(NamedTuple):
    """`key` in a Traditional or mixed text stands for `simplified`, whatever OpenCC says.

    `reason` gives the evidence (counts are occurrences in 23,689 simplified official documents);
    `example`, converted whole, gives `expected`.
    """

    key: str
    simplified: str
    reason: str
    example: str
    expected: str


@cache
def corrections() -> tuple[Correction, ...]:
    """The rows of `corrections.tsv`, sorted by key."""
    with TABLE.open(encoding="utf-8", newline="") as table:
        return tuple(Correction(**row) for row in csv.DictReader(table, delimiter="\t"))
