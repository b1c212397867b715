"""Acts: the predicates of a clause that are concrete acts, with objects in front of their verb or past a comma."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from etl.extract.clauses import Clause
from etl.extract.concrete import is_concrete
from etl.extract.leads import Times, lead_stop
from etl.extract.open_verbs import open_predicate
from etl.extract.predicates import Predicate, predicates
from etl.extract.reading import Reading

_BY_NOUN = ("于", "自", "从", "至", "在", "由")
_FRONTED = ("launch", "establish", "hold", "motion")
# A座谈会|19日在京|召开: when and where stand between a fronted object and its verb.
_WHEN = (
    r"(?:将|当地时间|今[天日晚]|昨[天日晚]|近日|日前|本月\d{1,2}日|(?:\d{1,2}月)?\d{1,2}日|[（(][^）)]{1,10}[）)]|[上下]午|晚上?"
    r"|\d{1,2}[时点])"
)
_AT = r"(?<![存现正实内潜所])在(?![职校岗建线册编任读役])[^，,。；的“”《》]{1,20}"
_WHERE_TO = rf"(?:{_AT}|(?<![关由对位等属])于[^，,。；的“”《》]{{1,16}})"
_WHEN_AND_WHERE = re.compile(rf"(?:{_WHEN}+{_WHERE_TO}?|{_WHERE_TO})$")
# 由A主办的B|昨天在C开幕: the act that follows is another one.
_IS_HELD = ("举行", "举办", "召开", "开幕", "闭幕", "启动", "开班", "开播")
_TAKES_PLACE = re.compile(rf"{_WHEN}*(?:分别)?{_WHERE_TO}(?:{'|'.join(_IS_HELD)})$")
_UP_TO_NUMBER = re.compile(r"^.*[\d一二三四五六七八九十百千万亿余多]", re.DOTALL)
_STATED = re.compile(r"[达占为率%]|获")


def acts_in(reading: Reading, index: int, times: Times) -> Iterator[Predicate]:
    """The predicates of clause `index` that are concrete acts, their objects run on where a comma cuts them."""
    clause, met = reading.plan.clauses[index], False
    for predicate in predicates(reading, index, times):
        met = True
        whole = _cut_off(reading, _run_on(reading, index, predicate))
        if is_concrete(reading, whole):
            yield whole
            continue
        fronted = _fronted(reading, clause, predicate, times)
        if fronted is not None:
            yield fronted
    unknown = None if met else open_predicate(reading, index, times)
    if unknown is not None and is_concrete(reading, unknown):
        yield unknown


def _run_on(reading: Reading, index: int, found: Predicate) -> Predicate:
    """The predicate with an object that goes on past a comma: `…140场,恳谈240场`, `开展加强…,深化…的行动`."""
    clauses = reading.plan.clauses
    if found.object_stop != clauses[index].stop or index + 1 == len(clauses):
        return found
    after = clauses[index + 1]
    if after.sentence != clauses[index].sentence or reading.text[found.object_stop] not in ",，":
        return found
    if _more_counts(reading, found, after) or _open_modifier(reading, found, after):
        return replace(found, object_stop=after.stop)
    return found


def _cut_off(reading: Reading, found: Predicate) -> Predicate:
    """The predicate without what is said in its clause of where its object takes place."""
    if not reading.text.endswith(_IS_HELD, found.object_start, found.object_stop):
        return found
    tail = _TAKES_PLACE.search(reading.text, found.object_start, found.object_stop)
    return replace(found, object_stop=tail.start()) if tail else found


def _more_counts(reading: Reading, found: Predicate, after: Clause) -> bool:
    """Whether both ends are quantities and the second clause has no verb of its own."""
    if not {found.object_stop, after.stop} <= reading.amount_stops:
        return False
    if _unit(reading.text[: after.stop]) != _unit(reading.text[: found.object_stop]):
        return False
    words = reading.among(after.start, after.stop)
    if _STATED.search(reading.text, after.start, after.stop) or (
        words and words[0].start == after.start and words[0].word.modifies
    ):
        return False
    return all(token.word.verb is None or (token.word.head and token.start > after.start) for token in words)


def _unit(text: str) -> str:
    """What stands after the last digit of a text: the unit of the amount that ends it."""
    return _UP_TO_NUMBER.sub("", text[-12:])


def _open_modifier(reading: Reading, found: Predicate, after: Clause) -> bool:
    """Whether the object opens with a verb and only the next clause brings its noun: 开展加强…,深化…的行动."""
    first = reading.among(found.object_start, found.object_start + 1)
    if found.verb.kind not in ("hold", "implement") or not first or first[0].word.verb is None:
        return False
    last = reading.among(after.start, after.stop)
    if not last or last[-1].stop != after.stop or last[-1].word.head is None:
        return False
    if is_concrete(reading, replace(found, verb=replace(found.verb, strength="concrete"))):
        return False
    return "的" in reading.text[after.start : after.stop]


def _fronted(reading: Reading, clause: Clause, found: Predicate, times: Times) -> Predicate | None:
    """`“先锋讲堂”正式上线`: with nothing after the verb, what stands before it is the object."""
    if found.object_stop > found.object_start or found.object_start < clause.stop:
        return None
    if found.verb.place != "any" or found.rule not in ("subject", "frame") or found.verb.kind not in _FRONTED:
        return None
    start = lead_stop(reading.text, found.segment, found.prefix, times)
    if reading.text.startswith(_BY_NOUN, start):
        return None  # 全体会议,|于2月26日至28日在北京举行
    tail = _WHEN_AND_WHERE.search(reading.text, start + 1, found.prefix)
    stop = tail.start() if tail else found.prefix
    whole = reading.counts(start, stop)
    if found.verb.kind != "motion":
        whole = bool(reading.heads(start, stop)) or reading.names(start, stop)
    return replace(found, rule="fronted", object_start=start, object_stop=stop) if whole else None
