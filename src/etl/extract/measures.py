"""Measures: find the concrete acts (举措) that a paragraph reports, each with verb, object, status and actor.

Rules over clauses: a predicate whose object (or subject) can be seen to exist is a measure; stance and
hope, problems, the acts of named persons, law texts and headings are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from etl.extract.actors import Subjects, actor, persons
from etl.extract.clauses import Clause
from etl.extract.findings import Act, Amount, Name, Setting
from etl.extract.periods import Period, periods
from etl.extract.predicates import Predicate, bodies, lead_stop, predicates
from etl.extract.reading import Reading, read
from etl.extract.status import heading_status, planned_clause, plans_ahead, status
from etl.records import Section

_LAW = re.compile(r"^\s*第[一二三四五六七八九十百零\d]+条[\s　]|^\s*第[一二三四五六七八九十百零\d]+条(?!措施|意见)")
_NORM = re.compile(r"应当|不得|有下列(?:情形|行为)|处以|罚款|依照本|本[法条例办规]")
_STATE = ("国家", "国务院", "县级以上", "任何单位", "任何组织", "中国")
_LEADER = re.compile(r"总书记[^，。,]{0,16}(?:强调|指出(?!的)|主持召开|出席)|总书记在[^，。,]{0,16}考察时")
_SELF = re.compile(r"[我咱俺](?![们市省县区局校院委厅部州国镇乡村社]|为群众)")
_EMPTY = re.compile(r"^(?:其中|到位|情况|工作|完成|过程|得|[，,]|不)")
_WITH_FRONT = ("launch", "establish", "hold", "motion")


def measures(
    text: str, setting: Setting, amounts: Sequence[Amount], names: Sequence[Name], sections: Sequence[Section]
) -> list[Act]:
    """The measures of one paragraph, by anchor. `amounts` and `names` may be empty; offsets are of `text`.

    >>> [(text[a.verb_start : a.verb_stop], a.status) for text in ["先后举办培训班5期"] for a in measures(text, Setting(), [], [], [])]
    [('举办', 'done')]
    """
    heading = heading_status(setting.headings)
    if setting.kind != "body" or heading == "problem" or _LAW.match(text):
        return []
    reading = read(text, amounts, names)
    found = periods(text, setting.published_on)
    times = [(period.start, period.stop) for period in found]
    subjects = Subjects(reading, times)
    ahead = heading == "planned" or plans_ahead(text)
    acts: list[Act] = []
    sentence, planned, every = -1, False, False
    for index, clause in enumerate(reading.plan.clauses):
        if clause.sentence != sentence:
            sentence, planned, every = clause.sentence, False, False
        planned = planned or planned_clause(reading, lead_stop(text, clause.start, clause.stop, times), clause.stop)
        if not _reports(reading, index, clause, sections):
            continue
        for predicate in _concrete(reading, index, clause, times):
            now = "planned" if ahead or planned else status(reading, predicate, every=every)
            who, source = actor(reading, subjects, index, predicate, setting)
            since, until = _period(found, reading, clause, predicate)
            acts.append(
                Act(
                    predicate.start,
                    predicate.stop,
                    predicate.object_start,
                    predicate.object_stop,
                    clause.start,
                    max(clause.stop, predicate.object_stop),
                    now,
                    who,
                    source,
                    since,
                    until,
                    _programmes(reading, names, _since(acts, clause), predicate),
                    predicate.rule,
                )
            )
        every = every or "每" in text[clause.start : clause.stop]
    return acts


def _since(acts: Sequence[Act], clause: Clause) -> int:
    """Where the names that may belong to the next act begin: in its clause, after the act before."""
    return max(clause.start, acts[-1].object_stop if acts else 0)


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
    if not before or re.search(r"[。！？!?]", text[acts[before[-1]].verb_start : amount.start]):
        return None
    return before[-1]


def _reports(reading: Reading, index: int, clause: Clause, sections: Sequence[Section]) -> bool:
    """Whether a clause can report a measure at all."""
    text = reading.text
    if any(section.start <= clause.start < section.lead_stop for section in sections):
        return False
    start = next(other.start for other in reading.plan.clauses if other.sentence == clause.sentence)
    said = text[start : clause.stop]
    return not (
        _NORM.search(text, start, clause.stop)
        or text.startswith(_STATE, clause.start)
        or persons().search(said)
        or _LEADER.search(said)
        or (clause.speech and _SELF.search(said))
    )


def _concrete(reading: Reading, index: int, clause: Clause, times: Sequence[tuple[int, int]]) -> Iterator[Predicate]:
    for predicate in predicates(reading, clause, times):
        stretched = _stretched(reading, index, predicate)
        if is_concrete(reading, stretched):
            yield stretched
        else:
            fronted = _fronted(reading, predicate, times)
            if fronted is not None:
                yield fronted


def is_concrete(reading: Reading, found: Predicate) -> bool:
    """Whether object or subject hold what the verb's strength asks for."""
    start, stop, need = found.object_start, found.object_stop, found.verb.strength
    if need in ("nonmeasure", "frame", "none"):
        return False
    front = found.rule == "ba" or found.verb.kind == "motion"
    counted = reading.counts(start, stop) or reading.names(start, stop)
    if front and not counted:
        counted = reading.counts(found.segment, found.prefix) or (found.rule == "ba" and reading.names(found.segment, found.prefix))
    if need == "named" and found.verb.word not in _MOVES:
        return counted
    if stop - start < 2 or _EMPTY.match(reading.text[start:stop]):
        return False
    if found.verb.kind == "cause" and _urges(reading, start, stop):
        return False
    if (counted and need != "standing") or need == "sure":
        return True
    kinds = reading.heads(start, stop)
    if found.rule == "ba":
        kinds |= reading.heads(found.segment, found.prefix)
    return bool(kinds & _ACCEPTED[need])


Days = tuple[date | None, date | None]
_ALL = frozenset({"event", "inspection", "institution", "document", "place", "body", "post", "media", "project", "people"})
_ACCEPTED = {
    "concrete": _ALL,
    "problem": _ALL | {"problem"},
    "soft": frozenset({"institution"}),
    "counted": frozenset[str](),
    "standing": frozenset({"institution"}),
    "named": _ALL,
}
_MOVES = frozenset({"搬到", "搬进", "搬上", "送到", "送进", "开到", "开进", "建到", "建在", "设在", "设到", "办到", "延伸到", "延伸至"})


def _urges(reading: Reading, start: int, stop: int) -> bool:
    """Whether people are urged to a stance (引导…树牢理念): its first verb is one of stance."""
    for token in reading.among(start, stop):
        verb = token.word.verb
        if verb is None or token.word.head or token.word.adverb or token.word.cue:
            continue
        led = any(word.stop == token.start and (word.word.adverb or word.word.cue) for word in reading.among(start, token.start))
        if led or reading.text.endswith(bodies(), start, token.start):
            return verb.kind == "stance"
    return False


def _stretched(reading: Reading, index: int, found: Predicate) -> Predicate:
    """The object goes on past a comma: `…140场,恳谈240场`, `开展加强…,深化…的专项行动`."""
    clauses = reading.plan.clauses
    if found.object_stop != clauses[index].stop or index + 1 == len(clauses):
        return found
    after = clauses[index + 1]
    if after.sentence != clauses[index].sentence or reading.text[found.object_stop] not in ",，":
        return found
    if _bare_count(reading, found, after) or _open_modifier(reading, found, after):
        return _with_stop(found, after.stop)
    return found


def _bare_count(reading: Reading, found: Predicate, after: Clause) -> bool:
    ends = {high for _, high in reading.amounts}
    if found.object_stop not in ends or after.stop not in ends:
        return False
    words = reading.among(after.start, after.stop)
    return all(token.word.verb is None or token.word.head for token in words)


def _open_modifier(reading: Reading, found: Predicate, after: Clause) -> bool:
    first = reading.among(found.object_start, found.object_start + 1)
    if found.verb.kind not in ("hold", "implement") or not first or first[0].word.verb is None:
        return False
    if is_concrete(reading, found):
        return False
    last = reading.among(after.start, after.stop)
    closing = bool(last) and last[-1].stop == after.stop and last[-1].word.head is not None
    return closing and "的" in reading.text[after.start : after.stop]


def _with_stop(found: Predicate, stop: int) -> Predicate:
    return Predicate(
        found.verb, found.rule, found.segment, found.prefix, found.start, found.stop, found.object_start, stop
    )


def _fronted(reading: Reading, found: Predicate, times: Sequence[tuple[int, int]]) -> Predicate | None:
    """`“先锋讲堂”正式上线`: without an object after the verb, what stands before it is the object."""
    if found.object_stop - found.object_start > 1 or found.rule not in ("subject", "frame"):
        return None
    if found.verb.kind not in _WITH_FRONT or found.verb.strength == "nonmeasure":
        return None
    start = lead_stop(reading.text, found.segment, found.prefix, times)
    whole = reading.heads(start, found.prefix) or reading.names(start, found.prefix)
    if found.verb.kind == "motion":
        whole = whole and reading.counts(start, found.prefix) or reading.counts(start, found.prefix)
    if not whole:
        return None
    return Predicate(found.verb, "fronted", found.segment, found.prefix, found.start, found.stop, start, found.prefix)


def _period(found: Sequence[Period], reading: Reading, clause: Clause, predicate: Predicate) -> Days:
    """The days of the period nearest before the verb in its sentence, else of one that runs on in the paragraph."""
    before = [period for period in found if period.start < predicate.start]
    first = next(other.start for other in reading.plan.clauses if other.sentence == clause.sentence)
    same = [period for period in before if period.start >= first] or [period for period in before if period.open_ended]
    return (same[-1].since, same[-1].until) if same else (None, None)


def _programmes(reading: Reading, names: Sequence[Name], since: int, found: Predicate) -> tuple[str, ...]:
    """The names from `since` to the object's end, in order; without known names, what stands in quotes."""
    stop = max(found.object_stop, found.stop)
    if names:
        kept = [name.normal for name in names if name.type in ("programme", "document") and since <= name.start < stop]
    else:
        kept = [reading.text[low + 1 : high - 1] for low, high in reading.named if since <= low < stop]
    return tuple(dict.fromkeys(kept))
