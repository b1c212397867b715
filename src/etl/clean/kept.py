"""Kept: tell what stays of a page apart: captions, headings, and body."""

from __future__ import annotations

import re

from etl.clean.lines import Line
from etl.clean.metadata import read_line
from etl.clean.sheet import Place, Sheet, numbered

_DAY_LED = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日[,，]|(?:近日|日前|图为|▲|△|图[\d一二三:])")
_SENTENCE_END = re.compile("[。!?]")


def captioned(sheet: Sheet, at: int) -> bool:
    """Whether a short sentence is a picture's caption because the byline only comes after it."""
    if at > 8:
        return False
    line = sheet.lines[at]
    if len(line) > 90 or not _DAY_LED.match(line.shadow) or len(_SENTENCE_END.findall(line.shadow)) > 1:
        return False
    after = [near for near in sheet.lines[at + 1 : at + 4] if not _DAY_LED.match(near.shadow)]
    reading = read_line(after[0].shadow, "top") if after else None
    return reading is not None and reading.kind == "metadata"


_POINTERS = "▲△↑↓←→"
_POINTED = re.compile(
    r"(?:▲|△|↑|↓|←|→|图为|上图|下图|左图|右图|资料图|图片说明|图\d{1,2}[ :.]|图[:一二三四五六七八九十]).{0,120}"
    r"|\((?:本版)?(?:图片|照片|图|文图)[^。]{0,60}\)"
)
_TAKEN = re.compile(r".{0,90}(?:[^,。;:]{2,12} ?/?摄|供图)[\])。]{0,2}")
_GIVEN = re.compile(r".{0,90}(?:图片|照片|本版图|资料图|题图).{0,30}(?:提供|摄|来自|来源.{0,20})[\])。]{0,2}")


def _is_caption(twin: str) -> bool:
    """Whether a line is a picture's caption by its words."""
    pictured = "图" in twin or "照片" in twin
    return bool(
        ((pictured or twin[0] in _POINTERS) and _POINTED.fullmatch(twin))
        or (("摄" in twin or "供图" in twin) and _TAKEN.fullmatch(twin))
        or (pictured and _GIVEN.fullmatch(twin))
    )


def kept(sheet: Sheet) -> None:
    """What remains: captions, headings, and body."""
    for at, line in enumerate(sheet.lines):
        if sheet.places[at] is not None:
            continue
        if len(line.text) <= 130 and (_is_caption(line.shadow) or captioned(sheet, at)):
            sheet.put(at, "caption", "caption")
        elif _heads(sheet, at, line):
            sheet.put(at, "heading", "heading")
        else:
            sheet.put(at, "body", "body")
    _day_captions(sheet)


# No heading: a sentence or its beginning, a day that signs a document, a turn in a conversation.
_NO_HEADING = re.compile(
    r".*[。,;:、!…“‘《(]$|.*[一二三四五六七八九十〇\d]日\)?$|(?:19|20)\d{2} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日"
    r"|附件|\((?:联系|此件|注)"
    r"|(?:问|答|记者|主持人|提问|[^,。:]{1,12}(?:记者|发言人|主持人)) ?:|\[[^\]]{1,10}\] ?:?[^ ]"
)


_ACROSS = re.compile(r"\S{6,40}(?:\s{3,}|\u3000{2,}|\t)\S{6,40}$")  # two columns, read across


def _heads(sheet: Sheet, at: int, line: Line) -> bool:
    """A short line without a stop, over prose that follows."""
    if line.tag in {"h2", "h3", "h4", "h5", "h6"} and len(line) <= 80:
        return True
    if (
        line.mute
        or len(line) > 46
        or _NO_HEADING.match(line.shadow)
        or line.glued
        or not re.search("[一-鿿]{2}", line.shadow)
    ):
        return False
    if at >= sheet.tail or line.tag in {"td", "th"} or _ACROSS.match(line.text):
        return False
    return "。" not in line.shadow and ";" not in line.shadow


def _day_captions(sheet: Sheet) -> None:
    """In a newspaper's long columns, a lone sentence that begins with a day belongs to a picture."""
    bodies = sorted(len(sheet.lines[at]) for at, place in enumerate(sheet.places) if place and place.kind == "body")
    if len(bodies) < 3 or bodies[len(bodies) * 2 // 3] < 160:
        return
    led = [at for at, line in enumerate(sheet.lines) if _is_day_caption(sheet, at, line)]
    if len(led) > 4:
        return  # a chronicle
    for at in led:
        sheet.places[at] = Place("caption", "day-led-sentence")
        if at and sheet.places[at - 1] == ("heading", "heading") and _titles_caption(sheet, at):
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


def _titles_caption(sheet: Sheet, at: int) -> bool:
    """Whether the short line above a caption is its title: between two captions, or saying the same."""
    title = sheet.lines[at - 1]
    if len(title) > 24 or numbered(title):
        return False
    before = sheet.places[at - 2] if at >= 2 else None
    told = set(title.shadow)
    return (before is not None and before.kind == "caption") or (
        len(told & set(sheet.lines[at].shadow)) >= 0.8 * len(told)
    )
