"""Rejects: what was set aside, with its reason and its first bytes, for who will mend a rule or the file."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from etl.warehouse.duck import rows
from etl.warehouse.publish import published

SHOWN = 32  # bytes


class Aside(NamedTuple):
    """A raw file that was set aside; `first` shows its first bytes, empty where they cannot be read."""

    raw_path: str
    step: str
    reason: str
    seen_at: str
    raw_sha256: str
    first: str


def rejects(warehouse: Path, raw: Path) -> list[Aside]:
    """What the published warehouse set aside, by path; Complaint where there is no warehouse."""
    with published(warehouse) as con:
        found = rows(con, "select raw_path, step, reason, seen_at::varchar, raw_sha256 from rejects order by raw_path")
    return [Aside._make([*map(str, row), _first(raw, str(row[0]))]) for row in found]


def _first(raw: Path, name: str) -> str:
    r"""The first bytes, printable ASCII as it is and others as `\xNN`; a name that leads out of `raw` shows nothing."""
    path = raw / name
    try:
        if not path.resolve().is_relative_to(raw.resolve()) or not path.is_file() or path.is_symlink():
            return ""
        with path.open("rb") as data:
            return repr(data.read(SHOWN))[2:-1]
    except (OSError, ValueError):
        return ""
