"""Predicates: find the verbs of a clause that stand as its predicates, not those inside its nouns.

A firm verb (开展, 印发) is a predicate nearly wherever it stands; a word that is often a noun (培训, 检查)
only where a predicate begins: at the start of a clause, after its subject or after an adverb. Between one
predicate and the next lies its object, which is passed over.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from etl.extract.clauses import Clause
from etl.extract.objects import object_stop
from etl.extract.reading import Reading
from etl.extract.tables import table
from etl.extract.vocabulary import Token, Verb

_LEAD = re.compile(
    r"""(?:[\s、*·•●○■◆▲★▶◎※▪①-⑳-]|[一二三四五六七八九十]+[是、]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、]|第[一二三四五六七八九十]+[,，]?
    |同时|此外|另外|其中|期间|为此|对此|并且?|还|也|目前|每(?:[个人名家支户村]|周[一二三四五六日末]|月\d{1,2}日)|分[一二两三四五六七八九十\d]{1,3}[批期次轮类组片层]|\d{1,3}(?:天|小时|个?月|个?工作日)内?|近日|日前|近期|最近|当[天日]|会[上后]|年[初中底]|随后|截至目前
    |[上下]半年|在全[省市县区州国旗镇乡街院校局系社](?:范围内|系统|率先|首[创家])?|(?:活动|会议|培训|仪式)(?:中|上|期间|现场|结束后)
    |在[^，,、]{1,12}?(?:带领|领导|指导|支持|推动|部署|统筹|协调|基础)[下上]
    )*""",
    re.VERBOSE,
)
_AIM = re.compile(
    r"以[^，,]{2,60}?为(?:契机|抓手|载体|主线|牵引|重点|主题|核心|依托|引领|目标|基础|导向|切入点|着力点|突破口|落脚点|"
    r"主体|平台|纽带|单位|主|目的|驱动|路径|标尺|统领|指导|根本|先导|支撑|阵地|龙头|总揽|遵循|媒|例|原则|中心|保障|关键)"
)
_CLOSED = re.compile(
    r"^在.*(?:中|时|期间|基础上|同时|之际|后|前|下|方面|之间)$|^(?:如果?|若|凡是?|由于|因为?|尽管|虽然|即使|只要|只有|无论|不论|当|除)"
    r"|^以(?!上|下|来|及|后|前|往)[^为]{2,}为[^为]{1,8}$|^从.*(?:出发|着手|入手|发力)$|^(?:为|旨在).*$(?<=目标)"
)
_CLOSING = frozenset("在如若凡由因尽虽即只无不当除以从为旨")
_ADJOINING = frozenset("以为在对从于被把由与和及的是有至自到得所")
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
    "对照",
    "瞄准",
    "锚定",
    "发挥",
    "抓住",
    "携手",
    "突出",
    "按",
)
_RESULT = re.compile(r"(?:好(?![人事家处])|起(?!草|点|诉)|出(?!台|口|发|现|租|版|让|路|席|勤|境|行)|实(?=[、“]))?")
_PARTICLE = re.compile(r"[ 　]?[了过着][ 　]?|[ 　](?=\S)")
# 投入|帮扶资金, 取消|检查考核项目: what stands before such a noun is part of it.
_ATTRIBUTE = re.compile(
    r"资金|经费|项目|专项|率|材料|展架|展板|资料|用品|器材|建议|意见|通知|短信|台账|报告|清单|问卷|费用?|成本|方案|措施|办法|制度|机制|体系|平台|中心|人员|对象|能力|水平|设备|设施|力度|质量|时限|流程|环节|"
    r"主体|机构|系统|网络|工具|软件|手册|档案|表|单(?!位)|站|点(?!评)|室|馆|网|图|车|所|队"
)
# 办结率, 播放量, 销售额, 主办方, 验收合格率达…: a noun, not an act
_RATE = re.compile(
    r"率(?![先领队众])|量(?![化身力才])|[额者]|倍数|[方商](?![案式面法便针会务贸业标品])|[^，,、]{0,5}率[由达为均保超约近]"
)
_NUMERALS = frozenset("0123456789一二三四五六七八九十两百千近约逾超")
_AND = ("并", "和", "、", "及", "与", "或")
Times = Sequence[tuple[int, int]]
# 将于8月开展, 将继续推行: 将 before a preposition or an adverb speaks of the future, it does not front an object.
_BA = re.compile(r"[把将](?![军来士要近于在从向以按会再继进陆持同围])")


@dataclass(frozen=True, slots=True)
class Predicate:
    """A verb that stands as a predicate, with its object; the words before it begin at `segment`.

    `[prefix, start)` are its adverbs, `[segment, prefix)` what stands before: subject, time, prepositions.
    """

    verb: Verb
    rule: str
    segment: int
    prefix: int
    start: int
    stop: int
    object_start: int
    object_stop: int


def predicates(reading: Reading, index: int, times: Times) -> Iterator[Predicate]:
    """The predicates of clause `index`, from left to right, those that are no measures among them.

    `times` are the periods named in the paragraph.
    """
    text, words, clause = reading.text, reading.words[index], reading.plan.clauses[index]
    if not words or (text[clause.start] in _CLOSING and _CLOSED.search(text[clause.start : clause.stop])):
        return
    segment, means, at = _aim_stop(text, clause), False, 0
    while at < len(words):
        token, verb = words[at], words[at].word.verb
        at += 1
        if verb is None or token.start < segment or verb.kind == "frame" or _serves(words, at - 1):
            continue
        if _RATE.match(text, token.stop) or _framed(words, at - 1):
            continue
        if verb.kind == "means":
            if text[token.stop : token.stop + 1] not in "了《过":
                means, segment = True, token.stop
            continue
        if verb.kind == "motion" and _leads_up(text, words, at, clause.stop):
            continue
        anchor, at = _chain(text, words, at - 1)
        spot = _Spot(reading, words, segment, _prefix(words, token, segment), token, anchor, times)
        rule = spot.rule(means=means)
        if rule == "negated":
            return
        if rule is not None and not (rule == "frame" and spot.relative(clause.stop)):
            found = _predicate(spot, clause, rule, means=means)
            yield found
            segment = found.object_stop


class _Spot(NamedTuple):
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
        if front in ("", "自", "自从"):
            return None if verb.kind == "ba" else "initial"
        if front[-1] in _ADJOINING or front.startswith(("自", "至")):
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
        adverbs = self.prefix < self.token.start
        if verb.kind == "ba":
            return None
        if verb.place == "any" or adverbs:
            return rule
        if front.endswith(bodies()) or self.prefix in self.reading.organs:
            return "subject"
        return rule if rule == "frame" and verb.strength in ("counted", "numbered", "concrete", "problem") else None


def _aim_stop(text: str, clause: Clause) -> int:
    """Where `以…为抓手` at the beginning of a clause ends; its verbs are no predicates."""
    if text.find("以", clause.start, clause.stop) < 0:
        return clause.start
    aim = _AIM.match(text, _end(_LEAD, text, clause.start), clause.stop)
    return aim.end() if aim else clause.start


def _predicate(spot: _Spot, clause: Clause, rule: str, *, means: bool) -> Predicate:
    """The predicate with the result word in its verb (建立起) and particles left out of its object."""
    anchor, text = spot.anchor, spot.reading.text
    verb = anchor.word.verb
    if verb is None:
        raise LookupError(f"add {anchor.word.text} to lexicon/verbs.tsv: a predicate needs a verb")
    stop = min(_end(_RESULT, text, anchor.stop), clause.stop)
    begin = min(_end(_PARTICLE, text, stop), clause.stop)
    if text.startswith("的", begin, clause.stop):
        begin += 1
    end = object_stop(spot.reading, clause, verb, begin, means=means)
    return Predicate(verb, rule, spot.segment, spot.prefix, anchor.start, stop, begin, max(begin, end))


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _framed(words: Sequence[Token], index: int) -> bool:
    """Whether the word is a noun that a frame takes: 对照|通报问题, 围绕|服务大局."""
    if index == 0 or not _nominal(words[index]):
        return False
    before = words[index - 1]
    return before.stop == words[index].start and before.word.verb is not None and before.word.verb.kind == "frame"


def _serves(words: Sequence[Token], index: int) -> bool:
    """Whether the word is an adverb here: 深入, 坚持, 创新 before another verb."""
    if not words[index].word.modifies:
        return False
    for before, after in itertools.pairwise(words[index:]):
        if after.start != before.stop:
            return False
        if not after.word.modifies:
            return after.word.verb is not None
    return False


def _leads_up(text: str, words: Sequence[Token], index: int, stop: int) -> bool:
    """Whether a verb of going (赴, 走进) only leads up to what is done there: 赴各村开展宣讲."""
    going = words[index - 1]
    after = next((word for word in words[index:] if word.word.verb and not word.word.guard), None)
    if after is None or after.word.verb is None or after.start == going.stop or text[after.start - 1] == "、":
        return False
    verb = after.word.verb
    if verb.kind == "motion" or after.stop >= stop:
        return False
    return (verb.place == "any" and not after.word.head) or text[after.stop : after.stop + 1] in _NUMERALS


def _prefix(words: Sequence[Token], token: Token, segment: int) -> int:
    """Where the run of adverbs right before the verb begins."""
    at = token.start
    for word in reversed([word for word in words if segment <= word.start < token.start]):
        if word.stop != at or not word.word.modifies:
            break
        at = word.start
    return at


def _chain(text: str, words: Sequence[Token], index: int) -> tuple[Token, int]:
    """The anchor of a chain of verbs (制定修改印发: the last) and the index of the word after the chain."""
    anchor = words[index]
    chain = [(anchor, index)]
    while index + 1 < len(words):
        step = 2 if words[index + 1].word.text in _AND and index + 2 < len(words) else 1
        after = words[index + step]
        first, second = anchor.word.verb, after.word.verb
        between = text[words[index].stop : after.start]
        if first is None or second is None or between not in ("", *_AND):
            break
        if not (_joins(first, second) if not between else _shares(first, second, between)):
            break
        chain.append((after, index + step))
        anchor, index = chain[-1]
    if len(chain) > 1 and _ATTRIBUTE.match(text, chain[-1][0].stop):
        while len(chain) > 1 and _nominal(chain[-1][0]):
            chain.pop()
    return chain[-1][0], chain[-1][1] + 1


def _nominal(token: Token) -> bool:
    """Whether the verb is often a noun."""
    return token.word.verb is not None and token.word.verb.place == "start"


def _joins(first: Verb, second: Verb) -> bool:
    """Whether two verbs side by side are a chain with one object; 开展培训 is verb and object."""
    if second.kind in ("frame", "means", "scene") or first.kind == "hold":
        return False
    if second.strength == "nonmeasure":
        return first.kind == "cause" or first.strength in ("nonmeasure", "soft")
    if first.kind == second.kind == "issue":
        return True
    if second.place == "any":
        return (first.strength != "nonmeasure" and second.kind != "motion") or first.kind == "cause"
    if second.strength == "soft" and (first.strength == "soft" or first.kind in ("establish", "issue")):
        return True
    return first.place == "start" and (first.strength not in ("soft", "nonmeasure") or first.kind == "cause")


def _shares(first: Verb, second: Verb, between: str) -> bool:
    """Whether 制定、印发 or 组建并派出 share an object; 发起并助推 keeps its first verb as the anchor."""
    if second.strength in ("nonmeasure", "frame", "none") or second.kind in ("hold", "scene"):
        return False
    if between == "并":
        return second.strength != "soft" or first.strength == "soft"
    return first.place == "any" or second.place == "any" or first.kind == second.kind


def lead_stop(text: str, start: int, stop: int, times: Times) -> int:
    """Where list markers, connectives and times at the beginning of a stretch end."""
    at = start
    while at < stop:
        match = _LEAD.match(text, at, stop)
        after = match.end() if match else at
        after = next((high for low, high in times if low == after and high <= stop), after)
        if after == at:
            break
        at = after
    return at


@cache
def bodies() -> tuple[str, ...]:
    """What the name of an acting body ends with: 工委, 党支部, 党员干部."""
    return tuple(row["suffix"] for row in table("bodies"))
