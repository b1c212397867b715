"""Process: the one that parses, one for each of ours: started at the first need, asked file after file, started anew.

What it costs a file is two trips of its bytes through a socket; what it spares is everything that a file can do to
its parser. It ends with the process that started it: the line between them breaks, or it sees that its parent is
another. Of what comes back nothing is unpickled, and nothing is taken on trust (`parsed.unpacked`).
"""

from __future__ import annotations

import atexit
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock

from etl.parse import wire
from etl.parse.parsed import Parsed, Unparsed, unpacked

# Of the processor, for one file. On a full machine 27 pages of 20 sites took 0.09 s each, the slowest page within the
# caps of `clean.refuse` 10.5 s (480,000 tags), a dense newspaper page of a PDF file 0.15 s.
SECONDS = {"page": 20.0, "markdown": 20.0, "pdf": 60.0, "docx": 60.0}
HANGING = 600.0  # seconds by the clock, against what waits and never works: on a full machine 1 s of work took 30
MEMORY = 1 << 30  # bytes of addresses; the libraries take 134 MB, the largest page within the caps 353 MB
STARTING = 120.0  # seconds by the clock until it says that it is ready
TRIES = 2  # who ends without a word may have been ended by somebody else: another one is asked once
# What of our environment it is given: what Python may need to start, and no secret.
KEPT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "VIRTUAL_ENV")
START = "import sys; sys.path.insert(0, sys.argv[1]); from etl.parse.child import main; main(*map(int, sys.argv[2:]))"
ROOT = Path(__file__).resolve().parents[2]  # where the package `etl` lies


class _Gone(Exception):  # noqa: N818  (it is caught below)
    """The process ended without a word."""


class Parser:
    """One process that parses, and the line to it; several threads take turns."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None

    @property
    def number(self) -> int | None:
        """The number of the process, where there is one."""
        return self._child.pid if self._child else None

    def ask(self, kind: str, data: bytes) -> list[bytes]:
        """What the parser of this kind answers.

        Raises:
            Unparsed: it cannot read the data, or not within its limits.
            ChildProcessError: no process can be started.
        """
        ended = ""
        with self._lock:
            for _ in range(TRIES):
                try:
                    return self._asked(kind, data)
                except _Gone as gone:
                    ended = str(gone)
        raise Unparsed(f"its parser {ended}")

    def _asked(self, kind: str, data: bytes) -> list[bytes]:
        line, seconds = self._line or self._started(), SECONDS[kind]
        verdict = b""
        try:
            line.settimeout(HANGING)
            wire.send(line, kind.encode(), str(seconds).encode(), data)
            verdict, *answer = wire.receive(line, time.monotonic() + HANGING)
        except TimeoutError as error:
            raise Unparsed(f"its parsing does not end within {HANGING:g} seconds") from error
        except (EOFError, ConnectionError) as error:
            raise self._end(seconds) from error
        finally:  # also where a person interrupts us: an answer that nobody took would be the next file's
            if verdict != b"more":
                self.close()
        if verdict == b"fault":
            raise Unparsed(_failed(answer))
        if len(answer) == 1:
            raise Unparsed(answer[0].decode("utf-8", "replace"))
        return answer

    def _started(self) -> socket.socket:
        """The line to a new process that says that it is ready."""
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-I", "-B", "-c", START, str(ROOT), str(MEMORY), str(os.getpid())]
        environment = {name: os.environ[name] for name in KEPT if name in os.environ}
        with theirs:
            child = subprocess.Popen(  # noqa: S603  (our own module)
                command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
            )
        self._child, self._line = child, ours
        assert child.stderr is not None  # noqa: S101  (it was asked for)
        with child.stderr as said:
            try:
                wire.receive(ours, time.monotonic() + STARTING)
            except (EOFError, ConnectionError, TimeoutError) as error:
                child.kill()
                told = said.read().decode("utf-8", "replace").strip().splitlines() or ["it says nothing"]
                self.close()
                raise ChildProcessError(f"The process that parses does not start: {told[-1][:200]}") from error
        return ours

    def _end(self, seconds: float) -> Unparsed | _Gone:
        """Why a process has ended that said nothing."""
        assert self._child is not None  # noqa: S101  (it was asked just now)
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(STARTING)
        code = self._child.returncode
        if code == -signal.SIGPROF:
            return Unparsed(f"its parsing takes more than {seconds:g} seconds of the processor")
        return _Gone(f"is ended by {signal.Signals(-code).name}" if code and code < 0 else f"ends with {code}")

    def close(self) -> None:
        """End the process, if there is one; the next file has another one started."""
        child, line, self._child, self._line = self._child, self._line, None, None
        if line:
            line.close()
        if child:
            child.kill()
            child.wait()

    def forget(self) -> None:
        """In a copy of this process (a fork): the parser is the other's; this one starts its own."""
        self._lock = Lock()
        child, line, self._child, self._line = self._child, self._line, None, None
        if line:
            line.close()
        if child:
            child.returncode = 0  # not ours to wait for


def _failed(answer: list[bytes]) -> str:
    """The last word of a process that failed, as a reason."""
    told = b" ".join(answer).decode("utf-8", "replace")
    if told.startswith("MemoryError"):
        return f"its parsing takes more than {MEMORY // 2**20:,} MB of memory"
    return " ".join(told.split())[:160]


PARSER = Parser()


def parser() -> Parser:
    """The one of this process."""
    return PARSER


atexit.register(lambda: parser().close())
os.register_at_fork(after_in_child=lambda: parser().forget())


def parse(kind: str, data: bytes, size: int) -> Parsed:
    """What the parser of this kind (`page`, `markdown`, `pdf`, `docx`) reads in the data.

    Args:
        kind: A key of SECONDS.
        data: UTF-8 for a page and Markdown, else the file's own bytes.
        size: Characters of the source, which the spans of the answer lie in.

    Raises:
        Unparsed: it cannot read the data, or not within its limits.
    """
    answer = PARSER.ask(kind, data)
    try:
        return unpacked(answer, size)
    except ValueError as error:
        PARSER.close()
        raise Unparsed(str(error)) from error
