"""Formats: hand a page, Markdown, a PDF or DOCX file to the process that parses; what fails there is set aside here."""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.parse import Parsed, Unparsed, parse
from etl.records import SetAside

MOST = 64 * 1024 * 1024  # bytes of a file
# How a printed file of the kind begins, what a whole one holds, who parses it, and what to call it.
KINDS = {
    "application/pdf": (re.compile(rb"%PDF-"), rb"endobj", "pdf", "a PDF file"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (
        re.compile(rb"PK\x03\x04(?=.{0,200000}word/)", re.DOTALL),
        b"PK\x05\x06",
        "docx",
        "an Office file (.docx)",
    ),
}


class Layer(NamedTuple):
    """A printed file's text, in reading order: a line for each printed line or paragraph (a DOCX file is one page)."""

    parsed: Parsed
    media_type: str


def layer(data: bytes) -> Layer | None:
    """The text layer of a PDF or DOCX file; None for any other file.

    Raises:
        SetAside: the file is one of these, but cannot be read, or holds no text.
    """
    for media, (mark, needed, kind, what) in KINDS.items():
        if not mark.match(data):
            continue
        if needed not in data:
            raise SetAside(f"The file is {what} of which the end is missing: fetch it again.")
        if len(data) > MOST:
            raise SetAside(f"The file has {len(data):,} bytes, more than the {MOST:,} of any article: split it.")
        found = _parsed(kind, what, data, 0)
        if not found.text.strip():
            scan = f"The file is {what} without a text layer, such as a scan"
            raise SetAside(f"{scan}: recognise its text and drop that in.")
        return Layer(found, media)
    return None


def web(source: str) -> Parsed:
    """A web page's text nodes and lines; SetAside where its parser does not come to an end with it."""
    return _parsed("page", "a web page", source.encode(), len(source))


def marked(source: str) -> Parsed:
    """A Markdown file's words and lines; SetAside where its parser does not come to an end with it."""
    return _parsed("markdown", "a Markdown file", source.encode(), len(source))


def _parsed(kind: str, what: str, data: bytes, size: int) -> Parsed:
    try:
        return parse(kind, data, size)
    except Unparsed as verdict:
        raise SetAside(
            f"The file is {what} that cannot be read ({verdict}): save its text and drop that in."
        ) from verdict
