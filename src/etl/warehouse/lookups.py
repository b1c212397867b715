"""Look up: the lexicons that readers join by code, as rows of their tables: themes and regions."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

import polars as pl

THEMES = {name: pl.String() for name in ("theme_id", "parent_id", "label_zh", "label_en", "basis")}
REGIONS = {name: pl.String() for name in ("region_code", "name", "full_name", "level", "parent_code")}
_SEEN = re.compile(r"S\d+")  # marks a theme as seen in a text that it was drawn up from: no basis for a reader


def themes() -> pl.DataFrame:
    """The themes of the lexicon, upper level and leaves, as rows of table `themes`."""
    known = known_themes()
    rows = [_theme(entry, None) for entry in known["top"]]
    rows += [_theme(entry, entry["id"].split(".")[0]) for entry in known["leaf"]]
    return pl.DataFrame(rows, schema=THEMES, orient="row").sort("theme_id")


def regions() -> pl.DataFrame:
    """The divisions of the lexicon, as rows of table `regions`."""
    read = pl.read_csv(_text("regions.tsv").encode(), separator="\t", quote_char=None, schema_overrides=REGIONS)
    return read.select(list(REGIONS)).sort("region_code")


@cache
def known_themes() -> dict[str, Any]:
    """The file of themes, read once."""
    return tomllib.loads(_text("themes.toml"))


def _theme(entry: dict[str, Any], parent: str | None) -> tuple[str | None, ...]:
    basis = ", ".join(source for source in entry["src"] if not _SEEN.fullmatch(source))
    return entry["id"], parent, entry["zh"], entry["en"], basis


def _text(name: str) -> str:
    return (resources.files("etl") / "lexicon" / name).read_text(encoding="utf-8")
