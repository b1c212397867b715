"""Kinds: tell by its text whether a file is a web page, Markdown or plain text."""

from __future__ import annotations

import re

from etl.parse.layout import BLOCKS

# What a writer of Markdown does and a writer of plain text does not: each kind counts once.
_SIGNS = tuple(
    re.compile(sign, re.MULTILINE)
    for sign in (
        r"^ {0,3}#{1,6} \S",
        r"\*\*[^\s*][^*\n]{0,200}\*\*",
        r"!?\[[^\]\n]{1,200}\]\([^\s()]{1,400}\)",
        r"^(?:```|~~~)",
        r"^ {0,3}[-*+] \S[^\n]*\n(?:\n? {0,3}[-*+] \S)",
        r"^\|?(?: ?:?-{3,}:? ?\|){1,40}",
    )
)
# What a text must hold for each of them to be found: most texts are told at this price.
_HELD = (("#",), ("**",), ("](",), ("```", "~~~"), ("- ", "* ", "+ "), ("---",))
_HEADING = re.compile(r"\s*# \S")
SOURCE_LIMIT = 4_000_000  # characters: beyond it a file is read as plain text, marks and all
# What may stand before the first tag of a page, and tags that plain text never begins with.
_LEAD = re.compile(r"(?:\s+|<!--.*?-->|<\?[^>]*>)*+", re.DOTALL)
_TAGS = "|".join(sorted(BLOCKS | {"br", "font", "link", "meta", "script", "span", "style"}))
_FIRST = re.compile(rf"<(?:!doctype\s+html|(?:{_TAGS})[\s/>])", re.IGNORECASE)
_LATER = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_KNOWN = re.compile(rf"</?(?:{_TAGS})[\s/>]", re.IGNORECASE)
_SOME = re.compile(r"<[a-z]", re.IGNORECASE)


def is_html(text: str) -> bool:
    """Whether a text is a web page, or a piece of one.

    Its first mark is a tag of HTML, or a page begins early in it, or its first mark is a tag that some
    crawler put around tags of HTML.

    >>> is_html("<p>机关党建</p>"), is_html("<人民日报>第1版"), is_html("见<p>标签")
    (True, False, False)
    >>> is_html('<text id="1"><td>机关</td><a>党建</a><br></text>')
    True
    """
    if "<" not in text:
        return False
    lead = _LEAD.match(text)
    first = lead.end() if lead else 0
    if _FIRST.match(text, first) or _LATER.search(text, 0, 2048):
        return True
    return bool(_SOME.match(text, first)) and len(_KNOWN.findall(text, first, first + 65536)) >= 3


def is_markdown(text: str) -> bool:
    r"""Whether a text was written in Markdown: it begins with a heading of it, or shows two kinds of its marks.

    >>> (
    ...     is_markdown("# 机关党建"),
    ...     is_markdown("建成**12**个，见[附表](a.html)"),
    ...     is_markdown("机关党建#1"),
    ... )
    (True, True, False)
    """
    head = text[:200_000]
    if len(text) > SOURCE_LIMIT or _FIRST.match(text):
        return False
    likely = [sign for sign, held in zip(_SIGNS, _HELD, strict=True) if any(mark in head for mark in held)]
    first = "#" in head and bool(_HEADING.match(head))
    return first or (len(likely) >= 2 and sum(bool(sign.search(head)) for sign in likely) >= 2)
