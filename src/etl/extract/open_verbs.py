"""Open verbs: what opens a clause like a verb that no table knows, and has a quantity of something at its end.

Such a verb is made of two characters that act (抽选, 增划, 寄发), or is one that acts before a count (讲一堂党课).
"""

from __future__ import annotations

import re

from etl.extract.clauses import Clause
from etl.extract.leads import Times, bodies, lead_stop, match_stop
from etl.extract.predicates import PARTICLE, RATE, Predicate, closed_off
from etl.extract.reading import Reading
from etl.extract.vocabulary import Verb, words

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
_PARTED = re.compile(r"[\u4e00-\u9fff]{2,6}(?=\d)")


def open_predicate(reading: Reading, index: int, times: Times) -> Predicate | None:
    """What opens clause `index` like a verb that no table knows, and has a quantity of something at its end.

    Such a verb is made of two characters that act (抽选, 增划, 寄发) behind markers, times and adverbs.
    """
    text, clause = reading.text, reading.plan.clauses[index]
    if closed_off(text, clause):
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
        or RATE.match(text, stop)
    ):
        return None
    if any(token.start < stop for token in reading.among(start, stop)):
        return None
    begin = min(match_stop(PARTICLE, text, stop), clause.stop)
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
