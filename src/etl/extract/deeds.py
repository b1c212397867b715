"""Deeds: tell by a verb in the object that an act can be seen: of those who are sent, or of the office itself."""

from __future__ import annotations

import re

from etl.extract.leads import bodies
from etl.extract.predicates import Predicate
from etl.extract.reading import Reading

_INVITING = ("邀请", "特邀", "聘请")
_INVITED_TO = re.compile(
    r"共同|一同|一起|讲(?!师|解员|席)|授课|座谈|点评|指导|分享|[作做](?!家|为|风|者|用)|参[与加]|观摩|走进|进校|到校|担任"
)
_VISITS = re.compile(
    r"(?:到|赴|前往|走进|深入)[^，,、]{2,20}(?:考察|参观|观摩|调研|研学|祭扫|瞻仰|走访|慰问)(?![团组])"
)  # 组织干部到…考察廉政文化
_LIGHT = ("进行", "开展")  # 进行|督导督办, 进行全面梳理: the act is told by the verb behind
_TALKED = ("研究", "总结", "分析", "宣传")  # 进行研究: nothing that can be seen
_SHORT = 10  # characters of what is carried out
_CARRIED_OUT = frozenset({"inspect", "rectify", "train", "support", "commend"})
_SET_UP = ("hold", "launch", "establish", "issue")
SEEN = frozenset({"event", "inspection", "institution", "place", "body", "post", "media", "project", "people", "thing"})


def does_more(reading: Reading, found: Predicate) -> bool:
    """Whether a verb in the object tells an act that can be seen: of those who are sent, or of the office itself."""
    return (
        _sets_to_work(reading, found)
        or _invites(reading, found)
        or _carries_out(reading, found)
        or (
            found.verb.word == "组织"
            and _VISITS.search(reading.text, found.object_start + 2, found.object_stop) is not None
        )
    )


def _sets_to_work(reading: Reading, found: Predicate) -> bool:
    """Whether a body is moved to an act that can be seen: 推动|各支部组建党员突击队."""
    if found.verb.word not in ("推动", "要求", "督促"):
        return False
    for token in reading.among(found.object_start + 2, found.object_stop):
        verb = token.word.verb
        if verb is None or verb.kind not in _SET_UP:
            continue
        before = reading.text[found.object_start : token.start]
        if any(name in before for name in bodies()):
            return bool(reading.heads(token.stop, found.object_stop) & SEEN)
    return False


def _carries_out(reading: Reading, found: Predicate) -> bool:
    """Whether a light verb has another as its object: 进行|督导督办, 进行全面梳理; 进行|学习 can mean anything."""
    words = reading.among(found.object_start, found.object_stop)
    if found.verb.word not in _LIGHT or not words or words[-1].stop != found.object_stop:
        return False
    if words[-1].word.text in _TALKED or found.object_stop - found.object_start > _SHORT:
        return False
    acts = [word.word for word in words if word.word.verb is not None]
    return words[-1].word.verb is not None and any(
        act.head == "inspection"
        or (act.verb.kind in _CARRIED_OUT and act.verb.strength not in ("numbered", "nonmeasure"))
        for act in acts
        if act.verb is not None
    )


def _invites(reading: Reading, found: Predicate) -> bool:
    """Whether people are invited to something that they do: 邀请|专家学者讲国情, not 邀请|群众."""
    if found.verb.word not in _INVITING:
        return False
    return _INVITED_TO.search(reading.text, found.object_start + 2, found.object_stop) is not None
