"""Print: the sheets of a PDF or DOCX file as one text, a line for each printed line or paragraph."""

from __future__ import annotations

from collections.abc import Sequence

from etl.parse.parsed import Parsed, Row


def printed(sheets: Sequence[Sequence[tuple[str, str]]]) -> Parsed:
    """The lines (text, tag) of each sheet, one after another.

    >>> printed([[("机关党建", "h1")], [("办班5期", "")]]).sheets
    (0, 5)
    """
    rows: list[Row] = []
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    for sheet in sheets:
        starts.append(at)
        for text, tag in sheet:
            rows.append(Row(at, at + len(text), tag))
            parts += [text, "\n"]
            at += len(text) + 1
    return Parsed("".join(parts), tuple(rows), sheets=tuple(starts))
