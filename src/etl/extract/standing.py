"""Standing: by which rule a chain of verbs stands as a predicate in its clause, by what is in front of it.

A firm verb is one nearly wherever it stands, a word that is often a noun only at the start of a clause, after its
subject or behind an adverb. What a preposition, 把 or 以 puts in front of it decides the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from etl.extract.leads import OFFICE_BEFORE, Times, bodies, lead_stop
from etl.extract.reading import Reading
from etl.extract.vocabulary import Token, Verb

_ADJOINING = frozenset("以为在对从于被受把由与和及的是有至自到得所")
_WHOLE = re.compile(rf"[{OFFICE_BEFORE}]所$|行为$")  # 科研院所建立…, 对…行为进行…, not 所建立的
_SINCE = re.compile(r"至|自(?!然资源|治|贡)")  # 自去年下发…以来, but 自然资源部印发…
# Whom the work is for: what they do is a scene. 干部群众 and 群众代表 act.
_SERVED = re.compile(r"(?:(?<![员部工众])群众|村民|居民|农户|贫困户|脱贫户|监测户|\d户|游客|乘客|旅客|市民|乡亲)们?$")
_PREPOSITIONS = (
    "为",
    "向",
    "给",
    "对",
    "与",
    "同",
    "在",
    "从",
    "到",
    "赴",
    "面向",
    "针对",
    "围绕",
    "聚焦",
    "结合",
    "按照",
    "依托",
    "运用",
    "利用",
    "借助",
    "联合",
    "会同",
    "紧盯",
    "紧扣",
    "立足",
    "着眼",
    "根据",
    "视情",
    "视其情",
    "对照",
    "瞄准",
    "锚定",
    "发挥",
    "抓住",
    "携手",
    "突出",
    "按",
)
# 考核事项由76项|减至31项, 每周四|固定为“学习日”: without 把 the subject is what is changed.
_INTO = frozenset(
    (
        "减至",
        "精简至",
        "压减至",
        "压缩至",
        "缩减至",
        "固定为",
        "整合为",
        "合并为",
        "更名为",
        "改造成",
        "改造为",
        "升格为",
        "确定为",
    )
)
_SO = ("可以", "予以", "所以", "得以", "足以", "难以", "加以", "给以", "何以")
_TIMES = re.compile(
    r"(?:[^，,]{0,8}先后|累计|共)?(?:\d+|[一二两三四五六七八九十]{1,2})[余多]?(?:次|批次?|轮次?|期)"
)  # 先后3次|邀请…
_GOING = re.compile(r"(?:深入|走进|走入|赴|到|前往|来到|下沉|在|为|向|对|给|与)[^，,、]{2,16}$")
_BY = re.compile(r"以[^，,、“]{2,12}(?:引领|促进|带动|牵引|驱动|赋能|助力|为引领)$")
# 将于8月开展, 将继续推行: 将 before a preposition or an adverb speaks of the future, it does not front an object.
_BA = re.compile(r"[把将](?![军来士要近于在从向以按会再继进陆持同围])")


class Spot(NamedTuple):
    """A chain of verbs in its clause, from `token` to `anchor`; its adverbs begin at `prefix`."""

    reading: Reading
    words: Sequence[Token]
    segment: int
    prefix: int
    token: Token
    anchor: Token
    times: Times

    def rule(self, *, means: bool) -> str | None:
        """The rule by which a predicate begins here, `negated`, or None where none does."""
        text, verb = self.reading.text, self.anchor.word.verb
        if means and self.prefix == self.segment:
            return "means"
        if any(word.word.cue == "none" and self._holds(word) for word in self.words):
            return "negated"
        front = text[lead_stop(text, self.segment, self.prefix, self.times) : self.prefix]
        if verb is None or (text.startswith("的", self.anchor.stop) and not front.startswith("由")):
            return None
        if means and any(word.stop == self.prefix and word.word.head == "media" for word in self.words):
            return "frame"  # 通过微信公众号|展示案例
        if front in ("", "自", "自从"):
            return None if verb.kind == "ba" and verb.word not in _INTO else "initial"
        if _TIMES.fullmatch(front):
            return "initial"
        if front.endswith("以") and verb.place == "any" and not front.endswith(_SO):
            return "means"  # 党支部以|开展“岗位练兵”…带动
        if (front[-1] in _ADJOINING and not _WHOLE.search(front)) or _SINCE.match(front):
            return None
        return self._ba(front, verb) if _BA.search(front, 0, len(front)) else self._after(front, verb)

    def relative(self, stop: int) -> bool:
        """Whether the verb only describes whom a preposition takes: 对12名连续|排名靠后的党员|进行谈话."""
        verb = self.anchor.word.verb
        after = next((word for word in self.words if word.start > self.anchor.stop and word.word.verb), None)
        if verb is None or verb.strength != "nonmeasure" or after is None or after.start >= stop:
            return False
        return "的" in self.reading.text[self.anchor.stop : after.start]

    def _holds(self, word: Token) -> bool:
        """Whether a word of denial before the verb is about it; one character must stand among its adverbs."""
        return (self.prefix if len(word.word.text) == 1 else self.segment) <= word.start < self.token.start

    def _ba(self, front: str, verb: Verb) -> str | None:
        """把/将 A + verb; a word that is often a noun needs an adverb, or 为, 到, 至 after it."""
        if _BA.search(front, 0, len(front) - 1) is None:
            return self._after(front, verb)
        turned = self.reading.text[self.anchor.stop : self.anchor.stop + 1] in tuple("为到至成给")
        return "ba" if verb.place == "any" or self.prefix < self.token.start or turned else None

    def _after(self, front: str, verb: Verb) -> str | None:
        """After a subject or a prepositional phrase."""
        rule = "frame" if front.startswith(_PREPOSITIONS) else "subject"
        if rule == "subject" and _SERVED.search(front):
            return None  # 15户村民|加入合作社
        adverbs = self.prefix < self.token.start
        if verb.kind == "ba":
            return "subject" if verb.word in _INTO and "被" not in front else None
        if verb.place == "any" or adverbs or self.reading.text[self.anchor.stop : self.anchor.stop + 1] in ("了", "过"):
            return rule
        if verb.word == "推动" and _BY.search(front):
            return rule  # 区里以党建引领|推动“共富工坊”落地
        if front.endswith(bodies()) or self.prefix in self.reading.organs:
            return "subject"
        if rule != "frame" and _GOING.search(front) and self.reading.counts(self.anchor.stop, self.anchor.stop + 7):
            rule = "frame"  # 班子成员深入联系点|宣讲12场
        if rule != "frame" or self._compound():
            return None
        return rule if verb.strength in ("counted", "numbered", "concrete", "problem") else None

    def _compound(self) -> bool:
        """Whether the word and the one behind it are a noun: 会同|种植协会, 与|培训中心."""
        after = self.reading.among(self.anchor.stop, self.anchor.stop + 1)
        return bool(after) and after[0].word.head in ("body", "place") and after[0].word.verb is None
