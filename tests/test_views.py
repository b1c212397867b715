"""Every view answers its question; each text counts once; no query can do more than look."""

import json
from dataclasses import replace
from datetime import date

import pytest

from etl.frames import frame
from etl.records import Complaint, Measure, Quantity, Reject
from etl.warehouse import tables
from etl.warehouse.duck import FILE, reading, rows
from etl.warehouse.query import query, repl
from tests.warehouse_cases import asked, build, facts, only_rejects

QUESTIONS = [*tables.statements("views"), *tables.statements("macros")]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    """An article, its reprint of a later day, and a file that was set aside."""
    folder = tmp_path_factory.mktemp("views")
    reprint = facts("b", published_on=date(2025, 1, 1), region_code=None)
    build(folder, facts("a"), reprint, only_rejects(Reject("samples/x.txt", "0" * 64, "clean", "it is blank")))
    return folder


@pytest.mark.parametrize(("name", "text"), QUESTIONS, ids=[name for name, _ in QUESTIONS])
def test_a_view_opens_with_its_question_and_its_example_runs(warehouse, name, text):
    lines = text.splitlines()
    assert lines[0].startswith("-- ")
    assert "?" in lines[0]
    (example,) = [line.removeprefix("-- Example:").strip() for line in lines if line.startswith("-- Example:")]
    assert name in example
    with reading(warehouse / FILE) as con:
        rows(con, example.rstrip(";"))


def test_a_reprint_is_no_original(warehouse):
    assert asked(warehouse, "select article_id, is_original from articles order by 1") == [
        ("a-a", True),
        ("a-b", False),
    ]
    assert asked(warehouse, "select articles, evidence from families") == [(2, "equal")]


def test_measures_flat_has_everything_beside_the_measure(warehouse):
    found = asked(
        warehouse,
        """select organ, region, province, year, programmes, quantities, themes, is_original, headings
        from measures_flat order by measure_id""",
    )
    mine = (
        "雁峰区机关工委",
        "雁峰区",
        "湖南",
        2024,
        ["头雁课堂"],
        ["12期培训班", "3000余人次干部"],
        ["org.branch"],
        True,
    )
    assert found[0] == (*mine, ["头雁行动"])
    assert len(found) == 2


def test_visits_never_meet_people_and_each_text_counts_once(warehouse):
    found = asked(
        warehouse, "select dimension, unit, amounts, total, at_least, at_most from quantity_totals order by 1"
    )
    assert found == [("event", "期", 1, 12.0, 12.0, 12.0), ("visit", "人次", 1, 3000.0, 3000.0, 4000.0)]


def test_what_is_planned_is_no_outcome_and_an_open_bound_bounds_no_sum(tmp_path):
    batch = facts()
    planned = [replace(Measure(**row), status="planned") for row in batch["measures"].iter_rows(named=True)]
    first, second = (Quantity(**row) for row in batch["quantities"].iter_rows(named=True))
    amounts = [first, replace(second, measure_id=None, op="ge", high=None)]
    build(tmp_path, {**batch, "measures": frame(Measure, planned), "quantities": frame(Quantity, amounts)})
    found = asked(tmp_path, "select unit, total, at_least, at_most from quantity_totals")
    assert found == [("人次", 3000.0, 3000.0, None)]


def test_themes_and_programmes_are_counted_by_place_without_reprints(warehouse):
    themes = asked(
        warehouse, "select theme_id, top_zh, province, year, paragraphs, articles from themes_by_region_year"
    )
    assert themes == [("org.branch", "组织建设", "湖南", 2024, 1, 1)]
    programmes = asked(warehouse, "select name, kind, region, province, mentions, articles from programmes_by_region")
    assert programmes == [("头雁课堂", "brand", "雁峰区", "湖南", 1, 1)]


def test_numerals_are_accounted_for_by_outcome(warehouse):
    found = asked(warehouse, "select outcome, numerals, articles, in_removed_text, share from numeral_accounts")
    assert found == [("quantity", 4, 2, 0, 1.0)]


def test_review_shows_what_lacks_and_what_was_set_aside(warehouse):
    found = asked(warehouse, "select question, raw_path from review order by all")
    assert found == [
        ("no region", "samples/b.txt"),
        ("set aside", "samples/x.txt"),
        ("weak theme", "samples/a.txt"),
        ("weak theme", "samples/b.txt"),
    ]


def test_a_region_knows_its_chain(warehouse):
    assert asked(warehouse, "select name from region_chain('430406')") == [("雁峰",), ("衡阳",), ("湖南",)]


def test_a_table_fits_the_terminal_and_chinese_is_aligned(warehouse):
    text = query(warehouse, "select region_code, name, full_name from regions order by 1", width=60)
    assert text.splitlines() == [
        "region_code  name  full_name",
        "430000       湖南  湖南省",
        "430400       衡阳  湖南省衡阳市",
        "430406       雁峰  湖南省衡阳市雁峰区",
        "3 rows",
    ]


def test_columns_that_do_not_fit_stand_below_one_another(warehouse):
    text = query(warehouse, "from articles where article_id = 'a-a'", width=80)
    lines = dict(line.split(maxsplit=1) for line in text.splitlines() if len(line.split()) == 2)
    assert lines["region"] == "雁峰区"
    assert len(lines["raw_sha256"]) > 50
    assert "…" not in text
    assert text.endswith("1 row\n")


def test_a_long_table_says_that_it_is_cut(warehouse):
    assert "1,000 rows in all, the first 200 are shown" in query(warehouse, "from range(1000)")
    assert len(query(warehouse, "from range(1000)", "csv").splitlines()) == 1001


def test_csv_runs_in_no_spreadsheet(warehouse):
    asking = "select '=HYPERLINK(1)' a, '+1' b, -1 c, '@x' d, 'a,\"b' e, null f, ['-x', 'y'] g, -0.5 h"
    assert query(warehouse, asking, "csv") == 'a,b,c,d,e,f,g,h\n\'=HYPERLINK(1),\'+1,-1,\'@x,"a,""b",,"[-x, y]",-0.5\n'


def test_json_is_json(warehouse):
    asking = (
        "select date '2024-05-06' d, 1/0 i, {'a': [1, null]} s, true t, 1.50::decimal(4,2) n, map {'k': 2} m, '湖' z"
    )
    found = json.loads(query(warehouse, asking, "json"))
    assert found == [
        {"d": "2024-05-06", "i": None, "s": {"a": [1, None]}, "t": True, "n": 1.5, "m": {"k": 2}, "z": "湖"}
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "copy regions to 'x.csv'",
        "select * from read_csv('/etc/passwd')",
        "attach 'other.duckdb'",
        "create table t (a integer)",
        "delete from articles",
        "set enable_external_access = true",
        "install fts",
        "export database 'x'",
        "selec 1",
        "from nowhere",
    ],
)
def test_a_query_can_look_and_nothing_else(warehouse, tmp_path, monkeypatch, sql):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Complaint) as said:
        query(warehouse, sql)
    assert str(said.value).startswith("mend the query: ")
    assert "\n" not in str(said.value)
    assert list(tmp_path.iterdir()) == []


def test_another_form_is_refused(warehouse):
    with pytest.raises(Complaint, match="table, csv, json"):
        query(warehouse, "select 1", "xlsx")


def test_at_the_prompt_a_query_may_take_lines_and_a_wrong_one_stops_nothing(warehouse):
    lines = iter(["select 1 as", "one;", "", "selec;", "select 2 as two;", "quit", "select 3;"])
    shown = []
    repl(warehouse, lambda _: next(lines), shown.append)
    assert [text.splitlines()[0] for text in shown] == ["one", shown[1].splitlines()[0], "two"]
    assert shown[1].startswith("mend the query")


def test_the_prompt_ends_with_the_input(warehouse):
    def ended(prompt):
        raise EOFError

    repl(warehouse, ended, pytest.fail)
