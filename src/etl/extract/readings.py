"""Read a numeral's surface: 1200余万, 三分之二, 十几, 三五百, 二〇二三 as numbers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Reading:
    """What a numeral says: `value` as written (None: no number), `high` the upper one of 七八 or 几十.

    `op` is eq, gt (1200余万), approx (十来万), range (七八) or vague (几十); `shape` is plain, fraction,
    percent (百分之五), sequence (二〇二三), dotted (1.2.3) or circled; `bare` marks a magnitude with no
    digit (百, 千万), which needs an approximator or a unit to be a number.
    """

    value: Fraction | None
    high: Fraction | None = None
    op: str = "eq"
    shape: str = "plain"
    bare: bool = False


NOTHING = Reading(None)

_PLAIN_FORM = str.maketrans(
    {
        **dict(zip("壹贰貳叁叄肆伍陆陸柒捌玖拾佰仟", "一二二三三四五六六七八九十百千", strict=True)),
        **dict(zip("萬億兩○Ｏ〇幾數餘來點負－−．／", "万亿两零零零几数余来点负--./", strict=True)),
        "廿": "二十",
        "卅": "三十",
        "卌": "四十",
        ",": "",
        "，": "",
        " ": "",
        "\u3000": "",
        "\u00a0": "",
    }
)
_DIGIT = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_TOKEN = re.compile(r"\d+(?:\.\d+)?|.")
_PAIR = re.compile(r"(.*?)([一二两三四五六七八九])([二两三四五六七八九])([十百千万亿]*)")
_CIRCLED_DIGITS = {"㈠": 1, "㊀": 1}


_LONGEST = 48  # characters; what is longer is a code or a row of digits, not a number
_MOST_BIGS = 4  # of 万, 亿 and 兆 in one number


@lru_cache(maxsize=65536)
def read(surface: str) -> Reading:
    """What the numeral `surface` says; `NOTHING` where its characters make no number.

    >>> read("十七八").value, read("十七八").high, read("2.5万").value
    (Fraction(17, 1), Fraction(18, 1), Fraction(25000, 1))
    """
    if len(surface) > _LONGEST:
        return NOTHING
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in surface.translate(_PLAIN_FORM))
    if len(text) == 1 and not text.isdecimal() and unicodedata.category(text) == "No":
        return Reading(Fraction(unicodedata.numeric(text)), shape="circled")
    if text[0] in "负-":
        return _negative(text[1:])
    if "分之" in text:
        return _fraction(text)
    if "/" in text:
        return _slash(text)
    if _NUMBER.fullmatch(text):
        return Reading(_number(text))
    if text.count(".") > 1:
        return Reading(None, shape="dotted")
    return _written(text)


def _negative(text: str) -> Reading:
    """Below zero; 负三分之负二 is above it again."""
    reading = read(text)
    if "分之负" in text:
        return reading
    if reading.value is None or reading.high is not None:
        return NOTHING
    return Reading(-reading.value, op=reading.op, shape=reading.shape)


def _fraction(text: str) -> Reading:
    """三分之二, 百分之九十五, 三又二分之一; a percentage keeps its own scale of a hundred."""
    below, above = text.split("分之", 1)
    whole, _, below = below.rpartition("又")
    parts = [read(part) if part else Reading(Fraction(0)) for part in (whole, below, above.lstrip("负-"))]
    if any(part.value is None for part in parts) or not parts[1].value:
        return NOTHING
    if below == "百" and not whole:
        return Reading(parts[2].value, parts[2].high, parts[2].op, "percent")
    return Reading((parts[0].value or 0) + (parts[2].value or 0) / parts[1].value, shape="fraction")


def _slash(text: str) -> Reading:
    above, below = (Fraction(part) for part in text.split("/"))
    return Reading(above / below, shape="fraction") if below else NOTHING


def _written(text: str) -> Reading:
    """Chinese or mixed, without sign and fraction."""
    if text == "好几":
        return Reading(Fraction(3), Fraction(9), "vague")
    text = text.removeprefix("好")
    if text[0] in "几数" or "几" in text:
        return _vague(text)
    op = {"余": "gt", "多": "gt", "来": "approx"}.get(next((c for c in text if c in "余多来"), ""), "eq")
    if op != "eq":
        return _with(_positional(re.sub("[余多来]", "", text)), op, bare=text[0] in "百千万亿")
    if all(c in _DIGIT for c in text) and len(text) > 1:
        return _sequence(text)
    return _with(_positional(text), "eq", bare=text[0] in "百千万亿") if not _adjacent(text) else _range(text)


def _with(value: Fraction | None, op: str, *, bare: bool) -> Reading:
    return NOTHING if value is None else Reading(value, op=op, bare=bare)


def _vague(text: str) -> Reading:
    """几十 is 20 to 99, 十几 is 11 to 19, 数百万 is 200万 to 999.9999万."""
    text = text.replace("数", "几", 1)
    before, _, after = text.partition("几")
    low = _positional(f"{before}{'二' if after[:1] in _SMALL or (after[:1] in _BIG and not before) else '一'}{after}")
    high = _positional(f"{before}九{after}")
    if low is None or high is None:
        return NOTHING
    step = _positional(f"一{after}") if after and not before else Fraction(1)
    return Reading(low, high + (step or 1) - 1, "vague")


def _sequence(text: str) -> Reading:
    """Digits in a row: a year (二〇二三), a pair of neighbours (七八), or no number (三一)."""
    if _adjacent(text):
        return _range(text)
    if "零" in text[1:] or (len(text) == 4 and text[0] in "一二"):
        return Reading(Fraction(int("".join(str(_DIGIT[c]) for c in text))), shape="sequence")
    return NOTHING


def _adjacent(text: str) -> bool:
    """Whether two neighbours stand side by side and so name a range: 七八, 三五百, 十七八, 一两."""
    pair = _PAIR.fullmatch(text)
    if not pair or (pair[1] and pair[1][-1] not in "十百千"):
        return False
    low, high = _DIGIT[pair[2]], _DIGIT[pair[3]]
    return high == low + 1 or (low, high) == (3, 5)


def _range(text: str) -> Reading:
    pair = _PAIR.fullmatch(text)
    if pair is None:
        return NOTHING
    low, high = (_positional(f"{pair[1]}{digit}{pair[4]}") for digit in (pair[2], pair[3]))
    return NOTHING if low is None or high is None else Reading(low, high, "range")


def _number(text: str) -> Fraction:
    return Fraction(Decimal(text))


def _positional(text: str) -> Fraction | None:
    """The value of 一万五千亿, 四百五, 3万4000, 2.5万 or 二点五; None where the magnitudes do not descend."""
    whole, point, decimals = text.partition("点")
    if not point:
        return _whole(text)
    tail = decimals.rstrip("万亿")
    value = _whole(whole) if whole else None
    if value is None or not tail or any(c not in _DIGIT for c in tail):
        return None
    value += Fraction(int("".join(str(_DIGIT[c]) for c in tail)), 10 ** len(tail))
    for big in decimals[len(tail) :]:
        value *= _BIG[big]
    return value


def _whole(text: str) -> Fraction | None:
    if sum(character in _BIG for character in text) > _MOST_BIGS:
        return None
    total, section, digit = Fraction(0), Fraction(0), None
    small = big = 0  # the last magnitudes met: smaller ones must follow
    last = ""
    for token in _TOKEN.findall(text):
        if token in _DIGIT or token[0].isdecimal():
            if digit is not None and last != "零":
                return None
            digit = Fraction(_DIGIT[token]) if token in _DIGIT else _number(token)
        elif token in _SMALL:
            if (small and _SMALL[token] >= small) or (digit == 0 and last != "零"):
                return None
            section += (digit or 1) * _SMALL[token]
            small, digit = _SMALL[token], None
        elif token in _BIG:
            section += digit or 0
            nothing = not section and not total
            if not section and (last not in _BIG or _BIG[token] < big) and not (nothing and not last):
                return None
            base = Fraction(1) if nothing else section
            if _BIG[token] >= big and big:
                total = (total + base if section else total) * _BIG[token]
            else:
                total += base * _BIG[token]
            section, digit, small, big = Fraction(0), None, 0, _BIG[token]
        else:
            return None
        last = token
    return total + section + _tail(text, digit, small or big)


def _tail(text: str, digit: Fraction | None, magnitude: int) -> Fraction:
    """The last digit: 四百五 is 450 and 一万三 13000, but 四百零五 is 405 and 十五 is 15."""
    if digit is None:
        return Fraction(0)
    short = magnitude > 10 and text[-1] in _DIGIT and text[-2:-1] != "零"
    return digit * magnitude / 10 if short and not text[-2:-1].isdecimal() else digit
