"""Lay out: a web page's tags and text nodes as text, its layout lines, and what its head says.

The page is walked once. What is open is a stack of elements; those that HTML lets stay open (p, li,
td, …) are closed as browsers close them. Every element is a row in a list that knows its parent, so
a page of any depth is one more list.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from etl.parse.markup import RAW, Token, attributes, entities, tokens
from etl.parse.parsed import flat


def _names(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


BLOCKS = _names(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption",
    "figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup html iframe legend li main menu nav",
    "noscript ol optgroup option p pre search section select summary table tbody td textarea tfoot th thead",
    "title tr ul xmp",
)
VOID = _names("area base basefont br col embed frame hr img input link meta param source track wbr")
# Open elements that a start tag closes, as far up as the next of STOPS.
CLOSES = {
    "li": {"li"},
    "option": {"option"},
    "optgroup": {"option", "optgroup"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "tr": {"td", "th", "tr"},
    "tbody": {"td", "th", "tr", "thead", "tbody", "tfoot"},
    "tfoot": {"td", "th", "tr", "thead", "tbody", "tfoot"},
    "body": {"head", "title"},
}
NOTHING: frozenset[str] = frozenset()
STOPS = _names("table ul ol dl menu select html")
CELLS = _names("td th table")  # what an end tag inside does not reach over, unless it is of a table
TABLE = _names("table tbody td tfoot th thead tr body html")
KEEPS_BREAKS = _names("pre textarea xmp")
# Never main text: shown to nobody, or what a browser or a form says.
UNSEEN = _names("head iframe noscript option select textarea title")
REACH = 64  # open elements that are looked at for the one that an end tag closes

_HINT = re.compile(r"""(?<![\w-])(?:class|id)\s*=\s*("[^"]{0,200}"|'[^']{0,200}'|[^\s>"']{1,80})""", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|(?<![\w-])hidden(?=[\s>=/])", re.IGNORECASE)
_BREAK = re.compile(r"\r\n|[\n\r]")


@dataclass(slots=True)
class Element:
    """An element that was opened. `block` is the nearest block at or above it, as an index."""

    name: str
    parent: int
    block: int
    hint: str
    unseen: bool


@dataclass(slots=True)
class Row:
    """A layout line while it is read: its place in the text, and the element its first character stood in."""

    start: int
    stop: int
    element: int
    soft: bool
    solid: int = 0  # characters that are not white space
    linked: int = 0  # those of them inside links


@dataclass(slots=True)
class Layout:
    """A page as `text`, its `rows`, and its `elements` (the first is the page itself)."""

    text: str = ""
    rows: list[Row] = field(default_factory=list)
    elements: list[Element] = field(default_factory=lambda: [Element("", -1, 0, "", unseen=False)])
    pieces: array[int] = field(default_factory=flat)  # the text against the source (see `flat`)
    meta: dict[str, str] = field(default_factory=dict)


def lay_out(source: str) -> Layout:
    """The page whose source this is.

    >>> [row.stop for row in lay_out("<p>机关<b>党建</b><p>工作").rows]
    [4, 6]
    """
    walk = _Walk(source)
    for token in tokens(source):
        walk.take(token)
    walk.end_line()
    walk.page.text = "".join(walk.parts)
    title = next((row for row in walk.page.rows if walk.page.elements[row.element].name == "title"), None)
    if title:
        walk.page.meta.setdefault("title", walk.page.text[title.start : title.stop])
    return walk.page


class _Walk:
    """Where the reader of a page stands: what is open, what has been read."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.page = Layout()
        self.parts: list[str] = []
        self.length = 0
        self.open = [0]
        self.counts: Counter[str] = Counter()
        self.templates = 0  # open <template> elements: nothing in them is text
        self.link = False
        self.row: Row | None = None
        self.breaks = 0  # <br> since the last character; a block counts as two

    def take(self, token: Token) -> None:
        """One token more."""
        name = token.name
        if name == "template":
            self.templates = max(0, self.templates + (-1 if token.closing else 1))
        elif self.templates or name in RAW:
            return
        elif not name:
            self.read(token)
        elif name == "br":
            self.end_line(1)
        elif name in VOID:
            self.void(token)
        elif token.closing:
            self.close(name)
        else:
            self.start(token)

    def void(self, token: Token) -> None:
        """An element without content: a rule ends the line, `meta` and `link` are facts."""
        if token.name == "hr":
            self.end_line()
        elif token.name in {"meta", "link"}:
            for key, value in head_facts(token.name, attributes(self.source, token)):
                self.page.meta.setdefault(key, value)

    def start(self, token: Token) -> None:
        """An element opens, and closes what cannot stay open beside it."""
        name = token.name
        block = name in BLOCKS
        if block:
            self.end_line()
            self._close_implied(name)
        if name == "a":
            self.link = True
        parent = self.open[-1]
        above = self.page.elements[parent]
        index = len(self.page.elements)
        hint, hidden = "", False
        if token.stop - token.start > len(name) + 2:
            hint, hidden = _marks(self.source[token.start : min(token.stop, token.start + 1024)])
        unseen = above.unseen or hidden or name in UNSEEN
        self.page.elements.append(Element(name, parent, index if block else above.block, hint or above.hint, unseen))
        self.open.append(index)
        self.counts[name] += 1

    def _close_implied(self, name: str) -> None:
        closes = CLOSES.get(name, NOTHING)
        if not self.counts["p"] and not any(self.counts[other] for other in closes):
            return
        depth, inner_block = 0, False
        for at, index in enumerate(islice(reversed(self.open), REACH), 1):
            other = self.page.elements[index].name
            if other in closes or (other == "p" and not inner_block):
                depth = at
            elif other in STOPS:
                break
            inner_block = inner_block or other in BLOCKS
        for _ in range(depth):
            self._pop()

    def close(self, name: str) -> None:
        """An end tag closes the nearest such element, with what is open inside it; or nothing."""
        if name in BLOCKS:
            self.end_line()
        if name == "a":
            self.link = False
        if not self.counts[name]:
            return
        for depth, index in enumerate(islice(reversed(self.open), REACH), 1):
            inner = self.page.elements[index].name
            if inner == name:
                for _ in range(depth):
                    self._pop()
                return
            if (inner in BLOCKS and name not in BLOCKS) or (inner in CELLS and name not in TABLE):
                return

    def _pop(self) -> None:
        name = self.page.elements[self.open.pop()].name
        self.counts[name] -= 1
        if name in BLOCKS:
            self.link = False

    def read(self, token: Token) -> None:
        """A text node: its characters, with entities as what they stand for."""
        at = token.start
        if self.source.find("&", at, token.stop) >= 0:
            for start, stop, meant in entities(self.source, at, token.stop):
                self._add(self.source[at:start], at, start)
                self._add(meant, start, stop)
                at = stop
        self._add(self.source[at : token.stop], at, token.stop)

    def _add(self, text: str, start: int, stop: int) -> None:
        """`text`, which stands for `source[start:stop]`."""
        if not text:
            return
        begin = self.length
        self.parts.append(text)
        self.length += len(text)
        self.page.pieces.extend((begin, self.length, start, stop))
        element = self.page.elements[self.open[-1]]
        if self.page.elements[element.block].name in KEEPS_BREAKS:
            self._add_lines(text, begin)
        else:
            self._extend(text, begin)

    def _add_lines(self, text: str, begin: int) -> None:
        at = 0
        for match in _BREAK.finditer(text):
            self._extend(text[at : match.start()], begin + at)
            self.end_line(1)
            at = match.end()
        self._extend(text[at:], begin + at)

    def _extend(self, text: str, begin: int) -> None:
        """The line goes on with this text, which begins at `begin` of the page's."""
        solid = len("".join(text.split()))
        if not solid:
            return
        if self.row is None:
            self.row = Row(begin + len(text) - len(text.lstrip()), 0, self.open[-1], self.breaks == 1)
        self.row.stop = begin + len(text.rstrip())
        self.row.solid += solid
        self.row.linked += solid if self.link else 0
        self.breaks = 0

    def end_line(self, breaks: int = 2) -> None:
        """The line ends here: at a block's border, or at a `<br>`, of which one is a soft break."""
        if self.row is not None:
            self.page.rows.append(self.row)
            self.row = None
        self.breaks += breaks


def head_facts(name: str, given: dict[str, str]) -> list[tuple[str, str]]:
    """What a `meta` or `link` element says, as `(key, value)`: `og:title`, `author`, `canonical`, `charset`, ….

    Keys are the element's `name`, `property`, `itemprop` or `http-equiv` in lower case.

    >>> head_facts("meta", {"name": "PubDate", "content": "2023-05-06"})
    [('pubdate', '2023-05-06')]
    """
    if name == "link":
        rel = given.get("rel", "").lower().split()
        return [("canonical", given["href"].strip())] if "canonical" in rel and given.get("href") else []
    if given.get("charset"):
        return [("charset", given["charset"].strip().lower())]
    value = given.get("content", "").strip()
    kinds = ("name", "property", "itemprop", "http-equiv")
    keys = [given[kind].strip().lower() for kind in kinds if given.get(kind)]
    return [(key, value) for key in keys if key and value]


def _marks(tag: str) -> tuple[str, bool]:
    """The class and id words of a start tag, and whether it hides its element."""
    lower = tag.lower()
    hint = ""
    if "class" in lower or "id" in lower:
        hint = " ".join(" ".join(match[1].strip("\"'").split()) for match in _HINT.finditer(tag))
    hidden = ("hidden" in lower or "none" in lower) and bool(_HIDDEN.search(tag))
    return hint, hidden
