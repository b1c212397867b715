"""Verify: find every byte of what was fetched that is not as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from etl.fetch.files import HASH_DIGITS, is_sealed
from etl.fetch.store import ROOM, digest_of, read_manifest, sidecar_text, stored


class Fault(NamedTuple):
    """A file under `raw/` that is damaged or lost, and what to do."""

    path: str
    reason: str


class Verified(NamedTuple):
    """How many fetched files were read, and what is wrong with some."""

    files: int
    faults: list[Fault]


def verify(raw: Path, source: str) -> Verified:
    """Every fetched file of a source, its sidecar and its manifest, against the hashes that were written."""
    folder = raw / source
    files = {path.relative_to(raw).as_posix(): path for path in stored(folder)}
    faults = [fault for name, path in files.items() for fault in _faults(name, path)]
    if (folder / ROOM).is_dir():
        lines, _, fault = read_manifest(folder / ROOM)
        if fault:
            mend = f"delete {folder / ROOM} to have it built anew from the files"
            faults.append(Fault(f"{source}/{ROOM}/manifest", f"{fault}; {mend}"))
        named = {f"{source}/{event['path']}" for _, event in lines if event["event"] == "page"}
        faults += [Fault(name, "it is lost: fetch it again") for name in sorted(named - files.keys())]
    elif files:
        faults.append(Fault(f"{source}/{ROOM}", "the manifest is lost: the next fetch builds it anew from the files"))
    return Verified(len(files), faults)


def sources(raw: Path) -> list[str]:
    """The folders of `raw/` that hold fetched files."""
    if not raw.is_dir():
        return []
    return sorted(
        path.name for path in raw.iterdir() if path.is_dir() and ((path / ROOM).is_dir() or any(stored(path)))
    )


def _faults(name: str, path: Path) -> Iterator[Fault]:
    try:
        if digest_of(path) != path.name[:HASH_DIGITS]:
            yield Fault(name, "its bytes are not those that were fetched: delete it and fetch again")
    except OSError as error:
        yield Fault(name, f"it cannot be read: {error.strerror}")
    told = sidecar_text(path)
    if told is None:
        yield Fault(f"{name}.origin.toml", "it is lost: delete the file that it belongs to, and fetch")
    elif not is_sealed(told):
        yield Fault(f"{name}.origin.toml", "it is not as it was written: delete the file that it belongs to, and fetch")
