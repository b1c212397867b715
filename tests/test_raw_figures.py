"""A law: every quantity's value can be computed again from its own raw characters, and from nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl import pipeline
from etl.extract.said import said
from etl.frames import records
from etl.records import Article, Quantity

ROOT = Path(__file__).parents[1]
TEXTS = [ROOT / "raw", ROOT / "tests/answers/heldout/texts", ROOT.parent / "shared" / "seeds"]


@pytest.mark.parametrize("folder", TEXTS, ids=[folder.name for folder in TEXTS])
def test_values_come_from_raw_characters(folder):
    if not folder.exists():
        pytest.skip(f"{folder.name} lie beside the project")
    files = pipeline.of_paths(sorted(folder.rglob("*.txt")), folder)
    frames = pipeline.through(files, folder)
    articles = list(records(Article, frames["articles"]))
    raw = {each.article_id: (folder / each.raw_path).read_bytes().decode(each.encoding) for each in articles}
    found = list(records(Quantity, frames["quantities"]))
    assert len(found) >= 50
    for quantity in found:
        surface = raw[quantity.article_id][quantity.raw_start : quantity.raw_stop]
        assert {quantity.value, quantity.value_high or quantity.value} <= said(surface), surface
