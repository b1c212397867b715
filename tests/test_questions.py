"""The views and macros for analysts answer their questions with the right rows."""

from dataclasses import replace
from datetime import date, datetime

import polars as pl
import pytest

from etl.frames import frame
from etl.records import Measure, Quantity, Reject
from etl.warehouse import publish as publishing
from etl.warehouse.finish import finish
from etl.warehouse.load import forget
from tests.warehouse_cases import REGIONS, RUN, THEMES, asked, build, facts, only_rejects


def saying(name, published_on, sessions, **changes):
    """An article of another text that states another number of 培训班."""
    batch = facts(name, published_on=published_on)
    heading, body = batch["paragraphs"]["text"]
    paragraphs = batch["paragraphs"].with_columns(text=pl.Series([heading, f"{name}：{body}" * 3]))
    first, second = (Quantity(**row) for row in batch["quantities"].iter_rows(named=True))
    stated = {
        "text": f"{sessions}期",
        "value": float(sessions),
        "low": float(sessions),
        "high": float(sessions),
    } | changes
    return {**batch, "paragraphs": paragraphs, "quantities": frame(Quantity, [replace(first, **stated), second])}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    folder = tmp_path_factory.mktemp("questions")
    build(
        folder,
        facts("a"),
        facts("reprint", published_on=date(2025, 1, 1)),
        saying("later", date(2024, 9, 1), 15),
        saying("next", date(2025, 3, 1), 20),
        only_rejects(Reject("other/x.txt", "0" * 64, "clean", "it is blank")),
    )
    return folder


def test_what_was_done_knows_place_and_theme_and_counts_a_text_once(warehouse):
    everything = asked(warehouse, "select published_on, quantities from what_was_done('湖南')")
    assert everything == [
        (date(2024, 5, 6), ["12期培训班", "3000余人次干部"]),
        (date(2024, 9, 1), ["15期培训班", "3000余人次干部"]),
        (date(2025, 3, 1), ["20期培训班", "3000余人次干部"]),
    ]
    assert asked(warehouse, "from what_was_done('湖南', topic := '组织建设')")
    assert asked(warehouse, "from what_was_done('湖南', topic := '作风建设')") == []
    assert asked(warehouse, "from what_was_done('广东')") == []


def test_a_programme_spreads_year_by_year(warehouse):
    found = asked(warehouse, "select name, region, year, articles, earlier, organs from programme_spread('頭雁')")
    assert found == [
        ("头雁课堂", "雁峰区", 2024, 2, 0, ["雁峰区机关工委"]),
        ("头雁课堂", "雁峰区", 2025, 1, 1, ["雁峰区机关工委"]),
    ]


@pytest.mark.parametrize("what", ["培训", "培訓班", "期"])
def test_an_indicator_moves_over_time(warehouse, what):
    found = asked(warehouse, f"select year, value, change from indicator('雁峰区', '{what}')")
    assert found == [(2024, 12.0, None), (2024, 15.0, 3.0), (2025, 20.0, 5.0)]


def test_figures_of_one_year_contradict_each_other(warehouse):
    found = asked(warehouse, "select about, year, counted, one, other, one_id, other_id from conflicting_figures")
    assert found == [("头雁课堂", 2024, "培训班", "12期", "15期", "q-a-期", "q-later-期")]


def test_a_bound_contradicts_nothing_that_it_allows(tmp_path):
    build(tmp_path, facts("a"), saying("later", date(2024, 9, 1), 10, op="ge", high=None))
    assert asked(tmp_path, "from conflicting_figures") == []


def test_totals_by_theme_never_add_visits_to_people(warehouse):
    found = asked(warehouse, "select theme_id, unit, amounts, articles, total, at_most from theme_totals order by unit")
    assert found == [("org.branch", "人次", 3, 3, 9000.0, 12000.0), ("org.branch", "期", 3, 3, 47.0, 47.0)]


def test_plans_are_in_no_total(tmp_path):
    batch = facts()
    planned = [replace(Measure(**row), status="planned") for row in batch["measures"].iter_rows(named=True)]
    build(tmp_path, {**batch, "measures": frame(Measure, planned)})
    assert asked(tmp_path, "from theme_totals") == []


def test_the_health_of_sources(warehouse):
    found = asked(
        warehouse, "select source, articles, reprints, set_aside, paragraphs, no_date from source_health order by 1"
    )
    assert found == [("other", 0, 0, 1, 0, 0), ("samples", 4, 1, 0, 8, 0)]


def test_what_changed_is_told_run_by_run(tmp_path):
    changed = "select fate, raw_path, measures from changed_last_run order by raw_path"
    build(tmp_path, facts("a"), facts("b"))
    assert asked(tmp_path, changed) == [("new", "samples/a.txt", 1), ("new", "samples/b.txt", 1)]
    later = replace(RUN, started_at=datetime(2026, 1, 3), finished_at=datetime(2026, 1, 3))  # noqa: DTZ001
    with publishing.writer(tmp_path):
        working = publishing.begin(tmp_path)
        forget(working, ["samples/b.txt"])
        publishing.let_go(working)
        finish(working, later, THEMES, REGIONS)
        publishing.publish(working, tmp_path)
    assert asked(tmp_path, changed) == [("gone", "samples/b.txt", 0)]
    last = replace(RUN, started_at=datetime(2026, 1, 4), finished_at=datetime(2026, 1, 4))  # noqa: DTZ001
    build(tmp_path, facts("a", raw_sha256="1" * 64), facts("c"), run=last)
    assert asked(tmp_path, changed) == [("changed", "samples/a.txt", 1), ("new", "samples/c.txt", 1)]
