"""Themes: tag a paragraph with what it is about, section by section, and keep the terms that say so.

A term of the lexicon counts once a section: strong 1, weak 0.4, less when it is short, and 0.4 of that
inside a longer term. It counts more in the lead that announces a section, less in a clause of homage or
purpose and where it is the document's own topic. A theme whose terms reach the threshold in a section,
and a share of the section's best, is a tag.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from etl.lexicon.initials import Sought
from etl.lexicon.tables import document
from etl.records import Evidence, Section

THRESHOLD = 1.0
SHARE = 0.15  # of the section's best score: what is only touched in passing is no theme
STRONG, WEAK = 1.0, 0.4
SHORT = {1: 0.3, 2: 0.5, 3: 0.8}  # 调研 may stand anywhere, 调查研究 hardly
NESTED = 0.4  # 政治机关 inside 政治机关意识: the longer term speaks, for its own theme alone
LEAD = 1.5
TOPIC = 0.6  # the title has the term too
HOMAGE = 0.4  # 以…为指导, 为…提供保障: said of everything
HEADING = 0.5
QUOTED = 0.5  # “玉韵清廉” is the name of something, and a part of a name says little

RHETORIC = Sought(
    r"以[^，。；,;]{2,60}为(?:指导|引领|统领|遵循|根本遵循|目标|目的)|全面贯彻(?:落实)?[^，。；,;]{2,40}精神"
    r"|在[^，。；,;]{2,40}的同时|(?:按照|根据)[^，。；,;]{2,60}|为[^，。；,;]{2,50}(?:提供|注入|贡献|奠定|作出)[^，。；,;]*|不断营造[^。；;]*"
    r"|(?<![\u4e00-\u9fff])为了?(?:推动|促进|充分|进一步|深入|更好|切实|扎实|有效|全面|持续)[^，。；,;]{2,60}"
    r"|(?:围绕|紧扣|聚焦|紧盯|锚定)[^，。；,;]{2,60}(?=[，,])"
)
QUOTE = Sought(r"“[^”]{2,20}”|「[^」]{2,20}」")


class Tag(NamedTuple):
    """A leaf theme that a paragraph is about; the score is that of its best section."""

    theme_id: str
    score: float
    evidence: tuple[Evidence, ...]


class Weight(NamedTuple):
    """A term met in a section and what it counts there; `[start, stop)` is of the paragraph."""

    term: str
    start: int
    stop: int
    weight: float


class Candidate(NamedTuple):
    """A theme that a section speaks of; it is a tag where the score reaches the bar."""

    theme_id: str
    score: float
    bar: float
    heading: float
    terms: tuple[Weight, ...]


class _Hit(NamedTuple):
    """A term of a theme at a place of the text, with its weight there."""

    theme_id: str
    term: str
    start: int
    stop: int
    weight: float


def tags(
    text: str, headings: Sequence[str] = (), sections: Sequence[Section] = (), title: str | None = None
) -> list[Tag]:
    """The leaf themes of a paragraph, by id; evidence offsets are of `text`.

    `headings` stand above the paragraph, `sections` are its run-in parts (none: the whole is one),
    `title` is the document's.

    >>> [tag.theme_id for tag in tags("参与抗洪抢险、灾后重建等急难险重任务。")]
    ['serve.emergency']
    """
    best: dict[str, float] = {}
    evidence: dict[str, list[Evidence]] = defaultdict(list)
    for _, candidates in explain(text, headings, sections, title):
        for one in candidates:
            if one.score >= one.bar:
                best[one.theme_id] = max(one.score, best.get(one.theme_id, 0.0))
                evidence[one.theme_id] += [Evidence(met.term, met.start, met.stop) for met in one.terms]
    return [Tag(theme, round(best[theme], 2), tuple(evidence[theme])) for theme in sorted(best)]


def explain(
    text: str, headings: Sequence[str] = (), sections: Sequence[Section] = (), title: str | None = None
) -> list[tuple[Section, list[Candidate]]]:
    """Why a paragraph has the tags it has: section by section every theme met, best first, arguments as of `tags`.

    A term that is met twice in a section counts once, with its best weight.

    >>> [(one.theme_id, one.score >= one.bar) for one in explain("开展志愿服务,走访群众。")[0][1]]
    [('serve.people', True), ('style.mass-line', True), ('idea.research', False)]
    """
    hits = _hits(text, title or "")
    above = _above(headings)
    return [(section, _candidates(hits, section, above)) for section in sections or [Section(0, 0, len(text))]]


def _candidates(hits: Iterable[_Hit], section: Section, above: dict[str, float]) -> list[Candidate]:
    """The themes met in one section, with their score and terms."""
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    places: dict[str, list[Weight]] = defaultdict(list)
    for hit in hits:
        if not section.start <= hit.start < section.stop:
            continue
        weight = hit.weight * (LEAD if hit.start < section.lead_stop else 1.0)
        weights[hit.theme_id][hit.term] = max(weight, weights[hit.theme_id].get(hit.term, 0.0))
        places[hit.theme_id].append(Weight(hit.term, hit.start, hit.stop, weight))
    lifts = {theme: min(above.get(theme, 0.0), HEADING) for theme in weights}
    scores = {theme: sum(terms.values()) + lifts[theme] for theme, terms in weights.items()}
    bar = max(THRESHOLD, SHARE * max(scores.values(), default=0.0))
    ranked = sorted(scores, key=lambda theme: (-scores[theme], theme))
    return [Candidate(theme, scores[theme], bar, lifts[theme], tuple(places[theme])) for theme in ranked]


def _above(headings: Sequence[str]) -> dict[str, float]:
    """What the headings above add to a theme that the paragraph itself speaks of."""
    score: dict[str, float] = defaultdict(float)
    for heading in headings:
        for hit in _hits(heading, ""):
            score[hit.theme_id] += hit.weight * HEADING
    return score


class _Around(NamedTuple):
    """What a text holds that takes weight from the terms inside it."""

    title: str
    rhetoric: tuple[tuple[int, int], ...]
    quotes: tuple[tuple[int, int], ...]

    def factor(self, term: str, start: int, stop: int) -> float:
        """What is left of a term's weight at this place."""
        left = TOPIC if term in self.title else 1.0
        low, high = _holding(self.rhetoric, start)
        if stop <= high:
            left *= HOMAGE
        low, high = _holding(self.quotes, start)
        if low < start and stop < high and (low + 1, high - 1) != (start, stop):
            left *= QUOTED
        return left


def _hits(text: str, title: str) -> list[_Hit]:
    """Every term met, weighed by what holds it, by the clause and by the title."""
    met = _automaton().find_matches_as_indexes(text, overlapping=True)
    found = sorted((start, -stop, _patterns()[index]) for index, start, stop in met)
    around = _Around(title, _spans(RHETORIC, text), _spans(QUOTE, text)) if found else _Around(title, (), ())
    out: list[_Hit] = []
    reach, holder = 0, ""
    for start, minus_stop, term in found:
        stop = -minus_stop
        inside = stop <= reach
        if not inside:
            reach, holder = stop, term
        left = around.factor(term, start, stop) * (NESTED if inside else 1.0)
        out += [
            _Hit(theme, term, start, stop, base * left)
            for theme, base in _themes()[term]
            if not (inside and theme in _speaks(holder))
        ]
    return out


def _spans(pattern: Sought, text: str) -> tuple[tuple[int, int], ...]:
    return tuple([match.span() for match in pattern.matches(text)])


def _holding(spans: tuple[tuple[int, int], ...], at: int) -> tuple[int, int]:
    """The last of some disjoint spans that starts at or before a place, or an empty one."""
    index = bisect_right(spans, at, key=lambda span: span[0])
    return spans[index - 1] if index else (0, 0)


@cache
def _speaks(holder: str) -> frozenset[str]:
    """The themes for or against which a longer term speaks already, so that its parts are silent."""
    against = {leaf["id"] for leaf in document("themes")["leaf"] if holder in leaf.get("neg", ())}
    return frozenset({theme for theme, _ in _themes()[holder]} | against)


@cache
def _themes() -> dict[str, tuple[tuple[str, float], ...]]:
    """The themes of each term with their weight; a string that counts against a theme has none."""
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for leaf in document("themes")["leaf"]:
        for weight, terms in ((STRONG, leaf["seeds"]), (WEAK, leaf["weak"])):
            for term in terms:
                found[term].append((leaf["id"], weight * SHORT.get(len(term), 1.0)))
        for term in leaf.get("sure", ()):
            found[term].append((leaf["id"], STRONG))
        for term in leaf.get("neg", ()):
            found.setdefault(term, [])
    return {term: tuple(found[term]) for term in sorted(found)}


@cache
def _patterns() -> tuple[str, ...]:
    return tuple(_themes())


@cache
def _automaton() -> AhoCorasick:
    return AhoCorasick(list(_patterns()), matchkind=MatchKind.Standard)
