"""Inventory: draw up the list of programmes that an article names, one row a programme."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from etl.records import Mention, Programme


def inventory(mentions: Iterable[tuple[Mention, str | None]]) -> list[Programme]:
    """The programmes of one article by id, from its mentions with their kinds; other mentions are passed over.

    The most frequent form is the name and the most frequent kind the kind; of equally frequent ones the
    first in the order of characters.
    """
    forms: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    kinds: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for mention, kind in mentions:
        if mention.programme_id is None:
            continue
        forms[mention.article_id, mention.programme_id][mention.text] += 1
        kinds[mention.article_id, mention.programme_id][kind or "other"] += 1
    return [
        Programme(article_id, programme_id, _commonest(forms[each]), _commonest(kinds[each]), forms[each].total())
        for each in sorted(forms)
        for article_id, programme_id in [each]
    ]


def _commonest(counts: Counter[str]) -> str:
    """The most frequent; `other` says nothing and comes last."""
    return min(counts, key=lambda form: (form == "other", -counts[form], form))
