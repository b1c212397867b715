"""Scan: the source of a web page as tags and text nodes, each with its place, in linear time.

Written for hostile pages: a parser that builds a tree returns nothing for 100,000 nested elements or
for one line of 50 MB, and says so to nobody. Here nothing nests, and each character is looked at a
bounded number of times. The reading of tags, attributes and comments is that of browsers.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

# Elements whose content is no markup. Of RAW elements it is not text either; of PLAIN ones it is.
RAW = frozenset({"script", "style"})
PLAIN = frozenset({"title", "textarea", "xmp"})
ATTRIBUTES = 8192  # characters of a tag that are searched for attributes

_OPENER = re.compile(r"<(?:(/?)([a-zA-Z][^\s/><]*+)|!--|[!?/])")
_ATTRIBUTE = r"""[^\s/>=][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+"""
_REST = re.compile(rf"(?:[\s/=]++|{_ATTRIBUTE})*+>")
_ONE = re.compile(r"""([^\s/>=][^\s/>=]*+)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+""")
# An entity; digits are bounded, since a number of 5,000 digits is an error for `int`.
_ENTITY = re.compile(r"&(?:#[0-9]{1,32}|#[xX][0-9a-fA-F]{1,32}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
_CLOSERS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in RAW | PLAIN}


class Token(NamedTuple):
    """`source[start:stop]`: a tag with its lower-case name, or a text node, whose name is empty."""

    start: int
    stop: int
    name: str
    closing: bool


def tokens(source: str) -> Iterator[Token]:
    """The tags and text nodes in order; comments, declarations, scripts and styles are left out.

    >>> [source[a:b] for source in ["<p>机关<!-- x -->党建"] for a, b, name, _ in tokens(source) if not name]
    ['机关', '党建']
    """
    at = text_from = 0
    comments_stop = source.rfind("-->")
    careful = True
    while opener := _OPENER.search(source, at):
        start, name = opener.start(), (opener[2] or "").lower()
        stop = _tag_stop(source, opener) if name and careful else -1
        # Where a tag never closes, every later > stands in quotes: from here on a tag ends at the next one.
        careful = careful and not (name and stop < 0)
        if opener[0] == "<!--" and comments_stop >= opener.end() - 2:  # `<!-->` is a whole comment
            stop = source.index("-->", opener.end() - 2) + 3
        if stop < 0:
            stop = source.find(">", opener.end()) + 1
        if not stop:  # nothing closes any more: all that is left is text
            break
        if text_from < start:
            yield Token(text_from, start, "", closing=False)
        if name:
            yield Token(start, stop, name, bool(opener[1]))
        text_from = at = stop
        if not opener[1] and name in _CLOSERS:
            text_from, at = _content(source, stop, name)
    if text_from < len(source):
        yield Token(text_from, len(source), "", closing=False)


def _tag_stop(source: str, opener: re.Match[str]) -> int:
    """Where the tag stops, its quoted attributes passed over, or -1."""
    rest = _REST.match(source, opener.end())
    return rest.end() if rest else -1


def _content(source: str, stop: int, name: str) -> tuple[int, int]:
    """Where the next text starts and where to look for tags, after an element that holds no markup."""
    closer = _CLOSERS[name].search(source, stop)
    end = closer.start() if closer else len(source)
    return (stop if name in PLAIN else end), end


def entities(source: str, start: int, stop: int) -> Iterator[tuple[int, int, str]]:
    r"""The entities of a text node as `(start, stop, what they stand for)`.

    >>> list(entities("党建&nbsp;&#26426;", 0, 16))
    [(2, 8, '\xa0'), (8, 16, '机')]
    """
    for match in _ENTITY.finditer(source, start, stop):
        stop, meant = match.end(), html.unescape(match[0])
        while len(meant) > 1 and meant[-1] == source[stop - 1]:  # `&ampa` is an entity and a letter
            stop, meant = stop - 1, meant[:-1]
        if meant and meant != source[match.start() : stop]:
            yield match.start(), stop, meant


def attributes(source: str, token: Token) -> dict[str, str]:
    """The attributes of a tag, names in lower case, entities decoded; of equal names the first counts.

    >>> attributes('<META name=author content="张 三">', Token(0, 32, "meta", False))
    {'name': 'author', 'content': '张 三'}
    """
    stop = min(token.stop - 1, token.start + ATTRIBUTES)
    found: dict[str, str] = {}
    for match in _ONE.finditer(source, token.start + 1 + len(token.name), stop):
        value = match[2] or ""
        if value[:1] in {'"', "'"}:
            value = value[1:-1]
        found.setdefault(match[1].lower(), html.unescape(value) if "&" in value else value)
    return found
