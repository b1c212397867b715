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
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from etl.fetch.store import Origin, Store
from etl.fetch.visit import Visit
from etl.records import Complaint

LONGEST = 64 * 1024 * 1024  # characters of a line
SECONDS = 600  # of the processor, for a Parquet file
MEMORY = 4 << 30  # bytes that its reader may hold
# What crawlers call a field, the first that a record has; lower case.
NAMES = {
    "page": ("html", "raw_html", "content_html", "page"),
    "text": ("text", "content", "body", "article", "正文", "内容", "全文"),
    "title": ("title", "headline", "标题", "题目"),
    "publisher": ("publisher", "source_name", "site", "media", "来源", "媒体"),
    "date": ("date", "published", "published_on", "publish_date", "pub_date", "发布时间", "发布日期", "日期"),
    "url": ("url", "link", "href", "source_url", "网址", "链接"),
}  # fmt: skip


def unbundle(bundle: Path, store: Store, at: datetime) -> Visit:
    """Every article of the bundle into the store; `at` is when it was taken.

    Raises:
        Complaint: the file is neither JSON lines nor Parquet, or cannot be read as such.
    """
    done = Visit(store.folder.name)
    for number, record in enumerate(_records(bundle), 1):
        told = {str(key).lower(): value for key, value in record.items()}
        field = {name: _first(told, names) for name, names in NAMES.items()}
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


def _first(record: Mapping[str, Any], names: Iterable[str]) -> str:
    """The first of the fields that holds something, as text."""
    return next((str(record[name]).strip() for name in names if record.get(name) not in (None, "")), "")


def _records(bundle: Path) -> Iterator[Mapping[str, Any]]:
    try:
        with bundle.open("rb") as file:
            head = file.read(4)
        yield from _rows(bundle) if head == b"PAR1" else _lines(bundle)
    except OSError as error:
        raise Complaint(f"make {bundle} readable: {error.strerror}") from error


def _rows(bundle: Path) -> Iterator[Mapping[str, Any]]:
    """The rows of a Parquet file, read in a process of its own with limits on memory and time."""
    command = [sys.executable, "-I", "-B", str(Path(__file__).with_name("parquet_rows.py")), str(bundle.absolute())]
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, text=True, preexec_fn=_bounded) as child,  # noqa: S603, PLW1509  (our own script; limits only)
    ):
        yield from map(json.loads, child.stdout or ())
        if child.wait():
            said.seek(0)
            reason = said.read().strip()[:160] or f"its reader ended with {child.returncode}"
            raise Complaint(f"mend {bundle}: it is no whole Parquet file ({reason})")


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _lines(bundle: Path) -> Iterator[Mapping[str, Any]]:
    with bundle.open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(iter(lambda: file.readline(LONGEST), ""), 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except (json.JSONDecodeError, RecursionError) as error:
                raise Complaint(f"mend line {number} of {bundle}: it is no JSON ({error})") from error
            if not isinstance(record, dict):
                raise Complaint(f"mend line {number} of {bundle}: it is no record of named fields")
            yield record
