"""Documents: find the titles that a text names, and which of them the organ itself issued.

A title in 《》 is always a document; it is a programme too when what stands before it issues it
(印发《…实施方案》) and it is not the law of the Party or the State. Papers that are issued without
title marks (制定模范机关创建量化评价体系) are found behind the same verbs.
"""

from __future__ import annotations

import re
from functools import cache

from etl.extract.findings import Name
from etl.extract.keys import key
from etl.extract.programmes import CLAUSE, outermost
from etl.extract.quotes import Quote, quotes
from etl.lexicon.tables import column

NATIONAL = re.compile(r"^[〈<]?(?:中国共产党|中共中央|中华人民共和国|中央|国务院|习近平|党章|宪法)")
OWN = re.compile(r"(?:细则|实施办法|实施方案|措施|若干规定|工作方案|实施意见|要点|清单|台账)$")
ABOVE = re.compile(r"(?:党中央|中共中央|中央[办组宣纪]?|国务院|中办|国办|全国人大)[\u4e00-\u9fff]{0,6}$")
SHORTEST = 6  # 《条例》, 《实施意见》 say nothing of which
REST = re.compile(f"[^{CLAUSE}]{{0,120}}")
PAPER = re.compile(r"[\u4e00-\u9fffA-Za-z0-9()（）]{5,28}")
PAPERS = re.compile(r"(?:[\u4e00-\u9fff]|\d)*?(?:文件|规章|规定|制度|配套)")  # 等一系列制度文件, 等32项制度
SOME_PAPERS = re.compile("等" + PAPERS.pattern)
COMMON = re.compile(r"[的了]|一系列|有关|相关|各项|若干|具体|不同|等")


def documents(text: str) -> list[Name]:
    """The titles in 《》 (type document) and the papers issued in a list of several (type programme), by start.

    Spans hold the name without its marks; a title that the organ issued is there under both types.

    >>> [(name.type, name.normal) for name in documents("先后印发《机关党建工作要点》,学习《求是》。")]
    [('document', '机关党建工作要点'), ('programme', '机关党建工作要点'), ('document', '求是')]
    """
    out: list[Name] = []
    titles = [mark for mark in quotes(text) if mark.kind == "title"]
    reach = 0
    for title, lead, tail in _leads(text, titles):
        inside, reach = title.stop <= reach, max(reach, title.stop)
        inner = title.inner(text)
        if not inner.strip():
            continue
        out.append(_named(title.start + 1, title.stop - 1, "document", inner))
        if not inside and issued(inner, lead, tail):
            out.append(_named(title.start + 1, title.stop - 1, "programme", inner))
    return sorted(out + _papers(text), key=lambda name: (name.start, name.type))


def issued(inner: str, lead: str, tail: str = "") -> bool:
    """Whether the words before a title, or the column or series behind it, say that the organ issues it."""
    if len(key(inner)) < SHORTEST and not _shows().match(tail):
        return False
    if NATIONAL.match(inner) and not OWN.search(inner):
        return False
    if ABOVE.search(re.split(_issuing(), lead, maxsplit=1)[0]):
        return False
    return bool(_before().search(lead) or _shows().match(tail))


def _leads(text: str, titles: list[Quote]) -> list[tuple[Quote, str, str]]:
    """Each title with what stands before the list that it is in, back to the clause's start, and behind it."""
    out: list[tuple[Quote, str, str]] = []
    lead = ""
    last: Quote | None = None
    for title in titles:
        joined = last is not None and text[last.stop : title.start].strip() in {"", "、", "和", "与", "及", "以及"}
        if not joined:
            lead = re.split(f"[{CLAUSE}]", text[max(0, title.start - 30) : title.start])[-1]
        out.append((title, lead, text[title.stop : title.stop + 8]))
        if last is None or title.stop > last.stop:
            last = title
    return out


def _papers(text: str) -> list[Name]:
    """Papers that an issuing verb governs without title marks, and the members of their list."""
    if "、" not in text or not SOME_PAPERS.search(text):
        return []
    taken = [(mark.start, mark.stop) for mark in outermost(text)]
    out = []
    for match in _issuing().finditer(text):
        clause = REST.match(text, match.end())
        for start, end in _members(text, match.end(), clause.end() if clause else match.end()):
            if not any(start < high and low < end for low, high in taken):
                out.append(_named(start, end, "programme", text[start:end]))
    return list({(name.start, name.stop): name for name in out}.values())


def _members(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """The members of a list of papers (…、…等制度文件) that carry a name of their own; a common phrase is none."""
    cut = re.search("等(?!级)", text[start:stop])
    if cut is None or "、" not in text[start : start + cut.start()]:
        return []
    if not PAPERS.match(text, start + cut.end()):
        return []
    stop = start + cut.start()
    out = []
    at = start
    for piece in re.split("(、|以及)", text[start:stop]):
        body = piece.lstrip("了过")
        begin = at + len(piece) - len(body)
        if _papery().search(body) and PAPER.fullmatch(body) and not COMMON.search(body) and len(body) > SHORTEST + 1:
            out.append((begin, begin + len(body)))
        at += len(piece)
    return out


def _named(start: int, stop: int, type_: str, inner: str) -> Name:
    return Name(start, stop, type_, key(inner), None, "document")


@cache
def _issuing() -> re.Pattern[str]:
    """The last issuing verb of a chain: 制定修改印发."""
    words = "|".join(sorted(column("programmes", "word", role="issue"), key=lambda word: (-len(word), word)))
    return re.compile(rf"(?:{words})(?!(?:{words}))")


@cache
def _before() -> re.Pattern[str]:
    """An issuing verb with at most a few words of the noun kind between it and the title."""
    verbs = "|".join(column("programmes", "word", role="issue") + column("programmes", "word", role="publish"))
    return re.compile(rf"(?:{verbs})了?[^贯彻落实学习按照根据]{{0,10}}$")


@cache
def _papery() -> re.Pattern[str]:
    words = sorted(column("programmes", "word", role="papers"), key=lambda word: (-len(word), word))
    return re.compile(f"(?:{'|'.join(words)})$")


@cache
def _shows() -> re.Pattern[str]:
    """A series or column that the organ runs: 《微党课》栏目."""
    return re.compile(r"(?:系列)?(?:栏目|专栏|专刊|微党课|微视频|专题片|宣传片|情景剧|节目|直播)")
