"""Status: tell whether an act is done, goes on or is planned.

A heading of proposals plans everything under it; else the words before the verb decide, then a count, then
what the verb usually means.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from functools import cache, lru_cache

from etl.extract.clauses import Clause
from etl.extract.leads import Times, bodies, lead_stop
from etl.extract.passages import turned
from etl.extract.predicates import Predicate
from etl.extract.reading import Reading
from etl.extract.vocabulary import Token
from etl.lexicon.tables import table

_EVERY = re.compile(
    r"每(?:年|月|季度?|半年|半月|周|日|天|两[年月周]|学期|个月|名|逢)|连续(?:\d+|[一二三四五六七八九十]+)年|[按逐][月季年]"
)
# 一要完善制度。强化监督，…: what is to be done, up to the next item
_TO_DO = re.compile(
    r"\s*(?:[一二三四五六七八九十]+要|(?:[一二三四五六七八九十]+是|[(（]?(?:\d{1,2}|[一二三四五六七八九十]+)[)）.．、])\s*要)(?![求点素闻])"
)
_ITEM = re.compile(r"\s*(?:[一二三四五六七八九十]+[是、]|[(（](?:\d{1,2}|[一二三四五六七八九十]+)[)）]|\d{1,2}[.．、])")
# 实施救援: carried out and over; 实施“头雁”工程 goes on
_DONE_AT_ONCE = re.compile(r"(?:救援|救助|转移|抢险|抓捕|手术|处罚|检查|抢修|封控|搜救|爆破|拆除|搬迁)$")
_STANDING = re.compile(r"创建(?:活动)?$")
# 《决定》提出, 会议要求: up to the sentence's end it is told what is to be done.
_ASKS = re.compile(
    r"\s*[^，,。]{0,30}》(?:提出|要求|强调|明确)(?=[，,：:])|\s*[^，,。]{0,40}(?:会议?|委|书记)(?:强调|要求)(?=[，,：:])"
)
_AHEAD = re.compile(r"\s*(?:下一步|下步|下一阶段|今后|接下来|未来|明年)")
_PLAN = re.compile(
    r"工作要点(?![及和与]|解读|落实)|^.{0,24}关于(?!.*(?:表彰|授予|命名|修改|废止|追授|撤销|给予|任免)).*的决定$"
    r"|(?:工作要点|工作方案|实施方案|行动方案|行动计划|工作计划|规划|意见|的通知|工作安排)(?:[(（〔].*)?$"
)
_LOOKS_BACK = re.compile(r"总结|汇报|(?:情况|进展).{0,4}(?:及|和|与|暨)")  # 8月工作总结及9月工作计划
_TURNS = ("以", "把", "将", "在", "对", "从")
_WILL = ("以", "在", "对", "从", "于", "向", "按", "围绕", "结合", "继续", "进一步", "同")
# 找准拟创建的支部, 要求每次活动必须…: behind the clause's verb such a word tells of the noun, or of what is asked.
_OWED = frozenset({"拟", "应", "需", "需要", "须", "必须", "应该", "有必要"})
_WANTED = re.compile(r"[^，,。]{2,12}的[\u4e00-\u9fff]{1,4}$")
_LIGHT = ("frame", "means", "nonmeasure")
_RECURRING = ("hold", "commend", "train", "inspect", "support", "dispatch")


def heading_status(headings: Iterable[str]) -> str | None:
    """What the headings (outermost first) say of all under them: planned, problem or None; the innermost decides.

    >>> heading_status(["实践探索"]), heading_status(["对策思考", "健全机制"])
    (None, 'planned')
    """
    return _heading_status(tuple(headings))


@lru_cache(256)  # paragraphs stand under the same headings as those before them
def _heading_status(headings: tuple[str, ...]) -> str | None:
    for heading in reversed(headings):
        for kind, pattern in _headings():
            if pattern.search(heading):
                return kind
    return None


def plans_ahead(text: str, title: str | None) -> bool:
    """Whether a paragraph tells of what is to come: it opens with 下一步 …, or its document is a plan."""
    return bool(_AHEAD.match(text) or (title and _PLAN.search(title) and not _LOOKS_BACK.search(title)))


class Course:
    """The status as it is carried from clause to clause of a paragraph.

    要 and 每年 hold to the sentence's end, 一要 to the next item.
    """

    def __init__(self, reading: Reading, times: Times, *, ahead: bool) -> None:
        self._reading = reading
        self._times = times
        self._recurs = "每" in reading.text
        self._ahead = ahead
        self._sentence = -1
        self._item = False
        self._urged = False
        self._planned = False
        self._every = False

    def enter(self, index: int) -> None:
        """Take up a clause."""
        clause = self._reading.plan.clauses[index]
        if clause.sentence != self._sentence:
            self._item = self._to_do(clause)
            self._urged = self._urges_on(index) or self._asks(clause)
            self._sentence, self._planned, self._every = clause.sentence, self._item or self._urged, False
        if not self._planned and index in self._reading.plans:
            lead = lead_stop(self._reading.text, clause.start, clause.stop, self._times)
            self._planned = _opens_plan(self._reading, lead, clause)

    def _to_do(self, clause: Clause) -> bool:
        """Whether a sentence opens an item of what is to be done, or goes on with one."""
        text, start = self._reading.text, self._reading.sentence_start(clause)
        return bool(_TO_DO.match(text, start)) or (self._item and not _ITEM.match(text, start))

    def _asks(self, clause: Clause) -> bool:
        """Whether a document or a meeting says in this sentence what is to be done."""
        return _ASKS.match(self._reading.text, self._reading.sentence_start(clause)) is not None

    def _urges_on(self, index: int) -> bool:
        """Whether a sentence of bare verbs goes on with what the one before it says should be (要…。完善…)."""
        if not self._planned:
            return False
        text, clause = self._reading.text, self._reading.plan.clauses[index]
        lead = lead_stop(text, clause.start, clause.stop, self._times)
        words = self._reading.among(lead, clause.stop)
        bare = bool(words) and words[0].start == lead and (words[0].word.modifies or words[0].word.verb is not None)
        return bare and words[0].word.cue != "done" and lead == clause.start

    def leave(self, index: int) -> None:
        """Keep of a clause what holds for those after it, up to the next semicolon."""
        if self._recurs:
            text, clause = self._reading.text, self._reading.plan.clauses[index]
            # 编印每月一期文选: behind the verb 每 tells of the thing, not of how often all that follows is done.
            at = text.find("每", clause.start, clause.stop)
            before = at >= 0 and not any(word.word.verb for word in self._reading.among(clause.start, at))
            self._every = (self._every or before) and (not text.startswith((";", "；"), clause.stop))

    def status(self, found: Predicate) -> str:
        """The status of an act of the clause that was entered last: planned, ongoing or done."""
        done = self._reading.text[found.stop : found.stop + 1] in ("了", "过")
        cues = self._cues(found)
        if (self._ahead or self._planned) and not (done or "done" in cues):
            return "planned"
        if "planned" in cues and not self._means_ba(found):
            return "planned"
        return "ongoing" if self._goes_on(found, cues, done=done or "done" in cues) else "done"

    def _cues(self, found: Predicate) -> set[str]:
        """The statuses that words before the verb speak for; one of one character must stand among its adverbs."""
        words = self._reading.among(found.segment, found.start)
        return {
            token.word.cue
            for token, after in itertools.zip_longest(words, words[1:])
            if token.word.cue
            and (
                token.start >= found.prefix
                # 深入贫困村|开展慰问: there the word is where they go
                or (len(token.word.text) > 1 and token.word.cue != "weak" and not _is_taken(token, after, found))
            )
        }

    def _goes_on(self, found: Predicate, cues: set[str], *, done: bool) -> bool:
        counted = self._reading.counts(found.object_start, found.object_stop)
        if _EVERY.search(self._reading.text, found.segment, found.start):
            return True
        if self._every and not counted and found.verb.kind in _RECURRING:
            return True
        if done and (counted or found.verb.strength != "soft"):
            return False
        if "ongoing" in cues:
            return True
        if counted or done:
            return False
        standing = found.verb.kind == "hold" and _STANDING.search(
            self._reading.text, found.object_start, found.object_stop
        )
        if found.verb.word == "实施" and _DONE_AT_ONCE.search(
            self._reading.text, found.object_start, found.object_stop
        ):
            return "weak" in cues
        return "weak" in cues or bool(standing) or found.verb.status == "ongoing"

    def _means_ba(self, found: Predicate) -> bool:
        """Whether the only sign of a plan is 将 before a noun, where it means 把."""
        words = self._reading.among(found.segment, found.start)
        return found.rule == "ba" and all(token.word.cue != "planned" or token.word.text == "将" for token in words)


def _is_taken(cue: Token, after: Token | None, found: Predicate) -> bool:
    """Whether a word of status stands before another verb that it belongs to: 为常态化联系8户群众|建立微信群."""
    if after is None or after.start != cue.stop or after.word.verb is None or after.word.modifies:
        return False
    return after.word.verb.strength in ("counted", "numbered", "nonmeasure") and after.stop < found.prefix


def _opens_plan(reading: Reading, lead: int, clause: Clause) -> bool:
    """Whether a clause opens a plan: 要…, 拟… at its beginning or after a subject, before a verb or 以, 把."""
    words = reading.among(lead, clause.stop)
    fronting = {low for low, _ in turned(reading.text, lead, clause.stop)}
    acted = False
    for token, after in itertools.zip_longest(words, words[1:]):
        acted = acted or (token.word.verb is not None and token.word.verb.strength not in _LIGHT)
        if token.word.cue != "planned" or token.start in fronting or (acted and _of_noun(reading, token, clause)):
            continue
        led = after is not None and after.start == token.stop and (after.word.modifies or after.word.verb is not None)
        text = reading.text
        alone = token.start == lead or text.startswith(_TURNS, token.stop) or text.endswith(bodies(), lead, token.start)
        if led or (token.word.text != "将" and alone) or text.startswith(_WILL, token.stop):
            return True
    return False


def _of_noun(reading: Reading, cue: Token, clause: Clause) -> bool:
    """Whether a word of plans behind the clause's verb tells of a noun: 找准拟创建的支部, 梳理出要解决的问题."""
    return cue.word.text in _OWED or _WANTED.match(reading.text, cue.stop, clause.stop) is not None


@cache
def _headings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["kind"], re.compile(row["pattern"])) for row in table("headings"))
