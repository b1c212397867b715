"""Actors: say which organ acts, and where the text says so.

Most clauses leave their subject out; then the one before holds: in the sentence, in the paragraph, in a
heading, at last the document's own organ.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from etl.extract.clauses import Clause
from etl.extract.findings import Setting
from etl.extract.leads import OFFICE_BEFORE, Times, bodies, lead_stop, match_stop
from etl.extract.organs import organs
from etl.extract.predicates import Predicate
from etl.extract.reading import Reading
from etl.extract.regions import regions
from etl.extract.vocabulary import Token
from etl.lexicon.tables import table

_CUT = re.compile(
    r"(?<=.)(?:高度重视|在(?!职)|[对以把将为向与到赴从于]|围绕|聚焦|按照|依托|通过|采取|立足|紧扣|坚持|结合|针对|利用|根据|面向)"
)
_EAGER = ("积极", "主动", "带头", "自觉", "踊跃", "纷纷")
_TAKEN = ("给", "向", "为", "对", "与", "同", "替", "帮")  # 给87名党员|发放…: they do not act
# 发展有|所, 我国仍|处, 改革之|所: no office though it ends like one
_NO_OFFICE = re.compile(
    rf"(?:(?<![{OFFICE_BEFORE}])所"
    r"|[仍正所随到好用益妙身相]处|有队|[较更过]多地)$"
)
# 妇联组织|巾帼志愿者深入社区: those who were sent act, and they stand last
_SENT = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?<![党团工群会])组织(?=[\u4e00-\u9fff]{3,}$)")
_FOR = re.compile(r"我?代表(?=[\u4e00-\u9fff]{2,}[委央组府会局])")  # 我代表|党中央提出…
_DAY = re.compile(r"(?:(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日|今[天日年]|昨[天日]|近日|日前|近年来)+(?:[上下]午|晚上?)?$")
_APPOSED = re.compile(r"[（(][^（）()]{1,8}[）)]$")  # 25个县（市）, 各级党委（党组）
_NAMING = ("巡回", "流动", "应急", "联合", "专项")
_RANKS = frozenset("省市县区州旗盟")
_HEADED = re.compile(r"^(?!各位|尊敬|同志)([^:：]{2,20})[:：]")
_BARE = frozenset(
    {"党员", "干部", "书记", "村", "院", "所", "部", "处", "科", "办", "站", "队", "馆", "州", "旗", "我们", "全体"}
)


class Subjects:
    """The subjects of a paragraph's clauses, read once each, in order."""

    def __init__(self, reading: Reading, times: Times) -> None:
        self._reading = reading
        self._times = times
        self._known: dict[int, tuple[int, int] | None] = {}
        self._nearest: tuple[int, int | None] = 0, None  # before clause n, the last clause with a subject

    def of(self, clause: Clause) -> tuple[int, int] | None:
        """The acting body that opens the clause, or None."""
        if clause.start not in self._known:
            self._known[clause.start] = _subject(self._reading, clause, self._times)
        return self._known[clause.start]

    def last(self, index: int) -> int:
        """Where the last clause of the same sentence with a subject of its own begins, else the sentence."""
        clauses = self._reading.plan.clauses
        for at in range(index, -1, -1):
            if clauses[at].sentence != clauses[index].sentence:
                break
            if self.of(clauses[at]) is not None:
                return clauses[at].start
        return self._reading.sentence_start(clauses[index])

    def before(self, index: int) -> tuple[tuple[int, int], str] | None:
        """The nearest subject before clause `index`, and whether sentence or paragraph gave it."""
        clauses = self._reading.plan.clauses
        since, nearest = self._nearest if self._nearest[0] <= index else (0, None)
        at = next((at for at in range(index - 1, since - 1, -1) if self.of(clauses[at]) is not None), nearest)
        self._nearest = index, at
        span = None if at is None else self.of(clauses[at])
        if at is None or span is None:
            return None
        return span, "sentence" if clauses[at].sentence == clauses[index].sentence else "paragraph"


def actor(
    reading: Reading, subjects: Subjects, index: int, found: Predicate, setting: Setting
) -> tuple[str | None, str | None]:
    """The actor of a predicate of clause `index`, and its source: clause, sentence, paragraph, heading, document."""
    text = reading.text
    span = subjects.of(reading.plan.clauses[index])
    if span is not None and span[1] <= found.start:
        return resolved(text[slice(*span)], setting), "clause"
    led = _led(reading, index, found)
    if led is not None:
        return resolved(led, setting), "sentence"
    inherited = subjects.before(index)
    if inherited is not None:
        return resolved(text[slice(*inherited[0])], setting), inherited[1]
    for heading in reversed(setting.headings):
        match = _HEADED.match(heading)
        if match and match[1].endswith(bodies()):
            return resolved(match[1], setting), "heading"
    return (setting.organ, "document") if setting.organ else (None, None)


@lru_cache(4096)
def resolved(actor: str, setting: Setting) -> str:
    """The actor in full, as the document means it: 工委 is the document's own, 我市 and 市直机关工委 have its place.

    >>> resolved("市直机关工委", Setting(region_code="430200")), resolved("工委", Setting(organ="株洲市直机关工委"))
    ('株洲市直机关工委', '株洲市直机关工委')
    """
    if setting.organ and len(actor) >= 2 and setting.organ.endswith(actor) and (actor[0] not in _RANKS):
        return setting.organ
    first = next(iter(organs(actor, setting)), None)
    if first is not None and first.start == 0:
        return first.normal + actor[first.stop :]
    place = next(iter(regions(actor, setting)), None)
    if place is not None and place.start == 0 and actor[0] in "我全本该" and place.code:
        return place.normal + actor[place.stop :]
    return actor


def _led(reading: Reading, index: int, found: Predicate) -> str | None:
    """Those whom the clause before sent or led, where this one tells what they did: 组织党员下沉社区,带头亮身份."""
    clauses = reading.plan.clauses
    if index == 0 or clauses[index - 1].sentence != clauses[index].sentence:
        return None
    clause = clauses[index]
    eager = reading.text.startswith(_EAGER, clause.start)
    if not (eager or found.verb.kind in ("motion", "scene")) or found.prefix > clause.start:
        return None
    words = reading.words[index - 1]
    lead = next((at for at, token in enumerate(words) if token.word.verb and token.word.verb.kind == "cause"), None)
    if lead is None:
        return None
    after = next((token.start for token in words[lead + 1 :] if token.word.verb or token.word.adverb), None)
    who = reading.text[words[lead].stop : after] if after is not None else ""
    return who if len(who) >= 2 and who.endswith(bodies()) and who not in _BARE else None


def _subject(reading: Reading, clause: Clause, times: Times) -> tuple[int, int] | None:
    """The noun phrase at the beginning of a clause, where it ends like an acting body."""
    text = reading.text
    start = lead_stop(text, clause.start, clause.stop, times)
    stop = _first_word(reading, start, clause.stop)
    cut = _CUT.search(text, start, stop)
    stop = cut.start() if cut else stop
    if text.startswith("由", start):
        start += 1
    start = match_stop(_FOR, text, start)
    day = _DAY.search(text, start + 2, stop)
    stop = day.start() if day else stop
    sent = _SENT.search(text, start, stop)
    start = sent.end() if sent and text.endswith(bodies(), start, stop) else start
    if text.endswith("总书记", start, stop) or text.startswith(_TAKEN, start) or _openers().match(text, start):
        return None
    if stop - start < 2 or stop - start > 40 or stop == clause.stop or text.startswith("期间", stop):
        return None
    apposed = _APPOSED.search(text, start, stop)
    last = apposed.start() if apposed else stop
    if not (text.endswith(bodies(), start, last) or stop in reading.organs) or text[start:stop] in _BARE:
        return None
    if _NO_OFFICE.search(text, start, stop):
        return None
    return start, stop


def _first_word(reading: Reading, start: int, stop: int) -> int:
    """Where the first word that is no noun begins: verb, adverb, cue, frame; an organ in front is whole."""
    for token in reading.among(reading.offices.get(start, start), stop):
        word = token.word
        if (
            (word.verb or word.adverb or word.cue)
            and not word.guard
            and not (word.head and not word.cue and token.start > start)
            and not (token.start == start and _of_body(reading.text, token))
        ):
            return token.start
    return stop


def _of_body(text: str, token: Token) -> bool:
    """Whether an adverb belongs to the name of a body that it opens: 巡回|指导组, 小分队."""
    word = token.word
    named = word.text in _NAMING and text.startswith(_whole_bodies(), token.stop)
    return word.adverb and (named or word.text.endswith(_whole_bodies()))


@cache
def _whole_bodies() -> tuple[str, ...]:
    """The ends of bodies' names that are words of their own: 指导组, but not 队."""
    return tuple(name for name in bodies() if len(name) > 2)


@cache
def _openers() -> re.Pattern[str]:
    """What no name of a body opens with, though it may end like one: 在湖北大悟县, 扩大企业, 这决定我们."""
    rows = table("no_subject_openers")
    unless = [f"(?![{row['unless_next']}])" if row["unless_next"] else "" for row in rows]
    return re.compile("|".join(row["word"] + guard for row, guard in zip(rows, unless, strict=True)))
