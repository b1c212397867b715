"""Unbundle: take the articles that others crawled, one a line of JSON or a row of Parquet, into a source's store.

Each becomes a raw file of its own: its page where the bundle has it, else its title, a line of what is
known of it, and its text. A record without any text is set aside with its number.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from etl.fetch.store import Origin, Store
from etl.fetch.visit import Visit
from etl.records import Complaint

SECONDS = 600  # of the processor, for a bundle
MEMORY = 4 << 30  # bytes that its reader may hold


def unbundle(bundle: Path, store: Store, at: datetime) -> Visit:
    """Every article of the bundle into the store; `at` is when it was taken.

    Raises:
        Complaint: the file is neither JSON lines nor Parquet, or cannot be read as such.
    """
    done = Visit(store.folder.name)
    for number, field in enumerate(_records(bundle), 1):
        address = field["url"] if field["url"].startswith(("http://", "https://")) else f"file:{bundle.name}#{number}"
        data, media = _article(field)
        done.found += 1
        if not data:
            done.aside.append((address, f"record {number} of {bundle.name} has no text that we know of"))
            continue
        fate = store.put(data, Origin(address, at), media)
        setattr(done, fate, getattr(done, fate) + 1)
    return done


def _article(field: Mapping[str, str]) -> tuple[bytes, str]:
    if field["page"]:
        return field["page"].encode("utf-8", "replace"), "text/html"
    if not field["text"]:
        return b"", ""
    known = " ".join(part for part in (field["publisher"] and f"来源:{field['publisher']}", field["date"]) if part)
    lines = [line for line in (field["title"], known, field["text"]) if line]
    return "\n".join(lines).encode("utf-8", "replace") + b"\n", "text/plain"


def _records(bundle: Path) -> Iterator[Mapping[str, str]]:
    """The fields that we know of each record, read in a process of its own with limits on memory and time."""
    try:
        bundle.open("rb").close()
    except OSError as error:
        raise Complaint(f"make {bundle} readable: {error.strerror}") from error
    command = [sys.executable, "-I", "-B", str(Path(__file__).with_name("records_of.py")), str(bundle.absolute())]
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, text=True, preexec_fn=_bounded) as child,  # noqa: S603, PLW1509  (our own script; limits only)
    ):
        yield from map(json.loads, child.stdout or ())
        if child.wait():
            said.seek(0)
            reason = said.read().strip()[:200] or f"its reader ended with {child.returncode}"
            raise Complaint(f"mend {bundle}: {reason}")


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
