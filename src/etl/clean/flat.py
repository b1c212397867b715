"""Flat: cut a whole report that was stored as one line where its line breaks became blanks."""

from __future__ import annotations

import re

LONG = 300  # a shorter line is a paragraph, whatever blanks it holds
FEWEST = 3  # such places make a report: one blank after a stop may be a slip

_HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
_MARKER = rf"(?:{_HAN_NUMBER}、|\({_HAN_NUMBER}\)|\d{{1,2}}[.、](?!\d)|第{_HAN_NUMBER}[章节,、]|[●■◆★◎])"
# After a sentence, or before a numbered heading.
_BREAK = re.compile(rf"(?:(?<=[。!?;”)]) ++|(?<! ) ++(?={_MARKER}))")
# A numbered heading up to the blank that ends it.
_HEADING = re.compile(rf"(?:^| ){_MARKER} ?[^ 。,;!?]{{2,40}} ++")
_STOP = re.compile("[,。;!?]")
_TOKEN = re.compile(r"([^ ]+)( +)(?=[^ ])")


def flat_breaks(twin: str) -> list[int]:
    """Where the lines of such a report begin (offsets in its shadow); nothing for a line that is no report.

    >>> line = (
    ...     "某县抓实机关党建 今年以来,各支部"
    ...     + "认真落实" * 80
    ...     + "。 一、抓学习 全县开展培训。 二、抓支部 全县开展整顿。"
    ... )
    >>> [line[at : at + 4] for at in flat_breaks(line)]
    ['今年以来', '一、抓学', '全县开展', '二、抓支', '全县开展']
    """
    if len(twin) < LONG or " " not in twin:
        return []
    inner = {found.end() for found in (*_BREAK.finditer(twin), *_HEADING.finditer(twin))}
    if len(inner) < FEWEST:
        return []
    return sorted((inner | _head_breaks(twin)) - {0, len(twin)})


def _head_breaks(twin: str) -> set[int]:
    """The borders of what stands above the prose: title, date, source."""
    breaks: set[int] = set()
    at = 0
    while (token := _TOKEN.match(twin, at)) and len(token[1]) <= 60 and not _STOP.search(token[1]):
        at = token.end()
        if len(token[1]) >= 4 and not token[1].endswith((":", "、")):
            breaks.add(at)
    return breaks
