"""Read: the bytes of a file as text, in layout lines, each character knowing its bytes.

`read` is the room's one verb. A text file gives its decoded text as it is; a web page gives its text
nodes in document order, nothing inserted between them: where a line ends is told by `lines` only.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from etl.binding import apart
from etl.clean.decode import Decoded, decode
from etl.clean.formats import Layer, layer
from etl.clean.layout import BLOCKS, Layout, Row, lay_out
from etl.clean.markdown import is_markdown, words
from etl.clean.opinions import weighed
from etl.clean.refuse import refuse_bytes, refuse_page, refuse_records, refuse_text
from etl.text import Range, Span

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
    lines: tuple[PageLine, ...]
    source: Decoded = field(repr=False)
    pieces: tuple[Span, ...] = field(default=(), repr=False)  # text against the source of marks; empty for text
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
        piece = self.pieces[bisect_right(self._starts, at) - 1]
        if not piece.linear:
            return Range(piece.raw_start, piece.raw_stop)
        point = piece.raw_start + at - piece.start
        return Range(point, min(point + 1, piece.raw_stop))

    @cached_property
    def _starts(self) -> list[int]:
        return [piece.start for piece in self.pieces]


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
    if is_markdown(source.text) and not _FIRST.match(source.text):
        return _marked(source)
    if not is_html(source.text):
        return Page(source.text, source.encoding, "text/plain", tuple(physical_lines(source.text)), source)
    refuse_page(source.text, len(data))
    return _web(source)


def _web(source: Decoded) -> Page:
    """The page of a web page, or of the several that an article was cut into: one text, one line after another."""
    text, lines, pieces, agreements = "", [], [], []
    head: Mapping[str, str] = {}
    for place in apart(source.text):
        part = source.text[place.start : place.stop]
        layout = lay_out(part)
        taken, agreement = weighed(layout, part)
        rows = zip(layout.rows, taken, strict=True)
        lines += [_line(layout, row, len(text), main=main) for row, main in rows]
        pieces += [_moved(piece, len(text), place.start) for piece in layout.pieces]
        agreements += [agreement] if agreement is not None else []
        head = head or layout.meta
        text += layout.text
    refuse_text(text)
    unsure = min(agreements, default=None)
    return Page(text, source.encoding, "text/html", tuple(lines), source, tuple(pieces), head, agreement=unsure)


def _moved(piece: Span, by: int, raw_by: int) -> Span:
    return Span(piece.start + by, piece.stop + by, piece.raw_start + raw_by, piece.raw_stop + raw_by)


# Line breaks of any platform; the separators that only Python knows (\x1c…\x1e) are characters.
_LINE = re.compile(r"([^\n\r\x0b\x0c\x85\u2028\u2029]*)(\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]|\Z)")
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
    lead = _LEAD.match(text)
    first = lead.end() if lead else 0
    if _FIRST.match(text, first) or _LATER.search(text, 0, 2048):
        return True
    return bool(_SOME.match(text, first)) and len(_KNOWN.findall(text, first, first + 65536)) >= 3


def physical_lines(text: str) -> list[PageLine]:
    r"""The lines of a plain text, without their line breaks; a break at the end begins no further line.

    >>> [(line.start, line.stop) for line in physical_lines("机关\r\n\n党建\n")]
    [(0, 2), (4, 4), (5, 7)]
    """
    lines = [PageLine(match.start(), match.end(1)) for match in _LINE.finditer(text) if match.start() < len(text)]
    return lines or [PageLine(0, 0)]


def _marked(source: Decoded) -> Page:
    """The page of a Markdown file: its words in blocks, all of which are the writer's own."""
    found = words(source.text)
    refuse_text(found.text)
    lines = tuple(PageLine(row.start, row.stop, row.tag, main=True, soft=row.soft) for row in found.rows)
    return Page(found.text, source.encoding, "text/markdown", lines, source, found.pieces, found.meta)


def _printed(file: Layer, size: int) -> Page:
    """The page of a text layer: its lines are those of a plain text, hard breaks and all."""
    refuse_text(file.text)
    lines = tuple(PageLine(start, stop, tag) for start, stop, tag in file.lines)
    source = Decoded(file.text, LAYER, codec="utf-8", mark=0, size=size, bad=(), lost=())
    return Page(file.text, LAYER, file.media_type, lines, source, sheets=file.sheets)


def _line(page: Layout, row: Row, by: int, *, main: bool) -> PageLine:
    """The layout line of a row, its offsets moved; an article's further pages give it no second headline."""
    element = page.elements[row.element]
    tag = page.elements[element.block].name
    return PageLine(
        row.start + by,
        row.stop + by,
        tag="" if by and tag == "h1" else tag,
        link_share=round(row.linked / row.solid, 4),
        main=main,
        soft=row.soft,
        hint=element.hint[:120],
    )
