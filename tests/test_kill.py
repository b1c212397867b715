"""Kill it anywhere: what is published stays whole, and the next run ends where an undisturbed one would.

`make soak` does the same a thousand times, at random moments too; here each point is passed once.
"""

import re
import shutil

import pytest

from etl.failpoints import MIGRATION, POINTS
from tests.flow_cases import ROOT, states, told
from tests.nursery import nursery
from tests.readers import read_during

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def runs():
    with nursery() as running:
        yield running


@pytest.fixture(scope="module")
def world(runs, tmp_path_factory):
    """Two states of a raw folder, the warehouse of the first, and what the undisturbed warehouse of each holds."""
    folder = tmp_path_factory.mktemp("world")
    first, second = states(folder)
    for raw, name in ((first, "a"), (second, "b")):
        assert runs.run(raw, folder / name / "w")[0] == 0
    return folder, second, runs.content(folder / "a" / "w"), runs.content(folder / "b" / "w")


@pytest.fixture
def warehouse(world, tmp_path):
    """A copy of the warehouse of the first state."""
    shutil.copytree(world[0] / "a" / "w", tmp_path / "w")
    return tmp_path / "w"


AT = POINTS.index("publish.named")


def test_killed_at_every_point_before_publishing_in_turn_it_ends_as_an_undisturbed_run(runs, world, warehouse):
    """Each run goes on where the one before it was killed, so each follows a kill."""
    _, second, old, new = world
    before = (warehouse / "warehouse.duckdb").stat().st_ino
    for point in POINTS[:AT]:
        assert (point, runs.run(second, warehouse, fail_at=point)[0]) == (point, -9)
        assert (warehouse / "warehouse.duckdb").stat().st_ino == before
    assert runs.content(warehouse) == old
    ends_well(runs, second, warehouse, new)


@pytest.mark.parametrize("point", POINTS[AT:])
def test_killed_after_publishing_nothing_is_left_to_do_but_to_sweep(runs, world, warehouse, point):
    _, second, _, new = world
    assert runs.run(second, warehouse, fail_at=point)[0] == -9
    assert runs.content(warehouse) == new
    ends_well(runs, second, warehouse, new)
    assert told(warehouse)[-1]["published"] is False


def ends_well(runs, raw, warehouse, wanted):
    assert runs.run(raw, warehouse)[0] == 0
    assert runs.content(warehouse) == wanted
    assert sorted(path.name for path in (warehouse / ".work").iterdir()) == ["journal.jsonl", "lock"]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_a_run_killed_at_any_moment_and_killed_again_ends_as_an_undisturbed_one(runs, world, warehouse, share):
    _, second, old, new = world
    for part in (share, share / 2):
        assert runs.run(second, warehouse, after=part)[0] in {0, -9}
        assert runs.content(warehouse) in (old, new)
    assert runs.run(second, warehouse)[0] == 0
    assert runs.content(warehouse) == new


def test_a_damaged_stage_of_a_killed_run_is_made_again(runs, world, warehouse):
    _, second, _, new = world
    assert runs.run(second, warehouse, fail_at="load.removed:2")[0] == -9
    shards = sorted((warehouse / ".work" / "batches").rglob("*.parquet"))
    assert {path.parent.name for path in shards} >= {"fetch", "clean", "convert", "segment", "extract"}
    for path in shards:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 255
        path.write_bytes(data)
    assert runs.run(second, warehouse)[0] == 0
    assert runs.content(warehouse) == new


def test_the_journal_tells_the_killed_run_from_the_others(runs, world, warehouse):
    from etl.journal import runs as journal

    assert runs.run(world[1], warehouse, fail_at="load.written")[0] == -9
    assert runs.run(world[1], warehouse)[0] == 0
    assert [run.status for run in journal(warehouse)] == ["completed", "killed", "completed"]
    assert "run failed" not in {line["event"] for line in told(warehouse)}


def test_every_point_is_passed_in_the_code():
    passed = set()
    for path in [*(ROOT / "src" / "etl").rglob("*.py"), *(ROOT / "flows").rglob("*.py")]:
        passed |= set(re.findall(r'passing\(f?"([^"]+)"\)', path.read_text(encoding="utf-8")))
    steps = {f"step.{name}" for name in ("clean", "convert", "segment", "extract")}
    assert (passed - {"step.{name}"}) | steps == set(POINTS + MIGRATION)


def test_readers_are_never_refused_and_never_see_half_of_a_run(runs, world, warehouse):
    second, first = world[1], world[0] / "first"
    ended = []

    def publish():
        ended.extend((runs.run(raw, warehouse)[0], runs.said()) for raw in (second, first))

    met = read_during(warehouse / "warehouse.duckdb", 8, publish)
    assert ended == [(0, ""), (0, "")]
    assert [said for reader in met for said in reader["said"]] == []
    assert sum(reader["refused"] + reader["wrong"] for reader in met) == 0
    assert max(reader["versions"] for reader in met) >= 2
