"""Read the text layer of a PDF file, in reading order.

What comes out is a list of pages, each a list of (text, tag) lines. A newspaper page is cut at its gutters
again and again: a region that a vertical gap parts is read column after column, else from the top down.
Only this file knows the library.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2  # type: ignore[import-untyped]  # it ships no types

from etl.parse.parsed import Unparsed

GUTTER = 0.9  # a vertical gap parts columns if it is so many line heights wide
ROWS = 3  # … and at least so many lines stand on each side
SAME_LINE = 0.5  # two pieces stand on one line if they share so much of their height
BAND = 4.0  # an empty band of so many line heights parts what stands above it from what stands below
SPACE = 1.5  # a gap inside a line of so many heights is a gap between words or cells
LARGE = 1.35  # a line so many times as high as the common one is a heading
MOST_PAGES = 400


@dataclass(slots=True)
class Piece:
    """Characters side by side on one line; y grows upwards, as in PDF."""

    left: float
    bottom: float
    right: float
    top: float
    text: str

    @property
    def height(self) -> float:
        """The height of its highest character."""
        return self.top - self.bottom


def pieces_of(page: Any) -> list[Piece]:  # noqa: ANN401  (the library ships no types)
    """The characters of a page, in runs: in the order of the file, as long as the next one stands beside the last."""
    layer = page.get_textpage()
    found: list[Piece] = []
    for at in range(layer.count_chars()):
        char = layer.get_text_range(at, 1)
        if not char or char.isspace() or char in "\ufffe\uffff\x02":
            continue
        left, bottom, right, top = layer.get_charbox(at, loose=True)
        last = found[-1] if found else None
        if last and _beside(last, left, bottom, top):
            last.text += char
            last.right, last.top, last.bottom = max(last.right, right), max(last.top, top), min(last.bottom, bottom)
        else:
            found.append(Piece(left, bottom, right, top, char))
    return found


def _beside(last: Piece, left: float, bottom: float, top: float) -> bool:
    height = max(last.height, top - bottom, 0.1)
    overlap = min(last.top, top) - max(last.bottom, bottom)
    return overlap > SAME_LINE * min(last.height, top - bottom) and -0.5 * height < left - last.right < 0.6 * height


def ordered(pieces: list[Piece]) -> list[list[Piece]]:
    """The pieces as lines in reading order."""
    lines = _lines(pieces)
    if len(lines) < ROWS:
        return lines
    band = _band(lines)
    if band:
        above = [piece for line in lines[:band] for piece in line]
        return ordered(above) + ordered([piece for line in lines[band:] for piece in line])
    cut = _gutter(pieces)
    if cut is not None:
        left = [piece for piece in pieces if piece.right <= cut]
        return ordered(left) + ordered([piece for piece in pieces if piece.right > cut])
    for at in range(1, len(lines) - ROWS + 1):  # a heading over several columns
        rest = [piece for line in lines[at:] for piece in line]
        if _gutter(rest) is not None:
            return lines[:at] + ordered(rest)
    for at in range(len(lines) - 1, ROWS - 1, -1):  # columns over a foot
        above = [piece for line in lines[:at] for piece in line]
        if _gutter(above) is not None:
            return ordered(above) + ordered([piece for line in lines[at:] for piece in line])
    return lines


def _band(lines: list[list[Piece]]) -> int:
    """The first line below an empty band across the whole region, such as that over a page number; 0 if none."""
    height = _common([piece.height for line in lines for piece in line])
    for at in range(1, len(lines)):
        floor = min(piece.bottom for line in lines[:at] for piece in line)
        if floor - max(piece.top for piece in lines[at]) > BAND * height:
            return at
    return 0


def _gutter(pieces: list[Piece]) -> float | None:
    """Where the widest vertical gap is that parts columns; None where there is none."""
    height = _common([piece.height for piece in pieces])
    edges = sorted((piece.left, piece.right) for piece in pieces)
    gaps: list[tuple[float, float]] = []
    right = edges[0][1]
    for left, until in edges[1:]:
        if left - right > GUTTER * height:
            gaps.append((left - right, right))
        right = max(right, until)
    for _, at in sorted(gaps, reverse=True):
        sides = [piece for piece in pieces if piece.right <= at], [piece for piece in pieces if piece.right > at]
        if all(len(_lines(side)) >= ROWS for side in sides) and _is_prose(*sides):
            return at
    return None


def _is_prose(*sides: list[Piece]) -> bool:
    """Whether both sides hold running text; the cells of a table, read down, would lose their rows."""
    return all(sum(len(piece.text) for piece in side) / len(side) >= 6 for side in sides)


def _lines(pieces: list[Piece]) -> list[list[Piece]]:
    """The pieces of each printed line, from left to right; the lines from the top down."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: (-one.top, one.left)):
        last = lines[-1] if lines else None
        if last and _overlap(last[0], piece) > SAME_LINE * min(last[0].height, piece.height):
            last.append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda one: one.left) for line in lines]


def _overlap(one: Piece, other: Piece) -> float:
    return min(one.top, other.top) - max(one.bottom, other.bottom)


def _common(heights: list[float]) -> float:
    return sorted(heights)[len(heights) // 2] or 1.0


def text_of(line: list[Piece]) -> str:
    """A line's text; a wide gap, or one between words of Latin letters, becomes a space."""
    text = line[0].text
    for before, after in pairwise(line):
        gap = after.left - before.right
        wide = gap > SPACE * max(before.height, after.height)
        latin = before.text[-1:].isascii() and after.text[:1].isascii() and gap > 0.15 * after.height
        text += (" " if wide or latin else "") + after.text
    return text


def sheets(data: bytes) -> list[list[tuple[str, str]]]:
    """The pages of the file.

    Raises:
        Unparsed: it has too many.
    """
    found = []
    document = pypdfium2.PdfDocument(data)
    if len(document) > MOST_PAGES:
        raise Unparsed(f"it has {len(document)} pages, more than the {MOST_PAGES} of any article")
    for number in range(len(document)):
        pieces = pieces_of(document[number])
        height = _common([piece.height for piece in pieces]) if pieces else 1.0
        lines = ordered(pieces) if pieces else []
        found.append([(text_of(line), "h2" if line[0].height > LARGE * height else "") for line in lines])
    return found
