"""Name kinds: what sort of thing the noun behind a quoted name makes it, or the name's own last word.

“先锋开讲”|理论学习交流活动 is a campaign, “首峰夜话” an education; a noun such as 问题 denies that it is a name.
"""

from __future__ import annotations

import re
from functools import cache

from etl.lexicon.tables import column, table

REACH = 20  # how far behind a name its head noun may stand: “…”湖南省直机关党组书记全媒体访谈栏目 takes 16
LIST_REACH = 60  # how far 等 may stand behind a name in a list that goes on without quotes
OPEN = ("主题", "课题")  # “寻根”主题党课 is a name, “寻根”等主题 is none
COUNTED = re.compile(
    r"^(?:[一二三四五六七八九十两]|\d+[余多]?)+(?:个|项|大|种|类|批|条)"
    r"|一批|一系列|系列|各类|多个|多项"
)


def head_of(tail: str) -> str | None:
    """The kind that the noun behind a name gives it; "" where that noun denies a name, None where there is none.

    >>> head_of("理论学习交流活动,全面推行"), head_of("等问题"), head_of(",做到")
    ('campaign', '', None)
    """
    if tail.startswith(column("programmes", "word", role="behind")):
        return ""
    nouns = head_nouns().findall(_phrase(tail)) or head_nouns().findall(_phrase(_after_list(tail)))
    heads = [_heads()[noun] for noun in nouns if noun in _heads()]
    if not nouns or (nouns[0] not in _heads() and not (nouns[0] in OPEN and heads)):
        return "" if nouns else None
    return heads[-1]


def _phrase(tail: str) -> str:
    """The nominal phrase behind a name: without an explanation in brackets, up to a mark or a verb."""
    tail = COUNTED.sub("", re.sub(r"[(（][^)）]*[)）]", "", tail).removeprefix("等"))
    phrase = re.split(r"[，。；！？：,;!?:﹔、“”《》()（）的\d]", tail[: 2 * REACH], maxsplit=1)[0]
    acting = _acting().search(phrase)
    return phrase[: acting.start() if acting else REACH]


def _after_list(tail: str) -> str:
    """What stands behind the 等 that ends a list, or nothing: “三会一课”、组织生活会、民主评议党员等制度."""
    if not re.match(r"[\u4e00-\u9fff]{0,6}[、和及与]", tail):
        return ""
    clause = re.split(r"[，。；！？：,;!?:﹔]", tail[:LIST_REACH], maxsplit=1)[0]
    found = re.search(r"等(?!级|待|同|候)", clause)
    return clause[found.start() :] if found else ""


def ending_kind(inner: str) -> str | None:
    """The kind that the last word of the name itself gives it: 首峰夜话."""
    match = _endings().search(inner)
    return _ending_kinds()[match[0]] if match and (match.start() > 0 or len(inner) > 2) else None


def small_ending_kind(inner: str) -> str | None:
    """The kind that a last word of one character gives a name that is set up: 挂牌“联培点”."""
    if len(inner) < 3:
        return None
    return _small_kinds().get(inner[-1])


@cache
def _small_kinds() -> dict[str, str]:
    return {row["word"]: row["kind"] for row in table("programmes") if row["role"] == "small"}


@cache
def _endings() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(sorted(_ending_kinds(), key=lambda word: (-len(word), word)))})$")


@cache
def _ending_kinds() -> dict[str, str]:
    return {row["word"]: row["kind"] for row in table("programmes") if row["role"] == "inner"}


@cache
def _heads() -> dict[str, str]:
    return {row["word"]: row["kind"] for row in table("programmes") if row["role"] == "head"}


@cache
def head_nouns() -> re.Pattern[str]:
    """Head nouns and denying nouns, longest first; a denying one that starts a longer head is the head."""
    denying = column("programmes", "word", role="problem")
    words = sorted({*_heads(), *denying}, key=lambda word: (-len(word), word))
    # One character is a head only where the phrase ends: “…”万里行, not “…”提高通行效率; 法 not of 法治.
    return re.compile("|".join(word if len(word) > 1 else "(?<![进通执实施推银])" + word + "$" for word in words))


@cache
def _acting() -> re.Pattern[str]:
    """A verb ends the nominal phrase behind a name: “一把手”|带头开展活动."""
    return re.compile(f"^为|(?:{'|'.join(column('programmes', 'word', role='acting'))})(?!生活会)")
