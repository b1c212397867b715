"""Amount: read approximator, number, unit and trailing approximator around one numeral, or two of a range."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from etl.extract.numerals import Numeral
from etl.lexicon.approximators import Approximator, approximators
from etl.lexicon.units import Unit, unit_at

_SPACE = re.compile(r"\s{0,3}")
_JOINER = re.compile(r"\s?(——|[-－–—~～至到])\s?")
_SIGNS = "¥￥$€£"
_CHANGE = {"角": Fraction(1, 10), "毛": Fraction(1, 10), "分": Fraction(1, 100)}
_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_SHARE_OF = re.compile(r"\s?(?:的|以上|左右|强|弱)")
_HALF = re.compile(r"半(?![年天月日径数个期路])")
_MUCH = re.compile(r"[余多](?![个种方次名项家样元部少数位起])")
# Measured amounts take 多 and 半 after their unit: 三年多, 两公里半, 三倍多.
_MEASURED = frozenset({"time", "length", "area", "weight", "money", "ratio", "volume"})
_LONE = frozenset("一二两三四五六七八九十")
# A magnitude without a digit counts these (百名, 千元, 万亩) unless something approximates it (近百家).
_BARE = frozenset(
    ["person", "person_times", "money", "currency", "area", "weight", "event", "item", "vehicle", "document", "plant"]
)
_BARE_HUGE = frozenset({"person", "person_times"})  # 万名; but 亿元村, 万亩良田
# What makes the article 一 a count: 每年一次, 至少举办一场, 为期一年, 增长一倍, 翻一番.
_ONE = re.compile(
    r"(?:每(?:个)?(?:年|月|周|季度?|日|天|学期|学年|半年|星期|人|户|村)[^，,。;；:：]{0,12}|(?<![\d第])一(?:年|月|周|季|天|日|季度)"
    r"|为期|历时|持续|长达|连续|耗时|用时|时长|期限|限期|未?满|不足|有效期|任期|徒刑|至少[^，,。;；:：]{0,6}|不少于[^，,。;；:：]{0,6})\Z"
)
_PERIOD_ONLY = re.compile(r"(?:为期|历时|持续|长达|连续|耗时|用时|时长|期限|限期|未?满|不足|有效期|任期|徒刑)\Z")
_FOLDS = frozenset({"倍", "番"})


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


@dataclass(frozen=True, slots=True)
class Tail:
    """What follows a number: its unit up to `stop`, the ops said around it, and a half to be added."""

    unit: Unit
    stop: int
    op: str | None = None
    half: bool = False


def draft(text: str, numerals: Sequence[Numeral], index: int) -> Draft | None:
    """The amount that the numeral at `index` begins, or None where it is no amount."""
    reading = numerals[index].reading
    if reading.value is None or reading.shape in {"circled", "dotted", "sequence"}:
        return None
    ranged = _range(text, numerals, index)
    if ranged or reading.shape in {"fraction", "percent"}:
        return ranged or _share(text, numerals, index)
    return _plain(text, numerals, index)


def _plain(text: str, numerals: Sequence[Numeral], index: int) -> Draft | None:
    numeral = numerals[index]
    tail = _tail(text, numeral)
    start, before = _before(text, numeral)
    if tail is None:
        return _signed(text, numerals, index)
    if not _counts(text, numeral, tail, before):
        return None
    value, high = _scaled(text, numeral, tail)
    op = (before.op if before else None) or tail.op or numeral.reading.op
    made = Draft(start, tail.stop, value, high, op, tail.unit, "number and unit", index)
    return _bounded(text, numerals, _with_change(text, numerals, made))


def _bounded(text: str, numerals: Sequence[Numeral], low: Draft) -> Draft:
    """三万元以上三十万元以下 is one range."""
    index = low.last + 1
    if low.op != "ge" or index >= len(numerals) or not 0 <= numerals[index].start - low.stop <= 1:
        return low
    tail = _tail(text, numerals[index])
    value = numerals[index].reading.value
    if tail is None or value is None or tail.op != "le" or tail.unit.canonical != low.unit.canonical:
        return low
    return replace(low, stop=tail.stop, high=value, op="range", rule="bounds", last=index) if low.value < value else low


def _scaled(text: str, numeral: Numeral, tail: Tail) -> tuple[Fraction, Fraction | None]:
    """The number in the unit's scale: 30千瓦 is 30, since 千 is part of the unit, and 两年半 is 2.5."""
    value, high = numeral.reading.value or Fraction(0), numeral.reading.high
    if _takes_thousand(text, numeral, tail.unit):
        value, high = value / 1000, high / 1000 if high else None
    half = Fraction(1, 2) if tail.half else 0
    return value + half, high + half if high else None


def _takes_thousand(text: str, numeral: Numeral, unit: Unit) -> bool:
    return unit.form.startswith("千") and text[numeral.stop - 1] == "千"


def _tail(text: str, numeral: Numeral) -> Tail | None:
    """Infix approximator, unit, and what trails it."""
    at, op = numeral.stop, None
    if text[at - 1] == "千" and numeral.stop - numeral.start > 1 and (unit := unit_at(text, at - 1)):
        return _trailing(text, unit, at - 1 + len(unit.form), None)
    at = _skip(text, at)
    infix = approximators("infix").get(text[at : at + 1])
    if infix and infix.token != "几" and (unit := unit_at(text, _skip(text, at + 1))):
        op, at = infix.op, _skip(text, at + 1)
    else:
        unit = unit_at(text, at)
    return _trailing(text, unit, at + len(unit.form), op) if unit else None


def _trailing(text: str, unit: Unit, stop: int, op: str | None) -> Tail:
    half = "半" in unit.form
    op = "gt" if "多" in unit.form else op
    if unit.dimension in _MEASURED:
        if _HALF.match(text, stop):
            half, stop = True, stop + 1
        elif _MUCH.match(text, stop):
            op, stop = "gt", stop + 1
    post = _post(text, unit, stop)
    return Tail(unit, stop + len(post.token), post.op, half) if post else Tail(unit, stop, op, half)


def _post(text: str, unit: Unit, at: int) -> Approximator | None:
    if text[at : at + 1] not in _post_starts():
        return None
    for token, post in approximators("post").items():
        if text.startswith(token, at) and text[at + len(token) : at + len(token) + 1] not in (set(post.not_before)):
            return post if token != "内" or unit.dimension in {"time", "length"} else None
    return None


def _post_starts() -> str:
    return "左上及之开以有内下"


def _before(text: str, numeral: Numeral) -> tuple[int, Approximator | None]:
    """Where the amount starts: at its leading approximator, its currency sign or its number."""
    start = numeral.start
    if text[start - 1 : start] in _SIGNS:
        start -= start > 0
    at = start - 1 if text[start - 1 : start].isspace() and start else start
    pre = approximators("pre")
    for length in (4, 3, 2, 1):
        one = pre.get(text[max(0, at - length) : at]) if at >= length else None
        if one and not _other_word(text, at - length, one) and (one.token != "上" or numeral.reading.bare):
            return at - length, one
    return start, None


def _other_word(text: str, at: int, one: Approximator) -> bool:
    """Whether the character before makes another word of the token: 节约, 附近, 问题不足."""
    return at > 0 and text[at - 1] in one.not_after


def _counts(text: str, numeral: Numeral, tail: Tail, before: Approximator | None) -> bool:
    """Whether number and unit make a count, and not a word (三角), an article (一个) or a figure of speech."""
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
    return tail.unit.dimension == "event" and bool(_ONE.search(before))


def _signed(text: str, numerals: Sequence[Numeral], index: int) -> Draft | None:
    """￥300: the unit stands before the number."""
    numeral = numerals[index]
    unit = unit_at(text, numeral.start - 1) if numeral.start and text[numeral.start - 1] in _SIGNS else None
    if unit is None or numeral.reading.value is None:
        return None
    start, before = _before(text, numeral)
    op = before.op if before else numeral.reading.op
    return Draft(start, numeral.stop, numeral.reading.value, numeral.reading.high, op, unit, "sign and number", index)


def _share(text: str, numerals: Sequence[Numeral], index: int) -> Draft | None:
    """百分之九十五 and 三分之二 in percent; 1/3 only where a share is spoken of (1/3的, 近1/3)."""
    numeral = numerals[index]
    reading, percent = numeral.reading, unit_at("%", 0)
    start, before = _before(text, numeral)
    slash = not text[numeral.start : numeral.stop].count("之")
    if reading.value is None or percent is None or (slash and not before and not _SHARE_OF.match(text, numeral.stop)):
        return None
    scale = 100 if reading.shape == "fraction" else 1
    tail = _trailing(text, percent, numeral.stop, None)
    op = (before.op if before else None) or tail.op or reading.op
    high = reading.high * scale if reading.high else None
    return Draft(start, tail.stop, reading.value * scale, high, op, percent, reading.shape, index)


def _range(text: str, numerals: Sequence[Numeral], index: int) -> Draft | None:
    """4至5名, 5%-8%, 3—5万元, 百分之三至五: two numerals, one amount."""
    if index + 1 >= len(numerals):
        return None
    low, high = numerals[index], numerals[index + 1]
    if high.start - low.stop > 8 or low.reading.op != "eq" or high.reading.op != "eq":
        return None
    percent = low.reading.shape == "percent"
    left = None if percent else _left_unit(text, low)
    joiner = _JOINER.fullmatch(text, left[1] if left else low.stop, high.start)
    if not joiner or (left and joiner[1] in "至到" and text[low.start - 1 : low.start] in tuple("从由自")):
        return None
    right = Tail(_percent(), high.stop) if percent or high.reading.shape == "percent" else _tail(text, high)
    if right is None or (left and left[0].canonical != right.unit.canonical):
        return None
    return _spanned(text, numerals, index, right, scaled=left is None)


def _percent() -> Unit:
    unit = unit_at("%", 0)
    if unit is None:
        raise LookupError("mend lexicon/units.tsv: it must hold %")
    return unit


def _left_unit(text: str, low: Numeral) -> tuple[Unit, int] | None:
    at = _skip(text, low.stop)
    unit = unit_at(text, at)
    return (unit, at + len(unit.form)) if unit else None


def _spanned(text: str, numerals: Sequence[Numeral], index: int, right: Tail, *, scaled: bool) -> Draft | None:
    low, high = numerals[index], numerals[index + 1]
    bottom, top = low.reading.value, high.reading.value
    if bottom is None or top is None:
        return None
    if scaled:
        bottom *= _magnitude(text, low, high)
    if _takes_thousand(text, high, right.unit):
        bottom, top = bottom / 1000, top / 1000
    if not bottom < top:
        return None
    start, _ = _before(text, low)
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
    index = made.last + 1
    while made.unit.canonical == "元" and index < len(numerals) and numerals[index].start == made.stop:
        part = _CHANGE.get(text[numerals[index].stop : numerals[index].stop + 1])
        value = numerals[index].reading.value
        if part is None or value is None:
            break
        made = replace(made, stop=numerals[index].stop + 1, value=made.value + value * part, last=index)
        index += 1
    return made


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
