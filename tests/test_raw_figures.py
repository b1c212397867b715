"""A law: every quantity's value can be computed again from its own raw characters, and from nothing else."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from etl import pipeline
from etl.extract.numerals import numerals
from etl.lexicon.shadow import shadow
from etl.records import Article, Quantity, records

ROOT = Path(__file__).parents[1]
TEXTS = [ROOT / "raw", ROOT / "tests/answers/heldout/texts", ROOT.parent / "shared" / "seeds"]
SCALES = [1, 100, 10**3, 10**4, 10**8]


def said(surface: str) -> set[float]:
    """Every number that raw characters say, in the scales in which a unit may say it, and with a half after it."""
    plain = "".join(shadow(surface).split())
    values = {value for found in numerals(plain) for value in (found.reading.value, found.reading.high) if value}
    whole = {Fraction(value) + half for value in values for half in (0, Fraction(1, 2))}
    return {0.0} | {float(value * scale) for value in whole for scale in SCALES}


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
