"""Read the terms of the themes: how far does each, by itself, show that a text is about its theme?

`theme_terms.tsv` has a row for each term of a leaf, and for each pair of words that say together what neither
says alone (走访 慰问 | 企业: one of the first words, then one of those behind the bar). Its numbers are tenths:
in how many of ten paragraphs of a report that hold the term, and no other sign of the leaf, does a careful reader
find the leaf? `first`, `second` and `third` are three readers' answers, each blind to the others' (any two of them
correlate, .89 to .91 over 5,249 terms); `earlier` is what the term counted before there were readers: a strong one
ten, a weak one three, less when short, and weak were those that had failed on annotated texts. One number is enough
for a new term; the other cells stay empty.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from etl.lexicon.tables import Row, document, table

READINGS = ("first", "second", "third", "earlier")
BAR = " | "


class Term(NamedTuple):
    """A term of a leaf theme; `grade` is the mean of its readings, 0 to 1."""

    theme_id: str
    text: str
    grade: float


@cache
def terms() -> tuple[Term, ...]:
    """The terms, in the order of the table; pairs are not among them."""
    return tuple(_term(row) for row in table("theme_terms") if BAR not in row["term"])


@cache
def pairs() -> tuple[Term, ...]:
    """The pairs, in the order of the table: `走访 慰问 | 企业`."""
    return tuple(_term(row) for row in table("theme_terms") if BAR in row["term"])


@cache
def against() -> frozenset[tuple[str, str]]:
    """Leaves, each with a string that must not count for it, whatever term it holds."""
    return frozenset((leaf["id"], text) for leaf in document("themes")["leaf"] for text in leaf.get("neg", ()))


def _term(row: Row) -> Term:
    readings = [int(row[name]) for name in READINGS if row[name]]
    return Term(row["theme_id"], row["term"], round(sum(readings) / len(readings) / 10, 3))
