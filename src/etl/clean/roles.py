"""Roles: give every line of a page its one place: body, heading, caption, or removed by a named rule.

Named rules come first; then what only the surroundings tell: which part of the page a line stands in,
and what stands next to it. In doubt a line is kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from etl.clean.kept import captioned, kept
from etl.clean.lines import Line
from etl.clean.metadata import Reading, day_of, read_line
from etl.clean.sheet import Sheet, numbered
from etl.clean.titles import bylines, page_title, titles
from etl.lexicon.furniture import Furniture, Rule, furniture

HEAD = 40  # lines within which a page's path stands, menus before it included


def placed(lines: Sequence[Line], extra: tuple[Rule, ...] = ()) -> Sheet:
    """The page's lines with the place of each; `extra` are the rules of the page's source."""
    sheet = Sheet(lines, extra, [None] * len(lines))
    for step in (_unseen, page_title, _outside, _bounds, _named, _related, _menus, titles, bylines, _between, kept):
        step(sheet)
    return sheet


def _unseen(sheet: Sheet) -> None:
    """Lines of control and zero-width characters, and spam, wherever they stand."""
    for at, line in enumerate(sheet.lines):
        if not line.mute and not line.seen:
            sheet.put(at, "chrome", "unseen")
        elif line.spam:
            sheet.put(at, "spam", "search-spam")


def _outside(sheet: Sheet) -> None:
    """What the page's reader does not count as main text; its head and h1 are the title's business."""
    if not any(line.main for line in sheet.lines):
        return
    rules = furniture(sheet.extra)["closed"]
    for at, line in enumerate(sheet.lines):
        if line.main or line.tag == "h1":
            continue
        reading = read_line(line.shadow, "top") if line.link_share < 0.9 else None
        if reading is None and _under_title(sheet, at):
            reading = day_of(line.shadow)
        if reading and reading.kind == "metadata" and _under_title(sheet, at):
            sheet.readings[at] = reading
            sheet.put(at, "metadata", reading.rule)
        elif line.tag == "title":
            sheet.put(at, "metadata", "page-title")
        elif reading is None:
            found = rules.match(line.shadow, line.clues)
            sheet.put(at, *((found.kind, found.name) if found else ("chrome", "outside-main")))
        elif reading.kind != "metadata":
            sheet.put(at, reading.kind, reading.rule)


NEAR_TITLE = 12  # lines below a page's title within which its date and source stand


def _under_title(sheet: Sheet, at: int) -> bool:
    """Whether a line stands between a web page's title and its first main text, and is no link."""
    first = next((near for near, line in enumerate(sheet.lines) if line.main and near != sheet.title), len(sheet.lines))
    title = sheet.title if sheet.title is not None else first - NEAR_TITLE // 2
    return title < at <= min(first, title + NEAR_TITLE) and sheet.lines[at].link_share < 0.5


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
    if len(line.text) > 120 and not line.clued:
        return True
    return (
        line.mute or (not rules.match(line.shadow, line.clues) and read_line(line.shadow, "tail", line.clues) is None)
    ) and not captioned(sheet, at)


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
    found = rules.match(line.shadow, line.clues)
    return bool(found and found.closes)


def _named(sheet: Sheet) -> None:
    """The named rules, each in its part of the page; `closed` rules count once the article is closed."""
    tables = furniture(sheet.extra)
    closed = False
    for at, line in enumerate(sheet.lines):
        if line.mute and sheet.places[at] is None:
            continue
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
    reading = read_line(line.shadow, sheet.part(at), line.clues)
    if reading is not None and not _signature(sheet, at, reading):
        sheet.readings[at] = reading
        sheet.put(at, reading.kind, reading.rule)
        return
    found = rules.match(line.shadow, line.clues)
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
    if not any(rule.opens for rule in sheet.rules.values()):
        return
    for at, line in enumerate(sheet.lines):
        rule = sheet.rules.get(at)
        if rule and rule.opens:
            kind = rule.opens
        elif (kind and sheet.part(at) == "middle" and (line.prose or numbered(line))) or (
            kind and sheet.part(at) == "tail" and line.prose and len(line) > 60
        ):
            kind = None
        elif kind:
            sheet.put(at, kind, "under-related")


def _menus(sheet: Sheet) -> None:
    """Short lines above the page's path, which stands above every title."""
    crumbs = [at for at, rule in sheet.rules.items() if rule.navigates and at < min(sheet.top, HEAD)]
    for at in range(max(crumbs, default=0)):
        if len(sheet.lines[at]) <= 40 and not sheet.lines[at].prose and sheet.lines[at].tag != "h1":
            sheet.put(at, "chrome", "above-path")


def _between(sheet: Sheet) -> None:
    """What stands between two legal lines of the foot; short lines without a stop once the article is closed."""
    foot = range(sheet.tail, len(sheet.lines))
    legal = [at for at in foot if (place := sheet.places[at]) and place.kind == "legal"]
    for at in range(min(legal, default=0), max(legal, default=0)):
        sheet.put(at, "legal", "between-legal")
    for at in range(min((at for at in foot if _shuts(sheet, at)), default=len(sheet.lines)), len(sheet.lines)):
        if not sheet.lines[at].prose and len(sheet.lines[at]) <= 60:
            sheet.put(at, "chrome", "after-closing")


def _shuts(sheet: Sheet, at: int) -> bool:
    rule = sheet.rules.get(at)
    return bool(rule and rule.closes)
