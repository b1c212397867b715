"""Concrete: tell acts that can be seen to exist from stance and hope.

What an object must hold depends on the verb's strength (see `vocabulary.Verb`): a quoted name or a title,
a quantity, or a head noun such as 活动, 培训班, 机制, 清单.
"""

from __future__ import annotations

import re

from etl.extract.deeds import SEEN, does_more
from etl.extract.leads import bodies
from etl.extract.predicates import Predicate
from etl.extract.reading import Reading
from etl.extract.told import is_effect, is_told
from etl.extract.vocabulary import Token

_EMPTY = re.compile(
    r"(?:[、等此得，,是称于和及很]|与(?![^，,、]{2,12}(?:共建|联建|结对|共学|合作|交流|对接|座谈))|我[办局委院校厅](?!工作)|[^，,、]{0,8}(?:报告|消息|公报|数据|声明)称|本(?:办法|规定|条例|解释|细则|法|规则|意见|方案)|不(?!适宜|合适|在岗|少于|低于|超过|合格|称职|胜任|规范|当|符|良|实)|累计|合计|其中|金额|总额|发现|显示|表明|日期|时间|在即|有声有色|如火如荼|丰富多彩|顺利|到位|情况|工作$|斗争$|批评(?:和|与)自我批评|完成|过程"
    # 推进一体化发展|是一篇大文章: what is done is only spoken of
    r"|[^，,。“《]{2,40}?(?<![但于就不还总老真都可只凡若])是(?:一[项篇个种场]|我们?|党的|当前|重[要大]|必[须然]|关键|首要))"
)
# 审计|效率提高四成: the word is part of a subject, and what follows states how it did.
_STATES = re.compile(
    r"[\u4e00-\u9fff]{1,12}[由从](?:原来的?)?\d|[\u4e00-\u9fff]{1,8}(?P<how>提高|提升|增长|上升|下降|降低|缩短|减少|增加|达|占|超过)(?:[至到了近约逾超]|\d|[一二三四五六七八九十])"
)
_BY_SO_MUCH = re.compile(
    r"[近约超逾]?\d[\d.]*(?:余|多)?(?:个百分点|[%％]|倍|成)(?:以上|左右)?"
)  # 满意度|提升3.2个百分点
_WITHIN = re.compile(r"在[^，,。、]{2,30}?(?:中|上|下|里)")
_BONDS = ("包抓", "包联", "包保", "挂联", "挂包", "领办", "结对", "结对帮扶", "帮扶")  # 84名党员|包抓重点项目
_BARE = ("重点举措", "工作举措", "工作措施", "工作作风", "相关制度", "各项制度", "各项措施", "具体措施", "有效措施")
_WHERE = ("中", "上", "一线", "前沿", "岗位")
_SERVING = ("hold", "support", "train", "dispatch", "establish", "produce")  # 为40户居民|维修房屋
# 落实八项规定精神, 学习重要论述: what is followed or read, not what is done.
_DOCTRINE = re.compile(r"(?:精神|(?:重要)?论述|重要指示(?:批示)?|重要讲话)$")
_DUTY = re.compile(r"(?:[^“”《》]{0,8}教育|既定|各项|重点|目标|主要|年度|全年|规定|工作){0,3}任务$")
_ACCEPTED = {
    "concrete": SEEN,
    "problem": SEEN | {"problem"},
    "named": SEEN,
    "soft": frozenset({"institution"}),
    "standing": frozenset({"institution"}),
    "counted": frozenset({"thing"}),  # 购置书架, 拨付慰问金
    "numbered": frozenset[str](),
}
_MOVES = re.compile(r"[到进上在至]$")


def is_concrete(reading: Reading, found: Predicate) -> bool:
    """Whether object, or subject in front, hold what the verb's strength asks for."""
    start, stop, need = found.object_start, found.object_stop, found.verb.strength
    if need not in _ACCEPTED and need != "sure":
        return False
    named = _is_named(reading, found)
    if is_told(reading, found) or (found.rule == "subject" and _BY_SO_MUCH.fullmatch(reading.text, start, stop)):
        return False
    if need == "numbered":
        said = _EMPTY.match(reading.text, start, stop) or _STATES.match(reading.text, start, stop)
        return (reading.counts(start, stop) or _serves(reading, found)) and not said
    if need == "named" and not _MOVES.search(found.verb.word):
        return named
    if stop - start < 2 or _EMPTY.match(reading.text, start, stop) or _urges(reading, found):
        return False
    if is_effect(reading, found) or (not named and _is_general(reading, found)):
        return False
    states = _STATES.match(reading.text, start, stop) if found.verb.place == "start" else None
    if states and states.start("how") not in reading.amount_starts:
        return False
    if need == "sure" or (named and need != "standing") or does_more(reading, found):
        return True
    if need in ("soft", "standing") and (stop - start < 4 or reading.text[start:stop] in _BARE):
        return False
    kinds = reading.heads(start, stop)
    if found.verb.kind == "cause":
        kinds |= _what_they_do(reading, start, stop)
    if found.rule == "ba":
        kinds |= reading.heads(found.segment, found.prefix)
    if found.verb.kind == "cause" and kinds <= {"body", "people", "post"} and not _acting(reading, start, stop):
        return False
    return bool(kinds & _ACCEPTED[need])


def _is_general(reading: Reading, found: Predicate) -> bool:
    """Whether the object is a doctrine that is followed (落实…精神), or only a duty that is done (完成…任务)."""
    stretch = reading.text, found.object_start, found.object_stop
    if found.verb.word == "完成" and _DUTY.match(*stretch):
        return True
    return found.verb.kind not in ("hold", "train") and _DOCTRINE.search(*stretch) is not None


def _what_they_do(reading: Reading, start: int, stop: int) -> set[str]:
    """The kinds of the nouns behind what people are sent or led to do: 组织职工走进|纪念馆|重温誓言."""
    words = reading.among(start, stop)
    first = next(
        (token.stop for token in words if token.word.verb and token.word.verb.kind in ("motion", "scene")), stop
    )
    return {token.word.head for token in words if token.word.head and token.start >= first}


def _acting(reading: Reading, start: int, stop: int) -> bool:
    """Whether those who are sent or guided do something: 组织党员|下沉社区, not 指导薄弱支部."""
    return any(token.word.verb is not None for token in reading.among(start, stop))


def _is_named(reading: Reading, found: Predicate) -> bool:
    """Whether a quantity, a quoted name or a title stands in the object, or in front where that counts."""
    start, stop = found.object_start, found.object_stop
    if found.verb.kind == "motion" and found.verb.strength == "counted":
        # 来到“文明村”考察: a name alone makes no act of a way.
        return reading.counts(start, stop) or reading.counts(found.segment, found.prefix)
    where = _WITHIN.search(reading.text, start, stop) if found.verb.word == "推动" else None
    # 推动党员在创建“五星”支部中|当先锋: where, not what
    spans = ((start, where.start()), (where.end(), stop)) if where else ((start, stop),)
    if any(reading.counts(low, high) or reading.names(low, high) for low, high in spans):
        return True
    if found.rule == "ba":
        return reading.counts(found.segment, found.prefix) or reading.names(found.segment, found.prefix)
    if _serves(reading, found):
        return True
    bound = found.verb.kind == "motion" or found.verb.word in _BONDS
    return bound and reading.counts(found.segment, found.prefix)


def _serves(reading: Reading, found: Predicate) -> bool:
    """Whether something is done for so many: 为40户居民|维修房屋."""
    if found.rule != "frame" or found.verb.kind not in _SERVING or found.object_stop - found.object_start < 2:
        return False
    return reading.counts(found.segment, found.prefix)


def _urges(reading: Reading, found: Predicate) -> bool:
    """Whether people are urged to a stance (引导…树牢理念): the first verb after the people is one of stance."""
    if found.verb.kind != "cause":
        return False
    start = found.object_start
    for token in reading.among(start, found.object_stop):
        verb = token.word.verb
        if verb is None or token.word.head or token.word.modifies or verb.kind == "frame":
            continue
        if _led(reading, start, token) or reading.text.endswith((*bodies(), *_WHERE), start, token.start):
            return verb.kind == "stance"
    return False


def _led(reading: Reading, start: int, token: Token) -> bool:
    """Whether an adverb stands right before the word."""
    before = reading.among(start, token.start)
    return bool(before) and before[-1].stop == token.start and before[-1].word.modifies
