"""Quantities: read the stated amounts of a text, and account for every numeral in it.

An amount is approximator, number, unit and trailing approximator (近2500万人次, 70%以上); nothing is
read where `masks` sees a name, a date or furniture, and no figure is made that the text does not hold.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from etl.extract.amounts import Draft, draft
from etl.extract.counted import counted
from etl.extract.findings import Account, Amount
from etl.extract.intervals import interval
from etl.extract.masks import outcomes
from etl.extract.numerals import Numeral, numerals
from etl.extract.readings import Reading
from etl.extract.roles import role
from etl.lexicon.units import unit_at

_SPOKEN_FOR = Reading(None, op="none")  # what is a date or a name can be no end of a range
_JOINED = re.compile(r"[、,和及与或]")
_ARTICLE = re.compile(r"[大小整长短些]{0,2}")
_WAYS = {"下降": "down", "减少": "down", "降低": "down", "压减": "down", "下滑": "down", "压缩": "down", "缩短": "down"}
_WAYS |= {"增长": "up", "提高": "up", "提升": "up", "增加": "up", "上升": "up", "上涨": "up", "翻": "up"}
_WAY = re.compile(rf"({'|'.join(_WAYS)})[^，,。;；:：\d]{{0,4}}\Z")
_CHANGING = frozenset({"percent", "percent_point", "ratio"})
_LEAST = re.compile(r"(至少|不少于|起码|最多|不超过)[^，,。;；:：、\d]{1,8}\Z")
_LEAST_OPS = {"至少": "ge", "不少于": "ge", "起码": "ge", "最多": "le", "不超过": "le"}


class Counted(NamedTuple):
    """The amounts of a text, and one account for each of its numerals, both in order."""

    amounts: list[Amount]
    accounts: list[Account]


def quantities(text: str, damage: Iterable[tuple[int, int]] = (), lengths: Sequence[int] = ()) -> Counted:
    """The amounts that the simplified `text` states, and what became of each numeral; offsets of `text`.

    `damage` are ranges that were destroyed upstream: no figure is read from them. `lengths` are those of the
    text's words, one after another; where there are none, a counted noun may be cut inside a word.

    >>> found = quantities("第五届培训班培训近2500万人次")
    >>> [(a.value, a.op, a.unit) for a in found.amounts], [a.outcome for a in found.accounts]
    ([(25000000.0, 'lt', '人次')], ['ordinal', 'quantity'])
    """
    found = numerals(text)
    if not found:
        return Counted([], [])
    verdicts = outcomes(text, found, damage)
    drafts = _drafts(text, found, verdicts)
    owner = _owners(found, drafts)
    accounts = [
        Account(n.start, n.stop, "quantity" if i in owner else verdicts[i] or _remaining(text, n), owner.get(i))
        for i, n in enumerate(found)
    ]
    said = [n.stop for n, verdict in zip(found, verdicts, strict=True) if verdict == "date"]
    said = sorted(said + [made.stop for _, made in drafts])
    words = [0, *accumulate(lengths)] if drafts and lengths else []
    return Counted([_amount(text, found[first], made, said, words) for first, made in drafts], accounts)


def furniture_numerals(text: str) -> list[Account]:
    """The accounts of a stretch that no paragraph holds: every numeral of it is furniture."""
    return [Account(numeral.start, numeral.stop, "furniture", None) for numeral in numerals(text)]


def _owners(found: Sequence[Numeral], drafts: Sequence[tuple[int, Draft]]) -> dict[int, int]:
    """Which amount holds which numeral, the 百 of 个百分点 too."""
    owner: dict[int, int] = {}
    for number, (first, made) in enumerate(drafts):
        for which in range(first, len(found)):
            if found[which].stop > made.stop:
                break
            owner[which] = number
    return owner


def _drafts(text: str, found: Sequence[Numeral], verdicts: Sequence[str | None]) -> list[tuple[int, Draft]]:
    """The amounts, each with the index of its first numeral; one numeral belongs to one amount at most."""
    pairs = zip(found, verdicts, strict=True)
    free = [numeral if verdict is None else Numeral(*numeral.span, _SPOKEN_FOR) for numeral, verdict in pairs]
    drafts: list[tuple[int, Draft]] = []
    index = 0
    while index < len(free):
        made = draft(text, free, index) if verdicts[index] is None else None
        if made:
            drafts += [*_sharing(text, free, verdicts, index, made), (index, made)]
            index = made.last
        index += 1
    return drafts


def _sharing(
    text: str, found: Sequence[Numeral], verdicts: Sequence[str | None], index: int, made: Draft
) -> list[tuple[int, Draft]]:
    """The bare numbers just before an amount that share its unit: 300、200名, 300,200名."""
    sharers: list[tuple[int, Draft]] = []
    while index > 0 and made.rule == "number and unit" and verdicts[index - 1] is None:
        before, here = found[index - 1], found[index]
        value = before.reading.value
        if value is None or not _JOINED.fullmatch(text, before.stop, here.start) or not text[before.start].isdecimal():
            break
        shared = Draft(before.start, before.stop, value, None, "eq", made.unit, "shared unit", index - 1)
        sharers.insert(0, (index - 1, shared))
        index -= 1
    return sharers


def _amount(text: str, first: Numeral, made: Draft, said: Sequence[int], words: Sequence[int]) -> Amount:
    """The draft with role, interval and noun; `said` are the ends of all amounts and dates, `words` the borders."""
    earlier = bisect_right(said, made.start)
    floor = said[earlier - 1] if earlier else 0
    before = text[max(0, made.start - 12) : made.start]
    least = _LEAST.search(before) if made.op == "eq" else None
    op = _LEAST_OPS[least[1]] if least else made.op
    low, high = interval(op, made.value, made.high)
    way = _WAY.search(before) if made.unit.dimension in _CHANGING else None
    return Amount(
        start=made.start,
        stop=made.stop,
        value=float(made.value),
        value_high=None if made.high is None or op == "vague" else float(made.high),
        low=low,
        high=high,
        op=op,
        unit=made.unit.canonical,
        dimension=made.unit.dimension,
        role=role(text, made.start, made.stop, made.unit, chinese=not text[first.start].isdecimal()),
        counted=None if made.unit.dimension == "time" else counted(text, made.start, made.stop, floor, words),
        rule=f"{made.rule}, {_WAYS[way[1]]}" if way else made.rule,
    )


def _remaining(text: str, numeral: Numeral) -> str:
    """Why a numeral that nothing masked is no quantity: an article, part of a word, or a number without unit."""
    if numeral.reading.shape == "circled":
        return "list_marker"
    if text[numeral.start].isdecimal() or text[numeral.start] in "-－−":
        return "bare"
    article = text[numeral.start : numeral.stop] == "一"
    unit = _ARTICLE.match(text, numeral.stop)
    return "indefinite" if article and unit and unit_at(text, unit.end()) else "lexical"
