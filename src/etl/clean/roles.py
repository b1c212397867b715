"""Roles: give every line of a page its one place: body, heading, caption, or removed by a named rule.

Named rules come first; then what only the surroundings tell: which part of the page a line stands in,
and what stands next to it. In doubt a line is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from etl.clean.lines import Line
from etl.clean.metadata import Reading, read_line
from etl.lexicon.furniture import Furniture, Rule, furniture
from etl.lexicon.metadata import is_organ, is_people

KEPT = frozenset({"body", "heading", "caption"})


class Place(NamedTuple):
    """Where a line goes: a block's kind or the kind of what is removed, and the rule that says so."""

    kind: str
    rule: str


@dataclass
class Sheet:
    """The lines of one page while their places are being found; `places[i]` is that of `lines[i]`.

    The article's prose runs from `top` to `tail` (indices, half-open).
    """

    lines: Sequence[Line]
    extra: tuple[Rule, ...] = ()
    places: list[Place | None] = field(default_factory=list)
    readings: dict[int, Reading] = field(default_factory=dict)
    rules: dict[int, Rule] = field(default_factory=dict)
    top: int = 0
    tail: int = 0

    def part(self, at: int) -> str:
        """The part of the page in which line `at` stands: top, middle or tail."""
        return "top" if at < self.top else "tail" if at >= self.tail else "middle"

    def put(self, at: int, kind: str, rule: str) -> None:
        """Give line `at` its place, unless it has one."""
        if self.places[at] is None:
            self.places[at] = Place(kind, rule)


def placed(lines: Sequence[Line], extra: tuple[Rule, ...] = ()) -> Sheet:
    """The page's lines with the place of each; `extra` are the rules of the page's source."""
    sheet = Sheet(lines, extra, [None] * len(lines))
    for step in (_unseen, _outside, _bounds, _named, _related, _menus, _titles, _bylines, _between, _kept):
        step(sheet)
    return sheet


def _unseen(sheet: Sheet) -> None:
    """Lines of control and zero-width characters, and spam, wherever they stand."""
    for at, line in enumerate(sheet.lines):
        if not line.seen:
            sheet.put(at, "chrome", "unseen")
        elif line.spam:
            sheet.put(at, "spam", "search-spam")


def _outside(sheet: Sheet) -> None:
    """What the page's reader does not count as main text; its head and h1 are the title's business."""
    if not any(line.main for line in sheet.lines):
        return
    for at, line in enumerate(sheet.lines):
        if line.main:
            continue
        if line.tag == "title":
            sheet.put(at, "metadata", "page-title")
        elif line.tag != "h1" and not _reads(line):
            found = furniture(sheet.extra)["closed"].match(line.shadow, clued=line.clued)
            sheet.put(at, *((found.kind, found.name) if found else ("chrome", "outside-main")))


def _reads(line: Line) -> bool:
    """Whether a line outside the main text may still be the article's dateline."""
    reading = read_line(line.shadow, "top")
    return reading is not None and reading.kind == "metadata" and line.link_share < 0.9


def _bounds(sheet: Sheet) -> None:
    """Find the prose: from the first line that only an article holds to the last one before the page's foot."""
    rules = furniture(sheet.extra)["closed"]
    anchors = [at for at, line in enumerate(sheet.lines) if _anchors(sheet, at, line, rules)]
    if not anchors:
        sheet.top = sheet.tail = len(sheet.lines)
        return
    sheet.top = anchors[0]
    sheet.tail = anchors[-1] + 1
    prose = sum(len(sheet.lines[at]) for at in anchors)
    _shorten(sheet, anchors, prose)


def _anchors(sheet: Sheet, at: int, line: Line, rules: Furniture) -> bool:
    if sheet.places[at] is not None or line.main is False or not line.prose:
        return False
    if len(line) > 120 and not line.clued:
        return True
    return (
        not rules.match(line.shadow, clued=line.clued)
        and read_line(line.shadow, "tail", clued=line.clued) is None
        and not _captioned(sheet, at)
    )


def _shorten(sheet: Sheet, anchors: list[int], prose: int) -> None:
    """End the prose at a rule that closes the article, where less than a tenth of the prose stands below it."""
    rules = furniture(sheet.extra)["tail"]
    below = 0
    for last, at in zip(reversed(anchors), [*reversed(anchors[:-1]), -1], strict=True):
        below += len(sheet.lines[last])
        if below > prose / 10:
            return
        between = sheet.lines[at + 1 : last]
        if at >= 0 and any(_closes(line, rules) for line in between):
            sheet.tail = at + 1


def _closes(line: Line, rules: Furniture) -> bool:
    found = rules.match(line.shadow, clued=line.clued)
    return bool(found and found.closes)


_DAY_LED = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日[,，]|(?:近日|日前|图为|▲|△|图[\d一二三:])")
_SENTENCE_END = re.compile("[。!?]")


def _captioned(sheet: Sheet, at: int) -> bool:
    """Whether a short sentence is a picture's caption because the byline only comes after it."""
    line = sheet.lines[at]
    if at > 8 or len(line) > 90 or not _DAY_LED.match(line.shadow) or len(_SENTENCE_END.findall(line.shadow)) > 1:
        return False
    after = [near for near in sheet.lines[at + 1 : at + 4] if not _DAY_LED.match(near.shadow)]
    reading = read_line(after[0].shadow, "top") if after else None
    return reading is not None and reading.kind == "metadata"


def _named(sheet: Sheet) -> None:
    """The named rules, each in its part of the page; `closed` rules count once the article is closed."""
    tables = furniture(sheet.extra)
    closed = False
    for at, line in enumerate(sheet.lines):
        part = "closed" if closed else sheet.part(at)
        if sheet.places[at] is None:
            _name(sheet, at, line, tables[part])
        place = sheet.places[at]
        rule = sheet.rules.get(at)
        if sheet.part(at) == "tail" and (
            (rule and rule.closes) or (place and place.kind == "credits") or _origin(sheet, at)
        ):
            closed = True


def _origin(sheet: Sheet, at: int) -> bool:
    return at in sheet.readings and any(part.field == "origin" for part in sheet.readings[at].parts)


def _name(sheet: Sheet, at: int, line: Line, rules: Furniture) -> None:
    if len(line) > 120 and not line.clued and sheet.part(at) == "middle":
        return
    reading = read_line(line.shadow, sheet.part(at), clued=line.clued)
    if reading is not None and not _signature(sheet, at, reading):
        sheet.readings[at] = reading
        sheet.put(at, reading.kind, reading.rule)
        return
    found = rules.match(line.shadow, clued=line.clued)
    if found:
        sheet.rules[at] = found
        sheet.put(at, found.kind, found.name)


def _signature(sheet: Sheet, at: int, reading: Reading) -> bool:
    """A bare date, or an organ and a date, after the prose signs a document: it is part of it."""
    told = {part.field for part in reading.parts}
    return (
        sheet.part(at) != "top"
        and reading.rule == "dateline"
        and told <= {"published", "byline", "blank"}
        and (":" not in sheet.lines[at].shadow)
    )


def _related(sheet: Sheet) -> None:
    """The titles under 相关阅读 and its like: to the page's end, or to the next line that is prose."""
    kind = None
    for at, line in enumerate(sheet.lines):
        rule = sheet.rules.get(at)
        if rule and rule.opens:
            kind = rule.opens
        elif (kind and sheet.part(at) == "middle" and (line.prose or _numbered(line))) or (
            kind and sheet.part(at) == "tail" and line.prose and len(line) > 60
        ):
            kind = None
        elif kind:
            sheet.put(at, kind, "under-related")


def _menus(sheet: Sheet) -> None:
    """Short lines above the page's path, which stands above every title."""
    crumbs = [at for at, rule in sheet.rules.items() if rule.navigates and at < sheet.top]
    for at in range(max(crumbs, default=0)):
        if len(sheet.lines[at]) <= 40 and not sheet.lines[at].prose and sheet.lines[at].tag != "h1":
            sheet.put(at, "chrome", "above-path")


def _titles(sheet: Sheet) -> None:
    """The title above the first prose, the lines over it and under it."""
    free = [at for at in range(sheet.top) if sheet.places[at] is None and _titular(sheet.lines[at])]
    if not free:
        return
    headed = [at for at in free if sheet.lines[at].tag == "h1"]
    lines = [at for at in sheet.readings if at < sheet.top]
    above = [at for at in free if lines and at < _first_dateline(sheet) and not _signs(sheet.lines[at])]
    title = headed[0] if headed else above[-1] if above else free[0]
    if not headed and not lines and title != _first_free(sheet):
        return
    title = _over_subtitle(sheet, title, free)
    sheet.put(title, "metadata", "title")
    _around_title(sheet, title, free)


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
    r".*[。,;:、]$|(?:(?:19|20)\d{2}年\d{1,2}月\d{1,2}日|第[一二三四五六七八九十百\d]+[章节条编]|\d{1,2}[.、]"
    r"|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\))"
)


def _titular(line: Line) -> bool:
    """Whether a line can be a title: short, and no sentence, salutation or numbered heading."""
    return 4 <= len(line) <= 80 and "。" not in line.shadow and not _NOT_TITLE.match(line.shadow)


def _around_title(sheet: Sheet, title: int, free: list[int]) -> None:
    """Under the title its other half, a subtitle, or who signs; over it a kicker where a dateline shows a head."""
    said = bool(sheet.readings) and any(at < sheet.top for at in sheet.readings)
    last = max((at for at in sheet.readings if at < sheet.top), default=-1)
    for at in free:
        twin = sheet.lines[at].shadow
        if at < title and title - at <= 2 and said:
            sheet.put(at, "metadata", "kicker")
        elif at > title and (_SUBTITLE.match(twin) or (at < last and not _signs(sheet.lines[at]))):
            sheet.put(at, "metadata", "subtitle")


def _signs(line: Line) -> bool:
    """Whether a line is nothing but the name of who wrote it."""
    return is_organ(line.shadow) or is_people(line.shadow)


def _bylines(sheet: Sheet) -> None:
    """An organ's or a person's name alone between title and prose."""
    head = next((at for at, place in enumerate(sheet.places) if place == ("metadata", "title")), None)
    if head is None and not any(at < sheet.top for at in sheet.readings):
        return
    for at in range((head or 0), sheet.top):
        if sheet.places[at] is None and _signs(sheet.lines[at]):
            sheet.put(at, "metadata", "byline")


def _between(sheet: Sheet) -> None:
    """Short lines without a stop after the article is closed, and before its title."""
    closed = [at for at in range(sheet.tail, len(sheet.lines)) if _shuts(sheet, at)]
    for at in range(min(closed, default=len(sheet.lines)), len(sheet.lines)):
        if not sheet.lines[at].prose and len(sheet.lines[at]) <= 60:
            sheet.put(at, "chrome", "after-closing")


def _shuts(sheet: Sheet, at: int) -> bool:
    rule = sheet.rules.get(at)
    return bool(rule and rule.closes)


_NUMBERED = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,4}[章节编部分]{1,2}|[一二三四五六七八九十]{1,3}[、.]"
    r"|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}(?:[.、](?!\d)| )|[①-⑳◎●■◆▲★※])"
)


def _numbered(line: Line) -> bool:
    return bool(_NUMBERED.match(line.shadow))


_CAPTION = re.compile(
    r"(?:▲|△|↑|↓|←|→|图为|上图|下图|左图|右图|资料图|图片说明|图\d{1,2}[ :.]|图[:一二三四五六七八九十]).{0,120}"
    r"|.{0,90}(?:[^,。;:]{2,12} ?(?:/?摄)|供图|(?:图片|照片|本版图|资料图|题图).{0,30}(?:提供|摄|来自|来源.{0,20}))[\])。]{0,2}"
    r"|\((?:本版)?(?:图片|照片|图|文图)[^。]{0,60}\)"
)


def _kept(sheet: Sheet) -> None:
    """What remains: captions, headings, and body."""
    for at, line in enumerate(sheet.lines):
        if sheet.places[at] is not None:
            continue
        if len(line) <= 130 and (_CAPTION.fullmatch(line.shadow) or _captioned(sheet, at)):
            sheet.put(at, "caption", "caption")
        elif _heads(sheet, at, line):
            sheet.put(at, "heading", "heading")
        else:
            sheet.put(at, "body", "body")
    _day_captions(sheet)


_NO_HEADING_END = re.compile(r".*[。,;:、!…]$|.*[一二三四五六七八九十〇\d]日$")


def _heads(sheet: Sheet, at: int, line: Line) -> bool:
    """A short line without a stop, over prose that follows."""
    if line.tag in {"h2", "h3", "h4", "h5", "h6"} and len(line) <= 80:
        return True
    if len(line) > 46 or _NO_HEADING_END.match(line.shadow) or line.glued or not re.search("[一-鿿]{2}", line.shadow):
        return False
    if at >= sheet.tail or line.tag in {"td", "th"}:
        return False
    return not line.shadow.count("。")


def _day_captions(sheet: Sheet) -> None:
    """In a newspaper's long columns, a lone sentence that begins with a day belongs to a picture."""
    bodies = sorted(len(sheet.lines[at]) for at, place in enumerate(sheet.places) if place and place.kind == "body")
    if len(bodies) < 3 or bodies[len(bodies) * 2 // 3] < 200:
        return
    led = [at for at, line in enumerate(sheet.lines) if _is_day_caption(sheet, at, line)]
    if len(led) > 4:
        return  # a chronicle
    for at in led:
        sheet.places[at] = Place("caption", "day-led-sentence")
        if at and _told_again(sheet.lines[at - 1], sheet.lines[at]) and sheet.places[at - 1] == ("heading", "heading"):
            sheet.places[at - 1] = Place("caption", "caption-title")


def _is_day_caption(sheet: Sheet, at: int, line: Line) -> bool:
    place = sheet.places[at]
    return bool(
        place
        and place.kind == "body"
        and len(line) <= 60
        and re.match(r"\d{1,2}月\d{1,2}日,", line.shadow)
        and len(_SENTENCE_END.findall(line.shadow)) <= 1
    )


def _told_again(title: Line, sentence: Line) -> bool:
    """Whether the short line above says in other words what the caption says."""
    told = set(title.shadow)
    return len(title) <= 24 and len(told & set(sentence.shadow)) >= 0.8 * len(told)
