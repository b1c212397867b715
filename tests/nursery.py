"""Start runs that are to be killed: one process that has everything imported, and forks a child for each run.

A line of JSON on standard input asks, a line answers. The process itself touches neither polars nor duckdb,
whose threads would not survive the fork; the words are warmed up, which takes the most of a short run.
"""

from __future__ import annotations

import errno
import gc
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from tests.flow_cases import ROOT, TEXT, content, without_server

PATIENCE = 300  # seconds after which a run that does not end is a fault


class Nursery:
    """The process, as its user sees it."""

    def __init__(self, running):
        self._running = running

    def run(self, raw, warehouse, fail_at="", after=None, *, fault="", anew=False):
        """One run; (exit status, -9 if it was killed, and its seconds). `after` kills it after so many seconds.

        `fault` is one of FAULTS, with what it concerns after a colon.
        """
        asked = {"raw": str(raw), "warehouse": str(warehouse), "fail_at": fail_at, "after": after, "fault": fault}
        asked["anew"] = anew
        answer = self._ask(asked)
        self._said = answer["said"]
        return answer["status"], answer["seconds"]

    def said(self):
        """What the last run said on its standard error."""
        return self._said

    def content(self, warehouse):
        """What is published, by table: rows and hash of the Parquet of it; None where nothing is."""
        return self._ask({"content": str(warehouse)})["content"]

    def _ask(self, question):
        self._running.stdin.write(json.dumps(question) + "\n")
        self._running.stdin.flush()
        line = self._running.stdout.readline()
        assert line, "the nursery has ended"
        return json.loads(line)


@contextmanager
def nursery():
    """A nursery for the length of the body."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
    command = [sys.executable, "-m", "tests.nursery"]
    running = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    )
    try:
        yield Nursery(running)
    finally:
        running.stdin.close()
        running.wait(60)


def serve():
    """Answer until the other side has no more questions."""
    flow = without_server()
    warm()
    for line in sys.stdin:
        asked = json.loads(line)
        answer = published(Path(asked["content"])) if "content" in asked else killed(flow, asked)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    gc.unfreeze()  # else the database's library complains, at the end, of what nobody took away


def warm():
    """Have dictionaries, patterns and modules ready before the first fork; only what makes no frames."""
    import numpy.ma  # noqa: F401  (this and the next are what polars and duckdb import when they are first asked)
    import pyarrow.compute  # noqa: F401

    from etl.clean import clean_article
    from etl.convert.simplify import simplified
    from etl.extract.findings import Part
    from etl.extract.frames import _facts
    from etl.fetch import raw_file
    from etl.rules import rules_version
    from etl.segment.words import tokens
    from etl.text import Span
    from etl.warehouse import export, lookups, tables  # noqa: F401

    path = ROOT / "raw" / TEXT
    article, _ = clean_article(raw_file(ROOT / "raw", path), path.read_bytes(), "rules")
    text = simplified(path.read_text(encoding="utf-8"))
    whole = (Span(0, len(text), 0, len(text)),)
    lengths = tuple(map(len, tokens(text)))
    paragraph = Part("p", "a", "body", (), text, lengths, whole, (), ())
    _facts(article, [paragraph], [])
    rules_version()  # once for all runs: who edits a rule meanwhile would make them differ
    tables.statements("macros", "views")
    lookups.known_themes()
    gc.collect()
    gc.freeze()  # what is here is shared by every child; a collector that walked over it would copy its pages


def killed(flow, asked):
    """Fork a run, and kill it if its time comes before its end."""
    started = time.monotonic()
    said = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  (the child goes on holding it)
    child = os.fork()
    if child == 0:
        os.environ["ETL_FAIL_AT"] = asked["fail_at"]
        sys.stderr = said
        fault, _, concerned = asked["fault"].partition(":")
        FAULTS[fault](Path(asked["raw"]) / concerned if concerned else None)
        ended(lambda: flow(Path(asked["raw"]), Path(asked["warehouse"]), 1, anew=asked["anew"]))
    stop = started + (PATIENCE if asked["after"] is None else asked["after"])
    while True:
        process, status = os.waitpid(child, os.WNOHANG)
        if process:
            said.seek(0)
            seconds = time.monotonic() - started
            return {"status": os.waitstatus_to_exitcode(status), "seconds": seconds, "said": said.read()}
        if time.monotonic() >= stop:
            os.kill(child, signal.SIGKILL)
            stop = float("inf")
        time.sleep(0.002)


def forbidden(path):
    """The file can be listed and hashed, but no longer read."""
    _read_bytes(path, lambda _: (_ for _ in ()).throw(PermissionError(errno.EACCES, "Permission denied")))


def changing(path):
    """The file has other bytes when it is read than when it was listed."""
    _read_bytes(path, lambda data: data + b"!")


def _read_bytes(path, change):
    read = Path.read_bytes
    Path.read_bytes = lambda self: change(read(self)) if self == path else read(self)


def small_files(_):
    """No file may grow beyond three megabytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))


def old_clock(_):
    """The clock stands long before anything that was ever written."""
    from flows import refresh as room

    class Old(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2001, 1, 1, tzinfo=tz)

    room.datetime = Old


FAULTS = {
    "": lambda _: None,
    "forbidden": forbidden,
    "changing": changing,
    "small-files": small_files,
    "clock": old_clock,
}


def published(warehouse):
    """What a fork finds published."""
    if not (warehouse / "warehouse.duckdb").exists():
        return {"content": None}
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        with os.fdopen(writer, "w") as answer:
            ended(lambda: json.dump(content(warehouse, warehouse.parent / "export"), answer) or answer.flush())
    os.close(writer)
    with os.fdopen(reader) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return {"content": json.loads(text)}


def ended(work):
    """Do the work and end this process, with 1 if it failed; nothing of the parent's is run or flushed twice."""
    try:
        work()
    except BaseException as error:  # noqa: BLE001  (whatever it was, this process must end here)
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    serve()
