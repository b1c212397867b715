"""Evidence: every term and pair of the themes' lexicon that a text holds, and what each counts there.

A term counts as far as it decides alone (its grade in `theme_terms.tsv`), and 0.2 of that inside a longer term. A
pair is two words that say together what neither says alone: 走访 + 企业, 旁听 + 庭审. It counts where the second
follows the first in one clause.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from etl.extract.passing import Passing, passing
from etl.lexicon import themes

NESTED = 0.2  # 政治机关 inside 政治机关意识: the longer term speaks, for its own theme alone
GAP = 8  # characters between the two words of a pair, titles and amounts not counted
LONGEST = 80  # of a gap with a title in it
ASIDE = re.compile(r"《[^》]*》?|\d[\d.,]*[万亿余多]*[名个人次场项家条支批期件]{0,2}")
STOP = re.compile(r"[，。；：！？,;:!?]|^[^“《]*[”》]")  # a border, or the end of a name that holds the first word

Found = tuple[int, int, str]


class Hit(NamedTuple):
    """What speaks for a theme at a place of the text, with its weight there; the same `key` counts once a section."""

    theme_id: str
    key: str
    start: int
    stop: int
    weight: float


def hits(text: str, title: str, among: Collection[str] | None = None) -> list[Hit]:
    """Every term and every pair met, weighed by what holds it; `title` is the document's.

    `among` are the only themes that are asked for (none: all of them).

    >>> [(hit.theme_id, text) for text in ["旁听一场庭审"] for hit in hits(text, "")][0]
    ('disc.warning', '旁听一场庭审')
    """
    words = _words()
    found = sorted([(start, -stop, words[index]) for index, start, stop in _met(text)])
    if not found:
        return []
    around, sought = passing(text, title), _all() if among is None else among
    pairs = list(_pair_hits(text, found, around, sought))
    spoken = {(hit.theme_id, at) for hit in pairs for at in range(hit.start, hit.stop)}
    return pairs + [hit for hit in _term_hits(found, around, sought) if (hit.theme_id, hit.start) not in spoken]


def utmost(text: str) -> dict[str, float]:
    """What the terms and pairs of each theme could count in a text at most: were each whole, and nothing in passing.

    A bound that one pass over the text gives: most texts cannot have a theme, and are asked no further.

    >>> utmost("旁听一场庭审")["disc.warning"] >= 1.0
    True
    """
    met = {index for index, _, _ in _met(text)}
    says, closes = _parts()
    score: dict[str, float] = defaultdict(float)
    for index in met:
        for theme, grade in says.get(index, ()):
            score[theme] += grade
        for firsts, theme, grade in closes.get(index, ()):
            if not met.isdisjoint(firsts):
                score[theme] += grade
    return score


@lru_cache(maxsize=1)  # asked for twice: what could be, and what is
def _met(text: str) -> list[tuple[int, int, int]]:
    """The words met, each by its index, with where it starts and stops."""
    found: list[tuple[int, int, int]] = _automaton().find_matches_as_indexes(text, overlapping=True)
    return found


def _term_hits(found: Sequence[Found], around: Passing, sought: Collection[str]) -> Iterator[Hit]:
    """The terms met; inside a longer term they say less, and nothing of what that one says."""
    reach, holder, spoken = 0, "", _themes()
    for start, minus_stop, term in found:
        said = spoken.get(term)
        if said is None:
            continue
        stop = -minus_stop
        inside = stop <= reach
        if not inside:
            reach, holder = stop, term
        asked = [(theme, base) for theme, base in said if theme in sought]
        share = around.share(term, start, stop) * (NESTED if inside else 1.0) if asked else 0.0
        for theme, base in asked:
            if share and not (inside and theme in _speaks(holder)):
                yield Hit(theme, term, start, stop, base * share)


def _pair_hits(text: str, found: Sequence[Found], around: Passing, sought: Collection[str]) -> Iterator[Hit]:
    """The pairs met, from the first word to the end of the second; each second word counts."""
    pairs, (firsts, seconds) = _pairs(), _sides()
    opened: dict[int, tuple[int, int]] = {}
    closed: dict[str, int] = {}  # by theme: where the last second word ended, so that two pairs never share one
    for start, minus_stop, word in found:
        stop = -minus_stop
        for number in seconds.get(word, ()):
            if number not in opened or (theme := pairs[number].theme_id) not in sought:
                continue
            low, high = opened[number]
            if closed.get(theme, 0) <= start and _near(text, high, start):
                closed[theme] = stop
                share = around.share(text[low:stop], low, stop)
                yield Hit(theme, f"{number} {word}", low, stop, pairs[number].grade * share)
        if word in firsts:
            opened |= dict.fromkeys(firsts[word], (start, stop))


def _near(text: str, stop: int, start: int) -> bool:
    """Whether what lies between the words of a pair is short and no border; titles and amounts count for nothing."""
    if not 0 <= start - stop <= LONGEST:
        return False
    between = ASIDE.sub("", text[stop:start])
    return len(between) <= GAP and not STOP.search(between)


@cache
def _speaks(holder: str) -> frozenset[str]:
    """The themes for or against which a longer term speaks already, so that its parts are silent."""
    against = {theme for theme, text in themes.against() if text == holder}
    return frozenset({theme for theme, _ in _themes()[holder]} | against)


@cache
def _themes() -> dict[str, tuple[tuple[str, float], ...]]:
    """The themes of each term with its grade; a string that counts against a theme has none."""
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for term in themes.terms():
        found[term.text].append((term.theme_id, term.grade))
    for _, text in themes.against():
        found.setdefault(text, [])
    return {text: tuple(found[text]) for text in sorted(found)}


@cache
def _all() -> frozenset[str]:
    """The themes that any term or pair speaks for."""
    return frozenset([theme for spoken in _themes().values() for theme, _ in spoken] + [p.theme_id for p in _pairs()])


class _Pair(NamedTuple):
    theme_id: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    grade: float


@cache
def _pairs() -> tuple[_Pair, ...]:
    """Each pair of the lexicon: its theme, its first words and its second words."""
    sides = [(pair, pair.text.split(themes.BAR)) for pair in themes.pairs()]
    return tuple(_Pair(pair.theme_id, tuple(a.split()), tuple(b.split()), pair.grade) for pair, (a, b) in sides)


@cache
def _sides() -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """The pairs that each word opens, and those that it closes."""
    firsts: dict[str, list[int]] = defaultdict(list)
    seconds: dict[str, list[int]] = defaultdict(list)
    for number, (_, first, second, _) in enumerate(_pairs()):
        for word in first:
            firsts[word].append(number)
        for word in second:
            seconds[word].append(number)
    return dict(firsts), dict(seconds)


class _Parts(NamedTuple):
    """By its index in `_words`: the themes that a word says, and the pairs that it closes behind one of the firsts."""

    says: dict[int, tuple[tuple[str, float], ...]]
    closes: dict[int, list[tuple[frozenset[int], str, float]]]


@cache
def _parts() -> _Parts:
    at = {word: index for index, word in enumerate(_words())}
    pairs = [(frozenset(at[word] for word in pair.first), pair.theme_id, pair.grade) for pair in _pairs()]
    says = {at[word]: spoken for word, spoken in _themes().items() if spoken}
    return _Parts(says, {at[word]: [pairs[which] for which in closed] for word, closed in _sides()[1].items()})


@cache
def _words() -> tuple[str, ...]:
    return tuple(sorted({*_themes(), *_sides()[0], *_sides()[1]}))


@cache
def _automaton() -> AhoCorasick:
    return AhoCorasick(list(_words()), matchkind=MatchKind.Standard)
