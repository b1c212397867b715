"""Each command explains itself, answers, and complains in one sentence."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
COMMANDS = ["run", "sql", "trace", "check", "export", "eval"]


def etl(*arguments, **options):
    """The command as a person runs it, in a process of its own."""
    command = [sys.executable, "-c", "from etl.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, cwd=ROOT, **options)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(command):
    shown = etl(command, "--help")
    assert shown.returncode == 0
    assert f"Example: etl {command}" in " ".join(shown.stdout.split())


def test_a_query_is_answered_in_three_forms(warehouse):
    question = "select count(*) as n from articles"
    assert etl("sql", question, "--warehouse", warehouse).stdout.split()[0] == "n"
    assert etl("sql", question, "--warehouse", warehouse, "--format", "csv").stdout == "n\n14\n"
    assert json.loads(etl("sql", question, "--warehouse", warehouse, "--json").stdout) == [{"n": 14}]


def test_a_query_may_come_through_a_pipe(warehouse):
    assert "14" in etl("sql", "--warehouse", warehouse, input="select count(*) from articles").stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["sql", "select 1", "--warehouse", "nowhere"], "run `etl run` first"),
        (["sql", "selct 1"], "mend the query"),
        (["trace", "m000000000000"], "m000000000000"),
        (["export", "--format", "xlsx"], "ask for parquet"),
        (["eval", "nowhere", "--texts", "raw"], "put an answer key"),
        (["check", "--raw", "nowhere"], "make the folder nowhere"),
    ],
    ids=lambda part: part[0] if isinstance(part, list) else "",
)
def test_a_complaint_is_one_sentence_and_exit_status_1(arguments, sentence, warehouse):
    if "--warehouse" not in arguments and arguments[0] != "eval":
        arguments = [*arguments, "--warehouse", warehouse]
    told = etl(*arguments)
    assert told.returncode == 1
    assert sentence in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


def test_check_proves_the_samples_and_says_so(warehouse, samples):
    shown = etl("check", "--warehouse", warehouse, "--raw", samples, "--json")
    assert shown.returncode == 0
    assert all(finding["ok"] for finding in json.loads(shown.stdout))


def test_check_fails_where_a_raw_file_was_changed(warehouse, tmp_path):
    (tmp_path / "other.txt").write_text("近年来，区直机关工委开展培训。", encoding="utf-8")
    assert etl("check", "--warehouse", warehouse, "--raw", tmp_path).returncode == 1


def test_a_trace_shows_the_sentence_and_the_bytes(warehouse, samples):
    question = (
        "select measure_id from measures join articles using (article_id) where script = 'hant' order by 1 limit 1"
    )
    wanted = etl("sql", question, "--warehouse", warehouse, "--format", "csv").stdout.split()[1]
    shown = etl("trace", wanted, "--warehouse", warehouse, "--raw", samples)
    assert shown.returncode == 0
    for part in ("published", "⟦", "characters", "bytes", "sha256"):
        assert part in shown.stdout


def test_an_evaluation_prints_every_score():
    shown = etl("eval", "tests/answers", "--texts", "raw", "--json")
    scores = json.loads(shown.stdout)
    assert {"line characters", "quantity full", "measure anchor", "theme leaf", "programme"} <= set(scores)
    assert all(score["hits"] > 0 for name, score in scores.items() if not name.startswith("theme "))
