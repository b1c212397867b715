"""Decode: bytes as text, by what reads most like Chinese, each character knowing its bytes.

Strict UTF-8 wins; otherwise the decoding in which the bytes are likeliest (see `etl.clean.likeness`).
What a page declares is only one more candidate: pages marked gb2312 are GB18030 as a rule, and many
marked UTF-8 are not. Bytes that do not decode become U+FFFD as Python's `errors="replace"` has it, one for
each broken sequence, so that anybody can make the same raw text; they never flip the encoding.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from etl.clean.likeness import bits
from etl.text import Range

# What pages call their encoding, and the codec that reads it: always the widest of its family.
NAMES = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8",
    "gb18030": "gb18030 gb2312 gb_2312 gb_2312-80 gb2312-80 gbk x-gbk cp936 ms936 windows-936 euc-cn chinese",
    "big5hkscs": "big5 big5-hkscs big5hkscs big-5 x-x-big5 cp950 ms950 windows-950 cn-big5",
    "utf-16": "utf-16 utf16 unicode ucs-2 utf-16le utf-16be utf-16-le utf-16-be",
    "cp1252": "iso-8859-1 iso8859-1 latin1 latin-1 windows-1252 cp1252 ascii us-ascii iso-8859-15",
    "shift_jis": "shift_jis shift-jis sjis x-sjis windows-31j cp932",
    "euc_jp": "euc-jp x-euc-jp",
    "euc_kr": "euc-kr ks_c_5601-1987 cp949",
}
CODEC = {name: codec for codec, names in NAMES.items() for name in names.split()}

# Longest first: the mark of UTF-32-LE begins with that of UTF-16-LE.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MARKS = tuple(mark for mark, _ in MARKS)
CANDIDATES = ("utf-8", "gb18030", "big5hkscs", "cp1252")

# Stands for a broken sequence of 0 to 15 bytes while we count; no codec here ever gives a lone surrogate.
BAD = "".join(map(chr, range(0xDFF0, 0xE000)))
SAMPLE = 3 * 2048  # bytes that are weighed: the start, the middle and the end of what is not markup
STEP = 4096  # characters between two known byte positions

_BAD = re.compile(f"[{BAD}]")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_ASCII_RUN = re.compile(rb"[\x00-\x7f]{8,}")


@dataclass(frozen=True)
class Decoded:
    """`text` is the decoded file without its byte order mark: `data.decode(encoding, "replace")`."""

    text: str
    encoding: str
    codec: str = field(repr=False)  # the same with its byte order: what encodes without a mark
    mark: int = field(repr=False)  # bytes of the byte order mark
    size: int = field(repr=False)  # bytes of the file
    bad: tuple[int, ...] = field(repr=False)  # the characters of `text` that stand for broken bytes
    lost: tuple[int, ...] = field(default=(), repr=False)  # how many bytes each of them stands for

    def byte_range(self, start: int, stop: int) -> Range:
        """The bytes of the characters `[start, stop)`; an empty range gives an empty one.

        Raises:
            IndexError: the range does not lie within the text.
        """
        if not 0 <= start <= stop <= len(self.text):
            raise IndexError(f"[{start}, {stop}) does not lie in a text of {len(self.text)} characters")
        first = self._byte_at(start)
        return Range(first, first if start == stop else self._byte_at(stop))

    def _byte_at(self, at: int) -> int:
        step = at // STEP
        return min(self.size, self._steps[step] + self._width(step * STEP, at))

    @cached_property
    def _steps(self) -> list[int]:
        """The byte position of every STEP-th character."""
        widths = (self._width(at, at + STEP) for at in range(0, len(self.text), STEP))
        return list(accumulate(widths, initial=self.mark))

    def _width(self, start: int, stop: int) -> int:
        """The bytes that `text[start:stop]` takes."""
        piece = self.text[start:stop]
        first, last = bisect_left(self.bad, start), bisect_left(self.bad, stop)
        if first < last:
            marks = {at - start for at in self.bad[first:last]}
            piece = "".join(char for at, char in enumerate(piece) if at not in marks)
        if self.codec == "big5hkscs":  # four of its codes give two characters each: Ê̄ Ê̌ ê̄ ê̌
            piece = piece.replace("\u0304", "").replace("\u030c", "")
        return len(piece.encode(self.codec)) + sum(self.lost[first:last])


def decode(data: bytes) -> Decoded:
    """The bytes as text, in the encoding in which they read best.

    >>> decode("机关党建".encode("gbk")).text
    '机关党建'
    """
    whole = _plain_utf8(data)
    if whole is not None:
        return Decoded(whole, "utf-8", "utf-8", 0, len(data), ())
    encoding, codec, mark = _encoding(data)
    counted = data[mark:].decode(codec, "etl-count")
    bad = tuple(found.start() for found in _BAD.finditer(counted))
    lost = tuple(BAD.index(counted[at]) for at in bad)
    text = _BAD.sub("\ufffd", counted) if bad else counted
    return Decoded(text, encoding, codec, mark, len(data), bad, lost)


def declared(data: bytes) -> str | None:
    """The codec that the first 4 KB name (`charset=`, `encoding=`), or None for none that we know.

    >>> declared(b'<meta charset="gb2312">')
    'gb18030'
    """
    match = _DECLARED.search(data, 0, 4096)
    return CODEC.get(match[1].decode().lower()) if match else None


def _encoding(data: bytes) -> tuple[str, str, int]:
    """The encoding's name, the codec that reads what follows the mark, and the mark's length."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return name, _ordered(name, mark), len(mark)
    codec = _best(data)
    return codec, codec, 0


def _ordered(name: str, mark: bytes) -> str:
    """The codec without a mark: `utf-16` says its byte order by its mark only."""
    if name == "utf-8-sig":
        return "utf-8"
    return f"{name}-le" if mark.startswith(codecs.BOM_UTF16_LE) else f"{name}-be"


def _best(data: bytes) -> str:
    """The codec in which the bytes are likeliest; a tie goes to the one that stands first."""
    wide = _wide(data)
    if not wide and _is_utf8(data) and not _only_two_byte(data):
        return "utf-8"
    named = declared(data)
    candidates = [*CANDIDATES, *wide]
    if named and named not in candidates and named != "utf-16":
        candidates.append(named)
    sample = data[:SAMPLE] if wide else _sample(data)
    return min(candidates, key=lambda codec: _cost(sample, codec))


def _cost(sample: bytes, codec: str) -> float:
    return bits(sample.decode(codec, "replace"))


def _plain_utf8(data: bytes) -> str | None:
    """The text of what is nothing but UTF-8, as most files are: `_best` would say the same at more cost."""
    if data.startswith(_MARKS) or _wide(data) or _only_two_byte(data):
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _wide(data: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark, where NUL bytes are as many as in no other text: it has one in each ASCII character."""
    head = data[:SAMPLE]
    return ("utf-16-le", "utf-16-be") if head.count(0) * 50 >= len(head) else ()


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _only_two_byte(data: bytes) -> bool:
    """Whether it has bytes above ASCII, but none that a Han character has in UTF-8.

    GBK words such as 党籍 may happen to be valid UTF-8 of two-byte letters.
    """
    return not data.isascii() and not re.search(rb"[\xe0-\xff]", data)


def _sample(data: bytes) -> bytes:
    """What is weighed: the bytes without long ASCII runs (markup), cut to start, middle and end."""
    dense = _ASCII_RUN.sub(b"\n", data)
    if len(dense) <= SAMPLE:
        return dense
    part, middle = SAMPLE // 3, len(dense) // 2
    return b"\n".join((dense[:part], dense[middle : middle + part], dense[-part:]))


def _count(error: UnicodeError) -> tuple[str, int]:
    """What a decoder puts for bytes that it cannot read: one character that says how many they are."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return BAD[error.end - error.start], error.end


codecs.register_error("etl-count", _count)
