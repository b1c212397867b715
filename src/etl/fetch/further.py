"""Follow: the further pages of one article, which a site numbers by the address of its first.

Two ways are known: links to the article's own address with a number behind its stem (`c1-32.html`, `c1-32-2.html`;
`t1.html`, `t1_1.html`) or in its query (`?page=2`), and the call by which the content systems of many offices write
such links with a script, `createPageHTML(3, 0, "t1", "html")`.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from etl.fetch import links

MOST = 40  # pages of one article
_SCRIPT = re.compile(
    r"""createPage(?:HTML)?\s{0,4}\(\s{0,4}['"]?(\d{1,3})['"]?\s{0,4},\s{0,4}\d{1,3}\s{0,4},"""
    r"""\s{0,4}['"]([\w-]{1,80})['"]\s{0,4},\s{0,4}['"]([a-z]{1,5})['"]"""
)
_NUMBER = r"[_-](\d{1,2})"


def pages(text: str, address: str) -> list[str]:
    """The addresses of an article's further pages that its page names, by their number; `address` is the first's.

    >>> pages(
    ...     '<a href="c1-32-3.html">3</a><a href="c1-32-2.html">2</a><a href="c1-33.html">', "http://dj.cn/c1-32.html"
    ... )
    ['http://dj.cn/c1-32-2.html', 'http://dj.cn/c1-32-3.html']
    >>> pages('<script>createPageHTML(3, 0, "t1", "html")</script>', "http://dj.cn/a/t1.html")
    ['http://dj.cn/a/t1_1.html', 'http://dj.cn/a/t1_2.html']
    """
    numbered = {number: one for one in links.of_page(text, address) if (number := _number(one, address))}
    script = _SCRIPT.search(text)
    if script and not numbered and f"/{script[2]}." in address:
        count = min(int(script[1]), MOST)
        numbered = {at: urljoin(address, f"{script[2]}_{at}.{script[3]}") for at in range(1, count)}
    return [numbered[number] for number in sorted(numbered)][: MOST - 1]


def _number(one: str, address: str) -> int:
    """The number of a further page of the article at the address; 0 for any other page."""
    if one == address:
        return 0
    here, there = urlsplit(address), urlsplit(one)
    if (here.netloc, here.scheme) != (there.netloc, there.scheme):
        return 0
    if here.path == there.path:
        found = re.fullmatch(rf"{re.escape(here.query)}&?(?:page|p|pn|currentPage)=(\d{{1,2}})", there.query)
        return int(found[1]) if found and found[1] != "1" else 0
    stem, dot, ending = here.path.rpartition(".")
    if not dot or "/" in ending:
        stem, dot, ending = here.path, "", ""
    found = re.fullmatch(rf"{re.escape(stem)}{_NUMBER}{re.escape(dot + ending)}", there.path)
    return int(found[1]) if found and here.query == there.query else 0
