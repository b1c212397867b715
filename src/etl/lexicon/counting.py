"""Read the words that bound a counted noun: heads (干部, 支部), verbs before it, and what stops it after."""

from __future__ import annotations

import re
from functools import cache

from etl.lexicon.tables import table


@cache
def any_of(kind: str) -> str:
    """A pattern for any word of a kind (`head`, `verb` or `stop`), the longest first."""
    words = [row["word"] for row in table("counting") if row["kind"] == kind]
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
