# ruff: noqa: INP001  (a script that is run by hand, no package)
"""Count: how common Chinese words are, as `src/etl/clean/words.tsv`.

    python tools/make_words.py > src/etl/clean/words.tsv

Counted from the word frequencies that jieba ships (simplified script); the register's own words come
from our lexicons. A row is the log2 of a count and all words that have it.
"""

from __future__ import annotations

import csv
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import jieba

RAREST = 20  # words of two characters or more that are seen less often are left out
LONGEST = 4
OWN = 200  # what a term of our lexicons counts at least: jieba's novels know little of 述职评议
REGISTER = 500  # what a word of register.txt counts at least
LEXICON = Path(__file__).parents[1] / "src" / "etl" / "lexicon"
TERMS = {"programmes.tsv", "heads.tsv", "verbs.tsv", "slogans.tsv", "persons.tsv", "adverbs.tsv"}


def main() -> None:
    """Write the table to standard output."""
    counts: Counter[str] = Counter()
    for word, count in dictionary():
        counts[word] = count
    for word, least in (*((term, OWN) for term in terms()), *((word, REGISTER) for word in register())):
        counts[word] = max(counts[word], least)
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for word, count in counts.items():
        groups[round(math.log2(count))].append(word)
    sys.stdout.write("log\twords\n")
    for weight, words in sorted(groups.items(), reverse=True):
        sys.stdout.write(f"{weight}\t{' '.join(sorted(words))}\n")


def dictionary() -> Iterator[tuple[str, int]]:
    """Jieba's simplified words with their counts: every single character, longer words that are common."""
    for line in Path(jieba.__file__).with_name("dict.txt").read_text("utf-8").splitlines():
        word, count, _ = line.split(" ")
        # jieba's list holds words in traditional script, and some that were once decoded wrongly: 傛勪
        if word.encode("gb2312", "ignore").decode("gb2312") != word or not han(word):
            continue
        if len(word) == 1 or int(count) >= RAREST:
            yield word, int(count)


def terms() -> Iterator[str]:
    """The terms of our lexicons."""
    for path in sorted(LEXICON.glob("*.tsv")):
        if path.name in TERMS:
            with path.open(encoding="utf-8", newline="") as table:
                yield from (row[0] for row in csv.reader(table, delimiter="\t") if row and han(row[0]))


def register() -> Iterator[str]:
    """The words of `register.txt`."""
    lines = (LEXICON / "register.txt").read_text("utf-8").splitlines()
    yield from (word for line in lines if not line.startswith("#") for word in line.split() if han(word))


def han(word: str) -> bool:
    """Whether it is a word of Han characters, none too many."""
    return 1 <= len(word) <= LONGEST and all("\u4e00" <= char <= "\u9fff" for char in word)


if __name__ == "__main__":
    main()
