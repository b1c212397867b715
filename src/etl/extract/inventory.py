"""Inventory: draw up the list of programmes that a batch of mentions names, one row a programme."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from etl.records import Article, Mention, Programme


def inventory(
    mentions: Iterable[Mention], kinds: Iterable[tuple[str, str]], articles: Sequence[Article]
) -> list[Programme]:
    """The programmes by id, each under its most frequent form and kind.

    Of equally frequent ones the first in the order of characters, so that no order of articles matters.
    """
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    sorts: dict[str, Counter[str]] = defaultdict(Counter)
    days: dict[str, set[date]] = defaultdict(set)
    published = {article.article_id: article.published_on for article in articles}
    for mention in mentions:
        if mention.programme_id is None:
            continue
        forms[mention.programme_id][mention.text] += 1
        day = published.get(mention.article_id)
        if day is not None:
            days[mention.programme_id].add(day)
    for programme, kind in kinds:
        sorts[programme][kind] += 1
    return [
        Programme(
            each, _commonest(forms[each]), _commonest(sorts[each]), forms[each].total(), min(days[each], default=None)
        )
        for each in sorted(forms)
    ]


def _commonest(counts: Counter[str]) -> str:
    return min(counts, key=lambda form: (-counts[form], form == "other", form))
