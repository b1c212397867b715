"""Counted: the noun phrase that an amount counts, after it (29名机关党员干部) or before it (问题50个).

What stops a phrase (在, 获, 组织) stops it as a word only: the tokens of the text tell 12名在职党员, 16个基层党组织 and
6名犯罪嫌疑人|抓获 apart. Where no tokens are given every place may begin a word.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from etl.extract.leads import match_stop
from etl.extract.numerals import CHINESE_CHARACTERS, NUMERAL_CHARACTERS
from etl.extract.vocabulary import Token, tokens
from etl.lexicon.approximators import approximators
from etl.lexicon.counting import all_of, any_of

_PHRASE = re.compile(r"\s?的?((?:[“《][^”》]{1,30}[”》]|[^\W\d_]){1,24})")
_QUOTED = re.compile(r"[“《][^”》]{1,30}[”》]")
_APPOSED = re.compile(r"[(（][^()（）]{1,8}[)）]")  # 14个县(市、区)
_CLAUSE_START = re.compile(r"[，,。;；:：!！?？﹔…\n]")
_CUTS = re.compile(r"[的等了]|[）)]、?(?=.)")
# 满意度|将, 开支|就; but 节约, 人才, 成就 are whole
_TRAILING = (
    "(?<![节公合预条签违特大])约|(?<![干悍部])将|(?<![许认])可|(?<![公中])共|(?<![归偿返])还"
    "|(?<!人)才|(?<!成)就|(?<!自)已|(?<![主需重必])要"
)
_OF_PEOPLE = frozenset("名位")
_CALLED = re.compile(r"[\u4e00-\u9fff](?<![动复裁减])(?:员|者|客|兵|警|师|生)$|[农公市牧渔移股]民$")
_NEXT = 4  # 党员|领导干部: what stands so near behind people is people still
_LEADS = "了着过的把将为向给被由使年月日"
_LONGEST, _WINDOW = 16, 40
_JOINED = ("、", "和", "及", "与")
_TWICE = 4  # 通报曝光|典型案例, but 节约|采购成本: characters that must be left behind a second verb
_SHORT = 8  # a noun phrase up to this length needs no head to be cut at


def counted(text: str, start: int, stop: int, floor: int = 0, words: Sequence[int] = ()) -> str | None:
    """The noun phrase counted by the amount at `[start, stop)`, without its unit; None where none is said.

    What stands before `floor` belongs to an earlier amount. `words` are the places where the words of the text begin,
    ascending, and its length at the end.

    >>> counted("选派15名年轻干部到村里", 2, 5), counted("解决群众“急难愁盼”问题300余个", 12, 17)
    ('年轻干部', '问题')
    """
    return _after(text, stop, words) or (None if _sums(text, start, stop) else _before(text, start, floor))


def _sums(text: str, start: int, stop: int) -> bool:
    """Whether the amount only says how many were listed: 教育部等|八部门, 等|五方面."""
    return text[start - 1 : start] == "等" and text.endswith(("部门", "方面"), start, stop)


class _Patterns(NamedTuple):
    """What bounds a noun, from the tables of `etl.lexicon.counting`."""

    stop: re.Pattern[str]
    naming: re.Pattern[str]
    deverbal: re.Pattern[str]
    head: re.Pattern[str]
    final_head: re.Pattern[str]
    lead: re.Pattern[str]
    verb: re.Pattern[str]
    change: re.Pattern[str]
    trailing: re.Pattern[str]
    person: re.Pattern[str]
    people: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    return _Patterns(
        stop=re.compile(rf"{any_of('stop')}|{NUMERAL_CHARACTERS}"),
        naming=re.compile(
            rf"(?:{any_of('organised')})组织|^重点|^(?:被困|受困)|^整改(?=[^\W\d_]{{0,6}}(?:措施|问题|任务|事项|清单|台账|项目))|[级层]以[上下](?=[^\W\d_])"
        ),
        deverbal=re.compile(any_of("deverbal")),
        head=re.compile(any_of("head")),
        final_head=re.compile(rf"(?:{any_of('head')}|\w\w[率额值量])\Z"),
        lead=re.compile(rf"(?:[一二三四五六七八九十]+是|每[年季月周]度?|{any_of('lead')})*"),
        verb=re.compile(any_of("verb")),
        change=re.compile(rf"(?:{any_of('compared')})*(?:{any_of('changed')})*\Z"),
        trailing=re.compile(rf"(?:{any_of('trailing')}|{_TRAILING})+\Z"),
        person=re.compile(any_of("person")),
        people=re.compile(any_of("people")),
    )


@cache
def _stopping() -> frozenset[str]:
    """The characters that begin a word which stops a noun, however long it is: 获|批, 三|个."""
    return all_of("begins") | frozenset(CHINESE_CHARACTERS)


def _after(text: str, stop: int, words: Sequence[int]) -> str | None:
    match = _PHRASE.match(text, stop)
    if not match or match[1].startswith("的"):
        return None
    begin = match.start(1)
    end = _stopped(text, begin, match.end(1), words)
    end = _people(text, begin, end, words) if text[stop - 1] in _OF_PEOPLE else end
    phrase = text[begin : _acting(text, begin, end, words)].removesuffix("的")
    if not phrase:
        return None
    if begin + len(phrase) == end and (apposed := _APPOSED.match(text, end)):
        return phrase + apposed.group()
    if len(phrase) <= _SHORT:
        return phrase
    heads = [head.end() for head in _patterns().head.finditer(phrase) if _border(words, begin + head.end())]
    return phrase[: heads[-1]] if heads else phrase[:_LONGEST]


def _stopped(text: str, start: int, stop: int, words: Sequence[int]) -> int:
    """Where the first word that stops the phrase `[start, stop)` begins, outside quotes; else its end."""
    hidden, at = _hidden(text[start:stop]), 0
    naming = [named.span() for named in _patterns().naming.finditer(hidden)]
    while found := _patterns().stop.search(hidden, at):
        named = any(low <= found.start() < high for low, high in naming)
        where = None if named else _word_start(text, start + found.start(), start + found.end(), words)
        if where is not None:
            return max(where, start)
        at = found.start() + 1
    return stop


def _acting(text: str, start: int, stop: int, words: Sequence[int]) -> int:
    """Where a firm verb begins of which the phrase `[start, stop)` is the subject (23家单位|建立…); else its end."""
    for token in _verbs(_hidden(text[start:stop])):
        acts = token.start and _firm(token) and _border(words, start + token.start)
        if acts and not _patterns().deverbal.match(text, start + token.stop, stop):
            return start + token.start
    return stop


def _people(text: str, start: int, stop: int, words: Sequence[int]) -> int:
    """Where the people whom the phrase `[start, stop)` begins with end (841名旅客|争取到了); else its end.

    What follows them may be more people, or what makes them others: 党员领导干部, 12名群众代表, 30名党员志愿服务队员.
    """
    borders = [start, *words[bisect_right(words, start) : bisect_left(words, stop)], stop]
    called = {high for low, high in pairwise(borders) if _CALLED.search(text, low, high)}
    ends = sorted(called | {one.end() for one in _patterns().person.finditer(text, start, stop)})
    if not ends:
        return stop
    last = ends[0]
    for end in ends[1:]:
        last = end if end - last <= _NEXT or end == stop else last
    return match_stop(_patterns().people, text[:stop], last)


def _verbs(hidden: str) -> list[Token]:
    """The verbs among the words of a stretch, in order."""
    return [token for token in tokens(hidden) if token.word.verb]


def _firm(token: Token) -> bool:
    return token.word.verb is not None and token.word.verb.place == "any"


def _hidden(text: str) -> str:
    return _QUOTED.sub(lambda quote: "\x00" * len(quote.group()), text)


def _border(words: Sequence[int], at: int) -> bool:
    """Whether a word begins or ends at a place."""
    number = bisect_left(words, at)
    return not words or (number < len(words) and words[number] == at)


def _word_start(text: str, start: int, stop: int, words: Sequence[int]) -> int | None:
    """Where a word begins that stops a phrase at `[start, stop)`; None where it is only part of a longer one."""
    number = bisect_right(words, start)
    if not 0 < number < len(words):
        return start
    low, high = words[number - 1], words[number]
    if low == start:
        return start if stop >= high or text[start] in _stopping() or text[start].isdecimal() else None
    return low if stop == high and text[start] in all_of("ends") else None


def _before(text: str, start: int, floor: int) -> str | None:
    """The noun that ends where the amount starts: its head, and what qualifies it up to the verb.

    Where no head is known, all from the verb on; where nothing follows the verb, the verb (捐款约8万元).
    """
    piece = _CLAUSE_START.split(text[max(floor, start - _WINDOW) : start])[-1]
    if piece.endswith(_JOINED):
        return None  # 问题800个和|1500余条: what stands before is counted by another
    if len(piece) == _WINDOW and "、" in piece:  # a long list of which only its last is sure to be whole
        piece = piece[piece.rindex("、") + 1 :]
    clause = _patterns().trailing.sub("", _patterns().change.sub("", _bare(piece)))
    hidden = _hidden(clause)
    head = _patterns().final_head.search(hidden)
    cut = _object_start(hidden, head.start() if head else len(clause))
    named = cut and _patterns().final_head.search(clause)  # 捐款约8万元, but not 划拨8万元
    return _trimmed(clause[cut:]) or (_trimmed(clause[-2:]) if named else None) or None


def _object_start(hidden: str, stop: int) -> int:
    """Where in a clause the object begins: after its last firm verb, after those that open it, or after a mere verb.

    A word that is often a noun (整改, 慰问) qualifies what stands behind it where a verb or a subject stands before it.
    """
    verbs = [token for token in _verbs(hidden) if token.stop <= stop]
    firm = [token.stop for token in verbs if _firm(token)]
    if firm:
        return firm[-1]
    opened = lead = match_stop(_patterns().lead, hidden, 0)
    others = [verb.span() for verb in _patterns().verb.finditer(hidden, lead, stop)]
    for begin, end in sorted({*others, *((token.start, token.stop) for token in verbs)}):
        if begin == opened and (opened == lead or len(hidden) - end >= _TWICE):
            opened = end
    mere = [token.stop for token in verbs if token.word.head is None and token.start >= opened]
    return opened if opened > lead or not mere else mere[0]


def _trimmed(phrase: str) -> str:
    """The phrase without what only leads to it; of a quoted name, from the name on."""
    opened, closed = phrase.rfind("“"), phrase.rfind("”")
    if 0 <= opened < closed:
        return "问题" if phrase[closed + 1 :] == "问题" else phrase[opened:]
    last = _patterns().trailing.sub("", _CUTS.split(phrase)[-1].lstrip(_LEADS))
    return "" if last in all_of("empty") else last[-_LONGEST:].lstrip("“”《》）)、 ").rstrip("“”《》（(、 ")


def _bare(clause: str) -> str:
    """The clause without what is said with an amount but counts nothing: 共, 累计, 等, 各, 达."""
    outside = tuple(approximators("outside"))
    while True:
        clause = clause.rstrip()
        token = next((token for token in outside if clause.endswith(token)), None)
        if token is None:
            return clause
        clause = clause[: -len(token)]
