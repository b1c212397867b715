"""Read the approximators: the words around a number that say how to read it.

`position` is pre (近2500万), infix (1200余条), post (70%以上), mid (10至20名) or outside: said with an
amount, but no part of it (达, 累计). `not_after` and `not_before` are characters whose neighbourhood
makes another word of it (节约, 附近).
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from etl.lexicon.tables import table


class Approximator(NamedTuple):
    """A word that stands at a number, and the op it gives the amount."""

    word: str
    position: str
    op: str
    not_after: str
    not_before: str
    example: str


@cache
def approximators(position: str) -> dict[str, Approximator]:
    """Those of one position, by token, the longest first."""
    found = [Approximator(**row) for row in table("approximators") if row["position"] == position]
    return {one.word: one for one in sorted(found, key=lambda one: (-len(one.word), one.word))}
