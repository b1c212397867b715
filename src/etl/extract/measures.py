"""Measures: find the concrete acts (举措) that a paragraph reports, each with verb, object, status and actor.

A predicate whose object (or subject) can be seen to exist is a measure. Stance and hope, problems, the acts
of named persons, laws, headings and the leads that announce a paragraph give none.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import accumulate
from operator import attrgetter

from etl.extract.actors import Subjects, actor
from etl.extract.acts import acts_in
from etl.extract.clauses import Clause
from etl.extract.doubts import doubts
from etl.extract.findings import Act, Amount, Name, Setting
from etl.extract.leads import lead_stop
from etl.extract.people import acting, titled
from etl.extract.periods import Period, periods
from etl.extract.predicates import Predicate
from etl.extract.reading import Reading, read
from etl.extract.status import Course, heading_status, plans_ahead
from etl.records import Section

Actor = tuple[str | None, str | None]
Days = tuple[date | None, date | None]

# What states law by its title: a code, an interpretation, a decision that amends them, a judgement.
_CODE = re.compile(
    r"(?:(?:法|条例|规定|办法|细则|规则|章程|的解释|修正案|纠纷一?案|判决书|裁定书)(?:[(（〔].*)?|关于(?:修改|废止)《.*的决定)$"
)
_ARTICLE = re.compile(r"\s*第[一二三四五六七八九十百零\d]+条(?!措施|意见)")
_ITEM = re.compile(r"\s*[(（][一二三四五六七八九十]+[)）][^。！？]*[；;]\s*$")
_NORM = re.compile(r"应当|不得|有下列(?:情形|行为)|处以|罚款|依照本|本[法条例办规]")
_NOT_ORGANS = (
    "公民",
    "用人单位",
    "业主",
    "国务院",
    "县级以上",
    "任何单位",
    "任何组织",
    "中央召开",
    "中央作出",
    "党中央",
)
# 国家实行社会保障制度, but not 国家烟草专卖局举行…: no verb stands between the state and the office.
_DOES = "实行|实施|支持|鼓励|保护|保障|建立|设立|加强|推动|促进|完善|制定|扶持|引导|规定|采取|培养|依法|[对为将要应]"
_STATE = re.compile(
    rf"国家(?!发展和?改革委|标准委|(?!{_DOES})[\u4e00-\u9fff]{{1,8}}(?:局|委员会|健康委|标准委|[民监]委|总?署|银行|电网|集团|公司|中心))"
)
_SCENES = ("一批批", "一群", "一位", "一名", "一个个", "一拨拨", "一队队")
_NOT_ACTING = _NOT_ORGANS + _SCENES
# What guests see and hear at an event: 与会人员实地参观了…,听取了….
_GUESTS = ("与会", "参会", "参训学员", "学员们", "观众", "大家", "代表们", "同学们", "参观者", "参加活动的")
_LEADER = re.compile(r"总书记[^，。,]{0,16}(?:强调|指出(?!的)|主持召开|出席)|总书记在[^，。,]{0,16}考察时")
_SELF = re.compile(r"[我咱俺](?![们市省县区局校院委厅部州国镇乡村社])")
# 给予|学院党委书记孙卫、…警告处分: who stands behind such a verb does not act.
_TAKES = ("sure", "counted", "numbered", "problem")
_YEAR = re.compile(r"年|\d{4}")
_SENTENCE = re.compile(r"[。！？!?]")
_START = attrgetter("start")
_ALIAS = ("简称", "简称为", "简称：")  # 《关于…的通知》(以下简称《通知》): one document


def measures(
    text: str,
    setting: Setting,
    amounts: Sequence[Amount] | None,
    names: Sequence[Name] | None,
    sections: Sequence[Section],
) -> list[Act]:
    """The measures of one paragraph, by anchor; offsets are of `text`.

    Where nobody looked for amounts (None) plain counts are found here; where nobody looked for names every quote
    but a slogan is one. An act whose object stands before its verb (rule `fronted`) has that range as its object.

    >>> text = "先后举办培训班5期,不断增强宗旨意识。"
    >>> [(text[act.verb_start : act.object_stop], act.status) for act in measures(text, Setting(), None, None, [])]
    [('举办培训班5期', 'done')]
    """
    under = heading_status(setting.headings)
    if setting.kind != "body" or under == "problem" or _is_law(text, setting):
        return []
    reading = read(text, amounts, names or ())
    telling = reading.verbs | reading.nouns
    if not (telling or reading.amount_stops):
        return []
    when = periods(text, setting.published_on)
    times = {period.start: period.stop for period in when}
    running = [period for period in when if period.open_ended]
    subjects = Subjects(reading, times)
    course = Course(reading, times, ahead=under == "planned" or plans_ahead(text, setting.title))
    reports = _Reports(reading, subjects, sections, setting.people)
    acts: list[Act] = []
    for index, clause in enumerate(reading.plan.clauses):
        course.enter(index)
        if (index in telling or clause.stop in reading.amount_stops) and reports.of(index):
            for found in acts_in(reading, index, times):
                who, status = actor(reading, subjects, index, found, setting), course.status(found)
                days = _days(when, running, reading.sentence_start(clause), found)
                if status == "planned":
                    days = _ahead(days, when, found, text, setting.published_on)
                acts.append(
                    _act(
                        clause,
                        found,
                        status=status,
                        who=who,
                        days=days,
                        programmes=_programmes(reading, names, _since(acts, clause), found),
                        doubt=doubts(found, who[0], days[0], setting.published_on, speech=clause.speech),
                    )
                )
        course.leave(index)
    return acts


def attach(amounts: Sequence[Amount], acts: Sequence[Act], text: str) -> list[int | None]:
    """For each amount the index of the act it belongs to, or None.

    Inside a measure's clause it is that measure's (of several, the last that begins before it); else the
    nearest measure's before it in the same sentence.
    """
    reach = list(accumulate((act.clause_stop for act in acts), max))
    return [_owner(amount.start, acts, reach, text) for amount in amounts]


def _owner(at: int, acts: Sequence[Act], reach: Sequence[int], text: str) -> int | None:
    """The act of what stands at a place; no act up to the n-th has a clause beyond `reach[n]`."""
    first = last = bisect_right(acts, at, key=attrgetter("clause_start"))
    while first and reach[first - 1] > at:
        first -= 1
    inside = [i for i in range(first, last) if at < acts[i].clause_stop]
    if inside:
        return max((i for i in inside if acts[i].verb_start <= at), default=inside[0])
    before = bisect_right(acts, at, key=attrgetter("verb_start")) - 1
    return None if before < 0 or _SENTENCE.search(text, acts[before].clause_stop, at) else before


def _act(
    clause: Clause,
    found: Predicate,
    *,
    status: str,
    who: Actor,
    days: Days,
    programmes: tuple[str, ...],
    doubt: str | None,
) -> Act:
    return Act(
        verb_start=found.start,
        verb_stop=found.stop,
        object_start=found.object_start,
        object_stop=found.object_stop,
        clause_start=clause.start,
        clause_stop=max(clause.stop, found.object_stop),
        status=status,
        actor=who[0],
        actor_source=who[1],
        period_start=days[0],
        period_stop=days[1],
        programmes=programmes,
        rule=found.rule,
        doubt=doubt,
    )


def _is_law(text: str, setting: Setting) -> bool:
    """Whether a paragraph states law: its document is one, or it is an article, or an item of one."""
    return _is_code(setting.title) or bool(_ARTICLE.match(text) or _ITEM.match(text))


@lru_cache(64)  # articles: each of their paragraphs asks
def _is_code(title: str | None) -> bool:
    """Whether a title is that of a law, or of what applies one."""
    return bool(title and _CODE.search(title))


class _Reports:
    """Which clauses of a paragraph can report a measure; what the whole paragraph lacks, no clause is asked for."""

    def __init__(
        self, reading: Reading, subjects: Subjects, sections: Sequence[Section], people: tuple[str, ...]
    ) -> None:
        text = reading.text
        self._reading, self._subjects = reading, subjects
        self._leads = [section for section in sections if section.start < section.lead_stop]
        self._norm = _NORM.search(text) is not None
        self._led = "总书记" in text
        self._guests = any(guest in text for guest in _GUESTS)
        self._titled = titled().search(text) is not None
        self._people = tuple(name for name in people if name in text)

    def of(self, index: int) -> bool:
        """Whether clause `index` can report one: no lead, norm, scene, leader's or named person's act."""
        text, clause = self._reading.text, self._reading.plan.clauses[index]
        if any(section.start <= clause.start and clause.stop <= section.lead_stop for section in self._leads):
            return False
        if text.startswith(_NOT_ACTING, clause.start) or _STATE.match(text, clause.start):
            return False
        start, stop = self._reading.sentence_start(clause), clause.stop
        return not (
            (self._guests and text.startswith(_GUESTS, lead_stop(text, start, stop, {})))
            or (self._norm and _NORM.search(text, start, stop))
            or (self._people and text.startswith(self._people, lead_stop(text, self._subjects.last(index), stop, {})))
            or (self._titled and titled().search(text, start, stop) and self._of_person(index, stop))
            or (self._led and _LEADER.search(text, start, stop))
            or (clause.speech and _SELF.search(text, start, stop))
        )

    def _of_person(self, index: int, stop: int) -> bool:
        text, first = self._reading.text, self._reading.plan.clauses[index].start
        met = acting().search(text, self._subjects.last(index), stop)
        if met is None:
            return False
        acted = [token for token in self._reading.among(first, met.start()) if token.word.verb and not token.word.guard]
        return not any(token.word.verb and token.word.verb.strength in _TAKES for token in acted)


def _days(when: Sequence[Period], running: Sequence[Period], first: int, found: Predicate) -> Days:
    """The period nearest before the verb in its sentence, else one that runs on from earlier in the paragraph."""
    before = bisect_left(when, found.start, key=_START)
    if before and when[before - 1].start >= first:
        return when[before - 1].since, when[before - 1].until
    before = bisect_left(running, found.start, key=_START)
    return (running[before - 1].since, running[before - 1].until) if before else (None, None)


def _ahead(days: Days, when: Sequence[Period], found: Predicate, text: str, published: date | None) -> Days:
    """A month that names no year, said of a plan, is the next one: 将于8月下旬 in a notice of June."""
    since, until = days
    named = next(
        (each for each in reversed(when) if (each.since, each.until) == days and each.start < found.start), None
    )
    if published is None or since is None or until is None or named is None or until > published:
        return days
    if _YEAR.search(text, named.start, named.stop):
        return days
    return _next_year(since), _next_year(until)


def _next_year(day: date) -> date:
    """The same day a year later; the last of February where there is no 29th."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap else day.day)


def _since(acts: Sequence[Act], clause: Clause) -> int:
    """Where the names that may belong to the next act begin: in its clause, after the act before."""
    return max(clause.start, acts[-1].object_stop if acts else 0)


def _programmes(reading: Reading, names: Sequence[Name] | None, since: int, found: Predicate) -> tuple[str, ...]:
    """The names from `since` to the object's end, in order, each once."""
    stop = max(found.object_stop, found.stop)
    if names is not None:
        met = names[bisect_left(names, since, key=_START) : bisect_left(names, stop, key=_START)]
        met = [name for name in met if not reading.text.endswith(_ALIAS, 0, name.start)]
        kept = [name.normal for name in met if name.type in ("programme", "document")]
    else:
        kept = [reading.text[low + 1 : high - 1] for low, high in reading.named if since <= low < stop]
    return tuple(dict.fromkeys(kept))
