"""Damage: make the journal sample from its whole text, in the way real journal pages were damaged.

A page in Traditional script was stored as GBK. A later program split its bytes at the pairs of
`？` (A3 BF) and `；` (A3 BB) without looking where characters begin, decoded every piece alone, put
`?` for a byte that was left over, and made the marks ASCII. Where a pair is the tail of one
character and the head of the next (`。科` is A1A3 BFC6), two characters are destroyed and those
after them are read half a character off, until a byte below 80 brings the reading back in step.

    python tests/answers/damage.py        # writes the sample and tests/answers/repairs.json
"""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
WHOLE = HERE / "journal.whole.txt"
SAMPLE = HERE.parents[1] / "raw" / "samples" / "zunyi-journal.txt"

PAIRS = {b"\xa3\xbf": "？", b"\xa3\xbb": "；"}
ASCII_MARKS = str.maketrans("，：；？！（）", ",:;?!()")


class Site(NamedTuple):
    """`damaged[raw_start:raw_stop]` is what became of `before`, a stretch of the whole text."""

    raw_start: int
    raw_stop: int
    before: str


def damage(whole: str) -> tuple[str, list[Site]]:
    """The text as it comes out of the cut, and each place where characters were destroyed.

    >>> damage("共解。科學考核")[0]
    '共解??茖W考核'
    """
    pieces, pairs = _cut(whole.encode("gb18030"))
    parts = [_decoded(piece) for piece in pieces]
    damaged = parts[0] + "".join(mark + part for mark, part in zip(pairs, parts[1:], strict=True))
    narrow, target = damaged.translate(ASCII_MARKS), whole.translate(ASCII_MARKS)
    return narrow, _sites(narrow, target, _slips(whole))


def _cut(data: bytes) -> tuple[list[bytes], list[str]]:
    """The bytes split at every pair, aligned or not, and the mark that each pair was taken for."""
    pieces, pairs, start, at = [], [], 0, 0
    while at < len(data) - 1:
        mark = PAIRS.get(data[at : at + 2])
        if mark is None:
            at += 1
            continue
        pieces.append(data[start:at])
        pairs.append(mark)
        start = at = at + 2
    return [*pieces, data[start:]], pairs


def _decoded(piece: bytes) -> str:
    return piece.decode("gb18030", errors="lone-byte")


def _lone_byte(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "?", error.start + 1


codecs.register_error("lone-byte", _lone_byte)


def _slips(whole: str) -> list[int]:
    """Where in the whole text a pair stands across two characters: the index of the first."""
    return [
        at
        for at in range(len(whole) - 1)
        if len(first := whole[at].encode("gb18030")) == 2
        and len(second := whole[at + 1].encode("gb18030")) == 2
        and first[1:] + second[:1] in PAIRS
    ]


def _sites(damaged: str, whole: str, slips: list[int]) -> list[Site]:
    """Each slip with the stretch of damaged text that stands for it, found by falling in step again."""
    sites, shift = [], 0
    for at in slips:
        start = at + shift
        lost, stop = next(
            (lost, stop)
            for lost in range(2, 60)
            for stop in range(start + 2, start + lost + 3)
            if damaged[stop : stop + 6] == whole[at + lost : at + lost + 6]
        )
        sites.append(Site(start, stop, whole[at : at + lost]))
        shift = stop - (at + lost)
    return sites


def main() -> None:
    """Write the damaged sample and the key of its three repairs."""
    damaged, sites = damage(WHOLE.read_bytes().decode("utf-8"))
    SAMPLE.write_bytes(damaged.encode("utf-8"))
    key = [
        {"sample": SAMPLE.stem, "raw_start": start, "raw_stop": stop, "damaged": damaged[start:stop], "whole": before}
        for start, stop, before in sites
    ]
    (HERE / "repairs.json").write_text(json.dumps(key, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
