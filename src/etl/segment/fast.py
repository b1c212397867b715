"""Fast: the words that jieba gives, found by rjieba where it is installed (the extra `fast`).

rjieba is jieba in Rust with the same dictionary, yet it cuts otherwise where letters meet marks such
as `-` or `%`, and beyond jieba's range of Han. So jieba's own expression parts the text first;
plain blocks go to rjieba; in the others rjieba only chooses the words of the dictionary, and jieba's
own model reads what is left between them. Identity with jieba is under test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import jieba
from jieba import finalseg

PLAIN = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9]+")
BLOCK = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+")
LETTERS = re.compile(r"[a-zA-Z0-9]{2,}")

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
            if PLAIN.fullmatch(block):
                found += self._rust.cut(block)
            elif BLOCK.fullmatch(block):
                found += self._marked(block)
            else:
                found += self._plain(block) if "\r\n" in block else block
        return found

    def _marked(self, block: str) -> list[str]:
        """A block with marks: the dictionary's words, and between them what jieba's model makes of the rest.

        Without its model rjieba runs single letters together; where such a run is a word of the
        dictionary too, it cannot be told which it was, and jieba itself cuts the block.
        """
        found: list[str] = []
        rest = ""
        for word in self._rust.cut(block, False):
            if len(word) == 1 or (LETTERS.fullmatch(word) and not self._counts.get(word)):
                rest += word
            elif LETTERS.fullmatch(word):
                return list(self._plain(block))
            else:
                found += [*self._guessed(rest), word]
                rest = ""
        return found + self._guessed(rest)

    def _guessed(self, rest: str) -> list[str]:
        """What jieba does with a run of single characters."""
        if len(rest) < 2 or self._counts.get(rest):
            return list(rest)
        return list(finalseg.cut(rest))
