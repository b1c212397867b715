"""Plain: what a competent user would write in an afternoon with the same libraries, one article after another.

It decodes, drops blank lines, converts, cuts into words, finds amounts and themes with `re`, and loads. Its
conversion and its words are ours, character for character; of the furniture, the repairs, the alignment
and most facts it knows nothing.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb
import jieba
import opencc
import polars as pl

from etl.lexicon.corrections import corrections
from etl.lexicon.shadow import script_of
from etl.lexicon.words import user_words

AMOUNT = re.compile(
    r"(\d+(?:\.\d+)?|[一二三四五六七八九十百千万两]+)(余|多)?(万|亿)?(个|名|人|次|场|项|家|件|%|元|公里)"
)
THEMES = re.compile("党建|学习教育|主题党日|三会一课|党支部|作风|廉洁|志愿服务|营商环境|乡村振兴|志愿者|党员")
Seconds = dict[str, float]


@cache
def cutter() -> jieba.Tokenizer:
    """Jieba with our words, each with an explicit frequency; a word that it knows keeps its own."""
    jieba.setLogLevel(60)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    for word, count in user_words():
        if not tokenizer.FREQ.get(word):
            tokenizer.add_word(word, count)
    return tokenizer


@cache
def chain() -> Callable[[str], str]:
    """The package's own conversion."""
    convert: Callable[[str], str] = opencc.OpenCC("tw2s").convert
    return convert


@cache
def mended() -> tuple[re.Pattern[str], dict[str, str]]:
    """Our corrections as one expression, longest first."""
    rows = {row.key: row.simplified for row in corrections()}
    return re.compile("(" + "|".join(map(re.escape, sorted(rows, key=len, reverse=True))) + ")"), rows


def simplified(text: str) -> str:
    """A Traditional text in simplified script."""
    pattern, rows = mended()
    return "".join(rows[part] if part in rows else chain()(part) for part in pattern.split(text))


def words(text: str) -> list[str]:
    """The text cut into words."""
    found: list[str] = cutter().lcut(text)
    return found


def amounts(text: str) -> list[tuple[int, int, str]]:
    """The amounts of a text: start, stop, unit."""
    return [(match.start(), match.end(), match[4]) for match in AMOUNT.finditer(text)]


def themes(text: str) -> list[tuple[int, int, str]]:
    """The terms of a text: start, stop, term."""
    return [(match.start(), match.end(), match[0]) for match in THEMES.finditer(text)]


def run(raw: Path, target: Path) -> Seconds:
    """Carry every text under `raw` to a new database; seconds by step."""
    seconds: Seconds = defaultdict(float)
    paragraphs: list[dict[str, object]] = []
    facts: list[dict[str, object]] = []
    for path in sorted(raw.rglob("*.txt")):
        with _timed(seconds, "clean"):
            lines = [line.strip() for line in path.read_bytes().decode("utf-8").splitlines() if line.strip()]
        with _timed(seconds, "convert"):
            texts = [simplified(line) for line in lines] if script_of("\n".join(lines)) == "hant" else lines
        with _timed(seconds, "segment"):
            tokens = [words(text) for text in texts]
        with _timed(seconds, "extract"):
            for at, text in enumerate(texts):
                for find in (amounts, themes):
                    facts += [
                        {"article": path.name, "position": at, "start": start, "stop": stop, "what": what}
                        for start, stop, what in find(text)
                    ]
        paragraphs += [
            {"article": path.name, "position": at, "original": line, "text": text, "tokens": cut}
            for at, (line, text, cut) in enumerate(zip(lines, texts, tokens, strict=True))
        ]
    with _timed(seconds, "load"):
        _load(target, paragraphs=pl.DataFrame(paragraphs), facts=pl.DataFrame(facts))
    return dict(seconds)


def _load(target: Path, **frames: pl.DataFrame) -> None:
    with duckdb.connect(str(target)) as con:
        for name, rows in frames.items():
            con.register(f"{name}_in", rows)
            con.execute(f"create table {name} as select * from {name}_in")


@contextmanager
def _timed(seconds: Seconds, step: str) -> Iterator[None]:
    started = time.process_time()
    yield
    seconds[step] += time.process_time() - started


LEAVES: dict[str, Callable[[str], object]] = {"convert": simplified, "segment": words}
