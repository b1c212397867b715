"""Periods: read 今年以来, 近三年来, 2021年 as days, counted from the day of publication.

Ranges are half-open: 2021年 is 2021-01-01 to 2022-01-01. The clock is never asked: what is said from
the day of publication (今年, 近三年来) has no days where that day is unknown.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from etl.lexicon.initials import Sought
from etl.lexicon.tables import table

_DIGIT = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_N = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
_Y = r"(?:(?:19|20)\d\d|[一二][零〇○九][零〇○一二三四五六七八九]{2})"
_HALVES = {"上半年": (1, 7), "下半年": (7, 13)}
_SEASONS = {"一": 1, "二": 4, "三": 7, "四": 10, "1": 1, "2": 4, "3": 7, "4": 10, "首": 1}
_PATTERN = re.compile(
    rf"""(?P<until>截至|截止|截止到|至)?(?:
      (?P<year>{_Y})\s?年度?(?:(?P<part>上半年|下半年|(?:第?[一二三四1234]|首)季度|年?初|年?底|年?末)
        |\s?(?P<month>{_N})\s?月份?(?:\s?(?P<day>{_N})\s?[日号])?)?
        (?:\s?(?:至|到|—|–|-|~|～)+\s?(?:(?P<year2>{_Y})\s?年)?(?:(?P<month2>{_N})\s?月(?:(?P<day2>{_N})\s?[日号])?)?)?
    | (?P<rel>今年|去年|(?<![目以之年])前年|明年|本年|当年)度?(?:(?P<relpart>上半年|下半年|(?:第?[一二三四1234]|首)季度
          |年?初|年?底|年?末)
        |\s?(?P<relmonth>{_N})\s?月份?(?:\s?(?P<relday>{_N})\s?[日号])?)?
    | (?P<loneyear>年初|年底)(?=以来|起|开始|[，,])
    | (?P<mon>{_N})\s?月份?(?:\s?(?P<md>{_N})\s?[日号])?
        (?:\s?(?:至|到|—|–|-|~|～)+\s?(?:(?P<mon2>{_N})\s?月份?)?(?:(?P<md2>{_N})\s?[日号])?)?
    | (?:近|最近|过去|这|连续)\s?(?P<span>{_N})\s?(?:多|余|来|几)?\s?(?P<unit>个?年|个月)(?P<tail>多?来|间|以来|时间)?
    | (?P<ago>{_N})\s?(?:多|余|几)?年(?:多)?来
    | (?P<recent>近年来|近几年来?|近些年来?|多年来|几年来|长期以来|历年来|这些年来?)
    | (?:“|")?(?P<era>{{ERAS}})(?:”|")?(?:胜利)?(?:召开)?(?P<eratail>以来|期间|时期|后)?
    )(?P<since>以来|至今|起|开始|来)?""",
    re.VERBOSE,
)
_LIKELY = re.compile(r"[年月]|以来|时期|期间")


class Period(NamedTuple):
    """`text[start:stop]` names the days from `since` up to, not including, `until`; None is unknown or open.

    `open_ended` says that it runs from a day up to the day of publication (…以来, 近…来).
    """

    start: int
    stop: int
    since: date | None
    until: date | None
    open_ended: bool


def periods(text: str, published_on: date | None) -> list[Period]:
    """Every period and date of the text, by start.

    >>> [(str(p.since), str(p.until)) for p in periods("2021年印发意见,近三年来举办培训班", date(2023, 5, 4))]
    [('2021-01-01', '2022-01-01'), ('2020-05-04', '2023-05-04')]
    """
    if not _LIKELY.search(text):
        return []
    found = (_period(match, published_on) for match in _pattern().matches(text))
    return [period for period in found if period is not None]


@cache
def _pattern() -> Sought:
    eras = "|".join(sorted((re.escape(row["phrase"]) for row in table("eras")), key=lambda name: (-len(name), name)))
    return Sought(_PATTERN.pattern.replace("{ERAS}", eras), re.VERBOSE)


def _period(match: re.Match[str], today: date | None) -> Period | None:
    """The days of one match, or None where it names none (月 in 月月, 三年 alone)."""
    days = _days(match, today)
    if days is None:
        return None
    since, until, running = days
    if match["until"] == "至" or (match["until"] and match["since"]):
        since = None if match["until"] == "截至" else since
    if match["until"] in ("截至", "截止", "截止到"):
        since, running = None, False
    if match["since"] and not running:
        until, running = today, True
    return Period(match.start(), match.end(), since, until, running)


def _days(match: re.Match[str], today: date | None) -> tuple[date | None, date | None, bool] | None:
    if match["year"]:
        return _dated(match)
    if match["rel"] or match["loneyear"]:
        return _relative(match, today)
    if match["mon"]:
        return _monthly(match, today)
    if match["span"] or match["ago"]:
        return _back(match, today)
    if match["recent"]:
        return None, today, True
    return _era(match, today)


def _dated(match: re.Match[str]) -> tuple[date | None, date | None, bool] | None:
    year = number(match["year"])
    first = _stretch(year, match["part"], match["month"], match["day"])
    if first is None or not (match["year2"] or match["month2"]):
        return first and (*first, False)
    last = _stretch(number(match["year2"]) if match["year2"] else year, None, match["month2"], match["day2"])
    return last and (first[0], last[1], False)


def _relative(match: re.Match[str], today: date | None) -> tuple[date | None, date | None, bool] | None:
    if today is None:
        return None, None, bool(match["since"])
    year = today.year + {"去年": -1, "前年": -2, "明年": 1}.get(match["rel"] or "", 0)
    part = match["relpart"] or (match["loneyear"] and match["loneyear"][1:])
    stretch = _stretch(year, part, match["relmonth"], match["relday"])
    whole_year = match["rel"] in ("今年", "本年") and not (part or match["relmonth"])
    return stretch and (stretch[0], min(stretch[1], today) if whole_year else stretch[1], whole_year)


def _monthly(match: re.Match[str], today: date | None) -> tuple[date | None, date | None, bool] | None:
    """`7月1日`: the last such day up to publication; a bare `三月` needs 月 and a day, 份 or a range."""
    plain = not (match["md"] or match["mon2"] or match["since"] or match[0].endswith("月份"))
    if plain and not match["mon"].isdecimal():
        return None
    if today is None:
        return None, None, False
    first = _stretch(today.year, None, match["mon"], match["md"])
    if first is None:
        return None
    year = today.year - (first[0] > today)
    first = _stretch(year, None, match["mon"], match["md"])
    last = _stretch(year, None, match["mon2"] or match["mon"], match["md2"]) if match["mon2"] or match["md2"] else first
    return first and last and (first[0], last[1], False)


def _back(match: re.Match[str], today: date | None) -> tuple[date | None, date | None, bool] | None:
    """`近三年来`, `连续11年`, `十年来`: that many years (months) back from publication."""
    if today is None:
        return None, None, True
    count = number(match["span"] or match["ago"])
    months = count if match["unit"] == "个月" else count * 12
    return _months_before(today, months), today, True


def _era(match: re.Match[str], today: date | None) -> tuple[date | None, date | None, bool] | None:
    """`党的十九大以来` runs from its opening; without 以来 a meeting is no period, a plan (十四五) is one."""
    row = next(row for row in table("eras") if row["phrase"] == match["era"])
    since = date.fromisoformat(row["start"]) if "-" in row["start"] else date(int(row["start"]), 1, 1)
    running = bool(match["since"]) or match["eratail"] == "以来"
    if running:
        return since, today, True
    if not row["stop"] or match["eratail"] not in ("期间", "时期"):
        return None
    return since, date(int(row["stop"]) + 1, 1, 1), False


def _stretch(year: int, part: str | None, month: str | None, day: str | None) -> tuple[date, date] | None:
    """The days of a year, of its half, quarter, beginning or end, of a month or a day."""
    if part:
        low, high = _part(part)
        return _first(year, low), _first(year, high)
    if not month:
        return date(year, 1, 1), date(year + 1, 1, 1)
    at = number(month)
    if not 1 <= at <= 12:
        return None
    if not day:
        return _first(year, at), _first(year, at + 1)
    try:
        only = date(year, at, number(day))
    except ValueError:
        return None
    return only, only + timedelta(days=1)


def _part(part: str) -> tuple[int, int]:
    if part in _HALVES:
        return _HALVES[part]
    if part.endswith("季度"):
        low = _SEASONS[part[-3]]
        return low, low + 3
    return (1, 2) if part.endswith("初") else (12, 13)


def _first(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _months_before(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    first = date(index // 12, index % 12 + 1, 1)
    last = (_first(first.year, first.month + 1) - timedelta(days=1)).day
    return first.replace(day=min(day.day, last))


def number(text: str) -> int:
    """The value of a small numeral or of a year written digit by digit.

    >>> [number(text) for text in ("11", "十", "二十三", "二〇二三")]
    [11, 10, 23, 2023]
    """
    if text.isdecimal():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return _DIGIT.get(tens, 1) * 10 + (_DIGIT[ones] if ones else 0)
    return int("".join(str(_DIGIT[sign]) for sign in text))
