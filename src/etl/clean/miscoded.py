"""Miscoded: read again what was decoded with the wrong codec before it came to us, where nothing was lost.

Four ways that texts come: UTF-8, GB 18030 or Big5 read as Latin-1 (å…šå»º, µ³½¨), UTF-8 read as GB 18030
(鏈哄叧), Big5 read as GB 18030. A stretch is written back to its bytes and decoded as it should have been; both
must succeed without loss, and the result must read far more like Chinese. What lost bytes on the way
(锟斤拷, GBK read as UTF-8) cannot be reversed: it is marked as damage and left.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from etl.clean.damage import astray
from etl.clean.glance import CP1252, LATIN, glance
from etl.clean.likeness import bits
from etl.clean.mends import Mend

GAIN = 4.0  # bits a character by which the new reading must be likelier
SHORTEST = 3  # characters
SURE = 0.99


class Way(NamedTuple):
    """Text in `was` that was read as `seen`, and the stretches that may be such."""

    rule: str
    seen: str
    was: str
    stretch: re.Pattern[str]
    lost: str = "strict"


_LATIN = "".join(map(re.escape, sorted(LATIN)))
_LATIN_RUN = re.compile(f"[{_LATIN}](?:[{_LATIN}@-~]*[{_LATIN}@-~])?")
_WIDE_RUN = re.compile("[^\x00-\x7f\ufffd]+")
_MAY_LATIN = re.compile(f"[{_LATIN}]{{4}}")

_PRIVATE = re.compile("[\ue000-\uf8ff]")
_UNWRITTEN = re.compile("[\ue000-\uf8ff\x00-\x1f\x7f]")
_DOUBLED = re.compile("[\u0304\u030c]")  # four codes of Big5-HKSCS give two characters, which have no bytes alone
_LOST = re.compile("[\ud800-\udfff]")
_HAN = re.compile("[㐀-鿿]")

WAYS = (
    Way("utf-8-as-latin-1", "latin-1", "utf-8", re.compile(f"[{_LATIN}]+"), "surrogateescape"),
    Way("gb18030-as-latin-1", "latin-1", "gb18030", _LATIN_RUN),
    Way("big5-as-latin-1", "latin-1", "big5hkscs", _LATIN_RUN),
    Way("utf-8-as-gb18030", "gb18030", "utf-8", _WIDE_RUN, "surrogateescape"),
    Way("big5-as-gb18030", "gb18030", "big5hkscs", re.compile("[^\x00-\x3f\ufffd]+")),
)


def miscoded(raw: str) -> list[Mend]:
    """The stretches that read as Chinese once decoded rightly, cut as small as their bytes allow.

    >>> "".join(mend.new for mend in miscoded("鏈哄叧鍏氬缓宸ヤ綔"))
    '机关党建工作'
    """
    seen = glance(raw)
    latin = seen.among("latin") and bool(_MAY_LATIN.search(raw))
    if not latin and not (seen.among("private") and _PRIVATE.search(raw)) and not astray(raw):
        return []
    ways = [way for way in WAYS if latin or way.seen != "latin-1"]
    found: list[Mend] = []
    odd = sorted([*seen.places("rare"), *seen.places("latin"), *seen.places("private")])
    for line in re.finditer("[^\n\r]+", raw):
        if bisect_left(odd, line.start()) == bisect_left(odd, line.end()):
            continue  # usual characters alone are no misreading, and to weigh five readings of them is dear
        read = [_line(line[0], line.start(), way) for way in ways]
        found += max(read, key=lambda one: one[0])[1]
    return found


def _line(line: str, offset: int, way: Way) -> tuple[float, list[Mend]]:
    """What the line gains when its stretches are read this way, and their mends; short ones need a long one beside."""
    gains = 0.0
    sure: list[Mend] = []
    short: list[Mend] = []
    for found in sorted(way.stretch.finditer(line), key=lambda one: one.start() - one.end()):
        if not sure and len(found[0]) < SHORTEST:
            break  # the longest come first: where none of them is sure no short one is asked
        again = _again(found[0], way)
        gain = bits(found[0]) - bits(again) if again else 0.0
        if again is None or gain < GAIN * len(again):
            continue
        mends = _mends(found[0], again, offset + found.start(), way)
        if len(again) >= SHORTEST:
            gains += gain
            sure += mends
        else:
            short += mends
    return gains, sorted([*sure, *short]) if sure else []


def _again(text: str, way: Way) -> str | None:
    """The text decoded as it should have been, or None where bytes were lost.

    UTF-8 says where its characters begin, so one that was lost does not touch the others: its bytes stay
    as lone surrogates.
    """
    try:
        data = b"".join(_bytes(char, way.seen) for char in text)
        again = data.decode(way.was, way.lost)
    except UnicodeError:
        return None
    doubled = way.was == "big5hkscs" and _DOUBLED.search(again)
    return None if doubled or _UNWRITTEN.search(again) or not _HAN.search(again) else again


@cache
def _bytes(char: str, codec: str) -> bytes:
    """The bytes that were read as this character."""
    if codec == "latin-1" and char in CP1252:
        return bytes([CP1252[char]])
    return char.encode(codec)


def _mends(text: str, again: str, offset: int, way: Way) -> list[Mend]:
    """A mend for each smallest stretch whose bytes are whole characters before and after."""
    out: list[Mend] = []
    old_stops = list(accumulate(len(_bytes(char, way.seen)) for char in text))
    new_stops = list(accumulate(len(char.encode(way.was, way.lost)) for char in again))
    old_from = new_from = 0
    for border in sorted({*old_stops} & {*new_stops}):
        old, new = bisect_left(old_stops, border) + 1, bisect_left(new_stops, border) + 1
        piece = again[new_from:new]
        if piece != text[old_from:old] and not _LOST.search(piece):
            out.append(Mend(offset + old_from, offset + old, piece, "repair", way.rule, SURE))
        old_from, new_from = old, new
    return out
