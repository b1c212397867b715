"""Part: cut a block of monstrous length into several, after sentence ends.

No paragraph that a person wrote is so long; a page without any line break is, and what reads on must
not depend on how long a line can be (the corpus' longest paragraph of prose has some 5,000 characters).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from etl.records import Block
from etl.text import Range, Text

LONGEST = 6_000
_STOP = re.compile(r"[。！？!?；;][”’」』）)]*")
_LOOSE = re.compile(r"(?<=\W)(?=\w)|(?<=\w)(?=\W)")


def parted(blocks: list[Block], longest: int = LONGEST) -> list[Block]:
    """The blocks in order, none longer than `longest` characters; where one was, positions are counted anew."""
    if all(len(block.text) <= longest for block in blocks):
        return blocks
    pieces = [piece for block in blocks for piece in _pieces(block, longest)]
    return [replace(piece, position=position) for position, piece in enumerate(pieces)]


def _pieces(block: Block, longest: int) -> Iterator[Block]:
    """The block itself, or its parts. Clean's blocks have equal `text` and `original`."""
    if len(block.text) <= longest:
        yield block
        return
    text, start = Text(block.text, block.spans), 0
    while start < len(text):
        stop = _cut(text, start, longest)
        part = text[start:stop]
        hurts = (Range(max(low, start) - start, min(high, stop) - start) for low, high in block.damage)
        kept = tuple(hurt for hurt in hurts if hurt.start < hurt.stop)
        yield replace(block, original=part.string, text=part.string, spans=part.spans, damage=kept)
        start = stop


def _cut(text: Text, start: int, longest: int) -> int:
    """Where a part that begins at `start` stops: after a sentence, else between words, else where it must."""
    if len(text) - start <= longest:
        return len(text)
    limit = start + longest
    for pattern in (_STOP, _LOOSE):
        stops = [found.end() for found in pattern.finditer(text.string, start + longest // 2, limit)]
        if stops and stops[-1] > start:
            limit = stops[-1]
            break
    block = next((span for span in text.spans if span.start < limit < span.stop and not span.linear), None)
    return block.stop if block else limit
