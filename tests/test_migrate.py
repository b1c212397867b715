"""An older warehouse: carried to today's shape with its rows, or refused with the command to run; readers keep it."""

import re
import shutil

import pytest
from typer.testing import CliRunner

from etl.failpoints import MIGRATION
from etl.records import Complaint
from etl.warehouse import migrate, tables
from etl.warehouse.duck import FILE, create, reading, rows, writing
from etl.warehouse.load import known
from etl.warehouse.publish import WORK, begin, current, lift, published, standing, writer
from tests.flow_cases import FIRST, lay, told
from tests.nursery import nursery
from tests.older_cases import SHAPES, make_older, shape
from tests.warehouse_cases import asked, build, everything, facts, only_rejects

MOVED = ["3", "4-early", "4", "5"]


@pytest.fixture(scope="module")
def newer(tmp_path_factory):
    """A warehouse of today's schema, with two runs, a change and a reject."""
    from etl.records import Reject

    folder = tmp_path_factory.mktemp("newer")
    build(folder, facts("a"))
    build(folder, facts("b"), only_rejects(Reject("samples/p.txt", "00", "clean", "a picture")))
    return folder


@pytest.fixture
def older(newer, tmp_path, request):
    """The same, as an earlier program left it."""
    (tmp_path / "w").mkdir()
    make_older(request.param, newer / FILE, tmp_path / "w" / FILE)
    return tmp_path / "w"


def test_a_change_of_the_tables_has_its_number_and_its_migration():
    """Who changes schema.sql raises the number, keeps the shape in tests/older and writes the way to it."""
    stored = "\n".join(
        line for line in (tables.sql() / "schema.sql").read_text().splitlines() if not re.match("--|comment on", line)
    )
    wanted = SHAPES[str(tables.SCHEMA_VERSION)].read_text(encoding="utf-8")
    assert stored.split() == wanted.split(), "raise SCHEMA_VERSION, add a migration, and keep the shape in tests/older"
    assert f"insert into schema_version values ({tables.SCHEMA_VERSION})" in stored
    assert [number for number, _ in migrate.way(3)] == list(range(4, tables.SCHEMA_VERSION + 1))


@pytest.mark.parametrize("older", MOVED, indirect=True)
def test_a_migrated_file_has_the_shape_of_a_new_one_and_the_rows_it_had(older, newer, tmp_path):
    create(tmp_path / "new")
    with writing(tmp_path / "new") as con:
        tables.build(con)
        wanted = shape(con)
    with reading(older / FILE) as con:
        had = {
            name: rows(con, f"from {name} order by {tables.ORDER[name]}") for name in ("paragraphs", "runs", "changes")
        }
    with writer(older):
        assert lift(older) == standing(older)
        moved = current(older)
        with reading(moved) as con:
            assert shape(con) == wanted
            assert tables.version(con) == tables.SCHEMA_VERSION
            assert rows(con, "from duckdb_views() where not internal") == []
            assert {name: rows(con, f"from {name} order by {tables.ORDER[name]}") for name in had} == had
        assert known(older) == known(newer)
        assert len(known(older)) == 3
    assert sorted(path.name for path in (older / WORK).iterdir()) == ["lock"]


@pytest.mark.parametrize("older", MOVED, indirect=True)
def test_a_run_over_an_older_warehouse_ends_where_it_would_have_over_a_newer_one(older, newer, tmp_path):
    shutil.copytree(newer, tmp_path / "newer")
    for warehouse in (older, tmp_path / "newer"):
        build(warehouse, facts("c"))
    assert everything(older) == everything(tmp_path / "newer")
    runs = "select run_id, started_at, rules_version, counts['articles'] from runs order by all"
    for kept in (runs, "from changes order by all", "select seen_at from rejects"):
        assert asked(older, kept) == asked(tmp_path / "newer", kept)
    assert len(asked(older, "from runs")) == 3


@pytest.mark.parametrize("older", ["2"], indirect=True)
def test_where_no_migration_leads_the_command_to_run_is_named_and_nothing_is_touched(older):
    before = (older / FILE).read_bytes()
    with writer(older), pytest.raises(Complaint, match=r"run `etl run --anew`.* schema 2"):
        begin(older)
    with pytest.raises(Complaint, match="etl run --anew"), published(older):
        pass
    assert (older / FILE).read_bytes() == before
    with writer(older), writing(begin(older, anew=True)) as con:
        assert rows(con, "select count(*) from articles") == [(0,)]


@pytest.mark.parametrize("older", ["4"], indirect=True)
def test_until_a_run_has_migrated_it_the_commands_say_so_and_sql_is_answered(older, tmp_path):
    from etl.cli import app

    (tmp_path / "raw").mkdir()
    places = ["--warehouse", str(older), "--raw", str(tmp_path / "raw")]
    for words in (["check", *places], ["rejects", *places], ["export", *places[:2]], ["report", *places[:2]]):
        done = CliRunner().invoke(app, words)
        assert isinstance(done.exception, Complaint), words
        assert "run `etl run`, which migrates it to schema" in str(done.exception)
    assert CliRunner().invoke(app, ["sql", "select count(*) as n from articles", *places[:2]]).exit_code == 0


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    create(tmp_path / "x")
    with writing(tmp_path / "x") as con:
        con.execute(SHAPES["4"].read_text(encoding="utf-8"))
    monkeypatch.setattr(
        migrate, "way", lambda _: [(5, "drop table changes; create table changes (a integer); from no")]
    )
    with pytest.raises(Exception, match="no does not exist"):
        migrate.migrate(tmp_path / "x", 4)
    with reading(tmp_path / "x") as con:
        assert tables.version(con) == 4
        assert len(rows(con, "select * from duckdb_columns() where table_name = 'changes'")) == 4


@pytest.fixture(scope="module")
def runs():
    with nursery() as running:
        yield running


@pytest.fixture(scope="module")
def world(runs, tmp_path_factory):
    """A raw folder, its warehouse, and what that holds."""
    folder = tmp_path_factory.mktemp("world")
    assert runs.run(lay(folder / "raw", FIRST), folder / "w")[0] == 0
    return folder, runs.content(folder / "w")


@pytest.fixture
def house(world, tmp_path):
    """The warehouse of that folder as the program of schema 4 would have left it, read with the rules of today."""
    shutil.copytree(world[0] / "w", tmp_path / "w")
    (tmp_path / "w" / FILE).unlink()
    make_older("4", world[0] / "w" / FILE, tmp_path / "w" / FILE)
    return tmp_path / "w"


@pytest.mark.slow
def test_a_run_migrates_reads_nothing_again_and_every_law_holds(runs, world, house):
    folder, content = world
    assert runs.run(folder / "raw", house)[0] == 0
    last = told(house)[-1]
    assert last["notes"] == [migrate.told(4)]
    assert (last["published"], last["files"]["unchanged"]) == (True, 4)
    assert runs.content(house) == content
    assert laws_broken(folder / "raw", house) == []


@pytest.mark.slow
def test_rows_that_other_rules_made_are_read_again_after_the_migration(runs, world, house):
    with writing(house / FILE) as con:
        con.execute("update articles set rules_version = 'of-an-older-day', title = 'as it was read then'")
    assert runs.run(world[0] / "raw", house)[0] == 0
    assert told(house)[-1]["files"]["renewed"] == 4
    assert runs.content(house) == world[1]


@pytest.mark.slow
def test_killed_while_it_migrates_it_ends_as_undisturbed_and_readers_keep_the_older_file(runs, world, house):
    before = (house / FILE).read_bytes()
    for point in MIGRATION:
        assert (point, runs.run(world[0] / "raw", house, fail_at=point)[0]) == (point, -9)
        assert (house / FILE).read_bytes() == before
    assert runs.run(world[0] / "raw", house)[0] == 0
    assert runs.content(house) == world[1]
    assert sorted(path.name for path in (house / WORK).iterdir()) == ["journal.jsonl", "lock"]


@pytest.mark.slow
def test_a_warehouse_that_no_migration_leads_from_is_built_anew_when_that_is_asked(runs, world, house):
    (house / FILE).unlink()
    make_older("2", world[0] / "w" / FILE, house / FILE)
    before = (house / FILE).read_bytes()
    assert runs.run(world[0] / "raw", house)[0] == 1
    assert "run `etl run --anew`" in told(house)[-1]["reason"]
    assert (house / FILE).read_bytes() == before
    assert runs.run(world[0] / "raw", house, anew=True)[0] == 0
    assert told(house)[-1]["files"]["new"] == 4
    assert runs.content(house) == world[1]


def laws_broken(raw, warehouse):
    """What `etl check` finds broken."""
    from etl.clean.page import read
    from etl.extract.numerals import NUMERAL_CHARACTERS
    from etl.extract.said import said
    from etl.fetch import fetch
    from etl.warehouse.check import check

    fetched = fetch(raw)
    files = fetched.files.select("raw_path", "raw_sha256").vstack(fetched.rejects.select("raw_path", "raw_sha256"))
    numeral = re.compile(NUMERAL_CHARACTERS)
    return [
        found for found in check(warehouse, raw, read=read, numeral=numeral, files=files, said=said) if not found.ok
    ]
