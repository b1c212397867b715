"""Programmes: find the quoted texts that name something that is run, each with the words around the list it stands in.

The names of a list share what stands before and behind it: “甲”“乙”等学习品牌. What each is, `verdicts` says.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from etl.extract.findings import Name
from etl.extract.keys import key
from etl.extract.name_kinds import LIST_REACH
from etl.extract.quotes import Quote, quotes
from etl.extract.verdicts import judge

CLAUSE = "，。；！？：,;!?:﹔\n"
JOINTS = {"", "、", "和", "与", "及", "以及", "或", ",", "，", "、和"}
MARKER = re.compile(r"^\s*(?:[一二三四五六七八九十]+是|其[一二三四五]|[(（][一二三四五六七八九十]+[)）])")


class _Place(NamedTuple):
    """A quote with what stands before and behind the list that it is in."""

    inner: str
    lead: str
    tail: str


def programmes(text: str, known: frozenset[str] = frozenset()) -> list[Name]:
    """The programmes and slogans in quotes, by start; spans hold the name without its marks.

    `normal` is `key` of the name; `kind` says what sort of programme it is. `known` are the keys of
    programmes found elsewhere in the document: a name that was introduced once is the same name later.

    >>> [(name.normal, name.type) for name in programmes("推行“无扰督查”等减负机制,做到“两个维护”。")]
    [('无扰督查', 'programme'), ('两个维护', 'slogan')]
    """
    out = []
    for quote, place in _places(text):
        verdict = judge(place.inner, place.lead, place.tail, known)
        if verdict.type:
            out.append(Name(quote.start + 1, quote.stop - 1, verdict.type, key(place.inner), None, verdict.kind))
    return out


@lru_cache(256)
def _places(text: str) -> tuple[tuple[Quote, _Place], ...]:
    """The outermost quotes with their surroundings; those of one list share them."""
    if all(mark.kind != "quote" for mark in quotes(text)):
        return ()
    out: list[tuple[Quote, _Place]] = []
    for group in _groups(text, outermost(text)):
        lead = re.split(r"[，。；！？,;!?﹔]", text[max(0, group[0].start - 20) : group[0].start])[-1]
        lead = MARKER.sub("", lead)
        tail = text[group[-1].stop : group[-1].stop + LIST_REACH]
        out.extend((quote, _Place(quote.inner(text), lead, tail)) for quote in group if quote.kind == "quote")
    return tuple(out)


def outermost(text: str) -> list[Quote]:
    """Quotes and titles that no other quote or title holds, by start."""
    out: list[Quote] = []
    for mark in quotes(text):
        if mark.kind != "bracket" and not (out and mark.stop <= out[-1].stop):
            out.append(mark)
    return out


def _groups(text: str, marks: list[Quote]) -> list[list[Quote]]:
    """Runs of quotes with nothing between them but what joins the members of a list."""
    groups: list[list[Quote]] = []
    for mark in marks:
        last = groups[-1][-1] if groups else None
        if last and last.kind == mark.kind and text[last.stop : mark.start].strip() in JOINTS:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return groups
