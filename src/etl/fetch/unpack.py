"""Unpack: undo gzip and deflate piece by piece, and stop at the first byte that is too much.

Default clients unpack whatever comes: a megabyte becomes a gigabyte in memory, and half a stream
counts as a whole one. Here neither passes.
"""

from __future__ import annotations

import zlib

from etl.fetch.guard import Refused

PIECE = 65536  # bytes that are unpacked at once
RATIO = 200  # a page of prose shrinks to a fifth; what shrinks to less than 1/200 is a bomb
INNOCENT = 1 << 20  # bytes below which no ratio is looked at: a small page may be very even
ACCEPTED = "gzip, deflate"
_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}


class Unpacker:
    """Takes the body of an answer in pieces; `take` keeps what they hold, `whole` gives it all.

    Raises (both):
        Refused: more raw or unpacked bytes than the caps, a bomb, a broken or unfinished stream, or
            an encoding that was not asked for.
    """

    def __init__(self, coding: str, most_raw: int, most: int) -> None:
        self.coding = coding.strip().lower()
        if self.coding not in {"", "identity", *_WINDOWS}:
            raise Refused("coding", f"the answer is packed as {self.coding[:40]!r}, which was not asked for")
        self.raw = 0
        self._most_raw, self._most = most_raw, most
        self._parts: list[bytes] = []
        self._size = 0
        window = _WINDOWS.get(self.coding)
        self._stream = zlib.decompressobj(window) if window else None

    def take(self, piece: bytes) -> None:
        """One more piece of the raw body."""
        self.raw += len(piece)
        if self.raw > self._most_raw:
            raise Refused("too-large", f"the answer has more than {self._most_raw:,} bytes")
        if self._stream is None:
            self._keep(piece)
            return
        more = True
        while more:
            piece, more = self._inflated(piece)

    def whole(self) -> bytes:
        """All that was taken, unpacked; the stream must have come to its end."""
        if self._stream is not None and self.raw and not self._stream.eof:
            raise Refused("truncated", "the packed answer stops before its end", passing=True)
        return b"".join(self._parts)

    def _inflated(self, piece: bytes) -> tuple[bytes, bool]:
        """Unpack some of the piece; what is left of it, and whether there is more to do."""
        if self._stream is None or self._stream.eof:
            self._stream = zlib.decompressobj(_WINDOWS["gzip"])  # gzip members may follow one another
        try:
            part = self._stream.decompress(piece, PIECE)
        except zlib.error as error:
            if self.coding == "deflate" and self.raw == len(piece):
                self._stream = zlib.decompressobj(-15)  # some servers send deflate without its frame
                self.coding = "deflate without a frame"
                return piece, True
            raise Refused("broken", f"the packed answer is broken: {error}", passing=True) from error
        self._keep(part)
        if self._stream.eof:
            rest = self._stream.unused_data.strip(b"\0") if "gzip" in self.coding else b""
            return (self._stream.unused_data, True) if rest else (b"", False)
        return self._stream.unconsumed_tail, bool(self._stream.unconsumed_tail) or len(part) == PIECE

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._most:
            raise Refused("too-large", f"the answer unpacks to more than {self._most:,} bytes")
        if self._size > max(INNOCENT, RATIO * self.raw):
            raise Refused("bomb", f"the answer unpacks to more than {RATIO} times its size")
        if part:
            self._parts.append(part)
