"""Deixis: read the days, weeks and months that a text tells from its own day of publication: 昨日, 上周三, 本月10日.

Without that day the code is None, never a guess. What is a figure of speech (美好明天), a rule (每周三,
周三学习日) or a deadline (30日内) names no day. A bare weekday or day of the month is the last one that is
not after publication.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from etl.lexicon.initials import Sought

Reading = Callable[[re.Match[str], date], str | None]

_DAYS = {
    "大前天": -3,
    "前天": -2,
    "昨天": -1,
    "昨日": -1,
    "今天": 0,
    "今日": 0,
    "明天": 1,
    "明日": 1,
    "后天": 2,
    "大后天": 3,
}
_TURNS = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_TENS = {"二": 20, "三": 30, "四": 40, "五": 50, "六": 60, "七": 70, "八": 80, "九": 90}
_HAN = {han: value for value, han in enumerate("零一二三四五六七八九")}
_TURN = r"(?P<turn>上上|上|这|本|下下|下)"
_AT = r"(?=[,，。;；!！?？、(（]|上午|下午|早|晚|中午|凌晨|$)"
_DAY = r"(?P<day>\d{1,2}|[一二三]?十[一二三四五六七八九]?)"


def told(text: str, published: date | None) -> list[tuple[int, int, str | None]]:
    """Where such a time stands and its code (a day, or `start/stop` of days or years), by start, disjoint.

    >>> told("上周三召开。昨日发布。", date(2024, 6, 28))
    [(0, 3, '2024-06-19'), (6, 8, '2024-06-27')]
    """
    if not (_SOME.search(text) and _LIKELY.search(text)):
        return []
    found: list[tuple[int, int, str | None]] = []
    taken: set[int] = set()
    for needed, pattern, read in _PATTERNS:
        for match in pattern.matches(text) if needed.search(text) else ():
            if taken.isdisjoint(range(match.start(), match.end())):
                taken.update(range(match.start(), match.end()))
                found.append((match.start(), match.end(), read(match, published) if published else None))
    return sorted(found)


def _day(match: re.Match[str], today: date) -> str | None:
    return (today + timedelta(days=_DAYS[match[0]])).isoformat()


def _week(match: re.Match[str], today: date) -> str | None:
    """A week from Monday to Sunday, its weekend, or one of its days."""
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=_TURNS[match["turn"]])
    at = match["at"]
    if not at or at == "末":
        first = monday + timedelta(days=5 if at else 0)
        return f"{first}/{monday + timedelta(days=6)}"
    return (monday + timedelta(days=_WEEKDAYS[at])).isoformat()


def _weekday(match: re.Match[str], today: date) -> str | None:
    return (today - timedelta(days=(today.weekday() - _WEEKDAYS[match["at"]]) % 7)).isoformat()


def _month(match: re.Match[str], today: date) -> str | None:
    """A month, or one of its days; 去年本月 is that of the year before."""
    months = today.year * 12 + today.month - 1 + _TURNS[match["turn"]] - (12 if match["ago"] else 0)
    year, month = divmod(months, 12)
    return _iso(year, month + 1, _number(match["day"])) if match["day"] else f"{year:04}-{month + 1:02}"


def _last(match: re.Match[str], today: date) -> str | None:
    """29日: of this month, or of the nearest month before that has such a day."""
    day, months = _number(match["day"]), today.year * 12 + today.month - 1
    for back in range(12):
        year, month = divmod(months - back, 12)
        code = _iso(year, month + 1, day)
        if code and code <= today.isoformat():
            return code
    return None


def _decade(match: re.Match[str], today: date) -> str | None:
    """20世纪80年代; a bare 八十年代 is of the last century."""
    century = {"上": today.year // 100, "本": today.year // 100 + 1, None: today.year // 100}.get(match["century"])
    if century is None:
        century = {"十九": 19, "二十": 20, "二十一": 21}.get(match["century"]) or int(match["century"])
    tens = int(match["tens"]) if match["tens"].isdigit() else _TENS[match["tens"][0]]
    first = (century - 1) * 100 + tens
    return f"{first}/{first + 9}"


def _short_year(match: re.Match[str], _today: date) -> str | None:
    return f"200{match['digit'] if match['digit'].isdigit() else _HAN[match['digit']]}"


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, _, ones = text.partition("十")
    return (_HAN[tens] if tens else 1) * 10 + (_HAN[ones] if ones else 0)


_SOME = re.compile("[天日号周期拜月年]")  # what every pattern asks for, sought at once
_LIKELY = re.compile(
    r"[昨今明后前][天日]|[周期拜]|[上这本下](?:个)?月|[\d十][日号]|\d一二|年代|[0零][\d一二三四五六七八九]年|[一二三十]+[日号]"
)
_PATTERNS: tuple[tuple[re.Pattern[str], Sought, Reading], ...] = (
    (
        re.compile(r"[前昨今明后][天日]"),
        Sought(r"(?<![美更的个好向到])(?:大前天|大后天|前天|昨[天日]|今[天日]|明[天日]|(?<!今)后天)(?!的|地|性|努力)"),
        _day,
    ),
    (
        re.compile(r"[周期拜]"),
        Sought(rf"(?<![以之每]){_TURN}个?(?:周|星期|礼拜)(?P<at>[一二三四五六日天末])?(?![年期岁密边到全长围折转])"),
        _week,
    ),
    (
        re.compile(r"[周期拜]"),
        Sought(rf"(?<![每逢一二两三四五六七八九十\d至到上下个双])(?:周|星期|礼拜)(?P<at>[一二三四五六日天]){_AT}"),
        _weekday,
    ),
    (re.compile(r"月"), Sought(rf"(?P<ago>去年)?(?<![以之每海]){_TURN}个?月(?:{_DAY}[日号])?(?![球亮饼光])"), _month),
    (
        re.compile(r"[日号]"),
        Sought(rf"(?<![月\d第·年一二三十几多每至到—~-]){_DAY}(?:日|号{_AT})(?![内以之均报游前后起元本耳])"),
        _last,
    ),
    (
        re.compile(r"年代"),
        Sought(r"(?:(?P<century>1[89]|2[01]|十九|二十一|二十|上|本)个?世纪)?(?P<tens>[2-9]0|[二三四五六七八九]十)年代"),
        _decade,
    ),
    (
        re.compile(r"[0零].{1,2}年"),
        Sought(r"(?<![\d.一二三四五六七八九])[0零](?P<digit>[\d一二三四五六七八九]) ?年"),
        _short_year,
    ),
)
