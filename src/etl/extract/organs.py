"""Organs: find the organs of Party and State that a text names, each with its place.

湖南省直机关工委 carries its place; a bare 省委 or 市直机关工委 gets it from the document's own region.
"""

from __future__ import annotations

from functools import cache, lru_cache

from etl.extract.findings import Name, Setting
from etl.extract.regions import Place, Region, meant, places
from etl.lexicon.initials import Sought
from etl.lexicon.tables import table

LEVELS = {"省": "province", "市": "city", "州": "city", "盟": "city", "区": "county", "县": "county", "旗": "county"}
# 社区, 校区, 园区, 小区, 开发区 and 地区 end with 区 but are no division; 城市 and 各省 are all of them. 唐山市 is one.
NO_LEVEL = frozenset("社校园景灾山小片新发辖牧林矿城各全两二某外")
RANKS = "省市州盟区县旗"
FULL = {
    "中国共产党中央委员会": "中共中央",
    "中央政治局": "中共中央政治局",
    "最高检": "最高人民检察院",
    "最高法": "最高人民法院",
    "团中央": "共青团中央",
}
KEPT = 256  # paragraphs: origin and names read the same ones


def organs(text: str, setting: Setting) -> list[Name]:
    """The organs named in `text`, by start; `kind` is the type of organ.

    `normal` is the full name with its place where the text or `setting` says which (else as written),
    `code` the adcode of that place.

    >>> [(name.normal, name.code) for name in organs("省委和市直机关工委", Setting(region_code="430200"))]
    [('湖南省委', '430000'), ('株洲市直机关工委', '430200')]
    """
    met = _met(text)
    if not met:
        return []
    near = {place.stop: place for place in places(text, setting.region_code)}
    return [_organ(text, each, near, setting.region_code) for each in met if _levelled(text, each, near)]


@lru_cache(KEPT)
def _met(text: str) -> tuple[tuple[str, int, str], ...]:
    """What is written of each organ, where it starts and its type; asked for once for each place it may be of."""
    return tuple((match[0], match.start(), _types()[match.lastgroup or ""]) for match in _pattern().matches(text))


def _organ(text: str, written: tuple[str, int, str], near: dict[int, Place], code: str | None) -> Name:
    """The organ with the place that ends where it starts, or where its level letter does (湖南省|直机关)."""
    core, start, kind = written
    stop = start + len(core)
    for skip in (0, 1):
        place = near.get(start + skip)
        if place and place.region and (skip == 0 or core[0] in RANKS):
            return Name(place.start, stop, "organ", _joined(place.region, core), place.region.code, kind)
    own = meant(text, start, LEVELS[core[0]], code) if core[0] in LEVELS else None
    if own is None or not _of_rank(own, core[0]):
        return Name(start, stop, "organ", FULL.get(core, core), None, kind)
    return Name(start, stop, "organ", _joined(own, core), own.code, kind)


def _levelled(text: str, written: tuple[str, int, str], near: dict[int, Place]) -> bool:
    """Whether the letter of a level that opens an organ is one: a division ends there in 唐山市委, none in 山区委."""
    core, start, _ = written
    if core[0] not in RANKS or start == 0 or text[start - 1] not in NO_LEVEL:
        return True
    place = near.get(start + 1)
    return place is not None and place.region is not None


def _of_rank(region: Region, rank: str) -> bool:
    """A municipality calls itself 市, an autonomous region 区: 市委 in Beijing is the province's."""
    return LEVELS[rank] == region.level


def _joined(region: Region, core: str) -> str:
    """The place's full name and the organ's, the level letter once: 株洲市 + 市委 is 株洲市委."""
    body = core[1:] if core[0] in RANKS and region.name[-1] in RANKS + "区" else core
    return region.name + body


@cache
def _pattern() -> Sought:
    """All patterns of the table in its order, each a group; `{L}` is the letter of a level."""
    level = f"[{RANKS}]"
    parts = [f"(?P<g{at}>{row['pattern'].replace('{L}', level)})" for at, row in enumerate(table("organs"))]
    return Sought("|".join(parts))


@cache
def _types() -> dict[str, str]:
    return {f"g{at}": row["type"] for at, row in enumerate(table("organs"))}
