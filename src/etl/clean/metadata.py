"""Metadata: take a page's own words about an article apart: who wrote and published it, and when.

A value that no rule can read with certainty is left out: null rather than a guess.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from etl.clean.wording import is_word
from etl.lexicon.metadata import (
    DATE,
    Dated,
    dated,
    forms,
    head,
    hinted,
    is_organ,
    is_people,
    issue_dated,
    labelled,
    labels,
    names,
    path_dated,
)
from etl.lexicon.shadow import shadow

PUBLICATION = frozenset({"title", "published", "publisher", "byline", "origin", "issue", "keywords", "register"})


class Part(NamedTuple):
    """A field of the page's metadata; `[start, stop)` is its value in the line."""

    field: str
    start: int
    stop: int


class Reading(NamedTuple):
    """A line that is metadata: the rule that says so, the kind under which it is removed, its parts."""

    rule: str
    kind: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """What the page says of the article, in the published script; None where it says nothing."""

    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    issue: str | None = None
    published: Dated | None = None
    origin_url: str | None = None
    url: str | None = None


_EDGES = " |/·,;:()[]-—\"'"
_BLANK = re.compile(r"[\d:星期一二三四五六日天上下午 ]+|(?:本报|本刊|本网|本台|新华社|中新社).{0,10}(?:讯|电)")
_SITE = re.compile(
    r"(?:发表于|发布于|更新于|只看该作者|(?:我要)?纠错|打印|收藏)|(?:https?://)?[\w.-]{2,40}\.[a-z]{2,4}/?"
)
_YEAR = re.compile(r"(?:19|20)\d\d ?[年\-./]|[一二][〇零0一二三四五六七八九]{3}年")
_LABEL_FREE = re.compile(r"(作者(?:系|为|单位)) ?")


def read_line(twin: str, place: str, met: Collection[str] | None = None) -> Reading | None:
    """What a line (its shadow) says of the article, or None where it is no metadata.

    `place` is `top`, `middle` or `tail`. A line is metadata when labels, dates and the names beside
    them are all that it holds; `met` are the clues that stand in it, where that is known.

    >>> read_line("来源:某某网2023年09月18日09:48", "top").parts
    (Part(field='publisher', start=3, stop=6), Part(field='published', start=6, stop=22))
    """
    if len(twin) > 400 or (place == "middle" and len(twin) > 200):
        return None
    return (_form(twin, place, met) if met is None or met else None) or _labelled(twin, place)


@cache
def _longest() -> int:
    return max(form.longest for form, _ in forms())


def _form(twin: str, place: str, met: Collection[str] | None) -> Reading | None:
    if len(twin) > _longest():
        return None
    for form, pattern in hinted(twin, met):
        if len(twin) > form.longest or form.where not in {"any", place}:
            continue
        found = pattern.fullmatch(twin)
        if found and (place != "middle" or form.field in {"origin", "byline", "keywords"}):
            named = ((field, *found.span(field)) for field in found.groupdict() if found[field])
            return Reading(form.name, "metadata", tuple(_part(twin, *part) for part in named))
    return None


_CLOCK = re.compile(r"\d{1,2}:\d{2}")


def day_of(twin: str) -> Reading | None:
    """The day of a line that stands under a web page's title, whatever else the page prints beside it.

    >>> day_of("http://news.example.cn 2005年03月21日 11:21 《某某周刊》").parts
    (Part(field='published', start=23, stop=40), Part(field='publisher', start=41, stop=47))
    """
    days = list(DATE.finditer(twin))
    if len(days) != 1 or len(twin) > 90 or any(mark in twin for mark in ",。;!?"):
        return None
    start, stop = days[0].span()
    if not _CLOCK.search(twin, start) and twin[:start].strip(_EDGES):
        return None
    told = (_part(twin, "published", start, stop),)
    rest = _part(twin, "publisher", stop, len(twin))
    publisher = (rest,) if _who(twin[rest.start : rest.stop]) == "publisher" else ()
    return Reading("dateline", "metadata", told + publisher)


def _part(twin: str, field: str, start: int, stop: int) -> Part:
    """The part without the blanks and marks around its value; `name` is a publisher without 《》."""
    value = twin[start:stop]
    start, stop = stop - len(value.lstrip(_EDGES)), start + len(value.rstrip(_EDGES))
    return Part("publisher" if field == "name" else field, start, max(start, stop))


def _labelled(twin: str, place: str) -> Reading | None:
    """A line of labels and values, or of a date and a name."""
    if len(twin) > 200 or "。" in twin or not _may_label(twin):
        return None
    marks = list(_marks(twin))
    if not marks:
        return None
    pieces = _pieces(twin, marks)
    told = {piece.field for piece in pieces}
    if not told or any(_unlike(twin, piece) for piece in pieces):
        return None
    lead = twin[: marks[0][0]].strip(_EDGES)
    if lead:
        named = place == "top" and DATE.search(twin) and _is_name(lead)
        if not named and not _SITE.fullmatch(lead):
            return None
        pieces = [_part(twin, _who(lead), 0, marks[0][0]), *pieces]
    weak = all(mark[3] for mark in marks)
    if weak and (place != "top" or len(twin) > 40):
        return None
    if place == "middle" and not _telling(marks):
        return None
    kind = "metadata" if told & PUBLICATION else "credits" if "credits" in told else "chrome"
    return Reading(
        "dateline" if kind == "metadata" else "editors" if kind == "credits" else "tools", kind, tuple(pieces)
    )


def _may_label(twin: str) -> bool:
    """Whether a label or a year stands near the line's beginning."""
    near = twin[:60]
    if ":" in near or "作者" in near:
        return True
    return ("年" in near or "20" in near or "19" in near) and bool(_YEAR.search(near))


def _telling(marks: list[tuple[int, int, str, bool]]) -> bool:
    """Between paragraphs only credits and datelines of two labels are believed."""
    fields = [mark[2] for mark in marks]
    return fields[0] == "credits" or (len(set(fields)) >= 2 and fields[0] != "byline")


def _marks(twin: str) -> Iterator[tuple[int, int, str, bool]]:
    """Labels and bare dates in order: start, start of the value, field, and whether it is weak alone."""
    found: list[tuple[int, int, str, bool]] = []
    for label in labelled(twin):
        row = labels()[(label.lastindex or 1) - 1]
        found.append((label.start(), label.end(), row.field, row.weak))
    if "作者" in twin:
        found += [(note.start(1), note.end(1), "byline", False) for note in _LABEL_FREE.finditer(twin)]
    for day in DATE.finditer(twin):
        if not any(start <= day.start() <= stop for start, stop, field, _ in found if field == "published"):
            found.append((day.start(), day.start(), "published", True))
    yield from sorted(found)


def _pieces(twin: str, marks: list[tuple[int, int, str, bool]]) -> list[Part]:
    """The value after each label; what follows a date without a label is the name beside it."""
    pieces = []
    stops = [mark[0] for mark in marks[1:]] + [len(twin)]
    for (_, start, field, _), stop in zip(marks, stops, strict=True):
        day = DATE.match(twin, start) if field == "published" else None
        if day and day.end() < stop:
            pieces.append(_part(twin, field, *day.span()))
            rest = _part(twin, "rest", day.end(), stop)
            if rest.start < rest.stop:
                pieces.append(rest._replace(field=_who(twin[rest.start : rest.stop])))
        else:
            pieces += _with_issue(twin, _part(twin, field, start, stop))
    return pieces


def _with_issue(twin: str, part: Part) -> list[Part]:
    """A publisher's value may hold its issue: 《某刊》2025年第7期."""
    if part.field != "publisher":
        return [part]
    issue = re.search(r"(?:19|20)\d{2} ?年? ?,? ?(?:第 ?)?\d{1,3} ?期", twin[part.start : part.stop])
    if not issue:
        return [part]
    low, high = part.start + issue.start(), part.start + issue.end()
    return [_part(twin, "publisher", part.start, low), Part("issue", low, high)]


def _unlike(twin: str, part: Part) -> bool:
    """Whether the value is too long, or too much of a sentence, for what its label announces."""
    value = twin[part.start : part.stop]
    if part.field == "sentence" or "。" in value or "!" in value:
        return True
    most = {"published": 30, "counter": 14, "credits": 40, "toolbar": 30, "publisher": 46, "byline": 80}
    if part.field == "published":
        return len(value) > 30 or not re.search(r"\d{4}|[〇零一二三四五六七八九]{4}年|\d{1,2}[-/:]\d{1,2}", value)
    if part.field == "counter":
        return not re.fullmatch(r"\[?[\dx*]{0,10}\]? ?(?:次|人次)?\+?|加载中.{0,4}|loading.{0,4}", value)
    return len(value) > most.get(part.field, 120) or (part.field in {"publisher", "credits"} and "," in value)


def _is_name(text: str) -> bool:
    return is_organ(text) or is_people(text) or (len(text) <= 16 and text.endswith(names("press")))


def _who(text: str) -> str:
    """Which field a name beside a date fills; `sentence` where it is no name at all."""
    name = text.strip(_EDGES)
    if re.fullmatch("《[^《》]{2,20}》", name):
        return "publisher"
    if is_organ(name) and not name.endswith(names("press")):
        return "byline"
    if name.endswith(names("press")) and len(name) <= 16:
        return "publisher"
    if is_people(name) or is_organ(name):
        return "byline"
    return "blank" if not name or _BLANK.fullmatch(name) or _SITE.fullmatch(name) else "sentence"


def gathered(values: Iterable[tuple[str, str, str]], title: str | None, meta: Mapping[str, str]) -> Fields:
    """The fields from the values met (`field`, `place`, value, in the order of the page) and the page's head.

    The first value that says something wins, those near the title before those of the tail.
    """
    listed = [_whose(field, place, _tidy(field, value)) for field, place, value in values]
    near = [(field, value) for place in ("top", "tail", "middle") for field, where, value in listed if where == place]
    first = {name: _first(near, name) for name in ("byline", "publisher", "issue")}
    origin = next((address for field, value in near if field == "origin" and (address := _address(value))), None)
    url = _of_head(meta, "url")
    return Fields(
        title=title or _first(near, "title") or _of_head(meta, "title"),
        byline=first["byline"] or _no_vendor(_of_head(meta, "byline")),
        publisher=_unquoted(first["publisher"] or _of_head(meta, "publisher")),
        issue=first["issue"],
        published=_published(near, _of_head(meta, "published"), origin or url),
        origin_url=origin,
        url=url if url and _address(url) else None,
    )


def _tidy(field: str, value: str) -> str:
    """The value on one line; a publisher stops at a gap, where something else of the page follows."""
    kept = re.split(r"\s{2,}|[\]\[|]", value.strip())[0] if field == "publisher" else value
    return " ".join(kept.split())


def _of_head(meta: Mapping[str, str], field: str) -> str | None:
    """What the page's head says of a field, by the surest of its keys."""
    return next((value for key in head(field) if (value := _somebody(meta.get(key)))), None)


def _first(values: list[tuple[str, str]], name: str) -> str | None:
    return next((value for field, value in values if field == name and _somebody(value)), None)


def _somebody(value: str | None) -> str | None:
    """The value, unless it says that nobody is named."""
    named = (value or "").strip()
    return named if named and shadow(named).lower() not in names("nobody") else None


def _whose(field: str, place: str, value: str) -> tuple[str, str, str]:
    """A value in its place; a person after 来源: is the author."""
    return ("byline" if field == "publisher" and _is_person(value) else field), place, value


def _is_person(name: str) -> bool:
    """Whether a publisher's name is a person's; two characters alone only where they are no word: 尹某, not 时代."""
    twin = shadow(name)
    press = twin.endswith(names("press")) or is_organ(twin)
    return not press and not is_word(twin) and (is_people(twin) or is_people(f"{twin} {twin}")) and len(twin) <= 4


def _no_vendor(name: str | None) -> str | None:
    """The name, unless it is that of who made the site's software."""
    return None if name and shadow(name).endswith(names("vendor")) else name


def _unquoted(name: str | None) -> str | None:
    found = re.fullmatch("《([^《》]+)》", name or "")
    return found[1] if found else name


def _address(value: str) -> str | None:
    found = re.search(r"https?://[!-~]+", value)
    return found[0].rstrip(")],.;") if found else None


def _published(values: list[tuple[str, str]], head_says: str | None, address: str | None) -> Dated | None:
    """Labelled or beside the title, then the page's head, the issue, a signature, and last an address."""
    told = [_first_day(values, "published"), dated(head_says or ""), _of_issue(values), _first_day(values, "signed")]
    return next((day for day in told if day), None) or path_dated(address or "")


def _first_day(values: list[tuple[str, str]], field: str) -> Dated | None:
    return next((day for name, value in values if name == field and (day := dated(shadow(value)))), None)


def _of_issue(values: list[tuple[str, str]]) -> Dated | None:
    return next((day for field, value in values if field == "issue" and (day := issue_dated(shadow(value)))), None)
