"""Passing: find what a text says of a theme only in passing, so that its terms there weigh less.

A term may stand in homage (以…为指导), in a frame of another act (在乡村振兴等工作中), in what something is
counted towards (纳入考核), among the examples of a list (政策宣讲、走访慰问等), inside a quoted name, or
in the name of an office (区农业农村局). Each of these has its share of the weight.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from etl.lexicon.initials import Sought

HOMAGE = 0.35  # 以…为指导, 为…提供保障: said of everything
FRAME = 0.4  # 在疫情防控工作中表现优秀: the act is another one
TOWARDS = 0.6  # 纳入年度考核: the act is what is counted
LISTED = 0.6  # one of several examples; two of them make the theme again
QUOTED = 0.5  # “玉韵清廉” is the name of something, and a part of a name says little
OFFICE = 0.0  # 县城市管理局 is an office
TOPIC = 0.6  # said in passing, what the title says already

RHETORIC = Sought(
    r"以[^，。；,;]{2,60}为(?:指导|引领|统领|遵循|根本遵循|目标|目的)|全面贯彻(?:落实)?[^，。；,;]{2,40}精神"
    r"|在[^，。；,;]{2,40}的同时|(?:按照|根据)[^，。；,;]{2,60}|为[^，。；,;]{2,50}(?:提供|注入|贡献|奠定|作出)[^，。；,;]*|不断营造[^。；;]*"
    r"|(?<![\u4e00-\u9fff])为了?(?:推动|促进|充分|进一步|深入|更好|切实|扎实|有效|全面|持续|强化|加强|增强|提升|提高|丰富|落实)[^，。；,;]{2,60}"
    r"|(?:围绕|紧扣|聚焦|紧盯|锚定)[^，。；,;]{2,60}(?=[，,])"
)
FRAMES = Sought(
    r"(?<!存)在[^，。；：,;:在]{2,40}(?:工作|斗争|任务|建设|行动|活动|过程|实践|大局|领域|方面)(?:中|里|上|面前)?(?=[^，。；：、的])"
    r"|由[^，。；：,;:由]{2,60}(?:担任|组成|兼任)|(?:通过|采取|采用)[^，。；：,;:]{2,60}等(?:多种)?(?:形式|方式|途径|手段|方法)"
)
COUNTED = Sought(r"(?:纳入|列入|作为|列为)[^，。；：,;:]{2,40}?(?:内容|依据|体系|范围|指标|参考|计划)")
LIST = Sought(r"(?:、[^，。；：、,;:]{2,10})+等(?!级)|(?:、[^，。；：、,;:]{2,8}){2,}")  # behind the first of them
FIRST = re.compile(r"[^，。；：、,;:]{2,24}$")
QUOTE = Sought(r"“[^”]{2,20}”|「[^」]{2,20}」|《[^》]{4,40}》")
OFFICES = Sought(
    r"[省市区县州盟旗][\u4e00-\u9fff]{2,10}?(?:局|厅|委员会|(?<![党工团纪省市县区常支])委(?=[、，。；等和机])|政务服务中心|卫生院|供销社)"
)

Span = tuple[int, int]


class Passing(NamedTuple):
    """The stretches of one text that take weight from the terms inside them."""

    title: str
    shares: tuple[tuple[float, tuple[Span, ...]], ...]
    quotes: tuple[Span, ...]

    def share(self, term: str, start: int, stop: int) -> float:
        """What is left of a term's weight at this place."""
        left = 1.0
        for share, spans in self.shares:
            if stop <= _holding(spans, start)[1]:
                left *= share
        low, high = _holding(self.quotes, start)
        if low + 1 < start and stop < high:
            left *= QUOTED
        return left * TOPIC if left < 1 and term in self.title else left


def passing(text: str, title: str) -> Passing:
    """What a text says in passing; `title` is the document's, and its topic speaks for no paragraph in passing.

    >>> passing("在乡村振兴工作中当先锋", "").share("乡村振兴", 1, 5)
    0.4
    """
    found = [(HOMAGE, RHETORIC), (FRAME, FRAMES), (TOWARDS, COUNTED), (OFFICE, OFFICES)]
    shares = [(share, _spans(pattern, text)) for share, pattern in found]
    return Passing(title, (*shares, (LISTED, _lists(text))), _spans(QUOTE, text))


def _lists(text: str) -> tuple[Span, ...]:
    """The lists of a text, from the clause that their first item closes."""
    firsts = [(FIRST.search(text, max(rest.start() - 24, 0), rest.start()), rest) for rest in LIST.matches(text)]
    return tuple((first.start(), rest.end()) for first, rest in firsts if first)


def _spans(pattern: Sought, text: str) -> tuple[Span, ...]:
    return tuple([match.span() for match in pattern.matches(text)])


def _holding(spans: tuple[Span, ...], at: int) -> Span:
    """The last of some disjoint spans that starts at or before a place, or an empty one."""
    index = bisect_right(spans, at, key=lambda span: span[0])
    return spans[index - 1] if index else (0, 0)
