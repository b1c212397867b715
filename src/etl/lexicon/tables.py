"""Read a lexicon table: tab-separated, one entry a line, the first line names the columns."""

from __future__ import annotations

import csv
from importlib.resources import files


def rows(name: str) -> list[dict[str, str]]:
    """The entries of `lexicon/<name>.tsv`, each a dict by column; empty cells are empty strings."""
    text = files("etl.lexicon").joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
