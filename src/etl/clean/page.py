"""Read: the bytes of a file as text, in layout lines, each character knowing its bytes.

`read` is the room's one verb. A text file gives its decoded text as it is; a web page gives its text
nodes in document order, nothing inserted between them: where a line ends is told by `lines` only.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import overload

from etl.clean.decode import Decoded, decode
from etl.clean.formats import Layer, layer, marked, web
from etl.clean.kinds import is_html, is_markdown
from etl.clean.refuse import refuse_bytes, refuse_page, refuse_records, refuse_text
from etl.parse import Parsed
from etl.text import Range

LAYER = "text layer"  # what stands for the encoding of a file that has none


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
    soft: bool = False  # only a single <br> (or a line break in <pre>) parts it from the line before
    hint: str = ""  # class and id words of the nearest element that has any: "pages-date source"


@dataclass(frozen=True)
class Page:
    """A file that was read.

    `text` is the raw text of the article; all offsets count its characters. `encoding` is a Python
    codec's name: where nothing is damaged, `data.decode(encoding)` is the text of a text file and the
    source of a page. `meta` holds what the head of a page says (see `etl.clean.layout.head_facts`).
    """

    text: str
    encoding: str  # utf-8, utf-8-sig, gb18030, big5hkscs, utf-16, utf-16-le, …
    media_type: str  # text/plain, text/markdown, text/html, or that of a PDF or DOCX file
    lines: Sequence[PageLine]
    source: Decoded = field(repr=False)
    # The fields of spans, four by four: the text against the source of marks; empty for text. A page may have millions.
    pieces: array[int] = field(default_factory=lambda: array("I"), repr=False)
    meta: Mapping[str, str] = field(default_factory=dict)
    agreement: float | None = None  # how far two extractors agree on the main text, 0 to 1; None for other files
    sheets: tuple[int, ...] = field(default=(), repr=False)  # where the printed pages of a PDF or DOCX begin

    def sheet(self, at: int) -> int | None:
        """The printed page, from 1, on which a character of a PDF file stands; None for text and web pages."""
        return bisect_right(self.sheets, at) or None

    def byte_range(self, start: int, stop: int) -> Range:
        """The smallest byte range of the file that holds the characters `[start, stop)` of `text`.

        In a page it runs from the first character's bytes to the last one's, over any markup between.
        An empty range gives the point where its character begins. A stretch of a text layer (PDF, DOCX)
        knows its printed page only (see `sheet`): its range is the whole file.

        Raises:
            IndexError: the range does not lie within the text.
        """
        if not 0 <= start <= stop <= len(self.text):
            raise IndexError(f"[{start}, {stop}) does not lie in a text of {len(self.text)} characters")
        if self.sheets:
            return Range(0, self.source.size)
        if not self.pieces:
            return self.source.byte_range(start, stop)
        first = self._source_range(start).start
        return self.source.byte_range(first, first if start == stop else self._source_range(stop - 1).stop)

    def _source_range(self, at: int) -> Range:
        """The characters of the source that the character at this offset stands for."""
        piece = 4 * (bisect_right(self._starts, at) - 1)
        start, stop, raw_start, raw_stop = self.pieces[piece : piece + 4]
        if stop - start != raw_stop - raw_start:
            return Range(raw_start, raw_stop)
        point = raw_start + at - start
        return Range(point, min(point + 1, raw_stop))

    @cached_property
    def _starts(self) -> array[int]:
        return self.pieces[::4]


def read(data: bytes) -> Page:
    r"""The file as a page.

    >>> read("党建\r\n工作".encode("gbk")).lines[1].start
    4
    >>> page = read("<p>机关&amp;党建".encode())
    >>> page.text, page.byte_range(3, 5)
    ('机关&党建', Range(start=14, stop=20))

    Raises:
        etl.records.SetAside: it is empty, blank, binary, too large, or a page without text.
    """
    printed = layer(data)
    if printed:
        return _printed(printed, len(data))
    refuse_bytes(data)
    source = decode(data)
    refuse_text(source.text)
    refuse_records(source.text)
    if is_markdown(source.text):
        return _marked(source, marked(source.text), "text/markdown")
    if not is_html(source.text):
        return Page(source.text, source.encoding, "text/plain", Physical(source.text), source)
    refuse_page(source.text, len(data))
    return _marked(source, web(source.text), "text/html")


# Line breaks of any platform; the separators that only Python knows (\x1c…\x1e) are characters.
_LINE = re.compile(r"([^\n\r\x0b\x0c\x85\u2028\u2029]*)(\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]|\Z)")


def physical_lines(text: str) -> list[PageLine]:
    r"""The lines of a plain text, without their line breaks; a break at the end begins no further line.

    >>> [(line.start, line.stop) for line in physical_lines("机关\r\n\n党建\n")]
    [(0, 2), (4, 4), (5, 7)]
    """
    lines = [PageLine(match.start(), match.end(1)) for match in _LINE.finditer(text) if match.start() < len(text)]
    return lines or [PageLine(0, 0)]


class Physical(Sequence[PageLine]):
    """The physical lines of a plain text, cut when somebody asks for one: to clean a text they say nothing new."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _lines(self) -> list[PageLine]:
        return physical_lines(self._text)

    @overload
    def __getitem__(self, at: int) -> PageLine: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[PageLine]: ...
    def __getitem__(self, at: int | slice) -> PageLine | Sequence[PageLine]:
        return self._lines[at]

    def __len__(self) -> int:
        return len(self._lines)


def _marked(source: Decoded, found: Parsed, media_type: str) -> Page:
    """The page of a web page or a Markdown file: its words as its parser gives them."""
    refuse_text(found.text)
    return Page(
        found.text,
        source.encoding,
        media_type,
        tuple(PageLine(*row) for row in found.rows),
        source,
        found.pieces,
        found.meta,
        found.agreement,
    )


def _printed(file: Layer, size: int) -> Page:
    """The page of a text layer: its lines are those of a plain text, hard breaks and all."""
    text = file.parsed.text
    refuse_text(text)
    lines = tuple(PageLine(*row) for row in file.parsed.rows)
    source = Decoded(text, LAYER, codec="utf-8", mark=0, size=size, bad=(), lost=())
    return Page(text, LAYER, file.media_type, lines, source, sheets=tuple(file.parsed.sheets))
