"""List: say which files lie under `raw/`, by content, and what is known of their origin.

Whatever a person drops there is read, whatever its name; a name or a kind of file that cannot be
read is set aside with its reason and stops nothing else. A file that was fetched bears the hash of
its bytes as its name (see `etl.fetch.store`): where the two disagree it is set aside, never loaded.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import polars as pl

from etl.frames import frame
from etl.records import Complaint, RawFile, Reject, SetAside

SIDECAR = ".origin.toml"  # beside `x.html`, `x.html.origin.toml` may say url and fetched_at
OF_TOOLS = {".DS_Store", ".directory", ".gitattributes", ".gitignore", ".gitkeep", "Thumbs.db", "desktop.ini"}
LOOSE = "loose"  # the source of a file that lies directly in raw/
HASH_DIGITS = 64
_STORED = re.compile(rf"[0-9a-f]{{{HASH_DIGITS}}}(?:\.[a-z0-9]{{1,5}})?")
_SEAL = re.compile(r'\nseal = "([0-9a-f]{64})"\n\Z')


class Fetched(NamedTuple):
    """The files under `raw/` (frame of RawFile, by path) and those that cannot be read (frame of Reject)."""

    files: pl.DataFrame
    rejects: pl.DataFrame


def fetch(raw: Path) -> Fetched:
    """Every file below `raw`, with its hash; the order and the rows depend on the content alone."""
    if not raw.is_dir():
        raise Complaint(f"make the folder {raw} and put articles into it, or name another with --raw")
    files: list[RawFile] = []
    rejects: list[Reject] = []
    for path in sorted(_paths(raw), key=os.fsencode):
        try:
            files.append(raw_file(raw, path))
        except SetAside as verdict:
            rejects.append(Reject(_name(raw, path), "", "fetch", verdict.reason))
    return Fetched(frame(RawFile, files), frame(Reject, rejects))


def _paths(raw: Path) -> Iterator[Path]:
    """Every entry below `raw` that is no folder; hidden folders, sidecars and what tools leave are left out."""
    for folder, subfolders, names in os.walk(raw):
        links = [name for name in subfolders if Path(folder, name).is_symlink()]
        subfolders[:] = [name for name in subfolders if not name.startswith(".") and name not in links]
        yield from (
            Path(folder, name) for name in [*names, *links] if name not in OF_TOOLS and not name.endswith(SIDECAR)
        )


def raw_file(raw: Path, path: Path) -> RawFile:
    """The file's row, or SetAside where it is no readable regular file inside `raw`."""
    name = path.relative_to(raw).as_posix()
    if _name(raw, path) != name:
        raise SetAside("rename this file: its name is not valid UTF-8")
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise SetAside("put a regular file here: links, pipes and devices are not followed")
        digest, size = _hashed(path)
        if is_stored(path) and path.name[:HASH_DIGITS] != digest:
            raise SetAside("fetch this file again: its bytes are not those that were fetched")
        return RawFile(name, _source(name), digest, size, *_origin(path))
    except OSError as error:
        raise SetAside(f"make this file readable: {error.strerror}") from error


def _hashed(path: Path) -> tuple[str, int]:
    with path.open("rb") as data:
        digest = hashlib.file_digest(data, "sha256").hexdigest()
        return digest, data.tell()


def is_stored(path: Path) -> bool:
    """Whether the file's name is that of fetched bytes: their SHA-256, perhaps with an ending."""
    return bool(_STORED.fullmatch(path.name))


def seal(text: str) -> str:
    """The text of a sidecar with its own hash in the last line, so that a changed byte shows."""
    return f'{text}seal = "{_digest(text)}"\n'


def is_sealed(text: str) -> bool:
    """Whether the text is exactly what `seal` gave."""
    found = _SEAL.search(text)
    return found is not None and _digest(text[: found.start() + 1]) == found[1]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _origin(path: Path) -> tuple[str | None, datetime | None]:
    """Address and time of fetching, from the sidecar if there is one."""
    sidecar = path.with_name(path.name + SIDECAR)
    if not sidecar.is_file():
        return None, None
    try:
        told = sidecar.read_text(encoding="utf-8")
        known = tomllib.loads(told)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SetAside(f"mend or delete {sidecar.name}: it is not valid TOML") from error
    if is_stored(path) and not is_sealed(told):
        raise SetAside(f"fetch this file again: {sidecar.name} is not what was written beside it")
    url, fetched_at = known.get("url"), known.get("fetched_at")
    if isinstance(fetched_at, datetime) and fetched_at.tzinfo is not None:
        fetched_at = fetched_at.astimezone(UTC).replace(tzinfo=None)
    return (
        url if isinstance(url, str) else None,
        fetched_at if isinstance(fetched_at, datetime) else None,
    )


def _source(name: str) -> str:
    """The first folder of a raw path names the source."""
    return name.split("/", 1)[0] if "/" in name else LOOSE


def _name(raw: Path, path: Path) -> str:
    r"""The raw path as text that any table can hold; bytes that are not UTF-8 show as `\xNN`."""
    return os.fsencode(path.relative_to(raw).as_posix()).decode("utf-8", "backslashreplace")
