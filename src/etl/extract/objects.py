"""Objects: find where the object of a verb ends.

It runs to the end of its clause, but stops before a following predicate (、+ verb phrase, 并+ verb,
推动… after a noun that is complete), before a purpose (用于…) and before 以来; in a means phrase before
等方式.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from etl.extract.clauses import Clause
from etl.extract.reading import CLOSERS, Reading
from etl.extract.vocabulary import Token, Verb

_TAIL = re.compile(
    r"(?:以来|之际|的?同时|期间|之后|(?<![先最今落然])后|(?<![及按小同工定随实学课])时|的?(?:过程中|基础上|前提下))$"
)
_WAYS = re.compile(
    r"等?(?:多种|各种|多项|一系列|系列|有效|灵活多样的?|各类|具体)?(?:方式|形式|途径|措施|举措|方法|手段|渠道|载体|办法|环节|路径)(?:方法)?$"
)
_LISTED = re.compile(
    r"等[^、等]{1,14}$|“[^”、]{0,6}[一二两三四五六七八九十百\dN][^”、]{1,6}”(?:系列|主题|专项)?(?:活动|行动|制度|机制|工程|工作法|服务)$"
)
# 打造示范效应好、带动作用强的示范群: what 、 parts is said of the noun that 的 leads to.
_SAID_OF = re.compile(
    r"[^、，,]{1,8}(?:[好强高实大多优足深广硬快准精稳牢]|明显|突出|过硬|有力|完善|健全|规范|鲜明|显著)的"
)
_HELD = frozenset({"event", "inspection", "institution", "place", "media", "project"})
_HOLDING = ("召开", "举办", "举行", "召集")
_PURPOSE = re.compile(
    r"用于|以便|旨在|以此|从而|进而|力求|力争|以期|为[^，,、]{1,14}(?:提供|注入|贡献|奠定)"
    r"|(?<=活动)(?:喜迎|庆祝|迎接|纪念)(?=[^，,、]{2,16}(?:周年|节|诞辰|大会)$)"
)
_TURN = ("并", "从而", "进而", "以及", "同时", "还", "又", "随后")
_ONWARD = frozenset(
    (
        "推动",
        "促进",
        "助力",
        "助推",
        "引导",
        "提升",
        "提高",
        "增强",
        "确保",
        "实现",
        "取得",
        "带动",
        "打通",
        "激发",
        "凝聚",
    )
)
_ACTS = frozenset({"hold", "launch", "establish", "produce", "issue"})
_SETTLING = ("明确", "细化", "设置")  # 建立台账、|明确路径: seldom nouns
_LOOSE = frozenset({"frame", "means"})


def object_stop(reading: Reading, clause: Clause, verb: Verb, start: int, *, means: bool) -> int:
    """Where the object that begins at `start` ends; `means` says that it stands in 通过…等方式."""
    stop = _limit(reading.text, start, clause.stop, means=means)
    purpose = _PURPOSE.search(reading.text, start + 1, stop) if stop > start + 1 else None
    if purpose and not reading.quoted(purpose.start()):
        stop = purpose.start()
    if verb.word == "作为":
        return stop  # 作为|坚持…、推进…的重要举措: one noun, whatever verbs describe it
    return _Object(reading, verb, start, stop, means, not means and _is_listed(reading, start, stop)).cut()


class _Object(NamedTuple):
    """The stretch from a verb to the end of its clause, in which a new predicate may begin.

    `listed`: it is a list closed by 等活动, 等工作, whose verbs are items.
    """

    reading: Reading
    verb: Verb
    start: int
    stop: int
    means: bool
    listed: bool

    def cut(self) -> int:
        """Where the first new predicate begins (its 、 left out), else the end of the stretch."""
        words = self.reading.among(self.start, self.stop)
        for index, token in enumerate(words):
            if token.word.verb is None or token.start <= self.start or token.start in self.reading.amount_starts:
                continue
            begin = _begin(words, index)
            if self.means and self.reading.text[begin - 1] == "等":
                return begin - 1  # 通过购置书架、配备电脑等|优化环境
            if begin > self.start and self._breaks(begin, token, token.word.verb):
                return begin - 1 if self.reading.text[begin - 1] == "、" else begin
        return self.stop

    def _breaks(self, begin: int, token: Token, other: Verb) -> bool:
        """Whether a new predicate begins at `begin`, whose verb is `token`."""
        if self.reading.text[begin - 1] == "、":
            if self.means and self._complete(begin - 1):
                return True
            return not self.listed and self._parts(begin - 1, token, other)
        if other.kind in _LOOSE:
            return False
        if begin < token.start and self.reading.text.startswith(_TURN, begin):
            return self._complete(begin) or other.place == "any"
        if self.listed and self.reading.text.find("、", self.start, begin) < 0:
            return False  # 设置|推荐申报、事例初评等环节
        if self._lame(begin, token, other) or self._held(begin, token, other):
            return True
        if self.verb.kind == "cause" or not self._complete(begin) or not self._closed(begin):
            return False
        if other.word in _ONWARD and not self.reading.heads(token.stop, self.stop):
            return True
        if begin in self.reading.amount_stops:
            return self.stop - token.stop >= 2 and not self._attribute(begin, token, other)
        return other.place == "any" and begin < token.start

    def _attribute(self, begin: int, token: Token, other: Verb) -> bool:
        """Whether the verb after an amount only tells what kind is counted: 32支|宣讲小分队, 5类32项|测评指标."""
        if other.place == "any" or begin < token.start or self.reading.text[begin - 1] == "元":
            return False
        rest = self.reading.text[token.stop : self.stop]
        return (
            len(rest) <= 6
            and not self.reading.counts(token.stop, self.stop)
            and bool(self.reading.heads(begin, self.stop))
        )

    def _lame(self, begin: int, token: Token, other: Verb) -> bool:
        """Whether a short bare object only leads up to the act: 整合资源|打造“…”, 发挥优势|开展…."""
        if self.verb.kind in ("cause", "hold") or self.verb.strength == "sure" or other.kind not in _ACTS:
            return False
        if token.stop in self.reading.amount_starts:
            return False
        bare = (
            begin - self.start <= 4 and not self._closed(begin, sure=False) and begin not in self.reading.amount_stops
        )
        return bare and other.place == "any" and self.stop - token.stop >= 3

    def _held(self, begin: int, token: Token, other: Verb) -> bool:
        """Whether what was called or set up is complete and then acts: 召开中心组学习会|开展研学交流."""
        counted = token.stop in self.reading.amount_starts  # 召开党员大会|增补4名委员
        if self.verb.word not in _HOLDING or (other.kind != "hold" and not counted) or self.stop - token.stop < 3:
            return False
        if re.search(r"的[^的]{1,6}$", self.reading.text[token.stop : self.stop]):
            return False
        before = self.reading.among(self.start, begin)
        return bool(before) and before[-1].stop == begin and before[-1].word.head in _HELD

    def _parts(self, at: int, token: Token, other: Verb) -> bool:
        """Whether 、 at `at` parts two verb phrases, not two nouns."""
        if other.kind in _LOOSE:
            return self.means or self._complete(at)
        if not self._phrase(token, other):
            return False
        if self._complete(at):
            return True
        if other.place == "start" and _SAID_OF.match(self.reading.text, token.stop, self.stop):
            return False
        if self.verb.strength == "sure" or self.verb.kind == "hold":
            return False
        return (other.place == "any" or other.strength in ("soft", "nonmeasure")) and at - self.start > 1

    def _phrase(self, token: Token, other: Verb) -> bool:
        """Whether the verb after 、 has an object of its own; 研讨、交流 are nouns."""
        rest = self.reading.text[token.stop : self.stop]
        if len(rest) < 2 or rest[0] in "、等和及与的":
            return False
        if other.place == "any" or other.kind in ("cause", "promote", "stance") or other.word in _SETTLING:
            return True
        return self.reading.counts(token.stop + 1, self.stop)

    def _complete(self, at: int) -> bool:
        """Whether what stands before `at` can be a whole object: a name, an amount or a head noun ends it."""
        if at <= self.start:
            return False
        whole = self.verb.strength == "sure" and self.verb.kind != "hold" and at - self.start > 2
        return whole or at in self.reading.amount_stops or self._closed(at, sure=False)

    def _closed(self, at: int, *, sure: bool = True) -> bool:
        """Whether a closing mark or a head noun ends at `at`; verbs that take any object need no more."""
        if sure and self.verb.strength != "sure":
            return True
        before = self.reading.among(self.start, at)
        noun = bool(before) and before[-1].stop == at and before[-1].word.head is not None
        return noun or self.reading.text[at - 1] in CLOSERS


def _limit(text: str, start: int, stop: int, *, means: bool) -> int:
    tail = _TAIL.search(text, start, stop)
    stop = tail.start() if tail else stop
    ways = _WAYS.search(text, start, stop) if means else None
    return ways.start() if ways else stop


def _is_listed(reading: Reading, start: int, stop: int) -> bool:
    """Whether 等活动 or a label that counts the items (…“五个一”活动) closes the stretch as a list."""
    text = reading.text
    match = _LISTED.search(text, start, stop)
    return match is not None and (text[match.start()] == "“" or not reading.quoted(match.start()))


def _begin(words: Sequence[Token], index: int) -> int:
    """Where the adverbs before a verb begin."""
    at = words[index].start
    for word in reversed(words[:index]):
        if word.stop != at or not word.word.modifies:
            break
        at = word.start
    return at
