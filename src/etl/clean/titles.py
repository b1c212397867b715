"""Titles: find the title above an article's first prose, and what stands over and under it."""

from __future__ import annotations

import re

from etl.clean.lines import Line
from etl.clean.sheet import Sheet, numbered, signs
from etl.lexicon.metadata import names


def page_title(sheet: Sheet) -> None:
    """The line that the page's head repeats, wherever the page shows it above the prose."""
    head = next((line for line in sheet.lines if line.tag == "title"), None)
    if head is None:
        return
    first = next((at for at, line in enumerate(sheet.lines) if line.main), 0)
    said = _squeezed(head)
    shown = [at for at in range(first + 3) if at < len(sheet.lines) and _shows(sheet.lines[at], said)]
    most = max((len(_squeezed(sheet.lines[at])) for at in shown), default=0)
    for again, at in enumerate([at for at in shown if len(_squeezed(sheet.lines[at])) == most]):
        sheet.put(at, "metadata", "title-again" if again else "title")


def _shows(line: Line, said: str) -> bool:
    words = _squeezed(line)
    if line.tag == "title" or not 6 <= len(line) <= 90 or line.link_share >= 0.9 or words not in said:
        return False
    return not _AFTER_TITLE.search(said[: said.index(words)])


# What stands between a title and the site's name after it: the line that shows the name is no title.
_AFTER_TITLE = re.compile(r".{6,}(?:[_|]|::|--| - )$")


def _squeezed(line: Line) -> str:
    return "".join(line.shadow.split())


_SITE = re.compile(r" ?[_|].*| [-—–] .*|--.*|[-—–][^-—–]{2,14}(?:网|频道|新闻|日报|政府|工委|党建|门户|网站)$")


def cut_title(head: str) -> str | None:
    """A page head's title without the site's name after it.

    >>> cut_title("某市机关党建观察-某某党建网")
    '某市机关党建观察'
    """
    cut = _SITE.sub("", " ".join(head.split()))
    site = len(cut) <= 10 and cut.lower().endswith(names("press")) and cut != head
    return None if site or len(cut) < 4 else cut


def titles(sheet: Sheet) -> None:
    """The title above the first prose, the lines over it and under it."""
    if ("metadata", "title") in sheet.places:
        return
    free = [at for at in range(sheet.top) if sheet.places[at] is None and _titular(sheet.lines[at])]
    if not free:
        return
    title = _title_at(sheet, free)
    if title is None:
        return
    title = _over_subtitle(sheet, title, free)
    first = _title_start(sheet, title, free)
    rule = "banner" if first == title and _BANNER.fullmatch(sheet.lines[title].shadow) else "title"
    for at in range(first, title + 1):
        sheet.put(at, "metadata", rule)
    _around_title(sheet, first, title, free)


# A newspaper's campaign over the page: 奋进新征程 建功新时代 非凡十年. The article's own title may stand
# under the lead; see `displaced`.
_BANNER = re.compile(r"[^ ,。:;]{3,10}(?: {1,2}[^ ,。:;]{3,10}){2,4}")


def displaced(sheet: Sheet) -> str | None:
    """The title that a newspaper set under its lead: two headings in a row right over the one numbered 1."""
    heads = [at for at, place in enumerate(sheet.places) if place and place.kind == "heading"]
    for first, second, third in zip(heads, heads[1:], heads[2:], strict=False):
        if third - first == 2 and re.match(r"(?:1|一)(?:[ .、])", sheet.lines[third].shadow):
            pair = sheet.lines[first], sheet.lines[second]
            return None if any(map(numbered, pair)) else " ".join(line.text for line in pair)
    return None


def _title_at(sheet: Sheet, free: list[int]) -> int | None:
    """The page's h1; else the line above the dateline, under a masthead the one below it; else the first line."""
    headed = [at for at in free if sheet.lines[at].tag == "h1"]
    if headed:
        return headed[0]
    if not any(at < sheet.top for at in sheet.readings):
        return free[0] if free[0] == _first_free(sheet) else None
    dateline = _first_dateline(sheet)
    above = [at for at in free if at < dateline and not signs(sheet.lines[at])]
    below = [at for at in free if at > dateline and not signs(sheet.lines[at])]
    if above and _MASTHEAD.fullmatch(sheet.lines[above[-1]].shadow) and below:
        sheet.put(above[-1], "metadata", "masthead")
        return below[0]
    return next(iter([*reversed(above), *below]), None)


_MASTHEAD = re.compile("[^,。;:]{2,20}(?:简报|快报|动态|专报|通讯|内参|月报|周报|信息|交流|参阅|工作)")


def _title_start(sheet: Sheet, title: int, free: list[int]) -> int:
    """The first line of a title that was set in several: 某某局 / 关于印发《…》 / 的通知."""
    first = title
    while first - 1 in free and (
        sheet.lines[first].shadow.startswith(("关于", "的", "》", "”"))
        or _left_open(sheet.lines[first - 1].shadow)
        or (bool(sheet.readings) and first == title and _runs_over(sheet.lines[first - 1], sheet.lines[first]))
    ):
        first -= 1
    return first


def _runs_over(line: Line, after: Line) -> bool:
    """Whether a title's first line is full and its second the rest: the first is the longer one."""
    return 12 <= len(line) <= 40 and 4 <= len(after) < len(line) and not signs(line) and "——" not in after.shadow


def _left_open(shadow: str) -> bool:
    return any(shadow.count(left) > shadow.count(right) for left, right in ("《》", "“”", "()"))


def _first_dateline(sheet: Sheet) -> int:
    return min(at for at in sheet.readings if at < sheet.top)


def _first_free(sheet: Sheet) -> int:
    return next(at for at, place in enumerate(sheet.places) if place is None)


def _over_subtitle(sheet: Sheet, title: int, free: list[int]) -> int:
    """The line above, where the one chosen is a subtitle: ——以某市为例."""
    before = [at for at in free if at < title]
    return before[-1] if before and _SUBTITLE.match(sheet.lines[title].shadow) else title


_SUBTITLE = re.compile(r"[-—─~]{1,3}|\((?:之|上|下|节选|摘要)")
_NOT_TITLE = re.compile(
    r".*[。,;:、的了和与及]$|\([^()]*\)$|(?:(?:19|20)\d{2}年\d{1,2}月\d{1,2}日|第[一二三四五六七八九十百\d]+[章节条编]|\d{1,2}[.、]"
    r"|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\))"
)


def _titular(line: Line) -> bool:
    """Whether a line can be a title: short, and no sentence, salutation or numbered heading."""
    return 4 <= len(line) <= 80 and "。" not in line.shadow and not _NOT_TITLE.match(line.shadow)


def _around_title(sheet: Sheet, first: int, title: int, free: list[int]) -> None:
    """Under the title its other half, a subtitle, or who signs; over it a kicker where a dateline shows a head."""
    said = bool(sheet.readings) and any(at < sheet.top for at in sheet.readings)
    last = max((at for at in sheet.readings if at < sheet.top), default=-1)
    for at in free:
        twin = sheet.lines[at].shadow
        if at < first and first - at <= 2 and said:
            sheet.put(at, "metadata", "kicker")
        elif at > title and (_SUBTITLE.match(twin) or (at < last and not signs(sheet.lines[at]))):
            sheet.put(at, "metadata", "subtitle")


def bylines(sheet: Sheet) -> None:
    """An organ's or a person's name alone between title and prose."""
    head = next(
        (at for at, place in enumerate(sheet.places) if place in {("metadata", "title"), ("metadata", "banner")}), None
    )
    if head is None and not any(at < sheet.top for at in sheet.readings):
        return
    for at in range((head or 0), sheet.top):
        if sheet.places[at] is None and signs(sheet.lines[at]):
            sheet.put(at, "metadata", "byline")
