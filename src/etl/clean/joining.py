"""Joining: make one line again of what the layout broke, and never join what the author kept apart.

Fixed columns are unwrapped before roles are given (`unwrapped`), a sentence that stops in its middle
is joined after it (`joined`), also around a caption that stands inside it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from etl.clean.lines import NONE, Line
from etl.clean.sheet import Place, Sheet
from etl.clean.wording import is_word, splits_word

# Columns narrower than 12 Han are verse or tables; a line that ends up to 2 Han early avoided a mark at its edge.
NARROWEST, WIDEST, RAGGED = 24, 160, 4
FULL, FULL_SHARE = 4, 0.4  # so many lines, and such a share of them, reach the margin of a column
MOSTLY = 0.6  # and such a share of these do not end a sentence
_STARTS = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,4}[章节条编部]|[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)"
    r"|\d{1,2}[.、)](?!\d)|\([a-z]\)|[①-⑳◎●■◆▲△★※·•]|[-—]{2}|图[\d一二三]|[\[【]|(?:注释?|备注|(?:数据|资料)来源) ?:)"
)


@dataclass(frozen=True, slots=True)
class Column:
    """How a text was wrapped: full width of a line by its measure, and what parts its paragraphs."""

    width: int
    measure: Callable[[Line], int]
    indents: bool
    gaps: bool


HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def unwrapped(lines: Sequence[Line], raw: str) -> list[Line]:
    """The lines, those of a fixed column joined to paragraphs; other texts come back as they are."""
    column = column_of(lines, raw)
    if column is None:
        return list(lines)
    out: list[Line] = []
    for before, line in zip([None, *lines], lines, strict=False):
        headed = bool({line.tag, before.tag if before else ""} & HEADS)
        if before is not None and not headed and _runs_on(before, line, column, raw):
            out[-1] = glue(out[-1], line)
        else:
            out.append(line)
    return out


def column_of(lines: Sequence[Line], raw: str) -> Column | None:
    """The fixed column in which a text was set, or None for a text with one paragraph a line."""
    if len(lines) < 6 or any(line.main is not None for line in lines):
        return None
    if sum(not line.stops for line in lines) < MOSTLY * max(FULL, FULL_SHARE * len(lines)):
        return None
    columns = [_edge(lines, measure) for measure in (width, _places)]
    found = max((column for column in columns if column), key=lambda column: column[1], default=None)
    if found is None:
        return None
    indents = sum(line.indent > 0 for line in lines)
    gaps = sum(_blank_between(a, b, raw) for a, b in pairwise(lines))
    return Column(found[0], found[2], 0 < indents < len(lines) * 0.7, 0 < gaps < len(lines) * 0.7)


def _edge(lines: Sequence[Line], measure: Callable[[Line], int]) -> tuple[int, int, Callable[[Line], int]] | None:
    """The right margin by this measure: where it stands, how many lines reach it, the measure; or None."""
    wide = list(map(measure, lines))
    ordered = sorted(wide)
    near = {most: _among(ordered, most - RAGGED, most) for most in set(wide)}
    edge = max(near, key=lambda most: (near[most], -most))
    narrowest = NARROWEST if measure is width else NARROWEST // 2
    full = _among(ordered, edge - RAGGED, edge + RAGGED)
    if not narrowest <= edge <= WIDEST or full < max(FULL, len(lines) * FULL_SHARE):
        return None
    run_on = sum(not line.stops for line, size in zip(lines, wide, strict=True) if abs(size - edge) <= RAGGED)
    if run_on < full * MOSTLY or len(lines) - bisect_right(ordered, edge + RAGGED) > len(lines) * 0.15:
        return None
    return edge, _among(ordered, edge - 2, edge), measure


def _among(ordered: Sequence[int], low: int, high: int) -> int:
    """How many of the widths (ascending) are from `low` to `high`."""
    return bisect_right(ordered, high) - bisect_left(ordered, low)


def width(line: Line) -> int:
    """Columns that a line takes: two for a Han character, one for ASCII."""
    return 2 * len(line) - len(line.text.encode("ascii", "ignore"))


def _places(line: Line) -> int:
    """Characters that a line takes, for texts cut without regard to their width."""
    return len(line)


def _blank_between(line: Line, after: Line, raw: str) -> bool:
    return raw.count("\n", line.stop, after.start) > 1


def _runs_on(line: Line, after: Line, column: Column, raw: str) -> bool:
    """Whether a physical line of a column goes on in the next."""
    wide = column.measure(line)
    if wide < column.width - RAGGED or line.glued or after.glued:
        return False
    if column.gaps and _blank_between(line, after, raw):
        return False
    if line.stops and (wide > column.width + RAGGED or _STARTS.match(after.shadow)):
        return False
    if column.indents:
        return after.indent == 0
    return column.gaps or not (line.stops or line.shadow.endswith(":"))


def glue(line: Line, after: Line) -> Line:
    """Both as one line, nothing between them."""
    return replace(
        line,
        pieces=(*line.pieces, *after.pieces),
        text=line.text + after.text,
        shadow=line.shadow + after.shadow,
        clued=line.clued or after.clued,
        clues=None if line.clued or after.clued else NONE,
    )


def joined(sheet: Sheet) -> list[tuple[Line, Place]]:
    """The lines with their places, broken sentences joined; captions inside one follow it.

    Removed lines stay single. A page number or its like inside a sentence does not part it.
    """
    places = [place or Place("body", "body") for place in sheet.places]
    indents = _uses_indents(sheet.lines, places)
    out: list[tuple[Line, Place]] = []
    at = 0
    while at < len(sheet.lines):
        line, aside, following = sheet.lines[at], [], at + 1
        if places[at].kind == "heading" and _is_half_sentence(sheet.lines, places, at, indents=indents):
            places[at] = Place("body", "body")
            line, following = glue(line, sheet.lines[at + 1]), at + 2
        while (
            not line.stops
            and places[at].kind == "body"
            and (go_on := _continuation(sheet.lines, places, line, following, indents=indents))
        ):
            aside += [
                (
                    sheet.lines[near],
                    places[near] if places[near].kind != "body" else Place("caption", "inside-sentence"),
                )
                for near in range(following, go_on)
            ]
            line, following = glue(line, sheet.lines[go_on]), go_on + 1
        out += [(line, places[at]), *_captions(aside)]
        at = following
    return out


def _is_half_sentence(lines: Sequence[Line], places: Sequence[Place], at: int, *, indents: bool) -> bool:
    """Whether what looks like a heading is the beginning of the sentence below it."""
    if at + 1 >= len(lines) or lines[at].tag:
        return False
    return _torn(lines[at], lines[at + 1]) and _goes_on(lines[at], lines[at + 1], places[at + 1], indents=indents)


def _captions(aside: list[tuple[Line, Place]]) -> list[tuple[Line, Place]]:
    """What stood inside a sentence: a heading there is a caption's title."""
    return [(line, Place("caption", "inside-sentence") if place.kind == "heading" else place) for line, place in aside]


def _uses_indents(lines: Sequence[Line], places: Sequence[Place]) -> bool:
    bodies = [line for line, place in zip(lines, places, strict=True) if place.kind == "body"]
    return len(bodies) >= 3 and sum(line.indent >= 2 for line in bodies) >= 0.6 * len(bodies)


def _continuation(
    lines: Sequence[Line], places: Sequence[Place], line: Line, after: int, *, indents: bool
) -> int | None:
    """The index of the line in which the sentence goes on, or None where it is whole."""
    if line.stops:
        return None
    if not _is_open(line, indents=indents):
        torn = after < len(lines) and not line.stops and line.tag not in CELLS and _breaks_word(line, lines[after])
        return after if torn and _goes_on(line, lines[after], places[after], indents=indents) else None
    at = after
    while at < len(lines) and at - after < 4 and _may_stand_inside(lines[at], places[at]):
        at += 1
    for near in sorted({after, at}, reverse=True):
        if (
            near < len(lines)
            and _goes_on(line, lines[near], places[near], indents=indents)
            and (near == after or _cut_by_caption(lines, places, after, near))
        ):
            return near
    return None


_DAY_LED = re.compile(r"(?:19|20)\d{2} ?年 ?\d{1,2} ?月")
_INNER_STOP = re.compile("[。!?;][^”’」』)]")
_OPEN_END = re.compile(r"[一-鿿㐀-䶿\da-z,、“‘《「『(%·]$", re.IGNORECASE)


# No heading is so long: what goes on beyond it without a stop was cut.
LONG = 50
SHORTEST = 10  # a shorter line that ends with a comma may be an item: 主任， / 副主任若干人，
CELLS = frozenset({"td", "th", "li"})  # what stands in one is whole
_NEVER_LAST = re.compile(
    "[的和与及并或在对把被将以为于从向由使让等是有各每其该此这那很最更都也就还又不须而却但且若如因比给据按、,“‘《(—]$"
)
_NEVER_FIRST = re.compile("[的了着们者性化率里、,。;:”’》)%余]|以上|以下|以来|之一")


def _torn(line: Line, after: Line) -> bool:
    """Whether a short line cannot end so, or the next cannot begin so: it is no heading but half a sentence."""
    if splits_word(line.shadow, after.shadow) or _splits_figure(line, after):
        return True
    if _STARTS.match(line.shadow):
        return False
    if _unclosed(line.shadow) > 0 and _unclosed(after.shadow) < 0:
        return True
    if _NEVER_LAST.search(line.shadow) and not is_word(line.shadow[-2:]):  # 导向, 行为, 参与 may end a heading
        return True
    # 了解, 率先, 化解 may begin a sentence
    return bool(_NEVER_FIRST.match(after.shadow)) and not is_word(after.shadow[:2])


def _breaks_word(line: Line, after: Line) -> bool:
    """Whether a line of any length ends inside a word or a figure that goes on in the next."""
    word = not _INNER_STOP.search(after.shadow[:4]) and splits_word(line.shadow, after.shadow)
    return word or _splits_figure(line, after)


_POINT = re.compile(r"[^\d.]\d{1,6}\.$")
_FIGURE_END = re.compile(r",.*[一-鿿]\d{1,4}$")
_FIGURE_REST = re.compile(r"\.\d|\d{1,4}(?:\.\d{1,4})?(?:%|[多余]?[万亿]|[个名人次户家项件场元]\D)")


def _splits_figure(line: Line, after: Line) -> bool:
    """Whether the border goes through a figure: 增长30. / 1%, or 全年财政收入6 / .85万亿元 after a comma."""
    if _POINT.search(line.shadow):
        return after.shadow[:1].isdigit()
    return bool(_FIGURE_END.search(line.shadow) and _FIGURE_REST.match(after.shadow))


def _is_open(line: Line, *, indents: bool) -> bool:
    """Whether a body line stops in the middle of a sentence: prose by its inner stops, and none at its end."""
    if line.stops or not _OPEN_END.search(line.shadow) or line.tag in CELLS:
        return False
    prose = bool(_INNER_STOP.search(line.shadow)) or len(line) >= LONG or (indents and len(line) >= 30)
    comma = line.shadow.endswith((",", "、")) and len(line) >= SHORTEST
    return prose or comma or line.shadow.endswith(("“", "《")) or _unclosed(line.shadow) > 0


def _unclosed(shadow: str) -> int:
    """Quotes and titles that are opened and not closed."""
    return sum(shadow.count(left) - shadow.count(right) for left, right in ("“”", "《》", "()", "「」"))


def _goes_on(line: Line, after: Line, place: Place, *, indents: bool) -> bool:
    """Whether the next line can be the rest of an open sentence."""
    if place.kind != "body" or _STARTS.match(after.shadow) or after.glued:
        return False
    if (indents and after.indent > 0) or (_DAY_LED.match(line.shadow) and _DAY_LED.match(after.shadow)):
        return False  # a new paragraph; lines of a chronicle
    if _unclosed(line.shadow) > 0:
        return _unclosed(after.shadow) < 0 or after.stops
    return after.stops or len(after) >= 60


def _may_stand_inside(line: Line, place: Place) -> bool:
    """A caption, its title, or a page's number may interrupt a sentence."""
    if place.kind == "caption" or place.rule == "page-number":
        return True
    return (place.kind == "heading" and len(line) <= 24 and not _STARTS.match(line.shadow)) or _like_caption(
        line, place
    )


_FOOTNOTE = re.compile(r"(?:注释?|备注|(?:数据|资料)来源) ?:|[①-⑳]|\[\d{1,2}\]|[*※] ?[一-鿿]")


def _like_caption(line: Line, place: Place) -> bool:
    """One short sentence that begins with a day, or a footnote."""
    if place.kind == "body" and len(line) <= 120 and _FOOTNOTE.match(line.shadow):
        return True
    return (
        place.kind == "body"
        and len(line) <= 90
        and line.stops
        and re.match(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日,|近日,|日前,", line.shadow) is not None
        and line.shadow.count("。") <= 1
    )


def _cut_by_caption(lines: Sequence[Line], places: Sequence[Place], start: int, stop: int) -> bool:
    """Whether what stands between holds a caption or a page's number: a heading alone parts sentences."""
    return any(
        places[at].kind == "caption" or places[at].rule == "page-number" or _like_caption(lines[at], places[at])
        for at in range(start, stop)
    )
