"""Version the rules: a hash of everything of ours and of others' that decides what rows come out."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

# What touches a text between raw bytes and rows; a change in the warehouse's own rooms changes no row.
ROOMS = ("clean", "convert", "segment", "extract", "lexicon", "sources")
GROUND = ("records.py", "text.py")
KINDS = {".py", ".tsv", ".toml", ".txt", ".json"}
PACKAGES = ("jieba", "opencc-python-reimplemented")


@cache
def rules_version() -> str:
    """Twelve hex digits that change exactly when a rule, a lexicon or a dictionary package changes."""
    digest = hashlib.sha256()
    for path in _files():
        digest.update(path.relative_to(_home()).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for package in PACKAGES:
        digest.update(f"{package}=={version(package)}".encode())
    return digest.hexdigest()[:12]


def _home() -> Path:
    return Path(__file__).parent


def _files() -> list[Path]:
    rooms = [path for room in ROOMS for path in _room(room)]
    return sorted(path for path in [*rooms, *(_home() / name for name in GROUND)] if path.suffix in KINDS)


def _room(name: str) -> list[Path]:
    """A room is a package or one module."""
    folder = _home() / name
    return [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else [folder.with_suffix(".py")]
