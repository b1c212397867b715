"""Hollow: tell an object whose last noun is an aim, a view or an effect from one that can be seen to exist.

总结“党建+业务”的好经验 names a programme and 丰富“先锋”品牌内涵 too, but what is done is done to 经验 and 内涵.
"""

from __future__ import annotations

import re
from functools import cache

from etl.extract.reading import Reading
from etl.lexicon.tables import table

_OF = re.compile(r"的[^的，,》”]{0,16}$")


def is_hollow(reading: Reading, start: int, stop: int, strength: str) -> bool:
    """Whether the object `[start, stop)` ends in a hollow noun, and no name or amount stands at that noun.

    A soft verb is emptied by the noun alone (深化“先锋”品牌内涵), another only where a 的 parts the noun from
    the names and amounts before it.
    """
    text = reading.text
    end = stop - 1 if text[stop - 1 : stop] == "等" else stop
    noun = _nouns().search(text, start, end)
    if noun is None or noun.start() == start:
        return noun is not None
    part = _OF.search(text, start, end)
    since = part.start() if part else start
    if part is None:
        return strength == "soft" and not reading.counts(start, stop)
    return not (reading.counts(since, stop) or reading.names(since, stop))


@cache
def _nouns() -> re.Pattern[str]:
    """The hollow nouns at the end of an object, longest first."""
    words = sorted((row["noun"] for row in table("hollow_nouns")), key=lambda word: (-len(word), word))
    return re.compile(f"(?:{'|'.join(words)})(?<!职责任务)$")
