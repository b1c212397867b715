"""Readers see whole versions only, and never wait; a run that dies leaves what was published."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import duckdb
import pytest

from etl.records import Complaint
from etl.warehouse import tables
from etl.warehouse.duck import FILE, create, reading, rows, writing
from etl.warehouse.load import load
from etl.warehouse.publish import begin, publish, writer
from tests.warehouse_cases import RUN, asked, build, everything, facts

ROOT = Path(__file__).parent.parent

# A process that says a word, then waits for an answer: its view of the warehouse is its own.
READER = """
import sys
import duckdb
con = duckdb.connect(sys.argv[1], read_only=True)
for _ in sys.stdin:
    print(con.execute("select count(*) from articles").fetchall()[0][0], flush=True)
"""

# A run that stops at the named point, as if the power went: no `finally` runs.
DYING = """
import os, signal, sys
from pathlib import Path
from etl.warehouse import load as loading, publish as publishing
from etl.warehouse.finish import finish
from tests.warehouse_cases import RUN, THEMES, REGIONS, facts

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

warehouse, point = Path(sys.argv[1]), sys.argv[2]
if point == "in the middle of a transaction":
    register = loading.register
    def torn(con, frames):
        register(con, frames)
        con.execute("delete from paragraphs")
        con.execute("insert into articles by name select * from articles_in")
        die()
    loading.register = torn
if point == "before the rename":
    Path.replace = die
if point == "after the rename":
    replace = Path.replace
    def replaced(self, target):
        replace(self, target)
        die()
    Path.replace = replaced
with publishing.writer(warehouse):
    working = publishing.begin(warehouse)
    loading.load(working, facts("b"), RUN)
    finish(working, RUN, THEMES, REGIONS)
    publishing.publish(working, warehouse)
"""


def python(code, *arguments, **options):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    return subprocess.Popen(command, text=True, env=environment, **options)


def reader(warehouse):
    return python(READER, warehouse / FILE, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def seen(process):
    process.stdin.write("?\n")
    process.stdin.flush()
    return int(process.stdout.readline())


def test_an_old_reader_keeps_its_version_and_a_new_one_sees_the_new(tmp_path):
    build(tmp_path, facts("a"))
    old = reader(tmp_path)
    assert seen(old) == 1
    with writer(tmp_path):
        working = begin(tmp_path)
        load(working, facts("b"), RUN)
        during = reader(tmp_path)
        assert seen(during) == 1
        publish(working, tmp_path)
    new = reader(tmp_path)
    assert [seen(process) for process in (old, during, new)] == [1, 1, 2]
    for process in (old, during, new):
        process.communicate()


def test_nothing_is_published_that_was_not_asked_to_be(tmp_path):
    build(tmp_path, facts("a"))
    before = (tmp_path / FILE).read_bytes()
    with writer(tmp_path):
        load(begin(tmp_path), facts("b"), RUN)
    assert (tmp_path / FILE).read_bytes() == before
    assert sorted(path.name for path in (tmp_path / ".work").iterdir()) == ["lock"]


@pytest.mark.parametrize(
    "point",
    [
        "in the middle of a transaction",
        "before the rename",
        "after the rename",
    ],
)
def test_a_killed_run_leaves_a_whole_warehouse_and_the_next_ends_where_an_undisturbed_one_would(tmp_path, point, whole):
    shutil.copytree(whole / "before", tmp_path / "w")
    process = python(DYING, tmp_path / "w", point)
    assert process.wait() == -signal.SIGKILL
    expected = "after" if point == "after the rename" else "before"
    assert everything(tmp_path / "w") == everything(whole / expected)
    build(tmp_path / "w", facts("b"))
    assert everything(tmp_path / "w") == everything(whole / "after")
    assert [path.name for path in (tmp_path / "w" / ".work").iterdir()] == ["lock"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Two warehouses: of one article, and of two."""
    folder = tmp_path_factory.mktemp("whole")
    build(folder / "before", facts("a"))
    build(folder / "after", facts("a"), facts("b"))
    return folder


def test_a_second_writer_is_told_to_wait_for_the_first(tmp_path):
    with writer(tmp_path), pytest.raises(Complaint, match=f"process {os.getpid()}"):
        writer(tmp_path).__enter__()
    with writer(tmp_path):
        pass


def test_a_writer_in_another_process_is_named(tmp_path):
    other = python(
        "import sys\nfrom pathlib import Path\nfrom etl.warehouse.publish import writer\n"
        "with writer(Path(sys.argv[1])):\n    print('in', flush=True); sys.stdin.read()",
        tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert other.stdout.readline() == "in\n"
    with pytest.raises(Complaint, match=f"process {other.pid}"):
        writer(tmp_path).__enter__()
    other.kill()
    other.communicate()
    with writer(tmp_path):
        pass


def test_a_newer_schema_is_never_overwritten(tmp_path, monkeypatch):
    build(tmp_path, facts("a"))
    monkeypatch.setattr(tables, "SCHEMA_VERSION", tables.SCHEMA_VERSION - 1)
    with writer(tmp_path), pytest.raises(Complaint, match="update this program"):
        begin(tmp_path)


def test_a_file_that_is_no_warehouse_is_never_overwritten(tmp_path):
    (tmp_path / FILE).write_text("not a database")
    with writer(tmp_path), pytest.raises(Complaint, match="that can be read"):
        begin(tmp_path)
    (tmp_path / FILE).unlink()
    create(tmp_path / FILE)
    with writer(tmp_path), pytest.raises(Complaint, match="no warehouse of ours"):
        begin(tmp_path)


def test_a_program_that_writes_to_the_published_file_is_sent_away(tmp_path):
    build(tmp_path, facts("a"))
    (tmp_path / (FILE + ".wal")).write_bytes(b"")
    with pytest.raises(Complaint, match=r"warehouse\.duckdb\.wal"):
        writer(tmp_path).__enter__()


def test_a_transaction_that_fails_leaves_the_file_as_it_was(tmp_path):
    create(tmp_path / "x.duckdb")
    with pytest.raises(duckdb.CatalogException):
        stumble(tmp_path / "x.duckdb")
    with reading(tmp_path / "x.duckdb") as con:
        assert rows(con, "select count(*) from duckdb_tables()") == [(0,)]


def stumble(path):
    with writing(path) as con:
        con.execute("create table t (a integer)")
        con.execute("insert into nowhere values (1)")


def test_the_published_file_keeps_its_storage_version_over_many_runs(tmp_path):
    for name in "abc":
        build(tmp_path, facts(name))
    version = "select tags['storage_version'] from duckdb_databases() where path is not null"
    assert str(asked(tmp_path, version)[0][0]).startswith("v1.5")


def test_no_warehouse_is_said_in_one_sentence(tmp_path):
    with pytest.raises(Complaint, match="run `etl run` first"), reading(tmp_path / FILE):
        pass


def test_a_working_copy_is_of_the_process_that_began_it(tmp_path):
    build(tmp_path, facts("a"))
    with writer(tmp_path):
        other = python("import sys, duckdb; duckdb.connect(sys.argv[1])", begin(tmp_path), stderr=subprocess.PIPE)
        assert "Conflicting lock is held" in other.communicate()[1]


def test_what_a_killed_run_left_is_swept_away_files_and_folders(tmp_path):
    build(tmp_path, facts("a"))
    work = tmp_path / ".work"
    (work / "working-1.duckdb").write_bytes(b"half")
    (work / "working-1.duckdb.tmp").mkdir()
    (work / "working-1.duckdb.tmp" / "block").write_bytes(b"laid aside")
    with writer(tmp_path):
        assert not list(work.glob("working-*"))
