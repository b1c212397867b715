"""Vocabulary: the words that the rules for measures go by, from the tables, met in one pass over a text.

One automaton knows verbs, head nouns, adverbs, cues of status and nouns that hide a verb (党组织, 培训班);
the longest word wins, so 组织部 is never 组织.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import ahocorasick_rs

from etl.lexicon.tables import table


@dataclass(frozen=True, slots=True)
class Verb:
    """What the table knows of a verb.

    `strength` says what its object must hold: sure (anything), concrete (head noun, name, title or
    quantity), problem (the same, 问题 too), counted (quantity, name or title), named (as counted, also in a
    fronted object), soft (institution, name, title or quantity), nonmeasure and frame (it is none).
    `place` is any, or start where the word is often a noun and only counts where a predicate begins.
    """

    word: str
    kind: str
    status: str
    strength: str
    place: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its parts in a clause: one word may be verb, head noun and adverb at once."""

    text: str
    verb: Verb | None = None
    head: str | None = None
    adverb: bool = False
    cue: str | None = None
    guard: bool = False
    unless_next: str = ""

    @property
    def modifies(self) -> bool:
        """Whether it can stand before a verb: an adverb or a cue of status."""
        return self.adverb or self.cue is not None


class Token(NamedTuple):
    """`text[start:stop]` is the word."""

    start: int
    stop: int
    word: Word


def tokens(text: str) -> list[Token]:
    """The words met in the text, in order, disjoint, the longest at each place.

    >>> [token.word.text for token in tokens("区委组织部深入开展座谈会")]
    ['组织部', '深入', '开展', '座谈会']
    """
    finder, words, shorter = _machine()
    found: list[Token] = []
    for index, start, stop in finder.find_matches_as_indexes(text):
        word = words[index]
        if not word.unless_next or text[stop : stop + 1] not in word.unless_next or stop == len(text):
            found.append(Token(start, stop, word))
        elif (fallback := shorter.get(word.text)) is not None:
            offset = start + word.text.index(fallback.text)
            found.append(Token(offset, offset + len(fallback.text), fallback))
    return found


@cache
def words() -> dict[str, Word]:
    """Every word of the tables by its text."""
    verbs = {row["verb"]: _verb(row) for row in table("verbs")}
    heads = {row["head"]: row["kind"] for row in table("heads")}
    adverbs = {row["adverb"] for row in table("adverbs")}
    cues = {row["cue"]: row["status"] for row in table("status_cues")}
    guards = {row["noun"]: row["unless_next"] for row in table("guards")}
    return {
        text: Word(
            text,
            verbs.get(text),
            heads.get(text) or (_last(text, heads) if text in guards else None),
            text in adverbs,
            cues.get(text),
            text in guards,
            guards.get(text, ""),
        )
        for text in sorted({*verbs, *heads, *adverbs, *cues, *guards})
    }


def _last(text: str, heads: dict[str, str]) -> str | None:
    """The kind of the head noun that a longer noun ends with: 台账 in 整改台账."""
    parts = (text[at:] for at in range(1, len(text) - 1))
    return next((heads[part] for part in parts if part in heads), None)


@cache
def _machine() -> tuple[ahocorasick_rs.AhoCorasick, tuple[Word, ...], dict[str, Word]]:
    known = words()
    finder = ahocorasick_rs.AhoCorasick(list(known), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    shorter = {text: _hidden(text, known) for text, word in known.items() if word.unless_next}
    return finder, tuple(known.values()), {text: word for text, word in shorter.items() if word is not None}


def _hidden(text: str, known: dict[str, Word]) -> Word | None:
    """The verb at the beginning of a noun that hides one: 组织 in 组织部."""
    parts = (text[:size] for size in range(len(text) - 1, 1, -1))
    return next((known[part] for part in parts if part in known and known[part].verb), None)


def _verb(row: dict[str, str]) -> Verb:
    return Verb(row["verb"], row["class"], row["status"], row["strength"], row["place"])
