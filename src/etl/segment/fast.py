"""Fast: the words that jieba gives, found by rjieba where it is installed (the extra `fast`).

rjieba is jieba in Rust with the same dictionary, yet it cuts otherwise where letters meet marks such
as `-` or `%`, and beyond jieba's range of Han. So jieba's own expression parts the text first;
plain blocks go to rjieba; in the others rjieba only chooses the words of the dictionary, and jieba's
own model reads what is left between them. Identity with jieba is under test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import accumulate
from typing import Any

import jieba
import numpy as np
import numpy.typing as npt
from jieba import finalseg

PLAIN = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9]+")
BLOCK = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+")
# A block with a mark, whole; and what rjieba reads otherwise than jieba also where there is no mark: Han beyond
# jieba's range, which it takes for words, and a carriage return; half a surrogate pair it cannot read.
MARKED = re.compile(
    r"((?<![\u4e00-\u9fd5a-zA-Z0-9+#&._%-])[\u4e00-\u9fd5a-zA-Z0-9]*+[+#&._%-][\u4e00-\u9fd5a-zA-Z0-9+#&._%-]*+)"
)
MARK = re.compile(r"[+#&._%-]")
PARTED = "\x1f"  # between the pieces of a batch; a text that holds it goes its own way
STRANGE = re.compile(r"[\r\x1f\u3400-\u4dbf\u9fd6-\u9fff\ud800-\udfff\uf900-\ufaff\U00020000-\U0003ffff]")
# Where a stretch repeats, two ways of cutting can be equally likely (关关|关, 关|关关), and the two break the tie
# otherwise: jieba itself cuts such a block.
PERIODIC = re.compile(r"([\u4e00-\u9fd5])\1\1|([\u4e00-\u9fd5]{2,4})\2")
HAN = finalseg.re_han

Cut = Callable[[str], Iterable[str]]


def available() -> bool:
    """Whether rjieba is installed."""
    return find_spec("rjieba") is not None


@cache
def _rust(words: tuple[tuple[str, int], ...]) -> Any:  # noqa: ANN401  (rjieba ships no types)
    """Rjieba's tokenizer with our words added; one that it knows keeps its frequency, as in ours."""
    rust = import_module("rjieba").Jieba()
    for word, count in words:
        if not rust.has_word(word):
            rust.add_word(word, count, None)
    return rust


def _split(texts: Sequence[str]) -> Iterator[list[str]]:
    """Each text as plain stretches with the blocks that hold marks between them; nothing where it is strange."""
    repeating = _repeating(texts)
    for at, text in enumerate(texts):
        if STRANGE.search(text) or (at in repeating and PERIODIC.search(text)):
            yield []
        else:
            yield MARKED.split(text) if MARK.search(text) else [text]


def _repeating(texts: Sequence[str]) -> set[int]:
    """The places of the texts in which a stretch of one to four characters may repeat as PERIODIC has it.

    All texts are compared with themselves, moved by so many characters; the expression takes twenty times as long.
    """
    whole = "\n".join(texts)
    codes = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32)
    found: list[npt.NDArray[np.intp]] = []
    for period, times in ((1, 2), (2, 2), (3, 3), (4, 4)):
        same = codes[:-period] == codes[period:]
        run = same[: max(0, same.size - times + 1)].copy()
        for shift in range(1, times):
            run &= same[shift : shift + run.size]
        found.append(run.nonzero()[0])
    stops = list(accumulate(len(text) + 1 for text in texts))
    return set(np.searchsorted(stops, np.concatenate(found), side="right").tolist())


class Fast:
    """A cutter that gives what `plain` gives: jieba's `cut` over the same words with these `counts`."""

    def __init__(self, words: tuple[tuple[str, int], ...], counts: Mapping[str, int], plain: Cut) -> None:
        self._rust = _rust(words)
        self._counts = counts
        self._plain = plain

    def cut(self, text: str) -> list[str]:
        """The words of the text, as `plain` gives them."""
        found: list[str] = []
        for block in jieba.re_han_default.split(text):
            if PERIODIC.search(block):
                found += self._plain(block)
            elif PLAIN.fullmatch(block):
                found += self._rust.cut(block)
            elif BLOCK.fullmatch(block):
                found += self._marked(block)
            else:
                found += self._plain(block) if "\r\n" in block else block
        return found

    def cut_all(self, texts: Sequence[str]) -> Iterator[list[str]]:
        """What `cut` gives for each text: the plain stretches of all texts are cut in one piece, a block once."""
        split = list(_split(texts))
        plain = self._parted([piece for pieces in split for piece in pieces[::2]], hmm=True)
        blocks = list(dict.fromkeys(block for pieces in split for block in pieces[1::2]))
        marked = dict(zip(blocks, map(self._completed, blocks, self._parted(blocks, hmm=False)), strict=True))
        for text, pieces in zip(texts, split, strict=True):
            if len(pieces) < 2:
                yield next(plain) if pieces else self.cut(text)
                continue
            found = next(plain)
            for block in pieces[1::2]:
                found += marked[block]
                found += next(plain)
            yield found

    def _parted(self, pieces: Iterable[str], *, hmm: bool) -> Iterator[list[str]]:
        """The words of each piece, found in one text that holds them all."""
        found = [*self._rust.cut(PARTED.join(pieces), hmm), PARTED]
        start = 0
        while start < len(found):
            stop = found.index(PARTED, start)
            yield found[start:stop]
            start = stop + 1

    def _marked(self, block: str) -> list[str]:
        return self._completed(block, self._rust.cut(block, False))

    def _completed(self, block: str, words: Iterable[str]) -> list[str]:
        """A block with marks: the dictionary's words, and between them what jieba's model makes of the rest.

        Without its model rjieba runs single letters together; where such a run is a word of the
        dictionary too, it cannot be told which it was, and jieba itself cuts the block.
        """
        found: list[str] = []
        rest = ""
        for word in words:
            lettered = word.isascii() and word.isalnum()
            if len(word) == 1 or (lettered and not self._counts.get(word)):
                rest += word
            elif lettered:
                return list(self._plain(block))
            else:
                found += [*self._guessed(rest), word]
                rest = ""
        return found + self._guessed(rest)

    def _guessed(self, rest: str) -> list[str]:
        """What jieba does with a run of single characters; its model is asked only where there is Han."""
        if len(rest) < 2 or self._counts.get(rest):
            return list(rest)
        return list(finalseg.cut(rest)) if HAN.search(rest) else [one for one in finalseg.re_skip.split(rest) if one]
