"""Wire: messages between two processes, each some stretches of bytes, their lengths before them."""

from __future__ import annotations

import socket
import struct
import time

_COUNT = struct.Struct("<I")
FEW = 8  # stretches of a message, at most
MOST = 512 * 1024 * 1024  # bytes of a message: no file is larger than an eighth of it


def send(line: socket.socket, *parts: bytes) -> None:
    """Send one message; raises what the socket does (TimeoutError, BrokenPipeError, …)."""
    lengths = struct.pack(f"<{len(parts)}Q", *map(len, parts))
    line.sendall(b"".join((_COUNT.pack(len(parts)), lengths, *parts)))


def receive(line: socket.socket, until: float | None = None) -> list[bytes]:
    """The next message; `until` is when, by the monotonic clock, waiting for it ends.

    Raises:
        EOFError: the other end is gone.
        TimeoutError: it did not come in time.
        ValueError: it is no message of ours.
    """
    (count,) = _COUNT.unpack(_take(line, _COUNT.size, until))
    if count > FEW:
        raise ValueError(f"a message of {count} parts")
    lengths = struct.unpack(f"<{count}Q", _take(line, 8 * count, until))
    if sum(lengths) > MOST:
        raise ValueError(f"a message of {sum(lengths):,} bytes")
    return [_take(line, length, until) for length in lengths]


def _take(line: socket.socket, count: int, until: float | None) -> bytes:
    held = bytearray()
    while len(held) < count:
        if until is not None:
            line.settimeout(max(0.001, until - time.monotonic()))
        part = line.recv(min(count - len(held), 1 << 20))
        if not part:
            raise EOFError("the other end is gone")
        held += part
    return bytes(held)
