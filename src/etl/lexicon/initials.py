"""Initials: the characters with which a match can begin, so that a long pattern is tried only there.

An alternation of names is tried at every character of a text, though hardly any can begin one: the organs of a
paragraph took 58 µs, and take 5 to 10 where only 市, 中, 机 and their like are looked at (5,213 paragraphs, twice).
Most of these begin none either, which the next character tells: of 60,000 places with 市, 中 or 机 15,000 are left
where 市委, 中央 or 机关 stands (9,939 paragraphs). What can begin a match is read from the pattern itself, so a table
may change without a word here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from re import _constants as op  # type: ignore[attr-defined]  # the library's own reading of a pattern has no types
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

Parsed = Iterable[tuple[Any, Any]]
# One character of a match: what a class may hold of it, without its brackets; None where that could be any.
Item = frozenset[str] | None
# How the matches of a part of a pattern can begin: each with its first two characters, or all that it has.
Openings = frozenset[tuple[Item, ...]]
ZERO_WIDTH = (op.AT, op.ASSERT, op.ASSERT_NOT)
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
EMPTY: Openings = frozenset({()})
ONE: Openings = frozenset({(None,)})
ANY: Openings = EMPTY | ONE | {(None, None)}


class Sought:
    """A pattern whose matches are sought from their first two characters on; all else is as in `re`.

    >>> [match[0] for match in Sought("(?<!社)区委|市(?:委|政府)").matches("市委、社区委员会和市政府")]
    ['市委', '市政府']
    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = re.compile(pattern, flags)
        follow = followers(pattern, flags)
        self.begins = "".join(follow) if follow else None
        self._first = re.compile(_seeker(follow)) if follow else None

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
    follow = followers(pattern, flags)
    return "".join(follow) if follow else None


def followers(pattern: str, flags: int = 0) -> dict[str, Item] | None:
    """What a match can begin with, each with what comes second; None there for anything, a match's end too.

    None where `initials` has none.

    >>> {first: sorted(second or "?") for first, second in followers("市[委直]|市政府|区.|县").items()}
    {'区': ['?'], '县': ['?'], '市': ['委', '政', '直']}
    """
    parsed = parser.parse(pattern, flags)
    openings = ANY if parsed.state.flags & re.IGNORECASE else _openings(parsed)
    found: dict[str, Item] = {}
    for opening in openings:
        if not opening or opening[0] is None:
            return None
        second = opening[1] if len(opening) > 1 else None
        for first in opening[0]:
            known = found.get(first, frozenset())
            found[first] = None if second is None or known is None else known | second
    return dict(sorted(found.items()))


def _seeker(follow: dict[str, Item]) -> str:
    """A pattern of the one character with which a match can begin, where the next one lets it.

    Character by character where each first one is told; `re` finds the place of a literal faster than that of a class.
    """
    if all(len(first.removeprefix("\\")) == 1 and first not in CATEGORIES.values() for first in follow):
        return "|".join(first + _ahead(follow[first]) for first in follow)
    seconds = [second or frozenset() for second in follow.values()]
    union = frozenset().union(*seconds) if all(seconds) else None
    return f"[{''.join(follow)}]{_ahead(union)}"


def _ahead(second: Item) -> str:
    return "" if second is None else f"(?=[{''.join(sorted(second))}])"


def _openings(parsed: Parsed) -> Openings:
    """How a sequence can begin; what may stand for nothing leaves the place to what is behind it."""
    found = EMPTY
    for code, value in parsed:
        if all(len(opening) == 2 for opening in found):
            break
        found = _joined(found, _of(code, value))
    return found


def _joined(before: Openings, behind: Openings) -> Openings:
    return frozenset([(opening + more)[:2] for opening in before for more in behind])


def _of(code: Any, value: Any) -> Openings:  # noqa: ANN401  (the parser's own)
    """How one part of a pattern can begin."""
    if code in ZERO_WIDTH:
        return EMPTY
    if code is op.LITERAL:
        return frozenset({(frozenset({_escaped(value)}),)})
    if code is op.IN:
        return frozenset({(_members(value),)})
    if code is op.SUBPATTERN:
        return ANY if value[1] & re.IGNORECASE else _openings(value[3])
    if code is op.ATOMIC_GROUP:
        return _openings(value)
    if code in REPEATS:
        return _repeated(*value)
    if code is op.BRANCH:
        return frozenset().union(*[_openings(part) for part in value[1]])
    return ONE if code in (op.ANY, op.NOT_LITERAL) else ANY


def _repeated(least: int, most: int, parsed: Parsed) -> Openings:
    """How what stands `least` to `most` times can begin: twice is as good as more often."""
    once = _openings(parsed)
    often = [EMPTY, once, _joined(once, once)]
    return frozenset().union(*often[min(least, 2) : min(most, 2) + 1])


def _members(items: Parsed) -> Item:
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
    return frozenset(found)


CATEGORIES = {op.CATEGORY_DIGIT: r"\d", op.CATEGORY_SPACE: r"\s", op.CATEGORY_WORD: r"\w"}


def _escaped(code: int) -> str:
    return re.escape(chr(code))
