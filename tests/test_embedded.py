"""The engine's own server: beside the run from its start, gone with it, and left out where the person has one."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from etl import embedded, engine
from etl.complaint import Complaint

STARTED = """
import os, sys, time
from pathlib import Path
from etl import embedded
ready = embedded.prepared(Path(sys.argv[1]))
ready()
print(os.environ["PREFECT_API_URL"], flush=True)
time.sleep(float(sys.argv[2]))
"""
NAMES = ("PREFECT_API_URL", "PREFECT_HOME", "PREFECT_PROFILE")


@pytest.fixture
def unnamed(tmp_path, monkeypatch):
    """A person who named no server, in a folder of their own."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(embedded, "prepare", lambda _: None)
    return tmp_path


def started(folder: Path, seconds: float) -> "subprocess.Popen[str]":
    """A process that has a server and stays for so many seconds."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    command = [sys.executable, "-c", STARTED, str(folder), str(seconds)]
    return subprocess.Popen(command, env=environment, cwd=folder, stdout=subprocess.PIPE, text=True)


def gone(address: str, patience: float = 30) -> bool:
    """Whether nothing answers there any more, at the latest after so many seconds."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if not engine.answers(address):
            return True
        time.sleep(0.2)
    return False


@pytest.mark.parametrize("how", [None, signal.SIGKILL])
def test_the_server_answers_and_ends_with_its_run_also_where_that_is_killed(tmp_path, how):
    run = started(tmp_path, 2 if how is None else 60)
    assert run.stdout is not None
    address = run.stdout.readline().strip()
    assert engine.answers(address)
    if how is not None:
        run.send_signal(how)
    run.wait(30)
    assert gone(address)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("prefect.toml", '[api]\nurl = "http://here/api"\n'),
        ("pyproject.toml", '[tool.prefect.api]\nurl = "http://here/api"\n'),
        (".env", "PREFECT_API_URL=http://here/api\n"),
    ],
)
def test_a_server_named_in_a_file_of_this_folder_is_the_one(unnamed, monkeypatch, name, text):
    (unnamed / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(embedded, "_started", lambda: pytest.fail("a second server was started"))
    embedded.prepared(unnamed)()


@pytest.mark.parametrize("name", NAMES)
def test_a_server_named_in_the_environment_is_the_one(unnamed, monkeypatch, name):
    monkeypatch.setenv(name, "x")
    monkeypatch.setattr(embedded, "_started", lambda: pytest.fail("a second server was started"))
    embedded.prepared(unnamed)()


@pytest.mark.parametrize(
    "text", ["", "[server]\nanalytics_enabled = false\n", "[api", '[api]\nother = "x"\n', "api = 1\n"]
)
def test_files_that_name_no_server_are_not_taken_for_one(unnamed, monkeypatch, text):
    calls = []
    (unnamed / "prefect.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(embedded, "_started", lambda: calls.append("started") or (lambda: None))
    embedded.prepared(unnamed)()
    assert calls == ["started"]


def test_a_server_that_cannot_start_is_told_in_a_sentence(unnamed, monkeypatch):
    monkeypatch.setattr(embedded, "APPLICATION", "no.such.module:create_app")
    monkeypatch.setattr(embedded.sys, "executable", "/bin/false")
    ready = embedded._started()
    with pytest.raises(Complaint, match="the flow engine's server did not start"):
        ready()
    os.environ.pop("PREFECT_API_URL")
