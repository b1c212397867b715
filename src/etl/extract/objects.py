"""Objects: find where the object of a verb ends.

It runs to the end of its clause, but stops before a following predicate (、+ verb phrase, 并+ verb,
推动… after a noun that is complete), before a purpose (用于…) and before 以来; in a means phrase before
等方式.
"""

from __future__ import annotations

import re

from etl.extract.clauses import Clause
from etl.extract.reading import CLOSERS, Reading
from etl.extract.vocabulary import Token, Verb

_TAIL = re.compile(
    r"(?:以来|之际|的?同时|期间|之后|(?<![先最今落然])后|(?<![及按小同工定随实])时|(?:的)?(?:过程中|基础上|前提下))$"
)
_WAYS = re.compile(
    r"等?(?:多种|各种|多项|一系列|系列|有效|灵活多样的?|各类|具体)?(?:方式|形式|途径|措施|举措|方法|手段|渠道|载体|办法|环节|路径)(?:方法)?$"
)
_LISTED = re.compile(r"等[^、等]{0,14}$")
_PURPOSE = re.compile(r"用于|以便|旨在|以此|从而|进而|力求|力争|以期|为[^，,、]{1,14}(?:提供|注入|贡献|奠定)")
_TURN = ("并", "从而", "进而", "以及", "同时", "还", "又", "随后")
_ONWARD = frozenset({"推动", "促进", "助力", "助推", "引导", "提升", "提高", "增强", "确保", "实现", "取得", "带动", "打通", "激发", "凝聚"})


def object_stop(reading: Reading, clause: Clause, verb: Verb, start: int, means: bool) -> int:
    """Where the object that begins at `start` ends."""
    stop = _limit(reading.text, start, clause.stop, means)
    purpose = _PURPOSE.search(reading.text, start + 1, stop) if stop > start + 1 else None
    if purpose and not _inside(reading, purpose.start()):
        stop = purpose.start()
    listed = not means and _is_listed(reading, start, stop)
    words = reading.among(start, stop)
    for index, token in enumerate(words):
        if token.word.verb is None or token.start <= start:
            continue
        begin = _begin(words, index)
        if begin > start and _breaks(reading, verb, start, begin, token, stop, listed, means):
            return begin - 1 if reading.text[begin - 1] == "、" else begin
    return stop


def complete(reading: Reading, verb: Verb, start: int, stop: int) -> bool:
    """Whether what stands before `stop` can be a whole object: a name, an amount or a head noun ends it."""
    if stop <= start:
        return False
    if reading.text[stop - 1] in CLOSERS or any(high == stop for _, high in reading.amounts):
        return True
    before = reading.among(start, stop)
    if before and before[-1].stop == stop and before[-1].word.head:
        return True
    return verb.strength == "sure" and verb.kind != "hold" and stop - start > 2


def _limit(text: str, start: int, stop: int, means: bool) -> int:
    tail = _TAIL.search(text, start, stop)
    stop = tail.start() if tail else stop
    ways = _WAYS.search(text, start, stop) if means else None
    return ways.start() if ways else stop


def _inside(reading: Reading, at: int) -> bool:
    return any(quote.start < at < quote.stop for quote in reading.plan.closed)


def _is_listed(reading: Reading, start: int, stop: int) -> bool:
    """Whether the object is a list closed by 等活动, 等工作: then its verbs are items of the list."""
    match = _LISTED.search(reading.text, start, stop)
    return match is not None and not _inside(reading, match.start())


def _begin(words: tuple[Token, ...], index: int) -> int:
    """Where the adverbs before a verb begin."""
    at = words[index].start
    for word in reversed(words[:index]):
        if word.stop != at or not (word.word.adverb or word.word.cue):
            break
        at = word.start
    return at


def _breaks(reading: Reading, verb: Verb, start: int, begin: int, token: Token, stop: int, listed: bool, means: bool) -> bool:
    """Whether a new predicate begins at `begin`, whose verb is `token`."""
    text, other = reading.text, token.word.verb
    before = text[begin - 1]
    if other is None or other.kind in ("frame", "means"):
        return other is not None and before == "、" and not listed and (means or complete(reading, verb, start, begin - 1))
    if before == "、":
        return not listed and _phrase(reading, token, stop) and _ready(reading, verb, start, begin - 1, other)
    if text.startswith(_TURN, begin) and begin < token.start:
        return complete(reading, verb, start, begin) or other.place == "any"
    if verb.kind == "cause" or not complete(reading, verb, start, begin) or verb.strength == "sure" and before not in CLOSERS and not _noun_ends(reading, start, begin):
        return False
    if other.word in _ONWARD and not reading.heads(token.stop, stop):
        return True
    counted = any(high == begin for _, high in reading.amounts)
    return begin < token.start and other.place == "any" or counted and other.place == "any"


def _noun_ends(reading: Reading, start: int, at: int) -> bool:
    before = reading.among(start, at)
    return bool(before) and before[-1].stop == at and before[-1].word.head is not None


def _phrase(reading: Reading, token: Token, stop: int) -> bool:
    """Whether the verb after 、 has an object of its own; 研讨、交流 are nouns."""
    other = token.word.verb
    rest = reading.text[token.stop : stop]
    if other is None or len(rest) < 2 or rest[0] in "、等和及与的":
        return False
    if other.place == "any" or other.kind in ("cause", "promote", "stance"):
        return True
    return reading.counts(token.stop, stop)


def _ready(reading: Reading, verb: Verb, start: int, stop: int, other: Verb) -> bool:
    """Whether the object before 、 is whole, so that the verb phrase after it is a new one."""
    if complete(reading, verb, start, stop):
        return True
    if verb.strength == "sure" or verb.kind == "hold":
        return False
    return (other.place == "any" or other.strength in ("soft", "nonmeasure")) and stop - start > 1
