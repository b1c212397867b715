"""Read the text of a DOCX file: one page of (text, tag) lines.

Paragraphs and tables come in the order of the document. Deleted and hidden stretches, comments, headers and
footers are left; the numbers that Word puts before paragraphs of a list are not in the file, and not here.
"""

from __future__ import annotations

import io
import re
import zipfile

import docx
from docx.table import Table

from etl.parse.parsed import Unparsed

MOST = 256 * 1024 * 1024  # bytes that the parts may unpack to
_HEADING = re.compile(r"(?:heading|标题)\s*([1-6])", re.IGNORECASE)
_TITLE = {"title", "标题"}


def sheets(data: bytes) -> list[list[tuple[str, str]]]:
    """The document as one page.

    Raises:
        Unparsed: it unpacks to too much.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MOST:
            raise Unparsed(f"it unpacks to more than {MOST:,} bytes")
    document = docx.Document(io.BytesIO(data))
    lines: list[tuple[str, str]] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells = list(dict.fromkeys(cell.text for cell in row.cells))  # a cell over two columns comes twice
                lines += [(text, "td") for cell in cells for text in cell.split("\n") if text.strip()]
        else:
            tag = tag_of(block.style.name if block.style else "")
            lines += [(text, tag) for text in block.text.split("\n") if text.strip()]
    return [lines]


def tag_of(style: str | None) -> str:
    """The HTML block that a style of Word stands for.

    >>> tag_of("Heading 2"), tag_of("标题 1"), tag_of("Title"), tag_of("Normal")
    ('h2', 'h1', 'h1', 'p')
    """
    found = _HEADING.match(style or "")
    return f"h{found[1]}" if found else "h1" if (style or "").lower() in _TITLE else "p"
