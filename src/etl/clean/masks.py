"""Masks: mark the numbers and names that a publisher hid (近*元, XX名, x支部); nothing is ever filled in."""

from __future__ import annotations

import re

from etl.clean.damage import Hurt
from etl.clean.glance import MASKED, glance

_HAN = "㐀-鿿"
# What a hidden number counts or stands beside: a unit, an approximator, a noun that follows its number.
_AFTER = (
    "[余多几名个位人家户场次项件支篇期批万亿千百元岁年月日届级类条处所座间台辆亩公吨米度分周种堂节班组队"
    "省市县区镇乡村路号局委办厅部院校社站]"
)
_ALONE = r"(?<![A-Za-z\d.+-])"
_RULES = (
    # Stars beside Han, a figure or a unit; a pair that wraps words is emphasis, a lone one at the start a note.
    ("stars", re.compile(rf"(?<=[{_HAN}\d、，,（(“”])[*＊]{{1,12}}(?=[{_HAN}\d、，,%％）)”])")),
    ("crosses", re.compile(rf"{_ALONE}(?:[XＸ×]{{1,8}}|[xｘ]{{1,4}})(?=\s?{_AFTER})")),
    ("crosses", re.compile(rf"{_ALONE}(?:[XＸ×]{{2,8}}|[xｘ]{{2,6}})(?=[{_HAN}，。、；,;）)”])")),
    ("circles", re.compile(rf"(?<=[{_HAN}])(?:[○◯□]{{2,8}}|[_＿]{{2,12}}|█{{1,12}})(?=[{_HAN}，。、；])")),
)
_EMPHASIS = re.compile(r"(?<!\*)(\*{1,3})(?=[^\s*])[^*\n]{2,80}?(?<=[^\s*])\1(?!\*)")
# Words in which the letter is no mask.
_NO_MASK = re.compile(r"[XxＸｘ×](?:光|射线|线机|染色体|战警|年代|轴|档案|政府)")
_RUN = re.compile(rf"([{MASKED}])\1*")


def masks(text: str) -> list[Hurt]:
    """The masks of a text, ascending and disjoint, each with its rule.

    >>> [(mask.start, mask.stop) for mask in masks("投入近*元,选派XX名干部,由x支部牵头")]
    [(3, 4), (8, 10), (15, 16)]
    """
    if not glance(text).among("masked"):
        return []
    found = [mask for run in _RUN.finditer(text) if (mask := _mask(text, run))]
    if not any(mask.rule == "stars" for mask in found):
        return found
    spared = [wrap.span() for wrap in _EMPHASIS.finditer(text)]
    return [mask for mask in found if not any(start <= mask.start < stop for start, stop in spared)]


def _mask(text: str, run: re.Match[str]) -> Hurt | None:
    """The mask that a run of such characters is, or None: a product of figures, part of a word."""
    start, stop = run.span()
    if stop - start == 1 and text[start - 1 : start].isdigit() and text[stop : stop + 1].isdigit():
        return None
    rule = next((rule for rule, pattern in _RULES if pattern.match(text, start)), None)
    if rule is None or _NO_MASK.match(text, stop - 1):
        return None
    return Hurt(start, stop, rule, 0.95 if stop - start > 1 or rule == "stars" else 0.8)
