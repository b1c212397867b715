"""Read the allusions: numbered slogans and phrases that every official knows (两个维护, 三会一课)."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from etl.lexicon.tables import table


class Allusion(NamedTuple):
    """A set phrase as it is written without quotes, and what it stands for."""

    surface: str
    gloss_en: str
    expansion_zh: str


@cache
def allusions() -> tuple[Allusion, ...]:
    """Every row of `allusions.tsv`, sorted by surface."""
    return tuple(Allusion(**row) for row in table("allusions"))
