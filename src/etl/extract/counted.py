"""Counted: the noun phrase that an amount counts, after it (29名机关党员干部) or before it (问题50个)."""

from __future__ import annotations

import re
from functools import cache

from etl.extract.numerals import NUMERAL_CHARACTERS
from etl.lexicon.approximators import approximators
from etl.lexicon.counting import any_of

_CHUNK = r"[“《][^”》]{1,30}[”》]|[^\W\d_]"
_CLAUSE_START = re.compile(r"[，,。;；:：!！?？﹔…\n]")
_CUTS = re.compile(r"[、和及与的等了]")
_LEADS = "了着过的把将为向给被由使年月日"
_LONGEST, _REACH = 16, 24
_SHORT = 8  # a noun phrase up to this length needs no head to be cut at
_CHANGE = re.compile(
    r"(?:同比|环比|比上年|较上年|年均|月均|平均|分别|累计|首次|实际|仍|拟按|达到|提高到|降至|增至|拟|按)*"
    r"(?:增长|下降|提高|提升|降低|减少|增加|上升|上涨|下滑|回升|压减|压缩|缩短|扩大|超过|翻|达|为|由|从|占|到|至|了)*\Z"
)


def counted(text: str, start: int, stop: int, floor: int = 0) -> str | None:
    """The noun phrase counted by the amount at `[start, stop)`, without its unit; None where none is said.

    What stands before `floor` belongs to an earlier amount.

    >>> counted("选派15名年轻干部到村里", 2, 5), counted("解决群众“急难愁盼”问题300余个", 12, 17)
    ('年轻干部', '问题')
    """
    return _after(text, stop) or _before(text, start, floor)


@cache
def _after_pattern() -> re.Pattern[str]:
    limit = rf"(?={any_of('stop')}|{NUMERAL_CHARACTERS}|[^\w“《]|\Z)"
    return re.compile(rf"\s?的?(?!的|{NUMERAL_CHARACTERS}|{any_of('stop')})((?:{_CHUNK}){{1,{_REACH}}}?){limit}")


@cache
def _head_pattern() -> re.Pattern[str]:
    return re.compile(any_of("head"))


@cache
def _final_head_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('head')}|\w\w[率额值量])\Z")


@cache
def _verb_pattern() -> re.Pattern[str]:
    return re.compile(any_of("verb"))


def _after(text: str, stop: int) -> str | None:
    match = _after_pattern().match(text, stop)
    if not match:
        return None
    phrase = match[1]
    if len(phrase) <= _SHORT:
        return phrase
    heads = [head.end() for head in _head_pattern().finditer(phrase)]
    return phrase[: heads[-1]] if heads else phrase[:_LONGEST]


def _before(text: str, start: int, floor: int) -> str | None:
    """The noun that ends where the amount starts: its head, and what qualifies it up to the verb.

    Where no head is known, all from the last verb on; where nothing follows the verb, the verb (捐款约8万元).
    """
    clause = _CHANGE.sub("", _bare(_CLAUSE_START.split(text[max(floor, start - 40) : start])[-1]))
    hidden = re.sub(r"“[^”]*”|《[^》]*》", lambda quote: "\x00" * len(quote.group()), clause)
    head = _final_head_pattern().search(hidden)
    before = head.start() if head else len(clause)
    verbs = [verb.end() for verb in _verb_pattern().finditer(hidden, 0, before)]
    phrase = clause[verbs[-1] :] if verbs else clause
    return _trimmed(phrase) or (_trimmed(clause[-2:]) if verbs else None) or None


def _trimmed(phrase: str) -> str:
    """The last member of an enumeration, without what only leads to it; of a quoted name, from the name on."""
    opened, closed = phrase.rfind("“"), phrase.rfind("”")
    if 0 <= opened < closed:
        return "问题" if phrase[closed + 1 :] == "问题" else phrase[opened:]
    last = _CUTS.split(phrase)[-1]
    return last.lstrip(_LEADS)[-_LONGEST:].strip("“”《》 ")


def _bare(clause: str) -> str:
    """The clause without what is said with an amount but counts nothing: 共, 累计, 等, 各, 达."""
    outside = tuple(approximators("outside"))
    while True:
        clause = clause.rstrip()
        token = next((token for token in outside if clause.endswith(token)), None)
        if token is None:
            return clause
        clause = clause[: -len(token)]
