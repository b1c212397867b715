"""Links: the addresses that a list page, a feed or a sitemap names, in its order, each once.

One lexer for all three, made of patterns that look at each character a bounded number of times: pages
of this kind are seldom well-formed, and a parser that builds a tree can be made to run for minutes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import urldefrag, urljoin

from etl.fetch.unpack import Unpacker

LARGEST = 8_000_000  # characters that are looked at
MOST = 50_000  # addresses of one page; a sitemap may hold so many

_HIDES = re.compile(r"<!--|<(script|style)\b", re.IGNORECASE)
_VALUE = r"""(?:"([^"<>]{0,4000}+)"?|'([^'<>]{0,4000}+)'?|([^\s"'<>]{1,4000}+))"""
_ANCHOR = re.compile(rf"<(?:a|area)\s(?:[^<>]{{0,2000}}?\s)?href\s{{0,9}}+=\s{{0,9}}+{_VALUE}", re.IGNORECASE)
_BASE = re.compile(rf"<base\s(?:[^<>]{{0,500}}?\s)?href\s{{0,9}}+=\s{{0,9}}+{_VALUE}", re.IGNORECASE)
_REFRESH = re.compile(
    r"""<meta\s[^<>]{0,99}?http-equiv\s?=\s?["']?refresh\b[^<>]{0,99}?\burl\s{0,9}=\s{0,9}['"]?([^"'<>\s]{1,2000})""",
    re.IGNORECASE,
)
_ITEM = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)\b", re.IGNORECASE)
_TEXT = r"\s{0,9}+>\s{0,99}+(?:<!\[CDATA\[)?\s{0,99}+([^<>\]\s]{1,4000}+)"
_RSS = re.compile(rf"<link{_TEXT}", re.IGNORECASE)
_LOC = re.compile(rf"<(?:\w{{1,20}}:)?loc{_TEXT}", re.IGNORECASE)
_ATOM = re.compile(r"<(?:\w{1,20}:)?link\s([^<>]{1,4000}+)>", re.IGNORECASE)
_HREF = re.compile(rf"\bhref\s{{0,9}}+=\s{{0,9}}+{_VALUE}", re.IGNORECASE)
_REL = re.compile(r"""\brel\s{0,9}+=\s{0,9}+["']?([a-z]{1,40})""", re.IGNORECASE)
_CHARSET = re.compile(rb"""(?:charset|encoding)\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_-]{2,40})""", re.IGNORECASE)
_HAN = re.compile("[\u3400-\u9fff]")


def text_of(data: bytes) -> str:
    """A list's bytes as text, for its addresses only: they are ASCII almost always."""
    try:
        return data.decode("utf-8-sig")[:LARGEST]
    except UnicodeDecodeError:
        told = _CHARSET.search(data, 0, 4096)
        codec = "big5hkscs" if told and told[1].lower().startswith(b"big5") else "gb18030"
        return data.decode(codec, "replace")[:LARGEST]


def shown(text: str) -> str:
    """A page without its comments, scripts and styles; one that is never closed hides the rest.

    >>> shown("党<!-- <a> -->建<script>x</script >网<style>")
    '党 建 网 '
    """
    parts: list[str] = []
    at = 0
    low = text.lower()
    while hidden := _HIDES.search(text, at):
        parts += [text[at : hidden.start()], " "]
        closer = f"</{hidden[1].lower()}" if hidden[1] else "-->"
        found = low.find(closer, hidden.end())
        at = low.find(">", found) + 1 if found >= 0 else 0
        if not at:
            return "".join(parts)
    return "".join([*parts, text[at:]])


def of_page(text: str, address: str) -> list[str]:
    """The links of a web page, absolute and without fragments.

    >>> of_page('<a href="/n1/1.html#top">机关党建</a><!--<a href="2.html">--><A HREF=3.html>', "http://dj.cn/list/")
    ['http://dj.cn/n1/1.html', 'http://dj.cn/list/3.html']
    """
    page = shown(text)
    base = _BASE.search(page)
    root = _joined(address, _told(base)) if base else address
    return _unique(_joined(root or address, _told(found)) for found in _ANCHOR.finditer(page))


def of_feed(text: str, address: str) -> list[str]:
    """The addresses of the items of an RSS or Atom feed.

    >>> of_feed(
    ...     "<rss><link>http://dj.cn/</link><item><link> http://dj.cn/1.html </link></item></rss>", "http://dj.cn/rss"
    ... )
    ['http://dj.cn/1.html']
    """
    return _unique(_item(item, address) for item in _ITEM.split(text)[1:])


def of_sitemap(text: str, address: str) -> list[str]:
    """The addresses of a sitemap, or of the sitemaps of an index."""
    return _unique(_joined(address, unescape(found[1])) for found in _LOC.finditer(text))


def sends_on(text: str, address: str) -> str:
    """Where a page that shows nothing itself sends its reader (`<meta http-equiv=refresh>`); else ""."""
    found = _REFRESH.search(shown(text[:20_000]))
    return _joined(address, unescape(found[1])) if found and han(text) < 50 else ""


def han(text: str) -> int:
    """How many Chinese characters a page shows, its scripts left out."""
    return len(_HAN.findall(shown(text)))


def opened(data: bytes, most: int) -> bytes:
    """The bytes of a list that may itself be a gzip file (`sitemap.xml.gz`).

    Raises:
        Refused: it is broken, or unpacks to more than `most` bytes.
    """
    if not data.startswith(b"\x1f\x8b"):
        return data
    unpacker = Unpacker("gzip", len(data), most)
    unpacker.take(data)
    return unpacker.whole()


def _item(item: str, address: str) -> str:
    for found in _ATOM.finditer(item):
        rel, href = _REL.search(found[1]), _HREF.search(found[1])
        if href and (rel is None or rel[1].lower() == "alternate"):
            return _joined(address, _told(href))
    found_rss = _RSS.search(item)
    return _joined(address, unescape(found_rss[1])) if found_rss else ""


def _told(found: re.Match[str]) -> str:
    return unescape(found[1] or found[2] or found[3] or "").strip()


def _joined(root: str, told: str) -> str:
    """The absolute address without its fragment, or "" where it is none of the web."""
    try:
        address = urldefrag(urljoin(root, re.sub(r"[\t\r\n]", "", told))).url
    except ValueError:
        return ""
    return address if address.startswith(("http://", "https://")) else ""


def _unique(addresses: Iterable[str]) -> list[str]:
    found: dict[str, None] = {}
    for address in addresses:
        if address and len(found) < MOST:
            found[address] = None
    return list(found)
