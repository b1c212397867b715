"""Periods: cases, and what holds of any text."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.extract.periods import periods

CASES = tomllib.loads((Path(__file__).parent / "cases" / "periods.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_a_period_is_read_from_the_day_of_publication(case):
    found = periods(case["text"], case.get("published"))
    shown = [[case["text"][p.start : p.stop], str(p.since or ""), str(p.until or "")] for p in found]
    assert shown == case["expect"]


WORDS = (
    "近 三 11 2021 二〇二三 年 月 日 以来 来 今年 去年 连续 截至 底 初 至 4 28 下半年 "
    "第一季度 党的十九大 “十四五” 期间 7 ９"
)
PIECES = st.sampled_from(WORDS.split())


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join), st.none() | st.dates(date(2000, 1, 1), date(2030, 1, 1)))
def test_any_text_gives_ordered_days_and_disjoint_spans(text, published):
    at = 0
    for period in periods(text, published):
        assert at <= period.start < period.stop <= len(text)
        at = period.stop
        if published is None and period.open_ended:
            assert period.until is None
