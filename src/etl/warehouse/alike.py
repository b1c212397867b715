"""Alike: say of two texts what they are to each other: equal, copy, excerpt, or version; or two texts.

A copy may stand in other furniture, in the other script, with slips or small cuts. A version is a text that was
amended: it says so, passages inside it were written anew on both sides, or it gives other figures (last year's
report). Of 67 pairs of laws and rules with one title that differ, 53 are found to be versions; most of the
others differ in a few words.
Versions are two texts that know each other, not one text printed twice.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

import numpy as np

from etl.warehouse.shingles import LEAST, PIECE, Pieces, letters, run_of_pieces

SIMILAR = 0.5  # of all pieces of both texts
HELD = 0.8  # of the shorter's pieces, where it is
TWICE = 0.5  # of the longer: a digest that quotes two articles whole must not make them one
WHOLE = 0.75  # of the longer: a shorter text that is held in it is an excerpt
PASSAGE = 12  # letters in a row that the other text lacks: a slip makes one, a sentence written anew many
ANEW = 0.05  # of the shorter text's letters, in such passages on both sides, between its first and last common piece
SCATTERED = 8  # so many such passages in all, where both sides have them
HEAD = 800  # letters in which a rule tells when it was passed and amended
FIGURES = 4  # so many figures on either side that the other lacks
OTHER_FIGURES = 0.3  # and such a share of them


class Likeness(NamedTuple):
    """What one text is to another: the relation, how alike they are (1 is equal), and the evidence in words."""

    relation: str
    alike: float
    evidence: str


class Read(NamedTuple):
    """A text made ready to be compared: its letters, the hashes of its pieces in order, and each once, sorted."""

    letters: str
    run: Pieces
    pieces: Pieces


def read(text: str) -> Read:
    """The text, ready to be compared."""
    kept = letters(text)
    run = run_of_pieces(kept)
    return Read(kept, run, np.unique(run))


def likeness(one: Read, other: Read) -> Likeness | None:
    """What the two texts are to each other, in either order; None where they are two texts.

    >>> text = "".join(chr(0x4E00 + at * at % 9973) for at in range(300))
    >>> likeness(read(text + "完"), read("编者按" + text)).relation
    'copy'
    """
    if one.letters == other.letters:
        return Likeness("equal", 1.0, "equal letters")
    small, large = sorted((one, other), key=lambda each: each.pieces.size)
    if small.pieces.size < LEAST:
        return None
    common = np.intersect1d(small.pieces, large.pieces, assume_unique=True)
    alike = common.size / (small.pieces.size + large.pieces.size - common.size)
    held = common.size / small.pieces.size
    if alike < SIMILAR and not (held >= HELD and small.pieces.size > TWICE * large.pieces.size):
        return None
    alike = min(alike, 0.99)
    amended = (
        _other_history(small.letters, large.letters)
        or _anew(small, large, common)
        or _other_figures(small.letters, large.letters)
    )
    if amended:
        return Likeness("version", alike, amended)
    part = held >= HELD and small.pieces.size <= WHOLE * large.pieces.size
    return Likeness("excerpt" if part else "copy", alike, f"{common.size} of {small.pieces.size} pieces")


def _anew(small: Read, large: Read, common: Pieces) -> str | None:
    """In words, how much of both was written anew inside them; None where it is little, or on one side only."""
    mine, theirs = _passages(small.run, common), _passages(large.run, common)
    both, scattered = min(sum(mine), sum(theirs)), min(len(mine), len(theirs))
    bound = max(2 * PASSAGE, ANEW * len(small.letters))
    if both >= bound:
        return f"{both} letters written anew on either side"
    if scattered >= 2 and len(mine) + len(theirs) >= SCATTERED and sum(mine) + sum(theirs) >= bound:
        return f"{len(mine) + len(theirs)} passages written anew"
    return None


def _passages(run: Pieces, common: Pieces) -> list[int]:
    """How many letters each passage has that stands in no common piece, between the first and the last one."""
    hits = np.flatnonzero(np.isin(run, common))
    gaps = np.diff(hits) - PIECE  # letters between the end of one common piece and the start of the next
    return [int(gap) for gap in gaps[gaps >= PASSAGE]]


_ENACTED = re.compile(r"((?:19|20)\d{2}年\d{1,2}月\d{1,2}日)[^日]{0,60}?(?:修[订正]|通过|公布|发布)")


def _other_history(one: str, other: str) -> str | None:
    """In words, that two rules were amended on other days (2014年3月1日…修正); None where one of them tells nothing."""
    mine, theirs = (set(_ENACTED.findall(text[:HEAD])) for text in (one, other))
    only = sorted(mine ^ theirs)
    return f"amended on other days: {only[-1]}" if mine and theirs and only else None


_FIGURE = re.compile(r"\d+")


def _other_figures(one: str, other: str) -> str | None:
    """In words, how many of the figures differ; None where most are the same, or there are few."""
    mine, theirs = Counter(_FIGURE.findall(one)), Counter(_FIGURE.findall(other))
    only = min((mine - theirs).total(), (theirs - mine).total())
    fewer = min(mine.total(), theirs.total())
    return f"{only} of {fewer} figures are others" if only >= max(FIGURES, OTHER_FIGURES * fewer) else None
