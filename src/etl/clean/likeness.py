"""Weigh: how likely a text is as Chinese, in bits; the fewer, the likelier.

The weights stand in `han.tsv` (made by `tools/make_han.py` from word frequencies); what it does not
list has the weight of its kind, below. The same bytes decoded in several ways can so be compared.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

# In bits a character. A character of a wrong decoding mostly falls into one of the dear kinds.
ASCII = 6.0
MARK = 6.0  # 。，、；：？！“”‘’《》（）…— and the wide space
WIDE = 10.0  # full-width letters and digits, ①, ℃, ㎡
LATIN = 11.0  # é, ü: dearer than ASCII, so that two bytes rarely become one letter each
RARE_HAN = 19.0  # a Han character that han.tsv does not list
OTHER = 20.0  # kana, Cyrillic, Thai, …
BROKEN = 22.0  # U+FFFD, control characters, private use: what no publisher writes
BLANKS = "\t\n\r\x0c"

_MARKS = "。，、；：？！“”‘’《》〈〉（）【】「」『』…—·～\u3000"


def bits(text: str) -> float:
    """The weight of a text: the sum over its characters, a listed pair at the weight of the pair.

    >>> bits("机关党建工作") < bits("鏈哄叧鍏氬缓宸ヤ綔")
    True
    """
    chars, pairs = _weights()
    single = {char: chars.get(char) or _kind(char) for char in set(text)}
    counts = Counter(text)
    total = sum(single[char] * number for char, number in counts.items())
    return total + sum(
        number * (pairs[pair] - single[pair[1]]) for pair, number in Counter(_pairs(text)).items() if pair in pairs
    )


def _pairs(text: str) -> Iterable[str]:
    return map("".join, pairwise(text))


@cache
def _weights() -> tuple[dict[str, float], dict[str, float]]:
    """The table's characters and pairs with their bits."""
    table: dict[str, dict[str, float]] = {"char": {}, "pair": {}}
    for line in files("etl.clean").joinpath("han.tsv").read_text("utf-8").splitlines()[1:]:
        kind, weight, members = line.split("\t")
        table[kind] |= dict.fromkeys(members.split(" "), float(weight))
    return table["char"], table["pair"]


@lru_cache(maxsize=65536)
def _kind(char: str) -> float:
    """The weight of a character that the table does not list."""
    if char < "\x7f":
        return ASCII if char >= " " or char in BLANKS else BROKEN
    if char in _MARKS:
        return MARK
    name, category = unicodedata.name(char, ""), unicodedata.category(char)
    if char == "\ufffd" or category in {"Cc", "Co", "Cn", "Cs"}:
        return BROKEN
    if name.startswith("CJK"):
        return RARE_HAN
    if name.startswith(("FULLWIDTH", "CIRCLED", "PARENTHESIZED", "ROMAN")) or category in {"So", "Sm"}:
        return WIDE
    return LATIN if name.startswith("LATIN") else OTHER
