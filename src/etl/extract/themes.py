"""Themes: tag a paragraph with what it is about, section by section, and keep the terms that say so.

A term or a pair of the lexicon counts once a section, as `evidence` weighs it: less where the text says it in
passing. It counts more in the lead that announces a section, and a heading above lifts what the section says.
A theme whose terms reach the threshold in a section is a tag; the threshold is lower for what the section speaks of
most, since a short item says its one theme once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from etl.extract.evidence import Hit, hits, utmost
from etl.records import Evidence, Section

THRESHOLD = 0.8  # a term that decides alone in eight of ten paragraphs, or two in four: best on the annotated texts
FOREMOST = 0.3  # less is asked of what a section speaks of most, and in proportion of what it speaks of next to it
SHARE = 0.1  # of the section's best score: what is only touched in passing is no theme
# No bar is lower: a section's only theme, as low as its own score lets the bar be (rounding left out of account).
FLOOR = THRESHOLD / (1 + FOREMOST / THRESHOLD) - 1e-6
LEAD = 1.5
HEADING = 0.5


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


def tags(
    text: str, headings: Sequence[str] = (), sections: Sequence[Section] = (), title: str | None = None
) -> list[Tag]:
    """The leaf themes of a paragraph, by id; evidence offsets are of `text`.

    `headings` stand above the paragraph, `sections` are its run-in parts (none: the whole is one),
    `title` is the document's.

    >>> [tag.theme_id for tag in tags("参与抗洪抢险、灾后重建等急难险重任务。")]
    ['serve.emergency']
    """
    promising = _promising(text, headings, sections)
    if not promising:
        return []
    best: dict[str, float] = {}
    evidence: dict[str, list[Evidence]] = defaultdict(list)
    for _, candidates in _explained(hits(text, title or "", promising), text, headings, sections):
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
    return _explained(hits(text, title or ""), text, headings, sections)


def _explained(
    met: Sequence[Hit], text: str, headings: Sequence[str], sections: Sequence[Section]
) -> list[tuple[Section, list[Candidate]]]:
    above = _above(headings)
    return [(section, _candidates(met, section, text, above)) for section in sections or [Section(0, 0, len(text))]]


def _promising(text: str, headings: Sequence[str], sections: Sequence[Section]) -> set[str]:
    """The themes that could reach their bar, were all that speaks for them one section's and said outright.

    The others move no bar either: where one of them scores best, no theme reaches its own.
    """
    lead = LEAD if any(section.start < section.lead_stop for section in sections) else 1.0
    scores = utmost(text)
    near = {theme for theme, score in scores.items() if lead * score + HEADING >= FLOOR}
    if not near:
        return near
    above = _above(headings)
    return {theme for theme in near if lead * scores[theme] + min(above.get(theme, 0.0), HEADING) >= FLOOR}


def _candidates(met: Iterable[Hit], section: Section, text: str, above: dict[str, float]) -> list[Candidate]:
    """The themes met in one section, with their score and terms."""
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    places: dict[str, list[Weight]] = defaultdict(list)
    for hit in met:
        if not section.start <= hit.start < section.stop:
            continue
        weight = hit.weight * (LEAD if hit.start < section.lead_stop else 1.0)
        weights[hit.theme_id][hit.key] = max(weight, weights[hit.theme_id].get(hit.key, 0.0))
        places[hit.theme_id].append(Weight(text[hit.start : hit.stop], hit.start, hit.stop, weight))
    lifts = {theme: min(above.get(theme, 0.0), HEADING) for theme in weights}
    scores = {theme: sum(terms.values()) + lifts[theme] for theme, terms in weights.items()}
    best = max(scores.values(), default=0.0)
    ranked = sorted(scores, key=lambda theme: (-scores[theme], theme))
    return [
        Candidate(theme, scores[theme], _bar(scores[theme], best), lifts[theme], tuple(places[theme]))
        for theme in ranked
    ]


def _bar(score: float, best: float) -> float:
    """What a theme's score must reach in a section whose best score is `best`."""
    return max(THRESHOLD - FOREMOST * score / max(best, THRESHOLD), SHARE * best)


def _above(headings: Sequence[str]) -> dict[str, float]:
    """What the headings above add to a theme that the paragraph itself speaks of."""
    score: dict[str, float] = defaultdict(float)
    for heading in headings:
        for theme, weight in _said(heading):
            score[theme] += weight * HEADING
    return score


@lru_cache(maxsize=64)  # paragraph by paragraph the same headings
def _said(heading: str) -> tuple[tuple[str, float], ...]:
    return tuple((hit.theme_id, hit.weight) for hit in hits(heading, ""))
