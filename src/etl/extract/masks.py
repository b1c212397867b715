"""Mask: which numerals can be no quantity, and why: furniture, titles, names, dates, ordinals, words.

What surrounds a numeral decides before its value is asked: a title mark, a quote that names
something, a licence number, a calendar date, a slogan, a place name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import ahocorasick_rs

from etl.extract.numerals import NUMERAL_CHARACTERS, Numeral
from etl.extract.quotes import Quote, quotes
from etl.lexicon import traps
from etl.lexicon.allusions import allusions

Region = tuple[int, int, str]

# A quote that holds a clause is speech or a motto, and what it counts is counted.
_CLAUSE = re.compile(r"[，,。！!？?；;]")
_NAME_LENGTH = 30
_DIGIT = re.compile(r"\d")


def outcomes(text: str, numerals: Sequence[Numeral], damage: Iterable[tuple[int, int]] = ()) -> list[str | None]:
    """For each numeral the reason why it is no quantity, or None where nothing speaks against one.

    `damage` are ranges of `text` that were destroyed upstream.
    """
    verdicts: list[str | None] = [None] * len(numerals)
    starts = [numeral.start for numeral in numerals]
    for start, stop in damage:
        _overlap(verdicts, numerals, start, stop)
    for start, stop, reason in _regions(text):
        _cover(verdicts, numerals, bisect_left(starts, start), stop, reason)
    pattern, reasons = traps.at_numeral()
    for index, numeral in enumerate(numerals):
        if verdicts[index] is None:
            match = pattern.match(text, numeral.start)
            if match and match.end() >= numeral.stop and match.lastgroup:
                _cover(verdicts, numerals, index, match.end(), reasons[match.lastgroup])
    return verdicts


def _overlap(verdicts: list[str | None], numerals: Sequence[Numeral], start: int, stop: int) -> None:
    for index, numeral in enumerate(numerals):
        if numeral.start < stop and start < numeral.stop:
            verdicts[index] = "damaged"


def _cover(verdicts: list[str | None], numerals: Sequence[Numeral], index: int, stop: int, reason: str) -> None:
    """Give the reason to every numeral from `index` on that ends by `stop` and has none yet."""
    while index < len(numerals) and numerals[index].stop <= stop:
        verdicts[index] = verdicts[index] or reason
        index += 1


def _regions(text: str) -> Iterator[Region]:
    """Stretches whose numerals are spoken for, the strongest reason first."""
    marks = quotes(text)
    yield from ((mark.start, mark.stop, "title") for mark in marks if mark.kind == "title")
    for pattern in _furniture(text):
        yield from ((*match.span(), "furniture") for match in pattern.finditer(text))
    finder, reasons = _words()
    yield from ((start, stop, reasons[which]) for which, start, stop in finder.find_matches_as_indexes(text))
    yield from ((mark.start, mark.stop, "slogan") for mark in marks if _names(text, mark))


def _furniture(text: str) -> list[re.Pattern[str]]:
    """The patterns of furniture that the text can hold: it has digits, and a word that the pattern needs."""
    if not _DIGIT.search(text):
        return []
    return [pattern for pattern, needs in traps.stretches() if needs.search(text)]


def _names(text: str, mark: Quote) -> bool:
    """Whether a quote is a name; “我们村增收3万元,人人有活干。” is speech."""
    inner = mark.inner(text)
    return mark.kind == "quote" and len(inner) <= _NAME_LENGTH and not _CLAUSE.search(inner)


@cache
def _words() -> tuple[ahocorasick_rs.AhoCorasick, list[str]]:
    """A finder of all literals that hold a numeral, leftmost and longest first, and their reasons."""
    numeral = re.compile(NUMERAL_CHARACTERS)
    slogans = {allusion.surface: "slogan" for allusion in allusions() if numeral.search(allusion.surface)}
    reasons = {**slogans, **traps.words()}
    finder = ahocorasick_rs.AhoCorasick(list(reasons), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    return finder, list(reasons.values())
