"""Dates: find the days, months, years and stretches of time that a text names.

`code` is an ISO day, month or year (2025-06-17, 2025-06, 2025), or an interval `start/stop` whose
open side is empty. Where the text leaves the year out it is the last such day before publication;
with no date of publication the code is None, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache

from etl.extract.deixis import told
from etl.extract.findings import Name, Setting
from etl.lexicon.initials import Sought
from etl.lexicon.tables import table

HAN = {han: value for value, han in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
AD = r"(?:19|20)\d\d"
HALF = r"(?:年?初|年?底|年?末|上半年|下半年)?"
SMALL = r"(?P<count>\d{1,2}|[一二两三四五六七八九十]{1,3})(?P<more>[多余几]?)年"
NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
YEAR = r"(?P<year>(?:19|20)\d\d|[一二][九〇零][〇零一二三四五六七八九]{2}|两千零[一二三四五六七八九]|两千) ?年"
MONTH = rf"(?P<month>{NUMBER}) ?月"
DAY = rf"(?P<day>{NUMBER}) ?[日号]"
SINCE = r"(?P<since>以来|至今|起)?"
AHEAD = re.compile(r"(?:将|拟|预计|计划|定)(?:将?于|在)?$")
LEAP = 9  # years within which any day of the calendar comes again
AGO = {"今年": 0, "去年": 1, "前年": 2, "明年": -1}

Code = Callable[[re.Match[str], date | None], str | None]
Needed = tuple[re.Pattern[str], ...]

YEARS = re.compile(r"[\d〇零一二三四五六七八九千] ?年")
MONTHS = re.compile(r"[\d一二三四五六七八九十] ?月")
DASHED = re.compile(r"\d[-/.]\d")
RELATIVE = re.compile(r"[今去前明]年")
ERAS = re.compile(r"时期|期间|以来")
UNTIL_NOW = re.compile(r"来")
SPANS = re.compile(r"[\d一二两三四五六七八九十多余几]年")
_NEEDED = (YEARS, MONTHS, DASHED, RELATIVE, ERAS, UNTIL_NOW, SPANS)


def dates(text: str, setting: Setting) -> list[Name]:
    """The dates named in `text`, by start; `kind` is day, month, year, interval or relative.

    >>> [name.code for name in dates("2025年6月17日上线,党的十八大以来,近三年来", Setting())]
    ['2025-06-17', '2012-11-08/', None]
    """
    out: list[Name] = []
    taken: set[int] = set()
    if not LIKELY.search(text):
        return _told(text, setting.published_on, taken)
    held = {needed for needed in _NEEDED if needed.search(text)}
    for kind, needed, pattern, code in _patterns():
        for match in pattern.matches(text) if held.issuperset(needed) else ():
            if taken.isdisjoint(range(match.start(), match.end())):
                taken.update(range(match.start(), match.end()))
                out.append(_name(kind, match, code(match, setting.published_on)))
    out += _told(text, setting.published_on, taken)
    return sorted(out, key=lambda name: name.start)


def _told(text: str, published: date | None, taken: set[int]) -> list[Name]:
    """The times told from the day of publication, where no other date stands."""
    return [
        Name(start, stop, "date", code or text[start:stop], code, "interval" if code and "/" in code else "relative")
        for start, stop, code in told(text, published)
        if taken.isdisjoint(range(start, stop))
    ]


LIKELY = re.compile(r"[年月]|以来|时期|期间|\d[-/.]\d")


def number(text: str) -> int:
    """A numeral up to 99, or a year written digit by digit.

    >>> number("二十六"), number("二〇二五"), number("08")
    (26, 2025, 8)
    """
    if text.isdigit() and text.isascii():
        return int(text)
    if text.startswith("两千"):
        return 2000 + (HAN[text[-1]] if len(text) > 2 else 0)
    if "十" in text:
        tens, ones = text.split("十")
        return (HAN[tens] if tens else 1) * 10 + (HAN[ones] if ones else 0)
    return int("".join(str(HAN[character]) for character in text))


def _name(kind: str, match: re.Match[str], code: str | None) -> Name:
    """A date under its kind; what has an interval for a code is one, whatever its pattern."""
    shown = "interval" if code and "/" in code else kind
    return Name(match.start(), match.end(), "date", code or match[0], code, shown)


def _calendar(match: re.Match[str], _published: date | None) -> str | None:
    """Year, month and day as far as they are there; with 以来 an open interval."""
    return _iso(number(match["year"]), match)


def _near(match: re.Match[str], published: date | None) -> str | None:
    """今年4月: counted from the year of publication."""
    return _iso(published.year - AGO[match["which"]], match) if published else None


def _iso(year: int, match: re.Match[str]) -> str | None:
    """The ISO form, or None where the calendar knows no such day."""
    parts = match.groupdict()
    month, day = (number(parts[key]) if parts.get(key) else None for key in ("month", "day"))
    if month is not None and not 1 <= month <= 12:
        return None
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    code = f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")
    return f"{code}/" if parts.get("since") else code


def _bare(match: re.Match[str], published: date | None) -> str | None:
    """7月14日: the last one that is not after publication; the next one where it is planned (将于7月14日)."""
    if published is None:
        return None
    if AHEAD.search(match.string, max(0, match.start() - 6), match.start()):
        codes = (_iso(published.year + years, match) for years in range(LEAP))
        return next((code for code in codes if code and code >= published.isoformat()), None)
    codes = (_iso(published.year - back, match) for back in range(LEAP))
    return next((code for code in codes if code and code <= published.isoformat()), None)


def _days(match: re.Match[str], published: date | None) -> str | None:
    """3月5日至12日, 3月5日到4月1日: both days; the year is said, or that of the last such stretch."""
    month, day = number(match["month"]), number(match["day"])
    last_month, last_day = number(match["month2"] or match["month"]), number(match["day2"])
    said = match["year"]
    if not said and published is None:
        return None
    years = [number(said)] if said else [published.year - back for back in range(LEAP)] if published else []
    for year in years:
        try:
            first = date(year, month, day)
            last = date(year + ((last_month, last_day) < (month, day)), last_month, last_day)
        except ValueError:
            continue
        if said or (published and first <= published):
            return f"{first}/{last}"
    return None


def _span(match: re.Match[str], _published: date | None) -> str | None:
    return f"{match['first']}/{match['last']}" if match["first"] < match["last"] else None


def _past(match: re.Match[str], published: date | None) -> str | None:
    """近三年来: the years before publication; 十多年 says too little."""
    if published is None or match["more"]:
        return None
    return f"{published.year - number(match['count'].replace('两', '二'))}/{published.year}"


def _era(match: re.Match[str], _published: date | None) -> str | None:
    row = next(row for row in table("eras") if row["phrase"] == match["phrase"])
    return f"{row['start']}/{row['stop']}"


@cache
def _patterns() -> tuple[tuple[str, Needed, Sought, Code], ...]:
    """Kind, what every match holds, pattern and reading; the first that matches a stretch has it."""
    plans, events = (
        "|".join(row["phrase"] for row in table("eras") if row["kind"] == kind) for kind in ("plan", "event")
    )
    shapes: list[tuple[str, Needed, str, Code]] = [
        ("interval", (YEARS,), r"(?P<first>(?:19|20)\d\d) ?年? ?[—\-–~至到]+ ?(?P<last>(?:19|20)\d\d) ?年", _span),
        (
            "interval",
            (MONTHS,),
            (
                rf"(?<![\d一二三四五六七八九十])(?:{YEAR} ?)?{MONTH} ?(?P<day>{NUMBER}) ?[日号]?[至到—\-－~～]+"
                rf"(?:(?P<month2>{NUMBER}) ?月)?(?P<day2>{NUMBER}) ?[日号]"
            ),
            _days,
        ),
        ("day", (YEARS, MONTHS), rf"{YEAR} ?{MONTH} ?{DAY}{SINCE}", _calendar),
        (
            "day",
            (YEARS, MONTHS),
            (
                rf"{YEAR} ?{MONTH} ?(?P<day>[一二]?十[一二三四五六七八九]|二十|三十一?)"
                r"(?![日号一二三四五六七八九月多余个名])"
            ),
            _calendar,
        ),
        ("month", (YEARS, MONTHS), rf"{YEAR} ?{MONTH}(?:份|底|初|中旬|上旬|下旬)?{SINCE}", _calendar),
        ("year", (YEARS,), rf"{YEAR}(?! ?第?\d{{1,2}}期)(?:度|初|底|末|上半年|下半年)?{SINCE}", _calendar),
        (
            "day",
            (DASHED,),
            r"(?<![\d/.\-])(?P<year>(?:19|20)\d\d)[\-/.](?P<month>\d{1,2})[\-/.](?P<day>\d{1,2})(?![\d/\-])",
            _calendar,
        ),
        (
            "relative",
            (RELATIVE,),
            rf"(?P<which>今年|去年|(?<![目以之年])前年|明年)(?:{MONTH}(?:{DAY}|份)?)?(?:年?初|年?底|年?末|上半年|下半年)?{SINCE}",
            _near,
        ),
        ("day", (MONTHS,), rf"(?<![\d一二三四五六七八九十月·年]){MONTH}{DAY}", _bare),
        ("interval", (ERAS,), rf"[“\"]?(?P<phrase>{plans})[”\"]?(?:规划)?(?:时期|期间|以来)", _era),
        ("interval", (UNTIL_NOW,), rf"(?P<phrase>{events})(?:召开)?以?来", _era),
        (
            "relative",
            (SPANS,),
            rf"(?:近|过去|最近){SMALL}(?:以?来|间)?",
            _past,
        ),
        (
            "relative",
            (SPANS, UNTIL_NOW),
            rf"(?<![近过最\d]){SMALL}以?来",
            _past,
        ),
        ("relative", (), r"近年来|近些年|今年来|一直以来|长期以来|多年来", lambda _match, _published: None),
    ]
    return tuple((kind, needed, Sought(shape), code) for kind, needed, shape, code in shapes)
