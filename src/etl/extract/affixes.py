"""Affix: read what stands around a number: its unit, and the words that say how to read it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.extract.numerals import Numeral
from etl.lexicon.approximators import Approximator, approximators
from etl.lexicon.units import Unit, unit_at

SIGNS = "¥￥$€£"
_SPACE = re.compile(r"\s{0,3}")
_HALF = re.compile(r"半(?![年天月日径数个期路])")
_MUCH = re.compile(r"[余多](?![个种方次名项家样元部少数位起])")
# Measured amounts take 多 and 半 after their unit: 三年多, 两公里半, 三倍多.
_MEASURED = frozenset(["time", "length", "area", "weight", "money", "ratio", "volume", "percent"])


@dataclass(frozen=True, slots=True)
class Tail:
    """What follows a number: its unit up to `stop`, the ops said around it, and a half to be added."""

    unit: Unit
    stop: int
    op: str | None = None
    half: bool = False


def tail_of(text: str, numeral: Numeral) -> Tail | None:
    """Infix approximator, unit, and what trails it; None where no unit follows."""
    at, op = skip(text, numeral.stop), None
    infix = approximators("infix").get(text[at : at + 1])
    if infix and infix.op != "vague" and (unit := unit_at(text, skip(text, at + 1))):
        op, at = infix.op, skip(text, at + 1)
    else:
        unit = unit_at(text, at)
    return trailed(text, unit, at + len(unit.form), op) if unit else None


def trailed(text: str, unit: Unit, stop: int, op: str | None) -> Tail:
    """The tail with the 半, 多 and 以上 that follow its unit at `stop`."""
    half = "半" in unit.form
    op = "gt" if "多" in unit.form else op
    if unit.dimension in _MEASURED:
        if _HALF.match(text, stop):
            half, stop = True, stop + 1
        elif _MUCH.match(text, stop):
            op, stop = "gt", stop + 1
    post = _post(text, unit, stop)
    return Tail(unit, stop + len(post.word), post.op, half) if post else Tail(unit, stop, op, half)


def _post(text: str, unit: Unit, at: int) -> Approximator | None:
    for word, post in approximators("post").items():
        if text.startswith(word, at) and text[at + len(word) : at + len(word) + 1] not in (set(post.not_before)):
            return post if word != "内" or unit.dimension in {"time", "length"} else None
    return None


def lead_of(text: str, numeral: Numeral) -> tuple[int, Approximator | None]:
    """Where the amount starts: at its leading approximator, its currency sign or its number."""
    start = numeral.start
    if start and text[start - 1] in SIGNS:
        start -= 1
    at = start - 1 if start and text[start - 1].isspace() else start
    pre = approximators("pre")
    for length in (4, 3, 2, 1):
        one = pre.get(text[max(0, at - length) : at]) if at >= length else None
        if one and not _other_word(text, at - length, one) and (one.word != "上" or numeral.reading.bare):
            return at - length, one
    return start, None


def _other_word(text: str, at: int, one: Approximator) -> bool:
    """Whether the character before makes another word of the token: 节约, 附近, 问题不足."""
    return at > 0 and text[at - 1] in one.not_after


def percent_unit() -> Unit:
    """The unit %; raises LookupError where the lexicon lacks it."""
    unit = unit_at("%", 0)
    if unit is None:
        raise LookupError("mend lexicon/units.tsv: it must hold %")
    return unit


def skip(text: str, at: int) -> int:
    """The next place that is no space."""
    match = _SPACE.match(text, at)
    return match.end() if match else at
