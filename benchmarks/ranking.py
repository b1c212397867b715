"""Ranking: hold `search` against a reference BM25 that is computed here, in Python, from the paragraphs' words.

python benchmarks/ranking.py [WAREHOUSE]

Without a warehouse one is made of 5,000 documents of the corpus beside the project (20 minutes of the processor).
Exit status 1 where a query is ranked otherwise.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import tempfile
from collections import Counter, defaultdict
from itertools import islice
from pathlib import Path
from typing import NamedTuple, cast

import regex

from etl.lexicon.shadow import rows as characters
from etl.segment import inner_words
from etl.warehouse.duck import FILE, Connection, reading, rows

DOCUMENTS, QUERIES, TOP, SEED = 5_000, 50, 50, 8
WORD = regex.compile(r"[\p{L}\p{N}]{1,16}")
HOLDS = regex.compile(r"[\p{L}\p{N}]")
SIMPLE = str.maketrans({hant: hans for hant, hans, _ in characters()})


class Reference(NamedTuple):
    """What BM25 counts: how often each paragraph holds each word, the paragraphs' lengths, and those that are body."""

    held: dict[str, Counter[str]]  # by word: paragraph and times
    lengths: dict[str, int]
    body: set[str]
    alike: dict[str, set[str]]  # by its form without case and script: words


def reference(con: Connection) -> Reference:
    """Count the words of every paragraph whose article is no reprint: its tokens, and the known words inside each."""
    held: dict[str, Counter[str]] = defaultdict(Counter)
    lengths: dict[str, int] = {}
    body, alike = set(), defaultdict(set)
    for paragraph_id, kind, tokens in rows(con, _PARAGRAPHS):
        words = [word for token in cast("list[str]", tokens) for word in words_of(token)]
        lengths[str(paragraph_id)] = len(words)
        for word in words:
            held[word][str(paragraph_id)] += 1
            alike[folded(word)].add(word)
        if kind == "body":
            body.add(str(paragraph_id))
    return Reference(held, {one: length for one, length in lengths.items() if length}, body, alike)


def words_of(token: str) -> list[str]:
    """What a token is found by: itself unless it is punctuation, and the words inside it."""
    return ([token] if HOLDS.search(token) else []) + list(inner_words(token))


def folded(word: str) -> str:
    """A word as a query may write it."""
    return word.lower().translate(SIMPLE)


def ranked(known: Reference, query: str) -> list[tuple[str, float]]:
    """The best paragraphs for words that are parted by blanks, each with its score."""
    asked = {word for piece in query.split() for word in known.alike[folded(piece)]}
    asked |= {part for word in asked for part in inner_words(word) if part in known.held}
    average = sum(known.lengths.values()) / len(known.lengths)
    scores: dict[str, float] = defaultdict(float)
    for word in sorted(asked):
        found = len(known.held[word])
        weight = math.log(1 + (len(known.lengths) - found + 0.5) / (found + 0.5))
        for one, times in known.held[word].items():
            size = 1.2 * (0.25 + 0.75 * known.lengths[one] / average)
            scores[one] += weight * times * 2.2 / (times + size)
    best = [(one, round(score, 6)) for one, score in scores.items() if one in known.body]
    return sorted(best, key=lambda each: (-each[1], each[0]))[:TOP]


def queries(known: Reference, count: int = QUERIES) -> list[str]:
    """Queries of one to three words that the paragraphs hold, drawn by their number alone, rare and frequent alike."""
    draw = random.Random(SEED)
    words = sorted(word for word in known.held if WORD.fullmatch(word))
    frequent = sorted(words, key=lambda word: (-len(known.held[word]), word))[: len(words) // 20 or 1]
    return [" ".join(draw.choice(draw.choice((words, frequent))) for _ in range(1 + at % 3)) for at in range(count)]


def differences(warehouse: Path, count: int = QUERIES) -> tuple[list[str], int]:
    """Queries that `search` ranks otherwise than the reference, and how many results were compared."""
    with reading(warehouse / FILE) as con:
        known, other, compared = reference(con), [], 0
        for query in queries(known, count):
            found = rows(con, "select paragraph_id, score from search($1, top := $2)", [query, TOP])
            wanted = ranked(known, query)
            compared += len(wanted)
            if [one for one, _ in found] != [one for one, _ in wanted] or not _near(found, wanted):
                other.append(query)
    return other, compared


def _near(found: list[tuple[object, ...]], wanted: list[tuple[str, float]]) -> bool:
    """Equal scores: sums of another order may round the sixth place otherwise."""
    return all(abs(float(str(a[1])) - b[1]) < 2e-6 for a, b in zip(found, wanted, strict=True))


def _made(folder: Path) -> Path:
    """A warehouse of the first documents of the corpus."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
    from texts import of_corpus  # noqa: PLC0415  (needs what only developers have)
    from warehouse_building import build  # noqa: PLC0415  (the tests' folder is on the path only now)

    (folder / "raw" / "corpus").mkdir(parents=True)
    for number, text in enumerate(islice(of_corpus(), 0, DOCUMENTS * 4, 4)):
        (folder / "raw" / "corpus" / f"{number:05}.txt").write_text(text, encoding="utf-8")
    build(folder / "raw", folder / "warehouse")
    return folder / "warehouse"


def main(warehouse: Path | None) -> int:
    """Print what was compared, and each query that is ranked otherwise."""
    with tempfile.TemporaryDirectory() as folder:
        place = warehouse or _made(Path(folder))
        other, compared = differences(place)
        with reading(place / FILE) as con:
            ((articles, paragraphs),) = rows(con, _SIZE)
    print(f"{QUERIES} queries over {articles:,} articles, {paragraphs:,} paragraphs: {compared:,} results compared")
    print(f"ranked otherwise: {', '.join(other) or 'none'}")
    return 1 if other else 0


_PARAGRAPHS = """
select paragraph_id, p.kind, p.tokens from paragraphs p join articles a using (article_id) where a.is_original
"""
_SIZE = "select (select count(*) from articles), (select count(*) from search_paragraphs)"

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("warehouse", type=Path, nargs="?", help="its folder; without one it is made")
    sys.exit(main(parser.parse_args().warehouse))
