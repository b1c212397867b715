"""Metadata: read the labels, names and dates by which a page says who published an article, and when."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from etl.lexicon.clues import Finder, reach
from etl.lexicon.initials import Sought

TABLE = Path(__file__).with_name("metadata.toml")


@dataclass(frozen=True, slots=True)
class Label:
    """What stands before a colon, and the field whose value follows it."""

    field: str
    pattern: str
    example: str
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A whole line that gives one or more fields, named by the groups of its pattern.

    A line that holds none of the `clues` is not tried.
    """

    name: str
    field: str
    pattern: str
    example: str
    clues: tuple[str, ...]
    longest: int = 60
    where: str = "any"


class Dated(NamedTuple):
    """A date and how exact it is: day, month or year."""

    day: date
    precision: str


@cache
def _table() -> dict[str, Any]:
    with TABLE.open("rb") as table:
        return tomllib.load(table)


@cache
def labels() -> tuple[Label, ...]:
    """The labels, in the table's order."""
    return tuple(Label(**row) for row in _table()["label"])


@cache
def forms() -> tuple[tuple[Form, re.Pattern[str]], ...]:
    """The line forms with their compiled patterns."""
    rows = (Form(**{**row, "clues": tuple(row["clues"])}) for row in _table()["line"])
    return tuple((form, re.compile(form.pattern)) for form in rows)


@cache
def _hints() -> tuple[Finder, dict[str, list[int]]]:
    """All clues as one automaton, and for each the forms that look for it."""
    able = {word: [at for at, (form, _) in enumerate(forms()) if word in form.clues] for word in clues()}
    return Finder(able), able


def hinted(shadow: str, met: Collection[str] | None = None) -> list[tuple[Form, re.Pattern[str]]]:
    """Those of the forms of which a clue stands in the line, in the table's order; `met` are such, where known."""
    finder, able = _hints()
    met = finder.met(shadow) if met is None else met
    if able.keys().isdisjoint(met):
        return []
    return [forms()[at] for at in sorted({at for word in met for at in able.get(word, ())})]


@cache
def head(field: str) -> tuple[str, ...]:
    """The keys under which a web page's head may tell a field, the surest first."""
    return tuple(_table()["head"][field])


@cache
def clues() -> dict[str, int]:
    """Every clue of every form, with the longest line that it may be a clue in."""
    return reach((clue, form.longest) for form, _ in forms() for clue in form.clues)


@cache
def label_pattern() -> re.Pattern[str]:
    """Any label with its colon, longest first within a row; the group's number is the row's place plus one."""
    rows = "|".join(f"({label.pattern})" for label in labels())
    return re.compile(f"(?:{rows}) ?: ?")


@cache
def _sought() -> Sought:
    return Sought(label_pattern().pattern)


def labelled(shadow: str) -> list[re.Match[str]]:
    """Every label of a line; each ends with a colon, so what follows the last one is not searched."""
    last = shadow.rfind(":")
    return _sought().matches(shadow, 0, last + 2) if last >= 0 else []


@cache
def names(kind: str) -> tuple[str, ...]:
    """A list of endings or names: `organ`, `press`, `nobody` or `vendor`, longest first."""
    return tuple(sorted(set(_table()["names"][kind].split()), key=lambda name: (-len(name), name)))


@cache
def _people() -> re.Pattern[str]:
    surname = "".join(sorted(set("".join(_table()["names"]["surnames"].split()))))
    name = f"(?:(?:欧阳|司马|上官|诸葛|皇甫|尉迟|公孙|慕容|令狐)|[{surname}])[\u4e00-\u9fff](?:[\u4e00-\u9fff]| (?! ))?"
    return re.compile(f"(?:{name}|[{surname}] [\u4e00-\u9fff])(?:[ 、,/·]{{1,3}}{name}){{0,7}}")


def is_people(shadow: str) -> bool:
    """Whether the line is nothing but names of people; two characters alone may be any word.

    >>> is_people("张三 李四光"), is_people("工作要点")
    (True, False)
    """
    return 3 <= len(shadow) <= 40 and bool(_people().fullmatch(shadow))


def is_organ(shadow: str) -> bool:
    """Whether the line is an organ's name and nothing else: Han only, with a known ending.

    >>> is_organ("某省直机关工委课题组"), is_organ("加强机关党的建设")
    (True, False)
    """
    parts = re.split(r"[ 、]+", shadow)
    return (
        4 <= len(shadow) <= 48
        and parts[-1].endswith(names("organ"))
        and all(re.fullmatch("[\u4e00-\u9fff“”()]{2,30}", part) for part in parts)
        and not _ACTS.search(shadow)
    )


_ACTS = re.compile(
    "[的了在等]|包括|以及|主要|加强|推进|推动|召开|举办|开展|建设|打造|坚持|关于|落实|深化|走进|学习|如何|调研(?!组)|座谈|大会$|会议$|走向|助力|服务社会"
)
_DATE = re.compile(
    r"(?P<year>(?:19|20)\d{2}) ?(?:年|[-/.]) ?(?P<month>1[0-2]|0?[1-9])(?!\d)"
    r"(?: ?(?:月|[-/.]) ?(?:(?P<day>3[01]|[12]\d|0?[1-9])(?!\d) ?日?)?)?"
)
DATE = re.compile(
    r"(?:19|20)\d{2} ?(?:年|[-/.]) ?\d{1,2} ?(?:月|[-/.]) ?\d{1,2}(?: ?日)?"
    r"(?:[ t]{0,3}\d{1,2}:\d{2}(?::\d{2})?)?(?! ?期)"
    r"|(?:19|20)\d{2} ?年 ?\d{1,2} ?月(?! ?\d)"
    r"|[一二][〇零0一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?"
)
_DAY_END = re.compile(r"[\d日月][ )]*$")
_ISSUE = re.compile(r"((?:19|20)\d{2}) ?年? ?,? ?(?:第 ?)?(\d{1,3}) ?期")
_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_HAN_DATE = re.compile(
    "([一二][〇零一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})日)?"
)


def dated(shadow: str) -> Dated | None:
    """The first date of the string, with its precision; None where there is none.

    >>> dated("2024-03-03 03:14"), dated("二〇二四年五月六日").day.isoformat(), dated("2024年5月").precision
    (Dated(day=datetime.date(2024, 3, 3), precision='day'), '2024-05-06', 'month')
    """
    found = _DATE.search(shadow)
    if found:
        return _dated(found["year"], found["month"], found["day"])
    spoken = _HAN_DATE.search(shadow)
    if spoken:
        year, month, day = spoken.groups()
        return _dated(year.translate(_NUMERALS), str(_small(month)), str(_small(day)) if day else None)
    return None


def signed(shadow: str) -> bool:
    """Whether a line is a document's signature: a date, an organ's name before it or none, and nothing else.

    >>> signed("某市直机关工委 2024年5月6日"), signed("二〇二四年五月六日"), signed("8个月4轮谈判2004年9月,")
    (True, True, False)
    """
    if len(shadow) > 60 or not _DAY_END.search(shadow):
        return False
    found = DATE.search(shadow)
    if not found or shadow[found.end() :].strip(" )"):
        return False
    before = shadow[: found.start()].strip(" (,")
    return not before or is_organ(before)


def issue_dated(shadow: str) -> Dated | None:
    """What the issue's number says of the date: only a journal with twelve a year has a 第7期, of July.

    A number up to six may be one of four or six a year, one above twelve one of 24: only the year is known.

    >>> issue_dated("2025年第7期")
    Dated(day=datetime.date(2025, 7, 1), precision='month')
    """
    found = _ISSUE.search(shadow)
    if not found:
        return None
    year, number = int(found[1]), int(found[2])
    if 7 <= number <= 12:
        return Dated(date(year, number, 1), "month")
    return Dated(date(year, 1, 1), "year")


def path_dated(address: str) -> Dated | None:
    """The date in an address's path, such as `/2022/11/19/`, `/202211/t20221119_` or `/2022-11/19/`.

    >>> path_dated("https://example.cn/content/2022/11/19/1.html").day.isoformat()
    '2022-11-19'
    """
    found = re.search(r"[/_t](20\d{2})[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?!\d)", address)
    return _dated(*found.groups()) if found else None


def _small(numeral: str) -> int:
    """A Chinese numeral below a hundred."""
    tens, ten, ones = numeral.rpartition("十")
    unit = int(ones.translate(_NUMERALS)) if ones else 0
    return unit + (10 * int(tens.translate(_NUMERALS) or 1) if ten else 0)


def _dated(year: str, month: str, day: str | None) -> Dated | None:
    try:
        return Dated(date(int(year), int(month), int(day or 1)), "day" if day else "month")
    except ValueError:
        return None
