"""A browser to try pages in: Debian's Chromium without a window, told what to do through its own protocol."""

from __future__ import annotations

import base64
import itertools
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PATIENCE = 90  # seconds, for a busy machine


class Browser:
    """One page; `faults` are the console's errors and the exceptions that nobody caught."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket, self._ids = socket, itertools.count(1)
        self.faults: list[str] = []
        self.requests: list[str] = []
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.do(f"{domain}.enable")

    def do(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and wait for its answer; what happens meanwhile is kept."""
        wanted = next(self._ids)
        self._socket.send(json.dumps({"id": wanted, "method": method, "params": parameters}))
        while True:
            told = json.loads(self._socket.recv(timeout=PATIENCE))
            if told.get("id") == wanted:
                assert "error" not in told, told
                return told["result"]
            self._note(told)

    def _note(self, told: dict[str, Any]) -> None:
        happened, details = told.get("method"), told.get("params", {})
        if happened == "Runtime.exceptionThrown":
            self.faults.append(json.dumps(details["exceptionDetails"]))
        elif happened == "Runtime.consoleAPICalled" and details["type"] in {"error", "warning"}:
            self.faults.append(json.dumps(details["args"]))
        elif happened == "Log.entryAdded" and details["entry"]["level"] in {"error", "warning"}:
            self.faults.append(details["entry"]["text"])
        elif happened == "Network.requestWillBeSent":
            self.requests.append(details["request"]["url"])

    def open(self, page: Path) -> None:
        """Go to a file and wait until it is loaded."""
        self.do("Page.navigate", url=page.absolute().as_uri())
        until = time.monotonic() + PATIENCE
        while self.ask("document.readyState") != "complete" or self.ask("location.protocol") != "file:":
            assert time.monotonic() < until, "the page does not load"
            time.sleep(0.05)

    def ask(self, script: str) -> Any:
        """The value of an expression in the page, a promise's when it is kept."""
        told = self.do("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def look(self, width: int, height: int, *, dark: bool = False) -> None:
        """Be a screen of this size, in the light or in the dark."""
        self.do("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.do("Emulation.setEmulatedMedia", features=[scheme])

    def press(self, key: str, text: str = "") -> None:
        """Press and release a key."""
        code = {"Tab": 9, "Enter": 13}[key]
        for kind in ("keyDown", "keyUp"):
            self.do("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, text=text)

    def picture(self, to: Path) -> None:
        """The screen as a PNG file."""
        to.write_bytes(base64.b64decode(self.do("Page.captureScreenshot", format="png")["data"]))


@contextmanager
def browser(home: Path) -> Iterator[Browser]:
    """A browser that keeps what it keeps in `home`, and ends with the body."""
    assert CHROMIUM
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
    command = [CHROMIUM, *options, "--remote-debugging-port=0", f"--user-data-dir={home}", "about:blank"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            with connect(_address(home), max_size=None, open_timeout=PATIENCE) as socket:
                yield Browser(socket)
        finally:
            process.terminate()


def _address(home: Path) -> str:
    """Where the first page listens: Chromium writes its port into a file, and lists its pages there."""
    from urllib.request import urlopen

    told, until = home / "DevToolsActivePort", time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if told.exists() and told.read_text().strip():
            port = told.read_text().split()[0]
            with urlopen(f"http://127.0.0.1:{port}/json/list", timeout=PATIENCE) as answer:
                pages = [page for page in json.load(answer) if page["type"] == "page"]
            if pages:
                return str(pages[0]["webSocketDebuggerUrl"])
        time.sleep(0.1)
    raise TimeoutError("the browser does not start")
