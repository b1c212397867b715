"""Restore: find all that must be put right in a text before it can be read: damage that can be proved, and glosses."""

from __future__ import annotations

from bisect import bisect_right

from etl.clean.glosses import glosses
from etl.clean.mends import Mend
from etl.clean.miscoded import miscoded
from etl.clean.slips import repairs

FINDERS = (miscoded, repairs, glosses)


def restored(raw: str) -> list[Mend]:
    """The mends of a raw text, ascending and disjoint; of two that overlap the one of the earlier finder stays.

    >>> [mend.rule for mend in restored("問題共解??茖W考核評價")]
    ['phase-slip']
    """
    found: list[Mend] = []
    for finder in FINDERS:
        more = finder(raw)
        found = _united(found, more) if found and more else found or more
    return found


def _united(first: list[Mend], second: list[Mend]) -> list[Mend]:
    """Both lists as one, without those of the second that overlap one of the first."""
    stops = [mend.stop for mend in first]
    free = [mend for mend in second if _free(mend, first[bisect_right(stops, mend.start) :][:1])]
    return sorted([*first, *free])


def _free(mend: Mend, following: list[Mend]) -> bool:
    return not following or following[0].start >= mend.stop
