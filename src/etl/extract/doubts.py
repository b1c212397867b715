"""Doubts: say what a rule is unsure of, so that a person can look at it (view `review`)."""

from __future__ import annotations

from datetime import date

from etl.extract.predicates import Predicate

LONG = 60  # characters of an object: few are longer, and those hold a second act as often as not


def doubts(
    found: Predicate, actor: str | None, since: date | None, published: date | None, *, speech: bool
) -> str | None:
    """What is unsure about a measure, in the words of the table below joined by `, `; None where nothing is.

    open verb       only its quantity makes the verb an act (verbs.tsv: support, numbered)
    fronted object  the object was taken from in front of the verb
    no actor        nothing says who acts
    long object     it may hold a second act
    in speech       an office says it of itself
    after its time  the period begins after the day of publication
    """
    signs = {
        "open verb": (found.verb.kind, found.verb.strength) == ("support", "numbered"),
        "fronted object": found.rule == "fronted",
        "no actor": actor is None,
        "long object": found.object_stop - found.object_start > LONG,
        "in speech": speech,
        "after its time": bool(since and published and since > published),
    }
    return ", ".join(sign for sign, holds in signs.items() if holds) or None
