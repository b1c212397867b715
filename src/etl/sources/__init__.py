"""Sources: what is known of each site whose articles lie under `raw/<name>/`, one TOML file a site.

A folder that no file here names is read with the general rules.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from etl.lexicon.furniture import Rule, rule_of

HOME = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Source:
    """A site: its name in full, who publishes where a page does not say, and its own furniture.

    `expect` bounds what a page of it should give (`blocks = [3, 400]`); other tables of the file are
    for those who fetch it, and lie in `more`.
    """

    name: str
    title: str = ""
    publisher: str | None = None
    furniture: tuple[Rule, ...] = ()
    expect: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)


@cache
def source(name: str) -> Source:
    """The source of that name; one without a file of its own has only the general rules."""
    path = HOME / f"{name}.toml"
    if "/" in name or not path.is_file():
        return Source(name)
    with path.open("rb") as table:
        known = tomllib.load(table)
    return Source(
        name,
        known.pop("title", ""),
        known.pop("publisher", None),
        tuple(map(rule_of, known.pop("furniture", []))),
        {key: (low, high) for key, (low, high) in known.pop("expect", {}).items()},
        known,
    )


def names() -> tuple[str, ...]:
    """The sources that have a file, sorted."""
    return tuple(sorted(path.stem for path in HOME.glob("*.toml")))
