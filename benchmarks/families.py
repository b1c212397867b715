"""Families: measure how many reprints are found and how many strangers are joined, and cluster 100,000 articles.

make families

Texts are made up here, in the words and formulas of the genre; where the corpus lies beside the project, the share
of strangers that are joined is measured on it too. Exit status 1 where a bound does not hold.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.texts import CORPUS, of_corpus
from etl.clean.article import clean_text
from etl.convert.chain import chain, convert
from etl.convert.simplify import simplified
from etl.lexicon.words import user_words
from etl.records import SetAside
from etl.warehouse.families import JOINS, LIKENESS, families, likenesses, parted, sketched

MINUTES, MEGABYTES = 10, 4096  # of processor: on a busy machine the clock says nothing
FORMULAS = 300  # sentences that any article of the genre may hold

Variant = Callable[[str, random.Random], str]


def main() -> int:
    """Measure as the command line says; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000, help="of the clustering; 0 leaves it out")
    parser.add_argument("--variants", type=int, default=500, help="texts of which every variant is made")
    asked = parser.parse_args()
    held = [*(_found(name, least, asked.variants) for name, least in BOUNDS.items()), _strangers()]
    if asked.articles:
        held.append(_clustered(asked.articles))
    return 0 if all(held) else 1


def made_up(number: int) -> str:
    """Article `number`: sentences of the genre's words, one in six of them a formula that others hold too."""
    dice = random.Random(number)
    sentences = [
        _sentence(random.Random(-1 - dice.randrange(FORMULAS)) if dice.random() < 1 / 6 else dice)
        for _ in range(dice.randint(15, 60))
    ]
    return "\n".join("".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))


def _sentence(dice: random.Random) -> str:
    clauses = []
    for _ in range(dice.randint(2, 4)):
        words = "".join(dice.choice(WORDS) for _ in range(dice.randint(3, 6)))
        clauses.append(words + (f"{dice.randint(2, 900)}{dice.choice('个次名项')}" if dice.random() < 0.3 else ""))
    return "，".join(clauses) + "。"


WORDS = sorted({word for word, *_ in user_words() if 2 <= len(word) <= 4})


def _furniture(text: str, dice: random.Random) -> str:
    """As another site prints it: another head, another tail."""
    head = f"某某党建网 {made_up(dice.randrange(10**9))[:40]}"
    return f"{head}\n{text}\n{made_up(dice.randrange(10**9))[:80]}"


def _edited(text: str, dice: random.Random, share: float = 0.02) -> str:
    """Two characters in a hundred other ones, doubled, or left out."""
    changed = [dice.choice([dice.choice(WORDS)[0], char * 2, ""]) if dice.random() < share else char for char in text]
    return "".join(changed)


def _other_script(text: str, _dice: random.Random) -> str:
    """Set in Traditional script, and simplified again by our own step."""
    return simplified(convert(text, chain("s2tw")))


def _excerpt(text: str, dice: random.Random) -> str:
    """Seven tenths of it, from anywhere."""
    start = dice.randrange(max(1, len(text) * 3 // 10))
    return text[start : start + len(text) * 7 // 10]


def _all_three(text: str, dice: random.Random) -> str:
    return _furniture(_edited(_other_script(text, dice), dice), dice)


VARIANTS: dict[str, Variant] = {
    "other furniture": _furniture,
    "other script": _other_script,
    "2 % of characters edited": _edited,
    "all three": _all_three,
    "excerpt of 70 %": _excerpt,
    "excerpt in other furniture": lambda text, dice: _furniture(_excerpt(text, dice), dice),
}
BOUNDS = {name: 0.95 if "excerpt" in name else 0.99 for name in VARIANTS}


def _found(name: str, least: float, count: int) -> bool:
    """Print the share of such variants that stand in one family with their text; whether it is enough."""
    texts = [made_up(number) for number in range(count)]
    dice = random.Random(name)
    both = [*texts, *(VARIANTS[name](text, dice) for text in texts)]
    leader = dict(families(frame_of(both)).members.select("article_id", "family_id").iter_rows())
    found = sum(leader[_id(at)] == leader[_id(count + at)] for at in range(count))
    print(f"{name}: {found} of {count} found ({found / count:.1%}; at least {least:.0%} must be)")
    return found >= least * count


def _strangers() -> bool:
    """Print how many of the pairs of different texts of one genre are joined; whether these are few."""
    texts = list(_cleaned(900)) if CORPUS.exists() else [made_up(-number - 10**6) for number in range(900)]
    found = families(frame_of(texts)).families["articles"]
    pairs, joined = len(texts) * (len(texts) - 1) // 2, sum(size * (size - 1) // 2 for size in found)
    touched = sum(size for size in found if size > 1)
    whence = "of the corpus" if CORPUS.exists() else "made up"
    print(f"strangers: {joined} of {pairs} pairs {whence} joined, {touched} of {len(texts)} articles touched")
    return joined <= 0.003 * pairs and touched <= 0.03 * len(texts)


def _cleaned(count: int) -> Iterator[str]:
    """So many articles of the corpus, cleaned, one of each twenty."""
    for text in islice(of_corpus(), 0, count * 20, 20):
        try:
            yield "".join(block.text for block in clean_text(text).blocks)
        except SetAside:
            continue


def _clustered(count: int) -> bool:
    """Cluster so many articles, two in five of them variants of others; print time and memory."""
    texts = [made_up(number) for number in range(count * 3 // 5)]
    dice, kinds = random.Random(7), [_furniture, _edited, _excerpt]
    texts += [kinds[at % 3](texts[at * 7 % len(texts)], dice) for at in range(count - len(texts))]
    articles = frame_of(texts)
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF)
    sketches_of = sketched(articles)
    sketch_seconds = time.monotonic() - began
    of_id = {_id(at): text for at, text in enumerate(texts)}

    def looked_up(ids: Sequence[str]) -> dict[str, str]:
        return {one: of_id[one] for one in ids}

    alike = likenesses(parted(sketches_of), pl.DataFrame(schema=LIKENESS), looked_up)
    found = families(articles.drop("text"), alike)
    seconds, used = time.monotonic() - began, resource.getrusage(resource.RUSAGE_SELF)
    processor = used.ru_utime - before.ru_utime
    again = time.monotonic()
    likenesses(parted(sketches_of), alike, looked_up)
    again = time.monotonic() - again
    joins = alike.filter(pl.col("relation").is_in(JOINS)).height
    print(
        f"{count} articles: {found.families.height} families from {joins} likenesses in {seconds:.0f} s "
        f"({processor:.0f} s of processor; sketches {sketch_seconds:.0f} s; nothing new: {again:.0f} s), "
        f"peak {used.ru_maxrss / 1024:.0f} MB"
    )
    return processor <= MINUTES * 60 and used.ru_maxrss / 1024 <= MEGABYTES


def frame_of(texts: Sequence[str]) -> pl.DataFrame:
    """The texts as articles of which nothing else is known."""
    nothing = dict.fromkeys(("url", "origin_url"), pl.lit(None, pl.String))
    ids = [_id(at) for at in range(len(texts))]
    frame = pl.DataFrame({"article_id": ids, "raw_path": ids, "text": list(texts)})
    return frame.with_columns(**nothing, published_on=pl.lit(None, pl.Date))


def _id(at: int) -> str:
    return f"a{at:07}"


if __name__ == "__main__":
    sys.exit(main())
