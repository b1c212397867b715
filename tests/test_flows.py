"""The refresh flow under a real engine: what it does with new, changed, vanished and bad files, and what it tells."""

import contextlib
import shutil
from dataclasses import asdict

import pytest

from tests.flow_cases import BIG5, EMPTY, FIRST, NOTICE, PAGE, PICTURE, TEXT, change, content, lay, told

pytestmark = [pytest.mark.flow, pytest.mark.slow]


@pytest.fixture(scope="module")
def engine():
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=240):
        yield


@pytest.fixture(scope="module")
def once(engine, tmp_path_factory):
    """A first run, with one worker, over five files of which one is blank."""
    from flows.refresh import refresh
    from flows.steps import watched

    folder = tmp_path_factory.mktemp("once")
    heard = []
    with watched(lambda step, count: heard.append((step, count))):
        outcome = refresh(lay(folder / "raw", FIRST), folder / "w", 1)
    return folder, outcome, heard


@pytest.fixture
def house(once, tmp_path):
    """A copy of what the first run left, to go on from."""
    shutil.copytree(once[0], tmp_path / "house")
    return tmp_path / "house"


def run(house, workers=1):
    from flows.refresh import refresh

    return refresh(house / "raw", house / "w", workers)


def counted(outcome):
    """The fates that befell any file, and the law that each file under raw/ has one of them."""
    fates = {fate: count for fate, count in outcome.files.items() if count}
    files = [path for path in outcome.raw.rglob("*") if path.is_file()]
    assert sum(count for fate, count in fates.items() if fate != "gone") == len(files)
    return fates


def test_a_first_run_loads_what_can_be_read_and_sets_aside_the_rest(once):
    _, outcome, heard = once
    assert outcome.published
    assert counted(outcome) == {"new": 4, "set aside": 1}
    assert [path for path, _ in outcome.aside] == [EMPTY]
    assert outcome.tables["articles"] == 4
    assert outcome.tables["quantities"] > 0
    assert heard == [("batches", 1), *((step, 1) for step in ("clean", "convert", "segment", "extract", "load"))]


def test_a_run_leaves_nothing_of_its_own_behind(once):
    folder, _, _ = once
    assert sorted(path.name for path in (folder / "w").iterdir()) == [".work", "warehouse.duckdb"]
    assert sorted(path.name for path in (folder / "w" / ".work").iterdir()) == ["journal.jsonl", "lock"]


def test_a_second_run_does_nothing(house):
    before = (house / "w" / "warehouse.duckdb").stat().st_ino
    outcome = run(house)
    assert not outcome.published
    assert counted(outcome) == {"unchanged": 4, "set aside": 1}
    assert outcome.aside == []
    assert (house / "w" / "warehouse.duckdb").stat().st_ino == before


def test_with_nothing_to_do_the_engine_is_not_needed_and_says_nothing_else(house):
    from etl.idle import settled

    alone = settled(house / "raw", house / "w")
    assert [line["event"] for line in told(house / "w")][-2:] == ["run started", "run finished"]
    flowed = run(house)
    assert {**asdict(alone), "seconds": {}} == {**asdict(flowed), "seconds": {}}
    assert list(alone.seconds) == list(flowed.seconds) == ["fetch"]


@pytest.mark.parametrize("work", ["new", "changed", "gone", "bad", "another run", "no warehouse", "no raw"])
def test_whatever_there_is_to_do_or_to_complain_of_is_left_to_the_engine(house, work):
    from etl.idle import settled
    from etl.warehouse.publish import alone

    before = len(told(house / "w"))
    with contextlib.ExitStack() as held:
        match work:
            case "new":
                lay_beside(house / "raw" / NOTICE)
            case "changed":
                change(house / "raw" / TEXT)
            case "gone":
                (house / "raw" / PAGE).unlink()
            case "bad":
                lay_beside(house / "raw" / PICTURE)
            case "another run":
                held.enter_context(alone(house / "w" / ".work" / "lock"))
            case "no warehouse":
                (house / "w" / "warehouse.duckdb").unlink()
            case "no raw":
                shutil.rmtree(house / "raw")
        assert settled(house / "raw", house / "w") is None
    assert len(told(house / "w")) == before


def test_changed_vanished_bad_and_renamed_files_end_where_a_fresh_run_does(house, tmp_path):
    change(house / "raw" / TEXT)
    (house / "raw" / BIG5).unlink()
    (house / "raw" / PAGE).rename(house / "raw" / "samples" / "renamed.html")
    lay_beside(house / "raw" / PICTURE)
    outcome = run(house)
    assert counted(outcome) == {"new": 1, "changed": 1, "unchanged": 1, "set aside": 2, "gone": 2}
    assert [path for path, _ in outcome.aside] == [PICTURE]
    shutil.copytree(house / "raw", tmp_path / "fresh" / "raw")
    two = run(tmp_path / "fresh", workers=2)
    logs = ("runs", "changes", "fact_changes")  # what happened on the way differs, what is there does not
    assert {name: two.tables[name] for name in two.tables if name not in logs} == {
        name: outcome.tables[name] for name in outcome.tables if name not in logs
    }
    assert content(house / "w", tmp_path / "a") == content(tmp_path / "fresh" / "w", tmp_path / "b")


def lay_beside(path):
    from tests.flow_cases import ROOT

    shutil.copyfile(ROOT / "raw" / PICTURE, path)


def test_each_run_leaves_a_page_that_a_person_can_read(once, house):
    from prefect.client.orchestration import get_client

    lay_beside(house / "raw" / NOTICE)
    run(house)
    with get_client(sync_client=True) as client:
        latest = client.read_latest_artifacts()
    page = next(artifact.data for artifact in latest if artifact.key == "refresh")
    assert page.startswith("# Refresh")
    for words in ("set aside · 搁置", NOTICE, "quantities", "run · 运行", "| completed |"):
        assert words in page


def test_the_journal_has_a_line_a_batch_and_the_counts_of_each_run(once, house):
    run(house)
    lines = told(house / "w")
    assert [line["event"] for line in lines] == ["run started", "batch", "run finished", "run started", "run finished"]
    assert lines[2]["files"]["new"] == 4
    assert lines[4]["files"]["unchanged"] == 4
    assert {line["run"] for line in lines[:3]} & {line["run"] for line in lines[3:]} == set()


def test_a_mistake_of_a_person_is_told_at_once_and_told_in_the_journal(engine, tmp_path, monkeypatch):
    from etl.records import Complaint
    from flows import refresh as room
    from flows import steps

    asked = []
    fetching = steps.fetch_files
    monkeypatch.setattr(steps, "fetch_files", lambda raw: asked.append(raw) or fetching(raw))
    with pytest.raises(Complaint, match="make the folder"):
        room.refresh(tmp_path / "nowhere", tmp_path / "w", 1)
    assert len(asked) == 1
    assert [line["event"] for line in told(tmp_path / "w")] == ["run started", "run failed"]


def test_what_the_world_did_is_tried_again(house, monkeypatch):
    from flows import steps

    monkeypatch.setattr(steps, "PAUSE", 0)
    asked = []
    fetching = steps.fetch_files

    def unlucky(raw):
        asked.append(raw)
        if len(asked) == 1:
            raise OSError(5, "Input/output error")
        return fetching(raw)

    monkeypatch.setattr(steps, "fetch_files", unlucky)
    assert counted(run(house)) == {"unchanged": 4, "set aside": 1}
    assert len(asked) == 2


def test_a_step_that_fails_tells_its_own_error_not_that_others_wait(house, monkeypatch):
    from etl.records import Complaint
    from flows import bench, steps

    def ill(name, *_):
        raise Complaint(f"look at {name}")

    monkeypatch.setattr(steps.pipeline, "step", ill)
    monkeypatch.setattr(bench.Local, "do", lambda _, verb, name, *rest: verb(name, *rest))
    change(house / "raw" / TEXT)
    with pytest.raises(Complaint, match="look at clean"):
        run(house)


def test_a_worker_that_is_killed_is_replaced(tmp_path, monkeypatch, engine, once):
    """The worker kills itself at its first passage; the one in its place finds the marker and goes on."""
    lay(tmp_path / "raw", FIRST)
    marker = tmp_path / "killed"
    monkeypatch.setenv("ETL_FAIL_AT", "step.segment:1")
    from etl import failpoints
    from flows import bench
    from flows import refresh as room

    def once_only(self, work, *arguments, _do=bench.Local.do):
        try:
            return _do(self, work, *arguments)
        finally:
            if arguments[0] == "segment":
                monkeypatch.delenv("ETL_FAIL_AT", raising=False)
                marker.touch()

    monkeypatch.setattr(bench.Local, "do", once_only)
    assert failpoints.POINTS
    outcome = room.refresh(tmp_path / "raw", tmp_path / "w", 2)
    assert marker.exists()
    assert outcome.tables == once[1].tables
