"""Parsed: what a parser gives, and its way between two processes: text, JSON and numbers, nothing that could be run."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from operator import le
from typing import NamedTuple

from etl.text import Span


class Unparsed(Exception):  # noqa: N818  (it is a verdict on a file, not a fault of the program)
    """The file cannot be parsed; the message says why, as words that fit into brackets."""


class Row(NamedTuple):
    """One line of the text, `text[start:stop]`; `clean.page.PageLine` says what the fields mean."""

    start: int
    stop: int
    tag: str = ""
    link_share: float = 0.0
    main: bool | None = None
    soft: bool = False
    hint: str = ""


class Parsed(NamedTuple):
    """A file's words: `rows` are its lines in order, `pieces` the fields of spans, four by four (see `flat`).

    `meta` is what the file says of itself, `agreement` how far two extractors agree on its main text,
    `sheets` the offsets at which its printed pages begin.
    """

    text: str
    rows: Sequence[Row]
    pieces: array[int] = array("I")
    meta: Mapping[str, str] = {}
    agreement: float | None = None
    sheets: Sequence[int] = ()


def flat(spans: Iterable[Span] = ()) -> array[int]:
    """Spans as numbers, four for each: a page of 8 MB has up to three million of them.

    >>> flat([Span(0, 4, 3, 7)])
    array('I', [0, 4, 3, 7])
    """
    return array("I", chain.from_iterable(spans))


def packed(parsed: Parsed) -> tuple[bytes, bytes, bytes]:
    """The three stretches of bytes that say it."""
    told = {"rows": parsed.rows, "meta": parsed.meta, "agreement": parsed.agreement, "sheets": parsed.sheets}
    return parsed.text.encode(), json.dumps(told).encode(), parsed.pieces.tobytes()


def unpacked(parts: Sequence[bytes], size: int) -> Parsed:
    """What three stretches of bytes say of a source of `size` characters.

    They come from a process that read what nobody vouches for, so nothing in them is taken on trust.

    Raises:
        ValueError: they say nothing that a parser of ours could say.
    """
    text, said, numbers = parts
    pieces = array("I")
    pieces.frombytes(numbers)
    try:
        told = json.loads(said)
        rows, sheets = tuple(Row(*row) for row in told["rows"]), tuple(told["sheets"])
        found = Parsed(text.decode(), rows, pieces, told["meta"], told["agreement"], sheets)
        sound = _rows_sound(found) and _pieces_sound(found, size) and _facts_sound(found)
    except (TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError(f"no answer of a parser: {error}") from error
    if not sound:
        raise ValueError("no answer of a parser: it contradicts itself")
    return found


def _rows_sound(parsed: Parsed) -> bool:
    """Whether the lines stand in the text, one after another."""
    at = 0
    for row in parsed.rows:
        if not at <= row.start <= row.stop <= len(parsed.text) or not (0 <= row.link_share <= 1):
            return False
        if not (isinstance(row.tag, str) and isinstance(row.hint, str) and isinstance(row.soft, bool)):
            return False
        if not (row.main is None or isinstance(row.main, bool)):
            return False
        at = row.stop
    return True


def _pieces_sound(parsed: Parsed, size: int) -> bool:
    """Whether the spans cover the text without gaps and lie in the source; a printed file has none."""
    if not parsed.pieces:
        return True
    if len(parsed.pieces) % 4:
        return False
    starts, stops, raw_starts, raw_stops = (parsed.pieces[at::4] for at in range(4))
    whole = starts[0] == 0 and stops[:-1] == starts[1:] and stops[-1] == len(parsed.text)
    return whole and max(raw_stops) <= size and all(map(le, starts, stops)) and all(map(le, raw_starts, raw_stops))


def _facts_sound(parsed: Parsed) -> bool:
    words = chain.from_iterable(parsed.meta.items())
    if not all(isinstance(word, str) for word in words):
        return False
    return (parsed.agreement is None or 0 <= parsed.agreement <= 1) and all(
        0 <= at <= len(parsed.text) for at in parsed.sheets
    )
