"""Measures: find the concrete acts (举措) that a paragraph reports, each with verb, object, status and actor.

A predicate whose object (or subject) can be seen to exist is a measure. Stance and hope, problems, the acts
of named persons, laws, headings and the leads that announce a paragraph give none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from etl.extract.actors import Subjects, actor
from etl.extract.clauses import Clause
from etl.extract.concrete import acts_in
from etl.extract.doubts import doubts
from etl.extract.findings import Act, Amount, Name, Setting
from etl.extract.periods import Period, periods
from etl.extract.predicates import Predicate, lead_stop
from etl.extract.reading import Reading, read
from etl.extract.status import Course, heading_status, plans_ahead
from etl.lexicon.tables import table
from etl.records import Section

Actor = tuple[str | None, str | None]
Days = tuple[date | None, date | None]

_CODE = re.compile(r"(?:法|条例|规定|办法|细则|规则|章程)(?:[(（〔].*)?$")
_ARTICLE = re.compile(r"\s*第[一二三四五六七八九十百零\d]+条(?!措施|意见)")
_ITEM = re.compile(r"\s*[(（][一二三四五六七八九十]+[)）][^。！？]*[；;]\s*$")
_NORM = re.compile(r"应当|不得|有下列(?:情形|行为)|处以|罚款|依照本|本[法条例办规]")
_NOT_ORGANS = (
    "国家",
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
_SCENES = ("一批批", "一群", "一位", "一名", "一个个", "一拨拨", "一队队")
_LEADER = re.compile(r"总书记[^，。,]{0,16}(?:强调|指出(?!的)|主持召开|出席)|总书记在[^，。,]{0,16}考察时")
_SELF = re.compile(r"[我咱俺](?![们市省县区局校院委厅部州国镇乡村社])")
_YEAR = re.compile(r"年|\d{4}")
_SENTENCE = re.compile(r"[。！？!?]")


def measures(
    text: str, setting: Setting, amounts: Sequence[Amount], names: Sequence[Name], sections: Sequence[Section]
) -> list[Act]:
    """The measures of one paragraph, by anchor; offsets are of `text`.

    Without `amounts` plain counts are found here, without `names` every quote but a slogan is a name. An act
    whose object stands before its verb (rule `fronted`) has that range as its object.

    >>> text = "先后举办培训班5期,不断增强宗旨意识。"
    >>> [(text[act.verb_start : act.object_stop], act.status) for act in measures(text, Setting(), [], [], [])]
    [('举办培训班5期', 'done')]
    """
    under = heading_status(setting.headings)
    if setting.kind != "body" or under == "problem" or _is_law(text, setting):
        return []
    reading = read(text, amounts, names)
    when = periods(text, setting.published_on)
    times = [(period.start, period.stop) for period in when]
    subjects = Subjects(reading, times)
    course = Course(reading, ahead=under == "planned" or plans_ahead(text, setting.title))
    acts: list[Act] = []
    for index, clause in enumerate(reading.plan.clauses):
        words = reading.words[index]
        plan = any(token.word.cue == "planned" for token in words)
        course.enter(clause, lead_stop(text, clause.start, clause.stop, times) if plan else clause.stop)
        if (
            any(token.word.verb or token.word.head for token in words) or clause.stop in reading.amount_stops
        ) and _reports(reading, subjects, index, sections):
            for found in acts_in(reading, index, times):
                who, status = actor(reading, subjects, index, found, setting), course.status(found)
                days = _days(when, reading, clause, found)
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
        course.leave(clause)
    return acts


def attach(amounts: Sequence[Amount], acts: Sequence[Act], text: str) -> list[int | None]:
    """For each amount the index of the act it belongs to, or None.

    Inside a measure's clause it is that measure's (of several, the last that begins before it); else the
    nearest measure's before it in the same sentence.
    """
    return [_owner(amount, acts, text) for amount in amounts]


def _owner(amount: Amount, acts: Sequence[Act], text: str) -> int | None:
    inside = [i for i, act in enumerate(acts) if act.clause_start <= amount.start < act.clause_stop]
    if inside:
        return max((i for i in inside if acts[i].verb_start <= amount.start), default=inside[0])
    before = [i for i, act in enumerate(acts) if act.verb_start <= amount.start]
    if not before or _SENTENCE.search(text, acts[before[-1]].clause_stop, amount.start):
        return None
    return before[-1]


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
    if setting.title and _CODE.search(setting.title):
        return True
    return bool(_ARTICLE.match(text) or _ITEM.match(text))


def _reports(reading: Reading, subjects: Subjects, index: int, sections: Sequence[Section]) -> bool:
    """Whether clause `index` can report a measure: no lead, norm, scene, leader's or named person's act."""
    text, clause = reading.text, reading.plan.clauses[index]
    if any(section.start <= clause.start and clause.stop <= section.lead_stop for section in sections):
        return False
    if text.startswith(_NOT_ORGANS + _SCENES, clause.start):
        return False
    start = reading.sentence_start(clause)
    return not (
        _NORM.search(text, start, clause.stop)
        or _persons().search(text, subjects.last(index), clause.stop)
        or _LEADER.search(text, start, clause.stop)
        or (clause.speech and _SELF.search(text, start, clause.stop))
    )


def _days(when: Sequence[Period], reading: Reading, clause: Clause, found: Predicate) -> Days:
    """The period nearest before the verb in its sentence, else one that runs on from earlier in the paragraph."""
    before = [period for period in when if period.start < found.start]
    first = reading.sentence_start(clause)
    near = [period for period in before if period.start >= first] or [period for period in before if period.open_ended]
    return (near[-1].since, near[-1].until) if near else (None, None)


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


def _programmes(reading: Reading, names: Sequence[Name], since: int, found: Predicate) -> tuple[str, ...]:
    """The names from `since` to the object's end, in order, each once."""
    stop = max(found.object_stop, found.stop)
    if names:
        kept = [name.normal for name in names if name.type in ("programme", "document") and since <= name.start < stop]
    else:
        kept = [reading.text[low + 1 : high - 1] for low, high in reading.named if since <= low < stop]
    return tuple(dict.fromkeys(kept))


@cache
def _persons() -> re.Pattern[str]:
    """A named person as the one who acts: 县委书记李明带队走访. A name and one of few words must follow the title."""
    titles = "|".join(row["word"] for row in table("persons") if row["kind"] == "title")
    surnames = "".join(row["word"] for row in table("persons") if row["kind"] == "surname")
    deeds = "|".join(row["word"] for row in table("persons") if row["kind"] == "deed")
    return re.compile(
        rf"(?:{titles})(?!戴[党上着红口]|金融|石[油化]|田[间头]|高[质度频]|方[面式法])[{surnames}][\u4e00-\u9fff]{{1,2}}(?=[，,、。]|{deeds}|$)"
    )
