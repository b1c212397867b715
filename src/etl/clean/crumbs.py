"""Crumbs: put back into its sentence the number or the Latin word that the layout set on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.clean.joining import glue
from etl.clean.lines import Line

LONGEST = 30  # characters of a crumb
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
# A figure, a percentage, a range, a word or two in Latin letters.
_FIGURE = re.compile(r"\d[\d,.]{0,11}%?(?:[-~—至]\d[\d,.]{0,11}%?)?")
_LATIN = re.compile(r"[a-z][a-z0-9+./-]{0,11}(?: [a-z][a-z0-9+./-]{0,11})?")
# What a figure counts, or how a sentence goes on after it: a page's number has no such thing below it.
_COUNTED = re.compile(
    r"[余多几个名位人家户场次项件支篇期批万亿千百元岁年月日届级类条处所座台辆亩吨米周种堂节组队分天小至以,、。;%)》”]"
)
_HAN_END = re.compile(r"[一-鿿,、“《(:]$")
_HAN_START = re.compile("[一-鿿,、。;)”》]")


def crumbs_joined(lines: Sequence[Line]) -> list[Line]:
    """The lines, each crumb joined to the line below it, and to the one above it where that is unfinished."""
    if not any(
        len(line.shadow) <= LONGEST and (line.shadow[0].isdecimal() or line.shadow[0] in _LETTERS) for line in lines
    ):
        return list(lines)
    out: list[Line] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        after = lines[at + 1] if at + 1 < len(lines) else None
        if after is None or not _is_crumb(line, out[-1] if out else None, after):
            out.append(line)
            at += 1
            continue
        whole = glue(line, after)
        if out and _unfinished(out[-1]):
            whole = glue(out.pop(), whole)
        out.append(whole)
        at += 2
    return out


def _is_crumb(line: Line, before: Line | None, after: Line) -> bool:
    """Whether a line is a crumb: a figure over what it counts, a Latin word between two halves."""
    if line.tag or line.main is not None or after.glued or line.glued:
        return False
    if _FIGURE.fullmatch(line.shadow):
        return bool(_COUNTED.match(after.shadow))
    return (
        bool(_LATIN.fullmatch(line.shadow))
        and before is not None
        and _unfinished(before)
        and bool(_HAN_START.match(after.shadow))
    )


def _unfinished(line: Line) -> bool:
    """Whether a line stops where no sentence does, and is prose rather than a heading."""
    return len(line) >= 8 and not line.stops and bool(_HAN_END.search(line.shadow))
