"""Leave: end the process after its exit functions have run, before Python takes its modules apart.

The flow engine's threads outlive the main one, and their frames hold the database's types until after the
module that made them is gone; that library then prints a page of «leaked instances». Nothing is lost in
them: every file is written and every server stopped by then.
"""

from __future__ import annotations

import atexit
import os
import sys
import threading
from collections.abc import Callable
from types import TracebackType


def leave(body: Callable[[], None]) -> None:
    """Run the body and end the process with its exit status, quietly if a flow engine was at work in it."""
    try:
        body()
        status: object = 0
    except SystemExit as ended:
        status = ended.code
    except BaseException:  # noqa: BLE001  (told as any exit tells it, and only then quiet)
        sys.excepthook(*_raised())
        status = 1
    if "prefect" not in sys.modules:
        sys.exit(status)  # type: ignore[arg-type]  # what was given to one exit is given to the next
    threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001  (waits for the threads that must end, as any exit does)
    atexit._run_exitfuncs()  # noqa: SLF001  (the exit functions, which stop the engine's server)
    _flush()
    os._exit(status if isinstance(status, int) else int(status is not None))


class Hush:
    """Kept in a module, it closes the ears of who reads standard error when Python takes that module apart.

    For a process that is not ours to end: the flow engine's own, which `etl serve` starts for each run. By then every
    exit function has run and every error was told; what follows is the database library's page of «leaked instances».
    """

    def __init__(self) -> None:
        self._nowhere = os.open(os.devnull, os.O_WRONLY)
        self._turn = os.dup2  # kept here: at that time a module's names may be gone

    def __del__(self) -> None:
        """Standard error leads nowhere from now on."""
        self._turn(self._nowhere, 2)


def _raised() -> tuple[type[BaseException], BaseException, TracebackType | None]:
    error = sys.exception()
    assert error is not None  # noqa: S101  (asked for in an except clause only)
    return type(error), error, error.__traceback__


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (BrokenPipeError, ValueError):  # nobody listens any more
            continue
