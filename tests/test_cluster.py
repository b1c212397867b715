"""A cluster of workers that share a disk gives the rows of one process, also where a worker is killed with -9."""

import os
import subprocess
import sys
import time
from threading import Thread

import pytest

from etl import pipeline
from etl.records import Complaint
from etl.rules import rules_version
from flows import bench
from tests.flow_cases import FIRST, content, lay

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
pytestmark = [pytest.mark.slow]
PATIENCE = 120  # seconds; a worker imports for ten on a busy machine


def started(*command, **environment):
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *command, "--no-dashboard"],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_for(holds):
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "nothing came"
        time.sleep(0.2)


@pytest.fixture
def cluster(tmp_path):
    """The address of a scheduler on loopback, and a verb that starts a worker for it."""
    told, processes = tmp_path / "scheduler.json", []

    def worker(**environment):
        processes.append(
            started(
                "worker", "--scheduler-file", str(told), "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1",
                "--local-directory", str(tmp_path / "local"), **environment,
            )
        )  # fmt: skip
        return processes[-1]

    processes.append(started("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told)))
    wait_for(told.exists)
    import json

    yield json.loads(told.read_text())["address"], worker
    for process in processes:
        process.kill()
        process.wait()


@pytest.fixture
def refresh(monkeypatch):
    """The flow without its engine, each file a batch of its own."""
    import flows.refresh
    from tests.flow_cases import without_server

    monkeypatch.setattr(flows.refresh, "BATCH_BYTES", 1)
    return without_server(monkeypatch.setattr)


def test_a_cluster_of_which_a_worker_is_killed_gives_the_rows_of_one_process(cluster, refresh, tmp_path):
    address, worker = cluster
    raw = lay(tmp_path / "raw", FIRST)
    refresh(raw, tmp_path / "one", 1)
    # The first worker is alone, so the first steps are its; it ends as if the power went amid the sixth.
    first = worker(ETL_FAIL_AT="frames.part:6")
    outcomes = []
    run = Thread(target=lambda: outcomes.append(refresh(raw, tmp_path / "many", 1, address)))
    run.start()
    batches = tmp_path / "many" / ".work" / "batches"
    wait_for(lambda: list(batches.glob("*/segment/seal.json")))
    worker()
    wait_for(lambda: first.poll() is not None)
    run.join(PATIENCE)
    assert first.returncode == -9
    assert outcomes[0].published
    assert content(tmp_path / "many", tmp_path / "b") == content(tmp_path / "one", tmp_path / "a")


def test_a_worker_that_reads_by_other_rules_is_refused():
    assert bench.same(rules_version(), lambda: {"articles": 1}) == {"articles": 1}
    with pytest.raises(Complaint, match="install the same version on every worker"):
        bench.same("other", dict)


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch):
    monkeypatch.setattr(bench, "PATIENCE", 1)
    with (
        pytest.raises(Complaint, match="start a scheduler with `dask scheduler`"),
        bench.opened(1, "tcp://127.0.0.1:9"),
    ):
        pass


def test_the_environment_names_the_cluster_too(monkeypatch):
    monkeypatch.setenv(bench.ADDRESS, "tcp://elsewhere:8786")
    assert bench.named(None) == "tcp://elsewhere:8786"
    assert bench.named("tcp://here:8786") == "tcp://here:8786"


def test_what_rests_is_not_done_again(tmp_path, monkeypatch):
    raw = lay(tmp_path / "raw", FIRST)
    files = pipeline.of_paths([raw / FIRST[0]], raw)
    pipeline.write({"files": files}, tmp_path / "fetch")
    counts = pipeline.step("clean", raw, tmp_path / "fetch", tmp_path / "clean")
    monkeypatch.setitem(pipeline.STEPS, "clean", lambda *_: pytest.fail("done again"))
    assert pipeline.step("clean", raw, tmp_path / "fetch", tmp_path / "clean") == counts
