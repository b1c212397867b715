"""Engine: what must stand before the flow engine is imported, and whether the server that schedules answers."""

from __future__ import annotations

import os
import signal
import urllib.error
import urllib.request
from pathlib import Path

from etl.complaint import Complaint

PARENT = "ETL_PARENT"  # whom the embedded server belongs to
ADDRESS = "PREFECT_API_URL"
APPLICATION = "prefect.server.api.server:create_app"  # the words by which a server is known among processes
USUAL = "http://127.0.0.1:4200/api"
PATIENCE = 30  # seconds that a server may take to say that it is well


def prepare(warehouse: Path) -> None:
    """Set what the person has not set already, and end what an earlier, killed run left running."""
    home = (warehouse / ".work" / "prefect").absolute()
    wanted = {
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
        # The default of 20 s fails on a busy machine with a fresh home; 75 s have been seen.
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "240",
        "PREFECT_HOME": str(home),
        # A run's own complaint is one sentence; the engine would put a traceback before it.
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    }
    for name, value in wanted.items():
        os.environ.setdefault(name, value)
    os.environ[PARENT] = str(os.getpid())
    Path(os.environ["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)  # Prefect makes the last folder only
    for process in orphans():
        os.kill(process, signal.SIGTERM)


def recorded() -> bool:
    """Whether the person has a server, or a home of the engine, that is to know of every run; before `prepare`."""
    return any(os.environ.get(name) for name in (ADDRESS, "PREFECT_HOME", "PREFECT_PROFILE"))


def orphans() -> list[int]:
    """Embedded servers of this user's whose run is gone: kill -9 spares them, and each holds some 200 MB.

    Found where the system shows processes as files; none elsewhere.
    """
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            known = dict(entry.split("=", 1) for entry in _strings(folder / "environ") if "=" in entry)
            parent = (folder / "stat").read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()[1]
            if APPLICATION in _strings(folder / "cmdline") and PARENT in known:
                found += [int(folder.name)] if known[PARENT] != parent else []
        except (OSError, IndexError):  # it ended while we looked, or it is somebody else's
            continue
    return sorted(found)


def _strings(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").split("\0")


def address() -> str:
    """The server that schedules; Complaint, with what to do, where none is named or none answers."""
    named = os.environ.get(ADDRESS)
    if not named:
        raise Complaint(
            f"start a server with `make server`, then say where it is: {ADDRESS}={USUAL} etl serve"
            " (without a server of its own a schedule never fires)"
        )
    if not answers(named):
        raise Complaint(f"start a server with `make server`, or mend {ADDRESS}: nothing answers at {named}")
    return named


def answers(named: str) -> bool:
    """Whether a server at this address says that it is well."""
    if not named.startswith(("http://", "https://")):
        return False
    try:
        with urllib.request.urlopen(f"{named}/health", timeout=PATIENCE) as reply:  # noqa: S310  (http or https, seen above)
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False
