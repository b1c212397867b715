"""Leads: what stands before a predicate and is none of its words: list markers, connectives, times; and who acts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from etl.lexicon.tables import table

LEAD = re.compile(
    r"""(?:[\s、*·•●○■◆▲★▶◎※▪①-⑳-]|[一二三四五六七八九十]+[是、]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}(?:[.．](?!\d)|、)|第[一二三四五六七八九十]+(?![届批次期轮季场例号条项巡\d一二三四五六七八九十])[,，]?
    |同时|此外|另外|其中|期间|为此|对此|并且?|还|也|目前|每(?:年(?=年)|[个人名家支户村]|周[一二三四五六日末]|月\d{1,2}日)|分[一二两三四五六七八九十\d]{1,3}[批期次轮类组片层]|\d{1,3}(?:天|小时|个?月|个?工作日)内?|逐[\u4e00-\u9fff]|[\u4e00-\u9fff]{1,3}[^仪方形模正样公款新老发程]式(?=[\u4e00-\u9fff]{3})|近日|日前|近期|最近|当[天日]|会[上后]|年(?:度(?:内|[之以]内)?|[初中底内])(?![\u4e00-\u9fff]?度)|随后|至今|截至目前
    |[上下]半年|在全[省市县区州国旗镇乡街院校局系社](?:范围内|系统|率先|首[创家])?|(?:活动|会议|培训|仪式)(?:中|上|期间|现场|结束后)
    |在[^，,、]{1,12}?(?:带领|领导|指导|支持|推动|部署|统筹|协调|基础)[下上]
    )*""",
    re.VERBOSE,
)
# What 所 stands behind where it is an office (派出所, 农科所), not the particle of 有所, 所建立的.
OFFICE_BEFORE = "院究出务场政法管育诊生守毒术商理电易待检测计验站支分税林水车察研科土源利保监安"
Times = Mapping[int, int]  # where each period that the paragraph names starts and stops


def lead_stop(text: str, start: int, stop: int, times: Times) -> int:
    """Where list markers, connectives and times at the beginning of a stretch end."""
    at = start
    while at < stop:
        match = LEAD.match(text, at, stop)
        after = match.end() if match else at
        high = times.get(after, stop + 1) if times else stop + 1
        after = high if high <= stop else after
        if after == at:
            break
        at = after
    return at


@cache
def bodies() -> tuple[str, ...]:
    """What the name of an acting body ends with: 工委, 党支部, 党员干部."""
    return tuple(row["suffix"] for row in table("bodies"))


def match_stop(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where a match of the pattern at a place ends; the place itself where there is none."""
    match = pattern.match(text, at)
    return match.end() if match else at
