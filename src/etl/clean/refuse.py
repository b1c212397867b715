"""Refuse: set aside a file that is no text, with the reason in one sentence that says what to do."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter

from etl.clean.glance import glance, is_unreadable
from etl.records import SetAside

MAX_BYTES = 64 * 1024 * 1024
MAX_PAGE_BYTES = 8 * 1024 * 1024  # no article's page comes near; Common Crawl cuts at 5 MB
MAX_TAGS = 500_000  # a page of 470 KB has 10,000
CONTROLS = 0.1  # from this share of control characters on a file is no text
FEW = 8  # so many of them do not make a short text unreadable
BROKEN = 0.5  # from this share of characters that no publisher writes on, no encoding fits
SAMPLE = 100_000  # characters that are looked at, from the start and from the end

_HAN = re.compile("[㐀-鿿]")

# How files that are not text begin: the pattern and what to call them.
SIGNATURES = (
    (rb"%PDF-", "a PDF file"),
    (rb"%!PS-Adobe", "a PostScript file"),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (.doc, .xls or .wps)"),
    (rb"\{\\rtf", "an RTF file"),
    (rb"PK(?:\x03\x04|\x05\x06)", "a ZIP archive or an Office file (.docx)"),
    (rb"\x1f\x8b\x08|BZh[1-9]1AY&SY|\xfd7zXZ\x00|\x28\xb5\x2f\xfd|7z\xbc\xaf\x27\x1c|Rar!\x1a", "a compressed file"),
    (rb"\xff\xd8\xff|\x89PNG\r\n|GIF8[79]a|II\*\x00|MM\x00\*|RIFF.{4}WEBP|BM.{4}\x00\x00\x00\x00", "an image"),
    (rb"ID3[\x02-\x04]|OggS\x00|RIFF.{4}(?:WAVE|AVI )|.{4}ftyp|\x1aE\xdf\xa3|FLV\x01", "a sound or video file"),
    (rb"\x7fELF|MZ[\x00-\xff]\x00|\xca\xfe\xba\xbe|SQLite format 3\x00", "a program or a database"),
)
_SIGNATURE = re.compile(b"|".join(b"(%s)" % pattern for pattern, _ in SIGNATURES), re.DOTALL)


def refuse_bytes(data: bytes) -> None:
    """Nothing, where the bytes may be text.

    Raises:
        SetAside: they are none, too many, or begin as another kind of file does.
    """
    if not data:
        raise SetAside("The file is empty: fetch it again.")
    if len(data) > MAX_BYTES:
        raise SetAside(f"The file has {len(data):,} bytes, more than the {MAX_BYTES:,} of any article: split it.")
    if data.startswith(b"PAR1") and data.endswith(b"PAR1"):
        raise SetAside(f"The file is a Parquet file, not one article: {_IMPORT}.")
    known = _SIGNATURE.match(data)
    if known:
        _, what = SIGNATURES[(known.lastindex or 1) - 1]
        raise SetAside(f"The file is {what}, not a text or a web page: save its text and drop that in.")


def refuse_records(text: str) -> None:
    """Nothing, where the text is no list of JSON records.

    Raises:
        SetAside: each of its first lines is a record.
    """
    head = [line for line in text[:SAMPLE].split("\n", 3)[:2] if line.strip()]
    if head and all(line.startswith("{") and line.rstrip().endswith("}") for line in head):
        try:
            records = [json.loads(line) for line in head]
        except (ValueError, RecursionError):
            return
        if all(len(record) > 1 for record in records):
            raise SetAside(f"The file is JSON, a record a line, not one article: {_IMPORT}.")


_IMPORT = "take its articles with `etl raw import FILE --source NAME`"


def refuse_page(source: str, size: int) -> None:
    """Nothing, where a web page of `size` bytes is no larger than an article's page may be.

    Raises:
        SetAside: it has too many bytes or too many tags.
    """
    if size > MAX_PAGE_BYTES:
        reason = f"The web page has {size:,} bytes, more than the {MAX_PAGE_BYTES:,} of any article's page"
        raise SetAside(f"{reason}: save the article alone.")
    tags = source.count("<")
    if tags > MAX_TAGS:
        reason = f"The web page has {tags:,} tags, more than the {MAX_TAGS:,} of any article's page"
        raise SetAside(f"{reason}: save the article alone.")


def refuse_text(text: str) -> None:
    """Nothing, where the text can be read.

    Raises:
        SetAside: it is blank, or mostly what no publisher writes.
    """
    if not text or text.isspace():
        raise SetAside("The file holds no text, only white space or markup: fetch it again, or save what one sees.")
    sample = text if len(text) <= 2 * SAMPLE else text[:SAMPLE] + text[-SAMPLE:]
    if not glance(text).among("unreadable"):
        return
    kinds: Counter[str] = Counter()
    for char in filter(is_unreadable, set(sample)):
        kinds["\ufffd" if char == "\ufffd" else unicodedata.category(char)] += sample.count(char)
    unreadable = sum(kinds[kind] for kind in ("Cc", "Cn", "Co", "\ufffd"))
    # A few control characters do not make a short Chinese text unreadable; but three bytes are none.
    scrap = len(sample) < 2 * FEW and not _HAN.search(sample) and unreadable >= BROKEN * len(sample)
    if scrap or kinds["Cc"] >= max(FEW, CONTROLS * len(sample)):
        raise SetAside("The file is binary, not a text or a web page: save its text and drop that in.")
    if unreadable >= max(FEW, BROKEN * len(sample)):
        raise SetAside("The file is in no encoding that we know, or it is binary: save it as UTF-8.")
