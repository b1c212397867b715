"""Initials: the characters with which a match can begin, so that a long pattern is tried only there.

An alternation of names is tried at every character of a text, though hardly any can begin one: the organs of a
paragraph took 58 µs, and take 5 to 10 where only 市, 中, 机 and their like are looked at (5,213 paragraphs, twice).
What can begin a match is read from the pattern itself, so a table may change without a word here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from re import _constants as op  # type: ignore[attr-defined]  # the library's own reading of a pattern has no types
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

Parsed = Iterable[tuple[Any, Any]]
ZERO_WIDTH = (op.AT, op.ASSERT, op.ASSERT_NOT)
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)


class Sought:
    """A pattern whose matches are sought from their first characters on; all else is as in `re`.

    >>> [match[0] for match in Sought("(?<!社)区委|市(?:委|政府)").matches("市委、社区委员会和市政府")]
    ['市委', '市政府']
    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = re.compile(pattern, flags)
        self.begins = initials(pattern, flags)
        self._first = re.compile(f"[{self.begins}]") if self.begins else None

    def matches(self, text: str, start: int = 0, stop: int = sys.maxsize) -> list[re.Match[str]]:
        """What `finditer` of the pattern gives."""
        if self._first is None:
            return list(self.pattern.finditer(text, start, stop))
        found, at, match = [], start, self.pattern.match
        for first in self._first.finditer(text, start, stop):
            begin = first.start()
            if begin >= at and (hit := match(text, begin, stop)) is not None:
                found.append(hit)
                at = hit.end()
        return found

    def search(self, text: str, start: int = 0, stop: int = sys.maxsize) -> re.Match[str] | None:
        """The first of them, or None."""
        if self._first is None:
            return self.pattern.search(text, start, stop)
        for first in self._first.finditer(text, start, stop):
            hit = self.pattern.match(text, first.start(), stop)
            if hit is not None:
                return hit
        return None


class Several:
    """Patterns that are sought together: a text is looked at once, and only those are tried that can begin in it.

    >>> [match[0] for match in Several(Sought("以.为"), Sought("市委|区委")).matches("市委以此为鉴")]
    ['以此为', '市委']
    """

    def __init__(self, *sought: Sought) -> None:
        self.sought = sought
        self._begins = [re.compile(f"[{each.begins}]" if each.begins else ".", re.DOTALL) for each in sought]
        self._any = re.compile("|".join(begins.pattern for begins in self._begins), re.DOTALL)
        self._able: dict[str, frozenset[int]] = {}

    def matches(self, text: str, start: int = 0, stop: int = sys.maxsize) -> list[re.Match[str]]:
        """What `matches` of each pattern gives, one pattern after another."""
        met = set(self._any.findall(text, start, stop))
        able = frozenset().union(*[self._able.get(first) or self._learnt(first) for first in met])
        return [match for number in sorted(able) for match in self.sought[number].matches(text, start, stop)]

    def _learnt(self, first: str) -> frozenset[int]:
        """The numbers of the patterns that can begin with a character, kept for the next time."""
        able = frozenset(number for number, begins in enumerate(self._begins) if begins.match(first))
        return self._able.setdefault(first, able)


def initials(pattern: str, flags: int = 0) -> str | None:
    """A class of characters, without its brackets, that holds whatever a match can begin with.

    None where that could be any character, or where a match may be empty.

    >>> initials("(?<!社)(?:区委|[市县]?(?:政府|委))"), initials("[^区]委"), initials("区?")
    ('区县委市政', None, None)
    """
    parsed = parser.parse(pattern, flags)
    first, empty = (None, True) if parsed.state.flags & re.IGNORECASE else _first(parsed)
    return None if empty or not first else "".join(sorted(first))


def _first(parsed: Parsed) -> tuple[set[str] | None, bool]:
    """What can stand first in a sequence, None for anything, and whether the sequence may be empty."""
    found: set[str] = set()
    for code, value in parsed:
        if code in ZERO_WIDTH:
            continue
        first, empty = _of(code, value)
        if first is None:
            return None, empty
        found |= first
        if not empty:
            return found, False
    return found, True


def _of(code: Any, value: Any) -> tuple[set[str] | None, bool]:  # noqa: ANN401  (the parser's own)
    """The same of one part of a pattern."""
    if code is op.LITERAL:
        return {_escaped(value)}, False
    if code is op.IN:
        return _members(value), False
    if code is op.SUBPATTERN:
        return (None, True) if value[1] & re.IGNORECASE else _first(value[3])
    if code is op.ATOMIC_GROUP:
        return _first(value)
    if code in REPEATS:
        first, empty = _first(value[2])
        return first, empty or value[0] == 0
    if code is op.BRANCH:
        each = [_first(part) for part in value[1]]
        known = [first for first, _ in each if first is not None]
        return (set().union(*known) if len(known) == len(each) else None), any(empty for _, empty in each)
    return None, False


def _members(items: Parsed) -> set[str] | None:
    """The members of a class; None where it says what it is not."""
    found: set[str] = set()
    for code, value in items:
        if code is op.LITERAL:
            found.add(_escaped(value))
        elif code is op.RANGE:
            found.add(f"{_escaped(value[0])}-{_escaped(value[1])}")
        elif code is op.CATEGORY and value in CATEGORIES:
            found.add(CATEGORIES[value])
        else:
            return None
    return found


CATEGORIES = {op.CATEGORY_DIGIT: r"\d", op.CATEGORY_SPACE: r"\s", op.CATEGORY_WORD: r"\w"}


def _escaped(code: int) -> str:
    return re.escape(chr(code))
