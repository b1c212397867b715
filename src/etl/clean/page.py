"""Read: the bytes of a file as text, in layout lines, each character knowing its bytes.

`read` is the room's one verb. A text file gives its decoded text as it is; a web page gives its text
nodes in document order, nothing inserted between them: where a line ends is told by `lines` only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from etl.clean.decode import Decoded
from etl.text import Range, Span


@dataclass(frozen=True, slots=True)
class PageLine:
    """A layout line, `page.text[start:stop]`: a physical line of a text, or what stands between two block breaks.

    Text: every physical line in order, also empty ones, without its line break. HTML: only lines that
    hold a character that is not white space, without the white space at their edges; line breaks of
    the source inside such a line are white space, not layout.
    """

    start: int
    stop: int
    tag: str = ""  # the HTML block it stood in: p, td, li, h1, title, …; "" for text
    link_share: float = 0.0  # the share of its non-blank characters that stood inside links
    main: bool | None = None  # whether the main-text extractor takes it; None for text
    soft: bool = False  # only a single <br> parts it from the line before
    hint: str = ""  # id and class words of the nearest element that has any: "pages-date source"


@dataclass(frozen=True)
class Page:
    """A file that was read.

    `text` is the raw text of the article; all offsets count its characters. `encoding` is a Python
    codec's name; `meta` holds what the head of an HTML page says (see `etl.clean.layout.head_facts`).
    """

    text: str
    encoding: str  # utf-8, utf-8-sig, gb18030, big5hkscs, utf-16, utf-16-le, …
    media_type: str  # text/plain or text/html
    lines: tuple[PageLine, ...]
    source: Decoded = field(repr=False)
    pieces: tuple[Span, ...] = field(default=(), repr=False)  # text against the HTML source; empty for text
    meta: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def byte_range(self, start: int, stop: int) -> Range:
        """The smallest byte range of the file that holds the characters `[start, stop)` of `text`.

        In a page it runs from the first character's bytes to the last one's, over any markup between.
        An empty range gives the point where its character begins.

        Raises:
            IndexError: the range does not lie within the text.
        """
        raise NotImplementedError


def read(data: bytes) -> Page:
    """The file as a page.

    Raises:
        etl.records.SetAside: it is empty, blank, binary, too large, or a page without text.
    """
    raise NotImplementedError
