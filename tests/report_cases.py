"""A report to try: three articles, of which one attacks the page with every text it has."""

import json
import re
from dataclasses import replace
from datetime import date

import polars as pl

from etl.frames import frame, records
from etl.records import Paragraph
from etl.report import report
from etl.text import Span
from tests.warehouse_cases import build, facts

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \"' ]]> --> \u2028 \u202e反 \x1b[31m =1+1 {{7*7}} ${x}"


def hostile(name="hostile"):
    """An article whose every text attacks the page."""
    batch = facts(
        name, title=HOSTILE, title_original=HOSTILE, organ=HOSTILE, byline=HOSTILE, published_on=date(2023, 1, 1)
    )
    (*_, body) = records(Paragraph, batch["paragraphs"])
    text = HOSTILE + body.text
    attack = replace(
        body, paragraph_id=f"z-{name}", position=2, text=text, original=text, tokens=(text,), sentences=(),
        spans=(Span(0, len(text), 0, len(text)),),
    )  # fmt: skip
    held = pl.concat([batch["paragraphs"], frame(Paragraph, [attack])])
    removed = batch["removed"].with_columns(text=pl.lit(HOSTILE), rule=pl.lit(HOSTILE))
    programmes = batch["programmes"].with_columns(name=pl.lit(HOSTILE))
    return {**batch, "paragraphs": held, "removed": removed, "programmes": programmes}


def page_in(folder):
    """The report of three articles, made in a folder."""
    build(folder, facts("a"), facts("reprint", published_on=date(2025, 1, 1)), hostile())
    report(folder, folder / "report.html")
    return folder / "report.html"


def data(page):
    text = page.read_text(encoding="utf-8")
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)[1])
