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

from etl.extract.chains import chain, nominal
from etl.extract.clauses import Clause
from etl.extract.leads import LEAD, Times, match_stop
from etl.extract.objects import object_stop
from etl.extract.passages import AIM, passages
from etl.extract.reading import Reading
from etl.extract.standing import Spot
from etl.extract.vocabulary import Token, Verb

_AIM = re.compile(AIM)
_CLOSED = re.compile(
    r"^作为|^在.*(?:中|时|期间|基础上|同时|之际|后|前|下|方面|之间)$|^(?:如果?|若|凡是?|由于|因为?|尽管|虽然|即使|只要|只有|无论|不论|当(?![场天日地即年晚前月])|除)"
    r"|^以(?!上|下|来|及|后|前|往)[^为]{2,}为[^为]{1,8}$|^从.*(?:出发|着手|入手|发力)$|^(?:为|旨在).*$(?<=目标)"
)
_CLOSING = frozenset("作在如若凡由因尽虽即只无不当除以从为旨")
_AIMED = ("围绕", "聚焦", "紧扣", "锚定", "瞄准")  # 围绕|帮助发展集体经济|开展…: what is aimed at is no act
_RESULT = re.compile(
    r"(?:好(?!人(?![民大才])|[事家处])|起(?!草|点|诉)|出(?!台|口|发|现|租|版|让|路|席|勤|境|行)|实(?=[、“]))?"
)
PARTICLE = re.compile(r"[ 　]?[了过着][ 　]?|[ 　](?=\S)")
# 办结率, 播放量, 销售额, 主办方, 验收合格率达…: a noun, not an act; 成立|时只有50多名党员,
# 开展|之前: a time; 报告|中“…”一项: a place
RATE = re.compile(
    r"时(?=[只仅就才的，,])|之[前后](?=[，,])|中(?=[“《占]|[^，,、]{0,4}的)|获得者|率(?![先领队众])|人员(?=[依先分共参纷]|$)|(?:优秀|良好|合格)(?:的|等次)|量(?![化身力才])|[额者]|倍数|[方商](?![案式面法便针会务贸业标品])|[类型](?![型别比])|人[数次]|[^，,、]{0,5}率[由达为均保超约近]"
)
# 表彰|工作委员会, 评选|领导小组: a word that is often a noun names an office.
_OFFICE = re.compile(r"(?:工作)?(?:委员会|领导小组|协调小组|联席会议(?!制度))")
_NUMERALS = frozenset("0123456789一二三四五六七八九十两百千近约逾超")


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
    if index not in reading.verbs or closed_off(text, clause):
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
        counts = token.start in reading.amount_starts  # 转移群众|超过5万人
        if counts or RATE.match(text, token.stop) or _framed(words, at - 1) or _names_office(text, token):
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
        if anchor is not token and RATE.match(text, anchor.stop):
            continue  # 巡察报告|中“…”一项
        spot = Spot(reading, words, segment, _prefix(words, token, segment), token, anchor, times)
        rule = spot.rule(means=means)
        if rule == "negated":
            return
        if rule is not None and not (rule == "frame" and spot.relative(clause.stop)):
            found = _predicate(spot, clause, rule, means=means)
            yield found
            segment = found.object_stop


def closed_off(text: str, clause: Clause) -> bool:
    """Whether a clause only says when, why or by what aim something is done: 在…基础上, 由于…, 从…入手."""
    return text[clause.start] in _CLOSING and _CLOSED.search(text[clause.start : clause.stop]) is not None


def _aim_stop(text: str, clause: Clause) -> int:
    """Where `以…为抓手` at the beginning of a clause ends; its verbs are no predicates."""
    if text.find("以", clause.start, clause.stop) < 0:
        return clause.start
    aim = _AIM.match(text, match_stop(LEAD, text, clause.start), clause.stop)
    return aim.end() if aim else clause.start


def _predicate(spot: Spot, clause: Clause, rule: str, *, means: bool) -> Predicate:
    """The predicate with the result word in its verb (建立起) and particles left out of its object."""
    anchor, text = spot.anchor, spot.reading.text
    verb = anchor.word.verb
    if verb is None:
        raise LookupError(f"add {anchor.word.text} to lexicon/verbs.tsv: a predicate needs a verb")
    stop = min(match_stop(_RESULT, text, anchor.stop), clause.stop)
    begin = min(match_stop(PARTICLE, text, stop), clause.stop)
    if text.startswith("的", begin, clause.stop):
        begin += 1
    end = object_stop(spot.reading, clause, verb, begin, means=means)
    return Predicate(verb, rule, spot.segment, spot.prefix, anchor.start, stop, begin, max(begin, end))


def _names_office(text: str, token: Token) -> bool:
    """Whether the word is part of the name of an office: 功勋荣誉表彰|工作委员会, but not 成立|工作领导小组."""
    office = _OFFICE.match(text, token.stop)
    verb = token.word.verb
    return office is not None and verb is not None and (verb.place == "start" or verb.kind == "commend")


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
