"""Amount: read approximator, number, unit and trailing approximator around one numeral, or two of a range."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from etl.extract.affixes import SIGNS, Tail, lead_of, percent_unit, skip, tail_of, trailed
from etl.extract.counts import counts
from etl.extract.numerals import Numeral
from etl.lexicon.units import Unit, unit_at

_JOINER = re.compile(r"\s?(——|[-－–—~～至到])\s?")
# Parts of a currency that are said after it: 五元三毛, 两美元又三美分.
_CHANGE = {"元": re.compile(r"[角毛分]"), "美元": re.compile("美分")}
_WORTH = {"角": Fraction(1, 10), "毛": Fraction(1, 10), "分": Fraction(1, 100), "美分": Fraction(1, 100)}
_AND = re.compile(r"[又零]?")
_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_SHARE_OF = re.compile(r"\s?(?:的|以上|左右|强|弱)")


@dataclass(frozen=True, slots=True)
class Draft:
    """An amount without role and noun; `last` is the index of its last numeral."""

    start: int
    stop: int
    value: Fraction
    high: Fraction | None
    op: str
    unit: Unit
    rule: str
    last: int


def draft(text: str, numerals: Sequence[Numeral], index: int) -> Draft | None:
    """The amount that the numeral at `index` begins, or None where it is no amount."""
    reading = numerals[index].reading
    if reading.value is None or reading.shape in {"circled", "dotted"}:
        return None
    ranged = _range(text, numerals, index)
    if ranged or reading.shape in {"fraction", "percent"}:
        return ranged or _share(text, numerals, index)
    if text.startswith("一半", numerals[index].start):
        return _half(text, numerals, index)
    return _plain(text, numerals, index)


def _plain(text: str, numerals: Sequence[Numeral], index: int) -> Draft | None:
    numeral = numerals[index]
    tail = tail_of(text, numeral)
    start, before = lead_of(text, numeral)
    if tail is None:
        return _signed(text, numerals, index)
    if not counts(text, numeral, tail, before) and not _listed(text, numerals, index, tail):
        return None
    value, high = _scaled(numeral, tail)
    op = (before.op if before else None) or tail.op or numeral.reading.op
    made = Draft(start, tail.stop, value, high, op, tail.unit, "number and unit", index)
    return _bounded(text, numerals, _with_change(text, numerals, made))


def _bounded(text: str, numerals: Sequence[Numeral], low: Draft) -> Draft:
    """三万元以上三十万元以下 is one range."""
    index = low.last + 1
    if low.op != "ge" or index >= len(numerals) or not 0 <= numerals[index].start - low.stop <= 1:
        return low
    tail = tail_of(text, numerals[index])
    value = numerals[index].reading.value
    if tail is None or value is None or tail.op != "le" or tail.unit.canonical != low.unit.canonical:
        return low
    return replace(low, stop=tail.stop, high=value, op="range", rule="bounds", last=index) if low.value < value else low


def _scaled(numeral: Numeral, tail: Tail) -> tuple[Fraction, Fraction | None]:
    """The number with the half that its unit adds: 两年半 is 2.5."""
    value, high = numeral.reading.value or Fraction(0), numeral.reading.high
    if not tail.half:
        return value, high
    return value + Fraction(1, 2), high + Fraction(1, 2) if high else None


def _listed(text: str, numerals: Sequence[Numeral], index: int, tail: Tail) -> bool:
    """Whether 一 stands in a list of counts of its kind, after its noun: 设主任一人、副主任二人."""
    numeral, mark = numerals[index], text[tail.stop : tail.stop + 1]
    if text[numeral.start : numeral.stop] != "一" or mark not in "、,，" or index + 1 >= len(numerals):
        return False
    following = numerals[index + 1]
    sibling = tail_of(text, following) if following.start - tail.stop < 10 else None
    return bool(sibling and following.reading.value and sibling.unit.canonical == tail.unit.canonical)


def _signed(text: str, numerals: Sequence[Numeral], index: int) -> Draft | None:
    """￥300: the unit stands before the number."""
    numeral = numerals[index]
    unit = unit_at(text, numeral.start - 1) if numeral.start and text[numeral.start - 1] in SIGNS else None
    if unit is None or numeral.reading.value is None:
        return None
    start, before = lead_of(text, numeral)
    op = before.op if before else numeral.reading.op
    return Draft(start, numeral.stop, numeral.reading.value, numeral.reading.high, op, unit, "sign and number", index)


def _share(text: str, numerals: Sequence[Numeral], index: int) -> Draft | None:
    """百分之九十五 and 三分之二 in percent; 1/3 only where a share is spoken of (1/3的, 近1/3)."""
    numeral = numerals[index]
    reading, percent = numeral.reading, percent_unit()
    start, before = lead_of(text, numeral)
    slash = not text[numeral.start : numeral.stop].count("之")
    if reading.value is None or (slash and not before and not _SHARE_OF.match(text, numeral.stop)):
        return None
    scale = 100 if reading.shape == "fraction" else 1
    tail = trailed(text, percent, numeral.stop, None)
    op = (before.op if before else None) or tail.op or reading.op
    high = reading.high * scale if reading.high else None
    return Draft(start, tail.stop, reading.value * scale, high, op, percent, reading.shape, index)


def _half(text: str, numerals: Sequence[Numeral], index: int) -> Draft | None:
    """近一半, 一半以上: half of a whole, where something says how much of it; else a way of speaking."""
    numeral = numerals[index]
    start, before = lead_of(text, numeral)
    tail = trailed(text, percent_unit(), numeral.stop + 1, None)
    op = (before.op if before else None) or tail.op
    return Draft(start, tail.stop, Fraction(50), None, op, tail.unit, "half", index) if op else None


def _range(text: str, numerals: Sequence[Numeral], index: int) -> Draft | None:
    """4至5名, 5%-8%, 3—5万元, 百分之三至五: two numerals, one amount."""
    if index + 1 >= len(numerals):
        return None
    low, high = numerals[index], numerals[index + 1]
    if high.start - low.stop > 8 or low.reading.op != "eq" or high.reading.op != "eq":
        return None
    percent = low.reading.shape == "percent" or low.reading.shape == high.reading.shape == "fraction"
    left = None if percent else _left_unit(text, low)
    joiner = _JOINER.fullmatch(text, left[1] if left else low.stop, high.start)
    if not joiner or (left and joiner[1] in "至到" and text[low.start - 1 : low.start] in tuple("从由自")):
        return None
    right = Tail(percent_unit(), high.stop) if percent or high.reading.shape == "percent" else tail_of(text, high)
    if right is None or (left and left[0].canonical != right.unit.canonical):
        return None
    return _spanned(text, numerals, index, right, scaled=left is None)


def _left_unit(text: str, low: Numeral) -> tuple[Unit, int] | None:
    at = skip(text, low.stop)
    unit = unit_at(text, at)
    return (unit, at + len(unit.form)) if unit else None


def _spanned(text: str, numerals: Sequence[Numeral], index: int, right: Tail, *, scaled: bool) -> Draft | None:
    low, high = numerals[index], numerals[index + 1]
    bottom, top = low.reading.value, high.reading.value
    if bottom is None or top is None:
        return None
    if low.reading.shape == "fraction":
        bottom, top = bottom * 100, top * 100
    elif scaled:
        bottom *= _magnitude(text, low, high)
    if not bottom < top:
        return None
    start, _ = lead_of(text, low)
    return Draft(start, right.stop, bottom, top, "range", right.unit, "range", index + 1)


def _magnitude(text: str, low: Numeral, high: Numeral) -> int:
    """What the lower number of 3-5万 leaves to the upper one to say."""
    surface = text[high.start : high.stop]
    head = surface.rstrip("十百千万亿")
    if text[low.stop - 1] in _SCALE or not head or low.reading.value is None or high.reading.value is None:
        return 1
    factor = 1
    for character in surface[len(head) :]:
        factor *= _SCALE[character]
    return factor if low.reading.value * factor < high.reading.value else 1


def _with_change(text: str, numerals: Sequence[Numeral], made: Draft) -> Draft:
    """五元三毛 is one amount of 5.3 元."""
    parts = _CHANGE.get(made.unit.canonical)
    for index in range(made.last + 1, len(numerals)) if parts else ():
        numeral = numerals[index]
        part = parts.match(text, numeral.stop) if parts and _AND.fullmatch(text, made.stop, numeral.start) else None
        if part is None or numeral.reading.value is None:
            break
        value = made.value + numeral.reading.value * _WORTH[part.group()]
        made = replace(made, stop=part.end(), value=value, last=index)
    return made
