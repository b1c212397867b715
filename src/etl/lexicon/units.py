"""Read the units: what may follow a number, its canonical form, its dimension and its size.

`to_base` says how many base units one canonical unit is (the base has 1); units that are counted and
not measured (名, 场) have none. `lone` is `no` where a single Chinese digit before it makes a word
(三角, 四度); `not_before` is a pattern that must not follow it (家 in 家庭).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from etl.lexicon.tables import table


class Unit(NamedTuple):
    """A form of a unit as it is written, and what it stands for."""

    form: str
    canonical: str
    dimension: str
    to_base: float | None
    after_lone: bool
    not_before: re.Pattern[str] | None
    example: str


@cache
def units() -> tuple[Unit, ...]:
    """Every row of `units.tsv`, in its order."""
    return tuple(
        Unit(
            row["unit"],
            row["canonical"],
            row["dimension"],
            float(row["to_base"]) if row["to_base"] else None,
            row["lone"] != "no",
            re.compile(row["not_before"]) if row["not_before"] else None,
            row["example"],
        )
        for row in table("units")
    )


@cache
def _by_first() -> dict[str, list[Unit]]:
    """Units by their first character, the longest first."""
    index: dict[str, list[Unit]] = {}
    for unit in sorted(units(), key=lambda unit: -len(unit.form)):
        index.setdefault(unit.form[0], []).append(unit)
    return index


def unit_at(text: str, at: int) -> Unit | None:
    """The longest unit that stands at this place, None where there is none.

    >>> unit_at("12人次参加", 2).canonical, unit_at("三家庭", 1)
    ('人次', None)
    """
    for unit in _by_first().get(text[at : at + 1], ()):
        if text.startswith(unit.form, at) and not _barred(unit, text, at + len(unit.form)):
            return unit
    return None


def _barred(unit: Unit, text: str, stop: int) -> bool:
    return unit.not_before is not None and unit.not_before.match(text, stop) is not None
