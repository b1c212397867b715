# ruff: noqa: INP001  (a script that is run by hand, no package)
"""Weigh: how common Chinese characters and pairs of them are, as `src/etl/clean/han.tsv`.

    python tools/make_han.py > src/etl/clean/han.tsv

Counted from the word frequencies that jieba ships, half in its simplified script, half in traditional
script by opencc. A character's bits are -log2 of its share; a pair's, -log2 of the second character's
share after the first inside a word. One line holds all that weigh the same.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import jieba
from opencc import OpenCC

CHARS = 5500  # both scripts together
PAIRS = 9000
RAREST = 60  # words seen less often are left out: names, and opencc takes a minute for them


def main() -> None:
    """Write the table to standard output."""
    chars: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for word, count in words():
        for char in word:
            chars[char] += count
        for at in range(len(word) - 1):
            pairs[word[at : at + 2]] += count
    total = sum(chars.values())
    rows = [("char", char, -math.log2(count / total)) for char, count in top(chars, CHARS)]
    rows += [("pair", pair, -math.log2(count / chars[pair[0]])) for pair, count in top(pairs, PAIRS)]
    sys.stdout.write(table(rows))


def words() -> Iterator[tuple[str, int]]:
    """Each common word of Han characters with its count, once in either script."""
    traditional = OpenCC("s2t")
    path = Path(jieba.__file__).with_name("dict.txt")
    for line in path.read_text("utf-8").splitlines():
        word, count, _ = line.split(" ")
        if int(count) < RAREST or not all("\u4e00" <= char <= "\u9fff" for char in word):
            continue
        # jieba's list holds words in traditional script, and some that were once decoded wrongly: 傛勪
        if word.encode("gb2312", "ignore").decode("gb2312") == word:
            yield word, int(count)
            yield traditional.convert(word), int(count)


def top(counts: Counter[str], number: int) -> list[tuple[str, int]]:
    """The commonest, ties in code point order."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:number]


def table(rows: list[tuple[str, str, float]]) -> str:
    """The rows as TSV: kind, bits to a half, everything of that weight."""
    groups: defaultdict[tuple[str, float], list[str]] = defaultdict(list)
    for kind, member, bits in rows:
        groups[kind, round(bits * 2) / 2].append(member)
    lines = [f"{kind}\t{bits}\t{' '.join(sorted(members))}" for (kind, bits), members in sorted(groups.items())]
    return "\n".join(["kind\tbits\tmembers", *lines, ""])


if __name__ == "__main__":
    main()
