"""Bind: the web pages of one article as one raw file, and find them in it again.

An article that a site cuts into pages is one article. Its raw file holds the bytes of every page as they came,
each further one behind a comment that says its address, so that a fact still traces to one file and its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from etl.text import Range

_MARK = "\n<!-- etl: the next page of this article, {} -->\n"
_SEEN = re.compile(r"\n<!-- etl: the next page of this article, [^\s<>]{1,2000} -->\n")


def bound(first: bytes, further: Iterable[tuple[str, bytes]]) -> bytes:
    """One raw file of an article's pages; `further` are addresses and bytes, in their order.

    >>> bound(b"<p>1</p>", [("http://dj.cn/1_2.html", b"<p>2</p>")]).count(b"<!-- etl: the next page")
    1
    """
    return b"".join([first, *(_marked(address) + data for address, data in further)])


def apart(source: str) -> list[Range]:
    """Where each page of an article stands in its decoded file, the comments between them left out.

    >>> text = bound("党建".encode(), [("http://dj.cn/1_2.html", "工作".encode())]).decode()
    >>> [text[page.start : page.stop] for page in apart(text)]
    ['党建', '工作']
    """
    marks = list(_SEEN.finditer(source))
    starts = [0, *(mark.end() for mark in marks)]
    stops = [*(mark.start() for mark in marks), len(source)]
    return [Range(start, stop) for start, stop in zip(starts, stops, strict=True)]


def _marked(address: str) -> bytes:
    return _MARK.format(re.sub(r"[\s<>]", "", address)[:2000].replace("--", "-%2D")).encode("ascii", "ignore")
