"""Tally: count what is right, wrong and missed, by score and document, and keep the errors' text."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field

DRAWS = 1_000


@dataclass(slots=True)
class Tally:
    """Right, wrong and missed of one document, for one score."""

    hits: int = 0
    extra: int = 0
    missed: int = 0

    def add(self, other: Tally) -> None:
        """Take another document's counts in."""
        self.hits += other.hits
        self.extra += other.extra
        self.missed += other.missed

    @property
    def precision(self) -> float | None:
        """Share of what was found that is right, or None where nothing was found."""
        return self.hits / (self.hits + self.extra) if self.hits + self.extra else None

    @property
    def recall(self) -> float | None:
        """Share of the key that was found, or None for an empty key."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall, or None where neither side has a row."""
        total = 2 * self.hits + self.extra + self.missed
        return 2 * self.hits / total if total else None


@dataclass(frozen=True, slots=True)
class Miss:
    """One error: what the key wants, what was found, and the text it is about."""

    score: str
    document: str
    wanted: str
    found: str


@dataclass(slots=True)
class Scores:
    """All tallies by score and document, and the errors."""

    tallies: dict[str, dict[str, Tally]] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)

    def hit(self, score: str, document: str) -> None:
        """One row of the key was found."""
        self._tally(score, document).hits += 1

    def surplus(self, score: str, document: str, found: str) -> None:
        """Something was found that the key does not hold."""
        self._tally(score, document).extra += 1
        self.misses.append(Miss(score, document, "", found))

    def missed(self, score: str, document: str, wanted: str) -> None:
        """A row of the key was not found."""
        self._tally(score, document).missed += 1
        self.misses.append(Miss(score, document, wanted, ""))

    def judge(self, score: str, document: str, wanted: object, found: object, *, right: bool | None = None) -> None:
        """A slot that has one value: right, or wrong on both sides."""
        if wanted == found if right is None else right:
            self.hit(score, document)
            return
        tally = self._tally(score, document)
        tally.extra += 1
        tally.missed += 1
        self.misses.append(Miss(score, document, str(wanted), str(found)))

    def total(self, score: str) -> Tally:
        """The score over all documents."""
        total = Tally()
        for tally in self.tallies.get(score, {}).values():
            total.add(tally)
        return total

    def interval(self, score: str) -> tuple[float, float] | None:
        """95 % of the F1 over documents drawn with replacement; None with fewer than two documents."""
        tallies = list(self.tallies.get(score, {}).values())
        if len(tallies) < 2:
            return None
        draw = random.Random(0)  # noqa: S311  (a fixed draw: the same scores give the same interval)
        values = sorted(_f1_of(draw.choices(tallies, k=len(tallies))) for _ in range(DRAWS))
        return values[int(0.025 * DRAWS)], values[int(0.975 * DRAWS) - 1]

    def wrong(self, score: str, document: str, count: int, wanted: str, found: str) -> None:
        """So many single slots (characters, say) are wrong in one way."""
        tally = self._tally(score, document)
        tally.extra += count
        tally.missed += count
        self.misses.append(Miss(score, document, wanted, f"{found}: {count}"))

    def _tally(self, score: str, document: str) -> Tally:
        return self.tallies.setdefault(score, {}).setdefault(document, Tally())


def _f1_of(tallies: Iterable[Tally]) -> float:
    total = Tally()
    for tally in tallies:
        total.add(tally)
    return total.f1 or 0.0
