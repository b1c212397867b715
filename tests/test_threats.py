"""Each line of docs/threats.md that no other test shows."""

import ast
import os
import re
import sys

import pytest

from etl.fetch import fetch
from etl.records import Complaint
from etl.warehouse.query import query
from tests.flow_cases import ROOT
from tests.warehouse_cases import asked, build, facts

sys.path.insert(0, str(ROOT / "tools"))  # tools beside the project, no part of its package

CODE = sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "flows").rglob("*.py")])
HOSTILE = "'); drop table articles; --\x00\"; $(rm -rf /) `id` {{7*7}} ../../etc/passwd"


@pytest.mark.parametrize(("page", "least"), [("threats.md", 12), ("operations.md", 20)])
def test_every_line_names_a_test_that_is_there(page, least):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    named = re.findall(r"`(tests/\w+\.py)(?:::(\w+))?`", text)
    assert len(named) >= least
    for file, test in named:
        assert f"def {test}" in (ROOT / file).read_text(encoding="utf-8"), (file, test)


def test_hostile_text_is_data(tmp_path):
    build(tmp_path, facts("a", title=HOSTILE, title_original=HOSTILE))
    assert asked(tmp_path, "select title from articles") == [(HOSTILE,)]


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_text('/etc/passwd')",
        "copy articles to '/tmp/stolen.csv'",
        "attach '/tmp/other.duckdb'",
        "install httpfs",
        "set enable_external_access = true",
        "delete from articles",
        "create table t as select 1",
    ],
)
def test_a_query_can_only_look(tmp_path, sql):
    build(tmp_path, facts("a"))
    with pytest.raises(Complaint):
        query(tmp_path, sql)
    assert asked(tmp_path, "select count(*) from articles") == [(1,)]


def test_links_are_not_followed(tmp_path):
    (tmp_path / "secret").write_text("never read")
    (tmp_path / "raw" / "samples").mkdir(parents=True)
    (tmp_path / "raw" / "samples" / "link.txt").symlink_to(tmp_path / "secret")
    (tmp_path / "raw" / "folder").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "raw" / "samples" / "pipe")
    fetched = fetch(tmp_path / "raw")
    assert fetched.files.height == 0
    assert fetched.rejects["raw_path"].to_list() == ["folder", "samples/link.txt", "samples/pipe"]


# Words by which code could be made of data; `eval` of ours is a command's name, never a call of the builtin.
FORBIDDEN = {"eval", "exec", "compile", "__import__"}
MODULES = {"pickle", "marshal", "shelve", "dill", "joblib"}

REASONED = {"segment/words.py": {"marshal"}}  # word counts of our own, in a folder that only this user writes to


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.name)
def test_no_code_is_made_of_data(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            assert not (isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN), node.lineno
            assert not any(word.arg == "shell" for word in node.keywords), node.lineno
            assert not (isinstance(node.func, ast.Attribute) and node.func.attr in {"system", "popen"}), node.lineno
        names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        found = MODULES & {name.split(".")[0] for name in names}
        assert found <= REASONED.get(path.relative_to(ROOT / "src" / "etl").as_posix(), set()) if found else True


def test_names_on_a_page_are_no_markup(tmp_path):
    from etl.outcome import Outcome
    from flows.report import report

    outcome = Outcome(tmp_path, tmp_path, aside=[("<script>x</script>|y.txt", "[click](http://bad) `code`\n# big")])
    page = report(outcome)
    assert "<script" not in page
    assert "](http" not in page
    assert "\n# big" not in page


def test_a_cell_is_no_formula(tmp_path):
    build(tmp_path, facts("a", title="=cmd|' /C calc'!A0"))
    assert query(tmp_path, "select title from articles", "csv").splitlines()[1].lstrip('"').startswith("'=")


def test_every_server_binds_to_loopback():
    for name in ("Makefile", "docs/operations.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        starts = re.findall(r"prefect server start[^\n`]*", text)
        assert starts
        assert all("--host 127.0.0.1" in start for start in starts)
    for path in CODE:
        assert ".".join("0000") + ":" not in path.read_text(encoding="utf-8"), path


def test_the_alarm_has_no_shell(tmp_path, monkeypatch):
    from types import SimpleNamespace

    from flows.alarm import alarm

    heard = tmp_path / "heard"
    program = tmp_path / "hear.py"
    program.write_text("import sys; open(sys.argv[1], 'w').write(repr(sys.argv[2:]) + sys.stdin.read())")
    monkeypatch.setenv("ETL_ALARM_COMMAND", f"python3 {program} {heard} $(id) ; touch {tmp_path}/bad")
    monkeypatch.delenv("ETL_ALARM_URL", raising=False)
    run, state = SimpleNamespace(name="r"), SimpleNamespace(name="Failed", message=HOSTILE)
    alarm(SimpleNamespace(name="refresh"), run, state)
    assert "$(id)" in heard.read_text()
    assert "drop table" in heard.read_text()
    assert not (tmp_path / "bad").exists()


def test_every_package_is_pinned_by_its_hash():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z0-9])", lock)
    packages = [block for block in blocks if re.match(r"[a-z0-9]", block)]
    assert len(packages) > 50
    for block in packages:
        assert re.match(r"[A-Za-z0-9._-]+(\[[^]]*\])?==", block), block[:60]
        assert "--hash=sha256:" in block, block[:60]
    assert "--require-hashes" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_file_is_scanned_for_secrets_in_ci():
    """The scan of all files takes half a minute of the processor, so CI makes it once, by its target."""
    from secret_scan import kept, scan

    assert "make audit" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "tools/secret_scan.py" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert scan(ROOT, ["pyproject.toml", "Makefile"]) == []
    if (ROOT / ".git").exists():
        assert {"pyproject.toml", "src/etl/records.py", "tests/test_threats.py"} <= set(kept(ROOT))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("-----BEGIN RSA PRIVATE KEY-----", "Private Key"),
        ("AKIA" + "Q3EGRIJKL5TMNO2P", "AWS Access Key"),
        ("ghp_" + "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx", "GitHub Token"),
        ("password = 'hunter2hunter2'", "Secret Keyword"),
    ],
)
def test_the_scan_knows_a_secret_when_it_sees_one(tmp_path, text, kind):
    from secret_scan import scan

    (tmp_path / "settings.py").write_text(f"{text}\n")
    assert [found[:2] for found in scan(tmp_path, ["settings.py"])] == [("settings.py", kind)]
