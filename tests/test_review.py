"""Marks are data: kept beside the articles, applied to every view, and loud where their text no longer stands."""

import json
from dataclasses import asdict, replace

import pytest
from typer.testing import CliRunner

from etl.cli import app
from etl.records import Complaint
from etl.warehouse.corrections import differ, effect, republish
from etl.warehouse.load import state
from etl.warehouse.marks import FILE, ROOM, Mark, keep, kept, marks_of
from tests.warehouse_cases import asked, build, facts

VISITS = "gt 3000.0 人次"


def marked(warehouse, kind, verdict, name="a", **changes):
    """A mark on the first fact of this kind of an article, as the report's page makes it."""
    query = f"""select a.raw_path, f.raw_start, f.raw_stop, f.kind, f.says, f.text, f.rule from facts f
        join articles a using (article_id) where f.kind = '{kind}' and article_id = 'a-{name}'
        order by raw_start, says limit 1"""
    (found,) = asked(warehouse, query)
    return replace(Mark(*found, verdict=verdict), **changes)


@pytest.fixture
def house(tmp_path):
    """A warehouse of two articles, and a folder raw/ beside it that holds no marks yet."""
    build(tmp_path / "warehouse", facts("a"), facts("b"))
    (tmp_path / "raw").mkdir()
    return tmp_path


def corrected(house, *marks):
    keep(house / "raw", marks)
    republish(house / "raw", house / "warehouse")
    return house / "warehouse"


def states(warehouse):
    return asked(warehouse, "select kind, verdict, state from corrections order by kind, raw_path")


COUNTED = {
    "measure": "select count(*) from measures_flat",
    "quantity": "select count(*) from quantities_flat",
    "theme": "select coalesce(sum(paragraphs), 0) from themes_by_region_year",
    "programme": "select coalesce(sum(mentions), 0) from programmes_by_region",
}


@pytest.mark.parametrize("kind", COUNTED)
def test_a_fact_that_is_marked_wrong_goes_from_the_views_and_stays_in_its_table(house, kind):
    warehouse = house / "warehouse"
    before, all_facts = asked(warehouse, COUNTED[kind])[0][0], asked(warehouse, "select count(*) from facts")
    corrected(house, marked(warehouse, kind, "wrong"))
    assert asked(warehouse, COUNTED[kind])[0][0] == before - 1
    assert asked(warehouse, "select count(*) from facts") == all_facts
    assert asked(warehouse, "select kind from withdrawn") == [(kind,)]


def test_a_withdrawn_amount_is_no_amount_of_its_measure_and_in_no_total(house):
    warehouse = house / "warehouse"
    amount = marked(warehouse, "quantity", "wrong")
    corrected(house, amount)
    (held,) = asked(warehouse, "select quantities from measures_flat where article_id = 'a-a'")[0]
    assert not [one for one in held if one.startswith(amount.text)]


def test_a_fact_that_is_marked_right_stays_everywhere(house):
    warehouse = house / "warehouse"
    before = asked(warehouse, "select count(*) from measures_flat")
    corrected(house, marked(warehouse, "measure", "right"))
    assert asked(warehouse, "select count(*) from measures_flat") == before
    assert states(warehouse) == [("measure", "right", "found")]


def test_a_later_verdict_takes_the_place_of_an_earlier_one(house):
    first = marked(house / "warehouse", "measure", "wrong")
    corrected(house, first)
    corrected(house, replace(first, verdict="right", note="looked again"))
    assert [(mark.verdict, mark.note) for mark in kept(house / "raw")] == [("right", "looked again")]
    assert asked(house / "warehouse", "from withdrawn") == []


def test_a_mistake_that_is_mended_is_not_found_and_not_stale(house):
    mistake = marked(house / "warehouse", "quantity", "wrong", says="eq 99.0 期 · outcome · 培训班")
    assert states(corrected(house, mistake)) == [("quantity", "wrong", "not found")]
    assert state(house / "warehouse").stale == []


@pytest.mark.parametrize(
    "change", [{"raw_start": 1, "raw_stop": 4}, {"text": "培训班99期"}, {"raw_path": "samples/gone.txt"}], ids=str
)
def test_a_mark_whose_text_no_longer_stands_there_is_stale_and_said(house, change):
    moved = marked(house / "warehouse", "quantity", "wrong", says="x", **change)
    assert states(corrected(house, moved)) == [("quantity", "wrong", "stale")]
    (told,) = state(house / "warehouse").stale
    assert "no longer stands there" in told
    assert f"{ROOM}/{FILE}" in told


def test_a_run_takes_the_marks_in_again_after_the_warehouse_is_lost(house, tmp_path):
    mark = marked(house / "warehouse", "measure", "wrong")
    corrected(house, mark)
    build(tmp_path / "anew", facts("a"), facts("b"))
    assert differ(house / "raw", tmp_path / "anew")
    republish(house / "raw", tmp_path / "anew")
    assert not differ(house / "raw", tmp_path / "anew")
    assert asked(tmp_path / "anew", "from corrections") == asked(house / "warehouse", "from corrections")


def test_marks_are_kept_line_by_line_in_one_order(house):
    one, other = (marked(house / "warehouse", "measure", "wrong", name) for name in "ab")
    keep(house / "raw", [other, one])
    keep(house / "raw", [one])
    assert kept(house / "raw") == [one, other]
    lines = (house / "raw" / ROOM / FILE).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["raw_path"] for line in lines] == ["samples/a.txt", "samples/b.txt"]


WHOLE = {
    "raw_path": "a", "raw_start": 1, "raw_stop": 2, "kind": "measure", "says": "x", "text": "x", "rule": "r",
    "verdict": "right", "note": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("not json", "no file of marks"),
        ("7", "no list"),
        ('{"marks": [7]}', "mark 1"),
        (json.dumps({"marks": [WHOLE, {**WHOLE, "verdict": "maybe"}]}), "mark 2 .*verdict is 'maybe'"),
        (json.dumps({"marks": [{**WHOLE, "raw_start": "1"}]}), "raw_start is '1'"),
        (json.dumps({"marks": [{**WHOLE, "text": None}]}), "text is None"),
    ],
    ids=lambda part: part[:12],
)
def test_a_file_that_holds_no_marks_is_refused_with_what_to_mend(tmp_path, told, said):
    (tmp_path / "marks.json").write_text(told, encoding="utf-8")
    with pytest.raises(Complaint, match=said):
        marks_of(tmp_path / "marks.json")


def test_hostile_marks_are_text(house):
    attack = "'); drop table articles; -- <script>=1+1\u202e"
    mark = marked(house / "warehouse", "measure", "wrong", note=attack)
    corrected(house, mark)
    assert asked(house / "warehouse", "select note from corrections") == [(attack,)]


def said(house, *arguments):
    """What `etl review` answers."""
    places = ["--raw", str(house / "raw"), "--warehouse", str(house / "warehouse")]
    return CliRunner().invoke(app, ["review", *map(str, arguments), *places])


def given(house, *marks):
    """A file as the report's page gives it."""
    (house / "marks.json").write_text(json.dumps({"review": 1, "marks": list(map(asdict, marks))}), encoding="utf-8")
    return house / "marks.json"


def test_the_command_takes_marks_in_and_shows_the_precision_of_each_rule(house):
    warehouse = house / "warehouse"
    right, wrong = (marked(warehouse, "measure", verdict, name) for verdict, name in (("right", "a"), ("wrong", "b")))
    told = said(house, given(house, right, wrong), "--json")
    assert told.exit_code == 0
    (score,) = json.loads(told.stdout)["scores"]
    assert (score["kind"], score["rule"]) == ("measure", right.rule)
    assert (score["marked_right"], score["marked_wrong"], score["precision"], score["withdrawn"]) == (1, 1, 0.5, 1)
    assert "0.500" in said(house).stdout


def test_the_command_fails_where_a_mark_is_stale_or_a_right_fact_is_lost(house):
    warehouse = house / "warehouse"
    stale = marked(warehouse, "measure", "wrong", text="举办别的", says="x")
    lost = marked(warehouse, "quantity", "right", says="eq 99.0 期")
    told = said(house, given(house, stale, lost))
    assert told.exit_code == 1
    assert "举办别的" in told.stdout
    assert "is no longer found there" in told.stdout
    assert said(house).exit_code == 1
    assert effect(warehouse).ok is False


def test_the_command_says_how_to_begin(house):
    told = said(house)
    assert told.exit_code == 0
    assert "etl report" in told.stdout


def test_check_names_a_stale_mark(house):
    corrected(house, marked(house / "warehouse", "measure", "wrong", text="举办别的", says="x"))
    arguments = [
        "check",
        "--again",
        "0",
        "--raw",
        str(house / "raw"),
        "--warehouse",
        str(house / "warehouse"),
        "--json",
    ]
    findings = json.loads(CliRunner().invoke(app, arguments).stdout)
    (found,) = [finding for finding in findings if "marked" in finding["sentence"]]
    assert (found["checked"], found["broken"], found["ok"]) == (1, 1, False)
