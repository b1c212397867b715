"""Parse file after file, as the process that `etl.parse.process` starts; it ends when nobody can ask it any more.

It may use so much memory, and each file so much of the processor; it writes no file. A file that makes it fail ends
it, with a word on why where it still can say one.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from etl.parse.parsed import Parsed, Unparsed, packed
from etl.parse.wire import receive, send

GROWN = 384 * 1024 * 1024  # bytes of addresses after a file: from here on a fresh process takes the next one
WATCH = 1.0  # seconds between two looks whether whoever started us is still there


def main(memory: int, parent: int) -> None:
    """Answer what comes in on file descriptor 0 until it ends: (kind, seconds, data) each, in order."""
    line = socket.socket(fileno=0)
    _bound(memory)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever asked; it ends us with the line
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    send(line, b"ready")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # from here on all is told on the line
    sys.excepthook = lambda kind, error, _trace: _tell(line, kind, error, _trace)
    while request := _next(line):
        kind, seconds, data = request
        answer = _answered(kind.decode(), float(seconds), data)
        if _grown():
            send(line, b"last", *answer)
            return
        send(line, b"more", *answer)


def _next(line: socket.socket) -> list[bytes]:
    try:
        return receive(line)
    except (EOFError, ConnectionError):
        return []


def _answered(kind: str, seconds: float, data: bytes) -> tuple[bytes, ...]:
    """What a parser says of the data; the kernel ends us if it uses more of the processor."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return packed(PARSERS[kind](data))
    except Unparsed as verdict:
        return (str(verdict).encode(),)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _page(data: bytes) -> Parsed:
    from etl.parse.web import web  # noqa: PLC0415  (each parser is loaded when its first file comes)

    return web(data.decode())


def _marked(data: bytes) -> Parsed:
    from etl.parse.markdown import marked  # noqa: PLC0415  (the same)

    return marked(data.decode())


def _pdf(data: bytes) -> Parsed:
    from etl.parse.pdf_layer import sheets  # noqa: PLC0415  (the same)

    return _printed(sheets(data))


def _docx(data: bytes) -> Parsed:
    from etl.parse.docx_layer import sheets  # noqa: PLC0415  (the same)

    return _printed(sheets(data))


def _printed(sheets: list[list[tuple[str, str]]]) -> Parsed:
    from etl.parse.printed import printed  # noqa: PLC0415  (the same)

    return printed(sheets)


PARSERS: dict[str, Callable[[bytes], Parsed]] = {"page": _page, "markdown": _marked, "pdf": _pdf, "docx": _docx}


def _bound(memory: int) -> None:
    """Limits for good, before the first byte of a file is seen."""
    if sys.platform != "darwin":  # macOS knows no limit on addresses; time is limited there too
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _grown() -> bool:
    """Whether what earlier files left would be missing to the next one; 134 MB with all parsers loaded."""
    told = Path("/proc/self/statm")
    if not told.exists():  # macOS: no limit, nothing to miss
        return False
    pages = int(told.read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize() > GROWN


def _follow(parent: int) -> None:
    """End with whoever started us, also in the middle of a file, also where a copy of theirs holds the line open."""
    while os.getppid() == parent:
        time.sleep(WATCH)
    os._exit(1)


def _tell(line: socket.socket, kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    """The last word of a process that a file made fail."""
    send(line, b"fault", f"{kind.__name__}: {error}".encode("utf-8", "replace")[:400])
