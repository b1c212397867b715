"""Whole articles go in, replace what was known of their raw files, and go out again; all or nothing."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import duckdb
import polars as pl
import pytest

from etl import pipeline
from etl.frames import frame
from etl.records import Measure, Programme, Reject
from etl.warehouse import duck, tables
from etl.warehouse import finish as finishing
from etl.warehouse.duck import rows, writing
from etl.warehouse.finish import finish
from etl.warehouse.load import Known, forget, known, load, state
from etl.warehouse.publish import begin, writer
from tests.warehouse_cases import (
    NOON,
    REGIONS,
    RUN,
    THEMES,
    asked,
    build,
    everything,
    facts,
    only_rejects,
    together,
)

LATER = NOON + timedelta(days=365)
BLANK = Reject("samples/blank.txt", "0" * 64, "clean", "put text into this file: it is blank")


@pytest.fixture
def working(tmp_path):
    with writer(tmp_path):
        yield begin(tmp_path)


def count(working, table):
    with writing(working) as con:
        return rows(con, f"select count(*) from {table}")[0][0]


def test_loading_twice_equals_loading_once(tmp_path):
    build(tmp_path / "once", facts())
    build(tmp_path / "twice", facts(), facts())
    assert everything(tmp_path / "once") == everything(tmp_path / "twice")


def test_batches_and_their_order_leave_no_trace(tmp_path):
    build(tmp_path / "one", together(facts("a"), facts("b")))
    build(tmp_path / "two", facts("b"), facts("a"))
    build(tmp_path / "three", facts("b"))
    build(tmp_path / "three", facts("a"))
    assert everything(tmp_path / "one") == everything(tmp_path / "two") == everything(tmp_path / "three")


def test_a_new_reading_of_a_file_replaces_every_row_of_the_old_one(working):
    load(working, facts(), RUN)
    shorter = {name: rows_in.clear() for name, rows_in in facts().items()}
    again = facts("new", raw_path="samples/a.txt")["articles"]
    assert load(working, {**shorter, "articles": again}, RUN)["articles"] == 1
    assert [count(working, name) for name in tables.OF_ARTICLES] == [0] * (len(tables.OF_ARTICLES) - 1) + [1]


def test_a_file_that_is_set_aside_now_is_no_article_any_more_and_the_other_way_round(working):
    load(working, facts(), RUN)
    load(working, only_rejects(replace(BLANK, raw_path="samples/a.txt")), RUN)
    assert (count(working, "articles"), count(working, "paragraphs"), count(working, "rejects")) == (0, 0, 1)
    load(working, facts(), RUN)
    assert (count(working, "articles"), count(working, "paragraphs"), count(working, "rejects")) == (1, 2, 0)


def test_a_file_refused_again_keeps_the_time_it_was_first_refused(tmp_path):
    build(tmp_path, only_rejects(BLANK))
    build(tmp_path, only_rejects(BLANK), run=replace(RUN, started_at=LATER, rules_version="rules2"))
    assert asked(tmp_path, "select seen_at, rules_version from rejects") == [(NOON, "rules2")]
    build(tmp_path, only_rejects(replace(BLANK, raw_sha256="1" * 64)), run=replace(RUN, started_at=LATER))
    assert asked(tmp_path, "select seen_at from rejects") == [(LATER,)]


def test_a_batch_that_breaks_leaves_nothing(working):
    load(working, facts("a"), RUN)
    bad = facts("b")
    bad["measures"] = pl.concat([bad["measures"], bad["measures"]])
    with pytest.raises(duckdb.ConstraintException):
        load(working, together(facts("a"), facts("c")) | {"measures": bad["measures"]}, RUN)
    assert count(working, "articles") == 1
    assert count(working, "measures") == 1


def test_an_article_is_not_loaded_by_halves(working):
    half = facts()
    del half["edits"]
    with pytest.raises(ValueError, match="edits"):
        load(working, half, RUN)


def test_a_frame_with_more_columns_or_in_another_order_is_welcome(working):
    batch = facts()
    batch["articles"] = batch["articles"].select(*reversed(batch["articles"].columns), note=pl.lit("x"))
    batch["blocks"] = pl.DataFrame({"x": [1]})
    assert load(working, batch, RUN)["articles"] == 1


def test_a_batch_comes_as_well_from_the_files_in_which_it_rests(tmp_path):
    refused = [BLANK, replace(BLANK, reason="another reason"), replace(BLANK, raw_path="samples/a [1]*.txt")]
    batch = facts() | {"rejects": frame(Reject, refused)}
    pipeline.write(batch, tmp_path / "rests [1]*")
    assert build(tmp_path / "frames", batch) == build(tmp_path / "files", pipeline.resting(tmp_path / "rests [1]*"))
    assert everything(tmp_path / "frames") == everything(tmp_path / "files")


def test_forgetting_a_file_removes_its_rows_and_nothing_else(tmp_path):
    build(tmp_path / "both", facts("a"), facts("b"), only_rejects(BLANK))
    build(tmp_path / "one", facts("a"))
    with writer(tmp_path / "both"):
        working = begin(tmp_path / "both")
        assert forget(working, ["samples/b.txt", BLANK.raw_path, "samples/never.txt"]) == 2
        finish(working, RUN, THEMES, REGIONS)
        with writing(working) as con:
            kept = tables.ORDER.keys() - {"runs", "changes", "fact_changes"}
            left = {name: rows(con, f"select count(*) from {name}")[0][0] for name in kept}
    assert left == {name: len(held) for name, held in everything(tmp_path / "one").items()}


def test_held_says_what_is_published(tmp_path):
    assert state(tmp_path).tables == {}
    assert build(tmp_path, facts()) == state(tmp_path).tables


def test_known_says_what_was_read_of_articles_and_rejects(tmp_path):
    assert known(tmp_path) == {}
    build(tmp_path, facts(), only_rejects(BLANK))
    digest = facts()["articles"]["raw_sha256"][0]
    assert known(tmp_path) == {
        "samples/a.txt": Known(digest, "rules1", rejected=False),
        "samples/blank.txt": Known("0" * 64, "rules1", rejected=True),
    }


def test_programmes_are_named_and_counted_over_the_whole_warehouse(tmp_path):
    early = facts("b", published_on=date(2020, 2, 3))
    early["programmes"] = frame(Programme, [Programme("a-b", "g-头雁课堂", "“头雁”课堂", "other", 3)])
    build(tmp_path, facts("a"), facts("c"), early)
    found = asked(tmp_path, "select name, kind, mentions, first_published_on from programmes")
    assert found == [("“头雁”课堂", "brand", 5, date(2020, 2, 3))]
    with writer(tmp_path):
        working = begin(tmp_path)
        forget(working, ["samples/b.txt"])
        finish(working, RUN, THEMES, REGIONS)
        with writing(working) as con:
            assert rows(con, "select name, kind, mentions from programmes") == [("头雁课堂", "brand", 2)]


def tables_of(batch, name, record):
    return [record(**row) for row in batch[name].iter_rows(named=True)]


def test_hostile_text_is_kept_as_it_is(working):
    batch = facts()
    nasty = "a\0b\ufffe\ue7ad\u202e'; drop table articles; --"
    measures = [replace(row, object=nasty, programmes=()) for row in tables_of(batch, "measures", Measure)]
    load(working, {**batch, "measures": frame(Measure, measures)}, RUN)
    with writing(working) as con:
        assert rows(con, "select object from measures") == [(nasty,)]


def test_the_runs_id_follows_from_the_content_and_stands_on_every_row(tmp_path):
    build(tmp_path / "one", facts("a"), facts("b"), only_rejects(BLANK))
    build(tmp_path / "two", facts("a"))
    build(tmp_path / "two", facts("b"), only_rejects(BLANK), run=replace(RUN, flow_run_id="f2"))
    last = "select run_id from runs order by started_at, flow_run_id nulls first"
    signed = "select distinct run_id from (select run_id from articles union all select run_id from rejects)"
    assert asked(tmp_path / "one", signed) == asked(tmp_path / "two", signed) == asked(tmp_path / "one", last)
    assert len(asked(tmp_path / "two", last)) == 2


def unlike(name, **changes):
    """The frames of an article whose text no other has."""
    frames = facts(name, **changes)
    text = "".join(chr(0x4E00 + at * at % 9973) for at in range(300))
    return frames | {"paragraphs": frames["paragraphs"].with_columns(text=pl.lit(text))}


def test_a_link_counts_also_where_it_stands_in_an_article_that_is_like_no_other(tmp_path):
    batches = [facts("a", url="https://a.example"), facts("b", url="https://b.example")]
    build(tmp_path, *batches, unlike("c", origin_url="https://b.example"))
    assert asked(tmp_path, "select article_id, is_original from articles order by 1") == [
        ("a-a", False),
        ("a-b", True),
        ("a-c", True),
    ]
    told = "select articles, original_by, evidence from families order by 1"
    assert asked(tmp_path, told) == [(1, "the only one", "single"), (2, "a link to it", "equal")]


def test_texts_are_sketched_in_parts_that_leave_no_trace(tmp_path, monkeypatch):
    batches = facts("a"), facts("b"), unlike("c")
    build(tmp_path / "whole", *batches)
    monkeypatch.setattr(finishing, "SKETCHED_AT_ONCE", 1)
    build(tmp_path / "parts", *batches)
    assert everything(tmp_path / "whole") == everything(tmp_path / "parts")


def test_a_run_says_what_it_left_in_every_table(tmp_path):
    counts = build(tmp_path, facts())
    assert asked(tmp_path, "select counts['paragraphs'], durations['clean'], status from runs") == [
        (2, 0.5, "completed")
    ]
    assert counts["paragraphs"] == 2
    assert counts["runs"] == 1


def test_a_time_with_a_zone_is_refused():
    with pytest.raises(ValueError, match="UTC"):
        tables.Run("r", datetime.fromisoformat("2026-01-01T00:00:00+08:00"))


def test_what_needs_more_memory_than_it_may_take_gets_more_and_is_done_once(tmp_path, monkeypatch):
    monkeypatch.setattr(duck, "FILLING", 8)
    path = tmp_path / "w.duckdb"
    duck.create(path)
    duck.hold(path)
    tries = []

    @duck.insisting
    def fill(path):
        tries.append(path)
        with duck.writing(path) as con:
            con.execute("create table numbers as select range as n, md5(range::varchar) as text from range(200000)")
            con.execute("select list(text) from numbers").fetchall()  # a list is held whole

    try:
        fill(path)
        with duck.writing(path) as con:
            assert duck.rows(con, "select count(*) from numbers") == [(200000,)]
    finally:
        duck.let_go(path)
    assert len(tries) > 1


def test_memory_that_no_machine_has_is_said(tmp_path, monkeypatch):
    path = tmp_path / "w.duckdb"
    duck.create(path)
    monkeypatch.setattr(duck, "_memory", lambda: 8)
    duck.hold(path)

    @duck.insisting
    def fill(path):
        with duck.writing(path) as con:
            con.execute("select list(md5(range::varchar)) from range(2000000)").fetchall()

    try:
        with pytest.raises(duckdb.OutOfMemoryException):
            fill(path)
    finally:
        duck.let_go(path)
