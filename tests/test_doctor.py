"""The operator's commands: what ails the machine, what the runs came to, what was set aside."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from etl import doctor, engine, journal
from etl.cli import app
from etl.machine import refusals_told
from etl.records import Complaint, Reject
from etl.warehouse.rejects import rejects
from tests.older_cases import make_older
from tests.warehouse_cases import build, facts, only_rejects


def signs(tmp_path, **environment):
    (tmp_path / "raw").mkdir(exist_ok=True)
    found = doctor.examined(tmp_path / "raw", tmp_path / "w", environment)
    return {sign.name: sign for sign in found}


def test_a_healthy_machine_has_no_ill_sign(tmp_path):
    assert [sign for sign in signs(tmp_path).values() if sign.state == doctor.ILL] == []


@pytest.mark.parametrize(
    ("package", "found", "words"),
    [
        ("fastapi", "0.151.0", "install >=0.139,<0.151 (the server refuses JSON null"),
        ("sqlalchemy", "2.1.9", "install >=2.0,<2.1 (scheduled runs are never created"),
        ("duckdb", "1.4.4", "install >=2.0,<2.1"),
    ],
)
def test_a_version_that_breaks_is_named_with_what_it_breaks(tmp_path, monkeypatch, package, found, words):
    real = doctor.version
    monkeypatch.setattr(doctor, "version", lambda name: found if name == package else real(name))
    sign = signs(tmp_path)[package]
    assert sign.state == doctor.ILL
    assert words in sign.said


def test_the_bounds_that_the_doctor_knows_are_those_of_the_project():
    import tomllib

    from tests.flow_cases import ROOT

    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    for name, least, less, _ in doctor.KNOWN:
        assert f"{name}>={least},<{less}" in wanted


def test_a_full_disk_is_ill_before_a_run_meets_it(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "LEAST_FREE", 10**18)
    assert "GB free: make " in signs(tmp_path)["disk"].said


@pytest.mark.parametrize(
    ("shape", "state", "words"), [("4", doctor.NOTE, "etl run`"), ("2", doctor.ILL, "run --anew`")]
)
def test_an_older_warehouse_is_told_with_what_becomes_of_it(tmp_path, shape, state, words):
    build(tmp_path / "now", facts("a"))
    (tmp_path / "w").mkdir()
    make_older(shape, tmp_path / "now" / "warehouse.duckdb", tmp_path / "w" / "warehouse.duckdb")
    assert (signs(tmp_path)["published"].state, words in signs(tmp_path)["published"].said) == (state, True)


def test_a_published_file_that_is_damaged_is_ill(tmp_path):
    build(tmp_path / "w", facts("a"))
    assert signs(tmp_path)["published"].state == doctor.WELL
    (tmp_path / "w" / "warehouse.duckdb").write_bytes(b"no longer a database")
    assert signs(tmp_path)["published"].state == doctor.ILL


def test_a_folder_that_is_not_there_is_named(tmp_path):
    found = doctor.examined(tmp_path / "nowhere", tmp_path / "w", {})
    assert next(sign for sign in found if sign.name == "raw").state == doctor.ILL


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/api", "file:///etc/passwd", "nonsense"])
def test_a_server_that_does_not_answer_is_ill(tmp_path, address):
    sign = signs(tmp_path, PREFECT_API_URL=address)["server"]
    assert (sign.state, "make server" in sign.said) == (doctor.ILL, True)


def told(warehouse, *events, minutes=0):
    """A journal of one run with these lines."""
    when = datetime.now(UTC) + timedelta(minutes=minutes)
    path = warehouse / journal.PLACE
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as lines:
        for event, more in events:
            line = {"run": f"r{minutes}", "flow": "refresh", "process": 2**22 + 1, "timestamp": when.isoformat()}
            lines.write(json.dumps({**line, "event": event, **more}) + "\n")


def test_the_last_run_shows_if_it_failed_is_late_or_comes_from_the_future(tmp_path):
    assert signs(tmp_path)["runs"].state == doctor.NOTE
    told(tmp_path / "w", (journal.STARTED, {}), (journal.FINISHED, {"files": {"new": 3}}), minutes=-60 * 40)
    assert signs(tmp_path)["runs"].state == doctor.NOTE
    told(tmp_path / "w", (journal.STARTED, {}), (journal.FAILED, {"reason": "make room"}), minutes=-5)
    assert (signs(tmp_path)["runs"].state, "make room" in signs(tmp_path)["runs"].said) == (doctor.ILL, True)
    told(tmp_path / "w", (journal.STARTED, {}), (journal.FINISHED, {}), minutes=-1)
    assert signs(tmp_path)["runs"].state == doctor.WELL
    told(tmp_path / "w", (journal.STARTED, {}), (journal.FINISHED, {}), minutes=600)
    assert "clock" in signs(tmp_path)["runs"].said


def invoked(*words):
    return CliRunner().invoke(app, list(map(str, words)))


def test_runs_shows_each_with_its_end_and_its_counts(tmp_path):
    told(tmp_path, (journal.STARTED, {}), (journal.BATCH, {}), minutes=-3)
    told(tmp_path, (journal.STARTED, {}), (journal.FAILED, {"reason": "make room"}), minutes=-2)
    told(
        tmp_path, (journal.STARTED, {}), (journal.FINISHED, {"files": {"new": 7}, "seconds": {"text": 1.5}}), minutes=-1
    )
    shown = invoked("runs", "--warehouse", tmp_path, "--json")
    assert [run["status"] for run in json.loads(shown.stdout)] == ["completed", "failed", "killed"]
    assert json.loads(shown.stdout)[2]["batches"] == 1
    assert "make room" in invoked("runs", "--warehouse", tmp_path).stdout
    assert len(json.loads(invoked("runs", "--warehouse", tmp_path, "--last", 1, "--json").stdout)) == 1


def test_a_torn_line_of_the_journal_hides_no_other(tmp_path):
    told(tmp_path, (journal.STARTED, {}), minutes=-3)
    with (tmp_path / journal.PLACE).open("ab") as lines:
        lines.write(b'{"run": "torn", "ev\xe6\xff\n')
    told(tmp_path, (journal.STARTED, {}), (journal.FINISHED, {}), minutes=-2)
    assert [run.status for run in journal.runs(tmp_path)] == ["killed", "completed"]


def test_the_journal_forgets_what_is_older_than_it_is_told(tmp_path):
    told(tmp_path, (journal.STARTED, {}), (journal.FINISHED, {}), minutes=-60 * 24 * 10)
    told(tmp_path, (journal.STARTED, {}), (journal.FINISHED, {}), minutes=-1)
    assert journal.shortened(tmp_path, days=5) == 2
    assert [run.run for run in journal.runs(tmp_path)] == ["r-1"]
    assert journal.shortened(tmp_path, days=5) == 0


def test_what_was_set_aside_shows_its_reason_and_its_first_bytes(tmp_path):
    (tmp_path / "raw" / "samples").mkdir(parents=True)
    (tmp_path / "raw" / "samples" / "p.txt").write_bytes(b"\x89PNG\r\n" + b"x" * 100)
    outside = Reject("../secret", "", "clean", "no")
    build(tmp_path / "w", facts("a"), only_rejects(Reject("samples/p.txt", "00", "clean", "a picture"), outside))
    (tmp_path / "secret").write_text("never shown")
    found = {row.raw_path: row for row in rejects(tmp_path / "w", tmp_path / "raw")}
    assert found["samples/p.txt"].first == r"\x89PNG\r\n" + "x" * 26
    assert found["../secret"].first == ""
    shown = invoked("rejects", "--warehouse", tmp_path / "w", "--raw", tmp_path / "raw").stdout
    assert "a picture" in shown
    assert "2 set aside" in shown


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "No space left on device"), "make room on the disk that holds /w"),
        (RuntimeError("IO Error: Could not write file: Read-only file system"), "writable"),
        (PermissionError(13, "Permission denied"), "let this user write to /w"),
    ],
)
def test_what_the_system_refuses_is_told_as_a_sentence(error, words):
    from pathlib import Path

    with pytest.raises(Complaint, match=words), refusals_told(Path("/w")):
        raise error


def test_an_error_of_ours_is_not_dressed_up_as_the_systems():
    from pathlib import Path

    with pytest.raises(ValueError, match="a bug"), refusals_told(Path("/w")):
        raise ValueError("a bug")


def test_a_server_whose_run_was_killed_is_found_and_one_whose_run_lives_is_not(tmp_path):
    """A stand-in with the words of a server: an orphan is known by a parent that is not its own."""
    code = "import time; time.sleep(60)"
    stands = []
    for parent in (os.getpid(), 1):
        command = [sys.executable, "-c", code, "prefect.server.api.server:create_app"]
        stands.append(subprocess.Popen(command, env={**os.environ, engine.PARENT: str(parent)}))
    try:
        found = engine.orphans()
        assert stands[0].pid not in found
        assert stands[1].pid in found
    finally:
        for stand in stands:
            stand.kill()
            stand.wait()


def test_the_engine_is_prepared_without_touching_what_is_set(tmp_path, monkeypatch):
    mine = {"PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "7"}
    monkeypatch.setattr(engine.os, "environ", mine)
    monkeypatch.setattr(engine, "orphans", list)
    engine.prepare(tmp_path / "deep" / "w")
    assert mine["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] == "7"
    assert mine["PREFECT_HOME"] == str(tmp_path / "deep" / "w" / ".work" / "prefect")
    assert (tmp_path / "deep" / "w" / ".work" / "prefect").is_dir()
    assert mine["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
