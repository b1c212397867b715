"""Sources: what is known of each site whose articles lie under `raw/<name>/`, one TOML file a site.

A folder that no file here names is read with the general rules.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from etl.lexicon.furniture import Rule, rule_of
from etl.sources.web import Web, web_of

HOME = Path(__file__).parent
PARTS = {"title", "publisher", "script", "furniture", "expect", "web"}


@dataclass(frozen=True, slots=True)
class Source:
    """A site: its name in full, who publishes where a page does not say, and its own furniture.

    `script` is that of the edition (hans or hant), where it has one. `expect` bounds what a page of it
    should give (`blocks = [3, 400]`); `web` is for those who fetch it.
    """

    name: str
    title: str = ""
    publisher: str | None = None
    script: str | None = None
    furniture: tuple[Rule, ...] = ()
    expect: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    web: Web | None = None


@cache
def source(name: str) -> Source:
    """The source of that name; one without a file of its own has only the general rules."""
    path = HOME / f"{name}.toml"
    if "/" in name or not path.is_file():
        return Source(name)
    with path.open("rb") as table:
        known = tomllib.load(table)
    unknown = sorted(set(known) - PARTS)
    if unknown:
        raise ValueError(f"{path.name}: a source knows no {', '.join(unknown)}")
    return Source(
        name,
        known.get("title", ""),
        known.get("publisher"),
        known.get("script"),
        tuple(map(rule_of, known.get("furniture", []))),
        {key: (low, high) for key, (low, high) in known.get("expect", {}).items()},
        web_of(name, known["web"]) if "web" in known else None,
    )


def expected() -> dict[str, Mapping[str, tuple[int, int]]]:
    """By source, how much an article of it should give, of the sources that say so."""
    return {name: source(name).expect for name in names() if source(name).expect}


def names() -> tuple[str, ...]:
    """The sources that have a file, sorted."""
    return tuple(sorted(path.stem for path in HOME.glob("*.toml")))
