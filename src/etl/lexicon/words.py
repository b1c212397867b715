"""Words: what the segmenter must keep whole, each with an explicit frequency.

They are the terms of the other tables (themes, allusions, slogans) and the rows of `words.tsv`,
which adds words, or takes back a term that would cut ordinary text wrongly (frequency 0).
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

HOME = Path(__file__).parent
# A tokenizer never joins across other characters (jieba's own range), so a term that holds one is no word.
ONE_BLOCK = re.compile(r"(?=.*[\u4e00-\u9fd5])[\u4e00-\u9fd5a-zA-Z0-9+#&._%-]{2,}")


@cache
def user_words() -> tuple[tuple[str, int], ...]:
    """Each word with its frequency, sorted by word; a word of `words.tsv` has the frequency of its row."""
    rows = {row["word"]: int(row["frequency"]) for row in _table("words.tsv")}
    terms = {term: _frequency(term) for term in _nouns(_terms()) if ONE_BLOCK.fullmatch(term)}
    return tuple(sorted((word, count) for word, count in {**terms, **rows}.items() if count))


def _frequency(term: str) -> int:
    """How common a term counts as: enough to stand whole, too little to pull 三新 out of 十三新村.

    In jieba's dictionary of 60 million a term beats its parts when its count is above the product of
    theirs over 60 million; that is under 100 for two common characters and falls with the length.
    """
    return {2: 60, 3: 200}.get(len(term), 1000)


def _nouns(terms: set[str]) -> set[str]:
    """The terms without those that are a verb and another term: 开展主题党日 must not hide 主题党日."""
    verbs = {row["verb"] for row in _table("verbs.tsv")}
    return {term for term in terms if not any(term[:at] in verbs and term[at:] in terms for at in range(2, len(term)))}


def _terms() -> set[str]:
    terms = {row["term"] for row in _table("theme_terms.tsv")}
    return terms | {row["surface"] for name in ("allusions.tsv", "slogans.tsv") for row in _table(name)}


def _table(name: str) -> list[dict[str, str]]:
    with (HOME / name).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t"))
