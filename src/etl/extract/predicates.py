"""Predicates: find the verbs of a clause that stand as its predicates, not those inside its nouns.

A firm verb (开展, 印发) is a predicate nearly wherever it stands; a word that is often a noun (培训, 检查)
only where a predicate begins: at the start of a clause, after its subject or after an adverb. Between one
predicate and the next lies its object, which is passed over.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from etl.extract.chains import chain, nominal
from etl.extract.clauses import Clause
from etl.extract.objects import object_stop
from etl.extract.passages import AIM, passages
from etl.extract.reading import Reading
from etl.extract.vocabulary import Token, Verb, words
from etl.lexicon.tables import table

_LEAD = re.compile(
    r"""(?:[\s、*·•●○■◆▲★▶◎※▪①-⑳-]|[一二三四五六七八九十]+[是、]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、]|第[一二三四五六七八九十]+[,，]?
    |同时|此外|另外|其中|期间|为此|对此|并且?|还|也|目前|每(?:[个人名家支户村]|周[一二三四五六日末]|月\d{1,2}日)|分[一二两三四五六七八九十\d]{1,3}[批期次轮类组片层]|\d{1,3}(?:天|小时|个?月|个?工作日)内?|逐[\u4e00-\u9fff]|[\u4e00-\u9fff]{1,3}[^仪方形模正样公款新老发程]式(?=[\u4e00-\u9fff]{3})|近日|日前|近期|最近|当[天日]|会[上后]|年(?:度(?:内|[之以]内)?|[初中底内])(?![\u4e00-\u9fff]?度)|随后|至今|截至目前
    |[上下]半年|在全[省市县区州国旗镇乡街院校局系社](?:范围内|系统|率先|首[创家])?|(?:活动|会议|培训|仪式)(?:中|上|期间|现场|结束后)
    |在[^，,、]{1,12}?(?:带领|领导|指导|支持|推动|部署|统筹|协调|基础)[下上]
    )*""",
    re.VERBOSE,
)
_AIM = re.compile(AIM)
_CLOSED = re.compile(
    r"^作为|^在.*(?:中|时|期间|基础上|同时|之际|后|前|下|方面|之间)$|^(?:如果?|若|凡是?|由于|因为?|尽管|虽然|即使|只要|只有|无论|不论|当|除)"
    r"|^以(?!上|下|来|及|后|前|往)[^为]{2,}为[^为]{1,8}$|^从.*(?:出发|着手|入手|发力)$|^(?:为|旨在).*$(?<=目标)"
)
_CLOSING = frozenset("作在如若凡由因尽虽即只无不当除以从为旨")
_ADJOINING = frozenset("以为在对从于被把由与和及的是有至自到得所")
_OFFICE = re.compile(r"[院究出务场政法管育诊]所$")  # 科研院所建立…, not 所建立的
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
_AIMED = ("围绕", "聚焦", "紧扣", "锚定", "瞄准")  # 围绕|帮助发展集体经济|开展…: what is aimed at is no act
_RESULT = re.compile(r"(?:好(?![人事家处])|起(?!草|点|诉)|出(?!台|口|发|现|租|版|让|路|席|勤|境|行)|实(?=[、“]))?")
_PARTICLE = re.compile(r"[ 　]?[了过着][ 　]?|[ 　](?=\S)")
# 办结率, 播放量, 销售额, 主办方, 验收合格率达…: a noun, not an act
_RATE = re.compile(
    r"率(?![先领队众])|人员(?=[依先分共参纷]|$)|(?:优秀|良好|合格)(?:的|等次)|量(?![化身力才])|[额者]|倍数|[方商](?![案式面法便针会务贸业标品])|[类型](?![型别比])|人[数次]|[^，,、]{0,5}率[由达为均保超约近]"
)
_NUMERALS = frozenset("0123456789一二三四五六七八九十两百千近约逾超")
# Characters that act, and of which verbs are made; a pair that any table knows (组织, 收入) is no open verb.
_ACTING = re.compile(
    r"[开列增划抽选寄发推送组派审减建设立办印编修订制定评聘培训查核验排清理整改纠罚追退拨付购采配换补扩拓铺架搭录登记刊载摄布挂贴"
    r"栽种植护检测诊疗治救援运输撤调遣借募筹贷融引聚汇集归并裁合移递赠献捐授颁奖曝约督诫处侦破抓缴封堵扫除消灭防扑巡守签写绘拍播"
    r"演讲教领带访问探慰帮扶助解化疏通拆挖砍压缩节省兑领认代跑送取收接转邀请约招邀征迁搬挪打钻焊割刷洗扫擦喷浇灌割摘晒晾亮]{2}"
)
_OPEN = Verb("", "support", "done", "numbered", "start")
# 每季度讲|一堂党课, 每个支部设|委员5名: one character that acts, before a count that follows or ends the clause.
_ONE = frozenset("讲上设建办开送捐印派查修种植评选招补扶投签发聘购添装架铺栽赠授")
_SINGLE = Verb("", "support", "done", "concrete", "start")
_SOME = re.compile(r"[一两三四五六七八九十]{1,2}(?:[次场期堂节]|[个名件份支批项类](?=[\u4e00-\u9fff]))")
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
_PARTED = re.compile(r"[\u4e00-\u9fff]{2,6}(?=\d)")
_TIMES = re.compile(
    r"(?:[^，,]{0,8}先后|累计|共)?(?:\d+|[一二两三四五六七八九十]{1,2})[余多]?(?:次|批次?|轮次?|期)"
)  # 先后3次|邀请…
_GOING = re.compile(r"(?:深入|走进|走入|赴|到|前往|来到|下沉|在|为|向|对|给|与)[^，,、]{2,16}$")
_BY = re.compile(r"以[^，,、“]{2,12}(?:引领|促进|带动|牵引|驱动|赋能|助力|为引领)$")
Times = Mapping[int, int]  # where each period that the paragraph names starts and stops
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


def open_predicate(reading: Reading, index: int, times: Times) -> Predicate | None:
    """What opens clause `index` like a verb that no table knows, and has a quantity of something at its end.

    Such a verb is made of two characters that act (抽选, 增划, 寄发) behind markers, times and adverbs.
    """
    text, clause = reading.text, reading.plan.clauses[index]
    if text[clause.start] in _CLOSING and _CLOSED.search(text[clause.start : clause.stop]):
        return None
    if not (
        clause.stop in reading.amount_stops
        or _SOME.search(text, clause.start, clause.stop)
        or not reading.amount_starts.isdisjoint(range(clause.start, clause.stop))
    ):
        return None
    lead = lead_stop(text, clause.start, clause.stop, times)
    behind = (at for at in range(lead + 2, min(lead + 14, clause.stop)) if text.endswith(bodies(), lead, at))
    found = (_opened(reading, clause, at) for at in (lead, *behind))
    return next((each for each in found if each is not None), None)


def _opened(reading: Reading, clause: Clause, prefix: int) -> Predicate | None:
    """The open verb that stands at a place, behind adverbs."""
    text, start = reading.text, prefix
    for token in reading.among(prefix, clause.stop):
        if token.start != start or not token.word.modifies or token.word.cue == "none":
            break
        start = token.stop
    one = _one(reading, clause, start)
    if one is not None:
        return Predicate(_SINGLE, "open", prefix, start, start, start + 1, one, clause.stop)
    stop = start + 2
    made = text[start:stop]
    if (
        clause.stop not in reading.amount_stops
        or stop >= clause.stop
        or made in words()
        or not _ACTING.fullmatch(made)
        or _RATE.match(text, stop)
    ):
        return None
    if any(token.start < stop for token in reading.among(start, stop)):
        return None
    begin = min(_end(_PARTICLE, text, stop), clause.stop)
    return Predicate(_OPEN, "open", prefix, start, start, stop, begin, clause.stop)


def _one(reading: Reading, clause: Clause, start: int) -> int | None:
    """Where the object of a verb of one character begins that stands at a place, or None where none stands."""
    text = reading.text
    if start + 2 >= clause.stop or text[start] not in _ONE or reading.quoted(start):
        return None
    begin = start + 1 + (text[start + 1] in "了过")
    if begin in reading.amount_starts or _SOME.match(text, begin, clause.stop):
        return begin
    apart = clause.stop in reading.amount_stops and _PARTED.match(text, begin, clause.stop)
    known = any(token.word.verb and not token.word.head for token in reading.among(start, begin + 1))
    return begin if apart and not known and apart.end() in reading.amount_starts else None


def predicates(reading: Reading, index: int, times: Times) -> Iterator[Predicate]:
    """The predicates of clause `index`, from left to right, those that are no measures among them.

    `times` are the periods named in the paragraph.
    """
    text, words, clause = reading.text, reading.words[index], reading.plan.clauses[index]
    if index not in reading.verbs or (
        text[clause.start] in _CLOSING and _CLOSED.search(text[clause.start : clause.stop])
    ):
        return
    segment, means, at = _aim_stop(text, clause), False, 0
    closed: list[tuple[int, int]] | None = None
    while at < len(words):
        token, verb = words[at], words[at].word.verb
        at += 1
        if verb is None or token.start < segment or verb.kind == "frame" or _serves(words, at - 1):
            continue
        closed = passages(text, clause.start, clause.stop) if closed is None else closed
        if closed and any(low <= token.start < high for low, high in closed):
            continue
        if _RATE.match(text, token.stop) or _framed(words, at - 1):
            continue
        if token.word.modifies and text.startswith(("把", "将"), token.stop):
            continue  # 坚持|把“第一议题”纳入…
        if verb.kind == "means":
            if text[token.stop : token.stop + 1] not in "了《过":
                means, segment = True, token.stop
            continue
        if verb.kind == "motion" and _leads_up(text, words, at, clause.stop):
            continue
        anchor, at = chain(text, words, at - 1)
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
        if means and any(word.stop == self.prefix and word.word.head == "media" for word in self.words):
            return "frame"  # 通过微信公众号|展示案例
        if front in ("", "自", "自从"):
            return None if verb.kind == "ba" and verb.word not in _INTO else "initial"
        if _TIMES.fullmatch(front):
            return "initial"
        if front.endswith("以") and verb.place == "any" and not front.endswith(_SO):
            return "means"  # 党支部以|开展“岗位练兵”…带动
        if (front[-1] in _ADJOINING and not _OFFICE.search(front)) or front.startswith(("自", "至")):
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
    if index == 0 or not (nominal(words[index]) or words[index - 1].word.text in _AIMED):
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
    after = next(
        (
            word
            for word in words[index:]
            if word.word.verb and not word.word.guard and text[word.stop : word.stop + 1] != "的"
        ),
        None,
    )
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


def lead_stop(text: str, start: int, stop: int, times: Times) -> int:
    """Where list markers, connectives and times at the beginning of a stretch end."""
    at = start
    while at < stop:
        match = _LEAD.match(text, at, stop)
        after = match.end() if match else at
        high = times.get(after, stop + 1) if times else stop + 1
        after = high if high <= stop else after
        if after == at:
            break
        at = after
    return at


@cache
def bodies() -> tuple[str, ...]:
    """What the name of an acting body ends with: 工委, 党支部, 党员干部."""
    return tuple(row["suffix"] for row in table("bodies"))
