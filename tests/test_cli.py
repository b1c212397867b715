"""Each command explains itself, answers, and complains in one sentence."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.main import get_command

from etl.cli import app
from etl.commands.guide import LINES
from etl.warehouse.query import query

ROOT = Path(__file__).parent.parent
MAIN = "from etl.cli import main; main()"
COMMANDS = ["run", "search"]


def etl(*arguments, **options):
    """The command as a person runs it, in a process of its own."""
    command = [sys.executable, "-c", MAIN, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, cwd=ROOT, **options)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(command):
    shown = etl(command, "--help")
    assert shown.returncode == 0
    assert re.search(f"Example: ([A-Z_]+=\\S+ )?etl {command}", " ".join(shown.stdout.split()))


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


def commands(group, *path):
    """Every command of the command line with the words that call it."""
    for name, command in sorted(getattr(group, "commands", {}).items()):
        yield from commands(command, *path, name) if getattr(command, "commands", None) else [((*path, name), command)]


EVERY = list(commands(get_command(app)))
SILENT = {("serve",), ("sources", "learn")}  # a service, and what prints a file's text to the letter


@pytest.mark.parametrize(("path", "command"), EVERY, ids=[" ".join(path) for path, _ in EVERY])
def test_every_command_shows_an_example_and_speaks_to_programs(path, command):
    assert f"etl {' '.join(path)}" in command.help
    options = {name for parameter in command.params for name in parameter.opts}
    assert "--json" in options or path in SILENT


def test_each_command_has_a_line_that_a_terminal_shows_whole():
    assert set(LINES) == set(get_command(app).commands)
    assert max(map(cell_len, LINES.values())) < 66


def test_help_tells_every_exit_status():
    said = " ".join(etl("--help").stdout.split())
    for status in ("0 all went well", "1 it did not", "2 the command is not written", "130 ended by Ctrl-C"):
        assert status in said


@pytest.mark.parametrize("arguments", [["nonsense"], ["report", "--articles", "-1"]], ids=str)
def test_a_command_that_is_not_written_well_ends_with_2(arguments):
    told = etl(*arguments)
    assert told.returncode == 2
    assert "Usage: etl" in told.stderr
    assert told.stdout == ""


STOPPED = """
import os, signal
import etl.warehouse.query as asking
asking.query = lambda *_: os.kill(os.getpid(), signal.SIGINT)
"""


def test_ctrl_c_ends_with_130():
    command = [sys.executable, "-c", STOPPED + MAIN, "sql", "select 1"]
    assert subprocess.run(command, capture_output=True, check=False, timeout=300, cwd=ROOT).returncode == 130


@pytest.mark.parametrize("shell", ["bash", "fish"])
def test_completion_installs_and_completes(shell, tmp_path):
    here = {**os.environ, "HOME": str(tmp_path), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    assert etl("--install-completion", shell, env=here).returncode == 0
    (script,) = [path for path in tmp_path.rglob("*etl*") if path.is_file()]
    assert "_ETL_COMPLETE" in script.read_text(encoding="utf-8")


TYPED = {"etl re": {"report", "review", "rejects"}, "etl report --a": {"--all", "--articles"}}


@pytest.mark.parametrize(("typed", "wanted"), TYPED.items(), ids=list(TYPED))
def test_the_tab_key_completes_commands_and_options(typed, wanted):
    words = typed.split()
    asked = {**os.environ, "_ETL_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(len(words) - 1)}
    assert set(etl(env=asked).stdout.split()) == wanted


def test_chinese_stands_in_columns(warehouse):
    shown = query(warehouse, "select organ, verb, status from measures_flat limit 20", width=100).splitlines()[:-1]
    head = shown[0].index("verb")
    for line in shown[1:]:
        cut = next(at for at in range(len(line) + 1) if cell_len(line[:at]) >= head)
        assert cell_len(line[:cut]) == head
        assert line[cut - 1] == " "
        assert line[cut] != " "


def test_a_pipe_gets_the_answer_and_nothing_else(warehouse):
    told = etl("search", "党支部", "--json", "--warehouse", warehouse)
    assert json.loads(told.stdout)
    assert told.stderr == ""


HEAVY = {"polars", "pyarrow", "numpy", "duckdb", "rich", "prefect", "httpx", "structlog", "jieba", "opencc"}
WAITED = """
import sys
from etl.cli import _main
try:
    _main()
except SystemExit:
    print(*{name.split(".")[0] for name in sys.modules}, file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (["--help"], set()),
        (["run", "--help"], set()),
        (["sql", "select 1"], {"duckdb", "rich"}),
        (["search", "党支部"], {"duckdb", "rich"}),
        (["runs"], {"structlog", "rich"}),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)
def test_nobody_waits_for_what_a_command_does_not_need(arguments, needed, warehouse):
    # Importing everything took 3.5 s of the processor before a help text was printed; this way it is .45 s.
    here = {**os.environ, "ETL_WAREHOUSE": str(warehouse)}
    command = [sys.executable, "-c", WAITED, *arguments]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300, cwd=ROOT, env=here)
    assert HEAVY & set(told.stderr.split()) <= needed
