"""Passages: find the stretches of a clause whose verbs tell of no act, however they look.

What a preposition closes with a noun of standard (按照规范一批、取消一批的原则), what is enumerated
(历经征集榜单、评审发布等阶段) and what is turned into something else (将整治形式主义作为重点) is said about
an act, it is none.
"""

from __future__ import annotations

import re

Span = tuple[int, int]

_STANDARD = re.compile(
    r"(?:按照|根据|本着|遵循|秉持|秉承|围绕|紧扣|紧盯|聚焦|对照|对标|依据|锚定|按(?=“))"
    r"(?:(?!开展|举办|召开|制定|印发|打造|推出|建立|组织|实施|设立|成立|选派|举行|出台)[^，,。;；]){0,60}?"
    r"(?:原则|要求|思路|部署|方针|理念|精神|安排|目标|主题|标准|步骤|流程|规律|导向|任务)(?![\u4e00-\u9fff]{0,3}清单)"
)
_ENUMERATED = re.compile(r"(?:历经|经历|囊括|涵盖|包括|包含)(?!了?\d)[^，,。;；]*")
# 将 A 作为 B: A is what is turned, and 将 speaks of no future.
_TURNED = re.compile(
    r"[把将](?![军来士要近于])(?P<what>[^，,。;；]{2,80}?)"
    r"(?:作为|视为|视作|看作|当作|当成|列为|列入|纳入|融入|贯穿|摆在|放在|落实到|落到|体现在|转化为|确定为)"
)


def passages(text: str, start: int, stop: int) -> list[Span]:
    """The stretches of the clause `[start, stop)` that hold no act, by start.

    >>> text = "按照规范一批、取消一批的原则整合工作群"
    >>> [text[low:high] for low, high in passages(text, 0, len(text))]
    ['按照规范一批、取消一批的原则']
    """
    found = [match.span() for pattern in (_STANDARD, _ENUMERATED) for match in pattern.finditer(text, start, stop)]
    return sorted([*found, *turned(text, start, stop)])


def turned(text: str, start: int, stop: int) -> list[Span]:
    """What 把 or 将 turns into something else, with the 把 or 将.

    >>> turned("将整治形式主义作为切入点", 0, 12)
    [(0, 7)]
    """
    return [(match.start(), match.end("what")) for match in _TURNED.finditer(text, start, stop)]
