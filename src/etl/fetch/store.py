"""Keep: raw bytes under the hash that is their name, whole or not at all, and a manifest of who, when, whence.

    raw/<source>/ab/abcd….html              the bytes
    raw/<source>/ab/abcd….html.origin.toml  address, time, headers, redirects; its last line seals it
    raw/<source>/.fetch/manifest            one line an event, each with the hash of all lines up to it
    raw/<source>/.fetch/head                how many lines there are at least, and the hash of the last

A file appears by one rename, after its sidecar and before its line; so a fetch that is killed leaves
nothing half, and what was whole is found again when the store is next opened. A page that changed is a
new file beside the old one.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from etl.fetch.files import HASH_DIGITS, SIDECAR, is_sealed, is_stored, seal
from etl.records import Complaint

ROOM = ".fetch"
START = "0" * HASH_DIGITS
ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/xml": ".xml",
    "text/xml": ".xml",
}
_LINE = re.compile(rb"([0-9a-f]{64}) (\{[^\n]*\})\n")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the bytes of a file came from; what a sidecar says."""

    url: str
    fetched_at: datetime
    final: str = ""
    address: str = ""
    redirects: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Known:
    """What the store knows of an address: its newest bytes and when it was first and last asked for."""

    sha256: str
    path: str
    first: datetime
    asked: datetime
    headers: Mapping[str, str]

    @property
    def conditions(self) -> dict[str, str]:
        """Headers that ask for the page only if it has changed."""
        pairs = (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
        return {ask: self.headers[told] for ask, told in pairs if told in self.headers}


class Store:
    """The raw files of one source. Open it with `with`: one process at a time writes.

    Raises (on opening):
        Complaint: another fetch has it open, or its manifest is damaged.
    """

    def __init__(self, raw: Path, source: str) -> None:
        self.folder = raw / source
        self.room = self.folder / ROOM
        self.known: dict[str, Known] = {}
        self.visits: list[dict[str, Any]] = []
        self._named: set[str] = set()
        self._lines = 0
        self._sum = START

    def __enter__(self) -> Self:
        self.room.mkdir(parents=True, exist_ok=True)
        self._lock = (self.room / "lock").open("wb")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._lock.close()
            raise Complaint(f"wait until the other fetch is done: it has {self.folder} open") from error
        self._recover()
        self._manifest = (self.room / "manifest").open("ab")
        self._adopt()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._manifest.close()
        self._lock.close()

    def put(self, data: bytes, origin: Origin, media_type: str = "text/html") -> str:
        """Keep the bytes of a page; says whether the page is `new`, `changed` or the `same` as before."""
        digest = hashlib.sha256(data).hexdigest()
        before = self.known.get(origin.url)
        if before and before.sha256 == digest:
            self.note("same", origin.url, origin.fetched_at)
            return "same"
        path = f"{digest[:2]}/{digest}{ENDINGS.get(media_type.partition(';')[0].strip().lower(), '')}"
        if not (self.folder / path).is_file():
            (self.folder / path).parent.mkdir(exist_ok=True)
            self._write(self.folder / f"{path}{SIDECAR}", sidecar(origin, digest).encode())
            self._write(self.folder / path, data)
        self._tell_page(digest, path, origin)
        return "changed" if before else "new"

    def note(self, event: str, url: str, at: datetime, **more: object) -> None:
        """A line in the manifest about an address that gave no new bytes (`event`: same, gone or refused)."""
        self._tell({"event": event, "url": url, "at": _stamp(at), **more})

    def visited(self, at: datetime, **more: object) -> None:
        """A line about a whole visit."""
        self._tell({"event": "visit", "at": _stamp(at), **more})

    def _tell_page(self, digest: str, path: str, origin: Origin) -> None:
        told = {
            "final": origin.final,
            "address": origin.address,
            "redirects": list(origin.redirects),
            "headers": dict(origin.headers),
        }
        page = {"event": "page", "url": origin.url, "at": _stamp(origin.fetched_at), "sha256": digest, "path": path}
        self._tell({**page, **told})

    def _tell(self, event: dict[str, Any]) -> None:
        line = json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        self._sum = chained(self._sum, line)
        self._manifest.write(self._sum.encode() + b" " + line + b"\n")
        self._manifest.flush()
        os.fsync(self._manifest.fileno())
        self._lines += 1
        self._write(self.room / "head", f"{self._lines} {self._sum}\n".encode())
        self._learn(event)

    def _learn(self, event: dict[str, Any]) -> None:
        """What a line adds to what is known."""
        if event["event"] == "visit":
            self.visits.append(event)
            return
        url, at = event["url"], datetime.fromisoformat(event["at"])
        known = self.known.get(url)
        if event["event"] == "page":
            first = known.first if known else at
            self._named.add(event["path"])
            self.known[url] = Known(event["sha256"], event["path"], first, at, event["headers"])
        elif known:
            known.asked = at

    def _recover(self) -> None:
        """Read the manifest; take off a line that a killed fetch left half, and what it left unfinished."""
        for part in self.room.glob("*.part"):
            part.unlink()
        manifest, head = self.room / "manifest", self.room / "head"
        if not head.exists() and (not manifest.exists() or not manifest.stat().st_size):
            manifest.touch()  # before its head, which says that it is there: killed between the two, neither counts
            self._write(head, f"0 {START}\n".encode())
        lines, whole, fault = read_manifest(self.room)
        if fault:
            raise Complaint(f"run etl raw verify: {fault}; to build it anew from the files, delete {self.room}")
        if whole < manifest.stat().st_size:
            with manifest.open("r+b") as file:
                file.truncate(whole)
        for self._sum, event in lines:
            self._learn(event)
        self._lines = len(lines)

    def _adopt(self) -> None:
        """Tell of the whole files that no line names; forget pages whose files are not there any more."""
        found = {path.relative_to(self.folder).as_posix(): path for path in stored(self.folder)}
        lost = [(name, self._whole(found[name])) for name in sorted(found.keys() - self._named)]
        whole = [(name, origin) for name, origin in lost if origin]
        for name, origin in sorted(whole, key=lambda row: row[1].fetched_at):
            self._tell_page(Path(name).name[:HASH_DIGITS], name, origin)
        self.known = {url: known for url, known in self.known.items() if known.path in found}

    def _whole(self, path: Path) -> Origin | None:
        """The origin of a file that is what its name and its sidecar say."""
        told = sidecar_text(path)
        if told is None or not is_sealed(told) or digest_of(path) != path.name[:HASH_DIGITS]:
            return None
        return origin_of(told)

    def _write(self, target: Path, data: bytes) -> None:
        """The whole file or none: into another one first, to the disk, then into its place."""
        part = self.room / f"{target.name}.part"
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        _sync(target.parent)


def chained(before: str, line: bytes) -> str:
    """The hash of a line and, through that of the line before, of all lines up to it."""
    return hashlib.sha256(before.encode() + line).hexdigest()


def read_manifest(room: Path) -> tuple[list[tuple[str, dict[str, Any]]], int, str]:
    """The lines with their hashes, the bytes that they fill, and a sentence if they are not what was written.

    A line beyond those that `head` counts may be half: the fetch was killed while it was written.
    """
    try:
        data = (room / "manifest").read_bytes()
        told = re.fullmatch(r"(\d{1,12}) ([0-9a-f]{64})\n", (room / "head").read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError):
        return [], 0, f"{room} lacks its manifest or its head, or they cannot be read"
    if not told:
        return [], 0, f"{room / 'head'} is damaged"
    lines, at, total = _chain(data)
    count, head = int(told[1]), told[2]
    sums = [START, *(mark for mark, _ in lines)]
    if len(lines) < count or sums[count] != head or len(lines) > count + 1 or (at < total and len(lines) > count):
        return lines, at, f"{room / 'manifest'} is damaged at or after line {min(len(lines), count) + 1}"
    if b"\n" in data[at:]:
        return lines, at, f"{room / 'manifest'} is damaged at line {len(lines) + 1}"
    return lines, at, ""


def _chain(data: bytes) -> tuple[list[tuple[str, dict[str, Any]]], int, int]:
    """The sound lines from the start on, where they stop, and the size of it all."""
    lines: list[tuple[str, dict[str, Any]]] = []
    at, mark = 0, START
    while (found := _LINE.match(data, at)) and found[1].decode() == chained(mark, found[2]):
        mark = found[1].decode()
        lines.append((mark, json.loads(found[2])))
        at = found.end()
    return lines, at, len(data)


def sidecar(origin: Origin, digest: str) -> str:
    """The sealed text of a sidecar."""
    rows = [
        f"url = {_quoted(origin.url)}",
        f"fetched_at = {_stamp(origin.fetched_at)}",
        f'sha256 = "{digest}"',
        f"final = {_quoted(origin.final)}",
        f"address = {_quoted(origin.address)}",
        f"redirects = [{', '.join(map(_quoted, origin.redirects))}]",
        f"headers = [{', '.join(f'[{_quoted(key)}, {_quoted(value)}]' for key, value in origin.headers.items())}]",
    ]
    return seal("\n".join(rows) + "\n")


def origin_of(told: str) -> Origin:
    """What a sidecar of ours says."""
    known = tomllib.loads(told)
    return Origin(
        known["url"],
        known["fetched_at"],
        known["final"],
        known["address"],
        tuple(known["redirects"]),
        dict(known["headers"]),
    )


def stored(folder: Path) -> Iterator[Path]:
    """The files of a source that bear the hash of their bytes as a name, sorted."""
    for part in sorted(folder.glob("[0-9a-f][0-9a-f]")):
        yield from (path for path in sorted(part.iterdir()) if is_stored(path))


def sidecar_text(path: Path) -> str | None:
    """What stands in the sidecar of a file, or None where it cannot be read."""
    try:
        return path.with_name(path.name + SIDECAR).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, as hex digits."""
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _quoted(text: str) -> str:
    """A TOML string; JSON escapes the same, but for DEL, and what no UTF-8 holds is made visible."""
    text = text.encode("utf-8", "backslashreplace").decode()
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
