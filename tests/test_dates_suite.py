"""Dates and stretches of time against the public suite of the recognizers.

Left out, since no report writes so or no day could be given without inventing one: lunar dates (their day
of our calendar is another), reigns, years before 1900, days written in another order than year, month,
day, numbers with no word for a year, counts that Chinese does not use so (上1月), and 最近.
"""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from etl.extract.dates import dates
from etl.extract.findings import Setting
from etl.extract.periods import periods
from etl.lexicon.shadow import shadow

SUITE = Path(__file__).parents[2] / "shared" / "suites" / "recognizers"
LEFT_OUT = re.compile(
    r"农历|初一|正月|大年|神龙|康熙|雍正|民国|\b1[0-8]\d\d|三六七年|789年|\d{4} \d\d \d\d|最近|[前上下]1[周月年天]"
    r"|^(?:2018|2100)看|你?\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{2,4})?(?!\d)(?:有|$|-)|13\.5|3-7-2017"
)
pytestmark = pytest.mark.skipif(not SUITE.exists(), reason="the public suites lie beside the project")


def cases(name):
    rows = json.loads((SUITE / f"{name}.json").read_text(encoding="utf-8"))
    return [row for row in rows if not LEFT_OUT.search(row["Input"])]


def day_is_right(row):
    """The last such day or the next one; a day that no calendar has gets no code."""
    today = row.get("Context", {}).get("ReferenceDateTime", "2016-11-07")[:10]
    found = dates(shadow(row["Input"]), Setting(published_on=date.fromisoformat(today)))
    wanted = row["Results"][0]["Value"]
    days = {wanted[side]["date"] for side in ("PastResolution", "FutureResolution")}
    return bool(found) and found[0].code in (days - {"0001-01-01"} or {None})


def test_days_of_the_public_suite():
    rows = cases("DateParser")
    assert len(rows) >= 36
    assert sum(map(day_is_right, rows)) / len(rows) >= 0.85


def stretch_is_right(row):
    """The outermost stretches are those of the suite; 从 in front is no part of a time here."""
    text, today = shadow(row["Input"]), date(2016, 11, 7)
    spans = {(one.start, one.stop) for one in periods(text, today)}
    spans |= {(one.start, one.stop) for one in dates(text, Setting(published_on=today))}
    outer = [
        (low, high)
        for low, high in sorted(spans)
        if not any((a, b) != (low, high) and a <= low and high <= b for a, b in spans)
    ]
    wanted = [(one["Start"], one["Start"] + one["Length"]) for one in row["Results"]]
    return outer == [(low + text.startswith("从", low), high) for low, high in wanted]


def test_stretches_of_the_public_suite():
    rows = cases("DatePeriodExtractor")
    assert len(rows) >= 40
    assert sum(map(stretch_is_right, rows)) / len(rows) >= 0.85
