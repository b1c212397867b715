"""Mark: a person's verdicts on facts, read from the file that the report's page gives, and kept beside the articles.

They lie in `raw/.corrections/marks.jsonl`, a line each, in one order, so that a change shows as a change of lines.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from etl.identity import identify
from etl.records import Complaint
from etl.warehouse.duck import flush

ROOM = ".corrections"  # below raw/: hidden folders hold no articles
FILE = "marks.jsonl"
VERDICTS = ("right", "wrong")


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A person's verdict on one fact: its place in a raw file, the text there (simplified), and the reading judged."""

    raw_path: str
    raw_start: int
    raw_stop: int
    kind: str
    says: str
    text: str
    rule: str
    verdict: str
    note: str | None = None

    @property
    def key(self) -> str:
        """The id of what is judged; a later verdict on the same takes the place of an earlier one."""
        return identify("k", self.raw_path, self.kind, self.raw_start, self.raw_stop, self.says)


def marks_of(path: Path) -> list[Mark]:
    """The marks of a file that the report's page gave (JSON), or of a kept file (a line each).

    Complaint where the file is none of these, with the line or the field to mend.
    """
    try:
        text = path.read_text(encoding="utf-8")
        told = [json.loads(line) for line in text.splitlines() if line] if path.name == FILE else json.loads(text)
    except FileNotFoundError as error:
        raise Complaint(f"name the file that the report's page gave: there is none at {path}") from error
    except (OSError, ValueError) as error:
        raise Complaint(f"mend {path}: it is no file of marks ({error})") from error
    listed = told.get("marks") if isinstance(told, dict) else told
    if not isinstance(listed, list):
        raise Complaint(f'mend {path}: it holds no list of "marks"')
    return [_mark(one, f"mark {number} of {path}") for number, one in enumerate(listed, 1)]


def _mark(told: Any, place: str) -> Mark:  # noqa: ANN401  (whatever JSON says)
    if not isinstance(told, dict):
        raise Complaint(f"mend {place}: it is no object")
    known: dict[str, Any] = {part.name: told.get(part.name) for part in fields(Mark)}
    for name, value in known.items():
        wanted: type | tuple[type, ...] = int if name.startswith("raw_st") else str
        if not (isinstance(value, wanted) and not isinstance(value, bool)) and not (name == "note" and value is None):
            raise Complaint(f"mend {place}: {name} is {value!r}")
    mark = Mark(**known)
    if mark.verdict not in VERDICTS:
        raise Complaint(f"mend {place}: verdict is {mark.verdict!r}, not right or wrong")
    return mark


def kept(raw: Path) -> list[Mark]:
    """The marks that are kept beside the articles, in order."""
    path = raw / ROOM / FILE
    return marks_of(path) if path.is_file() else []


def keep(raw: Path, marks: Sequence[Mark]) -> int:
    """Keep some marks beside those that are there, in one step; how many are kept now."""
    merged = {mark.key: mark for mark in [*kept(raw), *marks]}
    path = raw / ROOM / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{FILE}.{os.getpid()}.part")
    unfinished.write_text("".join(map(_line, sorted(merged.values(), key=_place))), encoding="utf-8")
    flush(unfinished)
    unfinished.replace(path)
    return len(merged)


def _line(mark: Mark) -> str:
    return json.dumps(asdict(mark), ensure_ascii=False) + "\n"


def _place(mark: Mark) -> tuple[str, int, int, str, str]:
    return mark.raw_path, mark.raw_start, mark.raw_stop, mark.kind, mark.says
