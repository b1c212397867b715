"""Words: cut a text into words with jieba and the lexicon's own words, whole.

The tokenizer is private, so that our words reach nobody else's jieba; jieba itself writes no cache
and says nothing. Words that jieba knows keep its frequency, so that ordinary text is cut as ever.
"""

from __future__ import annotations

import hashlib
import logging
import marshal
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

import jieba

from etl.lexicon.words import user_words
from etl.segment.fast import Cut, Fast, available

jieba.setLogLevel(logging.CRITICAL)

PIECE = 400_000  # characters that are cut at a time

Counts = tuple[dict[str, int], int]


def tokens(text: str) -> list[str]:
    """The text cut into words, exactly as `jieba.lcut` does; joined they are the text again.

    >>> tokens("落实三会一课制度。")
    ['落实', '三会一课', '制度', '。']
    """
    return list(_cut()(text))


def all_tokens(texts: Iterable[str]) -> Iterator[list[str]]:
    """What `tokens` gives for each text; so many texts at a time that memory stays small, in one piece.

    >>> list(all_tokens(["落实制度。", "", "三会一课"]))
    [['落实', '制度', '。'], [], ['三会一课']]
    """
    cut = _cut_all()
    piece: list[str] = []
    size = 0
    for text in texts:
        piece.append(text)
        size += len(text)
        if size >= PIECE:
            yield from cut(piece)
            piece, size = [], 0
    yield from cut(piece)


def search_words(text: str) -> list[str]:
    """The words under which a text should be found: its tokens, and the known words inside long ones.

    >>> search_words("政治判断力")
    ['政治', '判断', '判断力', '政治判断力']
    """
    return list(_tokenizer().cut_for_search(text))


def inner_words(token: str) -> list[str]:
    """The known words of two or three characters inside a longer token, as `search_words` gives them.

    >>> inner_words("政治判断力")
    ['政治', '判断', '判断力']
    """
    known = _tokenizer().FREQ
    sizes = [size for size in (2, 3) if len(token) > size]
    return [
        token[at : at + size]
        for size in sizes
        for at in range(len(token) - size + 1)
        if known.get(token[at : at + size])
    ]


@cache
def _cut_all() -> Callable[[Sequence[str]], Iterable[list[str]]]:
    """The same for many texts at once."""
    tokenizer = _tokenizer()
    if available():
        return Fast(user_words(), tokenizer.FREQ, tokenizer.cut).cut_all
    return lambda texts: map(tokenizer.lcut, texts)


@cache
def _cut() -> Cut:
    """Jieba's `cut`, or its equal from rjieba where that is installed."""
    tokenizer = _tokenizer()
    return Fast(user_words(), tokenizer.FREQ, tokenizer.cut).cut if available() else tokenizer.cut


@cache
def _tokenizer() -> jieba.Tokenizer:
    """Our own tokenizer; its counts are put in place, so that jieba neither builds nor caches its own."""
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = _counts()
    tokenizer.initialized = True
    return tokenizer


def _counts() -> Counts:
    """The frequency of every word and prefix, and their sum: from the cache, or built and kept there."""
    known = Path(jieba.__file__).with_name("dict.txt").read_bytes()
    kept = _cache_file(known)
    counts = _read(kept)
    if counts is None:
        counts = _built(known)
        _keep(kept, counts)
    return counts


def _built(known: bytes) -> Counts:
    """Jieba's dictionary with our words that it lacks; prefixes of words have the frequency 0, as jieba wants it.

    A word that stands twice in the dictionary has its last frequency, and both in the sum: so jieba counts.
    """
    lines = [line.split(" ") for line in known.decode("utf-8").splitlines()]
    theirs = {word: int(count) for word, count, _ in lines}
    ours = {word: count for word, count in user_words() if word not in theirs}
    counts = theirs | ours
    prefixes = dict.fromkeys((word[:stop] for word in counts for stop in range(1, len(word))), 0)
    return {**prefixes, **counts}, sum(int(count) for _, count, _ in lines) + sum(ours.values())


def _cache_file(known: bytes) -> Path:
    """Where the counts of exactly these words rest.

    It is a folder of this user's own, because marshal is not safe to read where others write.
    """
    digest = hashlib.sha256(known + repr((user_words(), marshal.version, sys.implementation.cache_tag)).encode())
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111  (Path.expanduser raises)
    return Path(home) / "jiguan-etl" / f"words-{digest.hexdigest()[:16]}.marshal"


def _read(kept: Path) -> Counts | None:
    """The counts, or None where there are none or they were cut short."""
    try:
        counts, total = marshal.loads(kept.read_bytes())  # noqa: S302  (our own file in our own folder)
    except (OSError, EOFError, ValueError, TypeError):
        return None
    return counts, total


def _keep(kept: Path, counts: Counts) -> None:
    """Leave the counts in one rename; where nothing can be written the next process builds them again."""
    with suppress(OSError):
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished, name = tempfile.mkstemp(dir=kept.parent)
        with os.fdopen(unfinished, "wb") as file:
            marshal.dump(counts, file)
        Path(name).replace(kept)
