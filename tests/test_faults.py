"""What the world does to a run: each fault, what the operator is told, and how it recovers; the docs list them."""

import os
import shutil
import subprocess
from contextlib import contextmanager

import pytest

from tests.flow_cases import TEXT, states, told
from tests.nursery import nursery

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def runs():
    with nursery() as running:
        yield running


@pytest.fixture(scope="module")
def world(runs, tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    first, second = states(folder)
    for raw, name in ((first, "a"), (second, "b")):
        assert runs.run(raw, folder / name / "w")[0] == 0
    return folder, second, runs.content(folder / "a" / "w"), runs.content(folder / "b" / "w")


@pytest.fixture
def warehouse(world, tmp_path):
    shutil.copytree(world[0] / "a" / "w", tmp_path / "w")
    return tmp_path / "w"


def reason(warehouse):
    """What the operator was told of the last run, which failed."""
    last = told(warehouse)[-1]
    assert last["event"] == "run failed"
    return last["reason"]


@contextmanager
def small_disk(place, megabytes):
    """A disk of so many megabytes at `place`, holding what lay there; only who may mount can have one."""
    kept = place.with_name("kept")
    place.rename(kept)
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", place]
    done = subprocess.run(command, check=False, capture_output=True)
    if done.returncode:
        pytest.skip("no right to mount a small disk here")
    try:
        shutil.copytree(kept, place, dirs_exist_ok=True)
        yield
    finally:
        subprocess.run(["umount", "-l", place], check=True)


@pytest.mark.parametrize("room", [3, 10, 13, 18])  # for the copy too little, for the stages, for the load, to publish
def test_a_full_disk(runs, world, warehouse, room):
    size = (warehouse / "warehouse.duckdb").stat().st_size // 1_000_000 + room
    with small_disk(warehouse, size):
        assert runs.run(world[1], warehouse)[0] == 1
        assert "make room on the disk" in reason(warehouse)
        assert runs.content(warehouse) == world[2]
        subprocess.run(["mount", "-o", "remount,size=200m", warehouse], check=True)
        assert runs.run(world[1], warehouse)[0] == 0
        assert runs.content(warehouse) == world[3]


def test_a_limit_on_the_size_of_files(runs, world, warehouse):
    assert runs.run(world[1], warehouse, fault="small-files")[0] == 1
    assert "raise the limit on the size of files" in reason(warehouse)
    assert runs.content(warehouse) == world[2]
    assert runs.run(world[1], warehouse)[0] == 0
    assert runs.content(warehouse) == world[3]


def test_a_disk_that_takes_no_writes(runs, world, warehouse):
    with small_disk(warehouse, 200):
        subprocess.run(["mount", "-o", "remount,ro", warehouse], check=True)
        assert runs.run(world[1], warehouse)[0] == 1
        assert "make the disk" in runs.said()
        subprocess.run(["mount", "-o", "remount,rw", warehouse], check=True)
        assert runs.run(world[1], warehouse)[0] == 0
        assert runs.content(warehouse) == world[3]


def test_a_permission_that_is_lost_between_listing_and_reading(runs, world, warehouse):
    assert runs.run(world[1], warehouse, fault=f"forbidden:{TEXT}")[0] == 0
    aside = dict(told(warehouse)[-1]["aside"])
    assert aside[TEXT] == "make this file readable: Permission denied"
    assert runs.run(world[1], warehouse)[0] == 0
    assert runs.content(warehouse) == world[3]


def test_a_file_that_changes_while_it_is_read(runs, world, warehouse):
    assert runs.run(world[1], warehouse, fault=f"changing:{TEXT}")[0] == 0
    assert dict(told(warehouse)[-1]["aside"])[TEXT] == "run again: it was changed while it was read"
    assert runs.run(world[1], warehouse)[0] == 0
    assert runs.content(warehouse) == world[3]


def test_a_clock_that_was_set_back(runs, world, warehouse):
    assert runs.run(world[1], warehouse, fault="clock:2001-01-01")[0] == 0
    assert runs.content(warehouse) == world[3]
    assert runs.run(world[1], warehouse)[0] == 0
    assert told(warehouse)[-1]["files"]["unchanged"] == 5


@pytest.mark.parametrize("damage", ["half of it is gone", "its head is changed", "a block is changed"])
def test_a_damaged_warehouse_is_built_anew_and_says_so(runs, world, warehouse, damage):
    path = warehouse / "warehouse.duckdb"
    data = bytearray(path.read_bytes())
    if damage == "half of it is gone":
        del data[len(data) // 2 :]
    elif damage == "its head is changed":
        data[100] ^= 255
    else:
        for at in range(12_288 + 1_000, len(data), 50_000):  # in every block, wherever the rows lie
            data[at] ^= 255
    path.write_bytes(data)
    assert runs.run(world[1], warehouse)[0] == 0
    assert "the damaged file is kept as warehouse.duckdb.damaged" in told(warehouse)[-1]["notes"][0]
    assert (warehouse / "warehouse.duckdb.damaged").read_bytes() == bytes(data)
    assert runs.content(warehouse) == world[3]


def test_a_file_that_is_no_database_is_never_overwritten(runs, world, warehouse):
    (warehouse / "warehouse.duckdb").write_text("somebody's notes")
    assert runs.run(world[1], warehouse)[0] == 1
    assert "move" in reason(warehouse)
    assert (warehouse / "warehouse.duckdb").read_text() == "somebody's notes"


def test_a_second_run_leaves_politely_and_a_stale_lock_stops_nobody(runs, world, warehouse):
    from etl.warehouse.publish import writer

    with writer(warehouse):
        assert runs.run(world[1], warehouse)[0] == 1
        assert f"wait for the other run (process {os.getpid()})" in runs.said()
    (warehouse / ".work" / "lock").write_text("1\n")  # the number of a process that lives and holds nothing
    assert runs.run(world[1], warehouse)[0] == 0
    assert runs.content(warehouse) == world[3]
