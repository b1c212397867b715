"""Count: whether a number and its unit make a count, and not a word (三角), an article (一个) or an idiom."""

from __future__ import annotations

import re

from etl.extract.affixes import Tail
from etl.extract.numerals import Numeral
from etl.lexicon.approximators import Approximator

_LONE = frozenset("一二两三四五六七八九十")
# A magnitude without a digit counts these (百名, 千元, 万亩) unless something approximates it (近百家).
_BARE = frozenset(
    ["person", "person_times", "money", "currency", "area", "weight", "event", "item", "vehicle", "document", "plant"]
)
_BARE_HUGE = frozenset({"person", "person_times"})  # 万名; but 亿元村, 万亩良田
# What makes the article 一 a count: 每年一次, 至少举办一场, 为期一年, 增长一倍, 翻一番.
_ONE = re.compile(
    r"(?:每(?:半|隔|个|[一二两三四五六\d]{1,2}个?)?(?:年|月|周|季度?|日|天|学期|学年|星期|人|户|村)[^，,。;；:：]{0,12}"
    r"|(?<![\d第])一(?:年|月|周|季|天|日|季度)"
    r"|至少[^，,。;；:：]{0,6}|不少于[^，,。;；:：]{0,6})\Z"
)
_PERIOD_ONLY = re.compile(r"(?:为期|历时|持续|长达|连续|耗时|用时|时长|期限|限期|未?满|不足|有效期|任期|徒刑)\Z")
_FOLDS = frozenset({"倍", "番"})


def counts(text: str, numeral: Numeral, tail: Tail, before: Approximator | None) -> bool:
    """Whether the numeral and the unit of its tail make a count; `before` is its leading approximator."""
    surface = text[numeral.start : numeral.stop]
    approximate = before is not None or tail.op is not None or tail.half
    if surface == "零" or (tail.unit.form == "级" and surface not in _LONE):
        return False
    if surface == "一" and not approximate:
        return _one_counts(text, numeral, tail)
    if surface in _LONE:
        return tail.unit.after_lone or tail.unit.form == "级" or (approximate and surface == "十")
    if numeral.reading.bare and len(surface) == 1:
        return approximate or tail.unit.dimension in (_BARE if surface in "百千" else _BARE_HUGE)
    return True


def _one_counts(text: str, numeral: Numeral, tail: Tail) -> bool:
    before = text[max(0, numeral.start - 24) : numeral.start]
    if tail.unit.canonical in _FOLDS:
        return bool(re.search(r"[增长加大高出了多近翻快超]\Z", before))
    if tail.unit.dimension == "time":
        return bool(_PERIOD_ONLY.search(before))
    if tail.unit.dimension == "currency":
        return True
    return tail.unit.dimension == "event" and bool(_ONE.search(before))
