"""A small mixed corpus out of the project's samples, the refresh flow without a server, and what a run must equal."""

from __future__ import annotations

import json
import logging
import os
import shutil
from pathlib import Path

ROOT = Path(__file__).parent.parent

# What must stand before Prefect is imported; a test never writes to the home of who runs it.
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")

TEXT, PAGE, BIG5 = "samples/lishui-portal.txt", "samples/baise-page.html", "samples/haicang-big5.txt"
EMPTY, PICTURE = "samples/empty.txt", "samples/picture.txt"
NOTICE, REPRINT, TWIN = "county-site/tengchong.txt", "reprints/tengchong-reprint.txt", "samples/yishui-gb18030.txt"
FIRST = (TEXT, PAGE, BIG5, EMPTY, NOTICE)
SECOND = (TEXT, PAGE, PICTURE, NOTICE, REPRINT, TWIN)  # BIG5 and EMPTY are gone; TEXT is changed


def lay(raw: Path, names: tuple[str, ...]) -> Path:
    """Copy samples below `raw`, in place of what lies there."""
    shutil.rmtree(raw, ignore_errors=True)
    for name in names:
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "raw" / name, raw / name)
    return raw


def change(path: Path) -> None:
    """Another article under the same name: one more paragraph, with a figure."""
    path.write_bytes(path.read_bytes() + "\n　　莲都区新建党员活动室7个。\n".encode())


def states(folder: Path) -> tuple[Path, Path]:
    """Two states of one raw folder, with new, changed, vanished and bad files between them."""
    second = lay(folder / "second", SECOND)
    change(second / TEXT)
    return lay(folder / "first", FIRST), second


# Tables that the export leaves out though their rows follow from raw/: they are held against one another by row.
BY_ROW = ("article_programmes", "sketches", "search_terms", "search_inside", "search_paragraphs", "search_postings")


def content(warehouse: Path, to: Path) -> dict[str, object]:
    """What the published warehouse holds, all rows of it: the hashes of its Parquet files, or of its rows, by table."""
    from etl.warehouse.duck import FILE, reading, rows
    from etl.warehouse.export import export

    manifest = export(warehouse, to)
    held: dict[str, object] = {
        name: [(file["rows"], file["sha256"]) for file in table["files"]] for name, table in manifest["tables"].items()
    }
    with reading(warehouse / FILE) as con:
        for name in BY_ROW:
            ((count, digest),) = rows(con, f"select count(*), sum(hash(t)::hugeint)::varchar from {name} t")
            held[name] = [count, digest]
    return held


class Plain:
    """A task without its engine: the verb itself, called or `submitted` in this very process."""

    def __init__(self, verb):
        self.verb = verb

    def __call__(self, *given):
        return self.verb(*given)

    def submit(self, way, *given):
        return Done(self.verb(way.result() if isinstance(way, Done) else way, *given))


class Done:
    """A future that is here already."""

    def __init__(self, given):
        self.given = given

    def result(self):
        return self.given


def without_server(put=setattr):
    """The refresh flow as a plain function: the same order of the same verbs, with no server to tell of it.

    `put` sets a name in a module; that of a `monkeypatch` takes all back in the end.
    """
    from flows import refresh as room
    from flows import steps

    for name in ("fetch", "clean", "convert", "segment", "extract", "load", "finish", "publish"):
        put(steps, name, Plain(getattr(steps, name).fn))
    put(steps, "STEPS", (steps.clean, steps.convert, steps.segment, steps.extract))
    put(steps, "get_run_logger", lambda: logging.getLogger("refresh"))
    put(room, "create_markdown_artifact", lambda *_, **__: None)
    return room.refresh.fn


def told(warehouse: Path) -> list[dict[str, object]]:
    """The lines of the journal."""
    text = (warehouse / ".work" / "journal.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]
