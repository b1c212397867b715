"""Hostile text appears as text wherever it is shown: in the terminal, in CSV and JSON, in SQL, in a trace."""

import csv
import io
import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from etl.cli import app
from etl.frames import frame, records
from etl.records import Paragraph
from etl.warehouse.query import query
from tests.warehouse_cases import RAW, asked, build, facts

ATTACKS = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "sql": "'); drop table articles; --",
    "formula": "=cmd|' /C calc'!A0",
    "formula after blanks": " \t\n=1+1",
    "formula after a mark nobody sees": "\u200e\ufeff=1+1",
    "full-width formula": "＝1+1",
    "formula by minus": "-2+3+cmd|' /C calc'!A0",
    "formula by at": "@SUM(1+1)",
    "bidi": "近\u202e002\u202c名 \u2066x\u2069",
    "right to left": "שלום العربية",
    "terminal": "\x1b[31m\x1b]0;owned\x07\x9b2J",
    "template": "{{7*7}} ${x} %s %n",
    "nul": "a\x00b",
}
ACTING = set("\x1b\x07\x9b\x00\u202e\u202c\u2066\u2069\u200e")
RUN_BY_A_SPREADSHEET = tuple("=+-@＝＋－＠")
EACH = pytest.mark.parametrize(("number", "attack"), list(enumerate(ATTACKS.values())), ids=list(ATTACKS))


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """An article for each attack, which is its title and its organ."""
    folder = tmp_path_factory.mktemp("hostile")
    batches = [
        facts(f"h{number:02}", title=attack, title_original=attack, organ=attack)
        for number, attack in enumerate(ATTACKS.values())
    ]
    build(folder, *batches)
    return folder


def of(number):
    return f"select title, organ from articles where article_id = 'a-h{number:02}'"


@EACH
def test_the_warehouse_holds_it_to_the_letter(house, number, attack):
    assert asked(house, of(number)) == [(attack, attack)]


@EACH
def test_a_terminal_is_told_no_command(house, number, attack):
    assert not ACTING & set(query(house, of(number), width=100))


@EACH
def test_a_spreadsheet_runs_no_cell(house, number, attack):
    (_, cells) = csv.reader(io.StringIO(query(house, of(number), "csv"), newline=""))
    for cell in cells:
        assert cell.endswith(attack)
        assert not cell.strip().lstrip("\u200e\ufeff").strip().startswith(RUN_BY_A_SPREADSHEET)


@EACH
def test_a_program_gets_it_to_the_letter(house, number, attack):
    (row,) = json.loads(query(house, of(number), "json"))
    assert row["title"] == attack


@EACH
def test_it_may_be_searched_for(house, number, attack):
    found = CliRunner().invoke(app, ["search", "--warehouse", str(house), "--", attack])
    assert found.exit_code == 0
    assert not ACTING & set(found.stdout)
    assert asked(house, "select count(*) from articles") == [(len(ATTACKS),)]


@EACH
def test_a_trace_shows_signs_instead_of_commands(tmp_path, number, attack):
    build(tmp_path / "warehouse", facts("a", title=attack, title_original=attack))
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples" / "a.txt").write_text(RAW, encoding="utf-8")
    ((wanted,),) = asked(tmp_path / "warehouse", "select measure_id from measures")
    places = ["--warehouse", str(tmp_path / "warehouse"), "--raw", str(tmp_path)]
    found = CliRunner().invoke(app, ["trace", wanted, *places])
    assert found.exit_code == 0
    assert not ACTING & set(found.stdout)


def test_a_paragraph_of_five_megabytes_is_a_line_of_search_and_whole_in_csv(tmp_path):
    batch = facts()
    long = list(records(Paragraph, batch["paragraphs"]))
    long[1] = replace(long[1], text="党" * 1_700_000, original="党" * 1_700_000)
    build(tmp_path, {**batch, "paragraphs": frame(Paragraph, long)})
    wanted = "select text from paragraphs order by length(text) desc limit 1"
    assert query(tmp_path, wanted, "csv").count("党") == 1_700_000
    found = CliRunner().invoke(app, ["search", "头雁", "--warehouse", str(tmp_path)])
    assert found.exit_code == 0
    assert len(found.stdout) < 5_000


def test_a_hostile_name_of_a_file_is_told_as_text(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "\x1b[2J\u202e.txt").write_bytes(b"")
    (tmp_path / "raw" / ".corrections").mkdir()
    arguments = ["check", "--warehouse", str(tmp_path / "w"), "--raw", str(tmp_path / "raw")]
    build(tmp_path / "w", facts("a"))
    found = CliRunner().invoke(app, arguments)
    assert found.exit_code == 1
    assert "␛[2J" in found.stdout
    assert not ACTING & set(found.stdout)
