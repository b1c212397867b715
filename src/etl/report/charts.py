"""Charts: draw a sheet as SVG that takes its colours from the page, so that it is legible in the dark too.

Each is drawn twice, for a wide screen and for a phone, and the page shows the one that fits: a drawing that is
made smaller has letters that nobody can read. A chart is an image with a name for who hears it; its numbers
stand in a table below it. The drawing is checked before it enters the page: it may hold shapes and text, and
nothing that acts.
"""

from __future__ import annotations

import json
import math
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

import vl_convert
from markupsafe import Markup

from etl.report.numbers import Sheet

SVG = "http://www.w3.org/2000/svg"
SHAPES = {"svg", "g", "path", "line", "rect", "circle", "text", "tspan", "title", "defs", "clipPath"}
INK, FAINT = "currentColor", "var(--line)"
SERIES = ["var(--c1)", "var(--c2)"]

Spec = dict[str, Any]


class Screen(NamedTuple):
    """How wide, in pixels, the parts of a drawing are: all of it, bars, names; on a small one names are short."""

    name: str
    whole: int
    bars: int
    names: int
    small: bool


SCREENS = (Screen("wide", 1100, 640, 390, small=False), Screen("narrow", 300, 150, 116, small=True))
SMALLEST, LARGEST = 24, 64  # of a square, and of a year's bar
LETTER, CHARACTER = 6.9, 12.2  # how wide a Latin letter and a Chinese character stand, at 12 pixels


def drawn(kind: str, sheet: Sheet, name: str) -> Markup:
    """The sheet as an image called `name`, once for a wide screen and once for a phone; `kind` is one of CHARTS."""
    return Markup("").join(checked(vl_convert.vegalite_to_svg(spec(kind, sheet, at)), name, at) for at in SCREENS)


def spec(kind: str, sheet: Sheet, at: Screen) -> Spec:
    """What the chart engine is asked for."""
    shape, details = CHARTS[kind]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": sheet.records()},
        "config": CONFIG,
        **shape(sheet, at, *details),
    }


def checked(svg: str, name: str, at: Screen) -> Markup:
    """The drawing as an image with a name; ValueError where it holds anything but shapes and text."""
    ET.register_namespace("", SVG)
    root = ET.fromstring(svg)  # noqa: S314  (made by our own engine; what it holds is looked at below)
    for element in root.iter():
        tag = element.tag.removeprefix(f"{{{SVG}}}")
        if tag not in SHAPES or any(key.lower().startswith("on") or "href" in key for key in element.attrib):
            raise ValueError(f"a chart may not hold {tag} {sorted(element.attrib)}")
        for key in [key for key in element.attrib if key in {"role", "class"} or key.startswith("aria-")]:
            del element.attrib[key]
    root.attrib |= {"role": "img", "aria-label": name, "class": at.name}
    return Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704  (checked above)


def _axis(field: str, kind: str, title: str, **more: Any) -> Spec:  # noqa: ANN401  (what Vega-Lite knows)
    return {"field": field, "type": kind, "title": title, **more}


def _short(name: str, at: Screen) -> str:
    """A name as it stands at an axis: on a small screen the Chinese one alone; cut where there is no room for it."""
    first = name.split(" ", maxsplit=1)[0]
    told = name if first.isascii() or not at.small else first
    while _width(told) > at.names:
        told = told.removesuffix("…")[:-1] + "…"
    return told


def _width(text: str) -> float:
    return sum(CHARACTER if unicodedata.east_asian_width(sign) in "WFA" else LETTER for sign in text)


def _named(names: Iterable[str], at: Screen) -> tuple[Spec, int]:
    """An axis that says these names, and how much room the longest needs.

    The engine has no Chinese font, takes each character for twice its width, and would cut and space the names by that.
    """
    told = {name: _short(name, at) for name in sorted(set(names))}
    axis = {"labelExpr": f"({json.dumps(told)})[datum.label]", "labelLimit": 0, "domain": False, "ticks": False}
    return axis, math.ceil(max(map(_width, told.values()), default=0)) + GAP


def _room(left: int, right: int, top: int, bottom: int) -> Spec:
    return {"autosize": "none", "padding": {"left": left, "right": right, "top": top, "bottom": bottom}}


def _bars(sheet: Sheet, at: Screen, value: str, label: str) -> Spec:
    """Bars that lie, longest first, each with its number: they need no scale beside them."""
    axis, room = _named((row[label] for row in sheet.records()), at)
    y = _axis(label, "nominal", "", sort=None, axis=axis)
    x = _axis(value, "quantitative", "", axis=None)
    bar = {"type": "bar", "color": SERIES[0]}
    text = {"mark": {"type": "text", "align": "left", "dx": 4, "color": INK}, "encoding": {"text": {"field": value}}}
    return {
        **_room(room, 48, 2, 2),
        "width": at.bars,
        "height": {"step": 24},
        "encoding": {"y": y, "x": x},
        "layer": [{"mark": bar}, text],
    }


def _squares(sheet: Sheet, at: Screen, across: str, *, turned: bool) -> Spec:
    """A square for each pair, the fuller the more, with its number; the fullest lines first.

    On a small screen one that has many columns is `turned`: its themes stand across, which are few.
    """
    columns, lines = ("theme", across) if turned and at.small else (across, "theme")
    largest = {"op": "sum", "field": "paragraphs", "order": "descending"}
    order = {"theme": largest, "region": largest, "year": "ascending"}
    (y, room), (x, height) = (
        _named((row[field] for row in sheet.records()), screen)
        for field, screen in ((lines, at), (columns, SCREENS[-1]))  # across there is never much room
    )
    leaning = columns == "theme"
    x |= {"labelAngle": -60, "labelAlign": "left"} if leaning else {"labelAngle": 0}
    count = len({row[columns] for row in sheet.records()})
    step = max(SMALLEST, min(LARGEST, (at.whole - room - (height // 2 if leaning else 8)) // max(count, 1)))
    shade = {"field": "paragraphs", "type": "quantitative", "legend": None, "scale": {"range": [0.08, 0.5]}}
    return {
        **(_room(room, height // 2, height, 2) if leaning else _room(room, 8, 26, 2)),
        "width": {"step": step},
        "height": {"step": 28},
        "encoding": {
            "x": _axis(columns, "nominal", "", sort=order[columns], axis={**x, "orient": "top"}),
            "y": _axis(lines, "nominal", "", sort=order[lines], axis=y),
        },
        "layer": [
            {"mark": {"type": "rect", "color": SERIES[0], "cornerRadius": 2}, "encoding": {"opacity": shade}},
            {"mark": {"type": "text", "color": INK}, "encoding": {"text": {"field": "paragraphs"}}},
        ],
    }


def _years(sheet: Sheet, at: Screen) -> Spec:
    """A pile a year: texts, and what was printed again."""
    legend = {"labelExpr": "datum.label == 'texts' ? 'texts · 文章' : 'reprints · 转载'", "offset": 14}
    scale = {"domain": ["texts", "reprints"], "range": SERIES}
    axis, _ = _named((row["year"] for row in sheet.records()), SCREENS[-1])
    return {
        **_room(44, 12, 40, 26),
        "width": max(190, min(at.whole // 2 if not at.small else 230, LARGEST * len(sheet.rows))),
        "height": 220,
        "mark": "bar",
        "transform": [{"fold": ["texts", "reprints"], "as": ["what", "articles"]}],
        "encoding": {
            "x": _axis("year", "ordinal", "", axis={**axis, "labelAngle": 0, "labelOverlap": True}),
            "y": _axis("articles", "quantitative", "", axis={"tickMinStep": 1, "domain": False, "ticks": False}),
            "color": _axis("what", "nominal", "", scale=scale, legend=legend),
        },
    }


GAP = 10  # between a name and what it names

CONFIG: Spec = {
    "background": None,
    "font": "inherit",
    "view": {"stroke": None},
    "text": {"fontSize": 12},
    "scale": {"bandPaddingInner": 0.08},
    "axis": {
        "labelColor": INK, "titleColor": INK, "domainColor": FAINT, "tickColor": FAINT, "gridColor": FAINT,
        "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "labelPadding": 6,
    },
    "legend": {"labelColor": INK, "titleColor": INK, "labelFontSize": 12, "orient": "top", "title": None},
}  # fmt: skip

CHARTS: dict[str, tuple[Callable[..., Spec], tuple[str, ...]]] = {
    "years": (_years, ()),
    "themes_by_year": (partial(_squares, turned=False), ("year",)),
    "themes_by_region": (partial(_squares, turned=True), ("region",)),
    "leaf_themes": (_bars, ("paragraphs", "theme")),
    "quantities": (_bars, ("amounts", "unit")),
    "programmes": (_bars, ("regions", "programme")),
}
