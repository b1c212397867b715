"""A schedule really fires: a server on loopback, `etl serve`, and a run that nobody started, seen to complete."""

# ruff: noqa: S310, PLW1510  (our own addresses on loopback; what a program ended with is asserted)

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.flow_cases import FIRST, ROOT, lay, told
from tests.nursery import nursery

PATIENCE = 300  # seconds for anything that a busy machine may be slow with
BIN = Path(sys.executable).parent

pytestmark = [pytest.mark.flow, pytest.mark.slow]


def free_port():
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]


@contextmanager
def process(command, environment, log):
    """A program that is ended with the body, with all that it started."""
    with log.open("wb") as lines:
        running = subprocess.Popen(
            command, env=environment, stdout=lines, stderr=subprocess.STDOUT, cwd=ROOT, start_new_session=True
        )
        try:
            yield running
        finally:
            for sign in (signal.SIGTERM, signal.SIGKILL):
                try:
                    os.killpg(running.pid, sign)
                    running.wait(20)
                except (ProcessLookupError, subprocess.TimeoutExpired):
                    continue


def until(what, wanted, *watched):
    """The first answer of `wanted` that is not empty; a program that ended early, or patience that did, is told."""
    stop = time.monotonic() + PATIENCE
    while time.monotonic() < stop:
        found = wanted()
        if found:
            return found
        for running, log in watched:
            assert running.poll() is None, f"it ended before {what}: {log.read_text()[-2000:]}"
        time.sleep(1)
    raise AssertionError(f"no sign of {what}: " + "\n".join(log.read_text()[-2000:] for _, log in watched))


def asked(url, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.load(reply)
    except (urllib.error.URLError, OSError):
        return None


@contextmanager
def own_server(folder):
    """A server with its own home and port: the environment that leads to nowhere yet, its address, its process."""
    url = f"http://127.0.0.1:{free_port()}/api"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "ETL_"))}
    environment |= {"PREFECT_HOME": str(folder), "DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    port = url.split(":")[2].split("/", maxsplit=1)[0]
    command = [BIN / "prefect", "server", "start", "--host", "127.0.0.1", "--port", port]
    with process(command, environment, folder / "server.log") as running:
        until("a server that answers", lambda: asked(f"{url}/health"), (running, folder / "server.log"))
        yield environment, url, running


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server for all tests; the environment that leads to it, and its address."""
    with own_server(tmp_path_factory.mktemp("server")) as (environment, url, _):
        yield {**environment, "PREFECT_API_URL": url}, url


def test_a_scheduled_run_fires_and_completes(server, tmp_path):
    environment, url = server
    lay(tmp_path / "raw", FIRST)
    places = ["--raw", tmp_path / "raw", "--warehouse", tmp_path / "w"]
    log = tmp_path / "log"
    with process([BIN / "etl", "serve", "--every", "10", *places], environment, log) as serving:
        done = until("a run that completed", lambda: completed(url), (serving, log))
        examined = subprocess.run([BIN / "etl", "doctor", "--json", *places], env=environment, capture_output=True)
    assert done["auto_scheduled"]
    assert done["created_by"]["type"] == "SCHEDULE"
    assert [line["event"] for line in told(tmp_path / "w")][:3] == ["run started", "batch", "run finished"]
    assert told(tmp_path / "w")[2]["files"]["new"] == 4
    signs = {sign["name"]: sign["state"] for sign in json.loads(examined.stdout)}
    assert (signs["server"], signs["schedule"]) == ("well", "well")


def completed(url):
    wanted = {
        "flows": {"name": {"any_": ["refresh"]}},
        "flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}},
    }
    found = asked(f"{url}/flow_runs/filter", wanted)
    return found[0] if found else None


def test_a_server_that_dies_in_the_middle_takes_no_row_with_it(tmp_path):
    """The run needs its server to tell, not to work: it publishes, and the next run finds nothing to do."""
    raw, warehouse, log = lay(tmp_path / "raw", FIRST), tmp_path / "w", tmp_path / "log"
    with own_server(tmp_path) as (environment, url, dying):
        places = ["--raw", raw, "--warehouse", warehouse]
        with process([BIN / "etl", "run", *places], {**environment, "PREFECT_API_URL": url}, log) as running:
            until("a run that has begun", lambda: told_if_any(warehouse), (running, log))
            os.killpg(dying.pid, signal.SIGKILL)
            until(
                "the end of the run",
                lambda: {"run finished", "run failed"} & {line["event"] for line in told(warehouse)},
            )
        examined = subprocess.run(
            [BIN / "etl", "doctor", *places], env={**environment, "PREFECT_API_URL": url}, capture_output=True
        )
    assert b"does not answer" in examined.stdout
    with nursery() as runs:
        assert runs.run(raw, warehouse)[0] == 0
        assert runs.run(raw, tmp_path / "whole" / "w")[0] == 0
        assert runs.content(warehouse) == runs.content(tmp_path / "whole" / "w")


def told_if_any(warehouse):
    return told(warehouse) if (warehouse / ".work" / "journal.jsonl").exists() else []


def test_the_plan_is_registered_with_its_zone_and_its_limit(server, tmp_path):
    environment, url = server
    log = tmp_path / "log"
    places = ["--raw", tmp_path / "raw", "--warehouse", tmp_path / "w"]
    with process([BIN / "etl", "serve", *places], environment, log) as serving:
        names = ["refresh/daily", "export/weekly", "verify/monthly", "reprocess/by-hand"]
        found = [
            until(name, lambda name=name: on_cron(asked(f"{url}/deployments/name/{name}"), name), (serving, log))
            for name in names
        ]
    crons = [[entry["schedule"]["cron"] for entry in deployment["schedules"]] for deployment in found]
    assert crons == [["0 5 * * *"], ["0 3 * * 1"], ["0 1 1 * *"], []]
    for deployment in found:
        assert {entry["schedule"]["timezone"] for entry in deployment["schedules"]} <= {"Asia/Shanghai"}
        assert deployment["global_concurrency_limit"]["limit"] == 1
        assert deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"


def on_cron(deployment, name):
    """The deployment, once the trial's schedule is replaced by the daily one."""
    if deployment is None or (name == "refresh/daily" and "cron" not in deployment["schedules"][0]["schedule"]):
        return None
    return deployment


def test_serving_without_a_server_is_refused_with_what_to_do(tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    done = subprocess.run([BIN / "etl", "serve"], env=environment, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 1
    assert "make server" in done.stderr
    assert "PREFECT_API_URL" in done.stderr


def test_serving_a_dead_server_is_refused_with_what_to_do(tmp_path):
    environment = {**os.environ, "PREFECT_API_URL": f"http://127.0.0.1:{free_port()}/api"}
    done = subprocess.run([BIN / "etl", "serve"], env=environment, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 1
    assert "nothing answers" in done.stderr


def test_the_file_for_workers_says_the_same_plan(server, tmp_path):
    environment, url = server
    environment = {**environment, "ETL_HOME": str(tmp_path)}
    for words in (["work-pool", "create", "local", "--type", "process"], ["--no-prompt", "deploy", "--all"]):
        done = subprocess.run([BIN / "prefect", *words], env=environment, capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 0, done.stdout + done.stderr
    from flows.deployments import PLAN, ZONE

    for flow, name, cron in PLAN:
        found = asked(f"{url}/deployments/name/{flow.name}/{name}")
        schedules = [(entry["schedule"]["cron"], entry["schedule"]["timezone"]) for entry in found["schedules"]]
        assert schedules == ([(cron, ZONE)] if cron else [])
        assert found["work_pool_name"] == "local"
        assert found["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
        assert found["global_concurrency_limit"]["limit"] == 1
