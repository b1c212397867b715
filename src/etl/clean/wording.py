"""Wording: how likely a stretch of Chinese prose is, in bits, by the words that it can be cut into.

The counts stand in `words.tsv` (made by `tools/make_words.py` from word frequencies that may be shipped).
A text in either script is weighed by its shadow; the fewer bits, the likelier.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

from etl.lexicon.shadow import shadow

LONGEST = 4
# Marks and figures are no words of a dictionary: their share of all words, as official prose has them. `¶` is
# a line's border.
MARKS = {
    "，": 0.055, "。": 0.04, "、": 0.035, "“": 0.012, "”": 0.012, "；": 0.004, "：": 0.004, "《": 0.003, "》": 0.003,
    "（": 0.004, "）": 0.004, "？": 0.001, "！": 0.001, "0": 0.02, "a": 0.003, " ": 0.005, "·": 0.0005, "—": 0.001,
    "…": 0.0003, "‘": 0.0003, "’": 0.0003, "¶": 0.01,
}  # fmt: skip
UNKNOWN = 24.0  # bits of a character that no word and no mark is
LONE = 3.0  # of a single character as the last word of a sentence
UNEASY = 7.0  # of a word or a mark where none such stands, see below
AMOUNT = 2.0  # what 到 or 近 is likelier before a figure
OPENING = 3.0  # what a word is likelier that mostly opens a sentence, where it does

_CLASSES = {**dict.fromkeys("0123456789%.", "0"), **dict.fromkeys("abcdefghijklmnopqrstuvwxyz", "a")}
_CLASSES |= dict(zip(",;:?!()\n\r\t", "，；：？！（）¶¶ ", strict=True))
# What no sentence begins with, and what none ends with; what stands before a line's end.
_NEVER_FIRST = frozenset("的了着和与及者们、，。；：”）》，·")
_NEVER_LAST = frozenset("要和与及或在把被将以为于从向由使让、，；：“（《不")
_FULL = frozenset("。！？；")
_OPENERS = re.compile(
    "。(?:总之|此外|同时|因此|所以|但是|然而|今年|去年|目前|现在|我们|他们|这|一是|二是|三是|要|会议|据|其中|另外|首先|其次|最后|通过|为|在|坚持|加强|推进|全市|全县|全省|“)"
)
_AT_END = frozenset("。！？；…")
_TELLING = frozenset("。！？；，、”）》¶0")  # what may stand in a wrong place after another


@cache
def _bits() -> dict[str, float]:
    """Each word and mark with its bits."""
    counts: dict[str, float] = {}
    for line in files("etl.clean").joinpath("words.tsv").read_text("utf-8").splitlines()[1:]:
        weight, words = line.split("\t")
        counts |= dict.fromkeys(words.split(" "), 2.0 ** int(weight))
    total = sum(counts.values())
    return {
        **{word: -math.log2(count / total) for word, count in counts.items()},
        **{mark: -math.log2(share) for mark, share in MARKS.items()},
    }


@lru_cache(maxsize=16384)
def plain(char: str) -> str:
    """The character under which another is weighed: simplified, a full-width mark, `0` for any digit."""
    twin = shadow(char)
    return _CLASSES.get(char) or _CLASSES.get(twin) or (" " if twin.isspace() else twin)


@lru_cache(maxsize=8192)
def bits(text: str) -> float:
    """The bits of the likeliest way to cut the text into words.

    >>> bits("共解。科学考核") < bits("共解专科学考核")
    True
    """
    twin = "".join(map(plain, text))
    opened = OPENING * len(_OPENERS.findall(twin)) if "。" in twin else 0.0
    return _ahead(twin)[-1] + _unease(twin) - opened


def bits_between(before: str, chars: Sequence[str], after: str) -> list[float]:
    """For each of the characters the bits of it between the two strings, as `bits` gives them but for rounding.

    What the strings cost by themselves is weighed once.

    >>> [round(cost - bits(f"共解{char}科学"), 9) for cost, char in zip(bits_between("共解", "。专", "科学"), "。专")]
    [0.0, 0.0]
    """
    left, right = "".join(map(plain, before)), "".join(map(plain, after))
    costs = {False: _ahead(left), True: _ahead(left, "。")}
    behind, alone = _behind(right), _unease(left) + _unease(right, 1)
    return [
        _spanning(left, char, right, costs[char in _FULL], behind) + _bordering(left, char, right) + alone
        for char in map(plain, chars)
    ]


def _spanning(left: str, char: str, right: str, ahead: Sequence[float], behind: Sequence[float]) -> float:
    """The cheapest cut of all three, by the word that holds the character."""
    get = _bits().get
    lone = LONE if right[:1] in _FULL and char not in MARKS else 0.0
    cost = ahead[-1] + get(char, UNKNOWN) + lone + behind[0]
    for taken in range(min(LONGEST, len(left) + 1)):
        head = left[len(left) - taken :] + char
        for also in range(0 if taken else 1, min(LONGEST - taken, len(right) + 1)):
            more = get(head + right[:also])
            if more is not None:
                cost = min(cost, ahead[-1 - taken] + more + behind[also])
    return cost


def _bordering(left: str, char: str, right: str) -> float:
    """The unease of the character's neighbours, and what an opening sentence is likelier."""
    cost = 0.0
    if left:
        cost += _uneasy(left[-1], char, left[-2:] if len(left) > 1 else "")
    if right:
        cost += _uneasy(char, right[0], left[-1] + char if left else "")
    if len(right) > 1:
        cost += _uneasy(right[0], right[1], char + right[0])
    if char == "。" or "。" in left or "。" in right:
        cost -= OPENING * len(_OPENERS.findall(left + char + right))
    return cost


def _ahead(twin: str, after: str = "") -> list[float]:
    """For each length what that much of the twin costs, cut into words of at most four characters; `after` follows."""
    get, whole, costs = _bits().get, twin + after, [0.0]
    for stop, lone in enumerate(twin, 1):
        cost = costs[-1] + get(lone, UNKNOWN)
        if whole[stop : stop + 1] in _FULL and lone not in MARKS:
            cost += LONE
        if stop > 1 and (more := get(twin[stop - 2 : stop])) is not None and costs[-2] + more < cost:
            cost = costs[-2] + more
        if stop > 2 and (more := get(twin[stop - 3 : stop])) is not None and costs[-3] + more < cost:
            cost = costs[-3] + more
        if stop > 3 and (more := get(twin[stop - 4 : stop])) is not None and costs[-4] + more < cost:
            cost = costs[-4] + more
        costs.append(cost)
    return costs


def _behind(twin: str) -> list[float]:
    """For each place what the rest of the twin costs from there."""
    get, costs = _bits().get, [0.0] * (len(twin) + 1)
    for at in range(len(twin) - 1, -1, -1):
        lone = LONE if twin[at + 1 : at + 2] in _FULL and twin[at] not in MARKS else 0.0
        cost = get(twin[at], UNKNOWN) + lone + costs[at + 1]
        for stop in range(at + 2, min(at + LONGEST, len(twin)) + 1):
            more = get(twin[at:stop])
            if more is not None:
                cost = min(cost, more + costs[stop])
        costs[at] = cost
    return costs


def _unease(twin: str, first: int = 0) -> float:
    """What the neighbours from `first` on cost that hardly stand so; of these one is a mark or a figure."""
    return sum(
        _uneasy(twin[at], twin[at + 1], twin[at - 1 : at + 1] if at else "")
        for at in range(first, len(twin) - 1)
        if twin[at + 1] in _TELLING or twin[at] in _FULL
    )


def known(char: str) -> bool:
    """Whether a character is a mark or stands in the table: what prose is written with."""
    return plain(char) in _bits()


# Bits by which the halves of a word are dearer than the word. Of 2,211 short lines without a stop over a paragraph
# (laws, reports, broadcasts) one passed 5, and that was a broken sentence; of 6,946 random breaks 45 in 100 pass 6.
SPLIT = 6.0
SPLIT_WORDS = 12.0  # the same where both halves are words: 社会 / 主义 passes, 雷锋精神 / 文明风尚 does not
_BORDER = 6  # characters on either side of a border that are weighed


def splits_word(before: str, after: str) -> bool:
    """Whether the border between two lines goes through a word: 党组 / 织积极行动.

    Two whole words at the border, such as 加强干部 / 队伍建设有力, are none, though 干部队伍 is a word as well.

    >>> splits_word("全县各级机关党组", "织积极行动"), splits_word("加强干部", "队伍建设有力")
    (True, False)
    """
    left, right = before[-_BORDER:], after[:_BORDER]
    if not left or not right or not (_is_han(left[-1]) and _is_han(right[0])):
        return False
    words = left[-2:] in _bits() and right[:2] in _bits()
    return bits(left) + bits(right) - bits(left + right) >= (SPLIT_WORDS if words else SPLIT)


def is_word(pair: str) -> bool:
    """Whether two characters (or more) make a word of the table.

    >>> is_word("导向"), is_word("織積")
    (True, False)
    """
    return shadow(pair) in _bits()


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _uneasy(char: str, after: str, word: str) -> float:
    """What two neighbours cost that hardly stand so: a mark's or a sentence's border in a wrong place.

    `word` is the first of them with the character before it: 作为 may end a sentence, 为 may not.
    """
    if char in "。！？；" and after in _NEVER_FIRST and after not in "”）":
        return UNEASY
    if after in "。！？；，、”）》" and char in _NEVER_LAST and word not in _bits():
        return UNEASY
    if after == "0" and char in "到达至近约超共":
        return -AMOUNT
    return UNEASY if after == "¶" and char not in _AT_END else 0.0
