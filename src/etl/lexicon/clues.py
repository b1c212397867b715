"""Clues: words without which a dear pattern is not tried, all looked for in one go."""

from __future__ import annotations

from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, Implementation


class Finder:
    """Words as one automaton.

    >>> sorted(Finder(["转载", "版权"]).met("版权所有,转载请注明"))
    ['版权', '转载']
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.words = list(words)
        self._automaton = AhoCorasick(self.words, implementation=Implementation.DFA)

    def hits(self, text: str) -> list[tuple[int, int, int]]:
        """Every place of every word, ascending by its end: the word's number, where it starts and where it stops."""
        return self._automaton.find_matches_as_indexes(text, overlapping=True)

    def met(self, text: str) -> set[str]:
        """Those of the words that stand in the text."""
        return {self.words[word] for word, _, _ in self.hits(text)}


def reach(clues: Iterable[tuple[str, int]]) -> dict[str, int]:
    """For each clue the longest line for which one of its rules looks.

    >>> reach([("版权", 60), ("转载", 40), ("版权", 90)])
    {'版权': 90, '转载': 40}
    """
    longest: dict[str, int] = {}
    for clue, most in clues:
        longest[clue] = max(most, longest.get(clue, 0))
    return longest
