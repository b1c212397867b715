r"""Markdown: read a text marked with `#`, `**` and `[](…)` as its words alone, each character knowing its place.

A parser of CommonMark says what the blocks and words are; it does not say where the words stand. They stand in
the order of the source, so each is found from where the last one ended, past the address of a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from html import unescape
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from etl.parse.parsed import Parsed, Row, Unparsed, flat
from etl.text import Range, Span

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(.{0,4000}?)\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FACT = re.compile(r"^([A-Za-z_-]{2,40}):[ \t]*(\S.*?)[ \t\r]*$", re.MULTILINE)
_TARGET = re.compile(r"\](?:\((?:[^()\n]|\([^()\n]*\)){0,2000}\)|\[[^\]\n]*\])?")
_ENTITY = re.compile(r"&#?[0-9A-Za-z]{1,32};")
_LEFT = re.compile(r"\*\*+|__+")  # a strong mark that CommonMark leaves, since it stands between Han and a quote
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^>\n]*>", re.DOTALL)
_BREAK = re.compile(r"\r\n|[\n\r]")
_MARKS = re.compile(r"[*_`~\\]{0,8}")
# What a name for a link stands for; `[注]: 数据截至6月` looks like such a name, and is a sentence.
_ADDRESS = re.compile(r"[\w.+-]*[:/#?.]", re.ASCII)
DEEPEST = 40  # levels, two for each list: the parser's own 20 would leave out words in ten lists
REACH = 4000  # characters: what stands between two words, such as the address of a link


class Words(NamedTuple):
    """A Markdown file's words: `pieces` align `text` with the source; `meta` is what stands before the text."""

    text: str
    rows: tuple[Row, ...]
    pieces: tuple[Span, ...]
    meta: dict[str, str]


def marked(source: str) -> Parsed:
    """The words of a Markdown file, all of which are the writer's own."""
    found = words(source)
    return Parsed(found.text, found.rows, flat(found.pieces), found.meta)


def words(source: str) -> Words:
    r"""The words of a Markdown file; offsets count characters, of the text and of the source.

    >>> words("# 机关党建\n\n建成**示范支部**12个。").text
    '机关党建建成示范支部12个。'
    """
    front = _FRONT.match(source)
    writer = _Writer(source, front.end() if front else 0)
    for block in _blocks(_parsed(source[writer.at :]), _starts(source, writer.at)):
        writer.block(block)
    meta = {key.lower(): value.strip("\"'") for key, value in _FACT.findall(front[1])} if front else {}
    return Words("".join(writer.parts), tuple(writer.rows), tuple(writer.pieces), meta)


def _parsed(source: str) -> list[Token]:
    """The tokens of a text, all of its words among them.

    Raises:
        Unparsed: blocks stand so deep in one another that the parser leaves out the innermost.
    """
    named: dict[str, dict[str, dict[str, str]]] = {}
    tokens = _parser().parse(source, named)
    if not all(_ADDRESS.match(told["href"]) for told in named.get("references", {}).values()):
        tokens = _parser(names=False).parse(source)
    if any(token.level >= DEEPEST - 1 for token in tokens):
        raise Unparsed(f"its quotes and lists stand {DEEPEST // 2} deep in one another")
    return tokens


@cache
def _parser(*, names: bool = True) -> MarkdownIt:
    # An indented paragraph is Chinese typography, not code.
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST}).enable("table").disable("code")
    return parser if names else parser.disable("reference")


class _Block(NamedTuple):
    """Tokens that hold words, the kind of block they stand in, its number in a list, and the source they lie in."""

    tokens: Sequence[Token]
    tag: str
    number: str
    within: Range


def _starts(source: str, at: int) -> list[int]:
    """Where each line of the source begins, from `at` on, and where the last one ends."""
    return [at, *(match.end() for match in _BREAK.finditer(source, at)), len(source)]


def _blocks(tokens: Sequence[Token], starts: Sequence[int]) -> Iterator[_Block]:
    tag, number = "p", ""
    for token in tokens:
        if token.type == "list_item_open":
            number = f"{token.info}{token.markup} " if token.info else ""
        elif token.tag in _TAGS and token.nesting == 1:
            tag = token.tag
        elif token.map and token.type in {"inline", "fence", "html_block"}:
            first, last = (starts[min(at, len(starts) - 1)] for at in token.map)
            yield _Block(
                token.children or _as_written(token), tag if token.children else "p", number, Range(first, last)
            )
            number = ""


_TAGS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th"})


def _as_written(token: Token) -> list[Token]:
    """The lines of a block that the parser leaves as it is, each a row of its own; tags and comments are no words."""
    lines = _TAG.sub("", token.content).splitlines()
    return [part for line in lines for part in (Token("text", "", 0, content=line), Token("hardbreak", "", 0))]


class _Writer:
    """The words so far; `at` is the character of the source after the last of them."""

    def __init__(self, source: str, at: int) -> None:
        self.source, self.at, self.stop = source, at, len(source)
        self.parts: list[str] = []
        self.pieces: list[Span] = []
        self.rows: list[Row] = []
        self.length = 0
        self.edges: list[int] = []  # the first and last characters of the row so far that are not blank

    def block(self, block: _Block) -> None:
        self.at, self.stop = max(self.at, block.within.start), block.within.stop
        self._say(block.number)
        soft = False
        for token in block.tokens:
            if token.type == "hardbreak":
                self._end_row(block.tag, soft=soft)
                soft = True
            else:
                self._token(token)
        self._end_row(block.tag, soft=soft)

    def _token(self, token: Token) -> None:
        if token.type == "softbreak":
            self._say("\n")
        elif token.type == "html_inline":
            self._pass(token.content)
        elif token.type != "link_close":
            self._say(_LEFT.sub("", token.content))
        if token.type in {"link_close", "image"} and token.info != "auto":
            self._pass("]")
            target = _TARGET.match(self.source, self.at - 1, self.stop)
            self.at = target.end() if target else self.at

    def _pass(self, what: str) -> None:
        """Go behind the next place in the source where this is written, if there is one."""
        found = self._next(what)
        self.at = self.at if found < 0 else found + len(what)

    def _next(self, what: str) -> int:
        """Where this is written next, -1 if not within reach: a search to the end for every word takes minutes."""
        return self.source.find(what, self.at, min(self.stop, self.at + len(what) + REACH))

    def _say(self, words: str) -> None:
        """Write words that stand next in the source: at once, or one by one where marks stand between them."""
        found = self._next(words)
        if words and found >= 0 and not self.source[self.at : found].strip("*_`[]!<>|~#-+ \t\r\n\\:"):
            self._write(words, Range(found, found + len(words)))
            return
        for word in words:
            self._write(word, self._place(word))

    def _place(self, word: str) -> Range:
        """Where the next character is written: as an entity or as itself, here or behind some marks."""
        marks = _MARKS.match(self.source, self.at, self.stop)
        entity = _ENTITY.match(self.source, marks.end() if marks else self.at, self.stop)
        if entity and unescape(entity[0]) == word:
            return Range(entity.start(), entity.end())
        found = self._next(word)
        return Range(found, found + 1) if found >= 0 else Range(self.at, self.at)

    def _write(self, words: str, place: Range) -> None:
        self.parts.append(words)
        self.pieces.append(Span(self.length, self.length + len(words), place.start, place.stop))
        solid = [at for at, character in enumerate(words, self.length) if not character.isspace()]
        self.edges = [*self.edges[:1], *solid[-1:]] if self.edges else [*solid[:1], *solid[-1:]]
        self.length += len(words)
        self.at = place.stop

    def _end_row(self, tag: str, *, soft: bool) -> None:
        if self.edges:
            self.rows.append(Row(self.edges[0], self.edges[-1] + 1, tag, main=True, soft=soft))
        self.edges = []
