"""Embedded: the flow engine's own server for one run, started while the rest of the run still starts.

Left alone, the engine starts it when the first flow begins, and first imports all of it into the run's own process:
16 seconds where this takes 6, and 80 MB for the length of the run (docs/speed.md).
The server listens where this process has bound already, so who asks too early waits in line.
"""

from __future__ import annotations

import atexit
import http.client
import os
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from threading import Thread

from etl.complaint import Complaint
from etl.engine import ADDRESS, APPLICATION, prepare, recorded

HOST = "127.0.0.1"
PATIENCE = 240  # seconds that a first start may take on a busy machine; 75 have been seen
GRACE = 5  # seconds that the server may take to write what it still holds
LOOK = 1  # seconds between two looks of the server at whether its run still lives
NAMED_IN = {"prefect.toml": ("api", "url"), "pyproject.toml": ("tool", "prefect", "api", "url")}
# What the engine sets for a server that it starts itself; and of its blocks, which it would register, none is used.
ENVIRONMENT = {
    "PREFECT_UI_ENABLED": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "0",
}


def prepared(warehouse: Path) -> Callable[[], None]:
    """Prepare the engine for runs over this warehouse, and start its server; to be called before it is imported.

    Call what comes back before the first flow: it waits until the server answers, and raises Complaint if it ended.
    Where the person names a server, or a home of the engine, no server is started. Ours ends with this process, also
    where that is killed.
    """
    named = recorded() or _named_here()
    prepare(warehouse)
    return (lambda: None) if named else _started()


def _started() -> Callable[[], None]:
    with socket.create_server((HOST, 0)) as listening:
        port = listening.getsockname()[1]
        command = [sys.executable, "-m", "etl.embedded", str(listening.fileno()), APPLICATION]
        server = subprocess.Popen(  # noqa: S603  (this module)
            command, env={**os.environ, **ENVIRONMENT}, stdin=subprocess.DEVNULL, pass_fds=[listening.fileno()]
        )
    os.environ[ADDRESS] = f"http://{HOST}:{port}/api"
    atexit.register(_end, server)  # before the engine is imported, so after its own last words
    return lambda: _wait(server, port)


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    """Until the server says that it is well; the first question waits in its line, and is answered when it can be."""
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        connection.request("GET", "/api/health")
        told = str(connection.getresponse().status)
    except OSError as error:
        told = f"{error}; exit status {server.poll()}"
    finally:
        connection.close()
    if told != str(http.HTTPStatus.OK.value):
        raise Complaint(f"run again, and `etl doctor` if it stays so: the flow engine's server did not start ({told})")


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(GRACE)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _named_here() -> bool:
    """Whether a file of the engine's in this folder names a server: it reads these too."""
    said = Path(".env").read_text(encoding="utf-8", errors="replace") if Path(".env").is_file() else ""
    return ADDRESS in said or any(_holds(Path(name), keys) for name, keys in NAMED_IN.items())


def _holds(path: Path, keys: tuple[str, ...]) -> bool:
    """Whether a TOML file has a value under these keys, one within the other."""
    try:
        found: object = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # there is none, or the engine will say what is wrong with it
        return False
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found is not None


def _serve(listening: int) -> None:
    """Serve at the socket with this number until told to end, or until who started this is gone."""
    import uvicorn  # noqa: PLC0415  (only the server's own process needs it)

    Thread(target=_follow, args=[os.getppid()], daemon=True).start()
    config = uvicorn.Config(APPLICATION, factory=True, log_level="error", lifespan="on")
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=listening)])


def _follow(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK)
    os._exit(1)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
