"""Export: the published warehouse as Parquet for other teams, with a manifest, replaced in one step.

Equal content gives equal bytes, on every machine: rows are written in the order of their ids, and what
tells of a clock (the log of runs, the time a file was first refused) stays in the warehouse. `to` is a
link to a folder that is never changed: who has opened it goes on reading whole files of one version.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from etl.records import Complaint
from etl.warehouse.describe import CROISSANT, PACKAGE, croissant, package
from etl.warehouse.duck import FILE, Connection, copying, flush, quoted, rows
from etl.warehouse.publish import alone, published
from etl.warehouse.tables import ORDER, version

MANIFEST = "manifest.json"
LARGE = 1_000_000  # rows; a larger table is cut by the year of publication
GROUP = 100_000  # rows of a row group
UNKNOWN_YEAR = 0
_INDEX = "the index of search(), made from paragraphs"
LEFT_OUT = {
    "runs": "a log: its times differ from machine to machine",
    "rejects.seen_at": "a clock",
    "article_programmes": "programmes and mentions say the same",
    "sketches": "what likenesses are found by",
    "schema_version": "stands in this manifest",
    "changes": "a log: it depends on the runs before",
    "fact_changes": "a log: it depends on the runs before",
    "search_terms": _INDEX,
    "search_inside": _INDEX,
    "search_paragraphs": _INDEX,
    "search_postings": _INDEX,
}


class Piece(NamedTuple):
    """One file of a table: its path below the export, and the condition that its rows meet."""

    path: str
    condition: str


def export(warehouse: Path, to: Path, form: str = "parquet", large: int = LARGE) -> dict[str, Any]:
    """Write every table of the published warehouse below `to`, and give the manifest that lies there.

    A table of more than `large` rows becomes a folder with a file a year (`year=0` where the date is not
    known), any other a file. Complaint for another form than parquet, and where `to` is a folder that
    no export made.
    """
    if form != "parquet":
        raise Complaint(f"ask for parquet: there is no export in the form {form!r}")
    _refuse_foreign_folder(to)
    with published(warehouse):  # says in a sentence what is wrong with it, if anything is
        pass
    to.parent.mkdir(parents=True, exist_ok=True)
    with alone(to.parent / f".{to.name}.lock"):
        unfinished = to.parent / f".{to.name}-unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        manifest = _write(warehouse / FILE, unfinished, large)
        _show(_settle(unfinished, to), to)
    return manifest


def faults(to: Path) -> Iterator[str | None]:
    """For each file that an export's manifest names, None if it is as it was written, else a sentence."""
    try:
        manifest = json.loads((to / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        yield f"run `etl export`: there is no manifest that can be read in {to}"
        return
    for file in (file for table in manifest["tables"].values() for file in table["files"]):
        path = to / file["path"]
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            yield f"run `etl export`: {path} cannot be read ({error.strerror})"
            continue
        yield None if digest == file["sha256"] else f"run `etl export`: {path} is not as it was written"


def _write(file: Path, folder: Path, large: int) -> dict[str, Any]:
    """Every table into the folder, and the manifest beside them."""
    with copying(file) as con:
        manifest = {
            "schema_version": version(con),
            "tables": {name: _table(con, name, folder, large) for name in ORDER if name not in LEFT_OUT},
            "left_out": LEFT_OUT,
        }
        keys = {str(name): str(key) for name, key in rows(con, _KEYS)}
    described = {MANIFEST: manifest, PACKAGE: package(manifest, keys), CROISSANT: croissant(manifest)}
    for name, content in described.items():
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (folder / name).write_text(text, encoding="utf-8")
    return manifest


def _table(con: Connection, name: str, folder: Path, large: int) -> dict[str, Any]:
    """The table's files, written; its part of the manifest."""
    described = rows(con, _COLUMNS, [name])
    columns = [
        {"name": column, "type": kind, "comment": comment}
        for column, kind, comment in described
        if f"{name}.{column}" not in LEFT_OUT
    ]
    chosen = ", ".join(f't."{column["name"]}"' for column in columns)
    files = [_file(con, name, chosen, piece, folder) for piece in _pieces(con, name, large)]
    return {"rows": sum(file["rows"] for file in files), "columns": columns, "files": files}


def _pieces(con: Connection, name: str, large: int) -> list[Piece]:
    """The files of a table: one, or one a year. Years are ASCII, which every reader can tell from a path."""
    dated = rows(con, "select 1 from duckdb_columns() where table_name = $1 and column_name = 'article_id'", [name])
    if not dated or int(str(rows(con, f"select count(*) from {name}")[0][0])) <= large:
        return [Piece(f"{name}.parquet", "true")]
    years = rows(con, f"select distinct {_YEAR} from {name} t join articles a using (article_id) order by 1")
    return [Piece(f"{name}/year={year}/{name}.parquet", f"{_YEAR} = {year}") for (year,) in years]


def _file(con: Connection, name: str, chosen: str, piece: Piece, folder: Path) -> dict[str, Any]:
    path = folder / piece.path
    path.parent.mkdir(parents=True, exist_ok=True)
    joined = "" if piece.condition == "true" else "join articles a on a.article_id = t.article_id"
    ordered = ", ".join(f"t.{column}" for column in ORDER[name].split(", "))
    asked = f"select {chosen} from {name} t {joined} where {piece.condition} order by {ordered}"
    settings = f"format parquet, compression zstd, row_group_size {GROUP}"
    written = rows(con, f"copy ({asked}) to {quoted(path)} ({settings})")
    flush(path)
    with path.open("rb") as data:
        digest = hashlib.file_digest(data, "sha256").hexdigest()
    return {"path": piece.path, "rows": written[0][0], "bytes": path.stat().st_size, "sha256": digest}


def _settle(unfinished: Path, to: Path) -> Path:
    """Give the folder its lasting name, which follows from its content."""
    digest = hashlib.sha256((unfinished / MANIFEST).read_bytes()).hexdigest()[:12]
    settled = to.parent / f".{to.name}-{digest}"
    if settled.exists():
        if any(faults(settled)):
            _mend(settled, unfinished)
        shutil.rmtree(unfinished)
    else:
        unfinished.rename(settled)
    return settled


def _mend(settled: Path, sound: Path) -> None:
    """Put the files of an equal export in the place of those that are there, each in one step."""
    for path in sorted(path for path in sound.rglob("*") if path.is_file()):
        there = settled / path.relative_to(sound)
        there.parent.mkdir(parents=True, exist_ok=True)
        path.replace(there)


def _show(settled: Path, to: Path) -> None:
    """Point `to` at the folder in one step, then throw away what is older than the version before."""
    before = to.readlink().name if to.is_symlink() else None
    if before != settled.name:
        link = to.parent / f".{to.name}-link"
        link.unlink(missing_ok=True)
        link.symlink_to(settled.name)
        if to.is_dir() and not to.is_symlink():
            to.rmdir()
        link.replace(to)
        flush(to.parent)
        older = re.compile(re.escape(f".{to.name}-") + "[0-9a-f]{12}")
        for other in sorted(to.parent.iterdir()):
            if older.fullmatch(other.name) and other.name not in {settled.name, before}:
                shutil.rmtree(other)


def _refuse_foreign_folder(to: Path) -> None:
    if to.is_symlink() or not to.exists() or (to.is_dir() and not any(to.iterdir())):
        return
    raise Complaint(f"name another place with --to, or move {to} away: no export made it")


_YEAR = f"coalesce(year(a.published_on), {UNKNOWN_YEAR})"

_KEYS = """
select table_name, constraint_column_names[1] from duckdb_constraints()
where constraint_type = 'PRIMARY KEY' and len(constraint_column_names) = 1 and database_name = 'published'
"""

_COLUMNS = """
select column_name, data_type, comment from duckdb_columns()
where table_name = $1 and database_name = 'published' order by column_index
"""
