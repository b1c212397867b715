"""Status: tell whether an act is done, goes on or is planned.

A heading of proposals plans everything under it; else the words before the verb decide, then a count or
a date, then what the verb usually means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from etl.extract.predicates import Predicate
from etl.extract.reading import Reading
from etl.extract.tables import table

_EVERY = re.compile(r"每(?:年|月|季度?|半年|半月|周|日|天|两[年月周]|学期|个月|名|逢)|连续\d+年|连续[一二三四五六七八九十]+年|按[月季年]|逐[月季年]")
_STANDING = re.compile(r"(?:创建|创建活动)$")
_PLANNING = re.compile(r"^(?:下一步|下步|下一阶段|今后|接下来|未来|明年|力争|我们将|我[市县区省局委]将)")


def heading_status(headings: Iterable[str]) -> str | None:
    """`planned` under a heading of proposals, `problem` under one of problems; the innermost decides.

    >>> heading_status(["实践探索"]), heading_status(["对策思考", "健全机制"])
    (None, 'planned')
    """
    for heading in reversed(list(headings)):
        for kind, pattern in _headings():
            if pattern.search(heading):
                return kind
    return None


def plans_ahead(text: str) -> bool:
    """Whether a paragraph opens by announcing what is to come: 下一步, 今后."""
    return bool(_PLANNING.match(text.lstrip()))


def status(reading: Reading, found: Predicate, *, every: bool) -> str:
    """The status of an act outside plans: done or ongoing; `every` says that 每年 … stands before it."""
    text = reading.text
    cues = {token.word.cue for token in reading.among(found.segment, found.start)} - {None}
    counted = reading.counts(found.object_start, found.object_stop)
    if "planned" in cues and not _ba_only(reading, found):
        return "planned"
    if _EVERY.search(text, found.segment, found.start) or (every and not counted and found.verb.kind == "hold"):
        return "ongoing"
    particle = text[found.stop : found.stop + 1] in ("了", "过") or "done" in cues
    if particle and found.verb.strength != "soft":
        return "done"
    if "ongoing" in cues and not (counted and particle):
        return "ongoing"
    if counted or particle:
        return "done"
    if "weak" in cues or found.verb.kind == "hold" and _STANDING.search(text[found.object_start : found.object_stop]):
        return "ongoing"
    return "ongoing" if found.verb.status == "ongoing" else "done"


def planned_clause(reading: Reading, start: int, stop: int) -> bool:
    """Whether the clause opens a plan (要…, 拟…) that the rest of its sentence goes on with."""
    first = reading.among(start, stop)[:1]
    if not first or first[0].start != start or first[0].word.cue != "planned":
        return False
    after = reading.among(first[0].stop, first[0].stop + 1)
    return first[0].word.text != "将" or bool(after and (after[0].word.adverb or after[0].word.cue or after[0].word.verb))


def _ba_only(reading: Reading, found: Predicate) -> bool:
    """Whether the only sign of a plan is 将 before a noun: then it means 把."""
    return found.rule == "ba" and not any(
        token.word.cue == "planned" and token.word.text != "将" for token in reading.among(found.segment, found.start)
    )


@cache
def _headings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["kind"], re.compile(row["pattern"])) for row in table("headings"))
