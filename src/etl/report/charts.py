"""Charts: draw a sheet as SVG that takes its colours from the page, so that it is legible in the dark too.

A chart is an image with a name for who hears it; its numbers stand in a table below it. The drawing is
checked before it enters the page: it may hold shapes and text, and nothing that acts.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import vl_convert
from markupsafe import Markup

from etl.report.numbers import Sheet

SVG = "http://www.w3.org/2000/svg"
SHAPES = {"svg", "g", "path", "line", "rect", "circle", "text", "tspan", "title", "defs", "clipPath"}
INK, FAINT = "currentColor", "var(--line)"
SERIES = ["var(--c1)", "var(--c2)"]

Spec = dict[str, Any]


def drawn(kind: str, sheet: Sheet, name: str) -> Markup:
    """The sheet as an SVG image called `name`; `kind` is one of CHARTS."""
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": sheet.records()},
        "config": CONFIG,
        **CHARTS[kind],
    }
    return checked(vl_convert.vegalite_to_svg(spec), name)


def checked(svg: str, name: str) -> Markup:
    """The drawing as an image with a name; ValueError where it holds anything but shapes and text."""
    ET.register_namespace("", SVG)
    root = ET.fromstring(svg)  # noqa: S314  (made by our own engine; what it holds is looked at below)
    for element in root.iter():
        tag = element.tag.removeprefix(f"{{{SVG}}}")
        if tag not in SHAPES or any(key.lower().startswith("on") or "href" in key for key in element.attrib):
            raise ValueError(f"a chart may not hold {tag} {sorted(element.attrib)}")
        for key in [key for key in element.attrib if key == "role" or key.startswith("aria-")]:
            del element.attrib[key]
    root.attrib |= {"role": "img", "aria-label": name}
    return Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704  (checked above)


def _axis(field: str, kind: str, title: str, **more: Any) -> Spec:  # noqa: ANN401  (what Vega-Lite knows)
    return {"field": field, "type": kind, "title": title, **more}


def _bars(value: str, title: str, label: str) -> Spec:
    """Bars that lie, longest first, each with its number."""
    y = _axis(label, "nominal", "", sort=None, axis={"labelLimit": 420})
    x = _axis(value, "quantitative", title, axis={"tickMinStep": 1})
    text = {"mark": {"type": "text", "align": "left", "dx": 4, "color": INK}, "encoding": {"text": {"field": value}}}
    return {
        "width": 560,
        "height": {"step": 22},
        "encoding": {"y": y, "x": x},
        "layer": [{"mark": {"type": "bar", "color": SERIES[0]}}, text],
    }


def _squares(across: str, title: str) -> Spec:
    """A square for each pair, the fuller the more; its number stands in it."""
    shade = {"field": "paragraphs", "type": "quantitative", "legend": None, "scale": {"range": [0.08, 0.5]}}
    x = _axis(across, "nominal", title, sort=None, axis={"orient": "top", "labelAngle": 0 if across == "year" else -50})
    return {
        "width": {"step": 44},
        "height": {"step": 26},
        "encoding": {"x": x, "y": _axis("theme", "nominal", "", axis={"labelLimit": 420})},
        "layer": [
            {"mark": {"type": "rect", "color": SERIES[0]}, "encoding": {"opacity": shade}},
            {"mark": {"type": "text", "color": INK}, "encoding": {"text": {"field": "paragraphs"}}},
        ],
    }


CONFIG: Spec = {
    "background": None,
    "font": "inherit",
    "view": {"stroke": None},
    "text": {"fontSize": 12},
    "axis": {
        "labelColor": INK, "titleColor": INK, "domainColor": FAINT, "tickColor": FAINT, "gridColor": FAINT,
        "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
    },
    "legend": {"labelColor": INK, "titleColor": INK, "labelFontSize": 12, "orient": "top", "title": None},
}  # fmt: skip

CHARTS: dict[str, Spec] = {
    "years": {
        "width": {"step": 44},
        "height": 180,
        "mark": "bar",
        "transform": [{"fold": ["texts", "reprints"], "as": ["what", "articles"]}],
        "encoding": {
            "x": _axis("year", "ordinal", "year · 年", axis={"labelAngle": 0}),
            "y": _axis("articles", "quantitative", "articles · 文章", axis={"tickMinStep": 1}),
            "color": _axis(
                "what", "nominal", "", scale={"domain": ["texts", "reprints"], "range": SERIES},
                legend={"labelExpr": "datum.label == 'texts' ? 'texts · 文章' : 'reprints · 转载'"},
            ),
        },
    },
    "themes_by_year": _squares("year", "year · 年"),
    "themes_by_region": _squares("region", "province · 省份"),
    "leaf_themes": _bars("paragraphs", "paragraphs · 段落", "theme"),
    "quantities": _bars("amounts", "amounts · 数量条数", "unit"),
    "programmes": _bars("regions", "regions · 地区数", "programme"),
}  # fmt: skip
