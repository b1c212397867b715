"""Regions: find the administrative divisions that a text names, with their codes.

Full names (雁峰区, 湘西州) count wherever they stand; bare names (株洲) only where they cannot be other
words: in the document's own province, after their parent, or before 市委, 市直, 日报 and the like.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from etl.extract.findings import Name, Setting
from etl.lexicon.initials import Sought
from etl.lexicon.tables import column, table

CUE = re.compile(
    r"(?:市|州|县|区|盟|旗)?(?:委(?![员托会])|直(?:属)?(?:机关|单位|部门)|政府|纪委)|市直|市委|日报|晚报|晨报|新闻网|融媒"
)
LEVELS = {"省": "province", "自治区": "province", "市": "city", "州": "city", "盟": "city"}
LOWER = {"县": "county", "区": "county", "旗": "county"}
DEICTIC = Sought(
    r"(?<![一二三四五六七八九十\d])(?:我|全|本|该)"
    r"(?P<level>省|自治区|市|州|盟|县|区|旗)(?![域间块别位政委长直属级重文])"
)
LETTER = re.compile(r"[在驻援]([\u4e00-\u9fff])(?=单位|机构|企业|高校|院校|央企|部队|干部|机关)")
# 雁峰区域 and 合作市场 only seem to end with the rank of a division.
LONGER = {"区": "域间", "市": "场"}
KEPT = 256  # paragraphs: regions, organs and the origin of an article read the same ones


class Region(NamedTuple):
    """A division: `level` is province, city or county; `parent` the code of the one above, or empty."""

    code: str
    name: str
    full_name: str
    level: str
    parent: str


class Place(NamedTuple):
    """A stretch that names a division; `sure` is False for a bare name that nothing near it confirms."""

    start: int
    stop: int
    region: Region | None
    sure: bool


@cache
def divisions() -> dict[str, Region]:
    """Every division by its code."""
    return {
        row["region_code"]: Region(row["region_code"], row["name"], row["full_name"], row["level"], row["parent_code"])
        for row in table("regions")
    }


def region(code: str | None) -> Region | None:
    """The division with this code, or None."""
    return divisions().get(code or "")


def above(code: str | None, level: str) -> Region | None:
    """The division itself or the one above it that is of this level, or None.

    >>> above("430406", "city").name
    '衡阳市'
    """
    at = region(code)
    while at is not None and at.level != level:
        at = region(at.parent)
    return at


def regions(text: str, setting: Setting) -> list[Name]:
    """The divisions named in `text`, by start, a chain of them (衡阳市雁峰区) as one name of the lowest.

    `normal` is the official name, `code` the adcode (None where several divisions share the name and
    nothing decides). 我省, 全市 and the like name the document's own division of that level.

    >>> [(name.normal, name.code) for name in regions("文山会海少了,株洲市委来人了。", Setting())]
    [('株洲市', '430200')]
    """
    found = [_name(text, place) for place in places(text, setting.region_code) if place.sure]
    others = [*_deictic(text, setting.region_code), *_letters(text)]
    if not others:
        return found
    taken = {at for name in found for at in range(name.start, name.stop)}
    return sorted(found + [name for name in others if name.start not in taken], key=lambda name: name.start)


def places(text: str, code: str | None) -> tuple[Place, ...]:
    """Every stretch of `text` that could name a division, chains joined; `code` is the document's own."""
    return _places(text, code) if _hits(text) else ()


@lru_cache(KEPT)
def _places(text: str, code: str | None) -> tuple[Place, ...]:
    out: list[Place] = []
    for start, stop, alias in _hits(text):
        before = out[-1] if out and out[-1].stop == start else None
        parent = before.region.code if before and before.region else None
        place = _place(text, (start, stop, alias), parent, code)
        if place is None:
            continue
        if before and parent and place.region and _within(place.region.code, parent):
            out[-1] = Place(before.start, stop, place.region, sure=True)
        else:
            out.append(place)
    return tuple(out)


def _place(text: str, hit: tuple[int, int, str], parent: str | None, code: str | None) -> Place | None:
    start, stop, alias = hit
    full, codes = _aliases()[alias]
    if full and text[stop : stop + 1] and text[stop] in LONGER.get(alias[-1], ""):
        return None
    chosen = _chosen(codes, parent, code)
    if full and _vague(alias) and not (parent and chosen and _within(chosen, parent)):
        return Place(start, stop, region(chosen), sure=False) if chosen and chosen == code else None
    sure = full or _confirmed(text[start : stop + 8], alias, chosen, parent, code)
    return Place(start, stop, region(chosen), sure=sure)


def _confirmed(rest: str, alias: str, chosen: str | None, parent: str | None, code: str | None) -> bool:
    """Whether a bare name, with which `rest` opens, is meant as a place."""
    if parent and chosen and _within(chosen, parent):
        return True
    at = region(chosen)
    if len(alias) == 2 and alias[-1] == "县":
        return False
    if CUE.match(rest, len(alias)):
        return True
    if at is None or alias in _words():
        return False
    return at.level == "province" or (
        at.level == "city" and bool(code) and code is not None and code[:2] == at.code[:2]
    )


@lru_cache(4096)  # aliases, each behind some parent in documents of some division
def _chosen(codes: tuple[str, ...], parent: str | None, code: str | None) -> str | None:
    """The one division of several with a name: below the parent before it, else in the document's own line."""
    if parent:
        below = [each for each in codes if _within(each, parent)]
        if below:
            return below[0]
    if len(codes) == 1:
        return codes[0]
    near = [each for each in codes if code and (each == code or _within(each, code) or _within(code, each))]
    near = near or [each for each in codes if code and len(code) == 6 and each[:4] == code[:4]]
    near = near or [each for each in codes if code and each[:2] == code[:2]]
    return near[0] if len(near) == 1 else _highest(near or list(codes))


def _highest(codes: list[str]) -> str | None:
    """The only one of the highest level (吉林 is the province), or None where several are."""
    for level in ("province", "city", "county"):
        at = [code for code in codes if divisions()[code].level == level]
        if at:
            return at[0] if len(at) == 1 else None
    return None


def _within(code: str, parent: str) -> bool:
    """Whether one division lies in another."""
    at = region(code)
    while at is not None and at.parent:
        if at.parent == parent:
            return True
        at = region(at.parent)
    return False


@lru_cache(KEPT)
def _hits(text: str) -> tuple[tuple[int, int, str], ...]:
    """Aliases and guards met, leftmost and longest first; guards are left out. Most texts hold none."""
    automaton, aliases = _automaton()
    met = automaton.find_matches_as_indexes(text)
    return tuple([(start, stop, alias) for which, start, stop in met if (alias := aliases[which])])


@cache
def _automaton() -> tuple[AhoCorasick, tuple[str, ...]]:
    """The automaton and the alias of each of its patterns, empty for a guard."""
    patterns = sorted({*_aliases(), *_guards()})
    aliases = tuple("" if pattern in _guards() else pattern for pattern in patterns)
    return AhoCorasick(patterns, matchkind=MatchKind.LeftmostLongest), aliases


@cache
def _aliases() -> dict[str, tuple[bool, tuple[str, ...]]]:
    """Each written form: whether it is a full name, and the codes it may stand for.

    Names of two characters with their rank (和县, 成县) are words elsewhere and left to chains; bare ones
    that begin like a list's last member (和安) would hide the name that follows.
    """
    full: dict[str, list[str]] = {}
    bare: dict[str, list[str]] = {}
    for row in table("regions"):
        for form in dict.fromkeys((row["name"], row["short"])):
            full.setdefault(form, []).append(row["region_code"])
        if row["bare"] not in (row["name"], row["short"]) and not row["bare"].startswith("和"):
            bare.setdefault(row["bare"], []).append(row["region_code"])
    for row in table("region_aliases"):
        if row["kind"] != "letter":
            ranked = row["alias"][-1] in "市县区州"
            (full if ranked else bare).setdefault(row["alias"], []).append(row["region_code"])
    short = {form for form in full if len(form) == 2}
    forms = {form: (form not in short, _distinct(codes)) for form, codes in full.items()}
    return forms | {form: (False, _distinct(codes)) for form, codes in bare.items() if form not in forms}


def _distinct(codes: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))


@cache
def _guards() -> frozenset[str]:
    """Longer words that only seem to hold a name: 文山会海."""
    return frozenset(column("region_guards", "text", kind="longer"))


@cache
def _words() -> frozenset[str]:
    """Bare names that are also words, so that only a cue makes them places: 安康."""
    return frozenset(column("region_guards", "text", kind="word"))


def _vague(alias: str) -> bool:
    """Full names that any town has: 城区."""
    return alias in _vague_names()


@cache
def _vague_names() -> frozenset[str]:
    return frozenset(column("region_guards", "text", kind="vague"))


def _deictic(text: str, code: str | None) -> list[Name]:
    """我省: the document's own division of that level, where it is known; 全省: that of which the sentence speaks."""
    out = []
    for match in DEICTIC.matches(text):
        level = LEVELS.get(match["level"]) or LOWER[match["level"]]
        at = meant(text, match.start(), level, code) if match[0][0] == "全" else above(code, level)
        if at is not None:
            out.append(Name(match.start(), match.end(), "region", at.name, at.code, "deictic"))
    return out


def meant(text: str, at: int, level: str, code: str | None) -> Region | None:
    """The division of a level that 全省 or 省委 means: that of the subject of its sentence, else of the paragraph.

    Without such a subject it is the document's own (`code`); 河北组织全省党员…。山西召开省委常委会 speaks of two.

    >>> meant("河北省组织全省党员学习", 5, "province", "120000").name
    '河北省'
    """
    opening = {place.start: place for place in places(text, code) if place.sure and place.region}
    for start in (max(text.rfind(mark, 0, at) for mark in "。！？；") + 1, 0):
        place = opening.get(start + text.startswith("在", start))
        found = above(place.region.code, level) if place and place.region and place.stop <= at else None
        if found is not None:
            return found
    return above(code, level)


def _letters(text: str) -> list[Name]:
    """在湘单位: a province by its letter."""
    return [
        Name(match.start(1), match.end(1), "region", at.name, at.code, "letter")
        for match in LETTER.finditer(text)
        if (at := _lettered().get(match[1]))
    ]


@cache
def _lettered() -> dict[str, Region]:
    """The provinces by their letters: 湘."""
    return {row["alias"]: divisions()[row["region_code"]] for row in table("region_aliases") if row["kind"] == "letter"}


def _name(text: str, place: Place) -> Name:
    at = place.region
    if at is None:
        return Name(place.start, place.stop, "region", text[place.start : place.stop])
    return Name(place.start, place.stop, "region", at.name, at.code, at.level)
