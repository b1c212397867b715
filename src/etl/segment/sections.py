"""Sections: part a paragraph at its run-in headings and at its points.

A run-in heading (lead) is a short first sentence that announces what follows: 筑牢政治忠诚。 It reports
nothing: no number, no title, no time, no speech, no result. When in doubt there is no lead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from etl.records import Section
from etl.segment.markers import FAMILIES, opening_marker, points
from etl.text import Range

HEADING_FAMILIES = frozenset(family.name for family in FAMILIES if family.rank is not None)
SHORTEST = 5  # characters of a lead
LONGEST = 25  # of a lead without a marker, its stop included
LONGEST_INNER = 20  # of one in the middle of a paragraph
LONGEST_POINT = 34  # behind 一是 or 第一，
LONGEST_NUMBERED = 60  # behind a heading's number: （一）以……为主线，着力解决……问题。
# What a lead announces is longer than the lead itself.
FOLLOWING = 1.5

ONCE = re.compile(r"(?<![第每])一[次场期堂轮]")  # 1.开展一次集体学习。: no count, but what is announced
QUOTED = re.compile(r"“[^”]*”|「[^」]*」|‘[^’]*’")
# A sentence that holds one of these reports: a number, a title, a result, a time, speech.
REPORTS = re.compile(
    r"\d|《|[：:]|——|了(?!解)|[百千万亿余](?=[名个人次元场项条家])|[一二两三四五六七八九十几多][名人次场期家件]"
    r"|^(?:据|会上|会议|日前|近日|随后|此外|同时|其中|截至|目前|当前|近[一二三几两]?年|[今去本每]年|多年)"
    r"|以来|期间|之际|指出|强调|表示|认为|介绍|要求[，,全各]|[荣喜]?获[得评]?[^取]{0,6}(?:奖|称号)|受到|参加|出席|召开|举行"
)
# Its own subject in front makes a report of it: 市直机关工委高度重视。我市机关党建走在前列。
SUBJECT = re.compile(
    r"[我本该各这那此其他她它你您]|国家|国务院|全[省市区县州校院局体]"
    r"|[\u4e00-\u9fd5]{0,10}(?:工委|党组|党委|支部|委员会|人民政府|法院|单位|部门|同志|书记|党员|干部|群众)"
    r"(?:[们都也就均]|高度|认真|积极|坚持|始终|带头|主动|充分|严格|普遍|纷纷|设立|负责|组织)"
)
# An argument, a condition or a norm, not a heading; and a heading does not open with a closing mark.
ARGUES = re.compile(
    r"^(?:为[了此]|[在从对由因所但而要应]|通过|随着|按照|根据|特别是|尤其|只有|如果|可以说|第.{1,4}[条款]|[^\w“‘「『])"
    r"|是(?!否)|必须|应当|不得|禁止|依法"
)
BULLET = re.compile(r"\s*(?:[■◆●▲◎★□◇○△※▪•]\s*|(?:—{1,2}|--)\s*|【[^】]{2,24}】\s*)")


def sections(text: str, sentences: Sequence[Range]) -> tuple[Section, ...]:
    """The run-in sections of a body paragraph, from its first lead or marker to its end, without gaps.

    `[start, lead_stop)` is the marker, together with the short sentence that announces the section
    where there is one; for a section without a marker it is that sentence. `sentences` tile the text.

    >>> text = "筑牢政治忠诚。坚持深学笃用,开展读书活动。"
    >>> sections(text, [Range(0, 7), Range(7, 21)])
    (Section(start=0, lead_stop=7, stop=21),)
    """
    marks = _marks(text)
    starts = {**dict.fromkeys(_leads(text, sentences, marks), (0, LONGEST)), **marks}
    borders = [*sorted(starts), len(text)]
    return tuple(
        Section(start, _lead_stop(text, sentences, Range(start, stop), *starts[start]), stop)
        for start, stop in pairwise(borders)
    )


def _marks(text: str) -> dict[int, tuple[int, int]]:
    """Where sections with a marker start: the marker's length, and how long a lead behind it may be."""
    marks = {point.start: (point.stop - point.start, LONGEST_POINT) for point in points(text)}
    opening = opening_marker(text)
    bullet = BULLET.match(text)
    if opening:
        numbered = opening.family in HEADING_FAMILIES
        marks[opening.start] = (opening.stop - opening.start, LONGEST_NUMBERED if numbered else LONGEST_POINT)
    elif bullet:
        marks[0] = (bullet.end(), LONGEST_POINT)
    return marks


def _leads(text: str, sentences: Sequence[Range], marks: Mapping[int, object]) -> list[int]:
    """Where sections start that have no marker: at the first sentence, and at two and more like it further on.

    Without a heading at the front a short sentence further on is no heading: 建立早餐会机制。
    """
    found = [
        one.start
        for one, following in pairwise(sentences)
        if _announces(text[one.start : one.stop], LONGEST_INNER if one.start else LONGEST)
        and not _marked(one, marks)
        and _outweighs(text, following, one)
        and _after_full_stop(text, one.start)
    ]
    first, inner = [0] * (0 in found), [start for start in found if start]
    return first + inner if len(inner) > 1 and (first or 0 in marks) else first


def _lead_stop(text: str, sentences: Sequence[Range], section: Range, marker: int, longest: int) -> int:
    """Where the section's lead ends: behind its announcing sentence, or else behind its marker."""
    start = section.start + marker
    stop = next(one.stop for one in sentences if one.stop > start or one.stop == len(text))
    lead = text[start:stop]
    if not marker:
        return stop
    goes_on = section.stop - stop >= max(len(lead.strip()), 8)
    return stop if goes_on and _announces(lead, longest, marked=True) else start


def _announces(sentence: str, longest: int, *, marked: bool = False) -> bool:
    """Whether a sentence is a heading that was run into its paragraph; a marker in front speaks for it."""
    body = sentence.strip()
    if not (SHORTEST <= len(body) <= longest and body.endswith(("。", "．"))):
        return False
    plain = QUOTED.sub("“”", body)
    if REPORTS.search(ONCE.sub("", plain) if marked else plain):
        return False
    return marked or not (SUBJECT.match(body) or ARGUES.search(body))


def _marked(one: Range, marks: Mapping[int, object]) -> bool:
    return any(one.start <= start < one.stop for start in marks)


def _outweighs(text: str, following: Range, lead: Range) -> bool:
    """Whether what follows is longer than the lead by the factor; a row of slogans announces nothing."""
    rest = len(text) - following.start if lead.start == 0 else following.stop - following.start
    return rest >= FOLLOWING * (lead.stop - lead.start)


def _after_full_stop(text: str, start: int) -> bool:
    before = text[:start].rstrip()
    return not before or before.endswith(("。", "”", "）", ")"))
